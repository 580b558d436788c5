import '../../design/forms';
import { Button, NumberInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import css from './Earshot.module.css';
import { type Earshot, saveGoal } from './reads';

function GoalForm({ goal, close }: { goal: Earshot['goal']; close: () => void }) {
  const { t } = useTranslation(['earshot', 'common']);
  const deed = useDeed();
  const [coverage, setCoverage] = useState(goal.coverage);
  const [talks, setTalks] = useState(goal.talks_month);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(() => saveGoal(coverage, talks))) close();
  };
  return (
    <Dialog title={t('goal_change')} close={close}>
      <form className={css.form} onSubmit={submit}>
        <NumberInput
          label={t('goal_coverage')}
          min={0}
          max={100}
          value={coverage}
          onChange={(value) => setCoverage(typeof value === 'number' ? value : 0)}
        />
        <NumberInput
          label={t('goal_talks')}
          min={0}
          max={1000}
          value={talks}
          onChange={(value) => setTalks(typeof value === 'number' ? value : 0)}
        />
        {deed.failure && (
          <p role="alert" className={css.failure}>
            {deed.failure}
          </p>
        )}
        <div className={css.row}>
          <Button type="submit" disabled={deed.busy}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** How many talks each leader has written down this month, against the goal. */
export function Leaders({ earshot }: { earshot: Earshot }) {
  const { t } = useTranslation('earshot');
  const format = useFormat();
  const owner = useMay('owner');
  const [changing, setChanging] = useState(false);
  return (
    <Section title={t('leaders')} note={t('leaders_goal', { count: earshot.goal.talks_month })}>
      {earshot.leaders.length === 0 && <p className={css.none}>{t('leaders_none')}</p>}
      <ul className={css.silent}>
        {earshot.leaders.map((one) => (
          <li key={one.account}>
            <b>{one.name}</b>
            <span className={css.note}>{format.count(one.talks)}</span>
          </li>
        ))}
      </ul>
      {owner && (
        <UnstyledButton className="act" onClick={() => setChanging(true)}>
          {t('goal_change')}
        </UnstyledButton>
      )}
      {changing && <GoalForm goal={earshot.goal} close={() => setChanging(false)} />}
    </Section>
  );
}
