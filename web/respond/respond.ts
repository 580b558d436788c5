/* The respondent's page with a script: one question at a time, conditions and faults told at once, answered questions folded to a line.
   Loaded without defer, so that later questions are hidden before they are painted. Without it the page is one plain form. */
import { answer, answered, fields, isSplit, partName, parts, said, typed } from "./answer";
import { faultOf, fill, tellFault } from "./check";
import { holds, type Json } from "./condition";
import { data, readData } from "./data";
import { watchFrame } from "./embed";
import { leaveOthers, makeParts } from "./parts";
import { offerElsewhere, savePartial } from "./partial";
import { isBusy, send, watchNetwork } from "./send";

document.documentElement.classList.add("live");

type Step = { parts: HTMLElement[]; line: HTMLElement; visited: boolean };
const byId = (id: string) => document.getElementById(id)!;
const title = (q: HTMLElement) => (q.querySelector("h2") ?? q.querySelector("label") ?? q.querySelector("p"))?.textContent ?? "";
const asks = (q: HTMLElement) => q.dataset.type !== "statement";

let form: HTMLFormElement;
let questions: HTMLElement[];
let steps: Step[];
let current: Step;
const off = new Set<HTMLElement>();

/* ---- conditions ---- */

const look = (answers: { [id: string]: Json }) => (field: string): Json | undefined => {
  const [root, ...rest] = field.split(".");
  const named = answers[rest.join(".")];
  if (root === "answers" && named !== undefined) return named;
  const from: Json | undefined = root === "answers" ? answers : (data as unknown as { [name: string]: Json })[root];
  return rest.reduce<Json | undefined>((at, name) => (at && typeof at === "object" && !Array.isArray(at) ? at[name] : undefined), from);
};

/* Conditions name earlier questions only; an answer that is hidden counts for nothing, and is not sent. */
const judgeConditions = () => {
  const answers: { [id: string]: Json } = {};
  for (const q of questions) {
    const id = q.dataset.id!;
    const shown = holds(data.show_if[id], look(answers));
    off[shown ? "delete" : "add"](q);
    for (const field of fields(q)) field.disabled = !shown;
    if (!shown) continue;
    const value = isSplit(q) ? (answered(q) ? true : undefined) : answer(q);
    if (value !== undefined) answers[id] = value;
    for (const part of parts(q)) {
      const given = answer(part);
      if (given !== undefined) answers[`${id}.${partName(part)}`] = given;
    }
  }
};

/* ---- steps: a question with the statements before it; consents that follow one another share a step ---- */

const isConsent = (q: HTMLElement | undefined) => q?.dataset.type === "consent";

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

const makeSteps = () => {
  steps = [];
  let waiting: HTMLElement[] = [];
  for (const q of questions) {
    const last = steps[steps.length - 1];
    if (!asks(q)) waiting.push(q);
    else if (isConsent(q) && !waiting.length && last && isConsent(last.parts[last.parts.length - 1])) last.parts.push(q);
    else {
      steps.push({ parts: [...waiting, q], visited: false } as unknown as Step);
      waiting = [];
    }
  }
  if (waiting.length && steps.length) steps[steps.length - 1].parts.push(...waiting);
  else if (waiting.length) steps.push({ parts: waiting, visited: false } as unknown as Step);
  for (const step of steps) {
    step.line = foldedLine(step);
    step.parts[0].before(step.line);
  }
};

const main = (step: Step) => step.parts.find((q) => asks(q) && !off.has(q)) ?? step.parts.find((q) => !off.has(q));
const open = () => steps.filter((step) => step.parts.some((q) => !off.has(q) && (asks(q) || step.parts.every((p) => !asks(p)))));

/* ---- what is seen ---- */

