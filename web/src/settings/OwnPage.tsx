import '../design/forms';
import { Button, PasswordInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenLine } from '../app/ScreenLine';
import { useMe, useWorkspace } from '../app/session';
import { useDeed } from '../app/useDeed';
import { useFormat } from '../design/format';
import { LeadSentence } from '../design/LeadSentence';
import { Section } from '../design/Section';
import { changePassword, endSession, type Session, useSessions } from './reads';
import css from './Settings.module.css';
import { Told } from './Told';
import list from './UnitsSection.module.css';

function PasswordForm() {
  const { t } = useTranslation('settings');
  const deed = useDeed(['current', 'new']);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await deed.run(() => changePassword(current, next)))) return;
    setCurrent('');
    setNext('');
  };
  return (
    <form className={css.form} onSubmit={submit} aria-label={t('password')}>
      <PasswordInput
        label={t('password_now')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={current}
        error={deed.at('current')}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('password_new')}
        description={t('password_rule')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        required
        withAsterisk={false}
        minLength={10}
        maxLength={200}
        value={next}
        error={deed.at('new')}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      <div className={css.row}>
        <Button type="submit" disabled={deed.busy}>
          {t('password_change')}
        </Button>
        <Told deed={deed} word="password_changed" />
      </div>
    </form>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const deed = useDeed();
  const opened = session.opened_at ? format.moment(session.opened_at, zone) : '';
  const seen = session.seen_at ? format.moment(session.seen_at, zone) : '';
  return (
    <li>
      <span>
        {t('session_opened', { time: opened })}{' '}
        <span className="meta">{session.current ? t('session_this') : t('session_seen', { time: seen })}</span>
        {deed.failure && <span role="alert"> {deed.failure}</span>}
      </span>
      {!session.current && (
        <UnstyledButton
          className="act"
          aria-label={`${t('session_end')}: ${opened}`}
          disabled={deed.busy}
          onClick={() => deed.run(() => endSession(session.id ?? 0))}
        >
          {t('session_end')}
        </UnstyledButton>
      )}
    </li>
  );
}

/** One's own password, and where one is signed in. */
export function OwnPage() {
  const { t } = useTranslation(['settings', 'common']);
  const me = useMe();
  const sessions = useSessions().data ?? [];
  return (
    <>
      <ScreenLine />
      <LeadSentence>{me && t('own_lead', { name: me.name || me.email, role: t(`common:role.${me.role}`) })}</LeadSentence>
      <div className={css.columns}>
        <Section title={t('password')}>
          <PasswordForm />
        </Section>
        <Section title={t('sessions')} note={t('sessions_note')}>
          <ul className={list.list}>
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        </Section>
      </div>
    </>
  );
}
