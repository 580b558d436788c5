import { Button } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { PeriodPicker } from '../../app/PeriodPicker';
import { type Period, usePeriod } from '../../app/period';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { BringButton } from '../imports/BringButton';
import table from '../Table.module.css';
import { ExportMenu } from './ExportMenu';
import { FilterRow } from './FilterRow';
import { ResponsesLead } from './ResponsesLead';
import css from './ResponsesPage.module.css';
import { ResponseTable } from './ResponseTable';
import { newestRows, type Response, showNewer, useNewer, useResponses } from './reads';
import { type Filters, isFiltered } from './search';

function NewerLine({ filters, period, last }: { filters: Filters; period: Period; last: number | undefined }) {
  const { t } = useTranslation('responses');
  const newer = useNewer(filters, period, last);
  return (
    <div role="status" aria-live="polite">
      {newer > 0 && (
        <button type="button" className={css.newer} onClick={() => showNewer(filters, period)}>
          {newer < newestRows ? t('newer', { count: newer }) : t('newer_many', { count: newestRows })}
        </button>
      )}
    </div>
  );
}

function Empty({ filters }: { filters: Filters }) {
  const { t } = useTranslation(['responses', 'imports']);
  const may = useMay('manager');
  if (isFiltered(filters)) return <p className={css.none}>{t('none_filtered')}</p>;
  return (
    <EmptyState
      under
      title={t('empty_title')}
      text={t('empty_text')}
      action={
        <>
          <Button component={Link} to="/surveys">
            {t('empty_action')}
          </Button>
          {may && <BringButton kind="responses" />}
        </>
      }
    />
  );
}

/** Every answer as it came, newest first. */
export function ResponsesPage() {
  const { t } = useTranslation(['responses', 'common']);
  const filters = useFilters();
  const period = usePeriod();
  const pages = useResponses(filters, period);
  const rows: Response[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const last = pages.data && !pages.isPlaceholderData ? (rows[0]?.id ?? 0) : undefined;
  return (
    <>
      <ScreenLine
        right={
          <>
            {rows.length > 0 && <BringButton kind="responses" small />}
            <ExportMenu filters={filters} />
            <PeriodPicker />
          </>
        }
      />
      <ResponsesLead filters={filters} period={period} />
      <FilterRow filters={filters} rows={rows} />
      <NewerLine filters={filters} period={period} last={last} />
      {pages.error && rows.length === 0 && <Failure error={pages.error} />}
      {pages.data && rows.length === 0 && <Empty filters={filters} />}
      {rows.length > 0 && <ResponseTable rows={rows} />}
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

export function useFilters(): Filters {
  const { survey, touchpoint, channel, language, outcome, stories } = useSearch({ from: '/shell/responses' });
  const filters: Filters = { survey, touchpoint, channel, language, outcome, stories };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
