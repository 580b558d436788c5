// Answers acknowledged a second, the product and the bare reference server by turns: same body, same connections, each its own database on the
// same disk, managers watching the product's live stream meanwhile. Ends with 1 when a ratio is missed or an answer is lost.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, startServer, survey } from "../../test/api/harness.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [work, seconds = "3", rounds = "3"] = process.argv.slice(2);
const WANTED = new Map([[1, 0.7], [64, 0.5], [512, 0.5], [1024, 0.5]]);
const VISITS = new Map([[8, 300 * 12], [32, 300 * 16]]); // 300 times LimeSurvey's pairs a second at that many clients
const WATCHERS = 4;
const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
let tags = 0;

/** Processor seconds a process has used: says more than requests a second when others are busy on the same machine. */
function busySeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function startReference(dir) {
  const port = await freePort();
  const child = spawn(join(work, "reference"), [join(dir, "reference.db"), String(port), "2"], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return { url: `http://127.0.0.1:${port}`, path: "/", key: "", pid: child.pid, stop: () => child.kill() };
}

function wrk(script, connections, { url, path, key, pid }) {
  const threads = connections === 1 ? 1 : 2;
  const env = { ...process.env, KUULO_PATH: path, KUULO_KEY: key ?? "", KUULO_TAG: `b${process.pid}-${(tags += 1)}` };
  const before = busySeconds(pid);
  return new Promise((done, fail) => {
    const child = spawn("wrk", ["-t", threads, "-c", connections, "-d", `${seconds}s`, "--timeout", "10s", "-s", join(here, script), url].map(String), { env });
    let text = "";
    child.stdout.on("data", (piece) => (text += piece));
    child.once("exit", () => {
      const [, requests, us, p50, p99, errors] = text.match(/RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)/) ?? [];
      if (!requests) fail(new Error(`wrk said: ${text}`));
      else done({ requests: Number(requests), rate: (Number(requests) * 1e6) / Number(us), p50: Number(p50), p99: Number(p99), errors: Number(errors), cpu: (busySeconds(pid) - before) * 1e6 });
    });
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const summed = (runs) => ({
  rate: median(runs.map((r) => r.rate)), p50: median(runs.map((r) => r.p50)), p99: median(runs.map((r) => r.p99)),
  errors: runs.reduce((sum, r) => sum + r.errors, 0), requests: runs.reduce((sum, r) => sum + r.requests, 0),
  each: runs.reduce((sum, r) => sum + r.cpu, 0) / runs.reduce((sum, r) => sum + r.requests, 0),
});
const figure = (value, digits = 0) => value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
const line = (...cells) => console.log(cells.map((cell, i) => String(cell)[i ? "padStart" : "padEnd"](i ? 11 : 14)).join(""));

/** Managers who watch: the streams are read and counted. */
async function watch(server) {
  const seen = { events: 0, ended: 0 };
  for (let i = 0; i < WATCHERS; i += 1) {
    const stream = await server.live();
    (async () => {
      while (await stream.next(3_600_000)) seen.events += 1;
      seen.ended += 1;
    })().catch(() => {});
  }
  return seen;
}

async function answers(product, reference) {
  let missed = 0;
  let sent = 0;
  line("connections", "kuulo/s", "p50 ms", "p99 ms", "errors", "CPU µs", "bare/s", "p50 ms", "p99 ms", "CPU µs", "ratio", "wanted");
  for (const [connections, wanted] of WANTED) {
    const own = [], bare = [];
    for (let round = 0; round < Number(rounds); round += 1) {
      bare.push(await wrk("answers.lua", connections, reference));
      own.push(await wrk("answers.lua", connections, product));
    }
    const a = summed(own), b = summed(bare);
    const ratio = median(own.map((r, i) => r.rate / bare[i].rate));
    sent += a.requests;
    if (ratio < wanted || a.errors) missed += 1;
    line(connections, figure(a.rate), figure(a.p50, 2), figure(a.p99, 2), a.errors, figure(a.each), figure(b.rate), figure(b.p50, 2), figure(b.p99, 2), figure(b.each), figure(ratio, 2), `≥ ${wanted}`);
  }
  return { missed, sent };
}

async function visits(product) {
  let missed = 0;
  line("\nclients", "visits/s", "p50 ms", "p99 ms", "errors", "CPU µs", "wanted");
  for (const [clients, wanted] of VISITS) {
    const runs = [];
    for (let round = 0; round < Number(rounds); round += 1) runs.push(await wrk("visits.lua", clients, { url: product.url, path: "/s/visit", pid: product.pid }));
    const a = summed(runs);
    if (a.rate / 2 < wanted || a.errors) missed += 1;
    line(clients, figure(a.rate / 2), figure(a.p50, 2), figure(a.p99, 2), a.errors, figure(a.each * 2), `≥ ${figure(wanted)}`);
  }
  return missed;
}

async function counted(server) {
  const { rows } = await server.metrics({ measure: "nps" });
  return rows.reduce((sum, row) => sum + row.n, 0);
}

/** Every acknowledged answer must be there; wrk leaves a few on the way when its time is over, so there may be more. */
async function nothingLost(server, sent) {
  const n = await counted(server);
  console.log(`\n${figure(sent)} answers acknowledged, ${figure(n)} counted by the metrics${n < sent ? ": LOST" : ""}`);
  return n < sent ? 1 : 0;
}

const dir = mkdtempSync(join(work, "data-"));
const data = join(dir, "kuulo");
spawnSync("mkdir", ["-p", data]);
run(["user", "add", "owner@example.test", "--role", "owner", "--password-stdin", "--data", data], { input: "correct horse battery\n" });
const key = run(["key", "add", "bench", "--role", "owner", "--data", data]).out.trim();
const server = await startServer({ data, args: ["--trusted-proxies", "1"] });
server.key = key;
await server.addTouchpoint();
const definition = survey();
definition.questions = [definition.questions[0], { id: "ease", type: "ces", text: { en: "How easy was it?", fi: "Kuinka helppoa se oli?" } }, definition.questions[2]];
await server.addSurvey(definition);
await server.publish();
const reference = await startReference(dir);
let failed = 1;
try {
  const seen = await watch(server);
  const product = { url: server.url, path: "/api/v1/surveys/visit/responses", key, pid: server.child.pid };
  const { missed, sent } = await answers(product, reference);
  failed = missed + (await nothingLost(server, sent));
  console.log(`${seen.events} events seen by ${WATCHERS} watching managers${seen.ended ? `, ${seen.ended} streams ended early` : ""}`);
  failed += await visits(product);
} finally {
  reference.stop();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
console.log(failed ? `\n${failed} figures missed` : "\nall figures reached");
process.exit(failed ? 1 : 0);
