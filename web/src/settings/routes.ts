import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';

export function settingsRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings',
      component: lazyRouteComponent(() => import('./WorkspacePage'), 'WorkspacePage'),
    }),
  ];
}
