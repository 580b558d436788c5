// A server of one's own for each test file: a fresh data folder, an owner, a key, and helpers that speak the contract.
// Needs node 18 and nothing else. KUULO_BINARY chooses the program (build-test/kuulo unless said).
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Debian's Python: it has the packages that the tests name. */
export const PYTHON = process.env.PYTHON || "/usr/bin/python3";
export const BINARY = resolve(ROOT, process.env.KUULO_BINARY || "build-test/kuulo");
export const OWNER = { email: "owner@example.test", password: "correct horse battery" };
const READY_MS_MAX = 60_000;
const SANITIZER = /ERROR: AddressSanitizer|ERROR: LeakSanitizer|runtime error:|WARNING: ThreadSanitizer|AddressSanitizer:DEADLYSIGNAL/;

/** Real data for the tests that import it; undefined when this machine has none. */
export function dataFolder(name) {
  const folder = join(process.env.KUULO_DATA || join(ROOT, "../shared/data"), name);
  return existsSync(folder) ? folder : undefined;
}

/** Runs one command of the program to its end. */
export function run(args, { input = "", timeout = 120_000 } = {}) {
  const done = spawnSync(BINARY, args, { input, encoding: "utf8", timeout, maxBuffer: 256 << 20 });
  return { code: done.status, signal: done.signal, out: done.stdout, err: done.stderr };
}

export function mustRun(args, options) {
  const done = run(args, options);
  if (done.code !== 0) throw new Error(`kuulo ${args.join(" ")}: code ${done.code} ${done.signal ?? ""}\n${done.out}\n${done.err}`);
  return done.out;
}

/** Starts a server. `data`: an existing folder, kept afterwards; without it a fresh one with an owner and an owner's key. */
export async function startServer({ data, args = [], env = {} } = {}) {
  const dir = data ?? mkdtempSync(join(tmpdir(), "kuulo-test-"));
  let key;
  if (!data) {
    mustRun(["user", "add", OWNER.email, "--role", "owner", "--password-stdin", "--data", dir], { input: `${OWNER.password}\n` });
    key = mustRun(["key", "add", "test", "--role", "owner", "--data", dir]).trim();
  }
  return new Server(dir, key, !data, args, env).start();
}

class Server {
  constructor(dir, key, owned, args, env) {
    Object.assign(this, { dir, key, owned, args, env, log: "" });
  }

