import '../design/forms';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session';
import { useDeed } from '../app/useDeed';
import { changeMail, type MailSettings } from './mail';
import css from './Settings.module.css';
import { Told } from './Told';

const texts = ['from_name', 'from_address', 'reply_to', 'bounce_address'] as const;
const numbers = [
  { name: 'reminder_days', min: 0, max: 60 },
  { name: 'expires_days', min: 1, max: 365 },
  { name: 'domain_minute_max', min: 1, max: 100000 },
] as const;

/** Who messages are from, where answers to them go, and how often one is reminded. */
export function MailForm({ mail }: { mail: MailSettings }) {
  const { t } = useTranslation(['invite', 'common', 'settings']);
  const deed = useDeed([...texts, ...numbers.map((number) => number.name)]);
  const [draft, setDraft] = useState(mail);
  const may = useMay('owner');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { way: _way, from_usual: _usual, ...change } = draft;
    deed.run(() => changeMail(change));
  };
  return (
    <form className={css.form} onSubmit={submit}>
      {texts.map((name) => (
        <TextInput
          key={name}
          label={t(`setting.${name}`)}
          description={t(`setting.${name}_note`, { address: mail.from_usual })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={name === 'from_name' ? 100 : 254}
          value={draft[name]}
          disabled={!may}
          error={deed.at(name)}
          onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
        />
      ))}
      <div className={css.pair}>
        {numbers.map(({ name, min, max }) => (
          <NumberInput
            key={name}
            label={t(`setting.${name}`)}
            min={min}
            max={max}
            allowDecimal={false}
            value={draft[name]}
            disabled={!may}
            error={deed.at(name)}
            onChange={(value) => setDraft({ ...draft, [name]: Number(value) })}
          />
        ))}
      </div>
      {may ? (
        <div className={css.row}>
          <Button type="submit" disabled={deed.busy}>
            {t('common:save')}
          </Button>
          <Told deed={deed} />
        </div>
      ) : (
        <p className="small">{t('settings:owners_only')}</p>
      )}
    </form>
  );
}
