import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import type { Survey } from './definition';
import { EmptySurveys } from './EmptySurveys';
import { useSurveys } from './reads';
import { SurveyTable } from './SurveyTable';

const NewSurvey = lazy(() => import('./NewSurvey').then((module) => ({ default: module.NewSurvey })));

/** How many ask, how much was answered, and which of them waits for somebody. */
function Lead({ surveys }: { surveys: Survey[] }) {
  const { t, i18n } = useTranslation('surveys');
  const format = useFormat();
  const open = surveys.filter((survey) => survey.state === 'published');
  const waiting = surveys.find((survey) => survey.state === 'draft' || survey.changed_since_published);
  const responses = surveys.reduce((sum, survey) => sum + (survey.responses ?? 0), 0);
  return (
    <LeadSentence>
      <Trans t={t} i18nKey="lead" count={open.length} values={{ n: format.count(responses) }} components={{ b: <b /> }} />{' '}
      {waiting &&
        t(waiting.state === 'draft' ? 'lead_draft' : 'lead_changed', {
          title: pickText(waiting.definition.title, i18n.language, waiting.slug),
        })}
    </LeadSentence>
  );
}

export function SurveysPage() {
  const { t } = useTranslation(['surveys', 'bring']);
  const { data: surveys, error } = useSurveys();
  const may = useMay('manager');
  const [making, setMaking] = useState(false);
  const make = may && (
    <>
      <Button size="sm" variant="default" renderRoot={(props) => <Link {...props} to="/surveys/bring" />}>
        {t('bring:bring')}
      </Button>
      <Button size="sm" onClick={() => setMaking(true)}>
        {t('new')}
      </Button>
    </>
  );
  return (
    <>
      <ScreenLine right={surveys && surveys.length > 0 ? make : undefined} />
      {error && !surveys && <Failure error={error} />}
      {surveys?.length === 0 && <EmptySurveys action={make} />}
      {surveys && surveys.length > 0 && (
        <>
          <Lead surveys={surveys} />
          <SurveyTable surveys={surveys} />
        </>
      )}
      {making && (
        <Suspense>
          <NewSurvey taken={(surveys ?? []).map((survey) => survey.slug)} close={() => setMaking(false)} />
        </Suspense>
      )}
    </>
  );
}
