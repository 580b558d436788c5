import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LeafRow } from './ConditionBuilder';
import css from './ExplorePage.module.css';
import { type Comparison, comparisons, type Explore, type ExploreSearch } from './explore';
import { type Dimension, useWeightSchemes } from './reads';

interface CompareChoicesProps {
  ask: Explore;
  change: (change: ExploreSearch) => void;
  dimensions: Dimension[];
}

/** What the rows are put beside, and what an answer weighs. */
export function CompareChoices({ ask, change, dimensions }: CompareChoicesProps) {
  const { t } = useTranslation('explore');
  const schemes = useWeightSchemes().data ?? [];
  const counted = ask.measure === 'responses' || ask.measure === 'volume';
  const weights = [
    { value: '', label: t('weight_none') },
    { value: 'margin', label: t('weight_margin') },
    ...schemes.map((scheme) => ({ value: scheme.slug, label: scheme.name })),
  ];
  return (
    <>
      <div className={css.choices}>
        <NativeSelect
          label={t('compare')}
          value={ask.compare ?? ''}
          data={[{ value: '', label: t('compare_none') }, ...comparisons.map((one) => ({ value: one, label: t(`compare_${one}`) }))]}
          onChange={(event) => change({ compare: (event.currentTarget.value as Comparison) || undefined })}
        />
        {!counted && (
          <NativeSelect
            label={t('weight')}
            value={ask.weight ?? ''}
            data={weights}
            onChange={(event) => change({ weight: event.currentTarget.value || undefined })}
          />
        )}
      </div>
      {ask.compare === 'group' && (
        <LeafRow leaf={ask.against} word={t('compare_with')} dimensions={dimensions} change={(against) => change({ against })} />
      )}
    </>
  );
}
