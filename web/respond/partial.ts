/* A form that is being filled is kept by the server under its submission key, so that what was answered counts even when it is never sent,
   and so that it can be continued on another device. Quietly: the respondent is never told of a failure, nothing depends on it. */
import { data } from "./data";

let busy = false;
let waiting: (() => void) | undefined;

const addressOf = (form: HTMLFormElement, tail: string) => `${new URL(form.action).pathname}/${tail}`;
const bodyOf = (form: HTMLFormElement, leftAt: string) => {
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  body.set("meta.left_at", leftAt);
  return body;
};

/* One at a time; of those that come meanwhile the last. */
export const savePartial = async (form: HTMLFormElement, leftAt: string) => {
  if (!data.partial) return;
  if (busy) {
    waiting = () => savePartial(form, leftAt);
    return;
  }
  busy = true;
  await fetch(addressOf(form, "partial"), { method: "POST", body: bodyOf(form, leftAt), credentials: "omit", keepalive: true }).catch(() => {});
  busy = false;
  const next = waiting;
  waiting = undefined;
  next?.();
};

export const forgetPartial = () => {
  waiting = undefined;
  data.partial = false;
};

type Link = { url: string; qr: string };
const linkFor = async (form: HTMLFormElement, leftAt: string): Promise<Link | undefined> => {
  try {
    const reply = await fetch(addressOf(form, "resume"), { method: "POST", body: bodyOf(form, leftAt), credentials: "omit" });
    return reply.ok ? await reply.json() : undefined;
  } catch {
    return undefined;
  }
};

const write = (box: HTMLElement, link: Link) => {
  const how = document.createElement("p"), image = document.createElement("img"), address = document.createElement("a");
  how.textContent = data.words.elsewhere_how;
  image.src = `data:image/svg+xml,${encodeURIComponent(link.qr)}`;
  image.alt = "";
  address.href = link.url;
  address.textContent = link.url.replace(/^https?:\/\//, "");
  box.replaceChildren(how, image, address);
};

/* The way to another device, once something has been answered. */
export const offerElsewhere = (form: HTMLFormElement, leftAt: () => string) => {
  if (!data.partial || !data.elsewhere || document.getElementById("elsewhere")) return;
  const box = document.createElement("div"), button = document.createElement("button");
  box.id = "elsewhere";
  box.setAttribute("role", "status");
  button.type = "button";
  button.textContent = data.words.elsewhere;
  button.addEventListener("click", async () => {
    const link = await linkFor(form, leftAt());
    if (link) write(box, link);
    else document.getElementById("status")!.textContent = data.words.offline;
  });
  box.append(button);
  form.append(box);
};
