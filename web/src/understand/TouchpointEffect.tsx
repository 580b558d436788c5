import { useTranslation } from 'react-i18next';
import type { Period } from '../app/period';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { atTouchpoint, useMetrics } from './reads';

/** What encounters here did to the customer's picture of us: net, with its interval and whether zero is left out. */
export function TouchpointEffect({ slug, period }: { slug: string; period: Period }) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  const row = useMetrics({ measure: 'strengthening', where: atTouchpoint(slug), from: period.from, to: period.to }).data?.rows[0];
  if (!row) return null;
  const known = typeof row.value === 'number' && typeof row.low === 'number' && typeof row.high === 'number';
  return (
    <Section title={t('strengthening')} note={t('common:measure_note.strengthening')}>
      <p>
        <b>{known ? format.signed(row.value ?? 0) : '–'}</b>{' '}
        {known ? `(${format.interval(row.low ?? 0, row.high ?? 0, 'points')})` : t('common:figure.missing', { count: row.missing ?? 0 })} ·{' '}
        {format.n(row.n)} · {t(`shown.${row.shown}`)}
      </p>
    </Section>
  );
}
