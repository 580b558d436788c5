import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { PeriodPicker } from '../../app/PeriodPicker';
import { usePeriod } from '../../app/period';
import { ScreenLine } from '../../app/ScreenLine';
import { EmptyState } from '../../design/EmptyState';
import study from '../Study.module.css';
import { WhyNumber } from '../why/WhyNumber';
import { Attributes } from './Attributes';
import { ExpectedSection } from './ExpectedSection';
import { Places } from './Places';
import { useSpillOver, useWhole, useWholeSearch, type WholeSearch } from './read';
import { SpillSection } from './SpillSection';
import css from './Whole.module.css';
import { WholeChoices } from './WholeChoices';
import { WholeLead } from './WholeLead';

/** Measures whose own figure is the mean of the answers, as it is here: the others explain another number. */
const isMean = (measure: WholeSearch['measure']) => measure !== 'nps' && measure !== 'expectation';

/** Is it one organisation, from the advertisement to the invoice? And do its encounters lift each other? */
export function WholePage() {
  const { t } = useTranslation('whole');
  const period = usePeriod();
  const [search, change] = useWholeSearch();
  const whole = useWhole(period, search);
  const spill = useSpillOver(period, search);
  const attributes = whole.data?.attributes ?? [];
  const judged = attributes.filter((one) => one.consistency !== undefined);
  const on = judged.find((one) => one.question === search.on) ?? judged[0];
  const nothing = whole.data && judged.length === 0;
  return (
    <>
      <ScreenLine right={<PeriodPicker />} />
      {whole.error && !whole.isFetching && <Failure error={whole.error} />}
      {whole.data && on && <WholeLead whole={whole.data} worst={judged[0] ?? on} />}
      {whole.data && on && isMean(search.measure) && (
        <WhyNumber
          query={{
            figure: 'metrics',
            measure: search.measure ?? 'rating',
            by: `question,${search.across ?? 'channel'}`,
            from: period.from,
            to: period.to,
          }}
        />
      )}
      {nothing && <EmptyState title={t('few_title')} text={t('few_text')} />}
      <WholeChoices search={search} change={change} />
      {whole.data && on && (
        <div className={whole.isPlaceholderData ? `${study.columns} ${css.columns} ${study.waiting}` : `${study.columns} ${css.columns}`}>
          <Attributes whole={whole.data} on={on.question} choose={(question) => change({ on: question })} />
          <Places attribute={on} whole={whole.data} band={[search.low, search.high]} />
        </div>
      )}
      <ExpectedSection />
      <SpillSection spill={spill.data} error={spill.isFetching ? null : spill.error} search={search} change={change} />
    </>
  );
}
