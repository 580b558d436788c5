import { useTranslation } from 'react-i18next';

/** The usual media and dayparts have words in every language; another organisation's own stand as written. */
export function useMediaWords() {
  const { t } = useTranslation('research');
  return {
    medium: (name: string) => t(`medium.${name}`, { defaultValue: name }),
    daypart: (name: string) => (name ? t(`daypart.${name}`, { defaultValue: name }) : t('whole_day')),
    segment: (name: string) => name || t('everybody'),
  };
}
