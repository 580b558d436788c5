import { Button, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { DocumentFrame } from '../../design/DocumentFrame';
import { Section } from '../../design/Section';
import { Told } from '../../settings/Told';
import { useLanguageName } from '../languageName';
import type { Survey } from '../surveys/definition';
import css from './Invite.module.css';
import { sendTest, useLetter } from './reads';

/** The message as the customer gets it, in each language; and one to oneself. */
export function LetterSection({ survey }: { survey: Survey }) {
  const { t } = useTranslation('invite');
  const nameOf = useLanguageName();
  const may = useMay('manager');
  const deed = useDeed();
  const [language, setLanguage] = useState(survey.definition.languages[0] ?? 'en');
  const [reminder, setReminder] = useState(false);
  const letter = useLetter(survey.slug, { language, reminder }).data;
  return (
    <Section title={t('letter')} note={<Link to="/settings/mail">{t('letter_change')}</Link>}>
      <div className={css.row}>
        <Select
          label={t('language')}
          data={survey.definition.languages.map((code) => ({ value: code, label: nameOf(code) }))}
          value={language}
          allowDeselect={false}
          onChange={(code) => setLanguage(code ?? language)}
        />
        <Select
          label={t('kind_name')}
          data={[
            { value: 'invitation', label: t('kind.invitation') },
            { value: 'reminder', label: t('kind.reminder') },
          ]}
          value={reminder ? 'reminder' : 'invitation'}
          allowDeselect={false}
          onChange={(kind) => setReminder(kind === 'reminder')}
        />
        {may && survey.state === 'published' && (
          <Button variant="default" disabled={deed.busy} onClick={() => deed.run(() => sendTest(survey.slug, language))}>
            {t('test')}
          </Button>
        )}
      </div>
      <Told deed={deed} word="invite:test_sent" />
      {letter && (
        <>
          <p className={css.subject}>{letter.subject}</p>
          <DocumentFrame className={css.letter} title={t('letter')} html={letter.html} />
        </>
      )}
    </Section>
  );
}
