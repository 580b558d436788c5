import { CloseButton, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readCondition } from '../condition';
import { ConditionRows, type ValueOf } from '../events/ConditionRows';
import css from './Asking.module.css';
import type { Budget } from './reads';

export type BudgetException = Budget['exceptions'][number];

/** As it is being written: a row without a field stands until the server is asked. */
const where = (tree: object) => tree as unknown as BudgetException['where'];
export const newException = (): BudgetException => ({
  name: '',
  where: where({ all: [{ field: 'customer.attributes.', op: 'eq', value: '' }] }),
});

/** What is written as a number counts as one where it is compared by size; yes or no as such. */
const typedAs: ValueOf = (text, _field, op) => {
  const number = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
  if (Number.isFinite(number) && /^[gl][et]$/.test(op)) return number;
  return text === 'true' || text === 'false' ? text === 'true' : text;
};

interface ExceptionFieldsProps {
  exception: BudgetException;
  change: (exception: BudgetException) => void;
  remove: () => void;
  problem?: string;
}

/** One exception: for whom, and the limits that hold instead. A limit without a number stays the budget's. */
export function ExceptionFields({ exception, change, remove, problem }: ExceptionFieldsProps) {
  const { t } = useTranslation(['asking', 'events']);
  const read = readCondition(exception.where);
  const limit = (name: 'lately' | 'survey' | 'year', usualDays: number) => {
    const now = exception[name];
    const put = (requests: string | number, days: number) => {
      const { [name]: _, ...rest } = exception;
      change(typeof requests === 'number' ? { ...rest, [name]: { requests, days } } : rest);
    };
    return (
      <fieldset className={css.limit}>
        <legend>{t(`budget.form_${name}`)}</legend>
        <NumberInput
          aria-label={t('budget.requests')}
          placeholder={t('budget.as_budget')}
          min={0}
          max={1000}
          value={now?.requests ?? ''}
          onChange={(value) => put(value, now?.days ?? usualDays)}
        />
        <span>{t('budget.in_days')}</span>
        <NumberInput
          aria-label={t('budget.days')}
          min={1}
          max={3660}
          disabled={!now}
          value={now?.days ?? usualDays}
          onChange={(value) => put(now?.requests ?? '', typeof value === 'number' ? Math.max(1, value) : 1)}
        />
        <span>{t('budget.days')}</span>
      </fieldset>
    );
  };
  return (
    <li className={css.exception}>
      <div className={css.exceptionHead}>
        <TextInput
          label={t('name')}
          maxLength={100}
          required
          value={exception.name}
          onChange={(event) => change({ ...exception, name: event.currentTarget.value })}
        />
        <CloseButton aria-label={t('budget.exception_remove', { name: exception.name })} onClick={remove} />
      </div>
      {read ? (
        <ConditionRows
          condition={read}
          samples={[]}
          fields={['customer.attributes.', 'attributes.', 'touchpoint', 'channel', 'unit']}
          typedAs={typedAs}
          change={({ mode, leaves }) => change({ ...exception, where: where({ [mode]: leaves }) })}
        />
      ) : (
        <p className="small">{t('events:where_kept')}</p>
      )}
      {limit('lately', 7)}
      {limit('survey', 30)}
      {limit('year', 365)}
      {problem && (
        <p role="alert" className={css.failure}>
          {problem}
        </p>
      )}
    </li>
  );
}
