import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { useTouchpointName } from '../names';
import { useEmotionList } from './list';
import type { EmotionPlace } from './reads';

const short = (place: EmotionPlace) => (place.goal ?? 0) - (place.hit?.high ?? 0);

/** The goal that is missed by most, else that none is; and that none was set, when none was. */
export function EmotionsLead({ places }: { places: EmotionPlace[] }) {
  const { t } = useTranslation(['emotions', 'common']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const listOf = useEmotionList();
  const judged = places.filter((place) => place.goal !== undefined && place.status !== 'too few');
  const missed = judged.filter((place) => place.touchpoint && place.status === 'missed').sort((a, b) => short(b) - short(a));
  const worst = missed[0];
  if (!worst?.touchpoint) {
    const reached = judged.filter((place) => place.status === 'reached').length;
    return <LeadSentence>{judged.length === 0 ? t('lead_no_goal') : t('lead_fine', { reached, count: judged.length })}</LeadSentence>;
  }
  const values = {
    name: nameOf(worst.touchpoint),
    share: format.withUnit(worst.hit?.value ?? 0, 'percent'),
    interval: format.interval(worst.hit?.low ?? 0, worst.hit?.high ?? 0, 'percent'),
    emotion: listOf(worst.targets),
    goal: format.withUnit(worst.goal ?? 0, 'percent'),
  };
  return (
    <LeadSentence>
      <Trans
        t={t}
        i18nKey="lead_missed"
        values={values}
        components={{ a: <Link to="/touchpoints/$slug" params={{ slug: worst.touchpoint }} />, b: <b /> }}
      />{' '}
      {worst.leader && t('lead_leader', { emotion: t(`common:emotion.${worst.leader}`).toLowerCase() })}{' '}
      {missed.length > 1 && t('lead_more', { count: missed.length - 1 })}
    </LeadSentence>
  );
}
