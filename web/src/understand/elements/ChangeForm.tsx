import '../../design/forms';
import { Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { todayIn } from '../../app/period';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import css from './Elements.module.css';
import { type Element, recordChange } from './reads';

/** Something became different on a day. Written in the reader's language, as it is. */
export function ChangeForm({ element, close }: { element: Element; close: () => void }) {
  const { t, i18n } = useTranslation(['touchpoint', 'common']);
  const today = todayIn(useWorkspace()?.time_zone);
  const deed = useDeed(['note', 'changed_on']);
  const [day, setDay] = useState(today);
  const [note, setNote] = useState('');
  const [state, setState] = useState('');
  const language = i18n.language;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const since = state.trim() ? { ...element.state, [language]: state } : undefined;
    if (await deed.run(() => recordChange(element.id, { changed_on: day, note: { [language]: note }, state: since }))) close();
  };
  return (
    <Dialog title={t('change_record_of', { name: pickText(element.name, language, element.slug) })} close={close}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput
          type="date"
          label={t('changed_on')}
          value={day}
          max={today}
          error={deed.at('changed_on')}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Textarea
          label={t('change_note')}
          rows={2}
          maxLength={500}
          value={note}
          error={deed.at('note')}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label={t('element_state_since')}
          rows={2}
          maxLength={1000}
          placeholder={pickText(element.state, language)}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
        />
        <DialogEnd deed={deed} close={close} verb={t('change_record')} />
      </form>
    </Dialog>
  );
}
