import { Button, Menu, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
import css from './PeriodPicker.module.css';
import { useChoosePeriod, usePeriod } from './period';
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

/** 28 days, 90 days, a year, or any two days. The choice lives in the URL and stays while one moves about. */
export function PeriodPicker() {
  const { t } = useTranslation();
  const name = usePeriodName();
  const choose = useChoosePeriod();
  const [open, setOpen] = useState(false);
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" width={240} trapFocus={false}>
      <Menu.Target>
        <UnstyledButton className={menu.pick}>{name}</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => choose({})}>{t('period.28')}</Menu.Item>
        <Menu.Item onClick={() => choose({ days: 90 })}>{t('period.90')}</Menu.Item>
        <Menu.Item onClick={() => choose({ days: 365 })}>{t('period.365')}</Menu.Item>
        <Menu.Divider />
        <CustomPeriod done={() => setOpen(false)} />
      </Menu.Dropdown>
    </Menu>
  );
}
