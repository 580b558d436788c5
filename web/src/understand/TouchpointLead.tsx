import { Trans, useTranslation } from 'react-i18next';
import type { Period } from '../app/period';
import { pickText } from '../app/words';
import { unitOf, useFormat } from '../design/format';
import { LeadSentence } from '../design/LeadSentence';
import { verdictFor } from '../design/Verdict';
import { periodWords } from '../today/lead';
import type { Touchpoint } from './reads';
import type { Standing } from './standing';

interface TouchpointLeadProps {
  touchpoint: Touchpoint;
  standing: Standing | undefined;
  ready: boolean;
  period: Period;
}

/** The name stands as it is, as a label; the sentence after the colon is whole without it. */
export function TouchpointLead({ touchpoint, standing, ready, period }: TouchpointLeadProps) {
  const { t, i18n } = useTranslation(['touchpoint', 'today', 'common']);
  const format = useFormat();
  const name = pickText(touchpoint.name, i18n.language, touchpoint.slug);
  const { value, low, high, n, missing } = standing?.row ?? { n: 0 };
  if (!standing || typeof value !== 'number' || typeof low !== 'number' || typeof high !== 'number') {
    const waiting = n > 0 ? t('today:few', { n: format.count(n), missing: format.count(missing ?? 0) }) : t('nobody');
    return (
      <LeadSentence>
        {name}. {ready && waiting}
      </LeadSentence>
    );
  }
  const figure = format.margin(value, low, high, unitOf(standing.metrics.unit));
  const key = `today:lead.${standing.measure}.${verdictFor(standing.row)}`;
  return (
    <LeadSentence>
      {name}. <Trans t={t} i18nKey={key} values={{ figure, ...periodWords(t, period) }} components={{ b: <b /> }} />
    </LeadSentence>
  );
}
