import '../../design/forms';
import { NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import study from '../Study.module.css';
import { questions, type WholeSearch } from './read';
import css from './Whole.module.css';

const numberOf = (value: string | number) => (value === '' ? undefined : Number(value));

export function WholeChoices({ search, change }: { search: WholeSearch; change: (change: WholeSearch) => void }) {
  const { t } = useTranslation(['whole', 'common']);
  return (
    <div className={`${study.choices} ${css.choices}`}>
      <NativeSelect
        label={t('questions')}
        value={search.measure ?? 'rating'}
        data={questions.map((one) => ({ value: one, label: t(`common:measure.${one}`) }))}
        onChange={(event) => change({ measure: questions.find((one) => one === event.currentTarget.value), on: undefined })}
      />
      <NativeSelect
        label={t('across')}
        value={search.across ?? 'channel'}
        data={[
          { value: 'channel', label: t('across_channel') },
          { value: 'touchpoint', label: t('across_touchpoint') },
        ]}
        onChange={(event) => change({ across: event.currentTarget.value === 'touchpoint' ? 'touchpoint' : undefined })}
      />
      <NumberInput label={t('band_low')} value={search.low ?? ''} onChange={(value) => change({ low: numberOf(value) })} />
      <NumberInput label={t('band_high')} value={search.high ?? ''} onChange={(value) => change({ high: numberOf(value) })} />
    </div>
  );
}
