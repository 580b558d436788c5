import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { pickText } from '../../app/words';
import { EmptyState } from '../../design/EmptyState';
import { LeadSentence } from '../../design/LeadSentence';
import css from './Journeys.module.css';
import { type Journey, useJourneys } from './reads';

const NewJourney = lazy(() => import('./NewJourney').then((module) => ({ default: module.NewJourney })));

function Lead({ journeys }: { journeys: Journey[] }) {
  const { t } = useTranslation('journey');
  const gaps = journeys.reduce((sum, { guidance }) => sum + guidance.steps - guidance.guided, 0);
  const steps = journeys.reduce((sum, { guidance }) => sum + guidance.steps, 0);
  return (
    <LeadSentence>
      {t('lead', { count: journeys.length })} {gaps > 0 ? t('lead_gaps', { count: gaps }) : steps > 0 && t('lead_guided')}
    </LeadSentence>
  );
}

/** The steps as a row of marks, hollow where nothing is told. */
function Marks({ journey }: { journey: Journey }) {
  return (
    <span className={css.marks} aria-hidden="true">
      {journey.stages.map((stage, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: phases have no identity but their place
        <span key={index}>
          {stage.steps.map((step) => (
            <i key={step.touchpoint} className={step.next?.within_hours === undefined ? css.hollow : ''} />
          ))}
        </span>
      ))}
    </span>
  );
}

/** Every journey: how long it is, and where the customer has to guess. */
export function JourneysPage() {
  const { t, i18n } = useTranslation('journey');
  const { data: journeys, error } = useJourneys();
  const may = useMay('manager');
  const [making, setMaking] = useState(false);
  const make = may && (
    <Button size="sm" onClick={() => setMaking(true)}>
      {t('new')}
    </Button>
  );
  return (
    <>
      <ScreenLine right={journeys && journeys.length > 0 ? make : undefined} />
      {error && !journeys && <Failure error={error} />}
      {journeys?.length === 0 && <EmptyState title={t('empty_title')} text={t('empty_text')} action={make} />}
      {journeys && journeys.length > 0 && (
        <>
          <Lead journeys={journeys} />
          <ul className={css.journeys}>
            {journeys.map((journey) => (
              <li key={journey.slug}>
                <Link to="/journeys/$slug" params={{ slug: journey.slug }}>
                  {pickText(journey.name, i18n.language, journey.slug)}
                </Link>
                <Marks journey={journey} />
                <span className="small">{t('guidance', journey.guidance)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {making && (
        <Suspense>
          <NewJourney taken={(journeys ?? []).map(({ slug }) => slug)} close={() => setMaking(false)} />
        </Suspense>
      )}
    </>
  );
}
