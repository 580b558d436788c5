import { useTranslation } from 'react-i18next';
import css from './FigureTable.module.css';
import { type Unit, useFormat } from './format';

export interface TableFigure {
  key: string;
  labels: string[];
  n: number;
  value?: number | null;
  low?: number | null;
  high?: number | null;
  missing?: number;
  quality?: string;
  /** the cells of the columns that come after n */
  more?: string[];
}

interface FigureTableProps {
  heads: string[];
  measure: string;
  unit: Unit;
  more?: string[];
  rows: TableFigure[];
}

/** The table twin of a chart: groups, value, interval, n, and what else there is. */
export function FigureTable({ heads, measure, unit, more = [], rows }: FigureTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={css.frame}>
      <table className={css.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
            <th>{measure}</th>
            <th>{t('figure.interval')}</th>
            <th>n</th>
            {more.map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              {row.labels.map((label, index) => (
                <td key={heads[index]}>{label}</td>
              ))}
              <td>{typeof row.value === 'number' ? format.withUnit(row.value, unit) : t('figure.missing', { count: row.missing ?? 0 })}</td>
              <td>{typeof row.low === 'number' && typeof row.high === 'number' ? format.interval(row.low, row.high, unit) : ''}</td>
              <td>
                {row.quality === 'indicative' && <span className="meta">{t('quality.indicative')} </span>}
                {format.count(row.n)}
              </td>
              {row.more?.map((cell, index) => (
                <td key={more[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