const writeLine = (step: Step) => {
  const q = main(step);
  if (!q) return;
  const [name, value, button] = [...step.line.children] as HTMLElement[];
  name.textContent = title(q);
  value.textContent = step.parts.filter((p) => !off.has(p) && asks(p)).map(said).filter(Boolean).join(", ") || data.words.skipped;
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
  if (!length || !at) return;
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
  const last = all[all.length - 1] === current || (all.every((step) => step.visited) && !all.slice(all.indexOf(current) + 1).some((s) => !s.visited));
  const q = main(current);
  const skips = q && asks(q) && !isConsent(q) && !q.hasAttribute("data-required") && !answered(q);
  byId("go").textContent = last ? data.words.send : skips ? data.words.skip : data.words.next;
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
    step.line.hidden = !folded;
    if (folded) writeLine(step);
    for (const q of step.parts) q.classList.toggle("away", step !== current || off.has(q));
  }
  document.documentElement.classList.toggle("first", all[0] === current && !steps.some((step) => !step.line.hidden));
  paintProgress(all);
  paintButton(all);
};

const show = (step: Step, moved: boolean) => {
  current = step;
  step.visited = true;
  judgeConditions();
  paint();
  if (!moved) return;
  const q = step.parts.find((p) => !off.has(p))!;
  for (const part of step.parts) {
    part.classList.remove("enter");
    void part.offsetWidth;
    part.classList.add("enter");
  }
  const target = q.querySelector<HTMLElement>("textarea,.field") && typed(q) ? q.querySelector<HTMLElement>("textarea,.field")! : q.querySelector<HTMLElement>("fieldset") ?? q;
  if (!target.matches("textarea,input")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const top = q.getBoundingClientRect().top + scrollY;
  const before = step.line.previousElementSibling ? 120 : 0;
  scrollTo({ top: Math.max(0, top - before), behavior: "instant" as ScrollBehavior });
};

/* ---- going on ---- */

const faulty = (step: Step) => step.parts.find((q) => {
  if (off.has(q) || !asks(q)) return false;
  const text = faultOf(q);
  tellFault(q, text);
  return !!text;
});

const place = () => main(current)?.dataset.id ?? "";
const anyAnswer = () => questions.some((q) => !off.has(q) && answered(q));
const keep = () => {
  if (!anyAnswer()) return;
  savePartial(form, place());
  offerElsewhere(form, place);
};

const goOn = () => {
  judgeConditions();
  const wrong = faulty(current);
  if (wrong) {
    (fields(wrong).find((f) => (f as HTMLInputElement).checked) ?? fields(wrong)[0])?.focus();
    return;
  }
  const all = open();
  const next = all.find((step) => !step.visited);
  const pending = all.find((step) => step !== current && step.visited && faulty(step));
  if (next) {
    show(next, true);
    return keep();
  }
  if (pending) return show(pending, true);
  send(form);
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
  const bar = document.createElement("div");
  bar.className = "steps";
  bar.id = "steps";
  bar.setAttribute("aria-hidden", "true");
  form.querySelector(".top")!.after(bar);
  judgeConditions();
  makeSteps();
  for (const q of questions) {
    if (q.dataset.type === "emotion") paintEmotion(q);
    makeParts(q);
    addUndo(q);
    paintUndo(q);
  }
  form.addEventListener("input", onAnswer);
  form.addEventListener("change", onAnswer);
  for (const [target, type] of [[form, "submit"], [byId("go"), "click"]] as const)
    target.addEventListener(type, (event) => {
      event.preventDefault();
      goOn();
    });
  /* A form that came back: everything has been seen; the first fault opens. */
  const refused = form.querySelector(".error:not([hidden])")?.closest<HTMLElement>(".q");
  if (refused) for (const step of open()) step.visited = true;
  if (data.resumed) for (const step of open()) step.visited = step.parts.some((q) => asks(q) && answered(q));
  const onward = data.resumed ? (open().find((step) => !step.visited) ?? open()[open().length - 1]) : undefined;
  show(open().find((step) => refused && step.parts.includes(refused)) ?? onward ?? open()[0], false);
  document.documentElement.classList.add("ready");
  document.getElementById("errors")?.focus();
  watchNetwork(form);
  /* Who turns away leaves what was chosen last, too. */
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && !isBusy() && keep());
};

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
