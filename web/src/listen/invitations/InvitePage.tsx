import '../../design/forms';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import type { Survey } from '../surveys/definition';
import { useSurvey } from '../surveys/reads';
import { AskForm } from './AskForm';
import { InvitationTable } from './InvitationTable';
import css from './Invite.module.css';
import { LetterSection } from './LetterSection';
import { MessageTable } from './MessageTable';
import { useRate } from './reads';

/** How many were asked and the share that answered, with its interval; before that, what this page is for. */
function Lead({ survey }: { survey: Survey }) {
  const { t, i18n } = useTranslation('invite');
  const format = useFormat();
  const rate = useRate(survey.slug).data;
  const title = pickText(survey.definition.title, i18n.language, survey.slug);
  if (!rate) return <LeadSentence>{title}</LeadSentence>;
  if (!rate.delivered) return <LeadSentence>{t('lead_none', { title })}</LeadSentence>;
  const counts = t('lead_counts', { count: rate.delivered, n: format.count(rate.delivered), answered: format.count(rate.answered) });
  if (rate.rate === undefined || rate.low === undefined || rate.high === undefined) return <LeadSentence>{counts}</LeadSentence>;
  return (
    <LeadSentence>
      {counts} {t('lead_rate', { rate: format.withUnit(rate.rate, 'percent'), interval: format.interval(rate.low, rate.high, 'percent') })}
    </LeadSentence>
  );
}

/** Asking known customers by name: by mail or with links of their own. */
export function InvitePage() {
  const { t } = useTranslation('invite');
  const { survey: slug } = useParams({ from: '/shell/surveys/$survey/invite' });
  const { data: survey, error } = useSurvey(slug);
  const may = useMay('manager');
  if (error && !survey) return <Failure error={error} />;
  if (!survey) return null;
  return (
    <>
      <ScreenLine
        right={
          <Link className="act" to="/surveys/$survey/share" params={{ survey: slug }}>
            {t('back')}
          </Link>
        }
      />
      <Lead survey={survey} />
      <div className={css.columns}>
        <Section title={t('ask')}>
          {!may && <p className="small">{t('managers_only')}</p>}
          {may && survey.state !== 'published' && <p className="small">{t('publish_first')}</p>}
          {may && survey.state === 'published' && <AskForm survey={slug} />}
        </Section>
        <LetterSection survey={survey} />
      </div>
      {may && (
        <div className={css.below}>
          <InvitationTable survey={slug} />
          <MessageTable survey={slug} />
        </div>
      )}
    </>
  );
}
