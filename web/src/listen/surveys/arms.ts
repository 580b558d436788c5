import type { Schema } from '../../app/api';
import type { Definition, Question } from './definition';

export type Arm = Schema['Arm'];
export type ByArm = Schema['QuestionByArm'];

/** The arm is an attribute of the answer: conditions, figures and files know it under this name. */
export const armField = 'attributes.arm';

/** The arm as if it were a question, for the rows and sentences of conditions. */
export function armQuestion(arms: Arm[] | undefined): Question | undefined {
  if (!arms?.length) return undefined;
  return { id: armField, type: 'choice', text: {}, choices: arms.map(({ id, name }) => ({ id, text: { en: name } })) };
}

function freeId(arms: Arm[]): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  return [...letters].find((letter) => !arms.some(({ id }) => id === letter)) ?? `arm_${arms.length + 1}`;
}

export function addArm(name: string): (definition: Definition) => Definition {
  return (definition) => {
    const arms = definition.arms ?? [];
    return { ...definition, arms: [...arms, { id: freeId(arms), name, share: 1 }] };
  };
}

export function editArm(at: number, change: Partial<Arm>): (definition: Definition) => Definition {
  return (definition) => ({ ...definition, arms: definition.arms?.map((arm, index) => (index === at ? { ...arm, ...change } : arm)) });
}

function without(question: Question, gone: (id: string) => boolean): Question {
  const { by_arm: was, ...rest } = question;
  const kept = Object.entries(was ?? {}).filter(([id]) => !gone(id));
  const inner = question.questions as unknown as Question[] | undefined;
  return {
    ...rest,
    ...(kept.length > 0 && { by_arm: Object.fromEntries(kept) }),
    ...(inner && { questions: inner.map((one) => without(one, gone)) as unknown as Question['questions'] }),
  };
}

/** An arm goes, and its words with it; conditions that speak of it are told by the checks. Of two arms both go: one is no test. */
export function removeArm(id?: string): (definition: Definition) => Definition {
  return ({ arms: was, ...definition }) => {
    const kept = id ? (was ?? []).filter((arm) => arm.id !== id) : [];
    const arms = kept.length > 1 ? kept : [];
    const questions = definition.questions.map((question) => without(question, (one) => !arms.some((arm) => arm.id === one)));
    return { ...definition, questions, ...(arms.length > 0 && { arms }) };
  };
}
