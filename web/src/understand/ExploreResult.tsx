import { UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { FigureTable } from '../design/FigureTable';
import { unitOf, useFormat } from '../design/format';
import { Section } from '../design/Section';
import { useCaption } from '../design/useCaption';
import { CrossTab } from './CrossTab';
import { SampleSize } from './control/SampleSize';
import { saveCsv } from './csv';
import { ExploreControl, watched } from './ExploreControl';
import { ExploreCounts } from './ExploreCounts';
import css from './ExplorePage.module.css';
import { ExploreStrips } from './ExploreStrips';
import { ExploreTrends } from './ExploreTrends';
import { type Explore, type ExploreSearch, isTime } from './explore';
import { useGroupWords } from './groupWords';
import type { MetricRow, Metrics } from './reads';
import { sortRows } from './sortRows';

interface ExploreResultProps {
  ask: Explore;
  metrics: Metrics;
  /** the figure of everything that matches, for the picture's caption */
  whole: MetricRow | undefined;
  change: (change: ExploreSearch) => void;
  waiting: boolean;
}

export interface ResultProps {
  groups: string[];
  metrics: Metrics;
}

function Picture({ groups, metrics, time, compared }: ResultProps & { time: string | undefined; compared: boolean }) {
  if (time) return <ExploreTrends groups={groups} metrics={metrics} time={time} />;
  if (groups.length === 2) return <CrossTab groups={groups} metrics={metrics} compared={compared} />;
  return unitOf(metrics.unit) === 'count' ? (
    <ExploreCounts groups={groups} metrics={metrics} />
  ) : (
    <ExploreStrips groups={groups} metrics={metrics} />
  );
}

/** The result as a picture or as its table twin, and as a file. What is shown is what was answered, also while the next answer is on its way. */
export function ExploreResult({ ask, metrics, whole, change, waiting }: ExploreResultProps) {
  const { t } = useTranslation(['explore', 'common']);
  const { fieldWord, valueWord } = useGroupWords();
  const caption = useCaption();
  const format = useFormat();
  const groups = useMemo(() => Object.keys(metrics.rows[0]?.group ?? {}), [metrics]);
  const sorted = useMemo(() => ({ ...metrics, rows: sortRows(metrics.rows, groups) }), [metrics, groups]);
  const measure = t(`common:measure.${metrics.measure}`, { defaultValue: metrics.measure });
  const labels = (row: Metrics['rows'][number]) => groups.map((group) => valueWord(group, row.group[group]));
  const weighed = (row: MetricRow, unit: string | undefined) => [
    typeof row.persons?.value === 'number' ? format.withUnit(row.persons.value, unitOf(unit)) : '',
    row.effective_n === undefined ? '' : format.number(row.effective_n, row.effective_n < 100 ? 1 : 0),
    ...(ask.weight === 'margin' ? [format.count(row.carried ?? 0)] : []),
  ];
  const time = groups.find(isTime);
  const compared = ask.comparison !== undefined;
  const plain = ask.table ? (
    <FigureTable
      heads={groups.map(fieldWord)}
      measure={t(`common:short.${metrics.measure}`)}
      unit={unitOf(metrics.unit)}
      more={ask.weight ? [t('persons'), t('effective_n'), ...(ask.weight === 'margin' ? [t('carried')] : [])] : undefined}
      rows={sorted.rows.map((row) => ({
        key: JSON.stringify(row.group),
        labels: labels(row),
        ...row,
        more: ask.weight ? weighed(row, metrics.unit) : undefined,
      }))}
    />
  ) : (
    <Picture groups={groups} metrics={sorted} time={time} compared={compared} />
  );
  const title = groups.length > 0 ? `${measure}: ${groups.map(fieldWord).join(', ').toLowerCase()}` : measure;
  const note = (
    <span className={css.note}>
      <UnstyledButton className="act" onClick={() => change({ table: ask.table ? undefined : true })}>
        {t(ask.table ? 'common:table.chart' : 'common:table.show')}
      </UnstyledButton>
      <UnstyledButton className="act" onClick={() => saveCsv(sorted, groups)}>
        {t('export_csv')}
      </UnstyledButton>
    </span>
  );
  const take = {
    name: [metrics.measure, ...groups, metrics.from, metrics.to].filter(Boolean).join('_'),
    caption: caption(measure, whole, unitOf(metrics.unit), metrics.from, metrics.to),
  };
  return (
    <div className={waiting ? css.waiting : undefined}>
      <Section title={title} note={metrics.rows.length > 0 ? note : undefined} take={metrics.rows.length > 0 ? take : undefined}>
        {metrics.rows.length === 0 && <p className="meta">{t('nothing', { measure })}</p>}
        {ask.weight && metrics.rows.length > 0 && <p className="meta">{t('weighted')}</p>}
        {metrics.truncated && <p className="meta">{t('truncated')}</p>}
        {metrics.rows.length > 0 &&
          (time && watched(ask, groups, time) ? <ExploreControl ask={ask} time={time} otherwise={plain} /> : plain)}
        {compared && <SampleSize ask={ask} metrics={metrics} groups={groups} />}
      </Section>
    </div>
  );
}
