import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import css from './Invite.module.css';
import { NotAskedList } from './NotAskedList';
import type { Outcomes } from './reads';

/** How many were asked; who was not, and why; the links, when links were made. */
export function Outcome({ outcomes }: { outcomes: Outcomes }) {
  const { t } = useTranslation(['invite', 'common']);
  const clipboard = useClipboard({ timeout: 2000 });
  const links = outcomes.links.map(({ customer, url }) => `${customer}\t${url}`);
  const left = outcomes.not_asked.reduce((sum, one) => sum + one.count, 0);
  return (
    <div className={css.outcome}>
      <b>{t(links.length ? 'made' : 'asked', { count: outcomes.invited })}</b>
      {left > 0 && (
        <>
          <span>{t('not_asked', { count: left })}</span>
          <NotAskedList reasons={outcomes.not_asked} />
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
