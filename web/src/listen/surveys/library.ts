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

export function readyDefinition(name: ReadyName, slug: string, title: string, languages: string[], touchpoint: string): Definition {
  const start = ready.find((one) => one.name === name) ?? ready[ready.length - 1];
  const definition: Definition = { slug, title: inLanguages(start?.title ?? {}, languages), languages, questions: [] };
  if (languages[0]) definition.title[languages[0]] = title;
  if (touchpoint) definition.touchpoint = touchpoint;
  for (const type of start?.types ?? []) {
    const question = newQuestion(type, definition);
    if (definition.questions.length === 0) question.required = type !== 'expectation';
    if (type === 'story' && start?.types.length === 2) Object.assign(question, { id: 'why', text: inLanguages(reason, languages) });
    definition.questions.push(question);
  }
  return definition;
}
