import type { ByArm } from './arms';
import type { Choice, Definition, Question, Texts } from './definition';
import { innerOf, roundQuestions } from './groups';
import { questionNumber } from './parts';

/** One change between two definitions of a survey. `question` is a question's id; without it, the survey's own. */
export type Change =
  | { kind: 'added' | 'removed'; question: string }
  | { kind: 'moved'; question: string; from: string; to: string }
  | { kind: 'text'; question?: string; place: string; of?: string; arm?: string; language: string; before: string; after: string }
  | { kind: 'part_added' | 'part_removed'; question: string; place: 'choices' | 'rows'; of: string }
  | { kind: 'logic'; question: string; place?: 'choices' | 'rows'; of?: string; before: unknown; after: unknown }
  | { kind: 'setting'; question?: string; name: string; before: unknown; after: unknown };

const textNames = ['text', 'hint', 'low_label', 'high_label'] as const;
const partNames = ['choices', 'rows'] as const;

function differs(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

function textChanges(before: Texts = {}, after: Texts = {}): { language: string; before: string; after: string }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((language) => (before[language] ?? '') !== (after[language] ?? ''))
    .map((language) => ({ language, before: before[language] ?? '', after: after[language] ?? '' }));
}

/** The longest list of ids that keeps its order: what is not in it was moved. */
function unmoved(before: string[], after: string[]): Set<string> {
  const place = new Map(before.map((id, at) => [id, at]));
  const ids = after.filter((id) => place.has(id));
  const best = ids.map(() => 1);
  const from = ids.map(() => -1);
  let last = -1;
  ids.forEach((id, at) => {
    for (let earlier = 0; earlier < at; earlier++) {
      if ((place.get(ids[earlier] ?? '') ?? 0) < (place.get(id) ?? 0) && (best[earlier] ?? 0) + 1 > (best[at] ?? 0)) {
        best[at] = (best[earlier] ?? 0) + 1;
        from[at] = earlier;
      }
    }
    if (last < 0 || (best[at] ?? 0) > (best[last] ?? 0)) last = at;
  });
  const kept = new Set<string>();
  for (let at = last; at >= 0; at = from[at] ?? -1) kept.add(ids[at] ?? '');
  return kept;
}

/** Every question once, what a group asks after the group: "visits.ease". */
export function toldQuestions(definition: Definition): Question[] {
  return definition.questions.flatMap((question) => [question, ...(innerOf(question).length > 0 ? roundQuestions(question) : [])]);
}

type Pictured = { picture?: { id: string; text: Texts } };

/** Another picture is told by its words. */
function pictureChanges(question: string, name: 'picture' | 'choice_picture', before: Pictured, after: Pictured, of?: string): Change[] {
  const [was, is] = [before.picture, after.picture];
  if (was?.id !== is?.id) return [{ kind: 'setting', question, name, before: was?.text, after: is?.text }];
  return textChanges(was?.text, is?.text).map((text) => ({ kind: 'text', question, place: 'picture', of, ...text }));
}

function partChanges(question: string, place: 'choices' | 'rows', before: Choice[], after: Choice[]): Change[] {
  const changes: Change[] = [];
  for (const part of before)
    if (!after.some(({ id }) => id === part.id)) changes.push({ kind: 'part_removed', question, place, of: part.id });
  for (const part of after) {
    const old = before.find(({ id }) => id === part.id);
    if (!old) {
      changes.push({ kind: 'part_added', question, place, of: part.id });
      continue;
    }
    changes.push(...textChanges(old.text, part.text).map((text) => ({ kind: 'text' as const, question, place, of: part.id, ...text })));
    changes.push(...pictureChanges(question, 'choice_picture', old, part, part.id));
    const { text: oldText, picture: oldPicture, show_if: oldCondition, ...was } = old;
    const { text: newText, picture: newPicture, show_if: newCondition, ...is } = part;
    if (differs(oldCondition, newCondition))
      changes.push({ kind: 'logic', question, place, of: part.id, before: oldCondition, after: newCondition });
    if (differs(was, is)) changes.push({ kind: 'setting', question, name: place, before: was, after: is });
  }
  const order = (parts: Choice[], others: Choice[]) => parts.map(({ id }) => id).filter((id) => others.some((other) => other.id === id));
  if (differs(order(before, after), order(after, before))) {
    changes.push({ kind: 'setting', question, name: `${place}_order`, before: order(before, after), after: order(after, before) });
  }
  return changes;
}

