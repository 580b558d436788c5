import '../../design/forms';
import { Button, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../app/api';
import { Failure } from '../../app/Failure';
import { PeriodPicker } from '../../app/PeriodPicker';
import { useChoosePeriod, usePeriod } from '../../app/period';
import { ScreenLine } from '../../app/ScreenLine';
import { EmptyState } from '../../design/EmptyState';
import { ConditionBuilder } from '../ConditionBuilder';
import study from '../Study.module.css';
import { useConditionFields } from '../segments/reads';
import { WhyNumber } from '../why/WhyNumber';
import { useDriverChoices } from './choices';
import { DriverSide } from './DriverSide';
import css from './Drivers.module.css';
import { DriversLead } from './DriversLead';
import { DriversLeftOut } from './DriversLeftOut';
import { ImportancePerformance } from './ImportancePerformance';
import { Ranks } from './Ranks';
import { useDrivers } from './read';
import { useDriversSearch } from './search';

function TooFew({ year }: { year: boolean }) {
  const { t } = useTranslation('drivers');
  const choose = useChoosePeriod();
  const longer = year ? undefined : <Button onClick={() => choose({ days: 365 })}>{t('a_year')}</Button>;
  return <EmptyState title={t('few_title')} text={t('few_text')} action={longer} />;
}

function conditionOf(condition: string | undefined, survey: string | undefined): string | undefined {
  if (!survey) return condition;
  const own = { field: 'survey', op: 'eq', value: survey };
  return JSON.stringify(condition ? { all: [own, JSON.parse(condition)] } : own);
}

/** Which one thing to change first, and how sure that is. */
export function DriversPage() {
  const { t } = useTranslation('drivers');
  const period = usePeriod();
  const [search, change, ask] = useDriversSearch();
  const choices = useDriverChoices(search.survey, search.outcome);
  const fields = useConditionFields();
  const where = conditionOf(ask.condition, choices.of === 'touchpoints' ? undefined : search.survey);
  const query = { outcome: choices.outcome ?? '', of: choices.of, where, from: period.from, to: period.to };
  const { data, error, isFetching, isPlaceholderData } = useDrivers(query, choices.ready && choices.outcome !== undefined);
  const few = error instanceof ProblemError && (error.slug === 'too_few' || error.slug === 'no_variation');
  const found = error ? undefined : data;
  const on = found?.drivers.find((driver) => driver.name === search.on) ?? found?.drivers[0];
  const nothing = choices.ready && choices.outcome === undefined;
  return (
    <>
      <ScreenLine right={<PeriodPicker />} />
      {found && <DriversLead drivers={found} choices={choices} />}
      {(nothing || (few && !isFetching)) && <TooFew year={period.days >= 365} />}
      {(found || few) && <WhyNumber query={{ figure: 'drivers', ...query }} />}
      {error && !few && !isFetching && <Failure error={error} />}
      <div className={css.ask}>
        <div className={`${study.choices} ${css.choices}`}>
          <NativeSelect
            label={t('outcome')}
            value={choices.outcome}
            data={choices.outcomes}
            onChange={(event) => change({ outcome: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('of')}
            value={search.survey ?? ''}
            data={choices.subjects}
            onChange={(event) => change({ survey: event.currentTarget.value || undefined, outcome: undefined, on: undefined })}
          />
        </div>
        <ConditionBuilder
          ask={ask}
          change={(part) => change({ any: 'any' in part ? part.any : search.any, where: 'where' in part ? part.where : search.where })}
          dimensions={fields}
        />
      </div>
      {found && on && (
        <div className={isPlaceholderData ? `${study.columns} ${css.columns} ${study.waiting}` : `${study.columns} ${css.columns}`}>
          <div>
            <Ranks drivers={found} choices={choices} on={on.name} choose={(name) => change({ on: name })} />
            <DriversLeftOut drivers={found} choices={choices} />
          </div>
          <div>
            <ImportancePerformance drivers={found} choices={choices} on={on.name} />
            <DriverSide driver={on} drivers={found} choices={choices} />
          </div>
        </div>
      )}
    </>
  );
}
