// Answers acknowledged a second, the product and the bare reference server by turns: same body, same connections, each its own database on the
// same disk, managers watching the product's live stream meanwhile. Ends with 1 when a ratio is missed or an answer is lost.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, startServer, survey } from "../../test/api/harness.mjs";
import { beside, figure, line, startReference, summed, wrk } from "../beside.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [work, seconds = "3", rounds = "3"] = process.argv.slice(2);
const WANTED = new Map([[1, 0.7], [64, 0.5], [512, 0.5], [1024, 0.5]]);
const VISITS = new Map([[8, 300 * 12], [32, 300 * 16]]); // 300 times LimeSurvey's pairs a second at that many clients
const WATCHERS = 4;
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

async function visits(product) {
  let missed = 0;
  line("\nclients", "visits/s", "p50 ms", "p99 ms", "errors", "CPU µs", "wanted");
  for (const [clients, wanted] of VISITS) {
    const runs = [];
    for (let round = 0; round < Number(rounds); round += 1) runs.push(await wrk(join(here, "visits.lua"), seconds, clients, { url: product.url, path: "/s/visit", pid: product.pid }));
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
const reference = await startReference(work, dir);
let failed = 1;
try {
  const seen = await watch(server);
  const product = { url: server.url, path: "/api/v1/surveys/visit/responses", key, pid: server.child.pid };
  const { missed, sent } = await beside(join(here, "answers.lua"), { seconds, rounds, wanted: WANTED, product, reference });
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
