import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { LeadSentence } from '../../design/LeadSentence';
import { useTouchpointName } from '../../understand/names';
import { type Draft, isGuided, placesOf } from './draft';
import type { JourneyFigures } from './reads';

/** The journey's name, where the customer is left guessing, and where customers are stuck. */
export function JourneyLead({ draft, figures }: { draft: Draft; figures: JourneyFigures | undefined }) {
  const { t, i18n } = useTranslation('journey');
  const nameOf = useTouchpointName();
  const steps = placesOf(draft);
  const gaps = steps.filter(({ step }) => !isGuided(step)).length;
  const stuck = figures?.steps.reduce((sum, step) => sum + step.stuck, 0) ?? 0;
  const worst = [...(figures?.steps ?? [])].sort((a, b) => b.stuck - a.stuck)[0];
  return (
    <LeadSentence>
      {pickText(draft.name, i18n.language, draft.slug)}. {gaps > 0 ? t('lead_gaps', { count: gaps }) : steps.length > 0 && t('lead_guided')}{' '}
      {stuck > 0 && worst && (
        <Trans
          t={t}
          i18nKey="lead_stuck"
          count={stuck}
          values={{ name: nameOf(worst.touchpoint) }}
          components={{ a: <Link to="/touchpoints/$slug" params={{ slug: worst.touchpoint }} /> }}
        />
      )}
    </LeadSentence>
  );
}
