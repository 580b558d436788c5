import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import table from '../Table.module.css';
import css from './Earshot.module.css';
import type { Group } from './reads';

export interface NamedGroup {
  name: string;
  group: Group;
}

function Bar({ group, goal }: { group: Group; goal: number }) {
  const share = group.coverage_90;
  if (!share) return null;
  return (
    <span className={css.bar} aria-hidden="true">
      <i style={{ width: `${share.value}%` }} />
      <em style={{ left: `${share.low}%`, width: `${share.high - share.low}%` }} />
      <s style={{ left: `${goal}%` }} />
    </span>
  );
}

/** Coverage of each group with its interval; the mark is the goal. */
export function GroupTable({ groups, goal }: { groups: NamedGroup[]; goal: number }) {
  const { t } = useTranslation('earshot');
  const format = useFormat();
  const share = (one: Group['coverage_90']) =>
    one ? `${format.withUnit(one.value, 'percent')} (${format.interval(one.low, one.high, 'percent')})` : '–';
  return (
    <table className={`${table.table} ${css.groups}`}>
      <thead>
        <tr>
          <th>{t('group')}</th>
          <th className={table.number}>{t('active')}</th>
          <th>{t('heard_90')}</th>
          <th>
            <span className="unseen">{t('heard_90')}</span>
          </th>
          <th>{t('heard_365')}</th>
          <th>{t('verdict_name')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ name, group }) => (
          <tr key={name}>
            <td className={css.group}>{name}</td>
            <td className={table.number}>
              <span className={css.label}>{t('active')}</span>
              {format.count(group.active)}
            </td>
            <td className={css.share}>
              <span className={css.label}>{t('heard_90')}</span>
              {share(group.coverage_90)}
            </td>
            <td className={css.bars}>
              <Bar group={group} goal={goal} />
            </td>
            <td className={css.share}>
              <span className={css.label}>{t('heard_365')}</span>
              {group.coverage_365 ? format.withUnit(group.coverage_365.value, 'percent') : '–'}
            </td>
            <td className={group.verdict === 'missed' ? css.missed : css.verdict}>{t(`verdict.${group.verdict ?? 'too few'}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
