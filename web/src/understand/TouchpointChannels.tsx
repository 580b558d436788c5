import { useTranslation } from 'react-i18next';
import type { Period } from '../app/period';
import { axisOf } from '../design/axis';
import { unitOf, useFormat } from '../design/format';
import { Section } from '../design/Section';
import { Strip } from '../design/Strip';
import { Verdict, verdictFor } from '../design/Verdict';
import { channelWord } from './names';
import { atTouchpoint, type MetricRow, type Metrics, useMetrics } from './reads';
import type { Leading } from './standing';
import css from './TouchpointChannels.module.css';

function ChannelRow({ row, metrics }: { row: MetricRow; metrics: Metrics }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = unitOf(metrics.unit);
  const banded = typeof row.low === 'number' && typeof row.high === 'number';
  const range = banded ? format.interval(row.low as number, row.high as number, unit) : t('figure.missing', { count: row.missing ?? 0 });
  return (
    <li>
      <b>{row.group.channel ? channelWord(t, row.group.channel) : '–'}</b>
      <span className={css.figure}>{typeof row.value === 'number' ? format.withUnit(row.value, unit) : ''}</span>
      <div className={css.strip}>
        <Strip
          scale={axisOf(unit, metrics.scale)}
          value={row.value}
          low={row.low}
          high={row.high}
          previous={row.previous?.value}
          verdict={verdictFor(row)}
          label={range}
        />
      </div>
      <Verdict verdict={verdictFor(row)} />
      <span className={css.interval}>
        {range} · n {format.count(row.n)}
        {row.quality === 'indicative' && ` · ${t('quality.indicative')}`}
      </span>
    </li>
  );
}

/** The same measure by the channel the answer came through. */
export function TouchpointChannels({ slug, measure, period }: { slug: string; measure: Leading; period: Period }) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const where = atTouchpoint(slug);
  const { data } = useMetrics({ measure, by: 'channel', where, from: period.from, to: period.to, compare: 'previous' });
  const rows = [...(data?.rows ?? [])].filter((row) => row.n > 0).sort((a, b) => b.n - a.n);
  if (!data || rows.length === 0) return null;
  return (
    <Section title={t('by_channel')} note={t(`common:short.${measure}`)}>
      <ul className={css.list}>
        {rows.map((row) => (
          <ChannelRow key={row.group.channel ?? ''} row={row} metrics={data} />
        ))}
      </ul>
    </Section>
  );
}
