import type { Period } from '../app/period';
import { type MetricRow, type Touchpoint, useMetrics } from './reads';

const daysAMonth = 30.4;

/** How a touchpoint weighs on our picture: net strengthening × encounters a month (S1). Below zero more are weakened than strengthened. */
export interface Weight {
  row: MetricRow;
  volume: number;
  net: number;
}

function weigh(row: MetricRow | undefined, volume: number): Weight | undefined {
  if (!row || typeof row.value !== 'number' || volume === 0) return undefined;
  return { row, volume, net: Math.round((row.value / 100) * volume) };
}

/** Every touchpoint's weight: its declared volume, or else what was counted in the period. Too few answers weigh nothing. */
export function useWeights(period: Period): (touchpoint: Touchpoint) => Weight | undefined {
  const ask = { by: 'touchpoint', from: period.from, to: period.to };
  const strengthening = useMetrics({ measure: 'strengthening', ...ask }).data?.rows ?? [];
  const counted = useMetrics({ measure: 'volume', ...ask }).data?.rows ?? [];
  const at = (rows: MetricRow[], slug: string) => rows.find((row) => row.group.touchpoint === slug);
  return (touchpoint) => {
    const seen = ((at(counted, touchpoint.slug)?.n ?? 0) * daysAMonth) / period.days;
    return weigh(at(strengthening, touchpoint.slug), touchpoint.volume_month || Math.round(seen));
  };
}

/** What weakens most comes first; what nobody can weigh comes last, as it stood. */
export function byWeight(touchpoints: Touchpoint[], weightOf: (touchpoint: Touchpoint) => Weight | undefined): Touchpoint[] {
  const net = (touchpoint: Touchpoint) => weightOf(touchpoint)?.net ?? Number.POSITIVE_INFINITY;
  return [...touchpoints].sort((a, b) => (net(a) < net(b) ? -1 : net(a) > net(b) ? 1 : 0));
}
