import { useTranslation } from 'react-i18next';
import css from './FigureBlock.module.css';
import { type Unit, useFormat } from './format';
import { type Scale, Strip } from './Strip';
import { useGlow } from './useGlow';
import { Verdict, type VerdictName } from './Verdict';

export interface FigureValue {
  n: number;
  value?: number | null;
  low?: number | null;
  high?: number | null;
  quality: 'hidden' | 'indicative' | 'normal';
  missing?: number;
}

interface FigureBlockProps {
  name: string;
  note: string;
  unit: Unit;
  scale: Scale;
  figure: FigureValue;
  previous?: FigureValue;
  verdict: VerdictName;
  /** what makes it the same figure: a change of period must not glow */
  place: string;
}

/** A headline figure: numeral, verdict word, strip on its whole scale, interval and n. Never bare. */
export function FigureBlock({ name, note, unit, scale, figure, previous, verdict, place }: FigureBlockProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const glow = useGlow(`${figure.n} ${figure.value}`, place);
  const { value, low, high } = figure;
  const known = value !== null && value !== undefined;
  const banded = typeof low === 'number' && typeof high === 'number';
  const range = banded ? format.interval(low, high, unit) : '';
  return (
    <section className={css.block} aria-label={name}>
      <div className={css.name}>
        <h2>{name}</h2>
        <div className={css.note}>{note}</div>
      </div>
      <div className={css.figure}>
        <b className={glow}>{known ? format.figure(value, unit) : '–'}</b>
        {unit === 'percent' && known && <span>%</span>}
        {figure.quality === 'indicative' && <span>{t('quality.indicative')}</span>}
      </div>
      <div className={css.verdict}>
        <Verdict verdict={verdict} />
      </div>
      <div className={css.strip}>
        <Strip
          scale={scale}
          value={value}
          low={low}
          high={high}
          previous={previous?.value}
          verdict={verdict}
          label={banded ? t('figure.interval_label', { interval: range }) : t('figure.no_interval')}
        />
        <div className={css.ends}>
          <span>{scale.low < 0 ? format.signed(scale.low) : format.number(scale.low)}</span>
          <span>
            {banded ? <b>{range}</b> : t('figure.missing', { count: figure.missing ?? 0 })} · n {format.count(figure.n)}
          </span>
          <span>{scale.low < 0 ? format.signed(scale.high) : format.number(scale.high)}</span>
        </div>
      </div>
    </section>
  );
}
