import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answer, api, type Schema } from '../../app/api';
import type { Period } from '../../app/period';

export type TouchpointMap = Schema['Map'];
export type MapColumn = Schema['MapColumn'];
export type MapCell = Schema['MapCell'];

export const kinds = ['physical', 'digital', 'unconscious'] as const;
export type Kind = (typeof kinds)[number];

/** What the map shows, in the URL. */
export interface MapSearch {
  journey?: string;
  kind?: Kind;
  planned?: boolean;
  segment?: string;
}

export function readMap(search: Record<string, unknown>): MapSearch {
  const text = (value: unknown) => (typeof value === 'string' && value.length < 200 ? value : undefined);
  return {
    journey: text(search.journey),
    kind: kinds.find((kind) => kind === search.kind),
    planned: search.planned === true ? true : undefined,
    segment: text(search.segment),
  };
}

export function useMapSearch(): [MapSearch, (change: MapSearch) => void] {
  const search = useSearch({ from: '/shell/map' });
  const navigate = useNavigate();
  const change = (part: MapSearch) => {
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...part })) as never, replace: true });
  };
  return [search, change];
}

/** "segment=member" → the condition the server is asked with. */
export function conditionOf(segment: string | undefined): string | undefined {
  const at = segment?.indexOf('=') ?? -1;
  if (!segment || at < 0) return undefined;
  return JSON.stringify({ field: `attributes.${segment.slice(0, at)}`, op: 'eq', value: segment.slice(at + 1) });
}

export function useMap(period: Period, journey: string | undefined, segment: string | undefined, enabled: boolean) {
  const query = { from: period.from, to: period.to, journey, where: conditionOf(segment) };
  return useQuery({
    queryKey: ['map', query],
    queryFn: () => answer(api.GET('/api/v1/map', { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}
