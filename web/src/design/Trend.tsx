import { useState } from 'react';
import { type Unit, useFormat } from './format';
import type { Scale } from './Strip';
import css from './Trend.module.css';
import { TrendAxes } from './TrendAxes';
import { bandPath, type Limits, linePath, placer, runsOf, type TrendPoint } from './trendShape';
import { useWidth } from './useWidth';

interface TrendProps {
  points: TrendPoint[];
  scale: Scale;
  unit: Unit;
  limits?: Limits;
  words: { upper: string; lower: string; broken: string };
  label: string;
  /** one of many small ones: fewer names, no limits' words */
  small?: boolean;
}

/** Periods in a row: interval band, line, n under each period, dotted control limits, the last value said at its end. */
export function Trend({ points, scale, unit, limits, words, label, small }: TrendProps) {
  const format = useFormat();
  const { ref, width } = useWidth();
  const [over, setOver] = useState<number | null>(null);
  const frame = { width: Math.max(width, 240), height: small ? 150 : 250, left: 40, right: small ? 52 : 66, top: 12, bottom: 40 };
  const place = placer(frame, scale, points.length);
  const last = points.reduce((found, point, index) => (typeof point.value === 'number' ? index : found), -1);
  const end = points[last];
  const broken = limits !== undefined && typeof end?.value === 'number' && (end.value < limits.low || end.value > limits.high);
  const shown = over === null ? undefined : points[over];
  const follow = (event: React.PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - frame.left) / (frame.width - frame.left - frame.right);
    setOver(Math.min(points.length - 1, Math.max(0, Math.round(share * (points.length - 1)))));
  };
  return (
    <div ref={ref} className={css.frame} style={{ height: frame.height }}>
      {width > 0 && (
        <svg
          width={frame.width}
          height={frame.height}
          role="img"
          aria-label={label}
          onPointerMove={follow}
          onPointerLeave={() => setOver(null)}
        >
          <TrendAxes points={points} scale={scale} unit={unit} frame={frame} limits={limits} words={small ? undefined : words} />
          {runsOf(points).map((run) => (
            <g key={run[0]}>
              <path d={bandPath(points, run, place)} className={css.band} />
              <path d={linePath(points, run, place)} className={css.line} />
              {run.map((index) => (
                <circle
                  key={index}
                  cx={place.x(index)}
                  cy={place.y(points[index]?.value ?? 0)}
                  r={index === last ? 4.5 : points.length > 30 ? 0 : 2}
                  className={css.dot}
                />
              ))}
            </g>
          ))}
          {end && typeof end.value === 'number' && (
            <g className={broken ? css.broken : css.end} transform={`translate(${place.x(last)} ${place.y(end.value)})`}>
              {broken && <circle r={5.5} />}
              <text x={10} y={5}>
                {format.withUnit(end.value, unit)}
              </text>
              {broken &&
                words.broken.split(' ').map((word, index) => (
                  <text key={word} x={10} y={21 + 14 * index} className={css.word}>
                    {word}
                  </text>
                ))}
            </g>
          )}
          {over !== null && (
            <line className={css.cross} x1={place.x(over)} x2={place.x(over)} y1={frame.top} y2={frame.height - frame.bottom} />
          )}
        </svg>
      )}
      {shown && over !== null && (
        <div className={css.tip} style={{ left: Math.min(Math.max(place.x(over), 90), frame.width - 90) }}>
          <b>{typeof shown.value === 'number' ? format.withUnit(shown.value, unit) : '–'}</b>
          {typeof shown.low === 'number' && typeof shown.high === 'number' && ` (${format.interval(shown.low, shown.high, unit)})`} ·{' '}
          {shown.label} · n {format.count(shown.n)}
        </div>
      )}
    </div>
  );
}
