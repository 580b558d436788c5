import type { Choice, Definition, Question, Texts } from './definition';

/** One change between two definitions of a survey. `question` is a question's id; without it, the survey's own. */
export type Change =
  | { kind: 'added' | 'removed'; question: string }
  | { kind: 'moved'; question: string; from: number; to: number }
  | { kind: 'text'; question?: string; place: string; of?: string; language: string; before: string; after: string }
  | { kind: 'part_added' | 'part_removed'; question: string; place: 'choices' | 'rows'; of: string }
  | { kind: 'logic'; question: string; before: unknown; after: unknown }
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
    const { text: oldText, ...was } = old;
    const { text: newText, ...is } = part;
    if (differs(was, is)) changes.push({ kind: 'setting', question, name: place, before: was, after: is });
  }
  const order = (parts: Choice[], others: Choice[]) => parts.map(({ id }) => id).filter((id) => others.some((other) => other.id === id));
  if (differs(order(before, after), order(after, before))) {
    changes.push({ kind: 'setting', question, name: `${place}_order`, before: order(before, after), after: order(after, before) });
  }
  return changes;
}

function questionChanges(before: Question, after: Question): Change[] {
  const question = after.id;
  const changes: Change[] = textNames.flatMap((place) =>
    textChanges(before[place], after[place]).map((text) => ({ kind: 'text' as const, question, place, ...text })),
  );
  for (const place of partNames) changes.push(...partChanges(question, place, before[place] ?? [], after[place] ?? []));
  if (differs(before.show_if, after.show_if)) changes.push({ kind: 'logic', question, before: before.show_if, after: after.show_if });
  const told = new Set<string>(['id', 'show_if', ...textNames, ...partNames]);
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
  const old = new Map(before.questions.map((question, at) => [question.id, { question, at }]));
  const kept = unmoved(
    before.questions.map(({ id }) => id),
    after.questions.map(({ id }) => id),
  );
  const changes: Change[] = textChanges(before.title, after.title).map((text) => ({ kind: 'text', place: 'title', ...text }));
  for (const outcome of new Set([...Object.keys(before.thanks ?? {}), ...Object.keys(after.thanks ?? {})])) {
    const texts = textChanges(before.thanks?.[outcome], after.thanks?.[outcome]);
    changes.push(...texts.map((text) => ({ kind: 'text' as const, place: `thanks_${outcome}`, ...text })));
  }
  changes.push(...settingChanges({ ...before }, { ...after }, new Set(['slug', 'title', 'thanks', 'questions'])));
  after.questions.forEach((question, at) => {
    const was = old.get(question.id);
    if (!was) changes.push({ kind: 'added', question: question.id });
    else {
      if (!kept.has(question.id)) changes.push({ kind: 'moved', question: question.id, from: was.at + 1, to: at + 1 });
      changes.push(...questionChanges(was.question, question));
    }
  });
  for (const { id } of before.questions) if (!after.questions.some((one) => one.id === id)) changes.push({ kind: 'removed', question: id });
  return changes;
}
