import type { Question } from './definition';
import { scaleOf, traitsOf } from './definition';

/** The part of the condition language the builder knows: one list of comparisons, all or any of them. */
export type Op = 'eq' | 'ne' | 'le' | 'ge' | 'lt' | 'gt' | 'contains' | 'answered' | 'not_answered';

export interface Leaf {
  field: string;
  op: Op;
  value?: string | number | boolean;
}

export interface Condition {
  mode: 'all' | 'any';
  leaves: Leaf[];
}

const ops: Op[] = ['eq', 'ne', 'le', 'ge', 'lt', 'gt', 'contains', 'answered', 'not_answered'];

function leafOf(node: unknown): Leaf | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { field, op, value } = node as Record<string, unknown>;
  if (typeof field !== 'string' || !ops.includes(op as Op)) return undefined;
  if (!/^answers\.[a-z0-9_]+$|^attributes\./.test(field)) return undefined;
  if (value !== undefined && !['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  return { field, op: op as Op, ...(value !== undefined && { value: value as string | number | boolean }) };
}

/** undefined: the condition says more than the builder can show. */
export function readCondition(tree: unknown): Condition | undefined {
  if (!tree) return { mode: 'all', leaves: [] };
  const single = leafOf(tree);
  if (single) return { mode: 'all', leaves: [single] };
  for (const mode of ['all', 'any'] as const) {
    const parts = (tree as Record<string, unknown>)[mode];
    if (!Array.isArray(parts)) continue;
    const leaves = parts.map(leafOf);
    if (leaves.every((leaf) => leaf !== undefined)) return { mode, leaves };
  }
  return undefined;
}

export function writeCondition(condition: Condition): Question['show_if'] | undefined {
  if (condition.leaves.length === 0) return undefined;
  return { [condition.mode]: condition.leaves } as Question['show_if'];
}

export function questionOf(field: string, questions: Question[]): Question | undefined {
  return questions.find((question) => `answers.${question.id}` === field);
}

/** The comparisons that make sense for a question of this type. */
export function opsOf(question: Question | undefined): Op[] {
  if (!question) return ['eq', 'ne', 'answered', 'not_answered'];
  if (traitsOf(question.type).scaled) return ['le', 'ge', 'eq', 'ne', 'answered', 'not_answered'];
  if (question.type === 'number' || question.type === 'date') return ['le', 'ge', 'eq', 'answered', 'not_answered'];
  if (question.type === 'choice') return ['eq', 'ne', 'answered', 'not_answered'];
  if (question.type === 'choices' || question.type === 'emotion') return ['contains', 'answered', 'not_answered'];
  if (question.type === 'consent') return ['eq'];
  return ['answered', 'not_answered', 'contains'];
}

export function takesValue(op: Op): boolean {
  return op !== 'answered' && op !== 'not_answered';
}

/** A first value that is worth something: the customers who are not content. */
export function usualLeaf(question: Question): Leaf {
  const field = `answers.${question.id}`;
  const op = opsOf(question)[0] ?? 'answered';
  if (traitsOf(question.type).scaled) {
    const { low, high } = scaleOf(question);
    return { field, op, value: question.type === 'nps' || question.type === 'enps' ? 6 : Math.floor((low + high) / 2) };
  }
  if (question.type === 'choice' || question.type === 'choices') return { field, op, value: question.choices?.[0]?.id ?? '' };
  if (question.type === 'emotion') return { field, op, value: 'frustration' };
  if (question.type === 'consent') return { field, op: 'eq', value: true };
  if (question.type === 'number') return { field, op, value: 0 };
  return { field, op: 'answered' };
}

/** Questions that a condition of question `index` may speak of. */
export function earlier(questions: Question[], index: number): Question[] {
  return questions.slice(0, index).filter((question) => question.type !== 'statement');
}
