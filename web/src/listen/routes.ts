import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';

export function listenRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys',
      component: lazyRouteComponent(() => import('./SurveysPage'), 'SurveysPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/responses',
      component: lazyRouteComponent(() => import('./ResponsesPage'), 'ResponsesPage'),
    }),
  ];
}
