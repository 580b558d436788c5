import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { pickText } from '../../app/words';
import { LeadSentence } from '../../design/LeadSentence';
import { Answering } from './Answering';
import { ArmsSection } from './ArmsSection';
import { Around } from './Around';
import { Basics } from './Basics';
import { EditorLine } from './EditorLine';
import css from './EditorPage.module.css';
import { EditorTold } from './EditorTold';
import { Leaving } from './Leaving';
import { Preview } from './Preview';
import { QuestionList } from './QuestionList';
import { type TaggedSurvey, useSurvey } from './reads';
import { Thanks } from './Thanks';
import { EditorProvider, KeepingProvider, useEditorState } from './useEditor';

/* Made once: children made anew are drawn anew. */
const around = (
  <>
    <Basics />
    <ArmsSection />
    <Answering />
    <Thanks />
  </>
);
const columns = (
  <div className={css.columns}>
    <div className={css.edit}>
      <QuestionList />
      <Around>{around}</Around>
    </div>
    <Preview />
  </div>
);

function Editing({ stored }: { stored: TaggedSurvey }) {
  const { t, i18n } = useTranslation('surveys');
  const { editor, keeping } = useEditorState(stored);
  return (
    <EditorProvider value={editor}>
      <KeepingProvider value={keeping}>
        <EditorLine />
        <LeadSentence>{pickText(editor.definition.title, i18n.language, t('untitled'))}</LeadSentence>
        <EditorTold />
        {columns}
        <Leaving />
      </KeepingProvider>
    </EditorProvider>
  );
}

/** One survey: its questions in every language, and beside them the page as the customer sees it. */
export function EditorPage() {
  const { survey: slug } = useParams({ from: '/shell/surveys/$survey' });
  const { data: stored, error } = useSurvey(slug);
  if (error && !stored) return <Failure error={error} />;
  return stored ? <Editing key={stored.slug} stored={stored} /> : null;
}
