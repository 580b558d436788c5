import '../../design/forms';
import { Autocomplete, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { shiftDay } from '../../app/period';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { useFormat, weekOf } from '../../design/format';
import { dayparts, media, mondayOf } from './media';
import css from './Research.module.css';
import { type Exposure, saveExposure } from './reads';
import { useMediaWords } from './useMediaWords';

interface MediaFormProps {
  exposure?: Exposure;
  today: string;
  seen: Exposure[];
  close: () => void;
}

const distinct = (names: string[]) => [...new Set(names)].filter(Boolean);

/** A row, new or with other numbers: the same medium, daypart, segment and week take the place of what was there. */
export function MediaForm({ exposure, today, seen, close }: MediaFormProps) {
  const { t } = useTranslation(['research', 'common']);
  const format = useFormat();
  const words = useMediaWords();
  const deed = useDeed();
  const [medium, setMedium] = useState(exposure?.medium ?? '');
  const [daypart, setDaypart] = useState(exposure?.daypart ?? '');
  const [segment, setSegment] = useState(exposure?.segment ?? '');
  const [day, setDay] = useState(exposure?.week ?? today);
  const [spend, setSpend] = useState<number | string>(exposure ? exposure.spend_cents / 100 : '');
  const [contacts, setContacts] = useState<number | string>(exposure?.contacts ?? '');
  const week = day && mondayOf(day);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const item = { medium, daypart, segment, week, spend_cents: Math.round(Number(spend) * 100), contacts: Number(contacts) };
    if (await deed.run(() => saveExposure(item))) close();
  };
  const word = (
    value: string,
    known: string[],
    say: (name: string) => string,
    set: (name: string) => void,
    label: string,
    optional: boolean,
  ) => (
    <Autocomplete
      label={optional ? `${label} (${t('common:optional')})` : label}
      required={!optional}
      withAsterisk={false}
      disabled={exposure !== undefined}
      maxLength={60}
      value={value && say(value)}
      data={distinct(known.map(say))}
      onChange={(text) => set(known.find((name) => say(name) === text) ?? text)}
    />
  );
  return (
    <Dialog title={t(exposure ? 'media_edit' : 'media_add')} close={close} side>
      <form className={css.form} onSubmit={submit}>
        {word(medium, distinct([...media, ...seen.map((one) => one.medium)]), words.medium, setMedium, t('medium_name'), false)}
        {word(daypart, distinct([...dayparts, ...seen.map((one) => one.daypart)]), words.daypart, setDaypart, t('daypart_name'), true)}
        {word(segment, distinct(seen.map((one) => one.segment)), (name) => name, setSegment, t('segment'), true)}
        <TextInput
          type="date"
          label={t('week')}
          description={week && t('week_is', { n: weekOf(week), days: format.range(week, shiftDay(week, 6)) })}
          required
          withAsterisk={false}
          disabled={exposure !== undefined}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <div className={css.pair}>
          <NumberInput
            label={t('contacts')}
            required
            withAsterisk={false}
            min={0}
            max={1e11}
            allowDecimal={false}
            hideControls
            value={contacts}
            onChange={setContacts}
          />
          <NumberInput
            label={t('spend_cents')}
            description={t('spend_note')}
            required
            withAsterisk={false}
            min={0}
            max={1e9}
            decimalScale={2}
            hideControls
            value={spend}
            onChange={setSpend}
          />
        </div>
        <DialogEnd deed={deed} close={close} disabled={!medium.trim()} />
      </form>
    </Dialog>
  );
}
