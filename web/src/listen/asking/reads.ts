import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';
import type { DecisionFilters } from './search';

export type AskRule = Schema['AskRule'];
export type AskRuleIn = Schema['ask_rule_in'];
export type AskDecision = Schema['AskDecision'];
export type AskFigures = Schema['AskFigures'];
export type ReasonCount = Schema['AskReasonCount'];
export type Budget = Schema['ContactBudget'];
export type BudgetIn = Schema['contact_budget_in'];

export function useAskRules() {
  return useQuery({ queryKey: ['ask_rules'], queryFn: async () => (await answer(api.GET('/api/v1/ask-rules'))).items ?? [] });
}

export function useAskFigures(id: number) {
  return useQuery({
    queryKey: ['ask_figures', id],
    queryFn: () => answer(api.GET('/api/v1/ask-rules/{id}/figures', { params: { path: { id: String(id) } } })),
  });
}

export function useBudget() {
  return useQuery({ queryKey: ['contact_budget'], queryFn: () => answer(api.GET('/api/v1/contact-budget')) });
}

/** What the rule would have done in the last 30 days; asked again as it is edited. */
export function useSimulation(rule: AskRuleIn, enabled: boolean) {
  return useQuery({
    queryKey: ['ask_simulation', JSON.stringify(rule)],
    queryFn: () => answer(api.POST('/api/v1/ask-simulation', { body: rule })),
    enabled,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  });
}

export function useDecisions(filters: DecisionFilters & { customer?: string }, enabled = true) {
  return useInfiniteQuery({
    queryKey: ['ask_decisions', filters],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/v1/ask-decisions', { params: { query: { ...filters, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
    enabled,
  });
}

/** The attributes that the newest encounters of a touchpoint had: names, and what stands in them. */
export function useEncounterAttributes(touchpoint: string) {
  return useQuery({
    queryKey: ['encounter_attributes', touchpoint],
    queryFn: async () => {
      const { items } = await answer(api.GET('/api/v1/encounters', { params: { query: { touchpoint, limit: 50 } } }));
      return Object.assign({}, ...(items ?? []).map((encounter) => encounter.attributes ?? {})) as Record<string, unknown>;
    },
    enabled: touchpoint !== '',
    placeholderData: keepPreviousData,
  });
}

const fresh = () => {
  for (const name of ['ask_rules', 'ask_figures', 'ask_decisions']) void queries.invalidateQueries({ queryKey: [name] });
};

export async function saveAskRule(body: AskRuleIn, rule?: AskRule): Promise<void> {
  if (rule) {
    const headers = { 'If-Match': `"${rule.revision}"` };
    await answer(api.PUT('/api/v1/ask-rules/{id}', { params: { path: { id: String(rule.id) } }, body, headers }));
  } else await answer(api.POST('/api/v1/ask-rules', { body }));
  fresh();
}

export async function removeAskRule(id: number): Promise<void> {
  await answer(api.DELETE('/api/v1/ask-rules/{id}', { params: { path: { id: String(id) } } }));
  fresh();
}

export async function saveBudget(body: BudgetIn): Promise<void> {
  await answer(api.PUT('/api/v1/contact-budget', { body }));
  await queries.invalidateQueries({ queryKey: ['contact_budget'] });
}
