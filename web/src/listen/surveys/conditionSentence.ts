import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { emotions } from '../../design/emotions';
import { type Arm, armField } from './arms';
import { questionOf } from './condition';
import type { Question } from './definition';
import { isPart, questionNumber, usePartName } from './parts';
import { useEditor } from './useEditor';

type Node = Record<string, unknown>;

/** Whose condition it is decides how it is said. */
export const conditionWords = { question: 'condition', choice: 'condition.of_choice', quota: 'condition.of_quota' } as const;
type Words = (typeof conditionWords)[keyof typeof conditionWords];

function useValueText(questions: Question[]): (field: string, value: unknown) => string {
  const { t, i18n } = useTranslation(['surveys', 'common']);
  const one = (field: string, value: unknown): string => {
    const question = questionOf(field.replace(/\.strongest$/, ''), questions);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (question?.type === 'emotion' && (emotions as readonly unknown[]).includes(value)) return t(`common:emotion.${value}`);
    const choice = question?.choices?.find(({ id }) => id === value);
    return choice ? pickText(choice.text, i18n.language, choice.id) : String(value ?? '');
  };
  return (field, value) => (Array.isArray(value) ? value.map((part) => one(field, part)).join(', ') : one(field, value));
}

function useLeafText(questions: Question[], arms: Arm[]): (leaf: Node) => string {
  const { t } = useTranslation(['surveys', 'common', 'arms']);
  const valueText = useValueText(questions);
  const partName = usePartName();
  return (leaf) => {
    const field = String(leaf.field ?? '');
    if (field === armField && arms.length > 0) {
      const named = (id: unknown) => `“${arms.find((arm) => arm.id === id)?.name ?? id}”`;
      return t(`arms:is.${leaf.op}`, { value: [leaf.value ?? []].flat().map(named).join(', ') });
    }
    const value = valueText(field, leaf.value);
    const [, whole, aspect] = /^(answers\.[a-z0-9_]+)\.(strongest|all\.\w+)$/.exec(field) ?? [];
    const round = /\[([^\]]+)\]/.exec(field)?.[1];
    const question = questionOf((whole ?? field).replace(/\[[^\]]+\]/, ''), questions);
    if (!question) return t(`condition.attribute.${leaf.op}`, { name: field.replace(/^(attributes|answers)\./, ''), value });
    const number = questionNumber(questions, question.id);
    const part = aspect
      ? t(aspect === 'strongest' ? 'condition.strongest' : `common:emotion.${aspect.slice('all.'.length)}`)
      : isPart(questions, question.id) && partName(question);
    const narrower = [round, part].filter(Boolean).join(', ');
    return t(`condition.question.${leaf.op}`, { number: narrower ? `${number} (${narrower})` : number, value });
  };
}

/** A condition over these questions as a person would say it: "shown when the answer to question 1 is at most 6", however it is nested. */
export function useConditionSentenceOf(questions: Question[], words: Words = 'condition', arms: Arm[] = []): (tree: unknown) => string {
  const { t } = useTranslation('surveys');
  const leafText = useLeafText(questions, arms);
  const say = (tree: unknown, inside: boolean): string => {
    const node = (tree ?? {}) as Node;
    if (node.not !== undefined) return t('condition.not', { when: say(node.not, false) });
    for (const mode of ['all', 'any'] as const) {
      const parts = node[mode];
      if (!Array.isArray(parts)) continue;
      if (parts.length === 0) return t(`condition.empty_${mode}`);
      const said = parts.map((part) => say(part, parts.length > 1)).join(` ${t(`condition.${mode}`)} `);
      return inside && parts.length > 1 ? `(${said})` : said;
    }
    return leafText(node);
  };
  return (tree) => t(`${words}.shown`, { when: say(tree, false) });
}

export function useConditionSentence(words: Words = 'condition'): (tree: unknown) => string {
  const { questions, arms } = useEditor().definition;
  return useConditionSentenceOf(questions, words, arms);
}
