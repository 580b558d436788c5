import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';
import { readFilters } from './responses/search';

function surveyRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys',
      component: lazyRouteComponent(() => import('./surveys/SurveysPage'), 'SurveysPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys/$survey',
      component: lazyRouteComponent(() => import('./surveys/EditorPage'), 'EditorPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys/$survey/share',
      component: lazyRouteComponent(() => import('./surveys/SharePage'), 'SharePage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys/$survey/invite',
      component: lazyRouteComponent(() => import('./invitations/InvitePage'), 'InvitePage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys/$survey/standing',
      component: lazyRouteComponent(() => import('./surveys/StandingPage'), 'StandingPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys/$survey/poster',
      validateSearch: (search: Record<string, unknown>): { lang?: string } =>
        typeof search.lang === 'string' ? { lang: search.lang } : {},
      component: lazyRouteComponent(() => import('./surveys/PosterPage'), 'PosterPage'),
    }),
  ];
}

function journeyRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/journeys',
      component: lazyRouteComponent(() => import('./journeys/JourneysPage'), 'JourneysPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/journeys/$slug',
      component: lazyRouteComponent(() => import('./journeys/JourneyPage'), 'JourneyPage'),
    }),
  ];
}

function responseRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/responses',
      validateSearch: readFilters,
      component: lazyRouteComponent(() => import('./responses/ResponsesPage'), 'ResponsesPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/responses/$id',
      component: lazyRouteComponent(() => import('./responses/ResponsePage'), 'ResponsePage'),
    }),
  ];
}

function customerRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/events',
      component: lazyRouteComponent(() => import('./events/EventsPage'), 'EventsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/customers',
      component: lazyRouteComponent(() => import('./customers/CustomersPage'), 'CustomersPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/customers/$customer',
      component: lazyRouteComponent(() => import('./customers/CustomerPage'), 'CustomerPage'),
    }),
  ];
}

export function listenRoutes() {
  return [...journeyRoutes(), ...surveyRoutes(), ...responseRoutes(), ...customerRoutes()];
}
