import { useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { axisOf } from '../design/axis';
import { FigureBlock } from '../design/FigureBlock';
import { unitOf } from '../design/format';
import { verdictFor } from '../design/Verdict';
import css from './Headlines.module.css';

function useNames() {
  const { t } = useTranslation();
  return (headline: Schema['Headline']) => {
    const emotion = headline.emotion ? t(`emotion.${headline.emotion}`, { defaultValue: headline.emotion }).toLowerCase() : '';
    return {
      name: emotion ? t('target_emotion', { emotion }) : t(`measure.${headline.measure}`, { defaultValue: headline.measure }),
      note: t(`measure_note.${headline.measure}`, { defaultValue: '', low: headline.scale?.low, high: headline.scale?.high }),
    };
  };
}

export function Headlines({ headlines, place }: { headlines: Schema['Headline'][]; place: string }) {
  const namesOf = useNames();
  return (
    <div className={css.headlines}>
      {headlines.map((headline) => (
        <FigureBlock
          key={`${headline.measure} ${headline.emotion ?? ''}`}
          {...namesOf(headline)}
          unit={unitOf(headline.unit)}
          scale={axisOf(unitOf(headline.unit), headline.scale)}
          figure={headline.figure}
          previous={headline.previous}
          verdict={verdictFor({ ...headline, value: headline.figure.value })}
          place={place}
        />
      ))}
    </div>
  );
}
