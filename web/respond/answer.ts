/* What a question's fields hold, in the shape the API takes; undefined: no answer. A part is a question of its own inside another one. */
import { locale } from "./data";
import type { Json } from "./condition";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
export const fields = (q: HTMLElement) => [...q.querySelectorAll<Field>("input,textarea,select")];
/** "staff" of a row, "staff.opt_out" of a part of it, "" of the question itself */
export const partName = (holder: HTMLElement): string => {
  const name = holder.dataset.part;
  if (!name) return "";
  const above = partName(holder.parentElement!.closest<HTMLElement>("[data-part],.q")!);
  return above ? `${above}.${name}` : name;
};
const idOf = (holder: HTMLElement) => [holder.closest<HTMLElement>(".q")!.dataset.id, partName(holder)].filter(Boolean).join(".");
const own = (holder: HTMLElement) => fields(holder).filter((field) => field.name === idOf(holder)) as HTMLInputElement[];
const picked = (holder: HTMLElement) => own(holder).filter((field) => field.checked && !field.closest<HTMLElement>(".c")?.hidden);
export const typed = (holder: HTMLElement) => !!own(holder)[0] && !["radio", "checkbox"].includes(own(holder)[0].type);
/** those that are offered */
export const parts = (q: HTMLElement) => [...q.querySelectorAll<HTMLElement>("[data-part]")].filter((part) => !part.closest("[data-part][hidden]"));
export const isSplit = (q: HTMLElement) => ["matrix", "ranking", "sum", "contact", "maxdiff"].includes(q.dataset.type!);

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

const numeric = (type: string | undefined) => type === "number" || type === "slider" || type === "rating" || type === "group";

/** of a question or a part, itself */
export const answer = (holder: HTMLElement): Json | undefined => {
  const type = holder.dataset.part ? holder.dataset.cell : holder.dataset.type;
  if (type === "statement" || type === "more") return undefined;
  if (type === "emotion") return emotion(holder);
  if (typed(holder)) {
    const text = own(holder)[0].value;
    return !text.trim() ? undefined : numeric(type) ? (numberOf(text) ?? text) : text.trim();
  }
  const values = picked(holder).map((field) => field.value);
  if (!values.length) return undefined;
  if (type === "choices" || type === "file") return values;
  return type === "consent" ? true : type === "choice" ? values[0] : Number(values[0]);
};

/** itself or by a part */
export const answered = (holder: HTMLElement) => answer(holder) !== undefined || parts(holder).some((part) => answer(part) !== undefined);

const label = (field: Element | undefined) => [...(field?.parentElement?.querySelector("label")?.childNodes ?? [])].find((node) => node.textContent)?.textContent ?? "";
const title = (part: HTMLElement) => part.querySelector("legend,label")?.textContent ?? "";

const inWords = (holder: HTMLElement): string => {
  const [field] = own(holder);
  if (typed(holder)) return holder.dataset.type === "date" && field.value ? new Date(`${field.value}T12:00`).toLocaleDateString(locale()) : field.value.trim();
  return picked(holder).map((one) => {
    const strength = fields(holder).find((f) => f.name === `${holder.dataset.id}.intensity.${one.value}` && (f as HTMLInputElement).checked);
    return label(one) + (strength ? ` ${strength.value}` : "");
  }).join(", ");
};

/** what takes the place of the answer's name in a text */
export const piped = (holder: HTMLElement): string => (typed(holder) ? own(holder)[0].value.trim() : picked(holder).map(label).join(", "));

/* The answer on one line, in the reader's words. */
export const said = (q: HTMLElement): string => {
  const given = parts(q).filter((part) => answer(part) !== undefined);
  if (q.dataset.type === "ranking") return given.sort((a, b) => Number(answer(a)) - Number(answer(b))).map(title).join(" · ");
  if (q.dataset.type === "maxdiff") return given.length ? `${Math.ceil(given.length / 2)} / ${parts(q).length / 2}` : "";
  if (q.dataset.type === "contact") return given.map(inWords).join(", ");
  if (isSplit(q)) return given.map((part) => (part.dataset.part === "opt_out" ? inWords(part) : `${title(part)}: ${inWords(part)}`)).join(", ");
  return [inWords(q), ...given.map(inWords)].filter(Boolean).join(": ");
};
