import { useSurveys } from '../listen/surveys/reads';

/** An arm by its name; where surveys call the same id differently, the id, because the answers may be of either. */
export function useArmName(): (id: string) => string {
  const surveys = useSurveys().data ?? [];
  return (id) => {
    const arms = surveys.flatMap(({ definition }) => definition.arms ?? []).filter((arm) => arm.id === id);
    const names = new Set(arms.map(({ name }) => name));
    return names.size === 1 ? [...names].join('') : id;
  };
}
