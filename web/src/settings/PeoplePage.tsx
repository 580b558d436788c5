import { Button, UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { ScreenLine } from '../app/ScreenLine';
import { useMay, useMe } from '../app/session';
import { pickText } from '../app/words';
import { LeadSentence } from '../design/LeadSentence';
import table from '../listen/Table.module.css';
import { useTouchpointName } from '../understand/names';
import { type Account, useAccounts, useUnits } from './reads';
import css from './Settings.module.css';

const AccountForm = lazy(() => import('./AccountForm').then((module) => ({ default: module.AccountForm })));

function useSees(): (account: Account) => string {
  const { t, i18n } = useTranslation('settings');
  const touchpointName = useTouchpointName();
  const units = useUnits().data ?? [];
  return (account) => {
    if (account.role !== 'worker') return t('sees_all');
    const names = [
      ...(account.touchpoints ?? []).map(touchpointName),
      ...(account.units ?? []).map((slug) => pickText(units.find((unit) => unit.slug === slug)?.name, i18n.language, slug)),
    ];
    return names.length > 0 ? names.join(', ') : t('sees_all');
  };
}

function AccountRow({ account, change }: { account: Account; change?: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const me = useMe();
  const sees = useSees();
  return (
    <tr className={account.disabled ? css.off : ''}>
      <td className={table.name}>
        <b>{account.name || account.email}</b>
        <span className={table.note}>
          {account.name ? account.email : ''}
          {account.id === me?.id && ` · ${t('you')}`}
        </span>
      </td>
      <td>
        {t(`common:role.${account.role}`)}
        {account.disabled && <span className={table.note}>{t('disabled')}</span>}
      </td>
      <td className="small">{sees(account)}</td>
      <td>
        {change && (
          <div className={css.acts}>
            <UnstyledButton className="act" aria-label={`${t('common:edit')}: ${account.email}`} onClick={change}>
              {t('common:edit')}
            </UnstyledButton>
          </div>
        )}
      </td>
    </tr>
  );
}

/** Who may do what. */
export function PeoplePage() {
  const { t } = useTranslation(['settings', 'common']);
  const { data: accounts, error } = useAccounts();
  const may = useMay('owner');
  const [open, setOpen] = useState<Account | 'new' | null>(null);
  return (
    <>
      <ScreenLine />
      {error && !accounts && <Failure error={error} />}
      {accounts && (
        <>
          <div className={css.head}>
            <LeadSentence>{t('people_lead', { count: accounts.filter((account) => !account.disabled).length })}</LeadSentence>
            {may && <Button onClick={() => setOpen('new')}>{t('account_add')}</Button>}
          </div>
          <div className={table.place}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>{t('person')}</th>
                  <th>{t('role')}</th>
                  <th>{t('sees')}</th>
                  <th>
                    <span className="unseen">{t('common:edit')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {accounts.map((account) => (
                  <AccountRow key={account.id} account={account} change={may ? () => setOpen(account) : undefined} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {open && (
        <Suspense>
          <AccountForm account={open === 'new' ? undefined : open} close={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  );
}
