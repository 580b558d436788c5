import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { FigureTable } from '../../design/FigureTable';
import { unitOf, useFormat } from '../../design/format';
import { useTableTwin } from '../../design/TableTwin';
import { Verdict, verdictFor } from '../../design/Verdict';
import { useGrouped } from '../grouped';
import { useGroupWords } from '../groupWords';
import { type MetricRow, type Metrics, useMetrics } from '../reads';
import { SmallMultiples } from '../SmallMultiples';
import { sortRows } from '../sortRows';
import css from './Boards.module.css';
import type { SavedView } from './reads';
import { type TileAsk, tileAsk, useTileNote } from './useTile';
import { ViewLink } from './ViewLink';

/** On a board there is room for so many small charts. */
const panels = 8;

function Figure({ row, unit, counted }: { row: MetricRow; unit: ReturnType<typeof unitOf>; counted: boolean }) {
  const { t } = useTranslation('common');
  const format = useFormat();
  const banded = typeof row.low === 'number' && typeof row.high === 'number';
  return (
    <>
      <div className={css.figure}>
        <b>{typeof row.value === 'number' ? format.withUnit(row.value, unit) : '–'}</b>
        {!counted && <Verdict verdict={verdictFor(row)} />}
      </div>
      {!counted && (
        <p className="meta">
          {banded ? format.interval(row.low as number, row.high as number, unit) : t('figure.missing', { count: row.missing ?? 0 })} · n{' '}
          {format.count(row.n)}
          {row.quality === 'indicative' && ` · ${t('quality.indicative')}`}
        </p>
      )}
    </>
  );
}

function useRunTable(tile: TileAsk) {
  const { t } = useTranslation('common');
  const { fieldWord, valueWord } = useGroupWords();
  const groups = [...(tile.split ? [tile.split] : []), tile.time];
  return (run: Metrics) => (
    <FigureTable
      heads={groups.map(fieldWord)}
      measure={t(`short.${run.measure}`)}
      unit={unitOf(run.unit)}
      rows={sortRows(run.rows, groups).map((row) => ({
        key: JSON.stringify(row.group),
        labels: groups.map((group) => valueWord(group, row.group[group])),
        ...row,
      }))}
    />
  );
}

interface TileViewProps {
  name: string;
  /** the name as it stands, perhaps a link */
  title: ReactNode;
  tile: TileAsk;
  whole: Metrics | undefined;
  run: Metrics | undefined;
  failed: boolean;
  deeds?: ReactNode;
}

/** A view's figure with interval and verdict, and how it ran; split by a key it is a row of small charts on one scale. */
export function TileView({ name, title, tile, whole, run, failed, deeds }: TileViewProps) {
  const { t } = useTranslation(['boards', 'explore', 'common']);
  const note = useTileNote();
  const table = useRunTable(tile);
  const { asTable, toggle } = useTableTwin();
  const { measure } = tile.ask;
  const counted = unitOf(whole?.unit) === 'count';
  const row = whole?.rows[0];
  const emotions = measure === 'emotion_share';
  const ran = run !== undefined && run.rows.length > 1 && !emotions;
  return (
    <section className={tile.split ? `${css.tile} ${css.wide}` : css.tile} aria-label={name}>
      <h2>{title}</h2>
      <p className="meta">{note(tile)}</p>
      {failed && <p role="alert">{t('tile_failed')}</p>}
      {whole && !row && !emotions && <p className="meta">{t('explore:nothing', { measure: t(`common:measure.${measure}`) })}</p>}
      {row && !emotions && <Figure row={row} unit={unitOf(whole?.unit)} counted={counted} />}
      {emotions && <p className="small">{t('tile_emotions')}</p>}
      {ran &&
        (asTable ? (
          table(run)
        ) : (
          <SmallMultiples metrics={run} split={tile.split} time={tile.time} most={panels} className={css.panels} name={name} small />
        ))}
      {(ran || deeds) && (
        <div className={css.deeds}>
          {ran && toggle}
          {deeds}
        </div>
      )}
    </section>
  );
}

/** A pinned view as the signed-in see it. `deeds` are what one may do with it here. */
export function Tile({ view, deeds }: { view: SavedView; deeds?: ReactNode }) {
  const tile = tileAsk(view.address, useWorkspace()?.time_zone);
  const emotions = tile.ask.measure === 'emotion_share';
  const whole = useMetrics({ ...tile.narrowed, compare: 'previous' }, !emotions);
  const run = useGrouped(tile.narrowed, [...(tile.split ? [tile.split] : []), tile.time], !emotions);
  return (
    <TileView
      name={view.name}
      title={<ViewLink view={view}>{view.name}</ViewLink>}
      tile={tile}
      whole={whole.data}
      run={run.data}
      failed={whole.error !== null || run.error !== null}
      deeds={deeds}
    />
  );
}
