import type { Question } from './definition';

/** A line of the editor's list: a question, or the beginning of a page, which stands before its first question. */
export type Line = { id: string; question: Question; index: number } | { id: string; page: number };

export function linesOf(questions: Question[]): Line[] {
  let page = 1;
  return questions.flatMap((question, index): Line[] => {
    const line: Line = { id: question.id, question, index };
    if (!question.new_page || index === 0) return [line];
    page += 1;
    return [{ id: `page:${question.id}`, page }, line];
  });
}

/** The other way round. A page without a question is none, and the first begins by itself. */
export function questionsOf(lines: Line[]): Question[] {
  const asked = lines.filter((line) => 'question' in line);
  return asked.map(({ question: { new_page: _, ...question }, id }, index) => {
    const before = lines[lines.findIndex((line) => line.id === id) - 1];
    return index > 0 && before && 'page' in before ? { ...question, new_page: true } : question;
  });
}

/** Moves one line; the others keep their order. */
export function movedLine(lines: Line[], from: number, to: number): Line[] {
  const next = [...lines];
  const [one] = next.splice(from, 1);
  if (one) next.splice(to, 0, one);
  return next;
}

/** On which page a question stands, from 1. */
export function pageOf(questions: Question[], index: number): number {
  return 1 + questions.filter((question, at) => at > 0 && at <= index && question.new_page).length;
}
