import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../app/api';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { useSentence } from '../../app/useSentence';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { useSurveys } from '../surveys/reads';
import { ColumnList } from './ColumnList';
import css from './Imports.module.css';
import { type ImportMap, targetOf, timeAsked, withFixed } from './mapping';
import { type Import, removeImport, runImport, usePreview } from './reads';
import { useRowProblem } from './useRowProblem';

/** What the first rows become, and which of them would be left out. */
function Told({ found, map }: { found: Import; map: ImportMap }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const sentence = useSentence();
  const { told } = useRowProblem();
  const zone = useWorkspace()?.time_zone;
  const preview = usePreview(found.id, map);
  const deed = useDeed();
  const { error } = preview;
  const wanting = error instanceof ProblemError && error.slug === 'required' && t(`meaning.${error.field}`, { defaultValue: '' });
  const first = preview.data?.rows[0]?.becomes.at;
  const run = () => deed.run(() => runImport(found.id));
  return (
    <Section title={t('preview')} note={preview.data && t('preview_note', { n: format.count(preview.data.checked) })}>
      {preview.error && (
        <p role="alert" className={css.failure}>
          {wanting ? t('needed', { what: wanting }) : sentence(preview.error)}
        </p>
      )}
      {!preview.error && preview.data && (
        <>
          {typeof first === 'string' && <p>{t('first_at', { when: format.moment(first, zone) })}</p>}
          <p role="status">{t(preview.data.rejected ? 'some_wrong' : 'all_right', { n: format.count(preview.data.rejected) })}</p>
          <ul className={css.problems}>
            {preview.data.problems.slice(0, 10).map((problem) => (
              <li key={problem.row}>{told(problem)}</li>
            ))}
          </ul>
        </>
      )}
      {deed.failure && (
        <p role="alert" className={css.failure}>
          {deed.failure}
        </p>
      )}
      <Button onClick={run} disabled={deed.busy || preview.error !== null || preview.isPlaceholderData || !preview.data}>
        {t('run')}
      </Button>
    </Section>
  );
}

/** What the columns mean: guessed, or as the last file of this form was understood. */
export function Explain({ found, gone }: { found: Import; gone: () => void }) {
  const { t } = useTranslation('imports');
  const touchpoints = useTouchpoints().data ?? [];
  const touchpointName = useTouchpointName();
  const surveys = (useSurveys().data ?? []).filter((survey) => survey.state === 'published');
  const [map, setMap] = useState<ImportMap>((found.map ?? found.remembered ?? found.guess ?? {}) as ImportMap);
  const remove = async () => {
    await removeImport(found.id);
    gone();
  };
  const touchpoint = targetOf(map, 'touchpoint');
  return (
    <>
      <LeadSentence>{t(found.remembered ? 'remembered' : 'explain', { name: found.name })}</LeadSentence>
      {found.problem && (
        <p role="alert" className={css.failure}>
          {t(`trouble.${found.problem.slug}`, { defaultValue: found.problem.detail })}
        </p>
      )}
      {found.columns && (
        <>
          <div className={css.choose}>
            {found.kind === 'responses' && (
              <NativeSelect
                label={t('survey')}
                value={map.survey?.slug ?? ''}
                data={[{ value: '', label: t('choose_one') }, ...surveys.map(({ slug }) => ({ value: slug, label: slug }))]}
                onChange={(event) => setMap({ ...map, survey: { slug: event.currentTarget.value }, answers: undefined })}
              />
            )}
            {found.kind === 'encounters' && !touchpoint?.column && (
              <NativeSelect
                label={t('touchpoint_all')}
                value={touchpoint?.value ?? ''}
                data={[
                  { value: '', label: t('choose_one') },
                  ...touchpoints.map(({ slug }) => ({ value: slug, label: touchpointName(slug) })),
                ]}
                onChange={(event) => setMap(withFixed(map, 'touchpoint', event.currentTarget.value))}
              />
            )}
          </div>
          <ColumnList found={found} map={map} change={setMap} />
          {timeAsked(map, found.columns) ? <p role="status">{t('format_first')}</p> : <Told found={found} map={map} />}
        </>
      )}
      <p>
        <Button variant="subtle" size="sm" onClick={remove}>
          {t('remove')}
        </Button>
      </p>
    </>
  );
}
