import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { Section } from '../../design/Section';
import css from './Events.module.css';

function snippet(host: string, key: string): string {
  return `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: "${key}",
  host: "${host}",
});
analytics.track({
  userId: "customer-1042",
  event: "Order Completed",
  properties: { total: 89.5, currency: "EUR" },
});`;
}

export function ConnectPicture() {
  const { t } = useTranslation('events');
  return <pre className={css.snippet}>{snippet(window.location.origin, t('your_key'))}</pre>;
}

/** How a shop is connected: a write key, and the client it may already have. */
export function Connect({ open }: { open: boolean }) {
  const { t } = useTranslation(['events', 'common']);
  const owner = useMay('owner');
  const clipboard = useClipboard({ timeout: 2000 });
  const code = snippet(window.location.origin, t('your_key'));
  return (
    <Section title={t('connect')}>
      <div className={css.connect}>
        <div>
          <p>
            <Trans t={t} i18nKey="connect_key" components={{ a: owner ? <Link to="/settings/keys" /> : <b /> }} />
          </p>
          <p>{t('connect_client')}</p>
          <p>
            <Trans t={t} i18nKey="connect_cloud" components={{ code: <code /> }} />
          </p>
          <Button variant="default" size="sm" onClick={() => clipboard.copy(code)}>
            <span aria-live="polite">{t(clipboard.copied ? 'common:copied' : 'copy_snippet')}</span>
          </Button>
        </div>
        {!open && <pre className={css.snippet}>{code}</pre>}
      </div>
    </Section>
  );
}
