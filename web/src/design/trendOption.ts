import type { EChartsCoreOption } from 'echarts/core';
import type { Colours } from './Chart';
import type { Format, Unit } from './format';
import type { Scale } from './Strip';
import type { TrendPoint } from './Trend';

export interface Limits {
  low: number;
  high: number;
}

interface TrendAsk {
  points: TrendPoint[];
  scale: Scale;
  unit: Unit;
  limits?: Limits;
  words: { upper: string; lower: string; broken: string };
  format: Format;
  colour: Colours;
  width: number;
}

interface Drawing {
  coord: (at: [number, number]) => [number, number];
}

const font = '"Inter Variable", system-ui, sans-serif';

/** Runs of neighbouring periods that have an interval; a gap breaks the band as it breaks the line. */
export function runs(points: TrendPoint[]): [number, number][] {
  const found: [number, number][] = [];
  points.forEach((point, index) => {
    if (typeof point.low !== 'number') return;
    const last = found[found.length - 1];
    if (last && last[1] === index - 1) last[1] = index;
    else found.push([index, index]);
  });
  return found;
}

function band({ points, colour }: TrendAsk) {
  return {
    type: 'custom',
    silent: true,
    data: runs(points),
    renderItem: (params: { dataIndex: number }, api: Drawing) => {
      const run = runs(points)[params.dataIndex];
      if (!run) return;
      const inside = points.slice(run[0], run[1] + 1);
      const top = inside.map((point, offset) => api.coord([run[0] + offset, point.high as number]));
      const bottom = inside.map((point, offset) => api.coord([run[0] + offset, point.low as number])).reverse();
      return { type: 'polygon', shape: { points: [...top, ...bottom] }, style: { fill: colour('band'), opacity: 0.55 } };
    },
    z: 1,
  };
}

function limitLines({ limits, words, format, unit, colour }: TrendAsk) {
  if (!limits) return undefined;
  const line = (at: number, name: string, position: string) => ({
    yAxis: at,
    label: { formatter: `${name} ${format.figure(at, unit)}`, position, color: colour('ink-3'), fontSize: 12, fontFamily: font },
  });
  return {
    symbol: 'none',
    silent: true,
    lineStyle: { type: [2, 4], color: colour('ink-3'), width: 1.2 },
    data: [line(limits.high, words.upper, 'insideStartTop'), line(limits.low, words.lower, 'insideStartBottom')],
  };
}

function line(ask: TrendAsk) {
  const { points, limits, words, format, unit, colour } = ask;
  const last = points.reduce((found, point, index) => (typeof point.value === 'number' ? index : found), -1);
  const value = points[last]?.value;
  const broken = limits !== undefined && typeof value === 'number' && (value < limits.low || value > limits.high);
  const tone = broken ? colour('limit') : colour('ink');
  const text = typeof value === 'number' ? `${format.withUnit(value, unit)}${broken ? `\n${words.broken}` : ''}` : '';
  const end = {
    show: true,
    position: 'right',
    formatter: text,
    color: tone,
    fontFamily: font,
    fontSize: 15,
    fontWeight: 600,
    lineHeight: 18,
    distance: 9,
  };
  return {
    type: 'line',
    connectNulls: false,
    showSymbol: true,
    symbol: 'circle',
    data: points.map((point, index) =>
      index === last
        ? { value: point.value, symbolSize: 10, itemStyle: { color: tone }, label: end }
        : { value: point.value ?? null, symbolSize: 4, itemStyle: { color: colour('ink') } },
    ),
    lineStyle: { color: colour('ink'), width: 2 },
    markLine: limitLines(ask),
    z: 3,
  };
}

function tip({ points, format, unit }: TrendAsk, index: number): HTMLElement {
  const point = points[index];
  const box = document.createElement('div');
  if (!point) return box;
  const known = typeof point.value === 'number' && typeof point.low === 'number' && typeof point.high === 'number';
  const figure = known
    ? `${format.withUnit(point.value as number, unit)} (${format.interval(point.low as number, point.high as number, unit)})`
    : '–';
  box.textContent = `${point.label.replace('\n', ' ')}: ${figure}, n ${format.count(point.n)}`;
  return box;
}

export function trendOption(ask: TrendAsk): EChartsCoreOption {
  const { points, scale, format, colour, width } = ask;
  const every = Math.max(1, Math.ceil(points.length / Math.max(3, Math.floor(width / 58))));
  const meta = { color: colour('ink-3'), fontSize: 12, fontFamily: font, lineHeight: 16 };
  return {
    animation: false,
    grid: { left: 42, right: width < 500 ? 56 : 72, top: 12, bottom: 44 },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colour('sheet'),
      borderColor: colour('hair'),
      textStyle: { color: colour('ink'), fontFamily: font, fontSize: 13 },
      axisPointer: { lineStyle: { color: colour('rule') } },
      formatter: (hits: { dataIndex: number }[]) => tip(ask, hits[0]?.dataIndex ?? -1),
    },
    xAxis: {
      type: 'category',
      data: points.map((point) => `${point.label}\n${format.count(point.n)}`),
      boundaryGap: false,
      axisLine: { lineStyle: { color: colour('rule') } },
      axisTick: { show: false },
      axisLabel: { ...meta, interval: (index: number) => (points.length - 1 - index) % every === 0, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: scale.low,
      max: scale.high,
      interval: (scale.high - scale.low) / (scale.high - scale.low === 6 ? 6 : 4),
      axisLabel: {
        ...meta,
        formatter: (at: number) => (scale.low < 0 ? format.signed(at) : format.number(at, Number.isInteger(at) ? 0 : 1)),
      },
      splitLine: { lineStyle: { color: colour('hair') } },
    },
    series: [band(ask), line(ask)],
  };
}
