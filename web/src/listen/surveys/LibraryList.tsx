import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import type { LibrarySurvey } from './editorReads';
import css from './LibraryList.module.css';
import { useDuration } from './useDuration';

/** Every word of it that a person might look for, in the reader's language. */
function wordsOf({ about, definition }: LibrarySurvey, language: string): string {
  const texts = [about, definition.title, ...definition.questions.flatMap(({ text, rows = [] }) => [text, ...rows.map((row) => row.text)])];
  return texts
    .map((text) => pickText(text, language))
    .join(' ')
    .toLocaleLowerCase(language);
}

function Questions({ survey, language }: { survey: LibrarySurvey; language: string }) {
  const { t } = useTranslation(['editor', 'surveys']);
  return (
    <ol className={css.questions} aria-label={t('library.questions')} lang={language}>
      {survey.definition.questions
        .filter(({ type }) => type !== 'calculated' && type !== 'hidden')
        .map((question) => (
          <li key={question.id}>
            {pickText(question.text, language)} <span className="meta">{t(`surveys:type.${question.type}`)}</span>
          </li>
        ))}
    </ol>
  );
}

interface LibraryListProps {
  surveys: LibrarySurvey[];
  /** of the texts */
  language: string;
  /** the name of the one chosen; empty: none of them */
  chosen: string;
  choose: (name: string) => void;
}

/** Ready surveys to start from; the chosen one shows its questions. */
export function LibraryList({ surveys, language, chosen, choose }: LibraryListProps) {
  const { t } = useTranslation(['editor', 'surveys']);
  const duration = useDuration();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase(language).split(/\s+/);
  const found = [...surveys]
    .sort((one, other) => one.seconds - other.seconds)
    .filter((survey) => wanted.every((word) => wordsOf(survey, language).includes(word)));
  return (
    <div className={css.library}>
      <TextInput
        type="search"
        aria-label={t('library.search')}
        placeholder={t('library.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Radio.Group aria-label={t('surveys:start')} value={chosen} onChange={choose}>
        <div className={css.list}>
          <Radio value="" label={t('surveys:ready.blank')} description={t('surveys:ready_note.blank')} />
          {found.map((survey) => {
            const count = survey.definition.questions.filter(({ type }) => type !== 'statement' && type !== 'calculated').length;
            return (
              <div key={survey.name}>
                <Radio
                  value={survey.name}
                  label={pickText(survey.definition.title, language)}
                  description={
                    <>
                      {pickText(survey.about, language)} {t('library.size', { count, time: duration(survey.seconds) })}
                    </>
                  }
                />
                {chosen === survey.name && <Questions survey={survey} language={language} />}
              </div>
            );
          })}
          {found.length === 0 && <p className="small">{t('library.none')}</p>}
        </div>
      </Radio.Group>
    </div>
  );
}
