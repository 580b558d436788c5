import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type Suppression = Schema['Suppression'];
export type SuppressionReason = NonNullable<Schema['suppression_in']['reason']>;

export function useSuppressions(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['suppressions'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/v1/suppressions', { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next || undefined,
    enabled,
  });
}

const changed = () => queries.invalidateQueries({ queryKey: ['suppressions'] });

/** undefined: we may write to it. */
export async function findSuppression(email: string): Promise<Suppression | undefined> {
  return (await answer(api.POST('/api/v1/suppressions/find', { body: { email } }))).item;
}

export async function addSuppression(email: string, reason: SuppressionReason): Promise<void> {
  await answer(api.POST('/api/v1/suppressions', { body: { email, reason } }));
  void changed();
}

export async function liftSuppression(id: number, askedAgain: boolean): Promise<void> {
  await answer(api.POST('/api/v1/suppressions/{id}/lift', { params: { path: { id: String(id) } }, body: { asked_again: askedAgain } }));
  void changed();
}
