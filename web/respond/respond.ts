/* The respondent's page with a script: one question at a time, answered questions folded to a line, or a page of them at a time;
   conditions and faults told at once.
   Loaded without defer, so that later questions are hidden before they are painted. Without it the page is one plain form. */
import { answer, answered, fields, isSplit, partName, parts, piped, said, typed } from "./answer";
import { calculated } from "./calculate";
import { faultOf, fill, tellFault } from "./check";
import { holds, type Json } from "./condition";
import { data, locale, readData } from "./data";
import { watchFrame } from "./embed";
import { filesOnTheWay, makeFiles } from "./files";
import { leaveOthers, makeParts } from "./parts";
import { offerElsewhere, savePartial } from "./partial";
import { isFull, isHeading, isMore, makeRounds, saidRounds } from "./rounds";
import { isBusy, send, watchNetwork } from "./send";

document.documentElement.classList.add("live");

type Step = { parts: HTMLElement[]; line?: HTMLElement; sheet?: HTMLElement | null; visited: boolean };
const byId = (id: string) => document.getElementById(id)!;
const title = (q: HTMLElement) => (q.querySelector("h2") ?? q.querySelector("label") ?? q.querySelector("p"))?.textContent ?? "";
/* it has a place on the page */
const isSeen = (q: HTMLElement) => q.dataset.type !== "hidden" && q.dataset.type !== "calculated";
const asks = (q: HTMLElement) => q.dataset.type !== "statement" && !isHeading(q) && isSeen(q);

let form: HTMLFormElement;
let questions: HTMLElement[];
let steps: Step[];
let current: Step;
const off = new Set<HTMLElement>();

/* ---- conditions ---- */

const look = (answers: { [id: string]: Json }) => (field: string): Json | undefined => {
  const [root, ...names] = field.split(".");
  const named = answers[names.join(".")];
  if (root === "answers" && named !== undefined) return named;
  const rest = names[0]?.endsWith("]") ? [names.slice(0, 2).join("."), ...names.slice(2)] : names; /* "visits[2].felt", a question */
  const from: Json | undefined = root === "answers" ? answers : (data as unknown as { [name: string]: Json })[root];
  return rest.reduce<Json | undefined>((at, name) => (at && typeof at === "object" && !Array.isArray(at) ? at[name] : undefined), from);
};

/* An earlier answer in the place of its name; not given yet, an ellipsis. */
const paintPipes = (answers: { [id: string]: Json }) => {
  for (const place of form.querySelectorAll<HTMLElement>("[data-pipe^='answers.']")) {
    const id = place.dataset.pipe!.slice(8), value = answers[id];
    const q = questions.find((one) => id === one.dataset.id || id.startsWith(`${one.dataset.id}.`)), part = q && id.slice(q.dataset.id!.length + 1);
    const holder = part ? q && parts(q).find((one) => partName(one) === part) : q;
    const number = q?.dataset.type === "calculated" && typeof value === "number" ? value.toLocaleString(locale(), { maximumFractionDigits: 2, useGrouping: false }) : "";
    const text = number || (holder && value !== undefined ? piped(holder) : "") || "…";
    if (place.textContent === text) continue;
    place.textContent = text;
    place.closest(".q")?.dispatchEvent(new Event("offer")); /* what is offered is called otherwise */
  }
};

/* A choice or a part that its condition takes away is neither seen nor sent; what was chosen there comes back with it. */
const offer = (place: HTMLElement | null | undefined, shown: boolean) => {
  if (!place) return;
  place.hidden = !shown;
  for (const field of fields(place)) field.disabled = !shown;
};
const judgeOffers = (q: HTMLElement, answers: { [id: string]: Json }) => {
  const offers = data.offer[q.dataset.id!];
  if (!offers) return;
  for (const [name, condition] of Object.entries(offers.parts)) offer(q.querySelector<HTMLElement>(`[data-part="${name}"]`), holds(condition, look(answers)));
  for (const field of fields(q)) {
    const holder = field.closest<HTMLElement>("[data-part],.q")!, condition = offers.choices[field.value];
    if (condition && (isSplit(q) ? !holder.hidden && holder.dataset.part !== "opt_out" : holder === q)) offer(field.closest<HTMLElement>(".c"), holds(condition, look(answers)));
  }
  q.dispatchEvent(new Event("offer"));
};

