import type { Definition, Question } from '../surveys/definition';
import { scaleOf, traitsOf } from '../surveys/definition';
import type { Response } from './reads';

export interface Score {
  value: number;
  question: Question;
  low: number;
  high: number;
}

/** The first score somebody gave, in the order of the questions. */
export function scoreOf(response: Response, definition: Definition | undefined): Score | undefined {
  for (const question of definition?.questions ?? []) {
    const value = response.answers[question.id];
    if (traitsOf(question.type).scaled && typeof value === 'number') return { value, question, ...scaleOf(question) };
  }
  return undefined;
}

export interface Felt {
  strongest: string;
  all: Record<string, number>;
}

export function feltOf(value: unknown): Felt | undefined {
  if (typeof value !== 'object' || value === null || !('strongest' in value)) return undefined;
  const { strongest, all } = value as { strongest?: unknown; all?: unknown };
  if (typeof strongest !== 'string' || strongest === '') return undefined;
  return { strongest, all: typeof all === 'object' && all !== null ? (all as Record<string, number>) : {} };
}

export function strongestOf(response: Response): Felt | undefined {
  return Object.values(response.answers).map(feltOf).find(Boolean);
}

/** What was told in own words, as it was written. */
export function storyOf(response: Response, definition: Definition | undefined): string {
  const told = (definition?.questions ?? [])
    .filter((question) => question.type === 'story' || question.type === 'text')
    .map((question) => response.answers[question.id])
    .filter((value): value is string => typeof value === 'string' && value.trim() !== '');
  return told[0] ?? '';
}
