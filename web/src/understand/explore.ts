import { useNavigate, useSearch } from '@tanstack/react-router';
import type { MetricsAsk } from './reads';

export type Measure = MetricsAsk['measure'];

export const measures: Measure[] = [
  'nps',
  'ces',
  'ces_top',
  'csat',
  'csat_mean',
  'rating',
  'expectation',
  'emotion_hit',
  'emotion_share',
  'emotion_net',
  'strengthening',
  'responses',
  'volume',
  'enps',
  'ces_v1',
];

export const times = ['day', 'week', 'month', 'quarter', 'year'] as const;
export const operators = ['eq', 'ne', 'ge', 'le'] as const;
export type Operator = (typeof operators)[number];

export interface Leaf {
  field: string;
  op: Operator;
  value: string | number;
}

/** What the screen asks, in the URL: it can be sent to a colleague, and Back works. */
export interface ExploreSearch {
  measure?: Measure;
  by?: string;
  also?: string;
  any?: boolean;
  where?: Leaf[];
  table?: boolean;
}

function readLeaves(value: unknown): Leaf[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const leaves = value.filter((leaf): leaf is Leaf => typeof leaf?.field === 'string' && operators.includes(leaf?.op));
  return leaves.length > 0 ? leaves.slice(0, 12) : undefined;
}

const text = (value: unknown) => (typeof value === 'string' && value.length < 100 ? value : undefined);

export function readExplore(search: Record<string, unknown>): ExploreSearch {
  return {
    measure: measures.find((measure) => measure === search.measure),
    by: text(search.by),
    also: text(search.also),
    any: search.any === true ? true : undefined,
    where: readLeaves(search.where),
    table: search.table === true ? true : undefined,
  };
}

export interface Explore {
  measure: Measure;
  groups: string[];
  leaves: Leaf[];
  any: boolean;
  table: boolean;
  condition?: string;
}

/** A leaf without a value is still being written; it does not narrow anything yet. */
function conditionOf(leaves: Leaf[], any: boolean): string | undefined {
  const whole = leaves.filter((leaf) => leaf.field && leaf.value !== '');
  return whole.length > 0 ? JSON.stringify({ [any ? 'any' : 'all']: whole }) : undefined;
}

export function exploreOf(search: ExploreSearch): Explore {
  const by = search.by ?? 'touchpoint';
  const groups = [by, search.also ?? ''].filter((name, index, all) => name !== '' && name !== 'none' && all.indexOf(name) === index);
  const leaves = search.where ?? [];
  const any = search.any ?? false;
  return { measure: search.measure ?? 'nps', groups, leaves, any, table: search.table ?? false, condition: conditionOf(leaves, any) };
}

export function useExplore(): [Explore, (change: ExploreSearch) => void] {
  const search = useSearch({ from: '/shell/explore' });
  const navigate = useNavigate();
  const change = (part: ExploreSearch) => {
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, ...part })) as never, replace: true });
  };
  return [exploreOf(search), change];
}

export const isTime = (name: string | undefined) => (times as readonly (string | undefined)[]).includes(name);
