import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { listenRoutes } from '../listen/routes';
import { settingsRoutes } from '../settings/routes';
import { todayRoutes } from '../today/routes';
import { understandRoutes } from '../understand/routes';
import { Failure, NotFound } from './Failure';
import { rootRoute, shellRoute } from './shellRoute';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { back?: string; ended?: boolean } => ({
    back: typeof search.back === 'string' && /^\/(?!\/)/.test(search.back) ? search.back : undefined,
    ended: search.ended === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('../people/SignIn'), 'SignIn'),
});

const visitorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/visitor/$token',
  component: lazyRouteComponent(() => import('../visitor/VisitorBoard'), 'VisitorBoard'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  visitorRoute,
  shellRoute.addChildren([...todayRoutes(), ...understandRoutes(), ...listenRoutes(), ...settingsRoutes()]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: Failure,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
