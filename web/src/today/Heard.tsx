import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { shiftDay, todayIn } from '../app/period';
import { useWorkspace } from '../app/session';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { ShareBar } from '../design/ShareBar';
import { useGlow } from '../design/useGlow';
import css from './Heard.module.css';

function useTitle(day: string): string {
  const { t } = useTranslation('today');
  const format = useFormat();
  const today = todayIn(useWorkspace()?.time_zone);
  if (day === today) return t('heard_today');
  return day === shiftDay(today, -1) ? t('heard_yesterday') : t('heard_day', { day: format.fullDay(day) });
}

/** Who was heard on the last day, and how they were left. */
export function Heard({ heard }: { heard: Schema['Today']['heard'] }) {
  const { t } = useTranslation(['today', 'common']);
  const format = useFormat();
  const glow = useGlow(heard.responses, heard.day);
  const title = useTitle(heard.day);
  const parts = (['good', 'middle', 'poor'] as const).map((outcome) => ({
    name: t(`common:outcome.${outcome}`),
    value: heard[outcome],
    text: format.count(heard[outcome]),
    tone: outcome,
  }));
  const stories = (
    <Link className="act" to="/responses" search={{ stories: true } as never}>
      {t('stories', { count: heard.stories })}
    </Link>
  );
  return (
    <Section title={title} note={heard.stories > 0 ? stories : undefined}>
      {heard.responses === 0 && <p className="meta">{t('heard_none')}</p>}
      {heard.responses > 0 && (
        <>
          <p className={css.count}>
            <b className={glow}>{format.count(heard.responses)}</b> {t('responses', { count: heard.responses })}
          </p>
          <ShareBar parts={parts} label={title} />
        </>
      )}
    </Section>
  );
}
