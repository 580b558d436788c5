import { useTranslation } from 'react-i18next';
import type { Touchpoint } from './reads';
import type { Standings } from './standing';
import { TouchpointRow } from './TouchpointRow';
import css from './TouchpointsPage.module.css';
import type { Weight } from './weakening';

interface TouchpointsTableProps {
  touchpoints: Touchpoint[];
  standings: Standings;
  weightOf: (touchpoint: Touchpoint) => Weight | undefined;
  place: string;
}

export function TouchpointsTable({ touchpoints, standings, weightOf, place }: TouchpointsTableProps) {
  const { t } = useTranslation(['touchpoint', 'common']);
  return (
    <div className={css.frame}>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('name')}</th>
            <th className={css.strip}>
              <span className="unseen">{t('scale')}</span>
            </th>
            <th>{t('figure')}</th>
            <th>{t('common:figure.interval')}</th>
            <th className={css.left}>{t('verdict')}</th>
            <th className={css.exp}>{t('common:measure.expectation')}</th>
            <th className={css.hit}>{t('common:measure.emotion_hit')}</th>
            <th className={css.left}>{t('owner')}</th>
            <th>{t('common:figure.per_month')}</th>
          </tr>
        </thead>
        <tbody>
          {touchpoints.map((touchpoint) => (
            <TouchpointRow
              key={touchpoint.slug}
              touchpoint={touchpoint}
              standings={standings}
              weight={weightOf(touchpoint)}
              place={`${touchpoint.slug} ${place}`}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
