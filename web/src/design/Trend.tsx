import { useCallback } from 'react';
import { Chart, type Colours } from './Chart';
import { type Unit, useFormat } from './format';
import type { Scale } from './Strip';
import { type Limits, trendOption } from './trendOption';

export interface TrendPoint {
  label: string;
  n: number;
  value?: number | null;
  low?: number | null;
  high?: number | null;
}

interface TrendProps {
  points: TrendPoint[];
  scale: Scale;
  unit: Unit;
  limits?: Limits;
  words: { upper: string; lower: string; broken: string };
  label: string;
}

/** A year of periods: interval band, line, n under each period, dotted control limits, the last value at its end. */
export function Trend({ points, scale, unit, limits, words, label }: TrendProps) {
  const format = useFormat();
  const option = useCallback(
    (colour: Colours, width: number) => trendOption({ points, scale, unit, limits, words, format, colour, width }),
    [points, scale, unit, limits, words, format],
  );
  return <Chart option={option} label={label} height={250} />;
}
