import { csvCell, saveCsv as saveFile } from '../app/csv';
import type { MetricRow, Metrics } from './reads';

const comparison = ['difference', 'difference_low', 'difference_high', 'q', 'verdict'] as const;
const weight = ['effective_n', 'left_out', 'carried'] as const;

/** Data files keep identifiers, a decimal point and whole precision; words and rounding are for the screen. */
export function csvOf(rows: MetricRow[], measure: string, groups: string[]): string {
  const compared = rows.some((row) => row.previous !== undefined);
  const more = [...(compared ? comparison : []), ...(rows.some((row) => row.effective_n !== undefined) ? weight : [])];
  const head = [...groups, 'measure', 'value', 'low', 'high', 'n', 'quality', ...more];
  const lines = rows.map((row) => [
    ...groups.map((group) => row.group[group]),
    measure,
    row.value,
    row.low,
    row.high,
    row.n,
    row.quality,
    ...more.map((name) => row[name]),
  ]);
  return [head, ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n');
}

export function saveCsv(metrics: Metrics, groups: string[]) {
  saveFile(
    `${[metrics.measure, ...groups, metrics.from, metrics.to].filter(Boolean).join('_')}.csv`,
    csvOf(metrics.rows, metrics.measure, groups),
  );
}
