import { useQueries } from '@tanstack/react-query';
import { type Metrics, type MetricsAsk, metricsQuery, useMetrics } from './reads';
import { panelsMost } from './SmallMultiples';
import { useSegments } from './segments/reads';

function inSegment(where: string | undefined, id: number): string {
  const leaf = { field: 'segment', op: 'eq', value: id };
  return JSON.stringify(where ? { all: [leaf, JSON.parse(where)] } : leaf);
}

/** The answers to the same question of each segment, as one: segments share answers, so that the engine cannot group by them. */
function joined(parts: { id: number; metrics: Metrics }[]): Metrics | undefined {
  const [first] = parts;
  if (!first) return undefined;
  const rows = parts.flatMap(({ id, metrics }) => metrics.rows.map((row) => ({ ...row, group: { segment: String(id), ...row.group } })));
  return { ...first.metrics, rows };
}

/** Figures by groups; one of them may be "segment". */
export function useGrouped(ask: Omit<MetricsAsk, 'by'>, groups: string[], enabled = true) {
  const split = groups.includes('segment');
  const segments = (useSegments(split).data ?? []).slice(0, panelsMost);
  const by = groups.filter((group) => group !== 'segment').join(',') || undefined;
  const plain = useMetrics({ ...ask, by }, enabled && !split);
  const parts = useQueries({
    queries: split ? segments.map(({ id }) => ({ ...metricsQuery({ ...ask, by, where: inSegment(ask.where, id) }), enabled })) : [],
  });
  if (!split) return plain;
  const found = parts.flatMap(({ data }, index) => (data && segments[index] ? [{ id: segments[index].id, metrics: data }] : []));
  return {
    data: found.length === segments.length ? joined(found) : undefined,
    error: parts.find(({ error }) => error)?.error ?? null,
    isFetching: parts.some(({ isFetching }) => isFetching),
    isPlaceholderData: parts.some(({ isPlaceholderData }) => isPlaceholderData),
  };
}
