import type { Scale } from '../../design/Strip';
import type { TrendPoint } from '../../design/trendShape';
import type { ControlChart, ControlPoint, ControlRule, RuleName } from './reads';

/** The figures themselves, with the limits of so many answers; what signals is what the chosen rule says. */
export function figurePoints(chart: ControlChart, rule: RuleName, word: (label: string) => string): TrendPoint[] {
  return chart.points.map((point) => ({
    label: word(point.label),
    n: point.n,
    value: point.value,
    low: point.low,
    high: point.high,
    limits:
      typeof point.limit_low === 'number' && typeof point.limit_high === 'number'
        ? { low: point.limit_low, high: point.limit_high }
        : undefined,
    side: point.alarms?.[rule],
  }));
}

export function statisticOf(point: ControlPoint, rule: RuleName): number {
  return (rule === 'limits' ? point.z : point[rule]) ?? 0;
}

/** What the rule looks at, between its own limits. */
export function statisticPoints(chart: ControlChart, rule: ControlRule, word: (label: string) => string): TrendPoint[] {
  return chart.points.map((point) => ({
    label: word(point.label),
    value: statisticOf(point, rule.rule),
    limits: { low: -rule.threshold, high: rule.threshold },
    side: point.alarms?.[rule.rule],
  }));
}

/** Even on both sides, with room for the wedges. */
export function statisticScale(points: TrendPoint[], rule: ControlRule): Scale {
  const top = Math.max(rule.threshold * 1.5, ...points.map((point) => 1.3 * Math.abs(point.value ?? 0)));
  const high = top > 4 ? Math.ceil(top / 2) * 2 : Math.ceil(top * 2) / 2;
  return { low: -high, high };
}
