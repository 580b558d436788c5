/* The same rules the server judges by, told before anything is sent. The server's word is final. */
import { answer, answered, isSplit, parts, typed } from "./answer";
import { data, locale, type Words } from "./data";

export const fill = (text: string, slots: { [name: string]: string | number }) => text.replace(/\{(\w+)\}/g, (_, name) => String(slots[name] ?? ""));
const shown = (n: string) => Number(n).toLocaleString(locale(), { useGrouping: false });
const word = (key: keyof Words, slots = {}) => fill(data.words[key], slots);

const numberFault = (q: HTMLElement, value: unknown) => {
  const { low, high } = q.dataset;
  const fits = typeof value === "number" && (low === undefined || value >= +low) && (high === undefined || value <= +high);
  if (fits) return "";
  if (low !== undefined && high !== undefined) return word("number_between", { low: shown(low), high: shown(high) });
  return low !== undefined ? word("number_least", { low: shown(low) }) : high !== undefined ? word("number_most", { high: shown(high) }) : word("number_needed");
};

/* As many as are asked for, or as are there. */
const between = (q: HTMLElement) => {
  const room = q.dataset.type === "ranking" ? parts(q).length : q.querySelectorAll(".list > .c:not(.alone):not([hidden])").length;
  const [low, high] = q.dataset.chosen!.split(" ").map((count) => Math.min(Number(count), room));
  return { low, high };
};
const countFault = (q: HTMLElement, count: number) => {
  const { low, high } = between(q);
  return count < low || count > high ? word("count_wrong", { low: shown(String(low)), high: shown(String(high)) }) : "";
};

/* On each list one best and one worst, or, where nothing must be answered, neither. */
const tasksFault = (q: HTMLElement): string => {
  const wrong = [...q.querySelectorAll<HTMLElement>(".task")].some((task) => {
    const given = parts(task).filter((part) => answer(part) !== undefined).length;
    return given === 1 || (given === 0 && q.hasAttribute("data-required"));
  });
  return wrong ? word("maxdiff_wrong") : "";
};

/* Of questions that their parts answer: every line of a matrix and of a contact, a sum that comes out, numbers that are numbers. */
const partsFault = (q: HTMLElement): string => {
  const { type } = q.dataset, lines = parts(q).filter((part) => part.dataset.part !== "opt_out");
  if (q.hasAttribute("data-required") && !answered(q)) return word("answer_needed");
  if (q.hasAttribute("data-required") && (type === "matrix" || type === "contact") && lines.some((part) => !answered(part))) return word("rows_needed");
  if (type === "maxdiff") return tasksFault(q);
  if (lines.some((part) => part.dataset.cell === "number" && typeof answer(part) === "string")) return word("number_needed");
  if (!answered(q)) return "";
  if (type === "ranking") return countFault(q, lines.filter((part) => answer(part) !== undefined).length);
  const sum = lines.reduce((all, part) => all + Number(answer(part) ?? 0), 0);
  if (type === "sum" && Math.abs(sum - Number(q.dataset.total)) > 1e-6 * Number(q.dataset.total)) return word("sum_wrong", { total: shown(q.dataset.total!) });
  const email = type === "contact" ? lines.find((part) => part.dataset.part === "email") : undefined;
  return email && answered(email) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(answer(email))) ? word("email_wrong") : "";
};

export const faultOf = (q: HTMLElement): string => {
  const value = answer(q), { type } = q.dataset;
  if (isSplit(q)) return partsFault(q);
  if (value === undefined) {
    const half = (type === "date" || type === "time") && (q.querySelector("input") as HTMLInputElement).validity.badInput;
    return half ? word(type === "date" ? "date_needed" : "time_needed") : q.hasAttribute("data-required") && !answered(q) ? word("answer_needed") : "";
  }
  if (type === "choices" && !q.querySelector(".alone :checked")) return countFault(q, (value as unknown[]).length);
  if (type === "number" || type === "slider") return numberFault(q, value);
  const over = q.dataset.most && typed(q) ? [...String(value)].length - +q.dataset.most : 0;
  return over > 0 ? word("text_long", { over }) : "";
};

/* Puts the fault at the question, for eyes and for screen readers alike; "" takes it away. */
export const tellFault = (q: HTMLElement, text: string) => {
  const place = q.querySelector<HTMLElement>(".error");
  if (!place) return;
  place.hidden = !text;
  if (place.textContent !== text) place.textContent = text;
  const field = q.querySelector<HTMLElement>("fieldset,textarea,.field,.tick input");
  const ids = new Set((field?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  ids[text ? "add" : "delete"](place.id);
  field?.[ids.size ? "setAttribute" : "removeAttribute"]("aria-describedby", [...ids].join(" "));
  if (typed(q)) field?.[text ? "setAttribute" : "removeAttribute"]("aria-invalid", "true");
};
