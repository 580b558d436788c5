import '../../design/forms';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { Segments } from '../../design/Segments';
import type { Journey } from '../../listen/journeys/reads';
import { Narrow } from '../Narrow';
import css from './Map.module.css';
import { kinds, type MapSearch, useMapSearch } from './read';

export function MapChoices({ journeys, journey }: { journeys: Journey[]; journey: string | undefined }) {
  const { t, i18n } = useTranslation(['map', 'common']);
  const [search, change] = useMapSearch();
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
      {journey && (
        <fieldset className={css.switch}>
          <legend>{t('shown')}</legend>
          <Segments
            value={search.planned ? 'planned' : 'actual'}
            data={[
              { value: 'actual', label: t('actual') },
              { value: 'planned', label: t('planned') },
            ]}
            onChange={(value) => change({ planned: value === 'planned' ? true : undefined })}
          />
        </fieldset>
      )}
      <div className={css.narrow}>
        <Narrow />
      </div>
    </div>
  );
}
