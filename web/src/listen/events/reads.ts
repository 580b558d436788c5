import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type EventName = Schema['EventName'];
export type EventRule = Schema['EventRule'];
export type EventProblem = Schema['EventProblem'];
export type RuleIn = Schema['event_rule_in'];
export type StoredEvent = Schema['Event'];

export function useEventNames() {
  return useQuery({ queryKey: ['event_names'], queryFn: async () => (await answer(api.GET('/api/v1/event-names'))).items ?? [] });
}

export function useEventRules() {
  return useQuery({ queryKey: ['event_rules'], queryFn: async () => (await answer(api.GET('/api/v1/event-rules'))).items ?? [] });
}

export function useEventProblems(enabled: boolean) {
  return useQuery({
    queryKey: ['event_problems'],
    queryFn: async () => (await answer(api.GET('/api/v1/event-problems'))).items ?? [],
    enabled,
  });
}

export function useKeepDays(enabled: boolean) {
  return useQuery({ queryKey: ['event_settings'], queryFn: async () => answer(api.GET('/api/v1/event-settings')), enabled });
}

export async function saveKeepDays(keep_days: number): Promise<void> {
  await answer(api.PUT('/api/v1/event-settings', { body: { keep_days } }));
  fresh('event_settings');
}

/** The newest few of a name: what its properties are called and look like. */
export function useSamples(name: string) {
  return useQuery({
    queryKey: ['event_samples', name],
    queryFn: async () => (await answer(api.GET('/api/v1/events', { params: { query: { name, limit: 20 } } }))).items ?? [],
    enabled: name !== '',
    placeholderData: keepPreviousData,
  });
}

const fresh = (...names: string[]) => {
  for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
};

export async function saveRule(body: RuleIn, rule?: EventRule): Promise<void> {
  if (rule) {
    const headers = { 'If-Match': `"${rule.revision}"` };
    await answer(api.PUT('/api/v1/event-rules/{id}', { params: { path: { id: String(rule.id) } }, body, headers }));
  } else await answer(api.POST('/api/v1/event-rules', { body }));
  fresh('event_rules', 'event_names');
}

export async function removeRule(id: number): Promise<void> {
  await answer(api.DELETE('/api/v1/event-rules/{id}', { params: { path: { id: String(id) } } }));
  fresh('event_rules', 'event_names');
}

/** All of the past, a part at a time. */
export async function replayRule(id: number, told: (made: number) => void): Promise<number> {
  let made = 0;
  let cursor: string | undefined;
  do {
    const part = await answer(
      api.POST('/api/v1/event-rules/{id}/replay', { params: { path: { id: String(id) }, query: cursor ? { cursor } : {} } }),
    );
    made += part.encounters;
    cursor = part.next;
    told(made);
  } while (cursor);
  fresh('event_names', 'encounters');
  return made;
}
