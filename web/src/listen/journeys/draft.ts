import type { Schema } from '../../app/api';
import type { Journey, JourneyIn } from './reads';

export type DraftStep = Schema['journey_step_in'] & { key: string };
export interface DraftStage {
  key: string;
  name: Record<string, string>;
  steps: DraftStep[];
}
export interface Draft {
  slug: string;
  name: Record<string, string>;
  window_days?: number;
  stages: DraftStage[];
}

let next = 0;
export const newKey = () => `k${++next}`;

export function draftOf(journey: Journey): Draft {
  const stages = journey.stages.map((stage) => ({
    key: newKey(),
    name: { ...stage.name },
    steps: stage.steps.map((step) => ({ ...step, key: newKey() })),
  }));
  return { slug: journey.slug, name: { ...journey.name }, window_days: journey.window_days, stages };
}

export function bodyOf(draft: Draft): JourneyIn {
  const stages = draft.stages.map(({ name, steps }) => ({ name, steps: steps.map(({ key: _, ...step }) => step) }));
  return { slug: draft.slug, name: draft.name, window_days: draft.window_days, stages };
}

export interface Place {
  stage: number;
  index: number;
}

/** Every step with its place, in journey order. */
export function placesOf(draft: Draft): { step: DraftStep; place: Place }[] {
  return draft.stages.flatMap(({ steps }, stage) => steps.map((step, index) => ({ step, place: { stage, index } })));
}

function withStage(draft: Draft, at: number, edit: (stage: DraftStage) => DraftStage): Draft {
  return { ...draft, stages: draft.stages.map((stage, index) => (index === at ? edit(stage) : stage)) };
}

export function removeStep(draft: Draft, { stage, index }: Place): Draft {
  return withStage(draft, stage, (one) => ({ ...one, steps: one.steps.filter((_, at) => at !== index) }));
}

export function insertStep(draft: Draft, { stage, index }: Place, step: DraftStep): Draft {
  return withStage(draft, stage, (one) => ({ ...one, steps: [...one.steps.slice(0, index), step, ...one.steps.slice(index)] }));
}

export function changeStep(draft: Draft, { stage, index }: Place, step: DraftStep): Draft {
  const one = withStage(draft, stage, (own) => ({ ...own, steps: own.steps.map((old, at) => (at === index ? step : old)) }));
  if (!step.goal) return one;
  const only = (other: DraftStep) => (other.key !== step.key && other.goal ? { ...other, goal: undefined } : other);
  return { ...one, stages: one.stages.map((own) => ({ ...own, steps: own.steps.map(only) })) };
}

/** Takes the step out and puts it where it will then stand. */
export function moveStep(draft: Draft, from: Place, to: Place): Draft {
  const step = draft.stages[from.stage]?.steps[from.index];
  const stage = Math.max(0, Math.min(draft.stages.length - 1, to.stage));
  if (!step) return draft;
  const without = removeStep(draft, from);
  const index = Math.max(0, Math.min(without.stages[stage]?.steps.length ?? 0, to.index));
  return insertStep(without, { stage, index }, step);
}

/** One place earlier or later, over the border of the phase too. */
export function nudgeStep(draft: Draft, from: Place, by: -1 | 1): Draft {
  const steps = draft.stages[from.stage]?.steps.length ?? 0;
  if (by < 0 && from.index > 0) return moveStep(draft, from, { ...from, index: from.index - 1 });
  if (by > 0 && from.index < steps - 1) return moveStep(draft, from, { ...from, index: from.index + 1 });
  const stage = from.stage + by;
  if (stage < 0 || stage >= draft.stages.length) return draft;
  return moveStep(draft, from, { stage, index: by < 0 ? (draft.stages[stage]?.steps.length ?? 0) : 0 });
}

export function addStage(draft: Draft, name: Record<string, string>): Draft {
  return { ...draft, stages: [...draft.stages, { key: newKey(), name, steps: [] }] };
}

export function nameStage(draft: Draft, stage: number, name: Record<string, string>): Draft {
  return withStage(draft, stage, (one) => ({ ...one, name }));
}

export function removeStage(draft: Draft, stage: number): Draft {
  return { ...draft, stages: draft.stages.filter((_, index) => index !== stage) };
}

export function isGuided(step: DraftStep): boolean {
  return step.next !== undefined && step.next.within_hours !== undefined;
}
