import { type Leaf, readCondition } from '../condition';
import { type Definition, type Question, type Texts, traitsOfQuestion } from './definition';
import { innerOf, roundQuestions } from './groups';
import { answerable } from './parts';

/** A problem at a field; `word` names the sentence in the word files, `detail` is the server's own sentence. */
export interface FieldProblem {
  field: string;
  word?: string;
  language?: string;
  detail?: string;
}

function missing(texts: Texts | undefined, field: string, languages: string[]): FieldProblem[] {
  return languages
    .filter((language) => !texts?.[language]?.trim())
    .map((language) => ({ field: `${field}.${language}`, word: 'missing_text', language }));
}

/** What a picture shows, in words: without them who does not see it cannot answer. */
function unseen(texts: Texts | undefined, field: string, languages: string[]): FieldProblem[] {
  return missing(texts, field, languages).map((problem) => ({ ...problem, word: 'missing_picture_text' }));
}

/** A text nobody has to give; but begun, it stands in every language. */
function half(texts: Texts | undefined, field: string, languages: string[]): FieldProblem[] {
  return Object.values(texts ?? {}).some((text) => text.trim()) ? missing(texts, field, languages) : [];
}

/** Names in a text that no earlier answer can take the place of. */
function wrongPipes(question: Question, field: string, before: Question[], allowed?: RegExp): FieldProblem[] {
  const known = new Set(answerable(before).map((one) => one.id));
  const wrong = (name: string) =>
    name.startsWith('answers.')
      ? !known.has(name.slice(8)) && !name.includes('[')
      : !(allowed ?? /^(attributes\..+|customer\.name)$/).test(name);
  return (['text', 'hint'] as const).flatMap((part) =>
    Object.entries(question[part] ?? {}).flatMap(([language, text]) => {
      const names = [...text.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].map((hit) => hit[1] ?? '');
      return names.some(wrong) ? [{ field: `${field}.${part}.${language}`, word: 'pipe_unknown', language }] : [];
    }),
  );
}

/** No answer can meet it: it wants two different values of the same answer at once. */
export function neverHolds(tree: unknown): boolean {
  const condition = readCondition(tree);
  if (condition?.mode !== 'all') return false;
  const wanted = new Map<string, unknown>();
  return condition.leaves.some(({ field, op, value }) => {
    if (op !== 'eq') return condition.leaves.some((one) => one.field === field && contradicts(op, value, one));
    if (wanted.has(field) && wanted.get(field) !== value) return true;
    wanted.set(field, value);
    return false;
  });
}

function contradicts(op: string, value: unknown, other: Leaf): boolean {
  if (op === 'not_answered') return !['not_answered', 'ne', 'not_in'].includes(other.op);
  if (op === 'ne') return other.op === 'eq' && other.value === value;
  if (typeof value !== 'number' || typeof other.value !== 'number') return false;
  if (op === 'ge') return (other.op === 'le' || other.op === 'eq') && other.value < value;
  return op === 'le' && (other.op === 'ge' || other.op === 'eq') && other.value > value;
}

const roundNames = /^(attributes\..+|customer\.name|item|number)$/;

function ofGroup(group: Question, field: string, languages: string[], before: Question[]): FieldProblem[] {
  const inner = innerOf(group),
    rounds = roundQuestions(group);
  const found: FieldProblem[] = inner.length === 0 ? [{ field: `${field}.questions`, word: 'group_empty' }] : [];
  if (!group.for && (group.least ?? 1) > (group.most ?? 0)) found.push({ field: `${field}.most`, word: 'bounds_upwards' });
  inner.forEach((question, at) => {
    const place = `${field}.questions[${at}]`;
    const known = inner.slice(0, at);
    found.push(...ofQuestion(question, place, languages, known).filter(({ word }) => word !== 'pipe_unknown'));
    found.push(...wrongPipes(question, place, [...before, ...rounds.slice(0, at)], roundNames));
  });
  return found;
}

function ofQuestion(question: Question, field: string, languages: string[], before: Question[]): FieldProblem[] {
  const found = missing(question.text, `${field}.text`, languages);
  if (question.picture) found.push(...unseen(question.picture.text, `${field}.picture.text`, languages));
  for (const name of ['hint', 'low_label', 'high_label'] as const) found.push(...half(question[name], `${field}.${name}`, languages));
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(question.id)) found.push({ field: `${field}.id`, word: 'not_an_id' });
  if (before.some((other) => other.id === question.id)) found.push({ field: `${field}.id`, word: 'twice' });
  if (traitsOfQuestion(question).rows) {
    if (!question.rows?.length) found.push({ field: `${field}.rows`, word: 'no_rows' });
    question.rows?.forEach((row, index) => {
      found.push(...missing(row.text, `${field}.rows[${index}].text`, languages));
    });
  }
  if (question.type === 'calculated' && !(question.calculate?.sum ?? question.calculate?.mean)?.length) {
    found.push({ field: `${field}.calculate`, word: 'calculates_nothing' });
  }
  if (question.accept?.length === 0) found.push({ field: `${field}.accept`, word: 'no_file_kinds' });
  found.push(...wrongPipes(question, field, before));
  if (question.type === 'group') found.push(...ofGroup(question, field, languages, before));
  if (question.type === 'contact' && !question.fields?.length) found.push({ field: `${field}.fields`, word: 'no_fields' });
  if (question.type === 'slider' && (question.low === undefined || question.high === undefined)) {
    found.push({ field: `${field}.high`, word: 'slider_ends' });
  }
  if (traitsOfQuestion(question).choices) {
    if (!question.choices?.length) found.push({ field: `${field}.choices`, word: 'no_choices' });
    question.choices?.forEach((choice, index) => {
      found.push(...missing(choice.text, `${field}.choices[${index}].text`, languages));
      if (choice.picture) found.push(...unseen(choice.picture.text, `${field}.choices[${index}].picture.text`, languages));
    });
  }
  if (question.scale && question.scale.low >= question.scale.high) found.push({ field: `${field}.scale`, word: 'scale_upwards' });
  if (question.low !== undefined && question.high !== undefined && question.low > question.high) {
    found.push({ field: `${field}.high`, word: 'bounds_upwards' });
  }
  return found;
}

/** Everything that keeps a draft from being published, at once. The server is law: what it finds besides is shown the same way. */
export function problemsOf(definition: Definition): FieldProblem[] {
  const { languages } = definition;
  const found = missing(definition.title, 'title', languages);
  if (definition.questions.length === 0) found.push({ field: 'questions', word: 'no_questions' });
  definition.questions.forEach((question, index) => {
    found.push(...ofQuestion(question, `questions[${index}]`, languages, definition.questions.slice(0, index)));
  });
  for (const [outcome, texts] of Object.entries(definition.thanks ?? {})) found.push(...half(texts, `thanks.${outcome}`, languages));
  return found;
}

/** The id in the editor's list of the question that a field belongs to; '' when it is none's. */
export function lineAt(definition: Definition, field: string): string {
  const question = definition.questions[questionAt(field)];
  const inner = /^questions\[\d+\]\.questions\[(\d+)\]/.exec(field);
  const one = question && inner ? innerOf(question)[Number(inner[1])] : undefined;
  return question ? (one ? `${question.id}.${one.id}` : question.id) : '';
}

/** "questions[2].text.fi" → 2; other fields → -1. */
export function questionAt(field: string): number {
  const hit = /^questions\[(\d+)\]/.exec(field);
  return hit ? Number(hit[1]) : -1;
}
