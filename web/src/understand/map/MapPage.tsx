import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { PeriodPicker } from '../../app/PeriodPicker';
import { usePeriod } from '../../app/period';
import { ScreenLine } from '../../app/ScreenLine';
import { EmptyState } from '../../design/EmptyState';
import { useJourneys } from '../../listen/journeys/reads';
import { narrowed } from '../narrow';
import { useTouchpoints } from '../reads';
import { MapChoices } from './MapChoices';
import { MapColumns } from './MapColumns';
import { MapGrid } from './MapGrid';
import { MapLead } from './MapLead';
import { useMap, useMapSearch } from './read';

/** Which encounter breaks the chain, and who owns it: journey along the top, channels down the side. */
export function MapPage() {
  const { t } = useTranslation('map');
  const period = usePeriod();
  const [search] = useMapSearch();
  const journeys = useJourneys();
  const chosen = search.journey ?? journeys.data?.[0]?.slug;
  const journey = chosen === 'all' ? undefined : chosen;
  const { data: map, error } = useMap(period, journey, narrowed(search), journeys.data !== undefined);
  const touchpoints = useTouchpoints().data ?? [];
  const kindOf = (slug: string) => touchpoints.find((touchpoint) => touchpoint.slug === slug)?.kind;
  const columns = (map?.columns ?? []).filter((column) => !search.kind || kindOf(column.touchpoint) === search.kind);
  const planned = (search.planned ?? false) && map?.stages !== undefined;
  return (
    <>
      <ScreenLine right={<PeriodPicker />} />
      {error && !map && <Failure error={error} />}
      {map?.columns.length === 0 && <EmptyState title={t('empty_title')} text={t('empty_text')} />}
      {map && map.columns.length > 0 && (
        <>
          <MapLead map={map} />
          <MapChoices journeys={journeys.data ?? []} journey={journey} />
          {columns.length === 0 && <p className="small">{t('none_of_kind')}</p>}
          {columns.length > 0 && <MapGrid map={map} columns={columns} planned={planned} />}
          {columns.length > 0 && <MapColumns map={map} columns={columns} planned={planned} />}
        </>
      )}
    </>
  );
}
