import { Button } from '@mantine/core';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useWorkspace } from '../../app/session';
import { isLanguage, pickText, readWords } from '../../app/words';
import { useUnits } from '../../settings/reads';
import css from './PosterPage.module.css';
import { useSurvey } from './reads';
import { linkOf, qrOf } from './share';

/** A sheet for the wall or the counter, in the survey's language. Printing leaves everything else out. */
export function PosterPage() {
  const { t, i18n } = useTranslation('surveys');
  const { survey: slug } = useParams({ from: '/shell/surveys/$survey/poster' });
  const spot = useSearch({ from: '/shell/surveys/$survey/poster' });
  const units = useUnits().data ?? [];
  const workspace = useWorkspace();
  const { data: survey, error } = useSurvey(slug);
  const language = spot.lang || survey?.definition.languages[0] || 'en';
  useEffect(() => {
    if (isLanguage(language)) void readWords(language);
  }, [language]);
  if (error && !survey) return <Failure error={error} />;
  if (!survey) return null;
  const say = i18n.getFixedT(isLanguage(language) ? language : i18n.language, 'surveys');
  const unit = units.find(({ slug: own }) => own === spot.unit);
  const title = pickText(survey.definition.title, language, survey.slug);
  return (
    <>
      <ScreenLine
        right={
          <>
            <Link className="act" to="/surveys/$survey/share" params={{ survey: slug }}>
              {t('share')}
            </Link>
            <Button size="sm" onClick={() => window.print()}>
              {t('print')}
            </Button>
          </>
        }
      />
      <article className={css.poster} lang={language}>
        <p className={css.place}>{[workspace?.name, pickText(unit?.name, language)].filter(Boolean).join(' · ')}</p>
        <h1>{title}</h1>
        <img src={qrOf(survey, 'svg', spot)} alt={t('qr_of', { title })} />
        <p className={css.how}>{say('poster_how', { defaultValue: t('poster_how') })}</p>
        <p className={css.link}>{linkOf(survey, { language: spot.lang ?? '', channel: '' }).replace(/^https?:\/\//, '')}</p>
      </article>
    </>
  );
}
