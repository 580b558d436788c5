import { type Definition, newQuestion, type Question, type QuestionType, type Texts } from './definition';
import { linesOf, movedLine, questionsOf } from './pages';

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
  return (definition) => ({ ...definition, questions: questionsOf(linesOf(definition.questions).filter((line) => line.id !== id)) });
}

/** Moves a line of the list, a question or where a page begins. */
export function moveLine(from: number, to: number): Edit {
  return (definition) => ({ ...definition, questions: questionsOf(movedLine(linesOf(definition.questions), from, to)) });
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

/** {{answers.from}} and {{answers.from.part}} in any of the question's texts. */
function renamedPipes(question: Question, from: string, to: string): Question {
  const pipe = new RegExp(`(\\{\\{\\s*answers\\.)${from}(?=[.\\s}])`, 'g');
  return JSON.parse(JSON.stringify(question).replace(pipe, `$1${to}`)) as Question;
}

function renamedOf(of: string[] | undefined, from: string, to: string): string[] | undefined {
  return of?.map((id) => renamedField(`answers.${id}`, from, to).slice('answers.'.length));
}

/** A question under another name; the conditions, texts and calculations that speak of it follow. */
export function renameQuestion(from: string, to: string): Edit {
  return (definition) => ({
    ...definition,
    questions: definition.questions.map((question) => {
      const next = renamedPipes(question.id === from ? { ...question, id: to } : question, from, to);
      if (next.calculate?.sum) next.calculate = { sum: renamedOf(next.calculate.sum, from, to) };
      if (next.calculate?.mean) next.calculate = { mean: renamedOf(next.calculate.mean, from, to) };
      if (next.show_if) next.show_if = renamedIn(next.show_if, from, to) as Question['show_if'];
      return next;
    }),
  });
}
