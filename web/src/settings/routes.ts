import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';

export function settingsRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings',
      component: lazyRouteComponent(() => import('./WorkspacePage'), 'WorkspacePage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings/people',
      component: lazyRouteComponent(() => import('./PeoplePage'), 'PeoplePage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings/keys',
      component: lazyRouteComponent(() => import('./KeysPage'), 'KeysPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings/mail',
      component: lazyRouteComponent(() => import('./MailPage'), 'MailPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings/mail/$template',
      component: lazyRouteComponent(() => import('./mail/TemplatePage'), 'TemplatePage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings/suppressions',
      component: lazyRouteComponent(() => import('./mail/SuppressionPage'), 'SuppressionPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings/own',
      component: lazyRouteComponent(() => import('./OwnPage'), 'OwnPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/settings/audit',
      component: lazyRouteComponent(() => import('./AuditPage'), 'AuditPage'),
    }),
  ];
}
