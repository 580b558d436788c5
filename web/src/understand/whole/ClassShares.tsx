import { useTranslation } from 'react-i18next';
import bar from '../../design/ExpectationBar.module.css';
import table from '../../design/FigureTable.module.css';
import { useFormat } from '../../design/format';
import type { SpillClass, SpillOver } from './read';
import css from './Whole.module.css';

const levels = ['weak', 'good', 'excellent'] as const;

function Shares({ one }: { one: SpillClass }) {
  const { t } = useTranslation(['whole', 'common']);
  const format = useFormat();
  const said = levels.map((level) => `${t(`level.${level}`)} ${format.withUnit(one.shares[level].value ?? 0, 'percent')}`).join(', ');
  return (
    <div className={bar.bar} role="img" aria-label={said}>
      {levels.map((level) => {
        const share = one.shares[level].value ?? 0;
        return share <= 0 ? null : (
          <span key={level} className={bar[level]} style={{ flexGrow: share }}>
            {share >= 8 && format.withUnit(share, 'percent')}
          </span>
        );
      })}
    </div>
  );
}

/** How many experiences of each class were weak, good or excellent, as a bar and with the intervals below. */
export function ClassShares({ spill }: { spill: SpillOver }) {
  const { t } = useTranslation(['whole', 'common']);
  const format = useFormat();
  return (
    <div>
      <h3 className={css.shareTitle}>{t('shares_title')}</h3>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t('class')}</th>
            {levels.map((level) => (
              <th key={level}>{t(`level.${level}`)}</th>
            ))}
            <th>n</th>
          </tr>
        </thead>
        <tbody>
          {spill.classes.map((one) => (
            <tr key={one.class}>
              <td>{t(`common:kind.${one.class}`)}</td>
              {levels.map((level) => {
                const share = one.shares[level];
                const known = typeof share.value === 'number' && typeof share.low === 'number' && typeof share.high === 'number';
                return (
                  <td key={level}>
                    {known ? format.withUnit(share.value ?? 0, 'percent') : '–'}
                    {known && <span className={`meta ${css.under}`}>{format.interval(share.low ?? 0, share.high ?? 0, 'percent')}</span>}
                  </td>
                );
              })}
              <td>{format.count(one.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {spill.classes
        .filter((one) => typeof one.shares.weak.value === 'number')
        .map((one) => (
          <div key={one.class} className={css.share}>
            <span>{t(`common:kind.${one.class}`)}</span>
            <Shares one={one} />
          </div>
        ))}
    </div>
  );
}
