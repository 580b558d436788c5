import { type Unit, useFormat } from './format';
import type { Scale } from './Strip';
import css from './Trend.module.css';
import { type Frame, limitPath, named, placer, type TrendPoint, ticksOf } from './trendShape';

interface TrendAxesProps {
  points: TrendPoint[];
  scale: Scale;
  unit: Unit;
  frame: Frame;
  base?: { value: number; word: string };
  words?: { upper: string; lower: string };
}

/** The whole scale at the left, the periods with their n below, what is usual as a line, the control limits dotted around it. */
export function TrendAxes({ points, scale, unit, frame, base, words }: TrendAxesProps) {
  const format = useFormat();
  const place = placer(frame, scale, points.length);
  const right = frame.width - frame.right;
  const low = frame.height - frame.bottom;
  const room = Math.max(46, 12 + 6.6 * Math.max(...points.map((point) => point.label.length)));
  const tick = (value: number) => (scale.low < 0 ? format.signed(value) : format.number(value, Number.isInteger(value) ? 0 : 1));
  const first = points.find((point) => point.limits)?.limits;
  const counted = points.some((point) => point.n !== undefined);
  const word = (value: number, name: string, lift: number) => (
    <text className={css.meta} x={frame.left + 4} y={place.y(value) + lift}>
      {name} {format.figure(value, unit)}
    </text>
  );
  return (
    <g>
      {ticksOf(scale).map((value) => (
        <g key={value}>
          <line className={value === 0 ? css.zero : css.grid} x1={frame.left} x2={right} y1={place.y(value)} y2={place.y(value)} />
          <text className={css.meta} x={frame.left - 8} y={place.y(value) + 4} textAnchor="end">
            {tick(value)}
          </text>
        </g>
      ))}
      {named(points.length, right - frame.left, room).map((index) => (
        <text key={index} className={css.meta} x={place.x(index)} y={low + 18} textAnchor="middle">
          <tspan>{points[index]?.label}</tspan>
          {counted && (
            <tspan x={place.x(index)} dy={15}>
              {format.count(points[index]?.n ?? 0)}
            </tspan>
          )}
        </text>
      ))}
      {counted && (
        <text className={css.meta} x={frame.left - 14} y={low + 33} textAnchor="end">
          n
        </text>
      )}
      {base && (
        <g>
          <line className={css.base} x1={frame.left} x2={right} y1={place.y(base.value)} y2={place.y(base.value)} />
          {word(base.value, base.word, -5)}
        </g>
      )}
      {first && (
        <g>
          <path className={css.limit} d={limitPath(points, 'high', place)} />
          <path className={css.limit} d={limitPath(points, 'low', place)} />
          {words && word(first.high, words.upper, -6)}
          {words && word(first.low, words.lower, 15)}
        </g>
      )}
    </g>
  );
}
