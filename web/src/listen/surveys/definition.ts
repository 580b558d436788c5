import type { Schema } from '../../app/api';
import { innerOf } from './groups';
import { wordingOf } from './wordings';

export type Survey = Schema['Survey'];
export type Definition = Schema['SurveyDefinition'];
export type Question = Schema['Question'];
export type QuestionType = Question['type'];
export type Choice = NonNullable<Question['choices']>[number];
export type Picture = Schema['QuestionPicture'];
export type Texts = Record<string, string>;

export const languageCode = /^[a-z]{2,3}$/;

/** In the order a person looks for them: what is measured, what is felt and told, what is asked besides. */
export const questionTypes: QuestionType[] = [
  'nps',
  'ces',
  'csat',
  'expectation',
  'rating',
  'enps',
  'ces_v1',
  'emotion',
  'story',
  'choice',
  'choices',
  'matrix',
  'ranking',
  'sum',
  'maxdiff',
  'text',
  'number',
  'slider',
  'date',
  'time',
  'contact',
  'file',
  'consent',
  'statement',
  'hidden',
  'calculated',
  'group',
];

interface Traits {
  /** its answers are scores on a scale with two named ends */
  scaled?: boolean;
  /** the scales it may have; `free`: any */
  scales?: { low: number; high: number }[] | 'free';
  choices?: boolean;
  rows?: boolean;
  /** how many are chosen */
  counts?: boolean;
  /** a choice may ask "what?" */
  other?: boolean;
  shuffle?: boolean;
  /** reasons for no answer may be offered */
  optOuts?: boolean;
  /** most characters of an answer, unless told otherwise */
  length?: number;
  bounds?: boolean;
}

const traits: Record<QuestionType, Traits> = {
  nps: { scaled: true, optOuts: true },
  enps: { scaled: true, optOuts: true },
  ces: { scaled: true, optOuts: true },
  ces_v1: { scaled: true, optOuts: true },
  csat: {
    scaled: true,
    optOuts: true,
    scales: [
      { low: 1, high: 5 },
      { low: 1, high: 7 },
    ],
  },
  rating: { scaled: true, scales: 'free', optOuts: true },
  expectation: { scaled: true, optOuts: true },
  emotion: {},
  story: { length: 10000 },
  choice: { choices: true, other: true, shuffle: true, optOuts: true },
  choices: { choices: true, counts: true, other: true, shuffle: true, optOuts: true },
  matrix: { rows: true, shuffle: true },
  ranking: { choices: true, counts: true, shuffle: true },
  sum: { choices: true, shuffle: true },
  maxdiff: { choices: true },
  contact: {},
  slider: { bounds: true, optOuts: true },
  time: { optOuts: true },
  text: { length: 1000 },
  number: { bounds: true, optOuts: true },
  date: { optOuts: true },
  file: {},
  consent: {},
  statement: {},
  hidden: {},
  calculated: {},
  group: {},
};

/** It has a place on the page, where somebody may answer it. */
export function isSeen(type: QuestionType): boolean {
  return type !== 'hidden' && type !== 'calculated';
}

/** Its answers are numbers of no fixed scale. */
export function isNumber(type: QuestionType): boolean {
  return type === 'number' || type === 'slider' || type === 'calculated' || type === 'group';
}

const fixedScales: Partial<Record<QuestionType, { low: number; high: number }>> = {
  nps: { low: 0, high: 10 },
  enps: { low: 0, high: 10 },
  ces: { low: 1, high: 7 },
  ces_v1: { low: 1, high: 5 },
  csat: { low: 1, high: 5 },
  expectation: { low: -3, high: 3 },
};

export function traitsOf(type: QuestionType): Traits {
  return traits[type];
}

/** A matrix has, besides its rows, what each of its rows has. */
export function traitsOfQuestion(question: Question): Traits {
  if (question.type !== 'matrix') return traits[question.type];
  const { scaled, scales, choices, counts, length, bounds, optOuts } = traits[question.cell ?? 'rating'];
  return { ...traits.matrix, scaled, scales, choices, counts, length, bounds, optOuts };
}

/** Of a MaxDiff: its items, how many a list shows and how many lists there are, where nothing else is said; at least so many show each. */
export function tasksOf({ choices, per_task, tasks }: Question): { items: number; per_task: number; tasks: number; least: number } {
  const items = choices?.length ?? 0;
  const each = per_task ?? Math.min(4, Math.max(3, items - 1));
  return { items, per_task: each, tasks: tasks ?? Math.min(20, Math.ceil((3 * items) / each)), least: Math.ceil(items / each) };
}

