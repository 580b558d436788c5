/* What a question with parts gains from a script: ranks by choosing in order, what is left of a sum, a slider beside its number, and that
   an answer and a reason for none leave each other. */
import { answer, fields, numberOf, parts } from "./answer";
import { fill } from "./check";
import { data, locale } from "./data";

const changed = (field: Element) => field.dispatchEvent(new Event("change", { bubbles: true }));

/* ---- ranking: the first one chosen is the first ---- */

const makeRanking = (q: HTMLElement) => {
  const rows = [...q.querySelectorAll<HTMLElement>(".rank")];
  const most = Number(q.dataset.chosen!.split(" ")[1]);
  const selects = rows.map((row) => row.querySelector("select")!);
  const withdraw = (select: HTMLSelectElement) => {
    const rank = Number(select.value);
    for (const other of selects) if (Number(other.value) > rank) other.value = String(Number(other.value) - 1);
    select.value = "";
  };
  const buttons = rows.map((row, i) => {
    const button = document.createElement("button"), place = document.createElement("b"), name = document.createElement("span");
    button.type = "button";
    name.append(...row.querySelector("label")!.cloneNode(true).childNodes);
    button.append(place, name);
    button.addEventListener("click", () => {
      if (selects[i].value) withdraw(selects[i]);
      else {
        const given = selects.filter((other) => other.value).length;
        if (given < most) selects[i].value = String(given + 1);
      }
      changed(selects[i]);
    });
    row.querySelector("label")!.hidden = selects[i].hidden = true;
    row.append(button);
    return button;
  });
  const paint = () => buttons.forEach((button, i) => {
    const rank = selects[i].value;
    button.firstElementChild!.textContent = rank || " ";
    button.setAttribute("aria-pressed", String(!!rank));
    button.setAttribute("aria-label", button.lastElementChild!.textContent + (rank ? `, ${data.words.rank_of} ${rank}` : ""));
  });
  const hint = q.querySelector(".hint");
  if (hint?.firstChild && hint.textContent!.startsWith(data.words.rank_how)) hint.firstChild.textContent = hint.textContent!.replace(data.words.rank_how, data.words.rank_tap);
  q.addEventListener("change", paint);
  q.addEventListener("offer", () => {
    rows.forEach((row, i) => { if (row.hidden && selects[i].value) withdraw(selects[i]); });
    paint();
  });
  paint();
};

/* ---- sum ---- */

const makeSum = (q: HTMLElement) => {
  const total = Number(q.dataset.total), left = q.querySelector(".left")!;
  const paint = () => {
    const sum = parts(q).reduce((all, part) => all + (numberOf(String(answer(part) ?? 0)) ?? 0), 0);
    const rest = Math.round((total - sum) * 1e6) / 1e6;
    left.textContent = fill(data.words.sum_left, { left: rest.toLocaleString(locale()) });
    left.classList.toggle("over", rest < 0);
  };
  for (const type of ["input", "offer"]) q.addEventListener(type, paint);
  paint();
};

/* ---- maxdiff: what is chosen as the best is no longer the worst ---- */

const makeTasks = (q: HTMLElement) =>
  q.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    for (const other of field.closest(".task")?.querySelectorAll<HTMLInputElement>("input:checked") ?? [])
      if (other !== field && other.value === field.value && other.name !== field.name) other.checked = false;
  });

/* ---- slider ---- */

const makeSlider = (q: HTMLElement) => {
  const field = q.querySelector<HTMLInputElement>(".field")!, range = document.createElement("input");
  Object.assign(range, { type: "range", min: q.dataset.low, max: q.dataset.high, step: q.dataset.step });
  range.setAttribute("aria-label", q.querySelector("h2")?.textContent ?? "");
  const follow = () => {
    const value = numberOf(field.value);
    range.classList.toggle("unset", value === undefined);
    if (value !== undefined) range.value = String(value);
  };
  const write = () => {
    field.value = range.value;
    follow();
    changed(field);
  };
  range.addEventListener("input", write);
  range.addEventListener("click", write); /* where it stands already is an answer too */
  field.addEventListener("input", follow);
  field.before(range);
  follow();
};

export const makeParts = (q: HTMLElement) => {
  if (q.dataset.type === "ranking") makeRanking(q);
  if (q.dataset.type === "sum") makeSum(q);
  if (q.dataset.type === "maxdiff") makeTasks(q);
  if (q.dataset.type === "slider") makeSlider(q);
};

/* ---- what leaves what ---- */

const clear = (field: HTMLInputElement) => {
  if (field.type === "radio" || field.type === "checkbox") field.checked = false;
  else field.value = "";
};

/* An answer and a reason for none; one that stands alone, and the others. */
export const leaveOthers = (field: HTMLInputElement) => {
  const holder = field.closest<HTMLElement>("[data-part=opt_out]");
  const parent = (holder ? holder.parentElement! : field).closest<HTMLElement>("[data-part]:not([data-part=other]),.q");
  const outs = parent?.querySelector<HTMLElement>(":scope > [data-part=opt_out], :scope > fieldset > [data-part=opt_out]");
  const given = field.type === "checkbox" || field.type === "radio" ? field.checked : !!field.value;
  if (outs && given) for (const other of fields(parent!) as HTMLInputElement[]) if (other !== field && (holder || outs.contains(other)) && other.type !== "range") clear(other);
  const cell = field.closest(".c"), list = field.closest(".list");
  if (!list || !field.checked || field.type !== "checkbox") return;
  for (const other of list.querySelectorAll<HTMLElement>(".c")) if (other !== cell && (cell!.classList.contains("alone") || other.classList.contains("alone"))) other.querySelector("input")!.checked = false;
};
