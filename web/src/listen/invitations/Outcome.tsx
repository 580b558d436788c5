import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import css from './Invite.module.css';
import type { Outcomes } from './reads';

function byReason(outcomes: Outcomes): [string, string[]][] {
  const reasons = new Map<string, string[]>();
  for (const item of outcomes.items) if (item.reason) reasons.set(item.reason, [...(reasons.get(item.reason) ?? []), item.customer]);
  return [...reasons].sort((a, b) => b[1].length - a[1].length);
}

/** How many were asked; who was not, and why; the links, when links were made. */
export function Outcome({ outcomes }: { outcomes: Outcomes }) {
  const { t } = useTranslation(['invite', 'common']);
  const clipboard = useClipboard({ timeout: 2000 });
  const links = outcomes.items.flatMap((item) => (item.url ? [`${item.customer}\t${item.url}`] : []));
  return (
    <div className={css.outcome}>
      <b>{t(links.length ? 'made' : 'asked', { count: outcomes.invited })}</b>
      {outcomes.not_asked > 0 && (
        <>
          <span>{t('not_asked', { count: outcomes.not_asked })}</span>
          <ul>
            {byReason(outcomes).map(([reason, customers]) => (
              <li key={reason}>
                {t(`reason.${reason}`)}: {customers.slice(0, 5).join(', ')}
                {customers.length > 5 && ` ${t('and_more', { count: customers.length - 5 })}`}
              </li>
            ))}
          </ul>
        </>
      )}
      {links.length > 0 && (
        <>
          <pre className={css.links}>{links.join('\n')}</pre>
          <div className={css.row}>
            <Button size="sm" variant="default" onClick={() => clipboard.copy(links.join('\n'))}>
              <span aria-live="polite">{t(clipboard.copied ? 'common:copied' : 'common:copy')}</span>
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
