import '../design/forms';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../app/api';
import { Mark } from '../app/Mark';
import { signIn } from '../app/session';
import { speakAs } from '../app/words';
import { DemoCard } from './DemoCard';
import { LanguageRow } from './LanguageRow';
import css from './SignIn.module.css';

export interface Demo {
  email: string;
  password: string;
}

/** Only a demo server answers; any other says 404. */
function useDemo(): Demo | undefined {
  return (
    useQuery({
      queryKey: ['demo'],
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      queryFn: async (): Promise<Demo | null> => {
        const reply = await fetch('/demo.json', { headers: { Accept: 'application/json' } });
        return reply.ok && reply.headers.get('Content-Type')?.includes('json') ? ((await reply.json()) as Demo) : null;
      },
    }).data ?? undefined
  );
}

function useEnter() {
  const router = useRouter();
  const { back } = useSearch({ from: '/sign-in' });
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const enter = async (email: string, password: string) => {
    setBusy(true);
    setFailure('');
    try {
      const me = await signIn(email, password);
      await speakAs(me.language);
      router.history.replace(back ?? '/');
    } catch (error) {
      const status = error instanceof ProblemError ? error.status : 0;
      setFailure(status === 401 ? 'error.sign_in_failed' : status === 429 ? 'error.too_many_requests' : 'error.internal');
    } finally {
      setBusy(false);
    }
  };
  return { enter, failure, busy };
}

export function SignIn() {
  const { t } = useTranslation(['signin', 'common']);
  const { ended } = useSearch({ from: '/sign-in' });
  const demo = useDemo();
  const { enter, failure, busy } = useEnter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter(email.trim(), password);
  };
  return (
    <main className={css.page}>
      <div className={css.brand}>
        <Mark size={34} />
        Kuulo
      </div>
      <h1>{t('lead')}</h1>
      {ended && !failure && <p role="status">{t('common:error.signed_out')}</p>}
      {demo && <DemoCard demo={demo} busy={busy} enter={() => enter(demo.email, demo.password)} />}
      <form onSubmit={submit} aria-label={t('title')}>
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {failure && (
          <p className={css.failure} role="alert">
            {t(`common:${failure}`, { code: 'sign-in' })}
          </p>
        )}
        <Button type="submit" size="md" variant={demo ? 'default' : 'filled'} disabled={busy} fullWidth>
          {t('common:sign_in')}
        </Button>
      </form>
      <LanguageRow />
    </main>
  );
}
