import { Trans, useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import type { Association } from './read';

/** The strongest association that is shown, else that none is. */
export function FollowedLead({ association }: { association: Association }) {
  const { t } = useTranslation('followed');
  const format = useFormat();
  const stay = association.outcome === 'retention';
  const places = stay ? 1 : 2;
  const shown = association.effects
    .filter((effect) => effect.verdict === 'better' || effect.verdict === 'worse')
    .sort((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0))[0];
  if (!shown) return <LeadSentence>{t('lead_none', { days: association.days })}</LeadSentence>;
  const ends = [Math.abs(shown.low ?? 0), Math.abs(shown.high ?? 0)].sort((a, b) => a - b);
  const values = {
    value: format.number(Math.abs(shown.value ?? 0), places),
    way: t(`way.${association.outcome}.${(shown.value ?? 0) > 0 ? 'more' : 'less'}`),
    low: format.number(ends[0] ?? 0, places),
    high: format.number(ends[1] ?? 0, places),
    days: association.days,
  };
  return (
    <LeadSentence>
      <Trans t={t} i18nKey={`lead_${stay ? 'stay_' : ''}${shown.class}`} values={values} components={{ b: <b /> }} />
    </LeadSentence>
  );
}
