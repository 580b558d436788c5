import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { todayIn } from '../app/period';
import { useWorkspace } from '../app/session';
import { axisOf } from '../design/axis';
import { unitOf, useFormat } from '../design/format';
import type { Scale } from '../design/Strip';
import { Trend } from '../design/Trend';
import css from './ExplorePage.module.css';
import type { ResultProps } from './ExploreResult';
import { timeWord, useGroupWords } from './groupWords';
import type { MetricRow, Metrics } from './reads';

const most = 12;

interface Part {
  key: string;
  rows: MetricRow[];
}

function partsOf(rows: MetricRow[], other: string | undefined): Part[] {
  const parts = new Map<string, MetricRow[]>();
  for (const row of rows) {
    const key = other ? (row.group[other] ?? '') : '';
    parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  return [...parts].map(([key, found]) => ({ key, rows: found })).slice(0, most);
}

/** Counts stand on an axis from zero to a round number above the largest. */
function axis(metrics: Metrics): Scale {
  const unit = unitOf(metrics.unit);
  if (unit !== 'count') return axisOf(unit, metrics.scale);
  const top = Math.max(4, ...metrics.rows.map((row) => row.value ?? 0));
  const step = 10 ** Math.floor(Math.log10(top / 4));
  return { low: 0, high: Math.ceil(top / 4 / step) * step * 4 };
}

/** One trend per group on the same axes: small multiples before many lines in one. */
export function ExploreTrends({ groups, metrics, time }: ResultProps & { time: string }) {
  const { t } = useTranslation(['explore', 'common', 'touchpoint']);
  const format = useFormat();
  const { valueWord } = useGroupWords();
  const other = groups.find((group) => group !== time);
  const parts = useMemo(() => partsOf(metrics.rows, other), [metrics, other]);
  const periods = useMemo(() => [...new Set(metrics.rows.map((row) => row.group[time] ?? ''))].sort(), [metrics, time]);
  const scale = useMemo(() => axis(metrics), [metrics]);
  const measure = t(`common:measure.${metrics.measure}`);
  const today = todayIn(useWorkspace()?.time_zone);
  const running = unitOf(metrics.unit) === 'count' && metrics.to === today;
  return (
    <div className={css.many}>
      {running && <p className={`meta ${css.whole}`}>{t('running')}</p>}
      {parts.map((part) => {
        const points = periods.map((period) => {
          const row = part.rows.find((found) => found.group[time] === period);
          return { label: timeWord(t, format, period), n: row?.n ?? 0, value: row?.value, low: row?.low, high: row?.high };
        });
        const name = other ? valueWord(other, part.key) : measure;
        return (
          <div key={part.key} className={parts.length === 1 ? css.whole : undefined}>
            {other && <h3>{name}</h3>}
            <Trend
              points={points}
              scale={scale}
              unit={unitOf(metrics.unit)}
              label={t('trend_label', { name, count: points.length })}
              small={parts.length > 1}
            />
          </div>
        );
      })}
    </div>
  );
}
