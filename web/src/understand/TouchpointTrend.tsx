import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { todayIn } from '../app/period';
import { useWorkspace } from '../app/session';
import { axisOf } from '../design/axis';
import { FigureTable } from '../design/FigureTable';
import { type Format, unitOf, useFormat } from '../design/format';
import { Section } from '../design/Section';
import { useTableTwin } from '../design/TableTwin';
import { Trend } from '../design/Trend';
import type { TrendPoint } from '../design/trendShape';
import { Verdict, verdictFor } from '../design/Verdict';
import { controlLimits } from './limits';
import { atTouchpoint, type MetricRow, useMetrics } from './reads';
import type { Leading } from './standing';

/** The month of twelve months ago up to today. */
function useYear() {
  const to = todayIn(useWorkspace()?.time_zone);
  return { from: `${Number(to.slice(0, 4)) - 1}${to.slice(4, 8)}01`, to };
}

function pointsOf(rows: MetricRow[], format: Format): TrendPoint[] {
  return rows.map((row) => {
    const month = `${(row.group.month ?? '').slice(0, 7)}-01`;
    return { label: format.month(month), n: row.n, value: row.value, low: row.low, high: row.high };
  });
}

export function TouchpointTrend({ slug, measure, row }: { slug: string; measure: Leading; row: MetricRow | undefined }) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  const { data } = useMetrics({ measure, by: 'month', where: atTouchpoint(slug), ...useYear() });
  const { asTable, toggle } = useTableTwin();
  const rows = useMemo(() => [...(data?.rows ?? [])].sort((a, b) => (a.group.month ?? '').localeCompare(b.group.month ?? '')), [data]);
  const points = useMemo(() => pointsOf(rows, format), [rows, format]);
  const limits = useMemo(() => controlLimits(measure, rows), [measure, rows]);
  const words = useMemo(() => ({ upper: t('upper'), lower: t('lower'), broken: t('broken') }), [t]);
  const scale = useMemo(() => axisOf(unitOf(data?.unit), data?.scale), [data]);
  const unit = unitOf(data?.unit);
  const name = t(`common:measure.${measure}`);
  const last = rows[rows.length - 1];
  const spoken =
    last && typeof last.value === 'number'
      ? t('trend_label', { measure: name, count: rows.length, value: format.withUnit(last.value, unit) })
      : name;
  const enough = rows.length > 1;
  return (
    <Section
      title={t('trend', { measure: name })}
      verdict={row && <Verdict verdict={verdictFor(row)} />}
      note={
        enough && (
          <>
            {limits ? t('trend_note') : t('trend_note_plain')} · {toggle}
          </>
        )
      }
    >
      {data && !enough && <p className="meta">{t('trend_few')}</p>}
      {enough && !asTable && <Trend points={points} scale={scale} unit={unit} limits={limits} words={words} label={spoken} />}
      {enough && asTable && (
        <FigureTable
          heads={[t('month')]}
          measure={t(`common:short.${measure}`)}
          unit={unit}
          rows={rows.map((row) => ({
            key: row.group.month ?? '',
            labels: [format.monthYear(`${(row.group.month ?? '').slice(0, 7)}-01`)],
            ...row,
          }))}
        />
      )}
    </Section>
  );
}
