import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { axisOf } from '../../design/axis';
import { unitOf, useFormat } from '../../design/format';
import type { Scale } from '../../design/Strip';
import { Trend } from '../../design/Trend';
import { Verdict, verdictFor } from '../../design/Verdict';
import { timeWord } from '../groupWords';
import type { MetricRow, Metrics } from '../reads';
import css from './Boards.module.css';
import type { SavedView } from './reads';
import { useTile } from './useTile';
import { ViewLink } from './ViewLink';

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

/** A count stands on an axis from zero to just above its largest. */
function axis(metrics: Metrics): Scale {
  const unit = unitOf(metrics.unit);
  if (unit !== 'count') return axisOf(unit, metrics.scale);
  return { low: 0, high: Math.max(4, ...metrics.rows.map((row) => row.value ?? 0)) };
}

/** A pinned view: its figure with interval and verdict, and how it ran. `deeds` are what one may do with it here. */
export function Tile({ view, deeds }: { view: SavedView; deeds?: ReactNode }) {
  const { t } = useTranslation(['boards', 'explore', 'common']);
  const format = useFormat();
  const { ask, by, note, whole, series } = useTile(view);
  const counted = unitOf(whole.data?.unit) === 'count';
  const row = whole.data?.rows[0];
  const rows = series.data?.rows ?? [];
  const points = rows.map((one) => ({ ...one, label: timeWord(t, format, one.group[by] ?? '') }));
  return (
    <section className={css.tile} aria-label={view.name}>
      <h2>
        <ViewLink view={view}>{view.name}</ViewLink>
      </h2>
      <p className="meta">{note}</p>
      {whole.error && <p role="alert">{t('tile_failed')}</p>}
      {whole.data && !row && <p className="meta">{t('explore:nothing', { measure: t(`common:measure.${ask.measure}`) })}</p>}
      {row && ask.measure !== 'emotion_share' && <Figure row={row} unit={unitOf(whole.data?.unit)} counted={counted} />}
      {ask.measure === 'emotion_share' && <p className="small">{t('tile_emotions')}</p>}
      {series.data && points.length > 1 && ask.measure !== 'emotion_share' && (
        <Trend
          points={points}
          scale={axis(series.data)}
          unit={unitOf(series.data.unit)}
          label={t('explore:trend_label', { name: view.name, count: points.length })}
          small
        />
      )}
      {deeds && <div className={css.deeds}>{deeds}</div>}
    </section>
  );
}
