import { type Condition, type Leaf, type Op, readCondition as read } from '../condition';
import { armField } from './arms';
import type { Question } from './definition';
import { isNumber, scaleOf, traitsOf } from './definition';
import { roundQuestions } from './groups';
import type { QuestionLine } from './pages';
import { answerable } from './parts';

/** undefined: the condition says more than the editor's rows can show. */
export function readCondition(tree: unknown): Condition | undefined {
  const condition = read(tree);
  return condition?.leaves.every(({ field }) => /^answers\.[a-z0-9_.[\]-]+$|^attributes\./.test(field)) ? condition : undefined;
}

/** Under which name a condition speaks of the question, or of the arm, which is no answer. */
export function fieldOf(question: Question): string {
  return question.id === armField ? armField : `answers.${question.id}`;
}

/** Of each list of questions, which is never changed but made anew, what stands under which path. */
const pathsOf = new WeakMap<Question[], Map<string, Question>>();

export function questionOf(field: string, questions: Question[]): Question | undefined {
  let paths = pathsOf.get(questions);
  if (!paths) {
    const inRounds = questions.filter(({ type }) => type === 'group').flatMap((group) => answerable(roundQuestions(group)));
    paths = new Map([...inRounds, ...answerable(questions), ...questions].map((question) => [fieldOf(question), question]));
    pathsOf.set(questions, paths);
  }
  return paths.get(field);
}

/** The comparisons that make sense for a question of this type. */
export function opsOf(question: Question | undefined): Op[] {
  if (!question) return ['eq', 'ne', 'answered', 'not_answered'];
  if (traitsOf(question.type).scaled) return ['le', 'ge', 'eq', 'ne', 'answered', 'not_answered'];
  if (isNumber(question.type) || question.type === 'date' || question.type === 'time')
    return ['le', 'ge', 'eq', 'answered', 'not_answered'];
  if (question.type === 'choice') return ['eq', 'ne', 'answered', 'not_answered'];
  if (question.type === 'choices' || question.type === 'emotion') return ['contains', 'answered', 'not_answered'];
  if (question.type === 'consent') return ['eq'];
  if (question.type === 'hidden') return ['eq', 'ne', 'contains', 'answered', 'not_answered'];
  return ['answered', 'not_answered', 'contains'];
}

/** A first value that is worth something: the customers who are not content. */
export function usualLeaf(question: Question): Leaf {
  const field = fieldOf(question);
  const op = opsOf(question)[0] ?? 'answered';
  if (traitsOf(question.type).scaled) {
    const { low, high } = scaleOf(question);
    return { field, op, value: question.type === 'nps' || question.type === 'enps' ? 6 : Math.floor((low + high) / 2) };
  }
  if (question.type === 'choice' || question.type === 'choices') return { field, op, value: question.choices?.[0]?.id ?? '' };
  if (question.type === 'emotion') return { field, op, value: 'frustration' };
  if (question.type === 'consent') return { field, op: 'eq', value: true };
  if (question.type === 'hidden') return { field, op: 'eq', value: '' };
  if (isNumber(question.type)) return { field, op, value: question.low ?? 0 };
  return { field, op: 'answered' };
}

/** Questions that a condition of this line's question may speak of: those before it, and in a group the same round's. */
export function earlier(questions: Question[], { group, index }: QuestionLine): Question[] {
  if (!group) return answerable(questions.slice(0, index));
  const at = questions.findIndex((question) => question.id === group.id);
  return [...answerable(questions.slice(0, at)), ...answerable(roundQuestions(group).slice(0, index))];
}
