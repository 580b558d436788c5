import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../../app/useSentence';
import type { FigureValue } from '../../design/FigureBlock';
import { unitOf, useFormat } from '../../design/format';
import { type MetricsAsk, useMetrics } from '../reads';
import css from './Weights.module.css';

interface WeightedRowProps {
  name: string;
  note: string;
  /** "margin" or a scheme's slug */
  weight: string;
  ask: MetricsAsk;
  deed?: ReactNode;
}

const few = 30;

/** One weighting: its figure beside the persons' own, and what the answers are still worth. */
export function WeightedRow({ name, note, weight, ask, deed }: WeightedRowProps) {
  const { t } = useTranslation(['weights', 'common']);
  const format = useFormat();
  const sentence = useSentence();
  const { data, error } = useMetrics({ ...ask, weight });
  const rows = data?.rows ?? [];
  const unit = unitOf(data?.unit);
  const said = (figure: FigureValue | undefined) =>
    typeof figure?.value === 'number' && typeof figure.low === 'number' && typeof figure.high === 'number' ? (
      <>
        <b>{format.withUnit(figure.value, unit)}</b> <span className="meta">{format.interval(figure.low, figure.high, unit)}</span>
      </>
    ) : (
      <span className="meta">{t('common:figure.missing', { count: figure?.missing ?? 10 })}</span>
    );
  const head = (
    <th scope="row">
      <Link to="/explore" search={{ measure: ask.measure, weight } as never}>
        {name}
      </Link>
      <span className="meta">{note}</span>
    </th>
  );
  if (error || rows.length === 0)
    return (
      <tr>
        {head}
        <td colSpan={7} className={css.said}>
          {error ? sentence(error) : data ? t('no_answers') : ''}
        </td>
        <td>{deed}</td>
      </tr>
    );
  return rows.map((row, index) => {
    const worth = row.effective_n ?? row.n;
    return (
      <tr key={JSON.stringify(row.histogram ?? index)}>
        {head}
        <td>{said(row)}</td>
        <td>{said(row.persons)}</td>
        <td>{format.count(row.n)}</td>
        <td>
          {format.number(worth, worth < 100 ? 1 : 0)}
          {worth < few && <span className={css.warning}>{t('below_30')}</span>}
        </td>
        <td>{worth > 0 ? format.number((row.n - (row.left_out ?? 0)) / worth, 2) : '–'}</td>
        <td>{data?.trimmed === undefined ? '–' : format.count(data.trimmed)}</td>
        <td>
          {format.count(row.left_out ?? 0)}
          {(row.carried ?? 0) > 0 && (
            <span className="meta">{t('carried', { count: row.carried, number: format.count(row.carried ?? 0) })}</span>
          )}
        </td>
        <td>{deed}</td>
      </tr>
    );
  });
}
