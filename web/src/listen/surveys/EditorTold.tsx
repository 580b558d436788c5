import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../../app/useSentence';
import { useFormat } from '../../design/format';
import { ChecksPanel } from './ChecksPanel';
import css from './EditorTold.module.css';
import { useEditor, useKeeping } from './useEditor';
import { useGoTo } from './useGoTo';
import { usePlaceName } from './usePlaceName';
import { useProblemText } from './useProblemText';

/** Where the survey stands: a draft, published and when, changed since, closed. */
function Standing() {
  const { t } = useTranslation('surveys');
  const format = useFormat();
  const { survey, draft, told, doing } = useKeeping();
  const answers = t('answers', { count: survey.responses ?? 0, n: format.count(survey.responses ?? 0) });
  const day = survey.published_at ? format.fullDay(survey.published_at) : '';
  const parts = [
    t(`standing.${survey.state}`, { version: survey.version, day }),
    survey.responses ? answers : '',
    draft.changed ? t('standing.unsaved') : survey.changed_since_published ? t('standing.changed') : '',
  ].filter(Boolean);
  const word =
    doing !== 'nothing' ? t(`doing.${doing}`) : told === 'saved' || told === 'published' || told === 'closed' ? t(`told.${told}`) : '';
  return (
    <p className={css.standing}>
      {parts.join(' · ')}
      <span role="status" className={css.word}>
        {word && ` · ${word}`}
      </span>
    </p>
  );
}

function Problems() {
  const { t } = useTranslation('surveys');
  const { problems } = useEditor();
  const problemText = useProblemText();
  const placeName = usePlaceName();
  const goTo = useGoTo();
  if (problems.length === 0) return null;
  return (
    <div className={css.problems} role="alert">
      <b>{t('problems', { count: problems.length })}</b>
      <ul>
        {problems.map((problem) => (
          <li key={problem.field}>
            <button type="button" onClick={() => goTo(problem.field)}>
              <span className="meta">{placeName(problem.field)}</span> {problemText(problem)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What has just happened, in sentences; nothing that needs an answer is only a colour. */
export function EditorTold() {
  const { t } = useTranslation(['surveys', 'common']);
  const sentence = useSentence();
  const { problems } = useEditor();
  const { survey, told, failure, draft, takeTheirs, keepMine, doing } = useKeeping();
  return (
    <>
      <Standing />
      {draft.restored && told === '' && <p className={css.note}>{t('restored')}</p>}
      {problems.length > 0 ? <Problems /> : <ChecksPanel />}
      {told === 'failed' && problems.length === 0 && (
        <p className={css.problems} role="alert">
          {sentence(failure)}
        </p>
      )}
      {told === 'conflict' && (
        <div className={css.problems} role="alert">
          <p>{t('common:error.conflict')}</p>
          <div className={css.buttons}>
            <Button size="sm" disabled={doing !== 'nothing'} onClick={keepMine}>
              {t('keep_mine')}
            </Button>
            <Button size="sm" variant="default" disabled={doing !== 'nothing'} onClick={takeTheirs}>
              {t('take_theirs')}
            </Button>
            <a className="act" href={`/surveys/${survey.slug}`} target="_blank" rel="noreferrer">
              {t('see_theirs')}
            </a>
          </div>
        </div>
      )}
    </>
  );
}
