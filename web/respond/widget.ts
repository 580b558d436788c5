/* The widget: one script on another site's page. It shows the survey's own page in a small panel, in a frame: the same questions, conditions
   and checks, and nothing of the site's reaches into it or the other way round. No cookie; the device remembers that somebody closed it only
   until the tab is closed, and only after that person's own click.

   <script src="https://kuulo.example/widget.js" data-survey="visit" data-after="20" data-share="0.5" async></script>
   data-survey   the survey's slug (or workspace.slug)
   data-page     show only where the path fits: "/checkout*"
   data-after    seconds · data-scroll per cent of the page · data-exit the pointer leaves upwards · data-event a name given to kuulo("track", name)
   data-label    without any of these: a button with this text
   data-preview  the token of a preview link: the draft is shown, and nothing remembered; Kuulo's own sample page says it
   data-share    of the visits in which it may show, 0-1 · data-language · data-side left or right · data-touchpoint · data-unit · data-attr-NAME */
import style from "./widget.css?inline";

type Call = [string, ...unknown[]];
interface Kuulo {
  (...call: Call): void;
  q?: Call[];
}
const script = document.currentScript as HTMLScriptElement;
const told = script.dataset;
const server = new URL(script.src).origin;
const mark = `kuulo.${told.survey}`;
const words = { en: ["Close", "Survey"], fi: ["Sulje", "Kysely"], sv: ["Stäng", "Enkät"], ar: ["إغلاق", "استبيان"], he: ["סגירה", "סקר"], fa: ["بستن", "نظرسنجی"], ur: ["بند کریں", "سروے"] } as Record<string, string[]>;
const spoken = (told.language ?? document.documentElement.lang ?? "en").slice(0, 2);
const [closeWord, surveyWord] = words[spoken] ?? words.en;

let host: HTMLElement | undefined, root: ShadowRoot, panel: HTMLElement, frame: HTMLIFrameElement | undefined, back: Element | null;
let over = false, done = false;
const listeners: ((name: string) => void)[] = [];
const say = (name: string) => {
  for (const listener of listeners) listener(name);
  dispatchEvent(new CustomEvent(`kuulo:${name}`, { detail: { survey: told.survey } }));
};

const element = <T extends HTMLElement>(name: string, more: Partial<T> = {}, attributes: { [name: string]: string } = {}) => {
  const made = Object.assign(document.createElement(name), more) as T;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
};

/* Fixed above the page: nothing of the page moves. */
const build = () => {
  if (host) return;
  host = element("div", {}, { "data-kuulo": told.survey ?? "" });
  root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  document.body.append(host);
};

const address = () => {
  const url = new URL(told.preview ? `/p/${told.preview}` : `/s/${told.survey}`, server);
  const carried: { [name: string]: string | undefined } = { embed: "1", channel: "widget", touchpoint: told.touchpoint, unit: told.unit, lang: told.language };
  for (const [name, value] of Object.entries(carried)) if (value) url.searchParams.set(name, value);
  for (const { name, value } of [...script.attributes]) if (name.startsWith("data-attr-")) url.searchParams.set(`attr.${name.slice(10).replace(/-/g, "_")}`, value);
  return url.href;
};

const remember = () => {
  if (told.preview) return;
  try {
    sessionStorage.setItem(mark, "closed");
  } catch {
    /* a browser that keeps nothing: this page's memory is enough */
  }
};
const remembered = () => {
  try {
    return sessionStorage.getItem(mark) !== null;
  } catch {
    return false;
  }
};

/* What was written but not sent yet stays in the hidden frame and is sent when the network is back. */
const shut = (byHand: boolean) => {
  over = true;
  if (byHand) remember();
  panel.hidden = true;
  if (done || !byHand) frame?.remove();
  if (back instanceof HTMLElement) back.focus();
  say("closed");
};

const show = () => {
  build();
  back = document.activeElement;
  panel = element("section", { className: `panel waiting ${told.side === "left" ? "left" : ""}` }, { role: "dialog", "aria-label": surveyWord });
  const close = element<HTMLButtonElement>("button", { type: "button", className: "close", textContent: "×" }, { "aria-label": closeWord });
  close.addEventListener("click", () => shut(true));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && shut(true));
  frame = element<HTMLIFrameElement>("iframe", { src: address(), title: surveyWord }, { referrerpolicy: "origin" });
  panel.append(close, frame);
  root.append(panel);
};

const open = (asked = false) => {
  if (frame && !over) return;
  if (!asked && (over || remembered())) return;
  over = done = false;
  if (frame?.isConnected) panel.hidden = false;
  else show();
};

addEventListener("message", (event) => {
  if (!frame || event.source !== frame.contentWindow || event.origin !== server) return;
  const { kuulo, height } = event.data ?? {};
  if (kuulo === "height" && Number.isFinite(height)) {
    frame.style.height = `${Math.min(Math.max(height, 120), 4000)}px`;
    if (panel.classList.contains("waiting")) {
      panel.classList.remove("waiting");
      say("shown");
    }
  }
  if (kuulo === "done" && !done) {
    done = true;
    remember();
    say("done");
    setTimeout(() => !over && shut(false), 6000);
  }
});

/* ---- when ---- */

const fits = () => {
  if (!told.page) return true;
  const pattern = told.page.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*");
  return new RegExp(`^${pattern}$`).test(location.pathname);
};
const chosen = Math.random() < Number(told.share ?? 1);
const ask = () => fits() && chosen && open();

const watchScroll = (least: number) => {
  const look = () => {
    const room = document.documentElement.scrollHeight - innerHeight;
    if (room <= 0 || (scrollY / room) * 100 < least) return;
    removeEventListener("scroll", look);
    ask();
  };
  addEventListener("scroll", look, { passive: true });
  look();
};

const offer = () => {
  build();
  const button = element<HTMLButtonElement>("button", { type: "button", className: `tab ${told.side === "left" ? "left" : ""}`, textContent: told.label ?? surveyWord });
  button.addEventListener("click", () => open(true));
  root.append(button);
};

const begin = () => {
  if (told.after) setTimeout(ask, Number(told.after) * 1000);
  if (told.scroll) watchScroll(Number(told.scroll));
  if (told.exit !== undefined) document.documentElement.addEventListener("mouseleave", (event) => event.clientY <= 0 && ask());
  if (![told.after, told.scroll, told.exit, told.event].some((trigger) => trigger !== undefined) && fits() && chosen) offer();
};

const call = (...[name, value]: Call) => {
  if (name === "track" && value === told.event) ask();
  if (name === "open") open(true);
  if (name === "close" && frame && !over) shut(true);
  if (name === "on" && typeof value === "function") listeners.push(value as (name: string) => void);
};

const world = window as unknown as { kuulo?: Kuulo };
const early = world.kuulo?.q ?? [];
world.kuulo = call;
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
for (const each of early) call(...each);
