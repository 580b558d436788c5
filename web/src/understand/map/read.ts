import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answer, api, type Schema } from '../../app/api';
import type { Period } from '../../app/period';
import { type NarrowSearch, readNarrow } from '../narrow';

export type TouchpointMap = Schema['Map'];
export type MapColumn = Schema['MapColumn'];
export type MapCell = Schema['MapCell'];

export const kinds = ['physical', 'digital', 'unconscious'] as const;
export type Kind = (typeof kinds)[number];

/** What the map shows, in the URL. */
export interface MapSearch extends NarrowSearch {
  journey?: string;
  kind?: Kind;
  planned?: boolean;
}

export function readMap(search: Record<string, unknown>): MapSearch {
  const text = (value: unknown) => (typeof value === 'string' && value.length < 200 ? value : undefined);
  return {
    journey: text(search.journey),
    kind: kinds.find((kind) => kind === search.kind),
    planned: search.planned === true ? true : undefined,
    ...readNarrow(search),
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

export function useMap(period: Period, journey: string | undefined, where: string | undefined, enabled: boolean) {
  const query = { from: period.from, to: period.to, journey, where };
  return useQuery({
    queryKey: ['map', query],
    queryFn: () => answer(api.GET('/api/v1/map', { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}
