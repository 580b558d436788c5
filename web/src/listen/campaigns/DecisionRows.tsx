import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useFormat } from '../../design/format';
import asking from '../asking/Asking.module.css';
import { useSurveyTitle } from '../surveys/reads';
import table from '../Table.module.css';
import type { CampaignDecision } from './reads';

/** Asked or not, and why: of the customers of a run, or of one customer in every run. */
export function DecisionRows({ rows, withCustomer }: { rows: CampaignDecision[]; withCustomer: boolean }) {
  const { t } = useTranslation(['asking', 'campaigns']);
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const titleOf = useSurveyTitle();
  return (
    <table className={`${table.table} ${asking.decisions}`}>
      <thead>
        <tr>
          <th>{t('decision')}</th>
          <th>{withCustomer ? t('customer') : t('survey')}</th>
          <th>{t('campaigns:decided')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr key={`${one.run}-${one.customer}`}>
            <td className={table.name}>
              <b>{t(one.asked === undefined ? 'waits' : one.asked ? 'was_asked' : 'not_asked')}</b>
              <span className={table.note}>{t(`reason.${one.reason}`)}</span>
            </td>
            <td>
              {withCustomer ? (
                <Link to="/customers/$customer" params={{ customer: one.customer }}>
                  {one.customer}
                </Link>
              ) : (
                <Link to="/asking/campaigns/$run" params={{ run: String(one.run) }}>
                  {titleOf(one.survey)}
                </Link>
              )}
            </td>
            <td>{format.moment(one.decided_at ?? one.begun_at, zone)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
