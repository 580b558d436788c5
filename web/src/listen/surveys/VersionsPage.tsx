import '../../design/forms';
import { Button, Select } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { queries, useMay } from '../../app/session';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import { DifferenceList } from './DifferenceList';
import { type SurveyVersion, useVersion, useVersions } from './editorReads';
import { saveSurvey, surveyQuery, type TaggedSurvey, useSurvey } from './reads';
import css from './VersionsPage.module.css';

/** The draft stands for itself in the list of what can be compared. */
const draft = 'draft';

function VersionTable({ versions, begin }: { versions: SurveyVersion[]; begin?: (version: number) => void }) {
  const { t } = useTranslation('editor');
  const format = useFormat();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t('published_when')}</th>
          <th className={css.number}>{t('version')}</th>
          <th className={css.number}>{t('answers_under')}</th>
          <th className={css.number}>{t('questions')}</th>
          {begin && <td />}
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, published_at, published_by, responses, questions }) => (
          <tr key={version}>
            <td>
              {format.moment(published_at)}
              {published_by && <span className="meta"> · {published_by}</span>}
            </td>
            <td className={css.number}>{version}</td>
            <td className={css.number}>{format.count(responses ?? 0)}</td>
            <td className={css.number}>{questions}</td>
            {begin && (
              <td className={css.begin}>
                <Button size="xs" variant="default" aria-label={t('begin_from', { version })} onClick={() => begin(version)}>
                  {t('begin')}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Compare({ survey, versions }: { survey: TaggedSurvey; versions: SurveyVersion[] }) {
  const { t } = useTranslation('editor');
  const newest = versions[0]?.version ?? 0;
  const [from, setFrom] = useState(String(survey.changed_since_published || newest < 2 ? newest : newest - 1));
  const [to, setTo] = useState(survey.changed_since_published || newest < 2 ? draft : String(newest));
  const read = [useVersion(survey.slug, Number(from) || 0).data, useVersion(survey.slug, Number(to) || 0).data];
  const before = from === draft ? survey.definition : read[0];
  const after = to === draft ? survey.definition : read[1];
  const data = [
    { value: draft, label: t('the_draft') },
    ...versions.map(({ version }) => ({ value: String(version), label: t('version_number', { version }) })),
  ];
  return (
    <Section title={t('changes')}>
      <div className={css.pick}>
        <Select label={t('compare_from')} data={data} value={from} allowDeselect={false} onChange={(value) => setFrom(value ?? draft)} />
        <Select label={t('compare_to')} data={data} value={to} allowDeselect={false} onChange={(value) => setTo(value ?? draft)} />
      </div>
      {before && after && <DifferenceList before={before} after={after} />}
    </Section>
  );
}

/** The version's text becomes the draft; the draft there was is gone, as the dialog says. */
function BeginDialog({ survey, version, close }: { survey: TaggedSurvey; version: number; close: () => void }) {
  const { t } = useTranslation('editor');
  const navigate = useNavigate();
  const { data: definition } = useVersion(survey.slug, version);
  const run = async () => {
    if (!definition) return;
    const saved = await saveSurvey(definition, survey.etag);
    queries.setQueryData(surveyQuery(survey.slug).queryKey, saved);
    queries.invalidateQueries({ queryKey: ['surveys', 'all'] });
    navigate({ to: '/surveys/$survey', params: { survey: survey.slug } });
  };
  return (
    <ConfirmDialog title={t('begin_title', { version })} verb={t('begin')} run={run} close={close}>
      {t(survey.changed_since_published ? 'begin_text_changed' : 'begin_text')}
    </ConfirmDialog>
  );
}

/** What was published, by whom and when, how many answered under it, and what changed. */
export function VersionsPage() {
  const { t, i18n } = useTranslation(['editor', 'surveys']);
  const { survey: slug } = useParams({ from: '/shell/surveys/$survey/versions' });
  const { data: survey, error } = useSurvey(slug);
  const { data: versions, error: failure } = useVersions(slug);
  const may = useMay('manager');
  const [beginning, setBeginning] = useState(0);
  if (error || failure) return <Failure error={(error ?? failure) as Error} />;
  if (!survey || !versions) return null;
  const title = pickText(survey.definition.title, i18n.language, slug);
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
        {versions.length > 0 ? t('versions_lead', { count: versions.length, title }) : t('versions_none', { title })}
      </LeadSentence>
      {versions.length > 0 && (
        <div className={css.sections}>
          <Section title={t('versions')}>
            <VersionTable versions={versions} begin={may ? setBeginning : undefined} />
          </Section>
          <Compare survey={survey} versions={versions} />
        </div>
      )}
      {beginning > 0 && <BeginDialog survey={survey} version={beginning} close={() => setBeginning(0)} />}
    </>
  );
}
