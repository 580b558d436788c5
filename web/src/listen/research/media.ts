import { shiftDay } from '../../app/period';
import type { Exposure } from './reads';

/** Media weeks as a table: a row for each medium, daypart and segment, a column for each week. Pure. */
export type Measure = 'contacts' | 'spend_cents';
export const media = ['television', 'radio', 'print', 'outdoor', 'search', 'social', 'email'];
export const dayparts = ['morning', 'day', 'evening', 'night'];

export interface MediaRow {
  key: string;
  medium: string;
  daypart: string;
  segment: string;
  weeks: Map<string, Exposure>;
  total: number;
}

export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return shiftDay(day, -((weekday + 6) % 7));
}

/** The Mondays of the last weeks, the present one last. */
export function lastWeeks(today: string, count: number): string[] {
  const last = mondayOf(today);
  return Array.from({ length: count }, (_, i) => shiftDay(last, -7 * (count - 1 - i)));
}

export function mediaRows(items: Exposure[], measure: Measure): MediaRow[] {
  const rows = new Map<string, MediaRow>();
  for (const item of items) {
    const { medium, daypart, segment } = item;
    const key = [medium, daypart, segment].join('\n');
    const row = rows.get(key) ?? { key, medium, daypart, segment, weeks: new Map(), total: 0 };
    row.weeks.set(item.week, item);
    row.total += item[measure];
    rows.set(key, row);
  }
  const sums = sumsBy(items, measure);
  return [...rows.values()].sort(
    (a, b) => (sums.get(b.medium) ?? 0) - (sums.get(a.medium) ?? 0) || a.medium.localeCompare(b.medium) || b.total - a.total,
  );
}

export function sumsBy(items: Exposure[], measure: Measure): Map<string, number> {
  const sums = new Map<string, number>();
  for (const item of items) sums.set(item.medium, (sums.get(item.medium) ?? 0) + item[measure]);
  return sums;
}
