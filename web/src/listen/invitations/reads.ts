import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Invitation = Schema['Invitation'];
export type Message = Schema['Message'];
export type Outcomes = Schema['InvitationOutcomes'];
export type Rate = Schema['InvitationRate'];
export type LetterIn = Schema['letter_in'];
export type Look = Schema['InvitationLook'];
export type LookIn = Schema['invitation_look_in'];

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

export function useLetter(survey: string, body: LetterIn, enabled = true) {
  return useQuery({
    queryKey: ['letter', survey, body],
    queryFn: () => answer(api.POST('/api/v1/surveys/{survey}/letter', { params: path(survey), body })),
    placeholderData: (before) => before,
    retry: false,
    enabled,
  });
}

export function lookAt(survey: string, body: LookIn): Promise<Look> {
  return answer(api.POST('/api/v1/surveys/{survey}/invitation-look', { params: path(survey), body }));
}

/** Asks everybody who was seen, a thousand at a time; what became of each, together. */
export async function inviteAll(survey: string, wanted: LookIn, seen: Look, template: string): Promise<Outcomes> {
  const all: Outcomes = { items: [], invited: 0, not_asked: 0 };
  const more = template && wanted.channel === 'email' ? { template } : {};
  try {
    for (let look: Look | undefined = seen; look && look.customers.length > 0; ) {
      const body = { customers: look.customers, channel: wanted.channel, ...more };
      const done = await answer(api.POST('/api/v1/surveys/{survey}/invitations', { params: path(survey), body }));
      all.items.push(...done.items);
      all.invited += done.invited;
      all.not_asked += done.not_asked;
      look = look.next ? await lookAt(survey, { ...wanted, cursor: look.next }) : undefined;
    }
  } finally {
    void queries.invalidateQueries({ queryKey: ['invitations', survey] });
  }
  return all;
}

export async function revoke(id: number): Promise<void> {
  await answer(api.POST('/api/v1/invitations/{id}/revoke', { params: { path: { id: String(id) } } }));
  queries.invalidateQueries({ queryKey: ['invitations'] });
}

export async function sendTest(survey: string, language: string, template?: string): Promise<void> {
  await answer(
    api.POST('/api/v1/surveys/{survey}/test-message', { params: path(survey), body: { language, ...(template && { template }) } }),
  );
}
