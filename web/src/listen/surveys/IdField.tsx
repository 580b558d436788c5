import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { renameQuestion } from './edits';
import { innerOf } from './groups';
import type { QuestionLine } from './pages';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

/** The question's name in the data. It moves only when one leaves the field, so that half a word never names anything. */
export function IdField({ line: { id, question, group, field } }: { line: QuestionLine }) {
  const { t } = useTranslation('surveys');
  const { change, definition, problemsAt, setOpen } = useEditor();
  const problemText = useProblemText();
  const [written, setWritten] = useState(question.id);
  const others = (group ? innerOf(group) : definition.questions).filter((other) => other !== question).map((other) => other.id);
  const word = !/^[a-z][a-z0-9_]{0,39}$/.test(written) ? 'not_an_id' : others.includes(written) ? 'twice' : '';
  const problem = problemsAt(`${field}.id`)[0];
  const keep = () => {
    if (word || written === question.id) return;
    const name = group ? `${group.id}.${written}` : written;
    change(renameQuestion(id, name));
    setOpen(name);
  };
  return (
    <TextInput
      label={t('id')}
      description={t('id_note')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data-field={`${field}.id`}
      value={written}
      maxLength={40}
      error={word ? t(`problem.${word}`) : problem && problemText(problem)}
      onChange={(event) => setWritten(event.currentTarget.value)}
      onBlur={keep}
    />
  );
}
