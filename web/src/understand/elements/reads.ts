import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Element = Schema['Element'];
export type Effect = Schema['ChangeEffects']['items'][number];

export function useElements(slug: string) {
  return useQuery({
    queryKey: ['elements', slug],
    queryFn: async () => (await answer(api.GET('/api/v1/touchpoints/{slug}/elements', { params: { path: { slug } } }))).items,
    enabled: slug !== '',
  });
}

/** The touchpoint's figure before and after every change of its elements. */
export function useEffects(slug: string, days: number, enabled: boolean) {
  return useQuery({
    queryKey: ['changes', slug, days],
    queryFn: async () =>
      (await answer(api.GET('/api/v1/touchpoints/{slug}/changes', { params: { path: { slug }, query: { days } } }))).items,
    placeholderData: keepPreviousData,
    enabled,
  });
}

async function refreshed<T>(call: Promise<T>): Promise<T> {
  const done = await call;
  await queries.invalidateQueries({ predicate: ({ queryKey }) => ['elements', 'changes', 'map'].includes(String(queryKey[0])) });
  return done;
}

export function addElement(slug: string, body: Schema['element_in']) {
  return refreshed(answer(api.POST('/api/v1/touchpoints/{slug}/elements', { params: { path: { slug } }, body })));
}

export function changeElement(element: Element, body: Schema['element_in']) {
  const params = { path: { id: String(element.id) } };
  return refreshed(answer(api.PUT('/api/v1/elements/{id}', { params, body, headers: { 'If-Match': `"${element.revision}"` } })));
}

export function removeElement(id: number) {
  return refreshed(answer(api.DELETE('/api/v1/elements/{id}', { params: { path: { id: String(id) } } })));
}

export function recordChange(id: number, body: Schema['element_change_in']) {
  return refreshed(answer(api.POST('/api/v1/elements/{id}/changes', { params: { path: { id: String(id) } }, body })));
}
