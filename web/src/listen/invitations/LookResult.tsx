import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './Invite.module.css';
import { NotAskedList } from './NotAskedList';
import type { Look } from './reads';

/** The reasons that a manager may overrule. */
const budget = new Set<string>(['asked_lately', 'asked_this_survey', 'asked_this_year', 'never_answers']);

interface LookResultProps {
  look: Look;
  overBudget: boolean;
  setOverBudget: (over: boolean) => void;
}

/** Before anybody is asked: how many are reached, and who is not, by reason. */
export function LookResult({ look, overBudget, setOverBudget }: LookResultProps) {
  const { t } = useTranslation('invite');
  const lately = look.not_asked.some((one) => budget.has(one.reason));
  return (
    <div className={css.outcome}>
      <b>{t('reached', { count: look.reached, matched: look.matched })}</b>
      {look.not_asked.length > 0 && <NotAskedList reasons={look.not_asked} />}
      {(lately || overBudget) && (
        <Checkbox label={t('over_budget')} checked={overBudget} onChange={(event) => setOverBudget(event.currentTarget.checked)} />
      )}
    </div>
  );
}
