import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Customer = Schema['Customer'];
export type PathStep = Schema['PathStep'];

export function useCustomers(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['customers', 'pages'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/v1/customers', { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next || undefined,
    enabled,
  });
}

export function useCustomer(id: string) {
  return useQuery({
    queryKey: ['customers', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/customers/{external_id}', { params: { path: { external_id: id } } })),
  });
}

export function usePath(id: string) {
  return useInfiniteQuery({
    queryKey: ['customer_path', id],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/v1/customers/{external_id}/path', {
          params: { path: { external_id: id }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next || undefined,
  });
}

export async function setContactBan(id: string, banned: boolean): Promise<void> {
  await answer(api.POST('/api/v1/customers/{external_id}/contact-ban', { params: { path: { external_id: id } }, body: { banned } }));
  await queries.invalidateQueries({ queryKey: ['customers', 'one', id] });
}

export async function eraseCustomer(id: string): Promise<void> {
  await answer(api.DELETE('/api/v1/customers/{external_id}', { params: { path: { external_id: id } } }));
  queries.removeQueries({ queryKey: ['customers', 'one', id] });
  void queries.invalidateQueries({ queryKey: ['customers'] });
}
