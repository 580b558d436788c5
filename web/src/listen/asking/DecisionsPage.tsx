import '../../design/forms';
import { Button, Select } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { LeadSentence } from '../../design/LeadSentence';
import table from '../Table.module.css';
import css from './Asking.module.css';
import { DecisionTable } from './DecisionTable';
import { useAskRules, useDecisions } from './reads';
import { type DecisionFilters, reasons } from './search';

function Filters({ filters }: { filters: DecisionFilters }) {
  const { t } = useTranslation(['asking', 'common']);
  const navigate = useNavigate();
  const rules = useAskRules().data ?? [];
  const choose = (change: Partial<DecisionFilters>) =>
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...change })) as never, replace: true });
  const asked = filters.asked === undefined ? null : filters.asked ? 'yes' : 'no';
  return (
    <search className={css.filters} aria-label={t('common:filter')}>
      <Select
        aria-label={t('rule')}
        placeholder={t('rule')}
        clearable
        data={rules.map((rule) => ({ value: String(rule.id), label: rule.name }))}
        value={filters.rule ?? null}
        onChange={(rule) => choose({ rule: rule ?? undefined })}
      />
      <Select
        aria-label={t('decision')}
        placeholder={t('decision')}
        clearable
        data={[
          { value: 'yes', label: t('was_asked') },
          { value: 'no', label: t('not_asked') },
        ]}
        value={asked}
        onChange={(value) => choose({ asked: value === null ? undefined : value === 'yes' })}
      />
      <Select
        aria-label={t('reason_name')}
        placeholder={t('reason_name')}
        clearable
        searchable
        data={reasons.map((reason) => ({ value: reason, label: t(`reason.${reason}`) }))}
        value={filters.reason ?? null}
        onChange={(reason) => choose({ reason: reasons.find((one) => one === reason) })}
      />
    </search>
  );
}

/** Every decision and its reason, newest first. */
export function DecisionsPage() {
  const { t } = useTranslation(['asking', 'common']);
  const { rule, reason, asked } = useSearch({ from: '/shell/asking/decisions' });
  const filters = { rule, reason, asked };
  const pages = useDecisions(filters);
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ScreenLine />
      <p className={css.back}>
        <Link to="/asking">{t('rules')}</Link>
      </p>
      <LeadSentence>{t('decisions_lead')}</LeadSentence>
      <Filters filters={filters} />
      {pages.error && rows.length === 0 && <Failure error={pages.error} />}
      {pages.data && rows.length === 0 && <p className={css.none}>{t('decisions_none')}</p>}
      {rows.length > 0 && (
        <div className={table.place}>
          <DecisionTable rows={rows} />
        </div>
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
