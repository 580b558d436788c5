import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './Invite.module.css';
import type { Look } from './reads';

interface LookResultProps {
  look: Look;
  overBudget: boolean;
  setOverBudget: (over: boolean) => void;
}

/** Before anybody is asked: how many are reached, and who is not, by reason. */
export function LookResult({ look, overBudget, setOverBudget }: LookResultProps) {
  const { t } = useTranslation('invite');
  const lately = look.not_asked.find((one) => one.reason === 'asked_lately');
  return (
    <div className={css.outcome}>
      <b>{t('reached', { count: look.reached, matched: look.matched })}</b>
      {look.not_asked.length > 0 && (
        <ul>
          {[...look.not_asked]
            .sort((a, b) => b.count - a.count)
            .map(({ reason, count, customers }) => (
              <li key={reason}>
                {count} · {t(`reason.${reason}`)}: {customers.join(', ')}
                {count > customers.length && ` ${t('and_more', { count: count - customers.length })}`}
              </li>
            ))}
        </ul>
      )}
      {(lately || overBudget) && (
        <Checkbox label={t('over_budget')} checked={overBudget} onChange={(event) => setOverBudget(event.currentTarget.checked)} />
      )}
    </div>
  );
}
