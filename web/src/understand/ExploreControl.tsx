import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePeriod } from '../app/period';
import { ControlPanel } from './control/ControlPanel';
import { type ControlAsk, controlled, useControl } from './control/reads';
import type { Explore } from './explore';

/** A score over time, by nothing else and unweighted, is watched. */
export function watched(ask: Explore, groups: string[], time: string | undefined): boolean {
  return time !== undefined && groups.length === 1 && !ask.weight && controlled(ask.measure);
}

/** The one touchpoint that is looked at, if it is one. */
function placeOf(ask: Explore): string | undefined {
  const leaf = ask.any && ask.leaves.length > 1 ? undefined : ask.leaves.find((one) => one.field === 'touchpoint' && one.op === 'eq');
  return leaf && leaf.value !== '' ? String(leaf.value) : undefined;
}

interface ExploreControlProps {
  ask: Explore;
  time: string;
  /** where it cannot be: the plain trend or its table */
  otherwise: ReactNode;
}

export function ExploreControl({ ask, time, otherwise }: ExploreControlProps) {
  const { t } = useTranslation('common');
  const { from, to } = usePeriod();
  const period = time as ControlAsk['period'];
  const { data, error } = useControl({ measure: ask.measure as ControlAsk['measure'], where: ask.condition, from, to, period });
  if (error || !data || data.points.length === 0) return otherwise;
  return <ControlPanel chart={data} name={t(`measure.${ask.measure}`)} asTable={ask.table} touchpoint={placeOf(ask)} />;
}
