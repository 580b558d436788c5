import '../../design/forms';
import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import type { Journey } from '../../listen/journeys/reads';
import { type Dimension, useDimensions } from '../reads';
import css from './Map.module.css';
import { kinds, type MapSearch, useMapSearch } from './read';

const valuesMax = 12;

/** What tells customers apart: an attribute with a few worded values. Sums, counts and what an event said of itself are no segments. */
function isSegment({ name, values }: Dimension): boolean {
  const worded = values.every((value) => Number.isNaN(Number(value)));
  return name.startsWith('attributes.') && name !== 'attributes.reason' && values.length > 1 && values.length <= valuesMax && worded;
}

/** Names as people write them: "running-shoe" → "running shoe". */
const readable = (text: string) => text.replaceAll(/[_-]/g, ' ');

function useSegments(): { group: string; items: { value: string; label: string }[] }[] {
  const { t } = useTranslation('map');
  const dimensions = useDimensions().data ?? [];
  return dimensions.filter(isSegment).map((dimension) => {
    const name = dimension.name.slice('attributes.'.length);
    const items = dimension.values.map((value) => ({ value: `${name}=${value}`, label: readable(value) }));
    return { group: t(`attribute.${name}`, { defaultValue: readable(name) }), items };
  });
}

export function MapChoices({ journeys, journey }: { journeys: Journey[]; journey: string | undefined }) {
  const { t, i18n } = useTranslation(['map', 'common']);
  const [search, change] = useMapSearch();
  const segments = useSegments();
  const paths = journeys.map(({ slug, name }) => ({ value: slug, label: pickText(name, i18n.language, slug) }));
  return (
    <div className={css.choices}>
      <NativeSelect
        label={t('journey')}
        value={journey ?? 'all'}
        data={[...paths, { value: 'all', label: t('journey_all') }]}
        onChange={(event) => change({ journey: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('kind')}
        value={search.kind ?? ''}
        data={[{ value: '', label: t('kind_all') }, ...kinds.map((kind) => ({ value: kind, label: t(`common:kind.${kind}`) }))]}
        onChange={(event) => change({ kind: (event.currentTarget.value || undefined) as MapSearch['kind'] })}
      />
      <NativeSelect
        label={t('segment')}
        value={search.segment ?? ''}
        data={[{ value: '', label: t('segment_all') }, ...segments]}
        onChange={(event) => change({ segment: event.currentTarget.value || undefined })}
      />
      {journey && (
        <fieldset className={css.switch}>
          <legend>{t('shown')}</legend>
          <SegmentedControl
            value={search.planned ? 'planned' : 'actual'}
            data={[
              { value: 'actual', label: t('actual') },
              { value: 'planned', label: t('planned') },
            ]}
            onChange={(value) => change({ planned: value === 'planned' ? true : undefined })}
          />
        </fieldset>
      )}
    </div>
  );
}