export function scaleOf(question: Question): { low: number; high: number } {
  return question.scale ?? fixedScales[question.type] ?? { low: 1, high: 5 };
}

/** "Käyntisi myymälässä" → "kayntisi-myymalassa", fit for an address. */
export function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}

/** "recommend", then "recommend_2": the first name nobody has. */
export function freeName(wanted: string, taken: Iterable<string>, between = '_'): string {
  const names = new Set(taken);
  if (!names.has(wanted)) return wanted;
  let number = 2;
  while (names.has(`${wanted}${between}${number}`)) number += 1;
  return `${wanted}${between}${number}`;
}

const usualIds: Partial<Record<QuestionType, string>> = {
  nps: 'recommend',
  enps: 'recommend_work',
  ces: 'ease',
  ces_v1: 'effort',
  csat: 'satisfied',
  expectation: 'compared',
  emotion: 'felt',
};

/** Nothing outside of the questions speaks of them. */
export function isQuotaFree(definition: Definition): boolean {
  return !definition.quotas?.length;
}

function emptyTexts(languages: string[]): Texts {
  return Object.fromEntries(languages.map((language) => [language, '']));
}

export function newChoice(taken: string[], languages: string[], kind: 'choice' | 'row' = 'choice'): Choice {
  let number = taken.length + 1;
  while (taken.includes(`${kind}-${number}`)) number += 1;
  return { id: `${kind}-${number}`, text: emptyTexts(languages) };
}

export function newQuestion(type: QuestionType, definition: Definition, beside: Question[] = definition.questions): Question {
  const taken = beside.map((question) => question.id);
  const question: Question = {
    id: freeName(usualIds[type] ?? type, taken),
    type,
    text: wordingOf(type, definition.languages) ?? emptyTexts(definition.languages),
  };
  if (type === 'rating' || type === 'matrix') question.scale = { low: 1, high: 5 };
  if (type === 'matrix') {
    question.cell = 'rating';
    question.rows = [1, 2].map((number) => ({ id: `row-${number}`, text: emptyTexts(definition.languages) }));
  }
  if (type === 'slider') Object.assign(question, { low: 0, high: 100 });
  if (type === 'contact') question.fields = ['name', 'email'];
  if (type === 'calculated') question.calculate = { mean: [] };
  if (type === 'group') Object.assign(question, { least: 1, most: 5, questions: [] });
  if (traits[type].choices) {
    const first = type === 'maxdiff' ? [1, 2, 3, 4, 5, 6] : [1, 2];
    question.choices = first.map((number) => ({ id: `choice-${number}`, text: emptyTexts(definition.languages) }));
  }
  return question;
}

