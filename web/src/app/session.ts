import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { answer, api, keepCsrfToken, ProblemError, type Schema } from './api';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 30 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ProblemError) && count < 2,
    },
  },
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
  queryFn: async (): Promise<Schema['Me']> => {
    const me = await answer(api.GET('/api/v1/me'));
    keepCsrfToken(me.csrf_token);
    return me;
  },
});

export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  staleTime: 5 * 60_000,
  queryFn: () => answer(api.GET('/api/v1/workspace')),
});

export function useMe() {
  return useQuery(meQuery).data;
}

export function useWorkspace() {
  return useQuery(workspaceQuery).data;
}

const rank = { viewer: 0, worker: 1, manager: 2, owner: 3 };

/** May this person do what needs `role`? The server is law; this only hides what it would refuse. */
export function useMay(role: Schema['Me']['role']): boolean {
  const me = useMe();
  return me !== undefined && rank[me.role] >= rank[role];
}

export async function signIn(email: string, password: string): Promise<Schema['Me']> {
  const me = await answer(api.POST('/api/v1/sign-in', { body: { email, password } }));
  keepCsrfToken(me.csrf_token);
  queries.clear();
  queries.setQueryData(meQuery.queryKey, me);
  return me;
}

export async function signOut(): Promise<void> {
  await answer(api.POST('/api/v1/sign-out')).catch(() => undefined);
  keepCsrfToken('');
  queries.clear();
}
