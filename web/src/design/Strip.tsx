import css from './Strip.module.css';
import type { VerdictName } from './Verdict';

export interface Scale {
  low: number;
  high: number;
}

export interface StripProps {
  scale: Scale;
  value?: number | null;
  low?: number | null;
  high?: number | null;
  previous?: number | null;
  target?: number | null;
  verdict?: VerdictName;
  label: string;
}

function place(scale: Scale, value: number): number {
  const share = (value - scale.low) / (scale.high - scale.low);
  return Math.round(Math.min(1, Math.max(0, share)) * 10000) / 100;
}

/** Whole scale as a hairline; band = 95 % interval, needle = value, ring = the period before, accent tick = target, short tick = zero. */
export function Strip({ scale, value, low, high, previous, target, verdict, label }: StripProps) {
  const at = (number: number) => `${place(scale, number)}%`;
  const tone = verdict === 'better' || verdict === 'worse' ? css[verdict] : '';
  const known = value !== null && value !== undefined;
  const banded = known && low !== null && low !== undefined && high !== null && high !== undefined;
  return (
    <div className={`${css.strip} ${tone}`} role="img" aria-label={label}>
      <i className={css.axis} />
      {scale.low < 0 && scale.high > 0 && <i className={css.zero} style={{ left: at(0) }} />}
      {banded && <i className={css.band} style={{ left: at(low), width: `${place(scale, high) - place(scale, low)}%` }} />}
      {previous !== null && previous !== undefined && <i className={css.before} style={{ left: at(previous) }} />}
      {target !== null && target !== undefined && <i className={css.target} style={{ left: at(target) }} />}
      {known && <i className={css.needle} style={{ left: at(value) }} />}
    </div>
  );
}
