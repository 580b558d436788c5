import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../app/api';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import css from './Imports.module.css';

type Report = Schema['SurveyReport'];
type Note = Schema['SurveyReportNote'];

const formats: Record<Report['format'], string> = {
  limesurvey: 'LimeSurvey',
  qualtrics: 'Qualtrics',
  surveyjs: 'SurveyJS',
  xlsform: 'XLSForm',
  'triple-s': 'triple-S',
  spss: 'SPSS',
};

/** What the program says of one thing is English; what its word stands for is said in the reader's language. */
function useNoteSentence() {
  const { t, i18n } = useTranslation(['bring', 'imports']);
  return (note: Note) => {
    const values = Object.fromEntries((note.values ?? []).map((value, i) => [`v${i + 1}`, value]));
    return i18n.language.startsWith('en')
      ? note.why
      : t([`note.${note.code}`, `imports:row.${note.code}`], { defaultValue: note.why, ...values });
  };
}

function NoteList({ title, notes }: { title: string; notes: Note[] }) {
  const { t } = useTranslation('bring');
  const sentence = useNoteSentence();
  if (notes.length === 0) return null;
  const questions = [...new Set(notes.map((note) => note.question))];
  return (
    <Section title={title}>
      <dl className={css.notes}>
        {questions.map((question) => (
          <div key={question}>
            <dt>{question || t('whole_survey')}</dt>
            {[...new Set(notes.filter((note) => note.question === question).map(sentence))].map((one) => (
              <dd key={one}>{one}</dd>
            ))}
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** What became of a survey: what came over, what was changed, what could not be kept. */
export function SurveyReport({ name, report, another }: { name: string; report: Report; another: () => void }) {
  const { t } = useTranslation('bring');
  const format = useFormat();
  const { kept, lost } = report.logic;
  const whole = report.notes.length === 0;
  return (
    <>
      <LeadSentence>
        {t('done', { count: report.questions, n: format.count(report.questions), name })} {whole && t('all_kept')}
      </LeadSentence>
      <ul className={css.came}>
        <li>{t('came_format', { format: formats[report.format] })}</li>
        {kept + lost > 0 && <li>{t('came_logic', { kept: format.count(kept), all: format.count(kept + lost) })}</li>}
        <li>
          {report.responses > 0 ? t('came_responses', { count: report.responses, n: format.count(report.responses) }) : t('came_draft')}
        </li>
      </ul>
      <div className={css.deeds}>
        <Button renderRoot={(props) => <Link {...props} to="/surveys/$survey" params={{ survey: report.slug }} />}>{t('open')}</Button>
        <Button variant="default" onClick={another}>
          {t('another')}
        </Button>
      </div>
      <NoteList title={t('changed')} notes={report.notes.filter((note) => note.what === 'changed')} />
      <NoteList title={t('lost')} notes={report.notes.filter((note) => note.what === 'lost')} />
      {report.notes_left_off > 0 && <p>{t('left_off', { n: format.count(report.notes_left_off) })}</p>}
    </>
  );
}
