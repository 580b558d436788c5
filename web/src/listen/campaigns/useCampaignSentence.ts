import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { useLeavesText } from '../asking/useAskSentence';
import { useSurveys } from '../surveys/reads';
import type { CampaignIn } from './reads';

/** A campaign as a person would say it: how often, to whom, which survey. */
export function useCampaignSentence(): (campaign: CampaignIn) => string {
  const { t, i18n } = useTranslation('campaigns');
  const format = useFormat();
  const surveys = useSurveys().data;
  const leavesText = useLeavesText();
  const when = ({ schedule }: CampaignIn) => {
    const { every, from, at = '10:00', interval = 1, weekday = 1 } = schedule;
    const clock = i18n.language === 'en' ? at : at.replace(':', '.');
    if (every === 'once') return from ? t('when.once', { day: format.fullDay(from), at: clock }) : t('when.at_once');
    return t(`when.${every}`, { count: interval, weekday: t(`weekday_on.${weekday}`), at: clock });
  };
  return (campaign) => {
    const share = campaign.share ?? 1;
    const where = leavesText(campaign.where);
    const survey = surveys?.find((one) => one.slug === campaign.survey);
    return t('say', {
      when: when(campaign),
      share: share < 1 ? t('share_of', { share: format.withUnit(100 * share, 'percent') }) : t('everybody'),
      where: where && t('where', { text: where }),
      survey: pickText(survey?.definition.title, i18n.language, campaign.survey),
    });
  };
}
