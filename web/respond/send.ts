/* Sends the form once, however often the button is pressed. What could not be sent stays in the page and is tried again with the same
   submission key: the server keeps one. Nothing is written on the device. */
import { data } from "./data";
import { fill } from "./check";
import { forgetPartial } from "./partial";

let busy = false;
let sent = "";
let timer = 0;
let tries = 0;

const tell = (text: string) => {
  const status = document.getElementById("status")!;
  if (status.textContent !== text) status.textContent = text;
};

const label = (text: string, waiting: boolean) => {
  const button = document.getElementById("go")!;
  button.textContent = text;
  button[waiting ? "setAttribute" : "removeAttribute"]("aria-disabled", "true");
};

export const isBusy = () => busy;

const later = (form: HTMLFormElement, seconds: number) => {
  clearTimeout(timer);
  timer = window.setTimeout(() => attempt(form), seconds * 1000);
};

const leave = (address: string) => {
  sent = address;
  forgetPartial();
  location.replace(address);
};

const waitFor = (form: HTMLFormElement, text: string, seconds: number) => {
  tell(text);
  label(data.words.try_again, false);
  later(form, seconds);
};

const judge = (form: HTMLFormElement, reply: Response) => {
  if (reply.ok) return leave(reply.url);
  /* It lay so long that what it had was counted as never sent: the whole answer takes its place. */
  if (reply.status === 409 && data.partial && !form.querySelector('[name="meta.replaces"]')) {
    const replaces = document.createElement("input");
    Object.assign(replaces, { type: "hidden", name: "meta.replaces", value: "1" });
    form.append(replaces);
    return attempt(form);
  }
  if (reply.status === 429 || reply.status === 503) {
    const seconds = Math.min(Math.max(Number(reply.headers.get("Retry-After")) || 5, 1), 60);
    return waitFor(form, fill(data.words.busy, { seconds }), seconds);
  }
  /* Refused: the server shows the form again, with its reasons and everything that was written. */
  if (reply.status < 500) return HTMLFormElement.prototype.submit.call(form);
  waitFor(form, data.words.not_sent, Math.min(2 ** ++tries, 60));
};

const attempt = async (form: HTMLFormElement): Promise<void> => {
  if (busy || sent) return;
  busy = true;
  clearTimeout(timer);
  label(data.words.sending, true);
  const stop = new AbortController();
  const limit = window.setTimeout(() => stop.abort(), 20000);
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  let reply: Response | undefined;
  try {
    reply = await fetch(form.action, { method: "POST", body, signal: stop.signal, credentials: "omit" });
  } catch {
    /* no network, or no answer in time: both are tried again */
  }
  clearTimeout(limit);
  busy = false;
  if (reply) judge(form, reply);
  else waitFor(form, data.words.offline, Math.min(2 ** ++tries, 30));
};

export const send = (form: HTMLFormElement) => {
  if (data.preview) return tell(data.words.preview);
  tell("");
  if (data.kiosk) return document.dispatchEvent(new Event("kuulo-send"));
  attempt(form);
};

export const watchNetwork = (form: HTMLFormElement) => {
  addEventListener("online", () => timer && !sent && attempt(form));
  /* Back to a page the browser kept: what was sent stays sent. */
  addEventListener("pageshow", (event) => event.persisted && sent && location.replace(sent));
};
