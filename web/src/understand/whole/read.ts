import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answer, api, type Schema } from '../../app/api';
import type { paths } from '../../app/contract.gen';
import type { Period } from '../../app/period';

export type WholePicture = Schema['WholePicture'];
export type WholeAttribute = Schema['WholeAttribute'];
export type SpillOver = Schema['SpillOver'];
export type SpillClass = SpillOver['classes'][number];
export type Spill = SpillOver['effects'][number];

type WholeAsk = NonNullable<paths['/api/v1/whole-picture']['get']['parameters']['query']>;
type SpillAsk = NonNullable<paths['/api/v1/spill-over']['get']['parameters']['query']>;
export const questions = ['rating', 'nps', 'ces', 'csat_mean', 'expectation'] as const satisfies WholeAsk['measure'][];
export const experiences = ['expectation', 'nps', 'ces', 'csat', 'rating'] as const satisfies SpillAsk['measure'][];

/** What the screen asks, in the URL. */
export interface WholeSearch {
  measure?: (typeof questions)[number];
  across?: 'touchpoint';
  low?: number;
  high?: number;
  on?: string;
  experience?: (typeof experiences)[number];
  journey?: string;
}

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const text = (value: unknown) => (typeof value === 'string' && value.length < 200 ? value : undefined);

export function readWhole(search: Record<string, unknown>): WholeSearch {
  return {
    measure: questions.find((one) => one === search.measure),
    across: search.across === 'touchpoint' ? 'touchpoint' : undefined,
    low: number(search.low),
    high: number(search.high),
    on: text(search.on),
    experience: experiences.find((one) => one === search.experience),
    journey: text(search.journey),
  };
}

export function useWholeSearch(): [WholeSearch, (change: WholeSearch) => void] {
  const search = useSearch({ from: '/shell/whole-picture' });
  const navigate = useNavigate();
  const change = (part: WholeSearch) => {
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...part })) as never, replace: true });
  };
  return [search, change];
}

/** A band counts when both ends are there, the lower one first. */
function bandOf(search: WholeSearch): Pick<WholeAsk, 'band_low' | 'band_high'> {
  const { low, high } = search;
  return low !== undefined && high !== undefined && low <= high ? { band_low: low, band_high: high } : {};
}

export function useWhole(period: Period, search: WholeSearch) {
  const query: WholeAsk = { measure: search.measure, across: search.across, ...bandOf(search), from: period.from, to: period.to };
  return useQuery({
    queryKey: ['whole-picture', query],
    queryFn: () => answer(api.GET('/api/v1/whole-picture', { params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}

export function useSpillOver(period: Period, search: WholeSearch) {
  const query: SpillAsk = { measure: search.experience, journey: search.journey, from: period.from, to: period.to };
  return useQuery({
    queryKey: ['spill-over', query],
    queryFn: () => answer(api.GET('/api/v1/spill-over', { params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}
