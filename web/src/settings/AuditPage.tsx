import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { ScreenLine } from '../app/ScreenLine';
import { useMay, useWorkspace } from '../app/session';
import { useFormat } from '../design/format';
import { LeadSentence } from '../design/LeadSentence';
import table from '../listen/Table.module.css';
import { useAccounts, useAudit, useKeys } from './reads';

/** "account:39" → the person's name. */
function useActorName(): (actor: string | undefined) => string {
  const { t } = useTranslation('settings');
  const accounts = useAccounts().data ?? [];
  const keys = useKeys(true).data ?? [];
  return (actor) => {
    const [kind, id] = (actor ?? 'system').split(':');
    const account = accounts.find((one) => String(one.id) === id);
    if (kind === 'account') return account ? account.name || account.email : t('actor.account', { id });
    if (kind === 'key') return t('actor.key', { name: keys.find((one) => String(one.id) === id)?.name ?? id });
    return t(`actor.${kind}`, { defaultValue: actor });
  };
}

function Trail() {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const actorName = useActorName();
  const pages = useAudit(true);
  const rows = pages.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  if (pages.error && rows.length === 0) return <Failure error={pages.error} />;
  return (
    <div className={table.place}>
      <table className={table.table}>
        <thead>
          <tr>
            <th className={table.number}>{t('number')}</th>
            <th>{t('when')}</th>
            <th>{t('who')}</th>
            <th>{t('what')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number}>
              <td className={`${table.number} ${table.quiet}`}>{format.count(row.number ?? 0)}</td>
              <td className={table.quiet}>{row.at && format.moment(row.at, zone)}</td>
              <td>{actorName(row.actor)}</td>
              <td>
                {t(`fact.${row.kind}`, { defaultValue: row.kind })}
                {row.subject && row.subject !== row.number ? <span className="meta"> {row.subject}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {pages.hasNextPage && (
        <div className={table.more}>
          <Button variant="default" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {t('common:more')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Who did what and when: the ledger, newest first. */
export function AuditPage() {
  const { t } = useTranslation('settings');
  const may = useMay('owner');
  return (
    <>
      <ScreenLine />
      <LeadSentence>{t('audit_lead')}</LeadSentence>
      {may ? <Trail /> : <p className="small">{t('owners_only')}</p>}
    </>
  );
}
