import type { Schema } from '../app/api';
import { shiftDay, todayIn } from '../app/period';
import { useWorkspace } from '../app/session';
import { useNarrow } from '../understand/narrow';
import { useMetrics } from '../understand/reads';

type Outcomes = Record<'good' | 'middle' | 'poor', number>;

export interface Heard {
  day: string;
  outcomes: Outcomes;
  /** answers since midnight, when the period runs up to today */
  soFar?: number;
}

const sum = (outcomes: Outcomes) => outcomes.good + outcomes.middle + outcomes.poor;

function outcomesOf(rows: Schema['MetricRow'][], day: string): Outcomes {
  const of = (outcome: string) => rows.find((row) => row.group.day === day && row.group.outcome === outcome)?.n ?? 0;
  return { good: of('good'), middle: of('middle'), poor: of('poor') };
}

/** A morning looks back at yesterday and forward at today: the last whole day, and what has come since. */
export function useHeard(heard: Schema['Today']['heard']): Heard | undefined {
  const today = todayIn(useWorkspace()?.time_zone);
  const yesterday = shiftDay(today, -1);
  const running = heard.day === today;
  const { condition: where } = useNarrow();
  const rows = useMetrics({ measure: 'responses', by: 'day,outcome', where, from: yesterday, to: today }, running).data?.rows;
  if (!running) return { day: heard.day, outcomes: heard };
  if (!rows) return undefined;
  return { day: yesterday, outcomes: outcomesOf(rows, yesterday), soFar: sum(outcomesOf(rows, today)) };
}
