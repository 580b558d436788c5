import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Campaign = Schema['Campaign'];
export type CampaignIn = Schema['campaign_in'];
export type CampaignRun = Schema['CampaignRun'];
export type CampaignDecision = Schema['CampaignDecision'];

export function useCampaigns(enabled = true) {
  return useQuery({
    queryKey: ['campaigns'],
    queryFn: async () => (await answer(api.GET('/api/v1/campaigns'))).items ?? [],
    enabled,
    // a run that is under way moves without anybody's doing
    refetchInterval: ({ state }) => (state.data?.some(({ last_run }) => last_run && last_run.state !== 'done') ? 2_000 : false),
  });
}

export function useCampaignRuns(id: number, enabled: boolean) {
  return useQuery({
    queryKey: ['campaign_runs', id],
    queryFn: async () =>
      (await answer(api.GET('/api/v1/campaigns/{id}/runs', { params: { path: { id: String(id) }, query: { limit: 20 } } }))).items ?? [],
    enabled,
  });
}

export interface CampaignDecisionFilters {
  run?: string;
  customer?: string;
  reason?: string;
}

export function useCampaignDecisions(filters: CampaignDecisionFilters) {
  return useInfiniteQuery({
    queryKey: ['campaign_decisions', filters],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/v1/campaign-decisions', { params: { query: { ...filters, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export async function saveCampaign(body: CampaignIn, campaign?: Campaign): Promise<void> {
  if (campaign) {
    const headers = { 'If-Match': `"${campaign.revision}"` };
    await answer(api.PUT('/api/v1/campaigns/{id}', { params: { path: { id: String(campaign.id) } }, body, headers }));
  } else await answer(api.POST('/api/v1/campaigns', { body }));
  for (const name of ['campaigns', 'campaign_runs']) void queries.invalidateQueries({ queryKey: [name] });
}

/** What can be sent back of a campaign. */
export function bodyOf(campaign: Campaign): CampaignIn {
  const { name, survey, where, share, schedule, quiet, state } = campaign;
  return { name, survey, where, share, schedule, quiet, state };
}
