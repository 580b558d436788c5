import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useCodes } from './reads';

/** A code's name in the reader's language. */
export function useCodeName(): (slug: string) => string {
  const { i18n } = useTranslation();
  const codes = useCodes().data;
  return (slug) => pickText(codes?.find((code) => code.slug === slug)?.name, i18n.language, slug);
}
