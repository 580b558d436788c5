import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { cleanDefinition, type Definition, numberOf, previewable } from './definition';

export type Checks = Schema['Checks'];
export type Finding = Schema['Finding'];
export type Trial = Schema['Trial'];
export type SurveyVersion = Schema['SurveyVersion'];
export type LibrarySurvey = Schema['LibrarySurvey'];

/** What the server remarks on a definition that may not be stored anywhere. */
export function useChecks(definition: Definition) {
  return useQuery({
    queryKey: ['surveys', 'checks', definition.slug, numberOf(definition)],
    queryFn: ({ signal }) =>
      answer(
        api.POST('/api/v1/surveys/{survey}/checks', {
          params: { path: { survey: definition.slug } },
          body: cleanDefinition(definition),
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  });
}

export function runTrial(definition: Definition, seed: number): Promise<Trial> {
  const params = { path: { survey: definition.slug }, query: { seed } };
  return answer(api.POST('/api/v1/surveys/{survey}/trial', { params, body: previewable(definition) }));
}

export function useVersions(slug: string) {
  return useQuery({
    queryKey: ['surveys', 'versions', slug],
    queryFn: async () => (await answer(api.GET('/api/v1/surveys/{survey}/versions', { params: { path: { survey: slug } } }))).items,
  });
}

async function readVersion(slug: string, version: number): Promise<Definition> {
  const params = { path: { survey: slug, version: String(version) } };
  const { definition } = await answer(api.GET('/api/v1/surveys/{survey}/versions/{version}', { params }));
  if (!definition) throw new Error('a version without a definition');
  return definition;
}

/** A version never changes. `version` 0: nothing is read. */
export function useVersion(slug: string, version: number) {
  return useQuery({
    queryKey: ['surveys', 'version', slug, version],
    queryFn: () => readVersion(slug, version),
    enabled: version > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useLibrary() {
  return useQuery({
    queryKey: ['surveys', 'library'],
    queryFn: async () => (await answer(api.GET('/api/v1/survey-library'))).items ?? [],
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function copySurvey(slug: string, to: Schema['survey_copy_in']): Promise<Schema['SurveyCopy']> {
  return answer(api.POST('/api/v1/surveys/{survey}/copies', { params: { path: { survey: slug } }, body: to }));
}
