import { UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { Section } from '../../design/Section';
import css from './Asking.module.css';
import { useBudget } from './reads';
import { useLeavesText } from './useAskSentence';

const BudgetForm = lazy(() => import('./BudgetForm').then((module) => ({ default: module.BudgetForm })));

/** How often one person is asked at most, said in sentences. */
export function BudgetSection() {
  const { t } = useTranslation('asking');
  const { data: budget } = useBudget();
  const leavesText = useLeavesText();
  const may = useMay('owner');
  const [editing, setEditing] = useState(false);
  if (!budget) return null;
  const limit = ({ requests, days }: { requests: number; days: number }) => t('budget.limit', { count: requests, days });
  return (
    <Section title={t('budget.title')} note={t('budget.note')}>
      <ul className={css.budget}>
        <li>{t('budget.lately', { limit: limit(budget.lately) })}</li>
        <li>{t('budget.survey', { limit: limit(budget.survey) })}</li>
        <li>{t('budget.year', { limit: limit(budget.year) })}</li>
        <li>{budget.unanswered ? t('budget.unanswered', { count: budget.unanswered }) : t('budget.unanswered_never')}</li>
        <li>{t(budget.consent_needed ? 'budget.consent' : 'budget.consent_not')}</li>
        <li>{t('budget.complaint')}</li>
        {budget.exceptions.map((one) => (
          <li key={one.name}>
            <b>{one.name}</b>
            {` (${leavesText(one.where)}): `}
            {[one.lately, one.survey, one.year].flatMap((each) => (each ? [limit(each)] : [])).join('; ')}
          </li>
        ))}
      </ul>
      {may && (
        <UnstyledButton className="act" onClick={() => setEditing(true)}>
          {t('budget.change')}
        </UnstyledButton>
      )}
      {editing && (
        <Suspense>
          <BudgetForm budget={budget} close={() => setEditing(false)} />
        </Suspense>
      )}
    </Section>
  );
}
