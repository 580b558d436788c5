import { type Definition, newQuestion, type QuestionType, type Texts } from './definition';
import { inLanguages, reason } from './wordings';

export type ReadyName = 'encounter' | 'ease' | 'satisfaction' | 'feeling' | 'blank';

interface Ready {
  name: ReadyName;
  title: Texts;
  types: QuestionType[];
}

const encounter: Texts = { en: 'How did it go?', fi: 'Miten meni?', sv: 'Hur gick det?' };

/** What one can start from. Each is short: twenty seconds of somebody's time. */
export const ready: Ready[] = [
  { name: 'encounter', title: encounter, types: ['nps', 'story'] },
  { name: 'ease', title: { en: 'How easy was it?', fi: 'Kuinka helppoa se oli?', sv: 'Hur lätt var det?' }, types: ['ces', 'story'] },
  { name: 'satisfaction', title: { en: 'Were you satisfied?', fi: 'Olitko tyytyväinen?', sv: 'Var du nöjd?' }, types: ['csat', 'story'] },
  {
    name: 'feeling',
    title: { en: 'What did you expect, what did you feel?', fi: 'Mitä odotit, mitä tunsit?', sv: 'Vad väntade du dig, vad kände du?' },
    types: ['expectation', 'emotion', 'story'],
  },
  { name: 'blank', title: {}, types: [] },
];

export interface Begin {
  start: ReadyName;
  slug: string;
  title: string;
  /** of the title */
  language: string;
  languages: string[];
  touchpoint: string;
}

export function readyDefinition({ start: name, slug, title, language, languages, touchpoint }: Begin): Definition {
  const start = ready.find((one) => one.name === name) ?? ready[ready.length - 1];
  const definition: Definition = { slug, title: inLanguages(start?.title ?? {}, languages), languages, questions: [] };
  const first = languages[0] ?? 'en';
  definition.title[languages.includes(language) ? language : first] = title;
  definition.title[first] ||= title;
  if (touchpoint) definition.touchpoint = touchpoint;
  for (const type of start?.types ?? []) {
    const question = newQuestion(type, definition);
    if (definition.questions.length === 0) question.required = type !== 'expectation';
    if (type === 'story' && start?.types.length === 2) Object.assign(question, { id: 'why', text: inLanguages(reason, languages) });
    definition.questions.push(question);
  }
  return definition;
}
