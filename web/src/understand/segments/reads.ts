import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';
import { type Dimension, useDimensions } from '../reads';

export type Segment = Schema['Segment'];
type SegmentIn = Schema['segment_in'];

export function useSegments(enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['segments'],
    queryFn: async () => (await answer(api.GET('/api/v1/segments'))).items,
  });
}

/** One of them, with the views that speak of it. */
export function useSegment(id: number) {
  return useQuery({
    queryKey: ['segments', id],
    queryFn: () => answer(api.GET('/api/v1/segments/{id}', { params: { path: { id: String(id) } } })),
  });
}

/** How many answers and customers meet a condition, of all time; moves as answers come in. */
export function useSegmentCount(where: string | undefined) {
  return useQuery({
    queryKey: ['metrics', 'segment', where],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/segment-count', { params: { query: { where } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** What a condition of figures can speak of: what is seen in the data, and segments by their number. */
export function useConditionFields(): Dimension[] {
  const dimensions = useDimensions().data ?? [];
  const segments = useSegments().data ?? [];
  if (segments.length === 0) return dimensions;
  return [...dimensions, { name: 'segment', type: 'segment', values: segments.map(({ id }) => String(id)) }];
}

/** Everything that may be counted by a segment is counted anew. */
async function refreshed<T>(call: Promise<T>): Promise<T> {
  const done = await call;
  await queries.invalidateQueries();
  return done;
}

const match = (revision: number) => ({ 'If-Match': `"${revision}"` });

export function saveSegment(body: SegmentIn, segment?: Segment): Promise<Segment> {
  if (!segment) return refreshed(answer(api.POST('/api/v1/segments', { body })));
  const params = { path: { id: String(segment.id) } };
  return refreshed(answer(api.PUT('/api/v1/segments/{id}', { params, body, headers: match(segment.revision) })));
}

export function removeSegment(segment: Segment) {
  return refreshed(answer(api.DELETE('/api/v1/segments/{id}', { params: { path: { id: String(segment.id) } } })));
}
