/* A kiosk: start, questions, thanks, and back to the start; nobody finds what the one before chose. Loaded after respond.js. */
import { data, readData } from "./data";
import { outcomeOf } from "./outcome";
import { all, flush, keep } from "./queue";

const THANKS_S = 8, ASK_S = 15, IDLE_S = 60, RETRY_MOST_S = 60;
const byId = (id: string) => document.getElementById(id)!;
const start = byId("kiosk-start"), thanks = byId("kiosk-thanks"), state = byId("kiosk-state");
const there = byId("kiosk-there") as HTMLDialogElement, form = byId("form") as HTMLFormElement;
const idle_s = Math.min(600, Math.max(10, Number(new URL(location.href).searchParams.get("idle")) || IDLE_S));
let key = "", timer = 0, again = 0, pause_s = 2;

const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/* ---- between start, questions and thanks ---- */

const home = () => {
  const url = new URL(location.href), first = url.searchParams.get("first");
  url.searchParams.delete("lang");
  url.searchParams.delete("first");
  if (first) url.searchParams.set("lang", first);
  url.hash = "";
  return url;
};

const leave = () => {
  const to = home();
  form.reset();
  if (to.href === location.href.replace(/#.*$/, "")) {
    history.replaceState(null, "", to);
    location.reload();
  } else location.replace(to);
};

const begin = () => {
  start.hidden = true;
  form.hidden = false;
  (form.querySelector<HTMLElement>(".q:not(.away) fieldset, .q:not(.away) textarea, .q:not(.away) .field") ?? form).focus({ preventScroll: true });
  scrollTo(0, 0);
  stir();
};

const inLanguage = (language: string) => {
  const url = new URL(location.href);
  if (!url.searchParams.has("first")) url.searchParams.set("first", url.searchParams.get("lang") ?? "");
  url.searchParams.set("lang", language);
  url.hash = "go";
  return url;
};

const choose = (language: string) => {
  if (language === document.documentElement.lang) begin();
  else location.assign(inLanguage(language));
};

/* ---- is somebody there? ---- */

const after = (seconds: number, then: () => void) => {
  clearTimeout(timer);
  timer = window.setTimeout(then, seconds * 1000);
};

const stir = () => {
  if (!start.hidden || !thanks.hidden) return;
  if (there.open) there.close();
  after(idle_s, () => {
    there.showModal();
    after(ASK_S, leave);
  });
};

/* ---- what was answered ---- */

const paintState = async () => {
  const kept = await all();
  const refused = kept.filter((answer) => answer.refused).length, waiting = kept.length - refused;
  const say = (text: string | undefined, count: number) => (count ? (text ?? "").replace("{count}", String(count)) : "");
  state.textContent = [say(state.dataset.waiting, waiting), say(state.dataset.refused, refused)].filter(Boolean).join(" · ");
  state.hidden = !kept.length;
};

const sendAll = async () => {
  clearTimeout(again);
  const whole = await flush(paintState);
  await paintState();
  pause_s = whole ? 2 : Math.min(pause_s * 2, RETRY_MOST_S);
  again = window.setTimeout(sendAll, (whole ? RETRY_MOST_S : pause_s) * 1000);
};

const take = async () => {
  const outcome = outcomeOf([...form.querySelectorAll<HTMLElement>(".q")]);
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>).toString();
  const url = new URL(form.action).pathname;
  await keep({ key, url, body, at: Date.now() });
  form.hidden = true;
  thanks.hidden = false;
  thanks.querySelector(".big")!.textContent = data.thanks![outcome];
  thanks.focus();
  after(THANKS_S, leave);
  sendAll();
};

/* ---- without a network ---- */

const keepPages = async () => {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/kiosk-worker.js", { scope: "/k/" });
  const worker = (await navigator.serviceWorker.ready).active!;
  const languages = [...start.querySelectorAll<HTMLElement>("[data-lang]")].map((button) => inLanguage(button.dataset.lang!).href.replace(/#.*$/, ""));
  const parts = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("link[rel=stylesheet],script[src]")].map((part) => ("src" in part ? part.src : part.href));
  const told = new MessageChannel();
  told.port1.onmessage = () => (document.documentElement.dataset.kept = "yes");
  worker.postMessage([location.href.replace(/#.*$/, ""), ...languages, ...parts], [told.port2]);
};

readData();
key = freshKey();
form.querySelector<HTMLInputElement>('[name="meta.submission_key"],[name="submission_key"]')!.value = key;
document.addEventListener("kuulo-send", () => void take());
for (const button of start.querySelectorAll<HTMLElement>("[data-lang]")) button.addEventListener("click", () => choose(button.dataset.lang!));
thanks.querySelector("button")!.addEventListener("click", leave);
there.querySelector("button")!.addEventListener("click", stir);
there.addEventListener("cancel", stir);
for (const type of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(type, stir, { passive: true });
addEventListener("online", () => void sendAll());
addEventListener("contextmenu", (event) => event.preventDefault());
if (location.hash === "#go") begin();
else form.hidden = true;
void sendAll();
void keepPages().catch(() => {});
