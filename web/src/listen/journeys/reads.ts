import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema, tagged } from '../../app/api';
import { queries } from '../../app/session';

export type Journey = Schema['Journey'];
export type JourneyStep = Schema['JourneyStep'];
export type JourneyFigures = Schema['JourneyFigures'];
export type TaggedJourney = Journey & { etag: string };
export type JourneyIn = Schema['journey_in'];

const journeysQuery = queryOptions({
  queryKey: ['journeys'],
  queryFn: async () => (await answer(api.GET('/api/v1/journeys'))).items,
});

export function useJourneys() {
  return useQuery(journeysQuery);
}

export function readJourney(slug: string): Promise<TaggedJourney> {
  return tagged(api.GET('/api/v1/journeys/{slug}', { params: { path: { slug } } }));
}

export function useJourney(slug: string) {
  return useQuery({ queryKey: ['journeys', slug], queryFn: () => readJourney(slug) });
}

export function useJourneyFigures(slug: string) {
  return useQuery({
    queryKey: ['journey_figures', slug],
    queryFn: () => answer(api.GET('/api/v1/journeys/{slug}/figures', { params: { path: { slug } } })),
    placeholderData: keepPreviousData,
  });
}

export async function addJourney(body: JourneyIn): Promise<Journey> {
  const made = await answer(api.POST('/api/v1/journeys', { body }));
  await queries.invalidateQueries({ queryKey: ['journeys'] });
  return made;
}

export async function saveJourney(body: JourneyIn, etag: string): Promise<TaggedJourney> {
  const saved = await tagged(
    api.PUT('/api/v1/journeys/{slug}', { params: { path: { slug: body.slug } }, body, headers: { 'If-Match': etag } }),
  );
  queries.setQueryData(['journeys', body.slug], saved);
  queries.invalidateQueries({ queryKey: ['journeys'], exact: true });
  queries.invalidateQueries({ queryKey: ['journey_figures', body.slug] });
  return saved;
}

export async function removeJourney(slug: string): Promise<void> {
  await answer(api.DELETE('/api/v1/journeys/{slug}', { params: { path: { slug } } }));
  // The journey's own screen may still stand: it must not ask again for what is gone.
  await queries.invalidateQueries({ queryKey: ['journeys'], exact: true });
}
