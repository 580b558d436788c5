import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema, tagged } from '../app/api';
import type { paths } from '../app/contract.gen';
import { type Period, shiftDay } from '../app/period';
import { queries } from '../app/session';

export type MetricsAsk = paths['/api/v1/metrics']['get']['parameters']['query'];
export type Metrics = Schema['Metrics'];
export type MetricRow = Schema['MetricRow'];
export type Touchpoint = Schema['Touchpoint'];
export type Dimension = paths['/api/v1/dimensions']['get']['responses']['200']['content']['application/json']['items'][number];

export function todayQuery(period: Period, where: string | undefined) {
  return queryOptions({
    queryKey: ['today', period.days, period.to, where],
    queryFn: () => answer(api.GET('/api/v1/today', { params: { query: { days: period.days, to: period.to, where } } })),
    placeholderData: keepPreviousData,
  });
}

export function metricsQuery(ask: MetricsAsk) {
  return queryOptions({
    queryKey: ['metrics', ask],
    queryFn: () => answer(api.GET('/api/v1/metrics', { params: { query: ask } })),
    placeholderData: keepPreviousData,
  });
}

export const touchpointsQuery = queryOptions({
  queryKey: ['touchpoints'],
  queryFn: async () => (await answer(api.GET('/api/v1/touchpoints'))).items ?? [],
});

export function touchpointQuery(slug: string) {
  return queryOptions({
    queryKey: ['touchpoints', slug],
    queryFn: () => tagged(api.GET('/api/v1/touchpoints/{slug}', { params: { path: { slug } } })),
  });
}

export function useToday(period: Period, where: string | undefined) {
  return useQuery(todayQuery(period, where));
}

export function useMetrics(ask: MetricsAsk, enabled = true) {
  return useQuery({ ...metricsQuery(ask), enabled });
}

export function useTouchpoints() {
  return useQuery(touchpointsQuery);
}

export function useTouchpoint(slug: string) {
  return useQuery(touchpointQuery(slug));
}

export function useDimensions() {
  return useQuery({ queryKey: ['dimensions'], queryFn: async () => (await answer(api.GET('/api/v1/dimensions'))).items });
}

export function useWeightSchemes() {
  return useQuery({ queryKey: ['weight-schemes'], queryFn: async () => (await answer(api.GET('/api/v1/weight-schemes'))).items });
}

export function useStories(touchpoint: string, period: Period, limit: number) {
  const query = { touchpoint, stories: true, from: period.from, to: period.to, limit };
  return useQuery({
    queryKey: ['responses', 'stories', query],
    queryFn: () => answer(api.GET('/api/v1/responses', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

/** The same number of days just before. */
export function before(period: Period): Period {
  return { ...period, from: shiftDay(period.from, -period.days), to: shiftDay(period.from, -1) };
}

export function atTouchpoint(slug: string): string {
  return JSON.stringify({ field: 'touchpoint', op: 'eq', value: slug });
}

/** Somebody went through the touchpoint today. */
export async function reviewTouchpoint(slug: string): Promise<void> {
  await answer(api.POST('/api/v1/touchpoints/{slug}/review', { params: { path: { slug } } }));
  await queries.invalidateQueries({ queryKey: ['touchpoints'] });
}
