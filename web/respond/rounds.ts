/* The rounds of a group that the respondent adds: their number stands in a hidden field of the group's heading. All rounds that there may be
   are in the form; those beyond the number are off by their conditions, as any question may be. */
import { answer, fields } from "./answer";

type Field = HTMLInputElement;

export const isHeading = (q: HTMLElement) => q.dataset.type === "group";
export const isMore = (q: HTMLElement) => q.dataset.type === "more";
/** of the group whose heading or end it is: its rounds' questions */
export const roundsOf = (questions: HTMLElement[], q: HTMLElement) => questions.filter((one) => one.dataset.group === q.dataset.id);
const roundOf = (questions: HTMLElement[], id: string, round: number) => questions.filter((one) => one.dataset.group === id && one.dataset.round === String(round));
const headingOf = (questions: HTMLElement[], id: string) => questions.find((one) => isHeading(one) && one.dataset.id === id)!;
const countOf = (questions: HTMLElement[], id: string) => fields(headingOf(questions, id))[0] as Field;

/** the place to add a round, when no more fit */
export const isFull = (questions: HTMLElement[], more: HTMLElement) => Number(countOf(questions, more.dataset.id!).value) >= Number(more.dataset.high);

export const paintRounds = (questions: HTMLElement[]) => {
  for (const more of questions.filter(isMore)) {
    const { value } = countOf(questions, more.dataset.id!);
    more.querySelector("b")!.textContent = value;
    for (const q of roundsOf(questions, more)) {
      const less = q.querySelector<HTMLElement>(".less");
      if (less) less.hidden = Number(value) <= Number(more.dataset.low);
    }
  }
};

/* A field of one round and the same field of another: its name without the round, and the value of what is ticked. */
const keyOf = (field: Field, q: HTMLElement) => field.name.slice(q.dataset.id!.length) + (field.type === "radio" || field.type === "checkbox" ? `=${field.value}` : "");
const pairs = (from: HTMLElement[], to: HTMLElement[]) => to.flatMap((q, i) => {
  const source = new Map(from[i] ? (fields(from[i]) as Field[]).map((field) => [keyOf(field, from[i]), field]) : []);
  return (fields(q) as Field[]).filter((field) => field.name).map((field) => ({ field, source: source.get(keyOf(field, q)) }));
});

const copyRound = (from: HTMLElement[], to: HTMLElement[]) => {
  for (const { field, source } of pairs(from, to)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = !!source?.checked;
    else field.value = source?.value ?? "";
  }
  for (const q of to) {
    const field = fields(q).find((one) => one.name); /* not a slider's handle, which would answer */
    for (const type of ["input", "change"]) field?.dispatchEvent(new Event(type, { bubbles: true }));
  }
};

/** what the buttons do; `then` gets the first question of the round to show */
export const makeRounds = (questions: HTMLElement[], then: (round: HTMLElement[], more: HTMLElement) => void) => {
  for (const more of questions.filter(isMore)) {
    const id = more.dataset.id!, count = countOf(questions, id);
    const turn = (button: HTMLElement | null, how: () => number) => button?.addEventListener("click", (event) => {
      event.preventDefault();
      const shown = how();
      paintRounds(questions);
      then(roundOf(questions, id, shown), more);
    });
    turn(more.querySelector<HTMLElement>(".add"), () => {
      count.value = String(Math.min(Number(count.value) + 1, Number(more.dataset.high)));
      return Number(count.value);
    });
    for (const q of roundsOf(questions, more)) turn(q.querySelector<HTMLElement>(".less"), () => {
      const rounds = Number(count.value), removed = Number(q.dataset.round);
      for (let round = removed; round <= rounds; round++) copyRound(roundOf(questions, id, round + 1), roundOf(questions, id, round));
      count.value = String(rounds - 1);
      return Math.min(removed, rounds - 1);
    });
  }
  paintRounds(questions);
};

/** on the line of an answered step */
export const saidRounds = (questions: HTMLElement[], more: HTMLElement) => String(answer(headingOf(questions, more.dataset.id!)) ?? "");
