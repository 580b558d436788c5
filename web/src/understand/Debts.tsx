import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schema } from '../app/api';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import css from './Debts.module.css';
import { useTouchpointName } from './names';

type Debt = Schema['Debts']['items'][number];

export function useDebts() {
  return useQuery({ queryKey: ['debts'], queryFn: () => answer(api.GET('/api/v1/debts')) });
}

/** What is missing, and the one deed that mends it. */
function Missing({ debt, days }: { debt: Debt; days: number }) {
  const { t } = useTranslation('touchpoint');
  const words = [
    debt.no_owner ? t('debt_owner') : '',
    debt.measure === 'none' ? t('debt_none') : '',
    debt.measure === 'unanswered' ? t('debt_unanswered', { days }) : '',
  ];
  return (
    <>
      <span className={css.debt}>{words.filter(Boolean).join(', ')}</span>
      {debt.no_owner ? (
        <Link to="/touchpoints/$slug" params={{ slug: debt.touchpoint }}>
          {t('debt_name')}
        </Link>
      ) : (
        <Link to="/surveys">{t('debt_ask')}</Link>
      )}
    </>
  );
}

/** Touchpoints that customers meet and that nobody answers for, or nobody listens at. The most met first. */
export function Debts({ most }: { most: number }) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const debts = useDebts().data;
  if (!debts || debts.items.length === 0) return null;
  return (
    <Section title={t('debts')} note={t('debts_note', { measured: debts.measured, count: debts.with_volume })}>
      <ul className={css.list}>
        {debts.items.slice(0, most).map((debt) => (
          <li key={debt.touchpoint}>
            <Link to="/touchpoints/$slug" params={{ slug: debt.touchpoint }}>
              <b>{nameOf(debt.touchpoint)}</b>
            </Link>
            <span className="small">
              {format.count(debt.volume_month)} {t('common:figure.per_month')}
            </span>
            <Missing debt={debt} days={debts.days} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
