import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Unit, useFormat } from './format';
import type { Scale } from './Strip';
import css from './Trend.module.css';
import { TrendAxes } from './TrendAxes';
import { TrendNoteLines, TrendNotes, TrendSignals } from './TrendMarks';
import { bandPath, type Frame, linePath, type Placer, placer, runsOf, type TrendNote, type TrendPoint } from './trendShape';
import { useWidth } from './useWidth';

interface TrendProps {
  points: TrendPoint[];
  scale: Scale;
  unit: Unit;
  /** what is usual: a line of its own with its word */
  base?: { value: number; word: string };
  /** the limits' words, and what a signal at the last point is called */
  words?: { upper: string; lower: string; signal: string };
  label: string;
  notes?: TrendNote[];
  /** one of many small ones: fewer names, no limits' words */
  small?: boolean;
}

function Tip({ point, unit, frame, place, index }: { point: TrendPoint; unit: Unit; frame: Frame; place: Placer; index: number }) {
  const format = useFormat();
  const { t } = useTranslation();
  return (
    <div className={css.tip} role="status" style={{ left: Math.min(Math.max(place.x(index), 90), frame.width - 90) }}>
      <b>{typeof point.value === 'number' ? format.withUnit(point.value, unit) : '–'}</b>
      {typeof point.low === 'number' && typeof point.high === 'number' && ` (${format.interval(point.low, point.high, unit)})`} ·{' '}
      {point.label}
      {point.n !== undefined && ` · n ${format.count(point.n)}`}
      {point.side && ` · ${t(`signal.${point.side}`)}`}
    </div>
  );
}

/** The last value, said at its end. */
function End({ point, unit, x, y, word }: { point: TrendPoint; unit: Unit; x: number; y: number; word: string | undefined }) {
  const format = useFormat();
  return (
    <g className={point.side ? css.broken : css.end} transform={`translate(${x} ${y})`}>
      {point.side && <circle r={5.5} />}
      <text x={10} y={5}>
        {format.withUnit(point.value ?? 0, unit)}
      </text>
      {point.side &&
        word?.split(' ').map((part, index) => (
          <text key={part} x={10} y={21 + 14 * index} className={css.word}>
            {part}
          </text>
        ))}
    </g>
  );
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** Which point is looked at: under the pointer, or by the arrow keys. */
function useLookedAt(points: TrendPoint[], frame: Frame) {
  const [over, setOver] = useState<number | null>(null);
  const kept = (index: number) => Math.min(points.length - 1, Math.max(0, index));
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - frame.left) / (frame.width - frame.left - frame.right);
    setOver(kept(Math.round(share * (points.length - 1))));
  };
  const keys = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (event.key === 'Escape') setOver(null);
    if (step === undefined) return;
    event.preventDefault();
    setOver((now) => kept(now === null ? points.length - 1 : now + step));
  };
  return { over, follow, keys, leave: () => setOver(null) };
}

/** Periods in a row: interval band, line, n under each period, dotted control limits, the last value said at its end. */
export function Trend({ points, scale, unit, base, words, label, notes = [], small }: TrendProps) {
  const { ref, width } = useWidth();
  const frame = { width: Math.max(width, 240), height: small ? 150 : 250, left: 40, right: 66, top: 12, bottom: 40 };
  const place = placer(frame, scale, points.length);
  const { over, follow, keys, leave } = useLookedAt(points, frame);
  const last = points.reduce((found, point, index) => (typeof point.value === 'number' ? index : found), -1);
  const end = points[last];
  const shown = over === null ? undefined : points[over];
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of points, not of fields */}
      <div
        ref={ref}
        className={css.frame}
        style={{ height: frame.height }}
        role="group"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys say the points one by one
        tabIndex={0}
        onKeyDown={keys}
        onBlur={leave}
      >
        {width > 0 && (
          <svg width={frame.width} height={frame.height} role="img" aria-label={label} onPointerMove={follow} onPointerLeave={leave}>
            <TrendAxes points={points} scale={scale} unit={unit} frame={frame} base={base} words={small ? undefined : words} />
            <TrendNoteLines notes={notes} frame={frame} place={place} />
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
            <TrendSignals points={points} place={place} />
            {end && typeof end.value === 'number' && (
              <End point={end} unit={unit} x={place.x(last)} y={place.y(end.value)} word={words?.signal} />
            )}
            {over !== null && (
              <line className={css.cross} x1={place.x(over)} x2={place.x(over)} y1={frame.top} y2={frame.height - frame.bottom} />
            )}
          </svg>
        )}
        {shown && over !== null && <Tip point={shown} unit={unit} frame={frame} place={place} index={over} />}
      </div>
      <TrendNotes notes={notes} />
    </div>
  );
}