function filled(texts: Texts | undefined): Texts | undefined {
  if (!texts) return undefined;
  const kept = Object.entries(texts).filter(([, text]) => text.trim() !== '');
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function cleanChoice(choice: Choice): Choice {
  const clean: Choice = { ...choice, text: filled(choice.text) ?? {} };
  if (clean.picture) clean.picture = { ...clean.picture, text: filled(clean.picture.text) ?? {} };
  return clean;
}

type Worded = { text?: Texts; hint?: Texts; low_label?: Texts; high_label?: Texts };
const wordings = ['text', 'hint', 'low_label', 'high_label'] as const;

/** A question is never changed but made anew: what is made of it is made once. */
function once<Value>(make: (question: Question) => Value): (question: Question) => Value {
  const made = new WeakMap<Question, Value>();
  return (question) => {
    const known = made.get(question);
    if (known !== undefined) return known;
    const value = make(question);
    made.set(question, value);
    return value;
  };
}

/** Without the texts that nobody wrote. */
function cleanTexts<T extends Worded>(worded: T, names: readonly (typeof wordings)[number][] = wordings): T {
  const clean: T = { ...worded };
  for (const name of names) {
    const texts = filled(worded[name]);
    if (texts) clean[name] = texts;
    else delete clean[name];
  }
  return clean;
}

const cleanQuestion = once((question: Question): Question => {
  const clean: Question = cleanTexts({ ...question, text: filled(question.text) ?? {} }, ['hint', 'low_label', 'high_label']);
  if (clean.questions) clean.questions = innerOf(clean).map(cleanQuestion) as unknown as Question['questions'];
  if (clean.rows) clean.rows = clean.rows.map((row) => ({ ...row, text: filled(row.text) ?? {} }));
  if (clean.picture) clean.picture = { ...clean.picture, text: filled(clean.picture.text) ?? {} };
  if (clean.choices) clean.choices = clean.choices.map(cleanChoice);
  for (const name of ['required', 'shuffle', 'new_page'] as const) if (!clean[name]) delete clean[name];
  const arms = Object.entries(question.by_arm ?? {}).map(([arm, own]) => [arm, cleanTexts(own)] as const);
  const own = arms.filter(([, one]) => Object.keys(one).length > 0);
  if (own.length > 0) clean.by_arm = Object.fromEntries(own);
  else delete clean.by_arm;
  if (!clean.opt_outs?.length) delete clean.opt_outs;
  if (!clean.touchpoint) delete clean.touchpoint;
  return clean;
});

const questionText = once((question) => JSON.stringify(ordered(cleanQuestion(question))));

/** What is sent: no empty texts, no empty choices of a setting. */
export function cleanDefinition(definition: Definition): Definition {
  const clean: Definition = { ...definition, title: filled(definition.title) ?? {}, questions: definition.questions.map(cleanQuestion) };
  const thanks = Object.entries(definition.thanks ?? {}).flatMap(([outcome, texts]) => {
    const kept = filled(texts);
    return kept ? [[outcome, kept] as const] : [];
  });
  if (thanks.length > 0) clean.thanks = Object.fromEntries(thanks);
  else delete clean.thanks;
  if (!clean.arms?.length) delete clean.arms;
  if (!clean.touchpoint) delete clean.touchpoint;
  if (clean.show === 'one_at_a_time') delete clean.show;
  return clean;
}

/** For the preview, where a text not written yet must not stop the page. */
export function previewable(definition: Definition): Definition {
  const clean = cleanDefinition(definition);
  const first = clean.languages[0] ?? 'en';
  const shown = (texts: Texts): Texts => (texts[first] ? texts : { ...texts, [first]: Object.values(texts)[0] ?? '…' });
  const pictured = <T extends { picture?: Picture }>(one: T): T =>
    one.picture ? { ...one, picture: { ...one.picture, text: shown(one.picture.text) } } : one;
  const seenTexts = <T extends Worded>(worded: T): T => {
    const seen: T = { ...worded };
    for (const name of wordings) {
      const texts = worded[name];
      if (texts) seen[name] = shown(texts);
    }
    return seen;
  };
  const seenOf = (question: Question): Question => {
    const seen: Question = seenTexts(question);
    if (question.by_arm) {
      const arms = Object.entries(question.by_arm).map(([arm, own]) => [arm, seenTexts(own)] as const);
      seen.by_arm = Object.fromEntries(arms);
    }
    if (question.questions) seen.questions = innerOf(question).map(seenOf) as unknown as Question['questions'];
    if (question.rows) seen.rows = question.rows.map((row) => ({ ...row, text: shown(row.text) }));
    if (question.choices) seen.choices = question.choices.map((choice) => pictured({ ...choice, text: shown(choice.text) }));
    return pictured(seen);
  };
  return {
    ...clean,
    title: shown(clean.title),
    questions: clean.questions.map(seenOf),
    ...(clean.thanks && { thanks: Object.fromEntries(Object.entries(clean.thanks).map(([name, texts]) => [name, shown(texts)])) }),
  };
}

const numbers = new WeakMap<Definition, number>();
let numbered = 0;

/** A name for what has been made in this tab: as a key it costs nothing, where the text would be read through with every drawing. */
export function numberOf(definition: Definition): number {
  const known = numbers.get(definition);
  if (known !== undefined) return known;
  numbered += 1;
  numbers.set(definition, numbered);
  return numbered;
}

/** All but the questions, as text. */
function frameText(definition: Definition): string {
  return JSON.stringify(ordered({ ...cleanDefinition({ ...definition, questions: [] }) }));
}

export function same(one: Definition, other: Definition): boolean {
  if (one === other) return true;
  const { questions } = one;
  return (
    questions.length === other.questions.length &&
    questions.every((question, at) => {
      const theirs = other.questions[at];
      return theirs === question || (theirs !== undefined && questionText(theirs) === questionText(question));
    }) &&
    frameText(one) === frameText(other)
  );
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, ordered(part)]),
  );
}
