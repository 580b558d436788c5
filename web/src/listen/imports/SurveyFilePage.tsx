import { Button, Progress } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useDeed } from '../../app/useDeed';
import { LeadSentence } from '../../design/LeadSentence';
import css from './Imports.module.css';
import { type Import, removeImport, runImport, useImport } from './reads';
import { SendFile } from './SendFile';
import { SurveyReport } from './SurveyReport';

/** While it is read, and when it was refused. */
function Reading({ found, another }: { found: Import; another: () => void }) {
  const { t } = useTranslation('bring');
  const deed = useDeed();
  const failed = found.state === 'failed';
  const interrupted = found.problem?.slug === 'interrupted';
  const again = () => deed.run(() => runImport(found.id));
  const leave = () =>
    deed.run(async () => {
      await removeImport(found.id);
      another();
    });
  return (
    <>
      <LeadSentence>{t(failed ? 'refused' : 'reading', { name: found.name })}</LeadSentence>
      {!failed && <Progress value={(100 * found.bytes_read) / found.bytes} aria-label={t('reading', { name: found.name })} />}
      {failed && (
        <p className={css.text} role="alert">
          {t(`trouble.${found.problem?.slug}`, { defaultValue: found.problem?.detail ?? '' })}
        </p>
      )}
      {failed && (
        <div className={css.deeds}>
          {interrupted && (
            <Button onClick={again} disabled={deed.busy}>
              {t('again')}
            </Button>
          )}
          <Button variant={interrupted ? 'default' : undefined} onClick={leave} disabled={deed.busy}>
            {t('another')}
          </Button>
        </div>
      )}
      {deed.failure && (
        <p role="alert" className={css.failure}>
          {deed.failure}
        </p>
      )}
    </>
  );
}

/** A survey of another tool: its file, then what became of it. */
export function SurveyFilePage() {
  const { t } = useTranslation('bring');
  const { id } = useSearch({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const found = useImport(id);
  const go = (next?: string) => navigate({ to: '/surveys/bring', search: { id: next } });
  const sent = async (file: Import) => {
    if (file.kind === 'survey') await runImport(file.id);
    await go(file.id);
  };
  const state = found.data?.state;
  return (
    <>
      <ScreenLine />
      {(!id || state === 'uploading') && (
        <>
          <LeadSentence>{t('lead')}</LeadSentence>
          <p className={css.text}>{t('lead_text')}</p>
          <p className={css.text}>{t('formats')}</p>
          <div className={css.choose}>
            <SendFile kind="survey" sent={sent} />
          </div>
        </>
      )}
      {id && found.error && !found.data && <Failure error={found.error} />}
      {found.data?.report && <SurveyReport name={found.data.name} report={found.data.report} another={() => go()} />}
      {found.data && !found.data.report && state !== 'uploading' && <Reading found={found.data} another={() => go()} />}
    </>
  );
}
