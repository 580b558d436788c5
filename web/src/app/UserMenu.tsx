import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Pop, PopChoice, PopLabel } from '../design/Pop';
import { signOut, useMe } from './session';
import css from './UserMenu.module.css';
import { type Language, languages, speak } from './words';

const ownNames: Record<Language, string> = { en: 'English', fi: 'Suomi', sv: 'Svenska' };
const schemes = ['light', 'dark', 'auto'] as const;

function Who() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <>
      <span className="unseen">{t('nav.menu')}: </span>
      <b>{me?.workspace.name}</b>
      {me && <span className={css.role}> · {me.name || me.email || t(`role.${me.role}`)}</span>}
    </>
  );
}

/** Who is here, in which language, by which light; and the way out. */
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async () => {
    await signOut();
    navigate({ to: '/sign-in' });
  };
  return (
    <Pop button={<Who />} className={css.person} label={t('nav.menu')}>
      {(close) => (
        <>
          <PopLabel>{t('language')}</PopLabel>
          {languages.map((language) => (
            <PopChoice key={language} lang={language} chosen={language === i18n.language} onClick={() => speak(language).then(close)}>
              {ownNames[language]}
            </PopChoice>
          ))}
          <PopLabel>{t('light')}</PopLabel>
          {schemes.map((scheme) => (
            <PopChoice key={scheme} chosen={scheme === colorScheme} onClick={() => setColorScheme(scheme)}>
              {t(`scheme.${scheme}`)}
            </PopChoice>
          ))}
          <PopLabel>{t('nav.settings')}</PopLabel>
          <PopChoice
            onClick={() => {
              close();
              navigate({ to: '/settings' });
            }}
          >
            {t('nav.workspace')}
          </PopChoice>
          <PopChoice onClick={leave}>{t('sign_out')}</PopChoice>
        </>
      )}
    </Pop>
  );
}
