import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = ['en', 'fi', 'sv'] as const;
export type Language = (typeof languages)[number];

const kept = 'kuulo-language';
/** One file per language, read when somebody reads that language. */
const files: Record<Language, () => Promise<{ words: Record<string, object> }>> = {
  en: () => import('../words/en'),
  fi: () => import('../words/fi'),
  sv: () => import('../words/sv'),
};

export function isLanguage(name: string | undefined): name is Language {
  return (languages as readonly (string | undefined)[]).includes(name);
}

function chosen(): Language | undefined {
  const name = localStorage.getItem(kept) ?? undefined;
  return isLanguage(name) ? name : undefined;
}

function first(): Language {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return chosen() ?? spoken ?? 'en';
}

/** Reads a language's words beside those the screen speaks: what is printed may be for somebody else. */
export async function readWords(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'common')) return;
  const { words } = await files[language]();
  for (const [name, bundle] of Object.entries(words)) i18next.addResourceBundle(language, name, bundle);
}

export async function speak(language: Language, keep = true): Promise<void> {
  await readWords(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  if (keep) localStorage.setItem(kept, language);
}

/** The language of the account, unless this device was told otherwise. */
export async function speakAs(language: string | undefined): Promise<void> {
  if (!chosen() && isLanguage(language) && language !== i18next.language) await speak(language, false);
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: first(),
    fallbackLng: false,
    ns: ['common'],
    defaultNS: 'common',
    resources: {},
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  await speak(first(), false);
}

/** A text of the organisation in the reader's language, or in the first that exists. */
export function pickText(texts: Record<string, string> | undefined, language: string, otherwise = ''): string {
  if (!texts) return otherwise;
  return texts[language] || texts.en || texts.fi || Object.values(texts).find(Boolean) || otherwise;
}
