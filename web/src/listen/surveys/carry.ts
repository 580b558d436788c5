import type { Schema } from '../../app/api';
import type { Choice, Question } from './definition';
import { roundQuestions } from './groups';
import type { QuestionLine } from './pages';

/** Which of an earlier question's choices, or rows, come along: those chosen there, those that were offered there and not chosen, all. */
export type Carry = 'chosen' | 'not_chosen' | 'all';

const mostChoices = 60;

/** Whole questions before this line's, and in a group the same round's, whose choices or rows can come along. */
export function carrySources(questions: Question[], { group, index }: QuestionLine): Question[] {
  const at = group ? questions.findIndex(({ id }) => id === group.id) : index;
  const before = [...questions.slice(0, at), ...(group ? roundQuestions(group).slice(0, index) : [])];
  return before.filter(({ type }) => ['choice', 'choices', 'ranking', 'matrix'].includes(type));
}

function optionsOf(source: Question): Choice[] {
  return source.type === 'matrix' ? (source.rows ?? []) : (source.choices ?? []).filter(({ exclusive }) => !exclusive);
}

function chosen(source: Question, { id }: Choice): { field: string; op: string; value?: string } {
  if (source.type === 'choice' || source.type === 'choices')
    return { field: `answers.${source.id}`, op: source.type === 'choice' ? 'eq' : 'contains', value: id };
  return { field: `answers.${source.id}.${id}`, op: 'answered' };
}

/** The contract has no closer type for the condition language. */
function asCondition(tree: object): Schema['Condition'] {
  return tree as Schema['Condition'];
}

function conditionOf(source: Question, option: Choice, carry: Carry): Schema['Condition'] | undefined {
  if (carry === 'all') return option.show_if;
  const leaf = chosen(source, option);
  if (carry === 'chosen') return asCondition(leaf);
  const missing = { answered: 'not_answered', eq: 'ne' }[leaf.op];
  const not = missing ? { ...leaf, op: missing } : { not: leaf };
  return asCondition(option.show_if ? { all: [option.show_if, not] } : not);
}

/** What was written for "other, what?" is what that one is called. */
function textOf(source: Question, option: Choice): Choice['text'] {
  if (!option.other) return option.text;
  return Object.fromEntries(Object.keys(option.text).map((language) => [language, `{{answers.${source.id}.other}}`]));
}

const isBlank = ({ text }: Choice) => Object.values(text).every((words) => !words.trim());

/** The list with the source's choices in it, each with its condition. Those of the same name take it over; blank ones make room. undefined:
 * there would be too many. */
export function carried(list: Choice[], source: Question, carry: Carry): Choice[] | undefined {
  const taken = optionsOf(source).map((option) => {
    const { show_if: _, ...own } = list.find(({ id }) => id === option.id) ?? { id: option.id, text: textOf(source, option) };
    const show_if = conditionOf(source, option, carry);
    return show_if ? { ...own, show_if } : own;
  });
  const others = list.filter((choice) => !isBlank(choice) && !taken.some(({ id }) => id === choice.id));
  const next = [...taken, ...others];
  return next.length <= mostChoices ? next : undefined;
}
