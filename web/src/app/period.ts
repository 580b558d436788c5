import { useNavigate, useSearch } from '@tanstack/react-router';
import { useWorkspace } from './session';

/** The period every figure on a screen speaks of. It lives in the URL: ?days=90, or ?from=2026-01-01&to=2026-01-31. */
export interface PeriodSearch {
  days?: number;
  from?: string;
  to?: string;
}

export interface Period {
  days: number;
  from: string;
  to: string;
  custom: boolean;
}

const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

export function readPeriod(search: Record<string, unknown>): PeriodSearch {
  const days = Number(search.days);
  if (isDay(search.from) && isDay(search.to) && search.from <= search.to) return { from: search.from, to: search.to };
  return Number.isInteger(days) && days >= 7 && days <= 366 && days !== 28 ? { days } : {};
}

export function shiftDay(day: string, by: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  return at.toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/** Today's date where the organisation is. */
export function todayIn(timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date());
}

export function periodOf(search: PeriodSearch, timeZone: string | undefined): Period {
  if (search.from && search.to) {
    return { days: daysBetween(search.from, search.to), from: search.from, to: search.to, custom: true };
  }
  const days = search.days ?? 28;
  const to = todayIn(timeZone);
  return { days, from: shiftDay(to, 1 - days), to, custom: false };
}

export function usePeriod(): Period {
  const search = useSearch({ strict: false }) as PeriodSearch;
  return periodOf(search, useWorkspace()?.time_zone);
}

export function useChoosePeriod(): (period: PeriodSearch) => void {
  const navigate = useNavigate();
  return (period) => {
    const next = { days: undefined, from: undefined, to: undefined, ...period };
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...next })) as never, replace: true });
  };
}
