import { type Definition, moved, newQuestion, type Question, type QuestionType, type Texts } from './definition';

/** The changes an editor makes to a definition, each a pure function. */
export type Edit = (definition: Definition) => Definition;

export function editQuestion(id: string, change: Partial<Question>): Edit {
  return (definition) => ({
    ...definition,
    questions: definition.questions.map((question) => {
      if (question.id !== id) return question;
      const next = { ...question, ...change };
      for (const name of Object.keys(change) as (keyof Question)[]) if (next[name] === undefined) delete next[name];
      return next;
    }),
  });
}

export function addQuestion(type: QuestionType): Edit {
  return (definition) => ({ ...definition, questions: [...definition.questions, newQuestion(type, definition)] });
}

export function removeQuestion(id: string): Edit {
  return (definition) => ({ ...definition, questions: definition.questions.filter((question) => question.id !== id) });
}

export function moveQuestion(from: number, to: number): Edit {
  return (definition) => ({ ...definition, questions: moved(definition.questions, from, to) });
}

export function setThanks(outcome: string, texts: Texts): Edit {
  return (definition) => ({ ...definition, thanks: { ...definition.thanks, [outcome]: texts } });
}

/** The texts of a language taken away stay in the draft, so that bringing it back brings them back. */
export function setLanguages(languages: string[]): Edit {
  return (definition) => (languages.length > 0 ? { ...definition, languages } : definition);
}

function renamedField(field: string, from: string, to: string): string {
  const path = `answers.${from}`;
  return field === path || field.startsWith(`${path}.`) ? `answers.${to}${field.slice(path.length)}` : field;
}

function renamedIn(tree: unknown, from: string, to: string): unknown {
  if (Array.isArray(tree)) return tree.map((part) => renamedIn(part, from, to));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([name, part]) => [
      name,
      name === 'field' && typeof part === 'string' ? renamedField(part, from, to) : renamedIn(part, from, to),
    ]),
  );
}

/** A question under another name; the conditions that speak of it follow. */
export function renameQuestion(from: string, to: string): Edit {
  return (definition) => ({
    ...definition,
    questions: definition.questions.map((question) => {
      const next = question.id === from ? { ...question, id: to } : { ...question };
      if (next.show_if) next.show_if = renamedIn(next.show_if, from, to) as Question['show_if'];
      return next;
    }),
  });
}
