// A real SMTP server for a test, and its mail read with Python's own parser.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { PYTHON, ROOT, within } from "./harness.mjs";

/** The SMTP server of smtp_server.py, with its words: {url, port, mails: everything taken so far, next(address): the next mail to it}. */
export async function smtpServer({ port = 0, words = [], scheme = "smtp", host = "127.0.0.1", user = "" } = {}) {
  const child = spawn(PYTHON, [join(ROOT, "test/api/smtp_server.py"), String(port), ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const mails = [], waiters = new Set();
  let text = "", ready;
  const listening = new Promise((done) => (ready = done));
  child.stdout.setEncoding("utf8").on("data", (piece) => {
    text += piece;
    for (let end; (end = text.indexOf("\n")) >= 0; text = text.slice(end + 1)) {
      const line = text.slice(0, end);
      if (line.startsWith("{")) {
        const mail = JSON.parse(line);
        mails.push({ ...mail, bytes: Buffer.from(mail.bytes, "base64") });
      } else ready(Number(line));
      for (const wake of waiters) wake();
    }
  });
  const port_ = await within(20_000, listening, "the SMTP server");
  const find = (to) => mails.find((m) => m.to[0] === to);
  const next = (to) =>
    within(90_000, new Promise((done) => {
      const look = () => find(to) && (waiters.delete(look), done(find(to)));
      waiters.add(look);
      look();
    }), `a message to ${to}`);
  return { url: `${scheme}://${user && `${user}@`}${host}:${port_}`, port: port_, mails, next, count: (to) => mails.filter((m) => m.to[0] === to).length, stop: () => child.kill() };
}

export const read = (bytes, record) => JSON.parse(spawnSync(PYTHON, [join(ROOT, "test/api/mail_read.py"), ...(record ? [record] : [])], { input: bytes, encoding: "utf8" }).stdout);
export const header = (mail, name) => mail.headers.find(([n]) => n.toLowerCase() === name)?.[1];
