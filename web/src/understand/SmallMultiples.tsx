import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { axisOf } from '../design/axis';
import { unitOf, useFormat } from '../design/format';
import type { Scale } from '../design/Strip';
import { Trend } from '../design/Trend';
import css from './ExplorePage.module.css';
import { timeWord, useGroupWords } from './groupWords';
import type { MetricRow, Metrics } from './reads';

/** More than this and nobody compares them any more. */
export const panelsMost = 12;

export interface Panel {
  key: string;
  n: number;
  rows: MetricRow[];
}

/** A panel for each value of the key, those with the most answers first; without a key one for everything. */
export function panelsOf(rows: MetricRow[], key: string | undefined): Panel[] {
  const panels = new Map<string, Panel>();
  for (const row of rows) {
    const value = key ? (row.group[key] ?? '') : '';
    const panel = panels.get(value) ?? { key: value, n: 0, rows: [] };
    panel.n += row.n;
    panel.rows.push(row);
    panels.set(value, panel);
  }
  return [...panels.values()].sort((a, b) => b.n - a.n);
}

/** One scale for all of them. Counts stand on an axis from zero to a round number above the largest. */
export function commonScale(metrics: Metrics): Scale {
  const unit = unitOf(metrics.unit);
  if (unit !== 'count') return axisOf(unit, metrics.scale);
  const top = Math.max(4, ...metrics.rows.map((row) => row.value ?? 0));
  const step = 10 ** Math.floor(Math.log10(top / 4));
  return { low: 0, high: Math.ceil(top / 4 / step) * step * 4 };
}

interface SmallMultiplesProps {
  metrics: Metrics;
  split: string | undefined;
  time: string;
  most?: number;
  className?: string;
  /** what the one trend without a key is called */
  name?: string;
  small?: boolean;
}

/** One measure over time, a small chart for each value of a key, all on one scale: small multiples before many lines in one. */
export function SmallMultiples({ metrics, split, time, most = panelsMost, className = css.many, name: whole, small }: SmallMultiplesProps) {
  const { t } = useTranslation(['explore', 'common']);
  const format = useFormat();
  const { valueWord } = useGroupWords();
  const panels = useMemo(() => panelsOf(metrics.rows, split), [metrics, split]);
  const periods = useMemo(() => [...new Set(metrics.rows.map((row) => row.group[time] ?? ''))].sort(), [metrics, time]);
  const scale = useMemo(() => commonScale(metrics), [metrics]);
  const unit = unitOf(metrics.unit);
  const left = panels.length - most;
  return (
    <div className={className}>
      {panels.slice(0, most).map((panel) => {
        const points = periods.map((period) => {
          const row = panel.rows.find((found) => found.group[time] === period);
          return { label: timeWord(t, format, period), n: row?.n ?? 0, value: row?.value, low: row?.low, high: row?.high };
        });
        const name = split ? valueWord(split, panel.key) : (whole ?? t(`common:measure.${metrics.measure}`));
        return (
          <div key={panel.key} className={panels.length === 1 ? css.whole : undefined}>
            {split && (
              <h3>
                {name} <span className="meta">n {format.count(panel.n)}</span>
              </h3>
            )}
            <Trend
              points={points}
              scale={scale}
              unit={unit}
              label={t('trend_label', { name, count: points.length })}
              small={small || panels.length > 1}
            />
          </div>
        );
      })}
      {left > 0 && <p className={`meta ${css.whole}`}>{t('panels_left_out', { count: left, shown: most })}</p>}
    </div>
  );
}
