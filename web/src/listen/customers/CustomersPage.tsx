import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { LeadSentence } from '../../design/LeadSentence';
import { BringButton } from '../imports/BringButton';
import { useLanguageName } from '../languageName';
import table from '../Table.module.css';
import css from './Customers.module.css';
import { type Customer, useCustomers } from './reads';

function FindForm() {
  const { t } = useTranslation('customers');
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const find = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim()) navigate({ to: '/customers/$customer', params: { customer: id.trim() } });
  };
  return (
    <search>
      <form className={css.find} onSubmit={find}>
        <input aria-label={t('find')} placeholder={t('find')} value={id} onChange={(event) => setId(event.currentTarget.value)} />
        <Button type="submit" variant="default" size="sm">
          {t('open')}
        </Button>
      </form>
    </search>
  );
}

function CustomerRow({ customer }: { customer: Customer }) {
  const languageName = useLanguageName();
  const attributes = Object.entries(customer.attributes ?? {}).slice(0, 4);
  return (
    <tr>
      <td className={table.name}>
        <Link to="/customers/$customer" params={{ customer: customer.external_id }}>
          <b>{customer.name || customer.external_id}</b>
        </Link>
        {customer.name && <span className={table.note}>{customer.external_id}</span>}
      </td>
      <td>{customer.email}</td>
      <td>{customer.language && languageName(customer.language)}</td>
      <td className={css.attributes}>{attributes.map(([name, value]) => `${name}: ${String(value)}`).join(' · ')}</td>
    </tr>
  );
}

/** The customers other systems told of, and those who answered under a name. */
export function CustomersPage() {
  const { t } = useTranslation(['customers', 'common']);
  const may = useMay('manager');
  const pages = useCustomers(may);
  const rows = pages.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  return (
    <>
      <ScreenLine
        right={
          rows.length > 0 ? (
            <>
              <BringButton kind="customers" small />
              <FindForm />
            </>
          ) : undefined
        }
      />
      {!may && <p className="small">{t('managers_only')}</p>}
      {pages.error && rows.length === 0 && <Failure error={pages.error} />}
      {pages.data && rows.length === 0 && (
        <EmptyState
          title={t('empty_title')}
          text={t('empty_text')}
          action={
            <>
              <Button component={Link} to="/events">
                {t('empty_action')}
              </Button>{' '}
              <BringButton kind="customers" />
            </>
          }
        />
      )}
      {rows.length > 0 && (
        <>
          <LeadSentence>{t('lead')}</LeadSentence>
          <div className={table.place}>
            <table className={`${table.table} ${css.table}`}>
              <thead>
                <tr>
                  <th>{t('customer')}</th>
                  <th>{t('email')}</th>
                  <th>{t('language')}</th>
                  <th>{t('attributes')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((customer) => (
                  <CustomerRow key={customer.id} customer={customer} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {pages.hasNextPage && (
        <div className={table.more}>
          <Button variant="default" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {t('common:more')}
          </Button>
        </div>
      )}
    </>
  );
}
