/* The same rules the server judges by, told before anything is sent. The server's word is final. */
import { answer, typed } from "./answer";
import { data, type Words } from "./data";

export const fill = (text: string, slots: { [name: string]: string | number }) => text.replace(/\{(\w+)\}/g, (_, name) => String(slots[name] ?? ""));
const shown = (n: string) => Number(n).toLocaleString(document.documentElement.lang, { useGrouping: false });
const word = (key: keyof Words, slots = {}) => fill(data.words[key], slots);

const numberFault = (q: HTMLElement, value: unknown) => {
  const { low, high } = q.dataset;
  const fits = typeof value === "number" && (low === undefined || value >= +low) && (high === undefined || value <= +high);
  if (fits) return "";
  if (low !== undefined && high !== undefined) return word("number_between", { low: shown(low), high: shown(high) });
  return low !== undefined ? word("number_least", { low: shown(low) }) : high !== undefined ? word("number_most", { high: shown(high) }) : word("number_needed");
};

export const faultOf = (q: HTMLElement): string => {
  const value = answer(q);
  if (value === undefined) {
    const half = q.dataset.type === "date" && (q.querySelector("input") as HTMLInputElement).validity.badInput;
    return half ? word("date_needed") : q.hasAttribute("data-required") ? word("answer_needed") : "";
  }
  if (q.dataset.type === "number") return numberFault(q, value);
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
