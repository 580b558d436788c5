import { useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Earshot = Schema['Earshot'];
export type Group = Schema['EarshotGroup'];
export type CallList = Schema['CallList'];
export type Called = NonNullable<CallList['items']>[number];

export function useEarshot() {
  return useQuery({ queryKey: ['earshot'], queryFn: () => answer(api.GET('/api/v1/earshot')) });
}

export function useCallLists() {
  return useQuery({ queryKey: ['call_lists'], queryFn: async () => (await answer(api.GET('/api/v1/call-lists'))).items });
}

export function useCallList(id: string) {
  return useQuery({
    queryKey: ['call_lists', id],
    queryFn: () => answer(api.GET('/api/v1/call-lists/{id}', { params: { path: { id } } })),
  });
}

const fresh = () => {
  for (const name of ['earshot', 'call_lists', 'surveys']) void queries.invalidateQueries({ queryKey: [name] });
};

export async function drawList(): Promise<CallList> {
  const list = await answer(api.POST('/api/v1/call-lists', { body: {} }));
  fresh();
  return list;
}

export async function saveGoal(coverage: number, talks_month: number): Promise<void> {
  await answer(api.PUT('/api/v1/earshot/goal', { body: { coverage, talks_month } }));
  fresh();
}

/** A talk is an answer to the survey "talk": it shows in figures and stories, and the customer counts as heard. */
export async function saveTalk(list: number, customer: string, language: string, answers: Record<string, unknown>): Promise<void> {
  const body = {
    submission_key: `talk-${list}-${customer}`.slice(0, 100),
    channel: 'phone',
    language,
    customer: { external_id: customer },
    answers: answers as Record<string, never>,
  };
  await answer(api.POST('/api/v1/surveys/{survey}/responses', { params: { path: { survey: 'talk' } }, body }));
  fresh();
}
