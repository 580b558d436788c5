import type { Schema } from '../app/api';

/** The part of the product's condition language that rows can show: comparisons, all or any of them. */
export const ops = ['eq', 'ne', 'le', 'ge', 'lt', 'gt', 'contains', 'answered', 'not_answered'] as const;
export type Op = (typeof ops)[number];

export interface Leaf {
  field: string;
  op: Op;
  value?: string | number | boolean;
}

export interface Condition {
  mode: 'all' | 'any';
  leaves: Leaf[];
}

export function takesValue(op: Op): boolean {
  return op !== 'answered' && op !== 'not_answered';
}

function leafOf(node: unknown): Leaf | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { field, op, value } = node as Record<string, unknown>;
  if (typeof field !== 'string' || !ops.includes(op as Op)) return undefined;
  if (value !== undefined && !['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  return { field, op: op as Op, ...(value !== undefined && { value: value as string | number | boolean }) };
}

/** undefined: the condition says more than rows can show. */
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

/** undefined: no condition at all. A row without a field is not written. */
export function writeCondition({ mode, leaves }: Condition): Schema['Condition'] | undefined {
  const told = leaves.filter((leaf) => leaf.field !== '');
  return told.length > 0 ? ({ [mode]: told } as Schema['Condition']) : undefined;
}
