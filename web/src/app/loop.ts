/** The navigation is the loop. A stage is shown when it has a screen; `screens` are its second row. */
export interface Screen {
  to: string;
  word: string;
  /** what its link begins with */
  search?: { days: number };
}

export interface Stage {
  name: string;
  to: string;
  screens: Screen[];
}

export const loop: Stage[] = [
  { name: 'today', to: '/', screens: [] },
  {
    name: 'listen',
    to: '/touchpoints',
    screens: [
      { to: '/touchpoints', word: 'nav.touchpoints' },
      { to: '/journeys', word: 'nav.journeys' },
      { to: '/surveys', word: 'nav.surveys' },
      { to: '/responses', word: 'nav.responses' },
      { to: '/events', word: 'nav.events' },
      { to: '/customers', word: 'nav.customers' },
      { to: '/asking', word: 'nav.asking' },
      { to: '/earshot', word: 'nav.earshot' },
      { to: '/research', word: 'nav.research' },
    ],
  },
  {
    name: 'understand',
    to: '/map',
    screens: [
      { to: '/map', word: 'nav.map' },
      /* People are put together over the whole period: a year says what a month cannot. */
      { to: '/sweet-spots', word: 'nav.sweet_spots', search: { days: 365 } },
      { to: '/emotions', word: 'nav.emotions', search: { days: 365 } },
      { to: '/whole-picture', word: 'nav.whole_picture', search: { days: 365 } },
      { to: '/followed', word: 'nav.followed', search: { days: 365 } },
      { to: '/explore', word: 'nav.explore' },
      { to: '/boards', word: 'nav.boards' },
      { to: '/segments', word: 'nav.segments' },
      { to: '/weights', word: 'nav.weights', search: { days: 365 } },
    ],
  },
];

export const settings: Stage = {
  name: 'settings',
  to: '/settings',
  screens: [
    { to: '/settings', word: 'nav.workspace' },
    { to: '/settings/people', word: 'nav.people_accounts' },
    { to: '/settings/keys', word: 'nav.keys' },
    { to: '/settings/mail', word: 'nav.mail' },
    { to: '/settings/suppressions', word: 'mail:suppressions' },
    { to: '/settings/own', word: 'settings:own' },
    { to: '/settings/audit', word: 'settings:audit' },
  ],
};

function covers(screen: string, path: string): boolean {
  return screen === '/' || screen === '/settings' ? path === screen : path === screen || path.startsWith(`${screen}/`);
}

export function stageAt(path: string): Stage | undefined {
  return [...loop, settings].find((stage) => covers(stage.to, path) || stage.screens.some((screen) => covers(screen.to, path)));
}

export function screenAt(stage: Stage | undefined, path: string): Screen | undefined {
  return stage?.screens.filter((screen) => covers(screen.to, path)).sort((a, b) => b.to.length - a.to.length)[0];
}
