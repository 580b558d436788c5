import { Button, UnstyledButton } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import { CustomerAsks } from '../asking/CustomerAsks';
import { useLanguageName } from '../languageName';
import table from '../Table.module.css';
import css from './Customers.module.css';
import { PathList } from './PathList';
import { type Customer, eraseCustomer, setContactBan, useCustomer, usePath } from './reads';

const ConfirmDialog = lazy(() => import('../../app/ConfirmDialog').then((module) => ({ default: module.ConfirmDialog })));

/** Whether they may be asked, or what keeps them from it. */
function askedWord({ contact_ban, complaint_open, consent_surveys }: Customer): 'banned' | 'complaint_open' | 'yes' | 'no' {
  if (contact_ban) return 'banned';
  if (complaint_open) return 'complaint_open';
  return consent_surveys ? 'yes' : 'no';
}

function Facts({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers');
  const languageName = useLanguageName();
  const format = useFormat();
  const money = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 2);
  const rows: [string, string | undefined][] = [
    [t('id'), customer.external_id],
    [t('email'), customer.email],
    [t('phone'), customer.phone],
    [t('language'), customer.language && languageName(customer.language)],
    [t('may_ask'), t(askedWord(customer))],
    [t('margin'), typeof customer.margin === 'number' ? money(customer.margin) : undefined],
    ...(customer.margins ?? []).map(({ year, margin }): [string, string] => [t('margin_of', { year }), money(margin)]),
    ...Object.entries(customer.attributes ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  return (
    <dl className={css.facts}>
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** One customer: who they are, and their path with us. */
export function CustomerPage() {
  const { t } = useTranslation(['customers', 'common']);
  const { customer: id } = useParams({ from: '/shell/customers/$customer' });
  const { data: customer, error } = useCustomer(id);
  const path = usePath(id);
  const steps = path.data?.pages.flatMap((page) => page.items) ?? [];
  const owner = useMay('owner');
  const navigate = useNavigate();
  const [erasing, setErasing] = useState(false);
  const [banning, setBanning] = useState(false);
  const gone = () => navigate({ to: '/customers' });
  return (
    <>
      <ScreenLine />
      {error && !customer && <Failure error={error} />}
      {customer && (
        <>
          <p className={css.back}>
            <Link to="/customers">{t('all')}</Link>
          </p>
          <LeadSentence>
            <Trans
              t={t}
              i18nKey={path.hasNextPage ? 'path_lead_many' : 'path_lead'}
              count={steps.length}
              values={{ name: customer.name || customer.external_id }}
              components={{ b: <b /> }}
            />
          </LeadSentence>
          <div className={css.columns}>
            <Section title={t('path')} note={t('path_note')}>
              {path.data && steps.length === 0 && <p className={css.attributes}>{t('path_none')}</p>}
              <PathList steps={steps} />
              {path.hasNextPage && (
                <div className={table.more}>
                  <Button variant="default" disabled={path.isFetchingNextPage} onClick={() => path.fetchNextPage()}>
                    {t('common:more')}
                  </Button>
                </div>
              )}
            </Section>
            <Section title={t('known')}>
              <Facts customer={customer} />
              <div className={css.acts}>
                <UnstyledButton className="act" onClick={() => setBanning(true)}>
                  {t(customer.contact_ban ? 'ban_lift' : 'ban')}
                </UnstyledButton>
                {owner && (
                  <UnstyledButton className="act" onClick={() => setErasing(true)}>
                    {t('erase')}
                  </UnstyledButton>
                )}
              </div>
            </Section>
          </div>
          <div className={css.asks}>
            <CustomerAsks customer={customer.external_id} />
          </div>
        </>
      )}
      {banning && customer && (
        <Suspense>
          <ConfirmDialog
            title={t(customer.contact_ban ? 'ban_lift_title' : 'ban_title', { name: customer.name || customer.external_id })}
            verb={t(customer.contact_ban ? 'ban_lift_yes' : 'ban_yes')}
            run={() => setContactBan(customer.external_id, !customer.contact_ban)}
            close={() => setBanning(false)}
          >
            {t(customer.contact_ban ? 'ban_lift_text' : 'ban_text')}
          </ConfirmDialog>
        </Suspense>
      )}
      {erasing && customer && (
        <Suspense>
          <ConfirmDialog
            title={t('erase_title', { name: customer.name || customer.external_id })}
            verb={t('erase_yes')}
            run={async () => {
              await eraseCustomer(customer.external_id);
              gone();
            }}
            close={() => setErasing(false)}
          >
            {t('erase_text')}
          </ConfirmDialog>
        </Suspense>
      )}
    </>
  );
}
