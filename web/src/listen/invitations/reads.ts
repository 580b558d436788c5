import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Invitation = Schema['Invitation'];
export type Message = Schema['Message'];
export type Outcomes = Schema['InvitationOutcomes'];
export type Rate = Schema['InvitationRate'];
export type LetterIn = Schema['letter_in'];

const path = (survey: string) => ({ path: { survey } });

export function useInvitations(survey: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['invitations', survey],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/v1/surveys/{survey}/invitations', {
          params: { ...path(survey), query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next || undefined,
    enabled,
  });
}

export function useRate(survey: string) {
  return useQuery({
    queryKey: ['invitations', survey, 'rate'],
    queryFn: () => answer(api.GET('/api/v1/surveys/{survey}/invitation-rate', { params: path(survey) })),
  });
}

export function useMessages(survey: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['messages', survey],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/v1/messages', { params: { query: { survey, limit: 50, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next || undefined,
    enabled,
  });
}

export function useLetter(survey: string, body: LetterIn) {
  return useQuery({
    queryKey: ['letter', survey, body],
    queryFn: () => answer(api.POST('/api/v1/surveys/{survey}/letter', { params: path(survey), body })),
    placeholderData: (before) => before,
  });
}

export async function invite(survey: string, body: Schema['invitation_in']): Promise<Outcomes> {
  const outcomes = await answer(api.POST('/api/v1/surveys/{survey}/invitations', { params: path(survey), body }));
  queries.invalidateQueries({ queryKey: ['invitations', survey] });
  return outcomes;
}

export async function revoke(id: number): Promise<void> {
  await answer(api.POST('/api/v1/invitations/{id}/revoke', { params: { path: { id: String(id) } } }));
  queries.invalidateQueries({ queryKey: ['invitations'] });
}

export async function sendTest(survey: string, language: string): Promise<void> {
  await answer(api.POST('/api/v1/surveys/{survey}/test-message', { params: path(survey), body: { language } }));
}
