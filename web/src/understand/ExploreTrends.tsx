import { useTranslation } from 'react-i18next';
import { todayIn } from '../app/period';
import { useWorkspace } from '../app/session';
import { unitOf } from '../design/format';
import type { ResultProps } from './ExploreResult';
import { SmallMultiples } from './SmallMultiples';

/** How a figure ran: one trend, or one for each group on the same scale. */
export function ExploreTrends({ groups, metrics, time }: ResultProps & { time: string }) {
  const { t } = useTranslation('explore');
  const today = todayIn(useWorkspace()?.time_zone);
  const running = unitOf(metrics.unit) === 'count' && metrics.to === today;
  return (
    <>
      {running && <p className="meta">{t('running')}</p>}
      <SmallMultiples metrics={metrics} split={groups.find((group) => group !== time)} time={time} />
    </>
  );
}
