import { freeName, type Question } from './definition';
import { innerOf } from './groups';

/** A question in the editor's list. Its id in the list has its group's before it; `field` is where it stands in the definition. */
export interface QuestionLine {
  id: string;
  question: Question;
  field: string;
  number: string;
  /** the group in which it stands */
  group?: Question;
  index: number;
}
/** A line of the editor's list: a question, where a page begins (before its first question), or where a group ends. */
export type Line = QuestionLine | { id: string; page: number } | { id: string; end: Question };

const isGroup = (line: Line | undefined): line is QuestionLine =>
  line !== undefined && 'question' in line && line.question.type === 'group';

/** What no group can hold. */
const staysOut = (line: Line) =>
  'page' in line || ('question' in line && (line.question.type === 'group' || line.question.type === 'hidden'));

export function linesOf(questions: Question[]): Line[] {
  let page = 1;
  return questions.flatMap((question, index): Line[] => {
    const lines: Line[] = [{ id: question.id, question, field: `questions[${index}]`, number: `${index + 1}`, index }];
    if (question.type === 'group') {
      innerOf(question).forEach((inner, at) => {
        const field = `questions[${index}].questions[${at}]`;
        lines.push({
          id: `${question.id}.${inner.id}`,
          question: inner,
          field,
          number: `${index + 1}.${at + 1}`,
          group: question,
          index: at,
        });
      });
      lines.push({ id: `end:${question.id}`, end: question });
    }
    if (!question.new_page || index === 0) return lines;
    page += 1;
    return [{ id: `page:${question.id}`, page }, ...lines];
  });
}

/** The other way round, with what each question that came into a group or out of one was called before. A page without a question is none,
 * and the first begins by itself. */
export function placed(lines: Line[]): { questions: Question[]; renamed: [from: string, to: string][] } {
  const questions: Question[] = [];
  const renamed: [string, string][] = [];
  let group: Question | undefined;
  let begins = false;
  const put = (line: QuestionLine) => {
    const { new_page: _, ...question } = line.question;
    const into = question.type !== 'group' && question.type !== 'hidden' ? group : undefined;
    const list = into ? innerOf(into) : questions;
    const next: Question = {
      ...question,
      id: freeName(
        question.id,
        list.map((one) => one.id),
      ),
    };
    const name = into ? `${into.id}.${next.id}` : next.id;
    if (name !== line.id) renamed.push([line.id, name]);
    if (into) {
      into.questions = [...innerOf(into), next];
      return;
    }
    if (begins && questions.length > 0) next.new_page = true;
    begins = false;
    if (next.type === 'group') {
      next.questions = [];
      group = next;
    }
    questions.push(next);
  };
  for (const line of lines) {
    if ('page' in line) begins = true;
    else if ('end' in line) group = undefined;
    else put(line);
  }
  return { questions, renamed };
}

/** The group that is open before this place of the list. */
function openAt(lines: Line[], place: number): boolean {
  let open = false;
  for (const line of lines.slice(0, place)) open = isGroup(line) || (open && !('end' in line));
  return open;
}

/** Moves one line; the others keep their order. A group moves with what is in it, and neither it nor a page comes to stand in a group. */
export function movedLine(lines: Line[], from: number, to: number): Line[] {
  const one = lines[from];
  if (!one) return lines;
  const last = isGroup(one) ? lines.findIndex((line) => line.id === `end:${one.id}`) : from;
  const block = lines.slice(from, last + 1);
  const rest = [...lines.slice(0, from), ...lines.slice(last + 1)];
  let place = to < from ? to : Math.max(to, last + 1 > to && isGroup(one) ? last + 1 : to) - block.length + 1;
  place = Math.max(0, Math.min(rest.length, place));
  if (isGroup(one) || 'page' in one) while (openAt(rest, place)) place += to < from ? -1 : 1;
  if ('end' in one) {
    const begin = rest.findIndex((line) => line.id === one.end.id);
    const bar = rest.findIndex((line, at) => at > begin && staysOut(line));
    place = Math.max(begin + 1, Math.min(place, bar < 0 ? rest.length : bar));
  }
  return [...rest.slice(0, place), ...block, ...rest.slice(place)];
}

/** On which page a question stands, from 1. */
export function pageOf(questions: Question[], index: number): number {
  return 1 + questions.filter((question, at) => at > 0 && at <= index && question.new_page).length;
}
