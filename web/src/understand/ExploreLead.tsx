import { Trans, useTranslation } from 'react-i18next';
import type { Period } from '../app/period';
import { unitOf, useFormat } from '../design/format';
import { LeadSentence } from '../design/LeadSentence';
import { verdictFor } from '../design/Verdict';
import { periodWords } from '../today/lead';
import type { Measure } from './explore';
import type { Metrics } from './reads';

const spoken = new Set(['nps', 'enps', 'ces', 'csat', 'rating', 'expectation', 'emotion_hit']);

/** The figure of everything that matches, before it is taken apart. */
export function ExploreLead({ measure, metrics, period }: { measure: Measure; metrics: Metrics | undefined; period: Period }) {
  const { t } = useTranslation(['explore', 'today', 'common']);
  const format = useFormat();
  const row = metrics?.measure === measure ? metrics.rows[0] : undefined;
  const name = t(`common:measure.${measure}`);
  const unit = unitOf(metrics?.unit);
  if (!metrics) return <LeadSentence>{name}</LeadSentence>;
  if (!row || row.n === 0) return <LeadSentence>{t('nothing', { measure: name })}</LeadSentence>;
  if (typeof row.value !== 'number') {
    return <LeadSentence>{t('today:few', { n: format.count(row.n), missing: format.count(row.missing ?? 0) })}</LeadSentence>;
  }
  if (measure === 'emotion_share') return <LeadSentence>{t('lead_emotions', { count: row.n, number: format.count(row.n) })}</LeadSentence>;
  const banded = typeof row.low === 'number' && typeof row.high === 'number';
  const figure = banded ? format.margin(row.value, row.low as number, row.high as number, unit) : format.withUnit(row.value, unit);
  const key = spoken.has(measure) ? `today:lead.${measure}.${verdictFor(row)}` : 'explore:lead';
  return (
    <LeadSentence>
      <Trans t={t} i18nKey={key} values={{ measure: name, figure, ...periodWords(t, period) }} components={{ b: <b /> }} />
    </LeadSentence>
  );
}
