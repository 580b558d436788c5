import '../design/forms';
import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { PeriodPicker } from '../app/PeriodPicker';
import { usePeriod } from '../app/period';
import { ScreenLine } from '../app/ScreenLine';
import { SavedViews } from './boards/SavedViews';
import { CompareChoices } from './CompareChoices';
import { ConditionBuilder } from './ConditionBuilder';
import { ExploreChoices } from './ExploreChoices';
import { ExploreLead } from './ExploreLead';
import css from './ExplorePage.module.css';
import { ExploreResult } from './ExploreResult';
import { useExplore } from './explore';
import { useGrouped } from './grouped';
import { useDimensions, useMetrics } from './reads';
import { useConditionFields } from './segments/reads';
import { WhyNumber } from './why/WhyNumber';

/** Any measure, by one or two groupings, under a condition, over a period. */
export function ExplorePage() {
  const { t } = useTranslation('common');
  const period = usePeriod();
  const [ask, change] = useExplore();
  const dimensions = useDimensions().data ?? [];
  const fields = useConditionFields();
  const narrowed = { measure: ask.measure, where: ask.condition, from: period.from, to: period.to, weight: ask.weight };
  const whole = useMetrics({ ...narrowed, compare: 'previous' });
  const grouped = useGrouped({ ...narrowed, compare: ask.comparison }, ask.groups);
  return (
    <>
      <ScreenLine
        right={
          <>
            <SavedViews name={t(`measure.${ask.measure}`)} />
            <PeriodPicker />
          </>
        }
      />
      <ExploreLead measure={ask.measure} metrics={whole.data} period={period} />
      <WhyNumber query={{ figure: 'metrics', ...narrowed }} />
      <div className={css.ask}>
        <ExploreChoices ask={ask} change={change} dimensions={dimensions} />
        <ConditionBuilder ask={ask} change={change} dimensions={fields} />
        <CompareChoices ask={ask} change={change} dimensions={fields} />
      </div>
      {grouped.error && !grouped.isFetching && <Failure error={grouped.error} />}
      {grouped.data && !grouped.error && (
        <ExploreResult
          ask={ask}
          metrics={grouped.data}
          whole={ask.measure === 'emotion_share' ? undefined : whole.data?.rows[0]}
          change={change}
          waiting={grouped.isPlaceholderData}
        />
      )}
    </>
  );
}
