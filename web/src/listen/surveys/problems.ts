import { type Definition, type Question, type Texts, tasksOf, traitsOfQuestion } from './definition';
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
function wrongPipes(
  question: Pick<Question, 'hint'> & { text?: Texts },
  field: string,
  known: Set<string>,
  allowed?: RegExp,
): FieldProblem[] {
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

const roundNames = /^(attributes\..+|customer\.name|item|number)$/;

function ofGroup(group: Question, field: string, languages: string[], known: Set<string>): FieldProblem[] {
  const rounds = roundQuestions(group);
  const inner = innerOf(group);
  const found: FieldProblem[] = inner.length === 0 ? [{ field: `${field}.questions`, word: 'group_empty' }] : [];
  if (!group.for && (group.least ?? 1) > (group.most ?? 0)) found.push({ field: `${field}.most`, word: 'bounds_upwards' });
  const before = new Set(known);
  const ids = new Set<string>();
  inner.forEach((question, at) => {
    found.push(...ofQuestion(question, `${field}.questions[${at}]`, languages, before, ids, roundNames));
    ids.add(question.id);
    const round = rounds[at];
    if (round) for (const one of answerable([round])) before.add(one.id);
  });
  return found;
}

/** `known`: what earlier questions answer; `ids`: theirs, or those earlier in the same group; `allowed`: other names its texts may hold. */
function ofQuestion(
  question: Question,
  field: string,
  languages: string[],
  known: Set<string>,
  ids: Set<string>,
  allowed?: RegExp,
): FieldProblem[] {
  const found = missing(question.text, `${field}.text`, languages);
  if (question.picture) found.push(...unseen(question.picture.text, `${field}.picture.text`, languages));
  for (const name of ['hint', 'low_label', 'high_label'] as const) found.push(...half(question[name], `${field}.${name}`, languages));
  for (const [arm, own] of Object.entries(question.by_arm ?? {})) {
    const at = `${field}.by_arm.${arm}`;
    for (const name of ['text', 'hint', 'low_label', 'high_label'] as const) found.push(...half(own[name], `${at}.${name}`, languages));
    found.push(...wrongPipes(own, at, known, allowed));
  }
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
  if (question.accept?.length === 0) found.push({ field: `${field}.accept`, word: 'no_file_kinds' });
  found.push(...wrongPipes(question, field, known, allowed));
  if (question.type === 'group') found.push(...ofGroup(question, field, languages, known));
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
  if (question.type === 'maxdiff') {
    const { items, tasks, least } = tasksOf(question);
    if (items < 4) found.push({ field: `${field}.choices`, word: 'maxdiff_items' });
    else if (tasks < least) found.push({ field: `${field}.tasks`, word: 'maxdiff_tasks' });
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
  if (definition.arms?.length === 1) found.push({ field: 'arms', word: 'arms_two' });
  definition.arms?.forEach(({ name }, at) => {
    if (!name.trim()) found.push({ field: `arms[${at}].name`, word: 'arm_name' });
  });
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
