import { useNavigate, useSearch } from '@tanstack/react-router';
import { conditionOf, type ExploreSearch, readExplore } from './explore';

/** Whose answers a screen speaks of, in its URL; the same words on every screen. */
export type NarrowSearch = Pick<ExploreSearch, 'where' | 'any'>;

export function readNarrow(search: Record<string, unknown>): NarrowSearch {
  const { where, any } = readExplore(search);
  return { where, any };
}

/** As the server is asked. */
export const narrowed = ({ where, any }: NarrowSearch) => conditionOf(where ?? [], any ?? false);

export function useNarrow() {
  const search = readNarrow(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const change = (part: NarrowSearch) => {
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...part })) as never, replace: true });
  };
  return { ask: { leaves: search.where ?? [], any: search.any ?? false }, condition: narrowed(search), change };
}
