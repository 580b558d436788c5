import { type Definition, newQuestion, type Question, type QuestionType, type Texts } from './definition';
import { innerOf } from './groups';
import { linesOf, movedLine, placed } from './pages';

/** The changes an editor makes to a definition, each a pure function. */
export type Edit = (definition: Definition) => Definition;

function changed(question: Question, change: Partial<Question>): Question {
  const next = { ...question, ...change };
  for (const name of Object.keys(change) as (keyof Question)[]) if (next[name] === undefined) delete next[name];
  return next;
}

/** Does something to one question of the list, by its id there: "visits.ease" stands in a group. */
function mapQuestion(questions: Question[], id: string, change: (question: Question) => Question): Question[] {
  return questions.map((question) => {
    if (question.id === id) return change(question);
    if (question.type !== 'group' || !id.startsWith(`${question.id}.`)) return question;
    const inner = mapQuestion(innerOf(question), id.slice(question.id.length + 1), change);
    return { ...question, questions: inner as unknown as Question['questions'] };
  });
}

export function editQuestion(id: string, change: Partial<Question>): Edit {
  return (definition) => ({ ...definition, questions: mapQuestion(definition.questions, id, (question) => changed(question, change)) });
}

/** At the end of the survey, or of a group. */
export function addQuestion(type: QuestionType, group?: Question): Edit {
  return (definition) => {
    if (!group) return { ...definition, questions: [...definition.questions, newQuestion(type, definition)] };
    const inner = [...innerOf(group), newQuestion(type, definition, innerOf(group))];
    return editQuestion(group.id, { questions: inner as unknown as Question['questions'] })(definition);
  };
}

export function removeQuestion(id: string): Edit {
  const goes = (line: string) => line === id || line === `end:${id}` || line.startsWith(`${id}.`);
  return (definition) => ({ ...definition, questions: placed(linesOf(definition.questions).filter((line) => !goes(line.id))).questions });
}

/** Moves a line of the list: a question, where a page begins, where a group ends. What speaks of a question that came into a group or out
 * of one follows. */
export function moveLine(from: number, to: number): Edit {
  return (definition) => {
    const { questions, renamed } = placed(movedLine(linesOf(definition.questions), from, to));
    let next = questions;
    for (const [old, name] of renamed) next = next.map((question) => renamedIn(question, old, name) as Question);
    return { ...definition, questions: next };
  };
}

/** Who divides a survey into pages means to show it by pages. */
export function beginPage(id: string, begins: boolean): Edit {
  return (definition) => {
    const first = begins && !definition.questions.some((question) => question.new_page);
    const next = editQuestion(id, { new_page: begins || undefined })(definition);
    return first ? { ...next, show: 'pages' } : next;
  };
}

export function setThanks(outcome: string, texts: Texts): Edit {
  return (definition) => ({ ...definition, thanks: { ...definition.thanks, [outcome]: texts } });
}

/** The texts of a language taken away stay in the draft, so that bringing it back brings them back. */
export function setLanguages(languages: string[]): Edit {
  return (definition) => (languages.length > 0 ? { ...definition, languages } : definition);
}

/** "answers.from", a part of it, a round of it. */
function renamedField(field: string, from: string, to: string): string {
  const path = `answers.${from}`;
  return field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`)
    ? `answers.${to}${field.slice(path.length)}`
    : field;
}

function renamedText(text: string, name: string, from: string, to: string): string {
  if (name === 'field' || name === 'for' || name === 'expected') return renamedField(text, from, to);
  if (name === 'sum' || name === 'mean') return renamedField(`answers.${text}`, from, to).slice('answers.'.length);
  return text.replace(/(\{\{\s*)(answers\.[^\s}]+)/g, (_, opening: string, field: string) => opening + renamedField(field, from, to));
}

function renamedIn(tree: unknown, from: string, to: string, name = ''): unknown {
  if (typeof tree === 'string') return renamedText(tree, name, from, to);
  if (Array.isArray(tree)) return tree.map((part) => renamedIn(part, from, to, name));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([member, part]) => [member, renamedIn(part, from, to, member)]));
}

/** A question of the list under another name; the conditions, texts, calculations and groups that speak of it follow. */
export function renameQuestion(from: string, to: string): Edit {
  return (definition) => {
    const own = to.slice(to.lastIndexOf('.') + 1);
    const questions = mapQuestion(definition.questions, from, (question) => ({ ...question, id: own }));
    return { ...definition, questions: questions.map((question) => renamedIn(question, from, to) as Question) };
  };
}
