import { Trans, useTranslation } from 'react-i18next';
import { unitOf, useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import type { Metrics } from '../reads';

/** The margin's say beside the persons', and how much of the margin is in detractors' hands. */
export function WeightsLead({ measure, metrics }: { measure: string; metrics: Metrics | undefined }) {
  const { t } = useTranslation(['weights', 'common']);
  const format = useFormat();
  const row = metrics?.rows.length === 1 && metrics.measure === measure ? metrics.rows[0] : undefined;
  const unit = unitOf(metrics?.unit);
  const known = typeof row?.value === 'number' && typeof row.persons?.value === 'number';
  if (!row || !known) return <LeadSentence>{t('lead_plain')}</LeadSentence>;
  const values = {
    measure: t(`common:short.${measure}`),
    weighted: format.withUnit(row.value ?? 0, unit),
    interval: format.interval(row.low ?? 0, row.high ?? 0, unit),
    persons: format.withUnit(row.persons?.value ?? 0, unit),
    worth: format.number(row.effective_n ?? 0, (row.effective_n ?? 0) < 100 ? 1 : 0),
  };
  return (
    <LeadSentence>
      <Trans t={t} i18nKey="lead" values={values} components={{ b: <b /> }} />{' '}
      {typeof row.detractor_margin === 'number' && t('lead_detractors', { share: format.withUnit(row.detractor_margin, 'percent') })}{' '}
      {(row.effective_n ?? 0) < 30 && t('lead_few')}
    </LeadSentence>
  );
}
