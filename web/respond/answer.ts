/* What a question's fields hold, in the shape the API takes; undefined: no answer. */
import type { Json } from "./condition";

export const fields = (q: HTMLElement) => [...q.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input,textarea")];
const own = (q: HTMLElement) => fields(q).filter((field) => field.name === q.dataset.id) as HTMLInputElement[];
const picked = (q: HTMLElement) => own(q).filter((field) => field.checked);
export const typed = (q: HTMLElement) => !!own(q)[0] && !["radio", "checkbox"].includes(own(q)[0].type);

export const numberOf = (text: string) => {
  const plain = text.replace(/[ \u00a0\u202f]/g, "").replace(",", ".").replace("\u2212", "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
};

const emotion = (q: HTMLElement): Json | undefined => {
  const names = picked(q).map((field) => field.value).filter((name) => name !== "nothing_special");
  if (!names.length) return picked(q).length ? { strongest: "nothing_special", all: {} } : undefined;
  const chosen = (part: string) => fields(q).find((f) => f.name === `${q.dataset.id}.${part}` && (f as HTMLInputElement).checked)?.value;
  const all: { [name: string]: Json } = {};
  for (const name of names) all[name] = Number(chosen(`intensity.${name}`) ?? 3);
  const marked = chosen("strongest") ?? "";
  const strongest = names.length === 1 ? names[0] : names.includes(marked) ? marked : undefined;
  return strongest ? { strongest, all } : { all };
};

export const answer = (q: HTMLElement): Json | undefined => {
  const type = q.dataset.type;
  if (type === "statement") return undefined;
  if (type === "emotion") return emotion(q);
  if (typed(q)) {
    const text = own(q)[0].value;
    return !text.trim() ? undefined : type === "number" ? (numberOf(text) ?? text) : text.trim();
  }
  const values = picked(q).map((field) => field.value);
  if (!values.length) return undefined;
  if (type === "choices") return values;
  return type === "consent" ? true : type === "choice" ? values[0] : Number(values[0]);
};

const label = (field: Element | undefined) => field?.parentElement?.querySelector("label")?.firstChild?.textContent ?? "";

/* The answer on one line, in the reader's words. */
export const said = (q: HTMLElement): string => {
  if (typed(q)) {
    const text = own(q)[0].value.trim();
    return q.dataset.type === "date" && text ? new Date(`${text}T12:00`).toLocaleDateString(document.documentElement.lang) : text;
  }
  return picked(q).map((field) => {
    const strength = fields(q).find((f) => f.name === `${q.dataset.id}.intensity.${field.value}` && (f as HTMLInputElement).checked);
    return label(field) + (strength ? ` ${strength.value}` : "");
  }).join(", ");
};
