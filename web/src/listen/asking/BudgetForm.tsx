import '../../design/forms';
import { Checkbox, NumberInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import css from './Asking.module.css';
import { type BudgetException, ExceptionFields, newException } from './ExceptionFields';
import { type Budget, saveBudget } from './reads';

const exceptionsMost = 50;
const places = Array.from({ length: exceptionsMost }, (_, at) => `exceptions[${at}]`);
const whole = (value: string | number): number => (typeof value === 'number' ? value : 0);

/** The limits of the budget, and for whom others hold. */
export function BudgetForm({ budget, close }: { budget: Budget; close: () => void }) {
  const { t } = useTranslation(['asking', 'common']);
  const deed = useDeed(places);
  const [draft, setDraft] = useState(budget);
  const put = (exceptions: BudgetException[]) => setDraft({ ...draft, exceptions });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(() => saveBudget(draft))) close();
  };
  const limit = (name: 'lately' | 'survey' | 'year') => (
    <fieldset className={css.limit}>
      <legend>{t(`budget.form_${name}`)}</legend>
      <NumberInput
        aria-label={t('budget.requests')}
        min={0}
        max={1000}
        value={draft[name].requests}
        onChange={(value) => setDraft({ ...draft, [name]: { ...draft[name], requests: whole(value) } })}
      />
      <span>{t('budget.in_days')}</span>
      <NumberInput
        aria-label={t('budget.days')}
        min={1}
        max={3660}
        value={draft[name].days}
        onChange={(value) => setDraft({ ...draft, [name]: { ...draft[name], days: Math.max(1, whole(value)) } })}
      />
      <span>{t('budget.days')}</span>
    </fieldset>
  );
  return (
    <Dialog title={t('budget.title')} close={close} side>
      <form className={css.form} onSubmit={submit}>
        {limit('lately')}
        {limit('survey')}
        {limit('year')}
        <NumberInput
          label={t('budget.form_unanswered')}
          description={t('budget.form_unanswered_note')}
          min={0}
          max={100}
          value={draft.unanswered}
          onChange={(value) => setDraft({ ...draft, unanswered: whole(value) })}
        />
        <Checkbox
          label={t('budget.form_consent')}
          checked={draft.consent_needed}
          onChange={(event) => setDraft({ ...draft, consent_needed: event.currentTarget.checked })}
        />
        <fieldset className={css.exceptions}>
          <legend>{t('budget.exceptions')}</legend>
          <p className="small">{t('budget.exceptions_note')}</p>
          <ul>
            {draft.exceptions.map((exception, at) => (
              <ExceptionFields
                // biome-ignore lint/suspicious/noArrayIndexKey: exceptions are told apart by their place
                key={at}
                exception={exception}
                problem={deed.at(`exceptions[${at}]`)}
                change={(next) => put(draft.exceptions.map((one, index) => (index === at ? next : one)))}
                remove={() => put(draft.exceptions.filter((_, index) => index !== at))}
              />
            ))}
          </ul>
          {draft.exceptions.length < exceptionsMost && (
            <UnstyledButton className="act" onClick={() => put([...draft.exceptions, newException()])}>
              {t('budget.exception_add')}
            </UnstyledButton>
          )}
        </fieldset>
        <DialogEnd deed={deed} close={close} />
      </form>
    </Dialog>
  );
}
