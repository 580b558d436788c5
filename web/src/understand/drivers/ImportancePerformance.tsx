import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTableTwin } from '../../design/TableTwin';
import { useWidth } from '../../design/useWidth';
import type { DriverChoices } from './choices';
import css from './Drivers.module.css';
import { DriversTable } from './DriversTable';
import { type Box, boxesOf, fieldOf, labelsOf, ticksBetween } from './field';
import type { Drivers } from './read';

interface PictureProps {
  drivers: Drivers;
  choices: DriverChoices;
  on: string;
}

const toneOf = (box: Box) => (box.quadrant === 'undecided' ? css.undecided : (css[box.quadrant] ?? ''));

function Picture({ drivers, choices, on, width }: PictureProps & { width: number }) {
  const { t } = useTranslation('drivers');
  const format = useFormat();
  const field = fieldOf(drivers, width);
  const boxes = boxesOf(drivers, field);
  const labels = labelsOf(boxes, on, choices.nameOf, field);
  const { left, right, top, bottom, x, y } = field;
  const cross = { x: x(drivers.crosshair.importance), y: y(drivers.crosshair.performance) };
  const concentrate = boxes.filter((box) => box.quadrant === 'concentrate').map((box) => choices.nameOf(box.name));
  const label = t('picture_label', { count: boxes.length, names: concentrate.join(', ') || t('nobody') });
  return (
    <svg className={css.picture} width={width} height={field.height} role="img" aria-label={label}>
      <rect className={css.wash} x={cross.x} y={cross.y} width={Math.max(0, right - cross.x)} height={Math.max(0, bottom - cross.y)} />
      {ticksBetween(field.low, field.high).map((value) => (
        <g key={value}>
          <line className={css.grid} x1={left} x2={right} y1={y(value)} y2={y(value)} />
          <text className={css.meta} x={left - 8} y={y(value) + 4} textAnchor="end">
            {format.number(value)}
          </text>
        </g>
      ))}
      {ticksBetween(0, field.most).map((value) => (
        <text key={value} className={css.meta} x={x(value)} y={bottom + 18} textAnchor="middle">
          {format.withUnit(value, 'percent')}
        </text>
      ))}
      <path className={css.cross} d={`M${cross.x} ${top}V${bottom}M${left} ${cross.y}H${right}`} />
      <text className={css.quadrant} x={left + 8} y={top + 18}>
        {t('quadrants.possible_overkill')}
      </text>
      <text className={css.quadrant} x={right - 8} y={top + 18} textAnchor="end">
        {t('quadrants.keep_up')}
      </text>
      <text className={css.quadrant} x={left + 8} y={bottom - 10}>
        {t('quadrants.low_priority')}
      </text>
      <text className={`${css.quadrant} ${css.here}`} x={right - 8} y={bottom - 10} textAnchor="end">
        {t('quadrants.concentrate')}
      </text>
      {boxes.map((box) => (
        <g key={box.name} className={`${css.box} ${toneOf(box)} ${box.name === on ? css.chosen : ''}`}>
          <rect x={box.x1} y={box.y1} width={Math.max(3, box.x2 - box.x1)} height={Math.max(4, box.y2 - box.y1)} rx={2} />
          <circle cx={box.x} cy={box.y} r={3.5} />
        </g>
      ))}
      {labels.map((one) => (
        <text key={one.name} className={css.label} x={one.x} y={one.y} textAnchor={one.anchor}>
          {one.text}
        </text>
      ))}
      <text className={css.meta} x={right} y={field.height - 4} textAnchor="end">
        {t('axis_importance')}
      </text>
    </svg>
  );
}

/** Importance against performance; a box is two intervals, and one that crosses a mean is undecided. */
export function ImportancePerformance(props: PictureProps) {
  const { t } = useTranslation('drivers');
  const { asTable, toggle } = useTableTwin();
  const { ref, width } = useWidth();
  return (
    <Section title={t('picture_title')} note={toggle}>
      {asTable && <DriversTable drivers={props.drivers} choices={props.choices} />}
      <div ref={ref} className={asTable ? 'unseen' : undefined}>
        {!asTable && <p className={`meta ${css.axis}`}>{t('axis_performance')}</p>}
        {!asTable && width > 0 && <Picture {...props} width={width} />}
        {!asTable && <p className={`meta ${css.legend}`}>{t('picture_note')}</p>}
      </div>
    </Section>
  );
}
