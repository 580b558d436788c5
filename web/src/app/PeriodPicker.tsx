import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
import { Pop, PopChoice } from '../design/Pop';
import css from './PeriodPicker.module.css';
import { type PeriodSearch, useChoosePeriod, usePeriod } from './period';
import menu from './UserMenu.module.css';

function usePeriodName() {
  const { t } = useTranslation();
  const format = useFormat();
  const period = usePeriod();
  if (period.custom) return format.range(period.from, period.to);
  return t('period.until_today', { period: t(`period.${period.days}`, { defaultValue: t('period.days', { count: period.days }) }) });
}

function CustomPeriod({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const period = usePeriod();
  const choose = useChoosePeriod();
  const [from, setFrom] = useState(period.from);
  const [to, setTo] = useState(period.to);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    choose({ from, to });
    done();
  };
  return (
    <form className={css.custom} onSubmit={submit}>
      <label>
        {t('period.from')}
        <input type="date" value={from} max={to} required onChange={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        {t('period.to')}
        <input type="date" value={to} min={from} required onChange={(event) => setTo(event.currentTarget.value)} />
      </label>
      <Button type="submit" size="sm">
        {t('period.show')}
      </Button>
    </form>
  );
}

const choices: PeriodSearch[] = [{}, { days: 90 }, { days: 365 }];

/** 28 days, 90 days, a year, or any two days. The choice lives in the URL and stays while one moves about. */
export function PeriodPicker() {
  const { t } = useTranslation();
  const name = usePeriodName();
  const period = usePeriod();
  const choose = useChoosePeriod();
  return (
    <Pop button={name} className={menu.pick} label={t('period.name')} leftOnPhone>
      {(close) => (
        <>
          {choices.map((choice) => {
            const days = choice.days ?? 28;
            const pick = () => {
              choose(choice);
              close();
            };
            return (
              <PopChoice key={days} chosen={!period.custom && period.days === days} onClick={pick}>
                {t(`period.${days}`)}
              </PopChoice>
            );
          })}
          <CustomPeriod done={close} />
        </>
      )}
    </Pop>
  );
}