/* Conditions name earlier questions only; an answer that is hidden counts for nothing, and is not sent. */
const judgeConditions = () => {
  const answers: { [id: string]: Json } = {};
  for (const q of questions) {
    const id = q.dataset.id!;
    const shown = holds(data.show_if[id], look(answers)) && !(isMore(q) && isFull(questions, q));
    off[shown ? "delete" : "add"](q);
    for (const field of fields(q)) field.disabled = !shown;
    if (!shown) continue;
    judgeOffers(q, answers);
    const value = q.dataset.type === "calculated" ? calculated(id, (name) => answers[name]) : isSplit(q) ? (answered(q) ? true : undefined) : answer(q);
    if (value !== undefined) answers[id] = value;
    for (const part of parts(q)) {
      const given = answer(part);
      if (given !== undefined) answers[`${id}.${partName(part)}`] = given;
    }
  }
  paintPipes(answers);
};

/* ---- steps: a question with the statements before it; consents that follow one another share a step ---- */

const isConsent = (q: HTMLElement | undefined) => q?.dataset.type === "consent";

/* or a page, all of whose questions are seen together */
const makePages = () => {
  steps = [];
  for (const q of questions.filter(isSeen)) {
    const sheet = q.closest<HTMLElement>(".sheet"), last = steps[steps.length - 1];
    if (last?.sheet === sheet) last.parts.push(q);
    else steps.push({ parts: [q], sheet, visited: false });
  }
};

const foldedLine = (step: Step) => {
  const line = document.createElement("div");
  line.className = "done";
  line.hidden = true;
  line.append(document.createElement("span"), document.createElement("b"));
  const change = document.createElement("button");
  change.type = "button";
  change.textContent = data.words.change;
  change.addEventListener("click", () => show(step, true));
  line.append(change);
  return line;
};

/* The words of a group come with the first of it that is asked. */
const placeHeadings = () => {
  if (data.pages) return;
  for (const heading of questions.filter(isHeading)) {
    const asked = questions.find((q) => !off.has(q) && q !== heading && (q.dataset.group === heading.dataset.id || q.dataset.id === heading.dataset.id));
    const step = asked && steps.find((one) => one.parts.includes(asked));
    if (!step || step.parts.includes(heading)) continue;
    for (const one of steps) one.parts = one.parts.filter((q) => q !== heading);
    step.parts.unshift(heading);
  }
};

const makeSteps = () => {
  steps = [];
  let waiting: HTMLElement[] = [];
  for (const q of questions.filter(isSeen)) {
    const last = steps[steps.length - 1];
    if (!asks(q)) waiting.push(q);
    else if (isConsent(q) && !waiting.length && last && isConsent(last.parts[last.parts.length - 1])) last.parts.push(q);
    else {
      steps.push({ parts: [...waiting, q], visited: false });
      waiting = [];
    }
  }
  if (waiting.length && steps.length) steps[steps.length - 1].parts.push(...waiting);
  else if (waiting.length) steps.push({ parts: waiting, visited: false });
  for (const step of steps) {
    step.line = foldedLine(step);
    step.parts[0].before(step.line);
  }
};

const main = (step: Step) => step.parts.find((q) => asks(q) && !off.has(q)) ?? step.parts.find((q) => !off.has(q));
const open = () => steps.filter((step) => step.parts.some((q) => !off.has(q) && (data.pages || asks(q) || step.parts.every((p) => !asks(p)))));

/* ---- what is seen ---- */

const saidOf = (q: HTMLElement) => (isMore(q) ? saidRounds(questions, q) : said(q));
const writeLine = (step: Step) => {
  const q = main(step);
  if (!q) return;
  const [name, value, button] = [...step.line!.children] as HTMLElement[];
  name.textContent = title(q);
  value.textContent = step.parts.filter((p) => !off.has(p) && asks(p)).map(saidOf).filter(Boolean).join(", ") || data.words.skipped;
  if (isConsent(q)) value.textContent = "";
  button.setAttribute("aria-label", `${data.words.change}: ${title(q)}`);
};

