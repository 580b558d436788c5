import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { periodOf } from '../app/period';
import { queries, workspaceQuery } from '../app/session';
import { shellRoute } from '../app/shellRoute';
import { narrowed, readNarrow } from '../understand/narrow';
import { todayQuery, touchpointsQuery } from '../understand/reads';

const page = () => import('./TodayPage');
// The morning's own screen: its code need not wait for who is asking.
if (window.location.pathname === '/') page();

export function todayRoutes() {
  const today = createRoute({
    getParentRoute: () => shellRoute,
    path: '/',
    validateSearch: readNarrow,
    loaderDeps: ({ search }) => search,
    // The figures are asked for while the screen's code is still on its way.
    loader: ({ deps }) => {
      const period = periodOf(deps, queries.getQueryData(workspaceQuery.queryKey)?.time_zone);
      return Promise.all([queries.prefetchQuery(todayQuery(period, narrowed(deps))), queries.prefetchQuery(touchpointsQuery)]);
    },
    component: lazyRouteComponent(page, 'TodayPage'),
  });
  return [today];
}
