import { csvCell, saveCsv } from '../../app/csv';
import type { ControlChart } from './reads';

const columns = ['label', 'from', 'to', 'value', 'low', 'high', 'n', 'limit_low', 'limit_high', 'z', 'ewma', 'cusum'] as const;

/** Identifiers, a decimal point and whole precision, as in every data file; the rules that ring in the last column. */
export function saveControlCsv(chart: ControlChart, name: string) {
  const lines = chart.points.map((point) => [
    ...columns.map((column) => point[column]),
    Object.entries(point.alarms ?? {})
      .map(([rule, side]) => `${rule} ${side}`)
      .join('; '),
  ]);
  const text = [['period', ...columns.slice(1), 'alarms'], ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n');
  saveCsv(`${name}.csv`, text);
}
