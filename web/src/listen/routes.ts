import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/shellRoute';
import { readDecisionFilters } from './asking/search';
import { type Kind, kinds } from './imports/mapping';
import { readNoteFilters } from './research/search';
import { readFilters } from './responses/search';
import { readSpot } from './surveys/share';

function surveyRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys',
      component: lazyRouteComponent(() => import('./surveys/SurveysPage'), 'SurveysPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys/bring',
      validateSearch: (search: Record<string, unknown>): { id?: string } => ({ id: typeof search.id === 'string' ? search.id : undefined }),
      component: lazyRouteComponent(() => import('./imports/SurveyFilePage'), 'SurveyFilePage'),
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
      path: '/surveys/$survey/versions',
      component: lazyRouteComponent(() => import('./surveys/VersionsPage'), 'VersionsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/surveys/$survey/poster',
      validateSearch: readSpot,
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
      path: '/events/import',
      validateSearch: (search: Record<string, unknown>): { kind?: Kind; id?: string } => ({
        kind: kinds.find((kind) => kind === search.kind),
        id: typeof search.id === 'string' ? search.id : undefined,
      }),
      component: lazyRouteComponent(() => import('./imports/ImportPage'), 'ImportPage'),
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

function askingRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/asking',
      component: lazyRouteComponent(() => import('./asking/AskingPage'), 'AskingPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/asking/decisions',
      validateSearch: readDecisionFilters,
      component: lazyRouteComponent(() => import('./asking/DecisionsPage'), 'DecisionsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/asking/campaigns',
      component: lazyRouteComponent(() => import('./campaigns/CampaignsPage'), 'CampaignsPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/asking/campaigns/$run',
      component: lazyRouteComponent(() => import('./campaigns/CampaignRunPage'), 'CampaignRunPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/earshot',
      component: lazyRouteComponent(() => import('./earshot/EarshotPage'), 'EarshotPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/earshot/$list',
      component: lazyRouteComponent(() => import('./earshot/CallListPage'), 'CallListPage'),
    }),
  ];
}

function researchRoutes() {
  return [
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/research',
      validateSearch: readNoteFilters,
      component: lazyRouteComponent(() => import('./research/NotesPage'), 'NotesPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/research/codes',
      component: lazyRouteComponent(() => import('./research/CodeBookPage'), 'CodeBookPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/research/agreement',
      component: lazyRouteComponent(() => import('./research/AgreementPage'), 'AgreementPage'),
    }),
    createRoute({
      getParentRoute: () => shellRoute,
      path: '/research/media',
      component: lazyRouteComponent(() => import('./research/MediaPage'), 'MediaPage'),
    }),
  ];
}

export function listenRoutes() {
  return [...researchRoutes(), ...askingRoutes(), ...journeyRoutes(), ...surveyRoutes(), ...responseRoutes(), ...customerRoutes()];
}
