import { useMemo } from 'react';
import type { Period } from '../app/period';
import { type MetricRow, type Metrics, useMetrics } from './reads';

/** Where one touchpoint stands: its leading measure (the first of this order that anybody answered), expectation and emotion beside it. */
export const leading = ['nps', 'ces', 'csat', 'rating'] as const;
export type Leading = (typeof leading)[number];

export interface Standing {
  measure: Leading;
  metrics: Metrics;
  row: MetricRow;
}

export interface Standings {
  ready: boolean;
  of: (slug: string) => Standing | undefined;
  expectation: (slug: string) => MetricRow | undefined;
  emotion: (slug: string) => MetricRow | undefined;
}

function rowsBySlug(metrics: Metrics | undefined): Map<string, MetricRow> {
  const rows = new Map<string, MetricRow>();
  for (const row of metrics?.rows ?? []) {
    const slug = row.group.touchpoint;
    if (slug && row.n > 0) rows.set(slug, row);
  }
  return rows;
}

function useByTouchpoint(measure: Leading | 'expectation' | 'emotion_hit', period: Period) {
  return useMetrics({ measure, by: 'touchpoint', from: period.from, to: period.to, compare: 'previous' });
}

export function useStandings(period: Period): Standings {
  const asked = {
    nps: useByTouchpoint('nps', period),
    ces: useByTouchpoint('ces', period),
    csat: useByTouchpoint('csat', period),
    rating: useByTouchpoint('rating', period),
  };
  const expectation = useByTouchpoint('expectation', period).data;
  const emotion = useByTouchpoint('emotion_hit', period).data;
  const { nps, ces, csat, rating } = { nps: asked.nps.data, ces: asked.ces.data, csat: asked.csat.data, rating: asked.rating.data };
  const ready = leading.every((measure) => asked[measure].data !== undefined || asked[measure].isError);
  return useMemo(() => {
    const tables = { nps, ces, csat, rating };
    const rows = leading.map((measure) => [measure, tables[measure], rowsBySlug(tables[measure])] as const);
    const expectations = rowsBySlug(expectation);
    const emotions = rowsBySlug(emotion);
    const of = (slug: string): Standing | undefined => {
      const having = rows.filter(([, , bySlug]) => bySlug.has(slug));
      const [measure, metrics, bySlug] = having.find(([, , found]) => found.get(slug)?.quality !== 'hidden') ?? having[0] ?? [];
      const row = bySlug?.get(slug);
      return measure && metrics && row ? { measure, metrics, row } : undefined;
    };
    return { ready, of, expectation: (slug) => expectations.get(slug), emotion: (slug) => emotions.get(slug) };
  }, [nps, ces, csat, rating, expectation, emotion, ready]);
}
