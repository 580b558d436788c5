import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './ExplorePage.module.css';
import { type Explore, type ExploreSearch, isGroupOf, type Measure, measures, times } from './explore';
import { useGroupWords } from './groupWords';
import type { Dimension } from './reads';
import { useSegments } from './segments/reads';

interface ExploreChoicesProps {
  ask: Explore;
  change: (change: ExploreSearch) => void;
  dimensions: Dimension[];
}

export function ExploreChoices({ ask, change, dimensions }: ExploreChoicesProps) {
  const { t } = useTranslation(['explore', 'common']);
  const { fieldWord } = useGroupWords();
  const seen = dimensions.filter((dimension) => dimension.values.length > 0).map((dimension) => dimension.name);
  const segments = useSegments().data ?? [];
  const split = segments.length > 0 ? [...seen, 'segment'] : seen;
  const names = ['emotion', ...split].filter((name) => isGroupOf(ask.measure, name));
  // Shares of emotions are read emotion by emotion; no other measure can be.
  const choose = (measure: Measure) => {
    if (measure === 'emotion_share') return change({ measure, by: 'emotion' });
    change(ask.groups.includes('emotion') ? { measure, by: undefined, also: undefined } : { measure });
  };
  const groups = [
    { value: 'none', label: t('not_grouped') },
    { group: t('groupings'), items: names.map((name) => ({ value: name, label: fieldWord(name) })) },
    { group: t('time'), items: times.map((name) => ({ value: name, label: fieldWord(name) })) },
  ];
  return (
    <div className={css.choices}>
      <NativeSelect
        label={t('measure')}
        value={ask.measure}
        data={measures.map((measure) => ({ value: measure, label: t(`common:measure.${measure}`) }))}
        onChange={(event) => choose(event.currentTarget.value as Measure)}
      />
      <NativeSelect
        label={t('by')}
        value={ask.groups[0] ?? 'none'}
        data={groups}
        onChange={(event) => change({ by: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('then_by')}
        value={ask.groups[1] ?? 'none'}
        data={groups}
        onChange={(event) => change({ also: event.currentTarget.value === 'none' ? undefined : event.currentTarget.value })}
      />
    </div>
  );
}
