import { useTranslation } from 'react-i18next';
import { useTouchpointName } from '../../understand/names';
import { useChannelName } from '../channelName';
import { type Leaf, readCondition } from '../condition';
import { fieldWord } from './condition';
import type { RuleIn } from './reads';

/** A rule as a person would say it: when this comes and that holds, a customer met us there. */
export function useRuleSentence(): (rule: RuleIn) => string {
  const { t } = useTranslation('events');
  const touchpointName = useTouchpointName();
  const channelName = useChannelName();
  const leafText = (leaf: Leaf) => t(`leaf.${leaf.op}`, { name: fieldWord(leaf.field), value: leaf.value ?? '' });
  const whereText = (where: unknown) => {
    const condition = readCondition(where);
    if (!condition) return t('where_compound');
    if (condition.leaves.length === 0) return '';
    return t('where_text', { text: condition.leaves.map(leafText).join(` ${t(`join.${condition.mode}`)} `) });
  };
  return (rule) =>
    [
      t('when_event', { event: rule.event }),
      whereText(rule.where),
      rule.channel
        ? t('met_in', { touchpoint: touchpointName(rule.touchpoint), channel: channelName(rule.channel) })
        : t('met_at', { touchpoint: touchpointName(rule.touchpoint) }),
    ].join('');
}
