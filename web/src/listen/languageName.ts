import { useTranslation } from 'react-i18next';

/** What is offered first; any language can be asked in. */
export const commonLanguages = [
  'fi',
  'sv',
  'en',
  'se',
  'et',
  'ru',
  'uk',
  'nb',
  'da',
  'de',
  'fr',
  'es',
  'it',
  'nl',
  'pl',
  'ar',
  'he',
  'fa',
  'ur',
  'so',
];

/** By reader; making one is slow. */
const names = new Map<string, Intl.DisplayNames>();

/** "fi" → "Finnish", in the reader's language. */
export function languageName(code: string, reader: string): string {
  try {
    const known = names.get(reader) ?? new Intl.DisplayNames([reader], { type: 'language', fallback: 'code' });
    names.set(reader, known);
    const name = known.of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1);
  } catch {
    return code;
  }
}

export function useLanguageName(): (code: string) => string {
  const { i18n } = useTranslation();
  return (code) => languageName(code, i18n.language);
}
