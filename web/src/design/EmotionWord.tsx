import { useTranslation } from 'react-i18next';
import css from './EmotionWord.module.css';
import { emotionColour } from './emotions';

/** An emotion: a dot of its hue beside its word, never text on the hue. */
export function EmotionWord({ name, intensity }: { name: string; intensity?: number }) {
  const { t } = useTranslation();
  return (
    <span className={css.emotion}>
      <i style={{ background: emotionColour(name) }} />
      {t(`emotion.${name}`, { defaultValue: name })}
      {intensity !== undefined && ` ${intensity}`}
    </span>
  );
}
