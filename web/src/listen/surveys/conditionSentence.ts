import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { emotions } from '../../design/emotions';
import type { Leaf } from '../condition';
import { questionOf, readCondition } from './condition';
import { questionNumber, usePartName } from './parts';
import { useEditor } from './useEditor';

function useValueText(): (leaf: Leaf) => string {
  const { t, i18n } = useTranslation(['surveys', 'common']);
  const { definition } = useEditor();
  return (leaf) => {
    const question = questionOf(leaf.field, definition.questions);
    if (typeof leaf.value === 'boolean') return t(leaf.value ? 'yes' : 'no');
    if (question?.type === 'emotion' && (emotions as readonly unknown[]).includes(leaf.value)) return t(`common:emotion.${leaf.value}`);
    const choice = question?.choices?.find((one) => one.id === leaf.value);
    return choice ? pickText(choice.text, i18n.language, choice.id) : String(leaf.value ?? '');
  };
}

/** A condition as a person would say it: "shown when the answer to question 1 is at most 6", or "only those where …" of a quota. */
export function useConditionSentence(words: 'condition' | 'condition.of_quota' = 'condition'): (tree: unknown) => string {
  const { t } = useTranslation('surveys');
  const { definition } = useEditor();
  const valueText = useValueText();
  const partName = usePartName();
  const leafText = (leaf: Leaf) => {
    const question = questionOf(leaf.field, definition.questions);
    const value = valueText(leaf);
    if (!question) return t(`condition.attribute.${leaf.op}`, { name: leaf.field.replace(/^(attributes|answers)\./, ''), value });
    const number = questionNumber(definition.questions, question.id);
    const named = question.id.includes('.') ? `${number} (${partName(question)})` : number;
    return t(`condition.question.${leaf.op}`, { number: named, value });
  };
  return (tree) => {
    const condition = readCondition(tree);
    if (!condition) return t(`${words}.compound`);
    return t(`${words}.shown`, { when: condition.leaves.map(leafText).join(` ${t(`condition.${condition.mode}`)} `) });
  };
}
