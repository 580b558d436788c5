import { Trans, useTranslation } from 'react-i18next';
import type { Period } from '../../app/period';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { type MetricsAsk, useMetrics } from '../../understand/reads';
import type { Filters } from './search';

/** Filters as one condition of the figures. */
function whereOf(filters: Filters): string | undefined {
  const all = (['survey', 'touchpoint', 'channel', 'language', 'outcome'] as const).flatMap((field) =>
    filters[field] ? [{ field, op: 'eq', value: filters[field] }] : [],
  );
  return all.length > 0 ? JSON.stringify({ all }) : undefined;
}

/** How many answered in the period. Stories and outcomes are counted by reading, not by a figure: then only the list speaks. */
export function ResponsesLead({ filters, period }: { filters: Filters; period: Period }) {
  const { t } = useTranslation('responses');
  const format = useFormat();
  const countable = !filters.stories && !filters.outcome;
  const ask: MetricsAsk = { measure: 'responses', from: period.from, to: period.to, where: whereOf(filters) };
  const count = useMetrics(ask, countable).data?.rows[0]?.n;
  const key = filters.stories ? 'lead_stories' : filters.outcome ? `lead_${filters.outcome}` : count === undefined ? 'lead_plain' : 'lead';
  return (
    <LeadSentence>
      <Trans
        t={t}
        i18nKey={key}
        count={count ?? 0}
        values={{ n: format.count(count ?? 0), range: format.range(period.from, period.to) }}
        components={{ b: <b /> }}
      />
    </LeadSentence>
  );
}
