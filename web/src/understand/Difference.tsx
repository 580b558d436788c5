import { useTranslation } from 'react-i18next';
import { type Unit, useFormat } from '../design/format';
import { Verdict, verdictOf } from '../design/Verdict';
import css from './ExplorePage.module.css';
import type { MetricRow } from './reads';

/** The verdict of a compared row, and under it the difference with its interval. */
export function Difference({ row, unit }: { row: MetricRow; unit: Unit }) {
  const { t } = useTranslation('explore');
  const format = useFormat();
  const { difference, difference_low: low, difference_high: high } = row;
  const places = unit === 'mean' ? 2 : 0;
  return (
    <span className={css.difference}>
      {row.verdict && <Verdict verdict={verdictOf(row.verdict)} />}
      {typeof difference === 'number' && typeof low === 'number' && typeof high === 'number' && (
        <span className="meta">
          {t('difference_of', { value: format.signed(difference, places), interval: format.interval(low, high, unit) })}
        </span>
      )}
    </span>
  );
}
