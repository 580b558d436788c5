import { useTranslation } from 'react-i18next';
import css from './EmotionProfile.module.css';
import { emotionColour, emotions } from './emotions';
import type { FigureValue } from './FigureBlock';
import { useFormat } from './format';

interface EmotionProfileProps {
  shares: Record<string, FigureValue>;
  targets: string[];
}

function axisTop(shares: Record<string, FigureValue>): number {
  const most = Math.max(20, ...Object.values(shares).map((figure) => figure.high ?? figure.value ?? 0));
  return Math.min(100, Math.ceil(most / 10) * 10);
}

function Row({ name, figure, top, target }: { name: string; figure: FigureValue | undefined; top: number; target: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { value, low, high } = figure ?? {};
  const at = (number: number) => `${Math.min(100, (number / top) * 100)}%`;
  const banded = typeof low === 'number' && typeof high === 'number';
  return (
    <li className={target ? css.target : undefined}>
      <span className={css.name}>
        <i style={{ background: emotionColour(name) }} />
        {t(`emotion.${name}`)}
        {target && <span className="unseen"> ({t('measure.emotion_hit')})</span>}
      </span>
      <span className={css.track}>
        {typeof value === 'number' && <i className={css.bar} style={{ width: at(value), background: emotionColour(name) }} />}
        {banded && <i className={css.whisker} style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }} />}
      </span>
      <span className={css.value}>{typeof value === 'number' ? format.withUnit(value, 'percent') : '–'}</span>
    </li>
  );
}

/** Twelve emotions in their fixed order, bar and whisker; the target's row is washed. */
export function EmotionProfile({ shares, targets }: EmotionProfileProps) {
  const top = axisTop(shares);
  return (
    <ul className={css.profile}>
      {emotions.map((name) => (
        <Row key={name} name={name} figure={shares[name]} top={top} target={targets.includes(name)} />
      ))}
    </ul>
  );
}
