import type { Unit } from './format';
import type { Scale } from './Strip';

/** The whole axis of a figure. The contract's `scale` is the answers' scale: only a mean lives on it; points and shares have their own. */
export function axisOf(unit: Unit, scale: Partial<Scale> | undefined): Scale {
  if (unit === 'percent') return { low: 0, high: 100 };
  if (unit === 'mean') return { low: scale?.low ?? 1, high: scale?.high ?? 7 };
  return { low: -100, high: 100 };
}
