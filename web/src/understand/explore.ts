import { useNavigate, useSearch } from '@tanstack/react-router';
import { readCondition } from '../listen/condition';
import type { MetricsAsk } from './reads';

export type Measure = MetricsAsk['measure'];

export const measures: Measure[] = [
  'nps',
  'ces',
  'ces_top',
  'csat',
  'csat_mean',
  'rating',
  'rank',
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

/** What each row is put beside: the period before, or the same group under one leaf in place of the filter's on that field. */
export const comparisons = ['previous', 'group'] as const;
export type Comparison = (typeof comparisons)[number];

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
  compare?: Comparison;
  against?: Leaf;
  /** "margin" or the slug of a scheme */
  weight?: string;
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
    compare: comparisons.find((one) => one === search.compare),
    against: readLeaves([search.against])?.[0],
    weight: text(search.weight),
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
  compare?: Comparison;
  against: Leaf;
  /** as the server is asked; absent while the other group is still being chosen */
  comparison?: string;
  weight?: string;
}

/** A leaf without a value is still being written; it does not narrow anything yet. */
export function conditionOf(leaves: Leaf[], any: boolean): string | undefined {
  const whole = leaves.filter((leaf) => leaf.field && leaf.value !== '');
  return whole.length > 0 ? JSON.stringify({ [any ? 'any' : 'all']: whole }) : undefined;
}

/** A condition being written in a form, as rows. */
export type Rows = Pick<Explore, 'leaves' | 'any'>;

/** undefined: the condition says more than rows can show; it stays as it is. */
export function rowsOf(condition: unknown): Rows | undefined {
  const read = readCondition(condition);
  const fits = read?.leaves.every(({ op, value }) => (operators as readonly string[]).includes(op) && typeof value !== 'boolean');
  return read && fits ? { leaves: read.leaves as Leaf[], any: read.mode === 'any' } : undefined;
}

export function rowsAfter(rows: Rows, part: Pick<ExploreSearch, 'where' | 'any'>): Rows {
  return { leaves: 'where' in part ? (part.where ?? []) : rows.leaves, any: 'any' in part ? part.any === true : rows.any };
}

/** The other group: the filter with its leaves on that field replaced. An "any" filter is not taken apart: the leaf stands alone. */
function comparisonOf(search: ExploreSearch): string | undefined {
  if (search.compare === 'previous') return 'previous';
  const leaf = search.against;
  if (search.compare !== 'group' || !leaf || leaf.value === '') return undefined;
  const kept = search.any ? [] : (search.where ?? []).filter((one) => one.field !== leaf.field);
  return conditionOf([...kept, leaf], false);
}

const counted = new Set<Measure>(['responses', 'volume']);
const ofEncounters = new Set<Measure>(['volume', 'strengthening']);

/** Whether what the measure is made of has this: an encounter has no language of an answer, and an answer did not begin anything. */
export function isGroupOf(measure: Measure, name: string): boolean {
  const encounters = ofEncounters.has(measure);
  if (name === 'emotion') return measure === 'emotion_share';
  if (name === 'effect' || name === 'initiator') return encounters;
  return !encounters || !(['language', 'outcome', 'survey'].includes(name) || name.startsWith('answers.'));
}

export function exploreOf(search: ExploreSearch): Explore {
  const by = search.by ?? 'touchpoint';
  const measure = search.measure ?? 'nps';
  const groups = [by, search.also ?? '']
    .filter((name, index, all) => name !== '' && name !== 'none' && all.indexOf(name) === index)
    .filter((name) => isGroupOf(measure, name));
  const leaves = search.where ?? [];
  const any = search.any ?? false;
  return {
    measure,
    groups,
    leaves,
    any,
    table: search.table ?? false,
    condition: conditionOf(leaves, any),
    compare: search.compare,
    against: search.against ?? { field: leaves[0]?.field ?? 'channel', op: 'eq', value: '' },
    comparison: comparisonOf(search),
    weight: counted.has(measure) ? undefined : search.weight,
  };
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
