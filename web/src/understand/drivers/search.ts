import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Explore, exploreOf, type Leaf, readExplore } from '../explore';

/** What the screen asks, in the URL: of touchpoints, or of one survey's questions; which outcome; which answers; whom the side is about. */
export interface DriversSearch {
  survey?: string;
  outcome?: string;
  any?: boolean;
  where?: Leaf[];
  on?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value.length < 200 ? value : undefined);

export function readDrivers(search: Record<string, unknown>): DriversSearch {
  const { any, where } = readExplore(search);
  return { survey: text(search.survey), outcome: text(search.outcome), any, where, on: text(search.on) };
}

export function useDriversSearch(): [DriversSearch, (change: DriversSearch) => void, Explore] {
  const search = useSearch({ from: '/shell/sweet-spots' });
  const navigate = useNavigate();
  const change = (part: DriversSearch) => {
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...part })) as never, replace: true });
  };
  return [search, change, exploreOf({ any: search.any, where: search.where })];
}
