import { useTranslation } from 'react-i18next';
import type { Period } from '../app/period';
import { ExpectationBar } from '../design/ExpectationBar';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { Verdict, verdictFor } from '../design/Verdict';
import { atTouchpoint, before, type MetricRow, useMetrics } from './reads';

interface TouchpointExpectationProps {
  slug: string;
  period: Period;
  row: MetricRow | undefined;
}

export function TouchpointExpectation({ slug, period, row }: TouchpointExpectationProps) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  const earlier = before(period);
  const previous = useMetrics({ measure: 'expectation', where: atTouchpoint(slug), from: earlier.from, to: earlier.to }, row !== undefined)
    .data?.rows[0];
  if (!row) return null;
  return (
    <Section title={t('expected')} verdict={<Verdict verdict={verdictFor(row)} />} note={`n ${format.count(row.n)}`}>
      {row.shares ? (
        <ExpectationBar now={row} before={previous} />
      ) : (
        <p className="meta">{t('common:figure.missing', { count: row.missing ?? 0 })}</p>
      )}
    </Section>
  );
}
