import { useEffect, useSyncExternalStore } from 'react';
import { queries } from './session';

/** One event stream for the whole application. What changed makes the queries concerned stale; those on screen are asked again. */
interface Changed {
  fact: number;
  touchpoints: string[];
  surveys: string[];
  kinds: string[];
}

const concerned: Record<string, string[]> = {
  response: ['invitations', 'today', 'metrics', 'responses', 'dimensions', 'surveys', 'silent', 'map', 'debts'],
  encounter: ['today', 'metrics', 'encounters', 'customer_path', 'event_names', 'map', 'debts'],
  event: ['event_names', 'event_rules', 'event_problems', 'customer_path'],
  invitation: ['invitations', 'messages'],
  message: ['invitations', 'messages'],
  messages: ['messages'],
  template: ['templates', 'letter'],
  mail: ['mail', 'letter'],
  survey: ['surveys', 'today', 'debts'],
  touchpoint: ['touchpoints', 'today', 'map', 'debts'],
  element: ['elements', 'changes', 'map', 'annotations'],
  annotation: ['annotations'],
  view: ['views', 'boards'],
  board: ['boards'],
  segment: ['segments', 'metrics', 'drivers', 'explain'],
  journey: ['journeys', 'journey_figures', 'map'],
  customer: ['customers', 'customer_path', 'responses'],
  note: ['codings', 'coding_figures'],
  code: ['codes', 'coding_figures'],
  media: ['media'],
  workspace: ['workspace'],
  account: ['accounts'],
  key: ['keys'],
  unit: ['units'],
};

let lostAt: Date | null = null;
const watchers = new Set<() => void>();

function setLost(at: Date | null) {
  if ((at === null) === (lostAt === null)) return;
  lostAt = at;
  for (const tell of watchers) tell();
}

function staleAfter(event: Changed): Set<string> {
  const stale = new Set<string>();
  for (const kind of event.kinds ?? []) {
    for (const name of concerned[kind.split('_')[0] ?? ''] ?? []) stale.add(name);
  }
  return stale;
}

/** Joins events of a quarter second, so that a burst of answers costs one question. */
function makeRefresher() {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const run = () => {
    timer = null;
    const names = [...waiting];
    waiting.clear();
    queries.invalidateQueries({ predicate: (query) => names.includes(String(query.queryKey[0])) });
  };
  return (names: Set<string>) => {
    for (const name of names) waiting.add(name);
    if (timer === null) timer = setTimeout(run, 250);
  };
}

export function useLive() {
  useEffect(() => {
    const refresh = makeRefresher();
    const stream = new EventSource('/api/v1/live');
    stream.onopen = () => {
      if (lostAt) queries.invalidateQueries();
      setLost(null);
    };
    stream.onerror = () => setLost(new Date());
    stream.addEventListener('changed', (event) => refresh(staleAfter(JSON.parse((event as MessageEvent<string>).data) as Changed)));
    return () => {
      stream.close();
      setLost(null);
    };
  }, []);
}

/** Since when the figures stand still, or null while connected. */
export function useLostAt(): Date | null {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => lostAt,
  );
}
