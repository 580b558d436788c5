import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmotionWord } from '../design/EmotionWord';
import { emotions } from '../design/emotions';
import css from './TouchpointForm.module.css';

const most = 3;

/** Up to three target emotions, in the fixed order. */
export function EmotionPicker({ chosen, choose }: { chosen: string[]; choose: (chosen: string[]) => void }) {
  const { t } = useTranslation('touchpoint');
  const toggle = (name: string) => choose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <fieldset className={css.emotions}>
      <legend>{t('target_hint')}</legend>
      <div className={css.choices}>
        {emotions.map((name) => (
          <UnstyledButton
            key={name}
            aria-pressed={chosen.includes(name)}
            disabled={!chosen.includes(name) && chosen.length >= most}
            onClick={() => toggle(name)}
          >
            <EmotionWord name={name} />
          </UnstyledButton>
        ))}
      </div>
    </fieldset>
  );
}
