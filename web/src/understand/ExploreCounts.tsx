import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
import page from './ExplorePage.module.css';
import type { ResultProps } from './ExploreResult';
import { useGroupWords } from './groupWords';

/** Counts have no interval: plain bars from zero. */
export function ExploreCounts({ groups, metrics }: ResultProps) {
  const { t } = useTranslation('explore');
  const format = useFormat();
  const { valueWord } = useGroupWords();
  const most = Math.max(1, ...metrics.rows.map((row) => row.value ?? 0));
  const name = (group: Record<string, string | null>) => groups.map((one) => valueWord(one, group[one])).join(' · ') || t('everything');
  return (
    <ul className={page.counts}>
      {metrics.rows.map((row) => (
        <li key={JSON.stringify(row.group)}>
          <span>{name(row.group)}</span>
          <i style={{ width: `${((row.value ?? 0) / most) * 100}%` }} />
          <b>{format.count(row.value ?? 0)}</b>
        </li>
      ))}
    </ul>
  );
}
