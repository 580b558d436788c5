import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answer, api, type Schema } from '../../app/api';
import type { paths } from '../../app/contract.gen';
import type { Period } from '../../app/period';

export type Association = Schema['Association'];
type Ask = NonNullable<paths['/api/v1/association']['get']['parameters']['query']>;
export const measures = ['nps', 'expectation', 'ces', 'csat', 'rating'] as const satisfies Ask['measure'][];
export const spans = [30, 60, 90, 180] as const;

/** What the screen asks, in the URL. */
export interface FollowedSearch {
  measure?: (typeof measures)[number];
  outcome?: 'retention';
  touchpoint?: string;
  after?: (typeof spans)[number];
}

export function readFollowed(search: Record<string, unknown>): FollowedSearch {
  return {
    measure: measures.find((one) => one === search.measure),
    outcome: search.outcome === 'retention' ? 'retention' : undefined,
    touchpoint: typeof search.touchpoint === 'string' ? search.touchpoint.slice(0, 64) : undefined,
    after: spans.find((one) => one === search.after),
  };
}

export function useFollowedSearch(): [FollowedSearch, (change: FollowedSearch) => void] {
  const search = useSearch({ from: '/shell/followed' });
  const navigate = useNavigate();
  const change = (part: FollowedSearch) => {
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...part })) as never, replace: true });
  };
  return [search, change];
}

export function useAssociation(period: Period, search: FollowedSearch) {
  const query: Ask = {
    measure: search.measure,
    outcome: search.outcome,
    touchpoint: search.touchpoint,
    days: search.after,
    from: period.from,
    to: period.to,
  };
  return useQuery({
    queryKey: ['association', query],
    queryFn: () => answer(api.GET('/api/v1/association', { params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}
