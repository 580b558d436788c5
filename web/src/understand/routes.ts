import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';
import { readExplore } from './explore';

export function understandRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/touchpoints',
      component: lazyRouteComponent(() => import('./TouchpointsPage'), 'TouchpointsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/touchpoints/$slug',
      component: lazyRouteComponent(() => import('./TouchpointPage'), 'TouchpointPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/explore',
      validateSearch: readExplore,
      component: lazyRouteComponent(() => import('./ExplorePage'), 'ExplorePage'),
    }),
  ];
}
