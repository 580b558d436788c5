import type { MetricRow, Metrics } from './reads';

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Data files keep identifiers, a decimal point and whole precision; words and rounding are for the screen. */
export function csvOf(rows: MetricRow[], measure: string, groups: string[]): string {
  const head = [...groups, 'measure', 'value', 'low', 'high', 'n', 'quality'];
  const lines = rows.map((row) => [...groups.map((group) => row.group[group]), measure, row.value, row.low, row.high, row.n, row.quality]);
  return [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
}

export function saveCsv(metrics: Metrics, groups: string[]) {
  const blob = new Blob(['\ufeff', csvOf(metrics.rows, metrics.measure, groups), '\r\n'], { type: 'text/csv' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${[metrics.measure, ...groups, metrics.from, metrics.to].filter(Boolean).join('_')}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
