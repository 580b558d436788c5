import { Button, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import table from '../../listen/Table.module.css';
import css from '../Settings.module.css';
import { AddSection, FindSection } from './AddressForms';
import { type Suppression, useSuppressions } from './suppressions';

const LiftDialog = lazy(() => import('./LiftDialog').then((module) => ({ default: module.LiftDialog })));

function Row({ of: entry, lift }: { of: Suppression; lift: () => void }) {
  const { t } = useTranslation('mail');
  const format = useFormat();
  return (
    <tr>
      <td className={table.name}>
        {entry.customer ? (
          <Link to="/customers/$customer" params={{ customer: entry.customer }}>
            <b>{entry.customer}</b>
          </Link>
        ) : (
          t('address_only')
        )}
      </td>
      <td>{t(`reason.${entry.reason}`)}</td>
      <td className={table.quiet}>{format.moment(entry.at)}</td>
      <td>
        <div className={css.acts}>
          <UnstyledButton className="act" aria-label={t('lift_of', { name: entry.customer ?? format.moment(entry.at) })} onClick={lift}>
            {t('lift')}
          </UnstyledButton>
        </div>
      </td>
    </tr>
  );
}

function List({ lift }: { lift: (entry: Suppression) => void }) {
  const { t } = useTranslation(['mail', 'common']);
  const pages = useSuppressions(true);
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.error && rows.length === 0) return <Failure error={pages.error} />;
  return (
    <Section title={t('list')} note={t('list_note')}>
      {pages.data && rows.length === 0 && <p>{t('none')}</p>}
      {rows.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>{t('who')}</th>
              <th>{t('why')}</th>
              <th>{t('since')}</th>
              <th>
                <span className="unseen">{t('lift')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((entry) => (
              <Row key={entry.id} of={entry} lift={() => lift(entry)} />
            ))}
          </tbody>
        </table>
      )}
      {pages.hasNextPage && (
        <Button className={table.more} variant="default" size="sm" onClick={() => pages.fetchNextPage()}>
          {t('common:more')}
        </Button>
      )}
    </Section>
  );
}

/** Whom we do not write to: why, since when, and how it is lifted. */
export function SuppressionPage() {
  const { t } = useTranslation('mail');
  const may = useMay('manager');
  const [lifting, setLifting] = useState<Suppression | null>(null);
  const [round, setRound] = useState(0);
  const close = (lifted: boolean) => {
    setLifting(null);
    if (lifted) setRound(round + 1);
  };
  return (
    <>
      <ScreenLine />
      <LeadSentence>{t('suppressions_lead')}</LeadSentence>
      {!may && <p className="small">{t('managers_only')}</p>}
      {may && (
        <div className={css.columns}>
          <List lift={setLifting} />
          <div className={css.stack}>
            <FindSection key={round} lift={setLifting} />
            <AddSection />
          </div>
        </div>
      )}
      {lifting && (
        <Suspense>
          <LiftDialog of={lifting} close={close} />
        </Suspense>
      )}
    </>
  );
}
