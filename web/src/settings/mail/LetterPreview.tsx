import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../app/api';
import { useMay } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { useSentence } from '../../app/useSentence';
import { useSettled } from '../../app/useSettled';
import { DocumentFrame } from '../../design/DocumentFrame';
import { Section } from '../../design/Section';
import { Segments } from '../../design/Segments';
import { sendTest, useLetter } from '../../listen/invitations/reads';
import { useSurveys } from '../../listen/surveys/reads';
import settings from '../Settings.module.css';
import { Told } from '../Told';
import css from './Templates.module.css';
import type { Words } from './WordsFields';

type Look = 'desktop' | 'phone' | 'text';
const looks: Look[] = ['desktop', 'phone', 'text'];

interface LetterPreviewProps {
  words: Words;
  language: string;
  survey?: string;
  /** the saved template a test is made of; undefined: it is not saved yet, or was changed since */
  saved?: string;
}

/** The letter as the server writes it, from words not saved yet too: wide, narrow, as text; and one to oneself. */
export function LetterPreview({ words, language, survey: own, saved }: LetterPreviewProps) {
  const { t } = useTranslation(['mail', 'invite']);
  const sentence = useSentence();
  const may = useMay('manager');
  const surveys = useSurveys().data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [look, setLook] = useState<Look>('desktop');
  const deed = useDeed();
  const survey = surveys.find((one) => one.slug === (chosen ?? own)) ?? surveys.find((one) => one.state === 'published') ?? surveys[0];
  const shown = useSettled({ language, ...words }, 400);
  const letter = useLetter(survey?.slug ?? '', shown, survey !== undefined && shown.subject.trim() !== '' && shown.body.trim() !== '');
  const wrong = letter.error instanceof ProblemError;
  return (
    <Section title={t('preview')}>
      {!survey && <p>{t('preview_none')}</p>}
      {survey && (
        <>
          <div className={css.looks}>
            <Select
              label={t('preview_survey')}
              data={surveys.map((one) => ({ value: one.slug, label: one.definition.title[language] ?? one.slug }))}
              value={survey.slug}
              allowDeselect={false}
              onChange={setChosen}
            />
            <Segments
              aria-label={t('look_as')}
              data={looks.map((value) => ({ value, label: t(`look_of.${value}`) }))}
              value={look}
              onChange={(value) => setLook(value as Look)}
            />
          </div>
          {wrong && (
            <p role="alert" className={settings.failure}>
              {sentence(letter.error)}
            </p>
          )}
          {letter.data && !wrong && (
            <>
              <p className={css.subject}>{letter.data.subject}</p>
              <p className={`small ${css.from}`}>{letter.data.from}</p>
              {look === 'text' ? (
                <pre className={css.text}>{letter.data.text}</pre>
              ) : (
                <DocumentFrame
                  className={look === 'phone' ? `${css.letter} ${css.phone}` : css.letter}
                  title={t('preview')}
                  html={letter.data.html}
                />
              )}
            </>
          )}
          {may && survey.state === 'published' && (
            <div className={`${settings.row} ${css.subject}`}>
              <Button
                variant="default"
                disabled={deed.busy || !saved}
                onClick={() => saved && deed.run(() => sendTest(survey.slug, language, saved))}
              >
                {t('invite:test')}
              </Button>
              {!saved && <span className="small">{t('test_saved')}</span>}
              <Told deed={deed} word="invite:test_sent" />
            </div>
          )}
        </>
      )}
    </Section>
  );
}
