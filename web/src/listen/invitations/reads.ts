import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Invitation = Schema['Invitation'];
export type Message = Schema['Message'];
export type NotAsked = Look['not_asked'][number];
export interface Outcomes {
  invited: number;
  /** The personal addresses, with the channel link. */
  links: { customer: string; url: string }[];
  not_asked: NotAsked[];
}
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

const named = 5;

function tell(all: Outcomes, items: Schema['InvitationOutcomes']['items']) {
  for (const { customer, url, reason } of items) {
    if (url) all.links.push({ customer, url });
    if (!reason) continue;
    const same = all.not_asked.find((one) => one.reason === reason);
    if (!same) all.not_asked.push({ reason, count: 1, customers: [customer] });
    else {
      same.count++;
      if (same.customers.length < named) same.customers.push(customer);
    }
  }
}

/** Asks a thousand at a time; what became of each, together. Customers who are named are all handed over, so that whoever is not asked has it
 * written down with the reason; by a condition those who are reached are, and the look tells of the others. */
export async function inviteAll(survey: string, wanted: LookIn, seen: Look, template: string): Promise<Outcomes> {
  const { channel, over_budget } = wanted;
  const all: Outcomes = { invited: 0, links: [], not_asked: wanted.customers ? [] : structuredClone(seen.not_asked) };
  const more = { over_budget, ...(template && channel === 'email' && { template }) };
  const ask = async (customers: string[]) => {
    const body = { customers, channel, ...more };
    const done = await answer(api.POST('/api/v1/surveys/{survey}/invitations', { params: path(survey), body }));
    all.invited += done.invited;
    tell(all, done.items);
  };
  try {
    if (wanted.customers) await ask(wanted.customers);
    else
      for (let look: Look | undefined = seen; look && look.customers.length > 0; ) {
        await ask(look.customers);
        look = look.next ? await lookAt(survey, { ...wanted, cursor: look.next }) : undefined;
      }
  } finally {
    void queries.invalidateQueries({ queryKey: ['invitations', survey] });
    void queries.invalidateQueries({ queryKey: ['ask_decisions'] });
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
