import { emotions } from '../design/emotions';
import { isTime } from './explore';
import type { MetricRow } from './reads';

function rankOf(group: string, value: string): string | number {
  if (group === 'emotion') return (emotions as readonly string[]).indexOf(value);
  const number = Number(value);
  return group.startsWith('answers.') && value !== '' && !Number.isNaN(number) ? number : value;
}

/** Time forwards, scores upwards, emotions in their fixed order; anything else by how many answered. */
export function sortRows(rows: MetricRow[], groups: string[]): MetricRow[] {
  const weight = new Map<string, number>();
  for (const row of rows)
    for (const group of groups) weight.set(`${group} ${row.group[group]}`, (weight.get(`${group} ${row.group[group]}`) ?? 0) + row.n);
  const compare = (group: string, a: MetricRow, b: MetricRow): number => {
    const [left, right] = [a.group[group] ?? '', b.group[group] ?? ''];
    if (isTime(group)) return left.localeCompare(right);
    const [x, y] = [rankOf(group, left), rankOf(group, right)];
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    return (weight.get(`${group} ${b.group[group]}`) ?? 0) - (weight.get(`${group} ${a.group[group]}`) ?? 0) || left.localeCompare(right);
  };
  const order = [...groups].sort((a, b) => Number(isTime(a)) - Number(isTime(b)));
  return [...rows].sort((a, b) => order.reduce((found, group) => found || compare(group, a, b), 0));
}
