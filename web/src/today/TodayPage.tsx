import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { PeriodPicker } from '../app/PeriodPicker';
import { todayIn, usePeriod } from '../app/period';
import { ScreenLine } from '../app/ScreenLine';
import { useWorkspace } from '../app/session';
import { useFormat, weekOf } from '../design/format';
import { Debts } from '../understand/Debts';
import { useNarrow } from '../understand/narrow';
import { useToday } from '../understand/reads';
import { EmptyToday } from './EmptyToday';
import { Headlines } from './Headlines';
import { Heard } from './Heard';
import { Hurts } from './Hurts';
import { Share } from './Share';
import { TodayLead } from './TodayLead';
import css from './TodayPage.module.css';
import { Voices } from './Voices';

const Narrow = lazy(() => import('../understand/Narrow').then((module) => ({ default: module.Narrow })));

function PlaceLine() {
  const { t } = useTranslation('today');
  const format = useFormat();
  const day = todayIn(useWorkspace()?.time_zone);
  return (
    <ScreenLine
      right={
        <>
          <PeriodPicker />
          <span className={`meta ${css.compared}`}>{t('compared')}</span>
        </>
      }
    >
      <span>{t('week', { day: format.longDay(day), week: weekOf(day) })}</span>
    </ScreenLine>
  );
}

/** Its code may come after the figures. */
function Narrowed() {
  return (
    <div className={css.narrow}>
      <Suspense>
        <Narrow />
      </Suspense>
    </div>
  );
}

/** The morning picture: how are we doing, where does it hurt, what do I do. */
export function TodayPage() {
  const { t } = useTranslation('today');
  const period = usePeriod();
  const { condition } = useNarrow();
  const { data: today, error } = useToday(period, condition);
  const empty = today?.headlines.every((headline) => headline.figure.n === 0);
  const place = `${period.from} ${period.to} ${condition ?? ''}`;
  return (
    <>
      <PlaceLine />
      {error && !today && <Failure error={error} />}
      {empty && !condition && <EmptyToday />}
      {empty && condition && <p className={css.none}>{t('none_meet')}</p>}
      {empty && condition && <Narrowed />}
      {today && !empty && (
        <>
          <TodayLead today={today} period={period} />
          <Narrowed />
          <Headlines headlines={today.headlines} place={place} />
          <div className={css.columns}>
            <div>
              <Hurts hurts={today.hurts} place={place} />
              <Voices today={today} />
            </div>
            <div>
              <Heard heard={today.heard} />
              <Debts most={3} />
              <Share />
            </div>
          </div>
        </>
      )}
    </>
  );
}