const paintProgress = (all: Step[]) => {
  const at = all.indexOf(current), box = byId("steps");
  box.hidden = all.length < 2;
  const bars = Math.min(all.length, 12);
  while (box.children.length > bars) box.lastElementChild!.remove();
  while (box.children.length < bars) box.append(document.createElement("i"));
  [...box.children].forEach((bar, i) => {
    const from = (i * all.length) / bars, to = ((i + 1) * all.length) / bars;
    bar.className = to <= at ? "on" : from <= at ? "now" : "";
  });
  const length = document.getElementById("length");
  if (!length || (!at && !steps.some((step) => step !== current && step.visited))) return;
  length.innerHTML = "";
  const seen = document.createElement("span"), heard = document.createElement("span");
  seen.setAttribute("aria-hidden", "true");
  seen.textContent = `${at + 1} / ${all.length}`;
  heard.className = "vh";
  heard.textContent = fill(data.words.step, { step: at + 1, total: all.length });
  length.append(seen, heard);
};

const paintButton = (all: Step[]) => {
  if (isBusy()) return;
  const last = all[all.length - 1] === current || (!data.pages && all.every((step) => step.visited) && !all.slice(all.indexOf(current) + 1).some((s) => !s.visited));
  const q = main(current);
  const skips = !data.pages && q && asks(q) && !isConsent(q) && !isMore(q) && !q.hasAttribute("data-required") && !answered(q);
  byId("go").textContent = last ? data.words.send : skips ? data.words.skip : data.words.next;
  const back = document.getElementById("back");
  if (back) back.hidden = !data.pages || all[0] === current;
  const languages = document.querySelector<HTMLElement>(".langs"); /* a link would leave the answers of the pages before */
  if (languages && data.pages) languages.hidden = all[0] !== current;
};

const paintEmotion = (q: HTMLElement) => {
  const named = fields(q).filter((f) => f.name === q.dataset.id && (f as HTMLInputElement).checked).map((f) => f.value);
  for (const block of q.querySelectorAll<HTMLElement>(".how")) {
    const of = /how-(\w+)/.exec(block.className)?.[1];
    block.hidden = of ? !named.includes(of) : named.filter((name) => name !== "nothing_special").length < 2;
  }
  for (const cell of q.querySelectorAll<HTMLElement>(".uppermost .c")) cell.hidden = !named.includes(cell.querySelector("input")!.value);
};

const paintUndo = (q: HTMLElement) => {
  const undo = q.querySelector<HTMLElement>(".undo");
  if (undo) undo.hidden = !answered(q);
};

const paint = () => {
  const all = open();
  for (const step of steps) {
    const folded = step !== current && step.visited && all.includes(step);
    if (step.line) step.line.hidden = !folded;
    if (step.line && folded) writeLine(step);
    if (step.sheet) step.sheet.hidden = step !== current;
    for (const q of step.parts) q.classList.toggle("away", step !== current || off.has(q));
  }
  document.documentElement.classList.toggle("first", !data.pages && all[0] === current && !steps.some((step) => step.line && !step.line.hidden));
  paintProgress(all);
  paintButton(all);
};

/* The survey editor's preview is made anew with every change: it is told where it stands, and begins there again. */
const inEditor = () => data.preview && document.documentElement.dataset.at !== undefined;
const tellEditor = () => {
  if (inEditor()) parent.postMessage({ kuulo_preview: main(current)?.dataset.id ?? "" }, "*");
};
/* A text that alone was changed is changed where it stands: a long page takes a while to make anew. */
const hearEditor = ({ data: said, source }: MessageEvent<{ kuulo_edit?: { part: string; was: string; is: string } } | null>) => {
  const edit = source === parent ? said?.kuulo_edit : undefined;
  const part = edit && document.getElementById(`q-${edit.part}`);
  if (!edit) return;
  const found: Node[] = [];
  const walk = part && document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walk?.nextNode()) if (walk.currentNode.nodeValue === edit.was) found.push(walk.currentNode);
  if (found.length === 1) found[0].nodeValue = edit.is;
  parent.postMessage({ kuulo_edited: found.length === 1 }, "*");
};
const placeInEditor = () => {
  const id = inEditor() ? document.documentElement.dataset.at : undefined;
  const at = id ? steps.findIndex((step) => step.parts.some((q) => q.dataset.id === id)) : -1;
  steps.slice(0, Math.max(0, at)).forEach((step) => { step.visited = true; });
  return at < 0 ? undefined : open().filter((step) => steps.indexOf(step) <= at).pop();
};

