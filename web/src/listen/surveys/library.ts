import { type Definition, languageCode, type Texts } from './definition';
import type { LibrarySurvey } from './editorReads';
import { inLanguages } from './wordings';

export interface Begin {
  /** undefined: from nothing */
  ready: LibrarySurvey | undefined;
  slug: string;
  title: string;
  /** of the title */
  language: string;
  languages: string[];
  touchpoint: string;
}

function isTexts(value: unknown): value is Texts {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    Object.entries(value).every(([code, text]) => languageCode.test(code) && typeof text === 'string')
  );
}

/** Every text in these languages. What the library does not speak is left to be written, the first language begins with its English. */
function spoken<Value>(value: Value, languages: string[]): Value {
  if (Array.isArray(value)) return value.map((part) => spoken(part, languages)) as Value;
  if (isTexts(value)) {
    const texts = inLanguages(value, languages);
    const first = languages[0] ?? 'en';
    texts[first] ||= value.en ?? '';
    return texts as Value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, spoken(part, languages)])) as Value;
}

export function readyDefinition({ ready, slug, title, language, languages, touchpoint }: Begin): Definition {
  const start = ready ? spoken(ready.definition, languages) : { title: inLanguages({}, languages), questions: [] };
  const definition: Definition = { ...start, slug, languages };
  const first = languages[0] ?? 'en';
  if (title) definition.title[languages.includes(language) ? language : first] = title;
  definition.title[first] ||= title;
  if (touchpoint) definition.touchpoint = touchpoint;
  return definition;
}
