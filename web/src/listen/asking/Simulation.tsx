import { Trans, useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import css from './Asking.module.css';
import { type AskRuleIn, useSimulation } from './reads';

/** What the rule would have done in the last 30 days, with the reasons of those it would have left alone. */
export function Simulation({ rule, enabled }: { rule: AskRuleIn; enabled: boolean }) {
  const { t } = useTranslation('asking');
  const format = useFormat();
  const { data } = useSimulation(rule, enabled);
  if (!enabled || !data) return null;
  const reasons = [...data.reasons].sort((a, b) => b.count - a.count);
  return (
    <div className={css.simulation} aria-live="polite">
      <p>
        <Trans
          t={t}
          i18nKey={reasons.length > 0 ? 'simulation_rest' : 'simulation'}
          values={{ asked: format.count(data.asked), n: format.count(data.encounters) }}
          components={{ b: <b /> }}
        />
      </p>
      {reasons.length > 0 && (
        <ul>
          {reasons.map(({ reason, count }) => (
            <li key={reason}>
              <b>{format.count(count)}</b> {t(`reason.${reason}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
