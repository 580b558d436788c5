import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Demo } from './SignIn';
import css from './SignIn.module.css';

/** How to get in, said aloud, on a server that was started as a demo. */
export function DemoCard({ demo, busy, enter }: { demo: Demo; busy: boolean; enter: () => void }) {
  const { t } = useTranslation('signin');
  return (
    <section className={css.demo} aria-label={t('demo_title')}>
      <h2>{t('demo_title')}</h2>
      <p>{t('demo_text')}</p>
      <Button size="md" onClick={enter} disabled={busy} fullWidth>
        {t('demo_button')}
      </Button>
      <p className="meta">
        {t('demo_or')} <code>{demo.email}</code> · <code>{demo.password}</code>
      </p>
    </section>
  );
}
