import type { Limits } from '../design/trendShape';
import type { MetricRow } from './reads';

/** What one answer weighs in a measure; null where limits are not drawn. */
const weights: Record<string, (score: number) => number> = {
  nps: (score) => (score >= 9 ? 100 : score <= 6 ? -100 : 0),
  enps: (score) => (score >= 9 ? 100 : score <= 6 ? -100 : 0),
  ces: (score) => score,
  rating: (score) => score,
};

const z = 3;
const periodsNeeded = 3;

function pooled(rows: MetricRow[], weigh: (score: number) => number) {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const row of rows) {
    for (const [score, count] of Object.entries(row.histogram ?? {})) {
      const weight = weigh(Number(score));
      n += count;
      sum += weight * count;
      squares += weight * weight * count;
    }
  }
  const mean = n > 0 ? sum / n : 0;
  return { n, mean, variance: n > 0 ? Math.max(0, squares / n - mean * mean) : 0 };
}

/** Control limits for the last period from all periods before it: pooled mean ± 3·√(V/n), V per answer, n of the last period (metrics 3.9). */
export function controlLimits(measure: string, rows: MetricRow[]): Limits | undefined {
  const weigh = weights[measure];
  const last = rows[rows.length - 1];
  const earlier = rows.slice(0, -1).filter((row) => row.quality !== 'hidden');
  if (!weigh || !last || last.n === 0 || earlier.length < periodsNeeded) return undefined;
  const base = pooled(earlier, weigh);
  if (base.n === 0) return undefined;
  const reach = z * Math.sqrt(base.variance / last.n);
  return { low: base.mean - reach, high: base.mean + reach };
}
