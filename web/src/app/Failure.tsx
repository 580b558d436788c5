import { Button } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemError } from './api';
import css from './Failure.module.css';

/** What happened, what is safe, what to do. */
export function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  const known = error instanceof ProblemError;
  const code = known ? `${error.status}${error.slug ? ` ${error.slug}` : ''}` : error instanceof Error ? error.name : '?';
  const key = known && error.status === 404 ? 'not_found' : known && error.status === 403 ? 'not_allowed' : 'internal';
  return (
    <div className={css.failure} role="alert">
      <h1>{known && error.status < 500 && key === 'internal' && error.detail ? error.detail : t(`error.${key}`, { code })}</h1>
      <Button variant="default" onClick={() => router.invalidate()}>
        {t('again')}
      </Button>
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className={css.failure}>
      <h1>{t('error.not_found')}</h1>
      <Link to="/" className="act">
        {t('nav.today')}
      </Link>
    </main>
  );
}
