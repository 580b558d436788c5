import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FigureValue } from './FigureBlock';
import css from './FigureRow.module.css';
import { type Unit, useFormat } from './format';
import { type Scale, Strip } from './Strip';
import { useGlow } from './useGlow';
import { Verdict, type VerdictName } from './Verdict';

interface FigureRowProps {
  name: ReactNode;
  note?: string;
  unit: Unit;
  scale: Scale;
  figure: FigureValue;
  previous?: FigureValue;
  /** a goal, as a tick on the strip */
  target?: number;
  /** none where nothing is compared; then the strip takes the room */
  verdict?: VerdictName;
  /** in place of the verdict's own */
  word?: string;
  wide?: boolean;
  last?: ReactNode;
  place: string;
}

/** A figure as a row of a table; on a phone name and figure, then the strip, then verdict and interval. */
export function FigureRow({ name, note, unit, scale, figure, previous, target, verdict, word, wide, last, place }: FigureRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const glow = useGlow(`${figure.n} ${figure.value}`, place);
  const { value, low, high } = figure;
  const known = typeof value === 'number';
  const banded = typeof low === 'number' && typeof high === 'number';
  const range = banded ? format.interval(low, high, unit) : '';
  return (
    <tr>
      <td>
        <b>{name}</b>
        {note && <span className={css.note}>{note}</span>}
      </td>
      <td className={`${css.wide} ${wide ? css.wider : ''}`}>
        <Strip
          scale={scale}
          value={value}
          low={low}
          high={high}
          previous={previous?.value}
          target={target}
          verdict={verdict}
          label={banded ? t('figure.interval_label', { interval: range }) : t('figure.no_interval')}
        />
      </td>
      <td className={css.figure}>{known && <span className={glow}>{format.withUnit(value, unit)}</span>}</td>
      <td className={css.interval}>
        <span>{banded ? range : t('figure.missing', { count: figure.missing ?? 0 })}</span>
        <span className={css.n}>
          n {format.count(figure.n)}
          {figure.quality === 'indicative' && ` · ${t('quality.indicative')}`}
        </span>
      </td>
      {!wide && (
        <td className={css.word}>
          {(verdict || !known) && <Verdict verdict={known && verdict ? verdict : 'too_few'} word={known ? word : undefined} />}
        </td>
      )}
      {last !== undefined && <td className={css.last}>{last}</td>}
    </tr>
  );
}
