import { useTranslation } from 'react-i18next';
import { axisOf } from '../design/axis';
import { FigureRow } from '../design/FigureRow';
import css from '../design/FigureRow.module.css';
import { unitOf, useFormat } from '../design/format';
import { Difference } from './Difference';
import page from './ExplorePage.module.css';
import type { ResultProps } from './ExploreResult';
import { useGroupWords } from './groupWords';
import type { MetricRow } from './reads';

function partsOf(rows: MetricRow[], outer: string | undefined): [string, MetricRow[]][] {
  const parts = new Map<string, MetricRow[]>();
  for (const row of rows) {
    const key = outer ? (row.group[outer] ?? '') : '';
    parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  return [...parts];
}

/** One strip per group, all on the same whole scale; with two groupings a list per value of the first. */
export function ExploreStrips({ groups, metrics }: ResultProps) {
  const { t } = useTranslation(['explore', 'common']);
  const format = useFormat();
  const { fieldWord, valueWord } = useGroupWords();
  const unit = unitOf(metrics.unit);
  const compared = metrics.rows.some((row) => row.previous !== undefined);
  const scale = axisOf(unit, metrics.scale);
  const outer = groups.length > 1 ? groups[0] : undefined;
  const inner = groups[groups.length - 1];
  const end = (value: number) => (scale.low < 0 ? format.signed(value) : format.number(value));
  return (
    <>
      {partsOf(metrics.rows, outer).map(([key, rows]) => (
        <div key={key} className={page.part}>
          {outer && <h3 className={page.group}>{valueWord(outer, key)}</h3>}
          <table className={css.table}>
            <thead>
              <tr>
                <th>{inner ? fieldWord(inner) : ''}</th>
                <th className={css.wide}>
                  <div className={css.ends}>
                    <span>{end(scale.low)}</span>
                    <span>{end(scale.high)}</span>
                  </div>
                </th>
                <th>{t(`common:short.${metrics.measure}`)}</th>
                <th>{t('common:figure.interval')}</th>
                {compared && <th>{t('difference')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <FigureRow
                  key={JSON.stringify(row.group)}
                  name={inner ? valueWord(inner, row.group[inner]) : t('everything')}
                  unit={unit}
                  scale={scale}
                  figure={row}
                  previous={compared && typeof row.previous?.value === 'number' ? { ...row.previous, n: row.previous.n } : undefined}
                  last={compared ? <Difference row={row} unit={unit} /> : undefined}
                  wide
                  place={`${metrics.measure} ${metrics.from} ${metrics.to} ${JSON.stringify(row.group)}`}
                />
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </>
  );
}
