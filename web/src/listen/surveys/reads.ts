import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, ProblemError, tagged } from '../../app/api';
import { pickText } from '../../app/words';
import { cleanDefinition, type Definition, numberOf, previewable, type Survey } from './definition';

export type TaggedSurvey = Survey & { etag: string };

export const surveysQuery = queryOptions({
  queryKey: ['surveys', 'all'],
  queryFn: async () => (await answer(api.GET('/api/v1/surveys'))).items ?? [],
});

export function surveyQuery(slug: string) {
  return queryOptions({ queryKey: ['surveys', 'one', slug], queryFn: () => readSurvey(slug) });
}

export function readSurvey(slug: string): Promise<TaggedSurvey> {
  return tagged(api.GET('/api/v1/surveys/{survey}', { params: { path: { survey: slug } } }));
}

export function useSurveys() {
  return useQuery(surveysQuery);
}

/** A survey's title in the reader's language. */
export function useSurveyTitle(): (slug: string) => string {
  const { i18n } = useTranslation();
  const surveys = useSurveys().data;
  return (slug) => pickText(surveys?.find((one) => one.slug === slug)?.definition.title, i18n.language, slug);
}

export function useSurvey(slug: string) {
  return useQuery(surveyQuery(slug));
}

/** How answering goes: sent and left, where people leave, quotas. */
export function useStanding(slug: string) {
  return useQuery({
    queryKey: ['surveys', 'standing', slug],
    queryFn: () => answer(api.GET('/api/v1/surveys/{survey}/standing', { params: { path: { survey: slug } } })),
  });
}

export function makePreviewLink(slug: string) {
  return answer(api.POST('/api/v1/surveys/{survey}/preview-links', { params: { path: { survey: slug } }, body: { days: 7 } }));
}

async function previewOf(definition: Definition, language: string, arm: string, signal: AbortSignal): Promise<string> {
  const { data, error, response } = await api.POST('/api/v1/surveys/{survey}/preview', {
    params: { path: { survey: definition.slug }, query: { lang: language, ...(arm && { arm }) } },
    body: previewable(definition),
    parseAs: 'text',
    signal,
  });
  const given = (error ?? {}) as { slug?: string; detail?: string; field?: string };
  if (!response.ok) throw new ProblemError(response.status, given.slug ?? '', given.detail ?? '', given.field ?? '');
  return String(data);
}

/** The respondent's page of a definition that may not be stored anywhere. */
export function usePreview(definition: Definition, language: string, arm: string) {
  return useQuery({
    queryKey: ['preview', language, arm, definition.slug, numberOf(definition)],
    queryFn: ({ signal }) => previewOf(definition, language, arm, signal),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  });
}

export function addSurvey(definition: Definition): Promise<Survey> {
  return answer(api.POST('/api/v1/surveys', { body: cleanDefinition(definition) }));
}

/** Refused with 412 when somebody changed it since `etag`. */
export function saveSurvey(definition: Definition, etag: string): Promise<TaggedSurvey> {
  const params = { path: { survey: definition.slug } };
  return tagged(api.PUT('/api/v1/surveys/{survey}', { params, headers: { 'If-Match': etag }, body: cleanDefinition(definition) }));
}

export function publishSurvey(slug: string): Promise<TaggedSurvey> {
  return tagged(api.POST('/api/v1/surveys/{survey}/publish', { params: { path: { survey: slug } } }));
}

export function closeSurvey(slug: string): Promise<TaggedSurvey> {
  return tagged(api.POST('/api/v1/surveys/{survey}/close', { params: { path: { survey: slug } } }));
}
