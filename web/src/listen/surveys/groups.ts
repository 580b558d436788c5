import type { Question } from './definition';

/** What a group asks in each round. */
export function innerOf(group: Question): Question[] {
  return (group.questions ?? []) as unknown as Question[];
}

/** Its questions under the names by which the same round speaks of them: "visits.ease". */
export function roundQuestions(group: Question): Question[] {
  return innerOf(group).map((question) => ({ ...question, id: `${group.id}.${question.id}` }));
}

/** The respondent adds the rounds; the group's own answer is how many there are. */
export function isCounted(question: Question): boolean {
  return question.type === 'group' && !question.for;
}

/** What a group can be asked for: each thing chosen, rated or ranked, or a number. */
export function sourcesOf(before: Question[]): Question[] {
  return before.filter(({ type }) => ['choices', 'matrix', 'ranking', 'number', 'slider'].includes(type));
}

/** The rounds of a group that were answered, in the order in which they stand in a response: "2", "acme". */
export function roundsIn(group: Question, answers: Record<string, unknown>): string[] {
  const rounds = Object.keys(answers).flatMap((name) => {
    const hit = name.startsWith(`${group.id}[`) ? /^\[([^\]]+)\]\./.exec(name.slice(group.id.length)) : null;
    return hit?.[1] ? [hit[1]] : [];
  });
  return [...new Set(rounds)];
}

/** What a round is about: the choice or row of the question that it is asked for. */
export function roundText(group: Question, round: string, questions: Question[]): Record<string, string> | undefined {
  const source = questions.find(({ id }) => `answers.${id}` === group.for);
  return [...(source?.choices ?? []), ...(source?.rows ?? [])].find(({ id }) => id === round)?.text;
}
