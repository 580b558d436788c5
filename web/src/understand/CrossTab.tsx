import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { unitOf, useFormat } from '../design/format';
import { VerdictGlyph, verdictOf } from '../design/Verdict';
import css from './CrossTab.module.css';
import type { ResultProps } from './ExploreResult';
import { useGroupWords } from './groupWords';
import type { MetricRow, Metrics } from './reads';

const columnsMost = 24;

/** From the middle of what is shown towards blue (higher) or orange (lower); the number stands in the cell and says it first. */
function ground(row: MetricRow, middle: number, reach: number): { background?: string } {
  if (typeof row.value !== 'number' || reach <= 0) return {};
  const off = (row.value - middle) / reach;
  const strength = Math.round(26 * Math.min(Math.abs(off), 1));
  return { background: `color-mix(in srgb, var(${off > 0 ? '--good' : '--bad'}) ${strength}%, var(--paper))` };
}

function middleOf(rows: MetricRow[]): number {
  const values = rows
    .map((row) => row.value)
    .filter((value) => typeof value === 'number')
    .sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}

/** What the list of responses can be narrowed by; a cell of other groupings has no list behind it. */
const listed = new Set(['touchpoint', 'channel', 'language', 'survey', 'outcome']);

function Cell({ row, metrics, style, drill }: { row: MetricRow | undefined; metrics: Metrics; style: object; drill: boolean }) {
  const { t } = useTranslation(['explore', 'common']);
  const format = useFormat();
  const unit = unitOf(metrics.unit);
  if (!row) return <td className={css.none}>–</td>;
  if (typeof row.value !== 'number') return <td className={css.none}>{t('common:figure.missing', { count: row.missing ?? 0 })}</td>;
  const marked = row.verdict === 'better' || row.verdict === 'worse';
  const value = format.withUnit(row.value, unit);
  const banded = typeof row.low === 'number' && typeof row.high === 'number';
  return (
    <td style={style} title={banded ? format.interval(row.low as number, row.high as number, unit) : undefined}>
      <span className={css.value}>
        {drill ? (
          <Link to="/responses" search={row.group as never} aria-label={t('drill', { value })}>
            {value}
          </Link>
        ) : (
          value
        )}
        {marked && (
          <>
            <VerdictGlyph verdict={verdictOf(row.verdict)} />
            <span className="unseen">{t(`common:verdict.${row.verdict}`)}</span>
          </>
        )}
      </span>
      <span className={css.n}>
        {format.n(row.n)}
        {row.quality === 'indicative' && ` · ${t('common:quality.indicative')}`}
      </span>
    </td>
  );
}

/** Two groupings against each other: value, n, warmth of the ground, and a mark where the comparison shows a difference. */
export function CrossTab({ groups, metrics, compared }: ResultProps & { compared: boolean }) {
  const { t } = useTranslation('explore');
  const format = useFormat();
  const { fieldWord, valueWord } = useGroupWords();
  const [down = '', across = ''] = groups;
  const key = (row: string | null | undefined, column: string | null | undefined) => JSON.stringify([row ?? null, column ?? null]);
  const cells = new Map(metrics.rows.map((row) => [key(row.group[down], row.group[across]), row]));
  const names = (group: string) => [...new Set(metrics.rows.map((row) => row.group[group] ?? null))];
  const columns = names(across);
  const middle = middleOf(metrics.rows);
  const reach = Math.max(0, ...metrics.rows.map((row) => (typeof row.value === 'number' ? Math.abs(row.value - middle) : 0)));
  const drill = listed.has(down) && listed.has(across);
  const judged = metrics.rows.filter((row) => typeof row.q === 'number').length;
  return (
    <>
      <p className="meta">{compared ? t('cross_marks', { count: judged, number: format.count(judged) }) : t('cross_no_marks')}</p>
      {columns.length > columnsMost && <p className="meta">{t('cross_cut', { count: columnsMost })}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too */}
      <section className={css.frame} tabIndex={0} aria-label={t('cross_label', { down: fieldWord(down), across: fieldWord(across) })}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{fieldWord(down)}</th>
              {columns.slice(0, columnsMost).map((column) => (
                <th key={column} scope="col">
                  {valueWord(across, column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names(down).map((name) => (
              <tr key={name}>
                <th scope="row">{valueWord(down, name)}</th>
                {columns.slice(0, columnsMost).map((column) => {
                  const row = cells.get(key(name, column));
                  return (
                    <Cell
                      key={column}
                      row={row}
                      metrics={metrics}
                      style={row ? ground(row, middle, reach) : {}}
                      drill={drill && name !== null && column !== null}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
