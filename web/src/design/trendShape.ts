import type { ReactNode } from 'react';
import type { Scale } from './Strip';

export interface TrendPoint {
  label: string;
  /** absent where the value is no figure of answers */
  n?: number;
  value?: number | null;
  low?: number | null;
  high?: number | null;
  /** control limits: chance rarely takes so many answers outside of them */
  limits?: Limits;
  /** a signal: here the figure is further off than chance explains */
  side?: Side;
}

export interface Limits {
  low: number;
  high: number;
}

export type Side = 'above' | 'below';

/** Something that happened on the way: numbered in the picture, said under it. */
export interface TrendNote {
  key: string;
  /** between which points, as a fraction of their places */
  at: number;
  day: string;
  text: string;
  /** what one may do with it */
  deed?: ReactNode;
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where a period and a value stand inside the frame. */
export function placer(frame: Frame, scale: Scale, count: number) {
  const wide = frame.width - frame.left - frame.right;
  const tall = frame.height - frame.top - frame.bottom;
  const x = (index: number) => frame.left + (count > 1 ? (index / (count - 1)) * wide : wide / 2);
  const y = (value: number) =>
    frame.top + (1 - (Math.min(scale.high, Math.max(scale.low, value)) - scale.low) / (scale.high - scale.low)) * tall;
  return { x, y };
}

export type Placer = ReturnType<typeof placer>;

/** Runs of neighbouring periods that have a figure; a gap breaks the band and the line alike. */
export function runsOf(points: TrendPoint[]): number[][] {
  const runs: number[][] = [];
  points.forEach((point, index) => {
    if (typeof point.value !== 'number') return;
    const last = runs[runs.length - 1];
    if (last && last[last.length - 1] === index - 1) last.push(index);
    else runs.push([index]);
  });
  return runs;
}

const at = (x: number, y: number) => `${x.toFixed(1)},${y.toFixed(1)}`;

export function linePath(points: TrendPoint[], run: number[], place: Placer): string {
  return `M${run.map((index) => at(place.x(index), place.y(points[index]?.value ?? 0))).join('L')}`;
}

export function bandPath(points: TrendPoint[], run: number[], place: Placer): string {
  const edge = (index: number, side: 'low' | 'high') => at(place.x(index), place.y(points[index]?.[side] ?? points[index]?.value ?? 0));
  const top = run.map((index) => edge(index, 'high'));
  const bottom = [...run].reverse().map((index) => edge(index, 'low'));
  return `M${[...top, ...bottom].join('L')}Z`;
}

/** One edge of the limits, broken where there are none. */
export function limitPath(points: TrendPoint[], side: keyof Limits, place: Placer): string {
  const known = points.map((point, index) => (point.limits ? at(place.x(index), place.y(point.limits[side])) : undefined));
  return known.map((spot, index) => (spot ? `${index > 0 && known[index - 1] ? 'L' : 'M'}${spot}` : '')).join('');
}

/** Even ticks over the whole scale. */
export function ticksOf(scale: Scale): number[] {
  const steps = scale.high - scale.low === 6 ? 6 : 4;
  return Array.from({ length: steps + 1 }, (_, index) => scale.low + (index * (scale.high - scale.low)) / steps);
}

/** Which periods get their name: as many as fit, always the last. */
export function named(count: number, width: number, room: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / room))));
  return Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % every === 0);
}
