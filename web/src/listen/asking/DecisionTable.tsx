import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useFormat } from '../../design/format';
import { useTouchpointName } from '../../understand/names';
import { useSurveyTitle } from '../surveys/reads';
import table from '../Table.module.css';
import css from './Asking.module.css';
import type { AskDecision } from './reads';

function Row({ one, withCustomer }: { one: AskDecision; withCustomer: boolean }) {
  const { t } = useTranslation('asking');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const touchpointName = useTouchpointName();
  const surveyTitle = useSurveyTitle();
  return (
    <tr>
      <td className={table.name}>
        <b>{t(one.asked === undefined ? 'waits' : one.asked ? 'was_asked' : 'not_asked')}</b>
        <span className={table.note}>{t(`reason.${one.reason}`)}</span>
      </td>
      {withCustomer && (
        <td>
          {one.customer ? (
            <Link to="/customers/$customer" params={{ customer: one.customer }}>
              {one.customer}
            </Link>
          ) : (
            <span className={css.quiet}>{t('unknown_customer')}</span>
          )}
        </td>
      )}
      <td>
        {one.touchpoint ? touchpointName(one.touchpoint) : '–'}
        {one.happened_at && <span className={table.note}>{format.moment(one.happened_at, zone)}</span>}
      </td>
      <td>
        {one.by === 'rule' ? one.rule_name : t('by_hand', { survey: surveyTitle(one.survey ?? '') })}
        <span className={table.note}>
          {one.decided_at ? format.moment(one.decided_at, zone) : t('due', { when: format.moment(one.due_at, zone) })}
        </span>
      </td>
    </tr>
  );
}

export function DecisionTable({ rows, withCustomer = true }: { rows: AskDecision[]; withCustomer?: boolean }) {
  const { t } = useTranslation('asking');
  return (
    <table className={`${table.table} ${css.decisions}`}>
      <thead>
        <tr>
          <th>{t('decision')}</th>
          {withCustomer && <th>{t('customer')}</th>}
          <th>{t('encounter')}</th>
          <th>{t('asked_by')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <Row key={`${one.rule}-${one.encounter}-${one.due_at}-${one.customer}`} one={one} withCustomer={withCustomer} />
        ))}
      </tbody>
    </table>
  );
}
