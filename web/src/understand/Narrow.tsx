import '../design/forms';
import { ConditionBuilder } from './ConditionBuilder';
import { useNarrow } from './narrow';
import { useConditionFields } from './segments/reads';

/** Whose answers the screen speaks of: segments, and whatever else figures can be limited by. */
export function Narrow() {
  const { ask, change } = useNarrow();
  return <ConditionBuilder ask={ask} change={change} dimensions={useConditionFields()} />;
}
