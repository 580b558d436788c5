// Kills the server under load and cuts its power, again and again, and looks whether an acknowledged answer was lost or one was doubled.
//   node test/crash/crash.mjs --kills 200 --cuts 200      needs a program built with -Dcrash_test=true (build-test is)
// A power cut is a kill while unsynced bytes are only in the process's memory (src/port/store/powercut.h). The control run weakens the sync and
// must lose answers: a test that cannot fail proves nothing. Prints TAP.
import { randomInt } from "node:crypto";
import { Agent, request } from "node:http";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { run, startServer } from "../api/harness.mjs";

const CLIENTS = 16;
const CONTROL_CUTS = 12;
const argument = (name) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] ?? 20);

function post(agent, url, key, path, body) {
  return new Promise((done) => {
    const text = JSON.stringify(body);
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
    const sent = request(new URL(path, url), { method: "POST", agent, headers }, (reply) => {
      const parts = [];
      reply.on("data", (part) => parts.push(part));
      reply.on("end", () => {
        try {
          done({ status: reply.statusCode, body: JSON.parse(Buffer.concat(parts).toString()) });
        } catch {
          done(undefined);
        }
      });
      reply.on("error", () => done(undefined));
    });
    sent.on("error", () => done(undefined));
    sent.end(text);
  });
}

const answerOf = (submissionKey, n) => ({ submission_key: submissionKey, channel: "web", language: "en", answers: { recommend: n % 11, why: `Word ${n}` } });

class Ordeal {
  constructor(name, cut, normal) {
    Object.assign(this, { name, cut, acked: new Map(), open: new Set(), sent: 0, doubled: 0, moved: 0, lost: 0, strange: [] });
    this.env = cut ? { KUULO_CRASH_VFS: "powercut", ...(normal ? { KUULO_CRASH_NORMAL: "1" } : {}) } : {};
  }

  async prepare() {
    const server = await startServer();
    Object.assign(this, { dir: server.dir, key: server.key });
    const agent = new Agent({ keepAlive: true });
    const survey = {
      slug: "crash", title: { en: "Crash" }, languages: ["en"],
      questions: [{ id: "recommend", type: "nps", text: { en: "Recommend?" } }, { id: "why", type: "story", text: { en: "Why?" } }],
    };
    const added = await post(agent, server.url, this.key, "/api/v1/surveys", survey);
    const published = await post(agent, server.url, this.key, "/api/v1/surveys/crash/publish", {});
    agent.destroy();
    if (added?.status !== 201 || published?.status !== 200) throw new Error(`no survey: ${JSON.stringify([added, published])}`);
    server.owned = false;
    await server.stop();
  }

  start() {
    return startServer({ data: this.dir, env: this.env });
  }

  take(submissionKey, reply) {
    if (reply === undefined) return void this.open.add(submissionKey);
    if (reply.status !== 201) return void this.strange.push(`${reply.status} ${JSON.stringify(reply.body).slice(0, 200)}`);
    const { id } = reply.body.responses[0];
    if (this.acked.has(submissionKey)) {
      if (reply.body.repeated !== 1) this.lost++;
      else if (this.acked.get(submissionKey) !== id) this.moved++;
    }
    this.acked.set(submissionKey, id);
    this.open.delete(submissionKey);
  }

  // One life of the server: what the last one left unanswered is sent again, then new answers until it is killed in the middle.
  async live() {
    const server = await this.start();
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
    let dead = false;
    const retries = [...this.open];
    let begun;
    const first = new Promise((done) => (begun = done));
    const client = async () => {
      while (!dead) {
        const again = retries.pop();
        const submissionKey = again ?? `k-${++this.sent}`;
        this.take(submissionKey, await post(agent, server.url, this.key, "/api/v1/surveys/crash/responses", answerOf(submissionKey, this.sent)));
        begun();
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    await first; // from here on there is something to lose
    await new Promise((wake) => setTimeout(wake, randomInt(5, 150)));
    dead = true;
    server.child.kill("SIGKILL");
    await server.exited;
    await Promise.all(clients);
    agent.destroy();
    if (this.cut) rmSync(join(this.dir, "kuulo.db-shm"), { force: true }); // shared memory does not outlive a power cut
  }

  // Every acknowledged answer is sent once more: it must be known, under its number; and nothing may be there twice.
  async reckon() {
    const server = await this.start();
    const agent = new Agent({ keepAlive: true });
    const keys = [...new Set([...this.acked.keys(), ...this.open])];
    for (let at = 0; at < keys.length; at += 500) {
      const batch = keys.slice(at, at + 500);
      const reply = await post(agent, server.url, this.key, "/api/v1/surveys/crash/responses", { responses: batch.map((k) => answerOf(k, 1)) });
      const rows = reply?.body?.responses ?? [];
      batch.forEach((k, i) => {
        if (!this.acked.has(k)) return;
        if (rows[i]?.repeated !== true) this.lost++;
        else if (rows[i]?.id !== this.acked.get(k)) this.moved++;
      });
    }
    server.key = this.key;
    const counted = await server.api("GET", "/api/v1/metrics?measure=responses&floor=none");
    this.doubled = (counted.body.rows[0]?.n ?? 0) - keys.length;
    agent.destroy();
    await server.stop();
    const check = run(["check", "--data", this.dir]);
    this.check = check.code === 0 ? "" : check.out + check.err;
    rmSync(this.dir, { recursive: true, force: true });
  }
}

let number = 0;
let failed = 0;
function result(good, name, details) {
  if (!good) failed++;
  console.log(`${good ? "ok" : "not ok"} ${++number} - ${name}`);
  console.log(`# ${details}`);
}

async function ordeal(name, times, cut, normal) {
  const trial = new Ordeal(name, cut, normal);
  await trial.prepare();
  const began = Date.now();
  for (let i = 0; i < times; i++) await trial.live();
  const details = () => `${times} times, ${trial.acked.size} acknowledged, ${trial.lost} lost, ${trial.doubled} doubled, ${trial.moved} under another number, ${((Date.now() - began) / 1000).toFixed(1)} s`;
  await trial.reckon();
  if (normal) {
    result(trial.lost > 0, "control: a weaker sync loses acknowledged answers, so this test can fail", details());
    return;
  }
  result(trial.acked.size > times, `${name}: there was something to lose`, details());
  result(trial.lost === 0 && trial.moved === 0, `${name}: no acknowledged answer was lost`, details());
  result(trial.doubled === 0, `${name}: no answer was doubled`, details());
  result(trial.strange.length === 0, `${name}: every reply was an acknowledgement`, trial.strange.slice(0, 3).join("; ") || "all 201");
  result(trial.check === "", `${name}: kuulo check agrees afterwards`, trial.check.split("\n").slice(0, 5).join(" | ") || "no difference");
}

console.log("TAP version 13");
await ordeal("kill -9", argument("kills"), false, false);
await ordeal("power cut", argument("cuts"), true, false);
await ordeal("power cut, control", Math.min(CONTROL_CUTS, argument("cuts")), true, true);
console.log(`1..${number}`);
process.exit(failed ? 1 : 0);
