import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { useTouchpointName } from '../../understand/names';
import { type Leaf, readCondition } from '../condition';
import { fieldWord } from '../events/condition';
import { useSurveys } from '../surveys/reads';
import type { AskRuleIn } from './reads';

/** A condition in words, without what leads to it; empty: there is none. */
export function useLeavesText(): (where: unknown) => string {
  const { t } = useTranslation('events');
  const leafText = (leaf: Leaf) =>
    t(`leaf.${leaf.op}`, { name: fieldWord(leaf.field.replace(/^attributes\./, 'properties.')), value: leaf.value ?? '' });
  return (where) => {
    const condition = readCondition(where);
    return condition ? condition.leaves.map(leafText).join(` ${t(`join.${condition.mode}`)} `) : '…';
  };
}

export function useWhereText(): (where: unknown) => string {
  const { t } = useTranslation('events');
  const leavesText = useLeavesText();
  return (where) => {
    if (!readCondition(where)) return t('where_compound');
    const text = leavesText(where);
    return text && t('where_text', { text });
  };
}

/** A rule as a person would say it: after this encounter, then, to so many, this survey. */
export function useAskSentence(): (rule: AskRuleIn) => string {
  const { t, i18n } = useTranslation('asking');
  const format = useFormat();
  const touchpointName = useTouchpointName();
  const surveys = useSurveys().data;
  const whereText = useWhereText();
  const when = ({ delay }: AskRuleIn) => {
    const parts = [
      delay?.days ? t('say.days', { count: delay.days }) : '',
      delay?.hours ? t('say.hours', { count: delay.hours }) : '',
      delay?.at ? t('say.at', { at: i18n.language === 'fi' ? delay.at.replace(':', '.') : delay.at }) : '',
    ].filter(Boolean);
    return parts.length > 0 ? parts.join(' ') : t('say.at_once');
  };
  return (rule) => {
    const places = [...(rule.touchpoint ? [rule.touchpoint] : []), ...(rule.touchpoints ?? [])].map(touchpointName).join(', ');
    const survey = surveys?.find((one) => one.slug === rule.survey);
    return t('say.rule', {
      where: whereText(rule.where),
      places,
      when: when(rule),
      share: (rule.share ?? 1) < 1 ? t('say.share', { share: format.withUnit(100 * (rule.share ?? 1), 'percent') }) : t('say.everyone'),
      survey: pickText(survey?.definition.title, i18n.language, rule.survey),
      channel: t(`say.${rule.channel ?? 'email'}`),
    });
  };
}
