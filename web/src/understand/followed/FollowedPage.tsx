import '../../design/forms';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { PeriodPicker } from '../../app/PeriodPicker';
import { usePeriod } from '../../app/period';
import { ScreenLine } from '../../app/ScreenLine';
import { pickText } from '../../app/words';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { useTouchpoints } from '../reads';
import study from '../Study.module.css';
import { Classes } from './Classes';
import { Effects } from './Effects';
import css from './Followed.module.css';
import { FollowedLead } from './FollowedLead';
import { type FollowedSearch, measures, spans, useAssociation, useFollowedSearch } from './read';

function Choices({ search, change }: { search: FollowedSearch; change: (change: FollowedSearch) => void }) {
  const { t, i18n } = useTranslation(['followed', 'common']);
  const touchpoints = useTouchpoints().data ?? [];
  return (
    <div className={`${study.choices} ${css.choices}`}>
      <NativeSelect
        label={t('measure')}
        value={search.measure ?? 'nps'}
        data={measures.map((one) => ({ value: one, label: t(`common:measure.${one}`) }))}
        onChange={(event) => change({ measure: measures.find((one) => one === event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('outcome')}
        value={search.outcome ?? 'encounters'}
        data={['encounters', 'retention'].map((one) => ({ value: one, label: t(`outcomes.${one}`) }))}
        onChange={(event) => change({ outcome: event.currentTarget.value === 'retention' ? 'retention' : undefined })}
      />
      <NativeSelect
        label={t('touchpoint')}
        value={search.touchpoint ?? ''}
        data={[
          { value: '', label: t('touchpoint_all') },
          ...touchpoints.map((one) => ({ value: one.slug, label: pickText(one.name, i18n.language, one.slug) })),
        ]}
        onChange={(event) => change({ touchpoint: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('days')}
        value={String(search.after ?? 90)}
        data={spans.map((days) => ({ value: String(days), label: t('days_of', { days }) }))}
        onChange={(event) => change({ after: spans.find((one) => String(one) === event.currentTarget.value) })}
      />
    </div>
  );
}

/** Does what customers said go with what they did later? */
export function FollowedPage() {
  const { t } = useTranslation('followed');
  const format = useFormat();
  const period = usePeriod();
  const [search, change] = useFollowedSearch();
  const { data, error, isFetching, isPlaceholderData } = useAssociation(period, search);
  const found = error ? undefined : data;
  const few = found?.effects.length === 0;
  return (
    <>
      <ScreenLine right={<PeriodPicker />} />
      {error && !isFetching && <Failure error={error} />}
      {few && <EmptyState title={t('few_title')} text={t('few_text')} />}
      {found && !few && <FollowedLead association={found} />}
      {found?.from && found.to && (
        <p className={`meta ${css.period}`}>
          {t('period', { n: format.count(found.n), from: format.fullDay(found.from), to: format.fullDay(found.to), days: found.days })}
        </p>
      )}
      <Choices search={search} change={change} />
      {found && (
        <div className={isPlaceholderData ? `${study.columns} ${css.columns} ${study.waiting}` : `${study.columns} ${css.columns}`}>
          {!few && <Effects association={found} />}
          <Classes association={found} />
        </div>
      )}
    </>
  );
}
