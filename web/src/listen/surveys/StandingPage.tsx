import { Link, useParams } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import { ArmFigures } from './ArmFigures';
import type { Survey } from './definition';
import { KanoSection } from './KanoSection';
import { MaxDiffSection } from './MaxDiffSection';
import { useStanding, useSurvey } from './reads';
import css from './StandingPage.module.css';

type Standing = NonNullable<ReturnType<typeof useStanding>['data']>;

function Steps({ survey, standing }: { survey: Survey; standing: Standing }) {
  const { t, i18n } = useTranslation('answering');
  const format = useFormat();
  const most = Math.max(1, ...standing.steps.map((step) => step.reached));
  const titleOf = (id: string) => pickText(survey.definition.questions.find((question) => question.id === id)?.text, i18n.language, id);
  if (standing.steps_of === 0) return <p className="small">{t('steps_none')}</p>;
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t('question')}</th>
          <th>{t('reached')}</th>
          <th>{t('answered')}</th>
          <th>{t('left')}</th>
        </tr>
      </thead>
      <tbody>
        {standing.steps.map((step) => (
          <tr key={step.question}>
            <td>
              {titleOf(step.question)}
              <span className={css.bar} aria-hidden="true">
                <i style={{ width: `${(100 * step.reached) / most}%` }} />
                <i className={css.answered} style={{ width: `${(100 * step.answered) / most}%` }} />
              </span>
            </td>
            <td>{format.count(step.reached)}</td>
            <td>{format.count(step.answered)}</td>
            <td>{format.count(step.left)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Quotas({ standing }: { standing: Standing }) {
  const { t } = useTranslation('answering');
  const format = useFormat();
  return (
    <Section title={t('quotas')} note={t('quotas_note')}>
      <ul className={css.quotas}>
        {standing.quotas.map((quota) => (
          <li key={quota.id}>
            <b>{quota.id}</b> {t('counted', { n: format.count(quota.counted), limit: format.count(quota.limit) })}
            {quota.counted >= quota.limit && <span> · {t('full')}</span>}
            {quota.turned_away > 0 && (
              <span className="meta"> · {t('turned_away', { count: quota.turned_away, n: format.count(quota.turned_away) })}</span>
            )}
            <span className={css.bar} aria-hidden="true">
              <i className={css.answered} style={{ width: `${Math.min(100, (100 * quota.counted) / quota.limit)}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** How answering goes: who sends, who leaves and where, which quotas fill up. */
export function StandingPage() {
  const { t } = useTranslation(['answering', 'surveys']);
  const { survey: slug } = useParams({ from: '/shell/surveys/$survey/standing' });
  const { data: survey, error } = useSurvey(slug);
  const { data: standing, error: failure } = useStanding(slug);
  const format = useFormat();
  if (error || failure) return <Failure error={(error ?? failure) as Error} />;
  if (!survey || !standing) return null;
  const any = standing.sent + standing.never_sent > 0;
  return (
    <>
      <ScreenLine
        right={
          <Link className="act" to="/surveys/$survey" params={{ survey: slug }}>
            {t('surveys:back_to_editor')}
          </Link>
        }
      />
      <LeadSentence>
        {any ? (
          <Trans
            t={t}
            i18nKey="answering:lead"
            values={{ sent: format.count(standing.sent), left: format.count(standing.never_sent) }}
            components={{ b: <b /> }}
          />
        ) : (
          t('lead_none')
        )}
      </LeadSentence>
      {standing.next_release_at && (
        <p className={css.release}>{t('release', { when: format.moment(standing.next_release_at), least: standing.release_least })}</p>
      )}
      <div className={css.sections}>
        <Section title={t('steps')} note={standing.steps_of > 0 ? t('steps_of', { n: format.count(standing.steps_of) }) : undefined}>
          <Steps survey={survey} standing={standing} />
          {standing.anonymity === 'anonymous' && <p className="small">{t('steps_anonymous')}</p>}
        </Section>
        <ArmFigures survey={survey} />
        <MaxDiffSection survey={survey} />
        <KanoSection survey={survey} />
        {standing.quotas.length > 0 && <Quotas standing={standing} />}
      </div>
    </>
  );
}
