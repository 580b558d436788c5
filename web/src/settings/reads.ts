import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../app/api';
import { queries } from '../app/session';

export type Account = Schema['Account'];
export type AccountIn = Schema['account_in'];
export type AccountChange = Schema['account_change'];
export type Role = Account['role'];
export type Key = Schema['Key'];
export type Unit = Schema['Unit'];
export type Session = Schema['Session'];

export const roles: Role[] = ['owner', 'manager', 'worker', 'viewer'];
export const keyRoles: Key['role'][] = [...roles, 'source'];

export function useAccounts() {
  return useQuery({ queryKey: ['accounts'], queryFn: async () => (await answer(api.GET('/api/v1/accounts'))).items ?? [] });
}

export function useUnits() {
  return useQuery({ queryKey: ['units'], queryFn: async () => (await answer(api.GET('/api/v1/units'))).items ?? [] });
}

export function useKeys(enabled: boolean) {
  return useQuery({ queryKey: ['keys'], queryFn: async () => (await answer(api.GET('/api/v1/keys'))).items ?? [], enabled });
}

export function useSessions() {
  return useQuery({ queryKey: ['sessions'], queryFn: async () => (await answer(api.GET('/api/v1/me/sessions'))).items ?? [] });
}

export function useAudit(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['audit'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/v1/audit', { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next || undefined,
    enabled,
    staleTime: 0,
  });
}

const fresh = (name: string) => queries.invalidateQueries({ queryKey: [name] });

export async function changeWorkspace(change: Schema['workspace_change']): Promise<void> {
  queries.setQueryData(['workspace'], await answer(api.PATCH('/api/v1/workspace', { body: change })));
  fresh('me');
}

export async function addAccount(body: AccountIn): Promise<void> {
  await answer(api.POST('/api/v1/accounts', { body }));
  fresh('accounts');
}

export async function changeAccount(id: number, body: AccountChange): Promise<void> {
  await answer(api.PATCH('/api/v1/accounts/{id}', { params: { path: { id: String(id) } }, body }));
  fresh('accounts');
}

export async function removeAccount(id: number): Promise<void> {
  await answer(api.DELETE('/api/v1/accounts/{id}', { params: { path: { id: String(id) } } }));
  fresh('accounts');
}

export async function addKey(body: Schema['key_in']): Promise<Key> {
  const key = await answer(api.POST('/api/v1/keys', { body }));
  fresh('keys');
  return key;
}

export async function revokeKey(id: number): Promise<void> {
  await answer(api.DELETE('/api/v1/keys/{id}', { params: { path: { id: String(id) } } }));
  fresh('keys');
}

export async function addUnit(body: Schema['unit_in']): Promise<void> {
  await answer(api.POST('/api/v1/units', { body }));
  fresh('units');
}

export async function changeUnit(slug: string, body: Schema['unit_change']): Promise<void> {
  await answer(api.PUT('/api/v1/units/{slug}', { params: { path: { slug } }, body }));
  fresh('units');
}

export async function changePassword(current: string, next: string): Promise<void> {
  await answer(api.POST('/api/v1/me/password', { body: { current, new: next } }));
  fresh('sessions');
}

export async function endSession(id: number): Promise<void> {
  await answer(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id: String(id) } } }));
  fresh('sessions');
}
