import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut, useMe } from './session';
import css from './UserMenu.module.css';
import { type Language, languages, speak } from './words';

const ownNames: Record<Language, string> = { en: 'English', fi: 'Suomi', sv: 'Svenska' };
const schemes = ['light', 'dark', 'auto'] as const;

/** Who is here, in which language, by which light; and the way out. */
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async () => {
    await signOut();
    navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" width={220} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={css.person}>
          <span className="unseen">{t('nav.menu')}: </span>
          <b>{me?.workspace.name}</b>
          {me && <span className={css.role}> · {me.name || me.email || t(`role.${me.role}`)}</span>}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('language')}</Menu.Label>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => speak(language)}
            className={language === i18n.language ? css.chosen : undefined}
          >
            {ownNames[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('light')}</Menu.Label>
        {schemes.map((scheme) => (
          <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} className={scheme === colorScheme ? css.chosen : undefined}>
            {t(`scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/settings">
          {t('nav.settings')}
        </Menu.Item>
        <Menu.Item onClick={leave}>{t('sign_out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
