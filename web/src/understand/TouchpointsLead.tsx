import { useTranslation } from 'react-i18next';
import { LeadSentence } from '../design/LeadSentence';
import type { Touchpoint } from './reads';
import type { Standings } from './standing';

/** How many places there are, how many are heard, and the debts: volume without a measure, places without an owner. */
export function TouchpointsLead({ touchpoints, standings }: { touchpoints: Touchpoint[]; standings: Standings }) {
  const { t } = useTranslation('touchpoint');
  const heard = touchpoints.filter((touchpoint) => standings.of(touchpoint.slug)).length;
  const silent = touchpoints.filter((touchpoint) => (touchpoint.volume_month ?? 0) > 0 && !standings.of(touchpoint.slug)).length;
  const ownerless = touchpoints.filter((touchpoint) => !touchpoint.owner).length;
  const sentences = [
    standings.ready ? t('lead', { count: touchpoints.length, heard }) : t('lead_count', { count: touchpoints.length }),
    standings.ready && silent > 0 ? t('lead_silent', { count: silent }) : '',
    ownerless > 0 ? t('lead_ownerless', { count: ownerless }) : '',
  ];
  return <LeadSentence>{sentences.filter(Boolean).join(' ')}</LeadSentence>;
}
