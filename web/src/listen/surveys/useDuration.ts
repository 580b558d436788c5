import { useTranslation } from 'react-i18next';

/** "20 s", "2 min": an estimate, so never more exact than it is. */
export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation('editor');
  return (seconds) => {
    if (seconds < 55) return t('seconds', { n: Math.max(5, 5 * Math.round(seconds / 5)) });
    const minutes = seconds / 60;
    return t('minutes', {
      n:
        minutes < 3
          ? new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(Math.round(2 * minutes) / 2)
          : Math.round(minutes),
    });
  };
}