const show = (step: Step, moved: boolean) => {
  current = step;
  step.visited = true;
  judgeConditions();
  placeHeadings();
  paint();
  tellEditor();
  if (!moved) return;
  const q = step.parts.find((p) => !off.has(p))!;
  for (const part of step.parts) {
    part.classList.remove("enter");
    void part.offsetWidth;
    part.classList.add("enter");
  }
  const target = data.pages ? (q.querySelector<HTMLElement>("fieldset,h2") ?? q) : q.querySelector<HTMLElement>("textarea,.field") && typed(q) ? q.querySelector<HTMLElement>("textarea,.field")! : q.querySelector<HTMLElement>("fieldset") ?? q;
  if (!target.matches("textarea,input")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const top = q.getBoundingClientRect().top + scrollY;
  const before = step.line?.previousElementSibling ? 120 : 0;
  scrollTo({ top: data.pages ? 0 : Math.max(0, top - before), behavior: "instant" as ScrollBehavior });
};

/* ---- going on ---- */

/* The first; all of them are told. */
const faulty = (step: Step) => step.parts.filter((q) => {
  if (off.has(q) || !asks(q)) return false;
  const text = faultOf(q);
  tellFault(q, text);
  return !!text;
})[0];

const place = () => main(current)?.dataset.id ?? "";
const anyAnswer = () => questions.some((q) => asks(q) && !off.has(q) && answered(q));
const keep = () => {
  if (!anyAnswer()) return;
  savePartial(form, place());
  offerElsewhere(form, place);
};

/* The device's own way back leads to the page before, not out of the survey; but in somebody's frame the history is not ours. */
const remember = (how: "pushState" | "replaceState") => {
  if (data.pages && !data.kiosk && !data.preview && self === top) history[how]({ page: steps.indexOf(current) }, "");
};
const recall = (event: PopStateEvent) => {
  const wanted = (event.state as { page?: number } | null)?.page;
  if (wanted === undefined || isBusy()) return;
  const all = open();
  show(all.filter((step) => steps.indexOf(step) <= wanted).pop() ?? all[0], true);
};

const goOn = () => {
  judgeConditions();
  const wrong = faulty(current);
  if (wrong) {
    (fields(wrong).find((f) => (f as HTMLInputElement).checked) ?? fields(wrong)[0])?.focus();
    return;
  }
  if (filesOnTheWay()) return;
  const all = open();
  const next = data.pages ? all[all.indexOf(current) + 1] : all.find((step) => !step.visited);
  const pending = all.find((step) => step !== current && step.visited && faulty(step));
  if (next) {
    show(next, true);
    remember("pushState");
    return keep();
  }
  if (pending) return show(pending, true);
  send(form);
};

/* A round more, which nobody has seen yet, or one less; then it is asked again whether there is another. */
const showRound = (round: HTMLElement[], more: HTMLElement) => {
  judgeConditions();
  for (const step of steps) if (step.parts.includes(more)) step.visited = false;
  for (const step of steps) if (round.some((q) => step.parts.includes(q) && !answered(q))) step.visited = false;
  const target = round.find((q) => !off.has(q) && isSeen(q)) ?? round[0];
  const step = steps.find((one) => one.parts.includes(target ?? questions[0]))!;
  show(step, !data.pages);
  if (data.pages) (target?.querySelector<HTMLElement>("fieldset,textarea,.field") ?? target)?.focus();
  keep();
};

const goBack = () => {
  const all = open();
  show(all[Math.max(0, all.indexOf(current) - 1)], true);
  remember("replaceState");
  keep();
};

const onAnswer = (event: Event) => {
  const field = event.target as HTMLInputElement;
  const q = field.closest<HTMLElement>(".q");
  if (!q) return;
  if (q.dataset.type === "emotion" && field.name === q.dataset.id && field.checked)
    for (const other of fields(q) as HTMLInputElement[])
      if (other.name === field.name && other !== field && (field.value === "nothing_special") !== (other.value === "nothing_special")) other.checked = false;
  if (q.dataset.type === "emotion") paintEmotion(q);
  leaveOthers(field);
  const told = !q.querySelector<HTMLElement>(".error")?.hidden;
  if (told || (event.type === "change" && typed(q)) || q.dataset.most) tellFault(q, !answered(q) && !told ? "" : faultOf(q));
  paintUndo(q);
  judgeConditions();
  paint();
};

/* A radio cannot be unpicked by itself; where an answer is voluntary, it can be taken back. */
const addUndo = (q: HTMLElement) => {
  if (q.hasAttribute("data-required") || !q.querySelector("[role=radiogroup]")) return;
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "undo";
  undo.hidden = true;
  undo.textContent = data.words.clear;
  undo.addEventListener("click", () => {
    for (const field of fields(q) as HTMLInputElement[]) field.checked = false;
    tellFault(q, "");
    fields(q)[0].focus();
    undo.hidden = true;
    judgeConditions();
    paint();
  });
  q.append(undo);
};

const start = () => {
  watchFrame();
  const found = document.getElementById("form");
  if (!found || !document.getElementById("survey")) return document.documentElement.classList.remove("live");
  form = found as HTMLFormElement;
  readData();
  questions = [...form.querySelectorAll<HTMLElement>(".q")];
  if (!questions.length) return document.documentElement.classList.remove("live");
  if (!document.getElementById("steps")) {
    const bar = document.createElement("div");
    bar.className = "steps";
    bar.id = "steps";
    bar.setAttribute("aria-hidden", "true");
    form.querySelector(".top")!.after(bar);
  }
  const sheet = form.querySelector(".sheet:not([hidden])");
  for (const hidden of form.querySelectorAll<HTMLElement>(".sheet,.q")) hidden.hidden = hidden.matches(".q") && !isSeen(hidden);
  judgeConditions();
  if (data.pages) makePages();
  else makeSteps();
  makeRounds(questions, showRound);
  for (const q of questions) {
    if (q.dataset.type === "emotion") paintEmotion(q);
    makeParts(q);
    makeFiles(form, q);
    addUndo(q);
    paintUndo(q);
  }
  form.addEventListener("input", onAnswer);
  form.addEventListener("change", onAnswer);
  document.getElementById("back")?.addEventListener("click", (event) => {
    event.preventDefault();
    goBack();
  });
  for (const [target, type] of [[form, "submit"], [byId("go"), "click"]] as const)
    target.addEventListener(type, (event) => {
      event.preventDefault();
      goOn();
    });
  /* A form that came back: everything has been seen; the first fault opens. */
  const refused = form.querySelector(".error:not([hidden])")?.closest<HTMLElement>(".q");
  if (refused) for (const step of open()) step.visited = true;
  if (data.resumed) for (const step of open()) step.visited = step.parts.some((q) => asks(q) && answered(q));
  const at = data.pages ? steps.findIndex((step) => step.sheet === sheet) : -1;
  steps.slice(0, Math.max(0, at)).forEach((step) => { step.visited = true; });
  const onward = at >= 0 && open().includes(steps[at]) ? steps[at] : data.resumed ? (open().find((step) => !step.visited) ?? open()[open().length - 1]) : undefined;
  show(open().find((step) => refused && step.parts.includes(refused)) ?? placeInEditor() ?? onward ?? open()[0], false);
  remember("replaceState");
  addEventListener("popstate", recall);
  document.documentElement.classList.add("ready");
  if (inEditor()) addEventListener("message", hearEditor);
  document.getElementById("errors")?.focus();
  watchNetwork(form);
  /* Who turns away leaves what was chosen last, too. */
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && !isBusy() && keep());
};

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
