import { useTranslation } from 'react-i18next';
import { ProblemError } from './api';

/** An error as a sentence: ours where we know the case, else the server's own. */
export function useSentence(): (error: unknown) => string {
  const { t } = useTranslation(['problems', 'common']);
  return (error) => {
    const known = error instanceof ProblemError;
    if (!known || error.status === 0) return t('unreachable');
    const own = t(`slug.${error.slug}`, { defaultValue: '' });
    if (own) return own;
    if (error.status === 403) return t('common:error.not_allowed');
    if (error.status === 404) return t('common:error.not_found');
    if (error.status === 412) return t('common:error.conflict');
    if (error.status === 429) return t('common:error.too_many_requests');
    if (error.status < 500 && error.detail) return error.detail;
    return t('common:error.internal', { code: `${error.status} ${error.slug}` });
  };
}
