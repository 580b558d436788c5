import { Button, CloseButton, NumberInput, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { emotions } from '../../design/emotions';
import { Segments } from '../../design/Segments';
import { type Condition, type Leaf, type Op, takesValue, writeCondition } from '../condition';
import { armField, armQuestion } from './arms';
import css from './ConditionField.module.css';
import { fieldOf, opsOf, questionOf, readCondition, usualLeaf } from './condition';
import { conditionWords, useConditionSentence } from './conditionSentence';
import { isNumber, type Question, traitsOf } from './definition';
import { questionNumber, usePartName } from './parts';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

function ValueField({ leaf, question, change }: { leaf: Leaf; question: Question | undefined; change: (leaf: Leaf) => void }) {
  const { t, i18n } = useTranslation(['surveys', 'common']);
  const label = t('condition.value');
  const pick = (data: { value: string; label: string }[], value: string) => (
    <Select
      aria-label={label}
      data={data}
      value={value}
      allowDeselect={false}
      onChange={(next) => change({ ...leaf, value: next ?? '' })}
    />
  );
  if (question?.type === 'consent') return null;
  if (question?.type === 'emotion')
    return pick(
      emotions.map((name) => ({ value: name, label: t(`common:emotion.${name}`) })),
      String(leaf.value),
    );
  if (question?.choices)
    return pick(
      question.choices.map(({ id, text }) => ({ value: id, label: pickText(text, i18n.language, id) })),
      String(leaf.value),
    );
  if (question && (traitsOf(question.type).scaled || isNumber(question.type))) {
    return (
      <NumberInput aria-label={label} value={Number(leaf.value ?? 0)} onChange={(value) => change({ ...leaf, value: Number(value) })} />
    );
  }
  return (
    <TextInput
      aria-label={label}
      type={question?.type === 'date' || question?.type === 'time' ? question.type : 'text'}
      value={String(leaf.value ?? '')}
      onChange={(event) => change({ ...leaf, value: event.currentTarget.value })}
    />
  );
}

function LeafRow({
  leaf,
  questions,
  change,
  remove,
}: {
  leaf: Leaf;
  questions: Question[];
  change: (leaf: Leaf) => void;
  remove: () => void;
}) {
  const { t, i18n } = useTranslation(['surveys', 'common', 'arms']);
  const { definition } = useEditor();
  const question = questionOf(leaf.field, questions);
  const partName = usePartName();
  const named = (one: Question) => {
    if (one.id === armField) return t('arms:field');
    const number = questionNumber(definition.questions, one.id);
    return `${number}. ${one.id.includes('.') ? partName(one) : pickText(one.text, i18n.language, t(`type.${one.type}`))}`;
  };
  const fields = questions.map((one) => ({ value: fieldOf(one), label: named(one) }));
  if (!question) fields.push({ value: leaf.field, label: leaf.field });
  const choose = (field: string | null) => {
    const next = questionOf(field ?? '', questions);
    if (next) change(usualLeaf(next));
  };
  const setOp = (op: string | null) => {
    const next: Leaf = { field: leaf.field, op: (op ?? 'answered') as Op };
    if (takesValue(next.op)) next.value = leaf.value ?? (question && usualLeaf(question).value) ?? '';
    change(next);
  };
  return (
    <div className={css.leaf}>
      <Select aria-label={t('condition.field')} data={fields} value={leaf.field} allowDeselect={false} onChange={choose} />
      <Select
        aria-label={t('condition.op')}
        data={opsOf(question).map((op) => ({
          value: op,
          label: t(question?.type === 'consent' ? 'condition.op_given' : `condition.op_${op}`),
        }))}
        value={leaf.op}
        allowDeselect={false}
        onChange={setOp}
      />
      {takesValue(leaf.op) ? <ValueField leaf={leaf} question={question} change={change} /> : <span />}
      <CloseButton size="lg" aria-label={t('condition.remove')} onClick={remove} />
    </div>
  );
}

interface ConditionFieldProps {
  /** when a question is shown, when a choice or row is offered, or what a quota counts */
  of: 'question' | 'choice' | 'quota';
  tree: unknown;
  /** the questions it may speak of */
  questions: Question[];
  /** of the problems that belong to it */
  field: string;
  change: (tree: ReturnType<typeof writeCondition>) => void;
}

/** A condition said as a sentence, and built of comparisons with answers. */
export function ConditionField({ of, tree, questions: answers, field, change }: ConditionFieldProps) {
  const { t } = useTranslation('surveys');
  const words = conditionWords[of];
  const { problemsAt, definition } = useEditor();
  const arm = useMemo(() => armQuestion(definition.arms), [definition.arms]);
  const questions = useMemo(() => (arm ? [arm, ...answers] : answers), [arm, answers]);
  const sentenceOf = useConditionSentence(words);
  const problemText = useProblemText();
  const condition = readCondition(tree);
  const problem = problemsAt(field, true)[0];
  const last = questions.findLast((one) => !one.id.endsWith('.opt_out'));
  const write = (next: Condition) => change(writeCondition(next));
  if (!last && !tree) return null;
  return (
    <div className={css.condition}>
      <span className={css.name}>{t(`${words}.name`)}</span>
      <p>{tree ? sentenceOf(tree) : t(`${words}.always`)}</p>
      {condition && condition.leaves.length > 1 && (
        <Segments
          small
          aria-label={t('condition.mode')}
          data={(['all', 'any'] as const).map((mode) => ({ value: mode, label: t(`condition.mode_${mode}`) }))}
          value={condition.mode}
          onChange={(mode) => write({ ...condition, mode: mode as Condition['mode'] })}
        />
      )}
      {condition?.leaves.map((leaf, at) => (
        <LeafRow
          // biome-ignore lint/suspicious/noArrayIndexKey: comparisons have no name of their own, and their order is theirs
          key={at}
          leaf={leaf}
          questions={questions}
          change={(next) => write({ ...condition, leaves: condition.leaves.map((one, index) => (index === at ? next : one)) })}
          remove={() => write({ ...condition, leaves: condition.leaves.filter((_, index) => index !== at) })}
        />
      ))}
      {problem && <p className={css.problem}>{problemText(problem)}</p>}
      <div className={css.buttons}>
        {condition && last && condition.leaves.length < 10 && (
          <Button variant="default" size="xs" onClick={() => write({ ...condition, leaves: [...condition.leaves, usualLeaf(last)] })}>
            {t(condition.leaves.length > 0 ? 'condition.add' : `${words}.begin`)}
          </Button>
        )}
        {!condition && (
          <Button variant="default" size="xs" onClick={() => change(undefined)}>
            {t(`${words}.drop`)}
          </Button>
        )}
      </div>
    </div>
  );
}
