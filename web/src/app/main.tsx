import '../design/inter.css';
import '../design/tokens.css';
import '../design/mantine';
import '../design/base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { theme } from '../design/theme';
import { onSignedOut } from './api';
import { router } from './router';
import { meQuery, queries, workspaceQuery } from './session';
import { startWords } from './words';

onSignedOut(() => {
  const back = router.state.location.href;
  if (router.state.location.pathname === '/sign-in' || !queries.getQueryData(['me'])) return;
  queries.removeQueries({ queryKey: ['me'] });
  router.navigate({ to: '/sign-in', search: { back, ended: true } });
});

const place = document.getElementById('root');
if (place) {
  // Who is asking travels together with the words; the router waits for both.
  // A visitor of a board is nobody, whoever uses this browser.
  const visits = window.location.pathname.startsWith('/visitor/');
  const asking = visits ? undefined : queries.prefetchQuery(meQuery);
  if (!visits) queries.prefetchQuery(workspaceQuery);
  // So does the screen's own code: the router would ask for it only after both have come.
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    router.loadRouteChunk(router.routesById[routeId as keyof typeof router.routesById]);
  }
  await startWords();
  await asking;
  createRoot(place).render(
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
