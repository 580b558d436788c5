import { Trans, useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { useWholeNames } from './names';
import type { WholeAttribute, WholePicture } from './read';

/** The attribute that holds together least, and the place that breaks it, when it is one place for certain: one that is better than the
 * others breaks nothing, and is said otherwise. */
export function WholeLead({ whole, worst }: { whole: WholePicture; worst: WholeAttribute }) {
  const { t } = useTranslation('whole');
  const format = useFormat();
  const { placeName, questionName } = useWholeNames(whole);
  const sure = (worst.breaking_share ?? 0) >= 0.95;
  const values = {
    question: questionName(worst.question),
    value: format.number(worst.consistency ?? 0, 2),
    low: format.number(worst.low ?? 0, 2),
    high: format.number(worst.high ?? 0, 2),
    place: placeName(worst.breaking ?? worst.lowest ?? ''),
    other: placeName(worst.highest ?? ''),
    lowest: placeName(worst.lowest ?? ''),
    gap: format.number(worst.gap ?? 0, 2),
  };
  const breaks = worst.breaking && sure ? (worst.breaking === worst.highest ? 'lead_above' : 'lead_breaking') : 'lead_apart';
  return (
    <LeadSentence>
      <Trans t={t} i18nKey={breaks} values={values} components={{ b: <b /> }} />
    </LeadSentence>
  );
}
