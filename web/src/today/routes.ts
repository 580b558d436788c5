import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';

export function todayRoutes() {
  return [
    createRoute({ getParentRoute: () => shellRoute, path: '/', component: lazyRouteComponent(() => import('./TodayPage'), 'TodayPage') }),
  ];
}
