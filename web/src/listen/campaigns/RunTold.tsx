import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useFormat } from '../../design/format';
import asking from '../asking/Asking.module.css';
import css from './Campaigns.module.css';
import type { CampaignRun } from './reads';

const steps = ['customers', 'asked', 'sent', 'answered'] as const;

/** One run: from the customers to the answers, and why the others were not asked. */
export function RunTold({ run }: { run: CampaignRun }) {
  const { t } = useTranslation(['campaigns', 'asking']);
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const rate = run.response_rate;
  const most = Math.max(run.customers, 1);
  return (
    <div className={asking.funnel}>
      <p className={css.run}>{t(`run.${run.state}`, { when: format.moment(run.begun_at, zone) })}</p>
      <dl>
        {steps.map((step) => (
          <div key={step}>
            <dt>{t(`step.${step}`)}</dt>
            <dd>
              <b>{format.count(run[step])}</b>
              <i style={{ width: `${(100 * run[step]) / most}%` }} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="small">
        {rate
          ? t(run.anonymous ? 'rate_anonymous' : 'rate', {
              rate: format.withUnit(rate.value, 'percent'),
              interval: format.interval(rate.low, rate.high, 'percent'),
              n: format.n(run.sent),
            })
          : t('rate_none')}
        {run.waiting > 0 && ` ${t('waiting', { count: run.waiting, n: format.count(run.waiting) })}`}
      </p>
      {run.reasons.length > 0 && (
        <details className={css.reasons}>
          <summary>{t('not_asked', { n: format.count(run.customers - run.asked - run.waiting) })}</summary>
          <ul>
            {[...run.reasons]
              .sort((a, b) => b.count - a.count)
              .map(({ reason, count }) => (
                <li key={reason}>
                  <b>{format.count(count)}</b> {t(`asking:reason.${reason}`)}
                </li>
              ))}
          </ul>
        </details>
      )}
      <Link className="act" to="/asking/campaigns/$run" params={{ run: String(run.id) }}>
        {t('run_link')}
      </Link>
    </div>
  );
}
