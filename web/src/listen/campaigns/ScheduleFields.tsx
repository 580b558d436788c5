import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import asking from '../asking/Asking.module.css';
import type { CampaignIn } from './reads';

type Schedule = CampaignIn['schedule'];

/** How often, on which day, at what time. */
export function ScheduleFields({ schedule, change }: { schedule: Schedule; change: (schedule: Schedule) => void }) {
  const { t } = useTranslation('campaigns');
  const set = (part: Partial<Schedule>) => change({ ...schedule, ...part });
  const again = schedule.every !== 'once';
  return (
    <>
      <div className={asking.trio}>
        <NativeSelect
          label={t('form.every')}
          value={schedule.every}
          data={(['once', 'weeks', 'months'] as const).map((value) => ({ value, label: t(`form.${value}`) }))}
          onChange={(event) => set({ every: event.currentTarget.value as Schedule['every'] })}
        />
        {again && (
          <NumberInput
            label={t(`form.interval_${schedule.every}`)}
            min={1}
            max={52}
            value={schedule.interval ?? 1}
            onChange={(value) => set({ interval: typeof value === 'number' ? Math.max(1, value) : 1 })}
          />
        )}
        {again && (
          <NativeSelect
            label={t(schedule.every === 'months' ? 'form.weekday_first' : 'form.weekday')}
            value={String(schedule.weekday ?? 1)}
            data={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: t(`weekday.${day}`) }))}
            onChange={(event) => set({ weekday: Number(event.currentTarget.value) })}
          />
        )}
      </div>
      <div className={asking.trio}>
        <TextInput
          label={t(again ? 'form.from' : 'form.day')}
          type="date"
          value={schedule.from ?? ''}
          onChange={(event) => set({ from: event.currentTarget.value || undefined })}
        />
        <TextInput
          label={t('form.at')}
          type="time"
          value={schedule.at ?? ''}
          onChange={(event) => set({ at: event.currentTarget.value || undefined })}
        />
      </div>
    </>
  );
}
