import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { type Question, type QuestionType, tasksOf } from './definition';
import { innerOf, isCounted } from './groups';

/** A part is a question of its own, named QUESTION.PART: in answers, conditions, figures and exports alike. */
export interface Part extends Question {
  part: string;
}

/** Its answer stands in its parts alone. */
export function isSplit(type: QuestionType): boolean {
  return type === 'matrix' || type === 'ranking' || type === 'sum' || type === 'contact' || type === 'maxdiff';
}

function part(question: Question, name: string, type: QuestionType, more: Partial<Question> = {}): Part {
  return { id: `${question.id}.${name}`, part: name, type, text: {}, ...more };
}

function optOut(question: Question, of: Question = question): Part[] {
  const outs = question.opt_outs ?? [];
  return outs.length > 0
    ? [part(of, 'opt_out', 'choice', { text: of === question ? {} : of.text, choices: outs.map((id) => ({ id, text: {} })) })]
    : [];
}

export function partsOf(question: Question): Part[] {
  const choices = question.choices ?? [];
  switch (question.type) {
    case 'matrix':
      return (question.rows ?? []).flatMap((row) => {
        const { scale, choices: columns, low, high } = question;
        const line = part(question, row.id, question.cell ?? 'rating', { text: row.text, scale, choices: columns, low, high });
        return [line, ...optOut(question, line)];
      });
    case 'ranking':
      return choices.map(({ id, text }) => part(question, id, 'rating', { text, scale: { low: 1, high: choices.length } }));
    case 'sum':
      return choices.map(({ id, text }) => part(question, id, 'number', { text, low: 0, high: question.total ?? 100 }));
    case 'maxdiff':
      return Array.from({ length: tasksOf(question).tasks }, (_, at) => at + 1).flatMap((task) =>
        ['best', 'worst'].map((kind) => part(question, `${kind}_${task}`, 'choice', { choices })),
      );
    case 'contact':
      return (question.fields ?? []).map((field) => part(question, field, 'text'));
    default:
      return [...(choices.some((choice) => choice.other) ? [part(question, 'other', 'text')] : []), ...optOut(question)];
  }
}

/** What can be answered: questions, and the parts of those that only their parts answer. */
export function answerable(questions: Question[]): Question[] {
  return questions.flatMap((question) => {
    if (question.type === 'statement' || (question.type === 'group' && !isCounted(question))) return [];
    return isSplit(question.type) ? partsOf(question) : [question];
  });
}

/** Which question of the list it is, itself, by a part or by a round, as the list counts: "2", "2.1" in a group; and what of the name is
 * left, a part. */
function placeOf(questions: Question[], id: string): { number: string; part: string } {
  const [own = '', ...rest] = id.replace(/\[[^\]]*\]/, '').split('.');
  const at = questions.findIndex((question) => question.id === own);
  const question = questions[at];
  if (question?.type !== 'group' || rest.length === 0) return { number: String(at + 1), part: rest.join('.') };
  const inner = innerOf(question).findIndex((one) => one.id === rest[0]);
  return { number: `${at + 1}.${inner + 1}`, part: rest.slice(1).join('.') };
}

export function questionNumber(questions: Question[], id: string): string {
  return placeOf(questions, id).number;
}

export function isPart(questions: Question[], id: string): boolean {
  return placeOf(questions, id).part !== '';
}

/** What a part is called: its own words, or ours for what is not written by hand. */
export function usePartName(): (part: Question) => string {
  const { t, i18n } = useTranslation('surveys');
  return (question) => {
    const name = question.id.split('.').at(-1) ?? '';
    const task = /^(best|worst)_(\d+)$/.exec(name);
    if (task && question.type === 'choice') return t(`part.${task[1]}`, { number: task[2] });
    if (name === 'other' || name === 'opt_out')
      return [pickText(question.text, i18n.language, ''), t(`part.${name}`)].filter(Boolean).join(': ');
    return pickText(question.text, i18n.language, t(`contact.${name}`, { defaultValue: name }));
  };
}