/** What is asked differently in one arm. */
function armChanges(question: string, arm: string, before: ByArm, after: ByArm): Change[] {
  const texts = textNames.flatMap((place) =>
    textChanges(before[place], after[place]).map((text) => ({ kind: 'text' as const, question, place, arm, ...text })),
  );
  if (before.shuffle === after.shuffle) return texts;
  return [...texts, { kind: 'setting', question, name: 'by_arm', before: before.shuffle, after: after.shuffle }];
}

function questionChanges(before: Question, after: Question): Change[] {
  const question = after.id;
  const changes: Change[] = textNames.flatMap((place) =>
    textChanges(before[place], after[place]).map((text) => ({ kind: 'text' as const, question, place, ...text })),
  );
  const arms = new Set([...Object.keys(before.by_arm ?? {}), ...Object.keys(after.by_arm ?? {})]);
  for (const arm of arms) changes.push(...armChanges(question, arm, before.by_arm?.[arm] ?? {}, after.by_arm?.[arm] ?? {}));
  for (const place of partNames) changes.push(...partChanges(question, place, before[place] ?? [], after[place] ?? []));
  if (differs(before.show_if, after.show_if)) changes.push({ kind: 'logic', question, before: before.show_if, after: after.show_if });
  changes.push(...pictureChanges(question, 'picture', before, after));
  const told = new Set<string>(['id', 'show_if', 'picture', 'questions', 'by_arm', ...textNames, ...partNames]);
  changes.push(...settingChanges({ ...before }, { ...after }, told).map((one) => ({ ...one, question })));
  return changes;
}

function settingChanges(before: Record<string, unknown>, after: Record<string, unknown>, told: Set<string>) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !told.has(name) && differs(before[name], after[name]))
    .map((name) => ({ kind: 'setting' as const, name, before: before[name], after: after[name] }));
}

/** Everything that changed: the survey's own first, then its questions in the new order, those taken away last. */
export function differencesOf(before: Definition, after: Definition): Change[] {
  const [earlier, later] = [toldQuestions(before), toldQuestions(after)];
  const old = new Map(earlier.map((question) => [question.id, question]));
  const kept = unmoved(
    earlier.map(({ id }) => id),
    later.map(({ id }) => id),
  );
  const changes: Change[] = textChanges(before.title, after.title).map((text) => ({ kind: 'text', place: 'title', ...text }));
  for (const outcome of new Set([...Object.keys(before.thanks ?? {}), ...Object.keys(after.thanks ?? {})])) {
    const texts = textChanges(before.thanks?.[outcome], after.thanks?.[outcome]);
    changes.push(...texts.map((text) => ({ kind: 'text' as const, place: `thanks_${outcome}`, ...text })));
  }
  changes.push(...settingChanges({ ...before }, { ...after }, new Set(['slug', 'title', 'thanks', 'questions'])));
  for (const question of later) {
    const was = old.get(question.id);
    if (!was) {
      changes.push({ kind: 'added', question: question.id });
      continue;
    }
    const [from, to] = [questionNumber(before.questions, question.id), questionNumber(after.questions, question.id)];
    if (!kept.has(question.id)) changes.push({ kind: 'moved', question: question.id, from, to });
    changes.push(...questionChanges(was, question));
  }
  for (const { id } of earlier) if (!later.some((one) => one.id === id)) changes.push({ kind: 'removed', question: id });
  return changes;
}
