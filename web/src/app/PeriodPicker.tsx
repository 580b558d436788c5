import { Button, Popover, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
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
  const choose = useChoosePeriod();
  const [open, setOpen] = useState(false);
  const pick = (choice: PeriodSearch) => {
    choose(choice);
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={240} trapFocus withinPortal={false}>
      <Popover.Target>
        <UnstyledButton className={menu.pick} onClick={() => setOpen((before) => !before)}>
          {name}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown} aria-label={t('period.name')}>
        {choices.map((choice) => (
          <UnstyledButton key={choice.days ?? 28} className={css.choice} onClick={() => pick(choice)}>
            {t(`period.${choice.days ?? 28}`)}
          </UnstyledButton>
        ))}
        <CustomPeriod done={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
