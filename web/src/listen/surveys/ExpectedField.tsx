import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { type Question, scaleOf, traitsOfQuestion } from './definition';
import type { QuestionLine } from './pages';
import { useSurveys, useSurveyTitle } from './reads';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

/** Of one kind and on one scale: one can be what was expected of the other. */
function fits(one: Question, other: Question): boolean {
  const [a, b] = [scaleOf(one), scaleOf(other)];
  const matrix = one.type === 'matrix';
  return matrix === (other.type === 'matrix') && Boolean(traitsOfQuestion(one).scaled) && a.low === b.low && a.high === b.high;
}

/** Which earlier question, or which of another survey, asked what was expected of this. Nothing when none could have. */
export function ExpectedField({ line, change }: { line: QuestionLine; change: (part: Partial<Question>) => void }) {
  const { t, i18n } = useTranslation('expected');
  const { definition, problemsAt } = useEditor();
  const problemText = useProblemText();
  const titleOf = useSurveyTitle();
  const surveys = useSurveys().data ?? [];
  const { question, field, index, group } = line;
  if (group || !traitsOfQuestion(question).scaled) return null;
  const named = (one: Question) => pickText(one.text, i18n.language, one.id);
  const here = definition.questions.slice(0, index).filter((one) => fits(one, question));
  const data = [
    { value: '', label: t('none') },
    ...here.map((one) => ({ value: `answers.${one.id}`, label: named(one) })),
    ...surveys
      .filter(({ slug, version }) => slug !== definition.slug && version)
      .flatMap((survey) =>
        survey.definition.questions
          .filter((one) => fits(one, question))
          .map((one) => ({ value: `surveys.${survey.slug}.answers.${one.id}`, label: `${titleOf(survey.slug)}: ${named(one)}` })),
      ),
  ];
  if (question.expected && !data.some(({ value }) => value === question.expected))
    data.push({ value: question.expected, label: question.expected });
  const problem = problemsAt(`${field}.expected`)[0];
  if (data.length === 1) return null;
  return (
    <Select
      label={t('field')}
      description={t('field_note')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={data}
      value={question.expected ?? ''}
      allowDeselect={false}
      searchable={data.length > 8}
      error={problem && problemText(problem)}
      onChange={(expected) => change({ expected: expected || undefined })}
    />
  );
}