  async start(port = 0) {
    this.child = spawn(BINARY, ["serve", "--data", this.dir, "--listen", `127.0.0.1:${port}`, ...this.args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...this.env },
    });
    this.exited = new Promise((done) => this.child.once("exit", (code, signal) => done({ code, signal })));
    this.child.stderr.setEncoding("utf8").on("data", (text) => (this.log += text));
    this.url = await this.ready();
    return this;
  }

  ready() {
    return new Promise((done, fail) => {
      let seen = "";
      const late = setTimeout(() => fail(new Error(`not ready in ${READY_MS_MAX} ms\n${this.log}`)), READY_MS_MAX);
      this.child.stdout.setEncoding("utf8").on("data", (text) => {
        seen += text;
        const line = seen.match(/listening on (http:\/\/\S+)/);
        if (line) {
          clearTimeout(late);
          done(line[1]);
        }
      });
      this.exited.then(({ code, signal }) => {
        clearTimeout(late);
        fail(new Error(`ended before it was ready: ${code ?? signal}\n${this.log}`));
      });
    });
  }

  /** What a command beside the server stored: the server sees it a moment later. */
  async arrived(path) {
    const look = async () => {
      for (;;) {
        const reply = await this.api("GET", path);
        if (reply.status !== 404) return reply.body;
        await new Promise((done) => setTimeout(done, 50));
      }
    };
    return within(20_000, look(), path);
  }

  /** Likewise, until figures count so many answers of the survey. */
  async counts(survey, n) {
    const where = JSON.stringify({ field: "survey", op: "eq", value: survey });
    const look = async () => {
      while ((await this.metrics({ measure: "responses", where })).rows[0]?.n !== n) await new Promise((done) => setTimeout(done, 100));
    };
    return within(120_000, look(), `${n} answers of ${survey}`);
  }

  /** Drains and stops, and fails when the program did not end well or a sanitizer spoke. */
  async stop() {
    this.child.kill("SIGTERM");
    const end = await this.exited;
    if (this.owned) rmSync(this.dir, { recursive: true, force: true });
    if (end.code !== 0 || SANITIZER.test(this.log)) throw new Error(`the server ended with ${end.code ?? end.signal}\n${this.log.slice(-8000)}`);
  }

  async kill() {
    this.child.kill("SIGKILL");
    await this.exited;
  }

  /** The same data under a new process, on a new port. */
  async restart({ kill = false } = {}) {
    this.child.kill(kill ? "SIGKILL" : "SIGTERM");
    await this.exited;
    return this.start();
  }

  /** One request. `body` is sent as JSON unless it is text or bytes. → {status, headers, body (parsed when JSON), text} */
  async api(method, path, body, { key = this.key, headers = {}, redirect = "manual", signal } = {}) {
    const raw = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      redirect,
      signal,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body !== undefined ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      body: body === undefined || raw ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, body: json && text ? JSON.parse(text) : undefined };
  }

  /** As api, but anything but a 2xx is the test's failure. */
  async ok(method, path, body, options) {
    const reply = await this.api(method, path, body, options);
    if (reply.status < 200 || reply.status > 299) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  }

  addTouchpoint(slug = "store-visit", more = {}) {
    return this.ok("POST", "/api/v1/touchpoints", { slug, name: { en: "Store visit", fi: "Käynti myymälässä" }, kind: "physical", ...more });
  }

  addSurvey(more = {}) {
    return this.ok("POST", "/api/v1/surveys", { ...survey(), ...more });
  }

  publish(slug = "visit") {
    return this.ok("POST", `/api/v1/surveys/${slug}/publish`);
  }

  /** A published survey about a touchpoint: what most tests begin with. */
  async prepare(more = {}) {
    await this.addTouchpoint();
    await this.addSurvey(more);
    return this.publish(more.slug);
  }

  respond(answers, more = {}, slug = "visit") {
    return this.ok("POST", `/api/v1/surveys/${slug}/responses`, { submission_key: randomUUID(), answers, ...more });
  }

  respondMany(responses, slug = "visit") {
    return this.ok("POST", `/api/v1/surveys/${slug}/responses`, { responses });
  }

  metrics(query) {
    return this.ok("GET", `/api/v1/metrics?${new URLSearchParams(query)}`);
  }

  /** A session of an account: {cookie, csrf} as headers for api(…, {key: null, headers}). */
  async signIn(account = OWNER) {
    const reply = await this.api("POST", "/api/v1/sign-in", { email: account.email, password: account.password }, { key: null });
    if (reply.status !== 200) throw new Error(`sign-in: ${reply.status} ${reply.text}`);
    const cookie = reply.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
    return { cookie, "x-csrf-token": reply.body.csrf_token };
  }

  /** Reads the live stream: → {next(): the next event {id, event, data}, close()}. */
  async live({ lastEventId, key = this.key } = {}) {
    const stop = new AbortController();
    const response = await fetch(`${this.url}/api/v1/live`, {
      signal: stop.signal,
      headers: { authorization: `Bearer ${key}`, ...(lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) }) },
    });
    if (response.status !== 200) throw new Error(`live: ${response.status} ${await response.text()}`);
    // The first step begins at once: a body that nobody reads is cancelled when the response is collected.
    const events = eventsOf(response.body);
    let step = events.next();
    step.catch(() => {});
    return {
      headers: response.headers,
      next: async (ms = 10_000) => {
        const { value } = await within(ms, step, "an event on the live stream");
        step = events.next();
        step.catch(() => {});
        return value;
      },
      close: () => stop.abort(),
    };
  }
}

async function* eventsOf(stream) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const event = { event: "message", data: "" };
      for (const line of text.slice(0, end).split("\n")) {
        const [, name, value] = line.match(/^([a-z]+): ?(.*)$/) ?? [];
        if (name === "data") event.data += value;
        else if (name) event[name] = value;
      }
      if (event.data) yield { ...event, data: JSON.parse(event.data) };
    }
  }
}

export function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`waited ${ms} ms for ${what}`)), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The survey of the contract's example. */
export function survey() {
  return {
    slug: "visit",
    title: { en: "Your visit", fi: "Käyntisi" },
    languages: ["en", "fi"],
    touchpoint: "store-visit",
    questions: [
      { id: "recommend", type: "nps", required: true, text: { en: "How likely are you to recommend us?", fi: "Kuinka todennäköisesti suosittelisit meitä?" } },
      { id: "felt", type: "emotion", text: { en: "How did it feel?", fi: "Miltä se tuntui?" } },
      { id: "why", type: "story", text: { en: "What happened?", fi: "Mitä tapahtui?" } },
    ],
  };
}

/** The 100 answers whose score is known (45 promoters, 35 passives, 20 critics): 25.0, 95 % interval 9.479 … 39.064. */
export function hundredAnswers() {
  const scores = [...Array(20).fill(10), ...Array(25).fill(9), ...Array(15).fill(8), ...Array(20).fill(7), ...Array(9).fill(6), ...Array(8).fill(3), ...Array(3).fill(0)];
  return scores.map((recommend, i) => ({ submission_key: `k-${i}`, at: "2026-03-01T10:00:00+02:00", channel: "email", language: i % 2 ? "fi" : "en", answers: { recommend } }));
}
