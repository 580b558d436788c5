import { MultiSelect, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { isNumber, type Question, traitsOf } from './definition';
import css from './Form.module.css';
import { questionNumber, usePartName } from './parts';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

const ways = ['mean', 'sum'] as const;

/** Its answers are worth a number: scores, numbers, and choices that have a score of their own. */
function counts(question: Question): boolean {
  const scored = question.choices?.some((choice) => choice.score !== undefined) && !question.id.endsWith('.opt_out');
  return Boolean(traitsOf(question.type).scaled || isNumber(question.type) || scored);
}

/** How a number is made of earlier answers. */
export function CalculateField({
  question,
  before,
  field,
  change,
}: {
  question: Question;
  before: Question[];
  field: string;
  change: (part: Partial<Question>) => void;
}) {
  const { t, i18n } = useTranslation('surveys');
  const { definition, problemsAt } = useEditor();
  const problemText = useProblemText();
  const partName = usePartName();
  const way = question.calculate?.sum ? 'sum' : 'mean';
  const of = question.calculate?.[way] ?? [];
  const problem = problemsAt(`${field}.calculate`, true)[0];
  const named = (one: Question) => {
    const name = one.id.includes('.') ? partName(one) : pickText(one.text, i18n.language, t(`type.${one.type}`));
    return `${questionNumber(definition.questions, one.id)}. ${name}`;
  };
  const data = before.filter(counts).map((one) => ({ value: one.id, label: named(one) }));
  for (const id of of) if (!data.some((one) => one.value === id)) data.push({ value: id, label: id });
  return (
    <div className={css.pair}>
      <Select
        label={t('calculate.way')}
        data={ways.map((value) => ({ value, label: t(`calculate.${value}`) }))}
        value={way}
        allowDeselect={false}
        onChange={(next) => change({ calculate: { [next ?? way]: of } })}
      />
      <MultiSelect
        label={t('calculate.of')}
        description={t('calculate.note')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-field={`${field}.calculate`}
        data={data}
        value={of}
        maxValues={60}
        error={problem && problemText(problem)}
        onChange={(ids) => change({ calculate: { [way]: ids } })}
      />
    </div>
  );
}
