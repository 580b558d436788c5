import { createRootRoute, createRoute, Outlet, redirect, retainSearchParams } from '@tanstack/react-router';
import { Failure, NotFound } from './Failure';
import { type PeriodSearch, readPeriod } from './period';
import { Shell } from './Shell';
import { meQuery, queries, workspaceQuery } from './session';
import { speakAs } from './words';

export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Failure });

function toSignIn(back: string) {
  return redirect({ to: '/sign-in', search: back === '/' ? {} : { back } });
}

/** Everything behind the sign-in. A deep link comes back after it. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  validateSearch: (search: Record<string, unknown>): PeriodSearch => readPeriod(search),
  search: { middlewares: [retainSearchParams<PeriodSearch>(['days', 'from', 'to'])] },
  beforeLoad: async ({ location }) => {
    // The page has just asked and been refused: once is enough.
    const asked = queries.getQueryState(meQuery.queryKey);
    if (asked?.status === 'error' && Date.now() - asked.errorUpdatedAt < 2000) throw toSignIn(location.href);
    try {
      const [me] = await Promise.all([queries.ensureQueryData(meQuery), queries.prefetchQuery(workspaceQuery)]);
      await speakAs(me.language);
    } catch {
      throw toSignIn(location.href);
    }
  },
});
