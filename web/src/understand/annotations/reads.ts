import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Annotation = Schema['Annotation'];

/** What happened on these days: of one touchpoint and of all, or of everything. */
export function useAnnotations(touchpoint: string | undefined, from: string, to: string) {
  const query = { touchpoint, from, to };
  return useQuery({
    queryKey: ['annotations', query],
    queryFn: () => answer(api.GET('/api/v1/annotations', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

async function refreshed<T>(call: Promise<T>): Promise<T> {
  const done = await call;
  await queries.invalidateQueries({ queryKey: ['annotations'] });
  return done;
}

export function saveAnnotation(body: Schema['annotation_in'], annotation?: Annotation) {
  if (!annotation) return refreshed(answer(api.POST('/api/v1/annotations', { body })));
  const params = { path: { id: String(annotation.id) } };
  return refreshed(answer(api.PUT('/api/v1/annotations/{id}', { params, body, headers: { 'If-Match': `"${annotation.revision}"` } })));
}

export function removeAnnotation(annotation: Annotation) {
  return refreshed(answer(api.DELETE('/api/v1/annotations/{id}', { params: { path: { id: String(annotation.id) } } })));
}
