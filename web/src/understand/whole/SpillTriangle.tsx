import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { useWidth } from '../../design/useWidth';
import type { SpillOver } from './read';
import { type Arrow, arrowsOf, isShown } from './spill';
import css from './Whole.module.css';

type Point = [number, number];
type Corners = Record<string, Point>;
/** On a phone the corners move together, so that words stay as large as elsewhere. */
const wide: Corners = { physical: [120, 372], digital: [480, 372], unconscious: [300, 64] };
const narrow: Corners = { physical: [64, 326], digital: [336, 326], unconscious: [200, 64] };
const radius = 58;

/** Two arrows run between two corners in each direction, side by side: lift outermost, drag inside. */
function path(arrow: Arrow, corners: Corners): { from: Point; to: Point; label: Point } {
  const [x1, y1] = corners[arrow.of] ?? [0, 0];
  const [x2, y2] = corners[arrow.on] ?? [0, 0];
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const aside = arrow.pull === 'lift' ? 25 : 9;
  const [nx, ny] = [dy * aside, -dx * aside];
  const end = radius + 12;
  const from: Point = [x1 + dx * radius + nx, y1 + dy * radius + ny];
  const to: Point = [x2 - dx * end + nx, y2 - dy * end + ny];
  return { from, to, label: [from[0] + (to[0] - from[0]) * 0.42, from[1] + (to[1] - from[1]) * 0.42] };
}

function ArrowLine({ arrow, most, corners }: { arrow: Arrow; most: number; corners: Corners }) {
  const format = useFormat();
  const { value } = arrow.effect;
  if (typeof value !== 'number') return null;
  const { from, to, label } = path(arrow, corners);
  const shown = isShown(arrow);
  const width = 1.5 + (5.5 * Math.abs(value)) / most;
  const tone = shown ? css[value > 0 ? 'up' : 'down'] : css.unshown;
  const angle = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
  const size = 5 + width;
  return (
    <g className={tone}>
      <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} strokeWidth={width} />
      <path d={`M0 ${-size}L${size * 1.5} 0L0 ${size}Z`} transform={`translate(${to[0]} ${to[1]}) rotate(${angle})`} />
      {shown && (
        <text x={label[0]} y={label[1] + 4} textAnchor="middle">
          {format.signed(value, 2)}
        </text>
      )}
    </g>
  );
}

/** The three classes, and an arrow for each pull: thick as it is strong, dashed where it is not shown. */
export function SpillTriangle({ spill, label }: { spill: SpillOver; label: string }) {
  const { t } = useTranslation(['whole', 'common']);
  const format = useFormat();
  const { ref, width } = useWidth();
  const close = width < 480;
  const corners = close ? narrow : wide;
  const arrows = arrowsOf(spill);
  const below = (spill.scale?.low ?? 0) < 0;
  const most = Math.max(0.1, ...arrows.map((arrow) => Math.abs(arrow.effect.value ?? 0)));
  return (
    <div ref={ref}>
      <svg className={css.triangle} viewBox={close ? '0 0 400 390' : '0 0 600 440'} role="img" aria-label={label}>
        {[...arrows]
          .sort((a, b) => Number(isShown(a)) - Number(isShown(b)))
          .map((arrow) => (
            <ArrowLine key={`${arrow.of} ${arrow.on} ${arrow.pull}`} arrow={arrow} most={most} corners={corners} />
          ))}
        {spill.classes.map((one) => {
          const [x, y] = corners[one.class] ?? [0, 0];
          return (
            <g key={one.class} className={css.corner}>
              <circle cx={x} cy={y} r={radius - 4} />
              <text x={x} y={y - 8} textAnchor="middle" className={css.cornerName}>
                {t(`common:kind.${one.class}`)}
              </text>
              {typeof one.mean.value === 'number' && (
                <text x={x} y={y + 12} textAnchor="middle">
                  {t('corner_mean', { mean: below ? format.signed(one.mean.value, 2) : format.number(one.mean.value, 2) })}
                </text>
              )}
              <text x={x} y={y + 29} textAnchor="middle">
                n {format.count(one.n)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
