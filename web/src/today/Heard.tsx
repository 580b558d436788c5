import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { shiftDay, todayIn } from '../app/period';
import { useWorkspace } from '../app/session';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { ShareBar } from '../design/ShareBar';
import { useGlow } from '../design/useGlow';
import css from './Heard.module.css';
import { useHeard } from './useHeard';

function useTitle(day: string): string {
  const { t } = useTranslation('today');
  const format = useFormat();
  const today = todayIn(useWorkspace()?.time_zone);
  return day === shiftDay(today, -1) ? t('heard_yesterday') : t('heard_day', { day: format.fullDay(day) });
}

function SoFar({ count }: { count: number }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  const glow = useGlow(count, 'today');
  return (
    <p className={`small ${css.today}`}>
      <span className={glow}>
        <Trans t={t} i18nKey="heard_so_far" count={count} values={{ number: format.count(count) }} components={{ b: <b /> }} />
      </span>
    </p>
  );
}

/** Who was heard on the last whole day and how they were left, and how many have answered today. */
export function Heard({ heard }: { heard: Schema['Today']['heard'] }) {
  const { t } = useTranslation(['today', 'common']);
  const format = useFormat();
  const known = useHeard(heard);
  const title = useTitle(known?.day ?? heard.day);
  if (!known) return null;
  const { good, middle, poor } = known.outcomes;
  const all = good + middle + poor;
  const parts = (['good', 'middle', 'poor'] as const).map((outcome) => ({
    name: t(`common:outcome.${outcome}`),
    value: known.outcomes[outcome],
    text: format.count(known.outcomes[outcome]),
    tone: outcome,
  }));
  const stories = (
    <Link className="act" to="/responses" search={{ stories: true } as never}>
      {t('all_stories')}
    </Link>
  );
  return (
    <Section title={title} note={stories}>
      {all === 0 && <p className="meta">{t('heard_none')}</p>}
      {all > 0 && (
        <>
          <p className={css.count}>
            <b>{format.count(all)}</b> {t('responses', { count: all })}
          </p>
          <ShareBar parts={parts} label={title} />
        </>
      )}
      {known.soFar !== undefined && <SoFar count={known.soFar} />}
    </Section>
  );
}
