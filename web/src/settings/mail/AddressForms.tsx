import { Button, Select, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../../app/useDeed';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import css from '../Settings.module.css';
import { Told } from '../Told';
import { addSuppression, findSuppression, type Suppression, type SuppressionReason } from './suppressions';

/** Whether one address is left in peace: addresses are hashes here, so it must be the very one. */
export function FindSection({ lift }: { lift: (entry: Suppression) => void }) {
  const { t } = useTranslation('mail');
  const format = useFormat();
  const deed = useDeed(['email']);
  const [email, setEmail] = useState('');
  const [found, setFound] = useState<{ email: string; entry?: Suppression } | null>(null);
  const find = (event: FormEvent) => {
    event.preventDefault();
    setFound(null);
    void deed.run(async () => setFound({ email: email.trim(), entry: await findSuppression(email.trim()) }));
  };
  return (
    <Section title={t('find')}>
      <form className={css.form} onSubmit={find}>
        <TextInput
          label={t('address')}
          description={t('find_note')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          type="email"
          maxLength={254}
          value={email}
          error={deed.at('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <div className={css.row}>
          <Button type="submit" variant="default" disabled={deed.busy || email.trim().length < 3}>
            {t('look')}
          </Button>
        </div>
        {deed.failure && (
          <p role="alert" className={css.failure}>
            {deed.failure}
          </p>
        )}
        <div role="status">
          {found && !found.entry && <p>{t('not_listed', { email: found.email })}</p>}
          {found?.entry && (
            <p>
              {t('listed', { email: found.email, why: t(`reason.${found.entry.reason}`), day: format.moment(found.entry.at) })}{' '}
              <UnstyledButton className="act" onClick={() => found.entry && lift(found.entry)}>
                {t('lift')}
              </UnstyledButton>
            </p>
          )}
        </div>
      </form>
    </Section>
  );
}

/** Somebody asked by phone or letter to be left in peace. */
export function AddSection() {
  const { t } = useTranslation('mail');
  const deed = useDeed(['email']);
  const [email, setEmail] = useState('');
  const [reason, setReason] = useState<SuppressionReason>('unsubscribed');
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(() => addSuppression(email.trim(), reason))) setEmail('');
  };
  return (
    <Section title={t('add')}>
      <form className={css.form} onSubmit={add}>
        <TextInput
          label={t('address')}
          description={t('add_note')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          type="email"
          maxLength={254}
          value={email}
          error={deed.at('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={t('why')}
          data={(['unsubscribed', 'complaint'] as const).map((value) => ({ value, label: t(`wish.${value}`) }))}
          value={reason}
          allowDeselect={false}
          onChange={(value) => setReason((value as SuppressionReason | null) ?? reason)}
        />
        <div className={css.row}>
          <Button type="submit" disabled={deed.busy || email.trim().length < 3}>
            {t('add_button')}
          </Button>
          <Told deed={deed} word="mail:added" />
        </div>
      </form>
    </Section>
  );
}
