import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import type { paths } from '../../app/contract.gen';

export type ControlAsk = paths['/api/v1/control']['get']['parameters']['query'];
export type ControlChart = Schema['ControlChart'];
export type ControlPoint = Schema['ControlPoint'];
export type ControlRule = Schema['ControlRule'];
export type RuleName = ControlRule['rule'];
export type SampleAdvice = Schema['SampleAdvice'];
export type SampleAsk = paths['/api/v1/sample-size']['get']['parameters']['query'];

/** Measures that can be watched: what is counted and shares of emotions cannot. */
export function controlled(measure: string): measure is ControlAsk['measure'] {
  return measure !== 'responses' && measure !== 'volume' && measure !== 'emotion_share';
}

/** Their keys begin as those of metrics: a new answer makes both stale. */
export function useControl(ask: ControlAsk) {
  return useQuery({
    queryKey: ['metrics', 'control', ask],
    queryFn: () => answer(api.GET('/api/v1/control', { params: { query: ask } })),
    placeholderData: keepPreviousData,
  });
}

export function useSampleAdvice(ask: SampleAsk, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ['metrics', 'sample-size', ask],
    queryFn: () => answer(api.GET('/api/v1/sample-size', { params: { query: ask } })),
    placeholderData: keepPreviousData,
  });
}
