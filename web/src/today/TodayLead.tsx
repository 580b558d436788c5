import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import type { Period } from '../app/period';
import { useFormat } from '../design/format';
import { LeadSentence } from '../design/LeadSentence';
import { useTouchpointName } from '../understand/names';
import { leadParts, periodWords } from './lead';

/** The computed answer to "how are we doing, and where does it hurt". */
export function TodayLead({ today, period }: { today: Schema['Today']; period: Period }) {
  const { t } = useTranslation(['today', 'common']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const parts = leadParts(today, { ...periodWords(t, period) }, format, nameOf);
  return (
    <LeadSentence>
      {parts.map((part, index) => (
        <Fragment key={part.key}>
          {index > 0 && ' '}
          <Trans
            t={t}
            i18nKey={part.key}
            values={part.slots}
            components={{ b: <b />, a: today.worst ? <Link to="/touchpoints/$slug" params={{ slug: today.worst }} /> : <span /> }}
          />
        </Fragment>
      ))}
    </LeadSentence>
  );
}
