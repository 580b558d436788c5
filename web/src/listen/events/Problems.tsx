import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import table from '../Table.module.css';
import css from './Events.module.css';
import { useEventProblems } from './reads';

/** What was refused or left out, so that nothing is lost in silence. */
export function Problems() {
  const { t } = useTranslation('events');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const problems = useEventProblems(true).data ?? [];
  if (problems.length === 0) return null;
  return (
    <Section title={t('problems')} note={t('problems_note')}>
      <table className={`${table.table} ${css.problems}`}>
        <thead>
          <tr>
            <th>{t('event')}</th>
            <th>{t('what_was')}</th>
            <th className={table.number}>{t('times')}</th>
            <th>{t('last')}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <tr key={`${problem.name} ${problem.field} ${problem.slug}`}>
              <td className={table.name}>
                <b>{problem.name}</b>
                {problem.field && <span className={table.note}>{problem.field}</span>}
              </td>
              <td>
                {t(`problem.${problem.slug}`, { defaultValue: problem.detail })}{' '}
                <span className={table.quiet}>{t(problem.refused ? 'whole_refused' : 'part_refused')}</span>
              </td>
              <td className={table.number}>{format.count(problem.count)}</td>
              <td className={table.quiet}>{format.moment(problem.last_at, zone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
