import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import type { Period } from '../../app/period';
import { queries } from '../../app/session';
import type { Filters } from './search';

export type Response = Schema['Response'];

const pageRows = 50;
export const newestRows = 20;

function askPage(filters: Filters, period: Period, cursor: string | undefined, limit: number) {
  const query = { ...filters, from: period.from, to: period.to, limit, ...(cursor && { cursor }) };
  return answer(api.GET('/api/v1/responses', { params: { query } }));
}

/** Under a key that live events leave alone: rows must not move while one reads them. */
function listKey(filters: Filters, period: Period) {
  return ['response_pages', filters, period.from, period.to];
}

export function useResponses(filters: Filters, period: Period) {
  return useInfiniteQuery({
    queryKey: listKey(filters, period),
    initialPageParam: '',
    queryFn: ({ pageParam }) => askPage(filters, period, pageParam || undefined, pageRows),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** The newest few, asked again by live events: how many came after `last`? */
export function useNewer(filters: Filters, period: Period, last: number | undefined): number {
  const newest = useQuery({
    queryKey: ['responses', 'newest', filters, period.from, period.to],
    queryFn: () => askPage(filters, period, undefined, newestRows),
    enabled: last !== undefined,
  }).data;
  return last === undefined ? 0 : (newest?.items ?? []).filter((response) => response.id > last).length;
}

export function showNewer(filters: Filters, period: Period): Promise<void> {
  return queries.resetQueries({ queryKey: listKey(filters, period) });
}

export function useResponse(id: number) {
  return useQuery({
    queryKey: ['responses', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/responses/{id}', { params: { path: { id: String(id) } } })),
  });
}

export async function removeResponse(id: number): Promise<void> {
  await answer(api.DELETE('/api/v1/responses/{id}', { params: { path: { id: String(id) } } }));
  queries.removeQueries({ queryKey: ['responses', 'one', id] });
  void queries.invalidateQueries({ queryKey: ['response_pages'] });
}
