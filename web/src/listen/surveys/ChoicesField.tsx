import { Button, CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import css from './ChoicesField.module.css';
import { type Choice, newChoice, type Question } from './definition';
import { TextsField } from './TextsField';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

interface ChoicesFieldProps {
  question: Question;
  field: string;
  change: (part: Partial<Question>) => void;
}

/** The answers to choose from, each in every language. */
export function ChoicesField({ question, field, change }: ChoicesFieldProps) {
  const { t, i18n } = useTranslation('surveys');
  const { languages, problemsAt } = useEditor();
  const problemText = useProblemText();
  const choices = question.choices ?? [];
  const problem = problemsAt(`${field}.choices`)[0];
  const set = (index: number, choice: Choice) => change({ choices: choices.map((one, at) => (at === index ? choice : one)) });
  return (
    <div className={css.choices}>
      {choices.map((choice, index) => (
        <div key={choice.id} className={css.choice}>
          <TextsField
            label={t('choice', { number: index + 1 })}
            field={`${field}.choices[${index}].text`}
            texts={choice.text}
            change={(text) => set(index, { ...choice, text })}
          />
          <CloseButton
            size="lg"
            aria-label={t('remove_choice', { choice: pickText(choice.text, i18n.language, String(index + 1)) })}
            disabled={choices.length === 1}
            onClick={() => change({ choices: choices.filter((one) => one !== choice) })}
          />
        </div>
      ))}
      {problem && <p className={css.problem}>{problemText(problem)}</p>}
      <div>
        <Button
          variant="default"
          size="xs"
          disabled={choices.length >= 60}
          onClick={() =>
            change({
              choices: [
                ...choices,
                newChoice(
                  choices.map((one) => one.id),
                  languages,
                ),
              ],
            })
          }
        >
          {t('add_choice')}
        </Button>
      </div>
    </div>
  );
}
