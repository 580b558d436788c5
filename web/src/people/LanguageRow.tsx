import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languages, speak } from '../app/words';
import css from './SignIn.module.css';

const ownNames = { en: 'English', fi: 'Suomi', sv: 'Svenska' };

export function LanguageRow() {
  const { t, i18n } = useTranslation();
  return (
    <nav className={css.languages} aria-label={t('language')}>
      {languages.map((language) => (
        <UnstyledButton key={language} lang={language} aria-pressed={language === i18n.language} onClick={() => speak(language)}>
          {ownNames[language]}
        </UnstyledButton>
      ))}
    </nav>
  );
}
