import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';
import { readDrivers } from './drivers/search';
import { readExplore } from './explore';
import { readFollowed } from './followed/read';
import { readMap } from './map/read';
import { readWhole } from './whole/read';

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
      path: '/map',
      validateSearch: readMap,
      component: lazyRouteComponent(() => import('./map/MapPage'), 'MapPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/sweet-spots',
      validateSearch: readDrivers,
      component: lazyRouteComponent(() => import('./drivers/DriversPage'), 'DriversPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/emotions',
      validateSearch: (search: Record<string, unknown>): { on?: string } =>
        typeof search.on === 'string' ? { on: search.on.slice(0, 64) } : {},
      component: lazyRouteComponent(() => import('./emotions/EmotionsPage'), 'EmotionsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/whole-picture',
      validateSearch: readWhole,
      component: lazyRouteComponent(() => import('./whole/WholePage'), 'WholePage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/followed',
      validateSearch: readFollowed,
      component: lazyRouteComponent(() => import('./followed/FollowedPage'), 'FollowedPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/weights',
      component: lazyRouteComponent(() => import('./weights/WeightsPage'), 'WeightsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/explore',
      validateSearch: readExplore,
      component: lazyRouteComponent(() => import('./ExplorePage'), 'ExplorePage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/boards',
      component: lazyRouteComponent(() => import('./boards/BoardsPage'), 'BoardsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/segments',
      component: lazyRouteComponent(() => import('./segments/SegmentsPage'), 'SegmentsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/boards/$id',
      component: lazyRouteComponent(() => import('./boards/BoardPage'), 'BoardPage'),
    }),
  ];
}
