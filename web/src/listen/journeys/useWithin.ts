import { useTranslation } from 'react-i18next';
import type { DraftStep } from './draft';

/** "within 24 hours", "at once", or that no time was promised; nothing when nothing is told. */
export function useWithin(): (step: DraftStep) => string {
  const { t } = useTranslation('journey');
  return ({ next }) => {
    if (!next) return '';
    if (next.within_hours === undefined) return t('no_time');
    return next.within_hours === 0 ? t('at_once') : t('in_hours', { count: next.within_hours });
  };
}
