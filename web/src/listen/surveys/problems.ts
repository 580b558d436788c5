import { type Definition, type Question, type Texts, traitsOfQuestion } from './definition';
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

/** A text nobody has to give; but begun, it stands in every language. */
function half(texts: Texts | undefined, field: string, languages: string[]): FieldProblem[] {
  return Object.values(texts ?? {}).some((text) => text.trim()) ? missing(texts, field, languages) : [];
}

/** Names in a text that no earlier answer can take the place of. */
function wrongPipes(question: Question, field: string, known: Set<string>): FieldProblem[] {
  const wrong = (name: string) =>
    name.startsWith('answers.') ? !known.has(name.slice(8)) : !/^(attributes\..+|customer\.name)$/.test(name);
  return (['text', 'hint'] as const).flatMap((part) =>
    Object.entries(question[part] ?? {}).flatMap(([language, text]) => {
      const names = [...text.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].map((hit) => hit[1] ?? '');
      return names.some(wrong) ? [{ field: `${field}.${part}.${language}`, word: 'pipe_unknown', language }] : [];
    }),
  );
}

/** `known`: what earlier questions answer; `ids`: theirs. */
function ofQuestion(question: Question, field: string, languages: string[], known: Set<string>, ids: Set<string>): FieldProblem[] {
  const found = missing(question.text, `${field}.text`, languages);
  for (const name of ['hint', 'low_label', 'high_label'] as const) found.push(...half(question[name], `${field}.${name}`, languages));
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(question.id)) found.push({ field: `${field}.id`, word: 'not_an_id' });
  if (ids.has(question.id)) found.push({ field: `${field}.id`, word: 'twice' });
  if (traitsOfQuestion(question).rows) {
    if (!question.rows?.length) found.push({ field: `${field}.rows`, word: 'no_rows' });
    question.rows?.forEach((row, index) => {
      found.push(...missing(row.text, `${field}.rows[${index}].text`, languages));
    });
  }
  if (question.type === 'calculated' && !(question.calculate?.sum ?? question.calculate?.mean)?.length) {
    found.push({ field: `${field}.calculate`, word: 'calculates_nothing' });
  }
  found.push(...wrongPipes(question, field, known));
  if (question.type === 'contact' && !question.fields?.length) found.push({ field: `${field}.fields`, word: 'no_fields' });
  if (question.type === 'slider' && (question.low === undefined || question.high === undefined)) {
    found.push({ field: `${field}.high`, word: 'slider_ends' });
  }
  if (traitsOfQuestion(question).choices) {
    if (!question.choices?.length) found.push({ field: `${field}.choices`, word: 'no_choices' });
    question.choices?.forEach((choice, index) => {
      found.push(...missing(choice.text, `${field}.choices[${index}].text`, languages));
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
  const known = new Set<string>();
  const ids = new Set<string>();
  definition.questions.forEach((question, index) => {
    found.push(...ofQuestion(question, `questions[${index}]`, languages, known, ids));
    for (const one of answerable([question])) known.add(one.id);
    ids.add(question.id);
  });
  for (const [outcome, texts] of Object.entries(definition.thanks ?? {})) found.push(...half(texts, `thanks.${outcome}`, languages));
  return found;
}

/** "questions[2].text.fi" → 2; other fields → -1. */
export function questionAt(field: string): number {
  const hit = /^questions\[(\d+)\]/.exec(field);
  return hit ? Number(hit[1]) : -1;
}
