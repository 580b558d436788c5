import { useTranslation } from 'react-i18next';
import { Section } from '../../design/Section';
import { setThanks } from './edits';
import css from './Form.module.css';
import { standardThanks } from './standardThanks';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';

const outcomes = ['good', 'middle', 'poor'] as const;

/** What the customer reads after answering, by how it went. Empty: our own words. */
export function Thanks() {
  const { t } = useTranslation('surveys');
  const { definition, change, may } = useEditor();
  return (
    <Section title={t('thanks')} note={t('thanks_note')}>
      <fieldset className={css.form} disabled={!may}>
        {outcomes.map((outcome) => (
          <TextsField
            key={outcome}
            label={t(`thanks_${outcome}`)}
            field={`thanks.${outcome}`}
            texts={definition.thanks?.[outcome]}
            change={(texts) => change(setThanks(outcome, texts))}
            placeholder={(language) => standardThanks(outcome, language)}
            long
            voluntary
          />
        ))}
      </fieldset>
    </Section>
  );
}
