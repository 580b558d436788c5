// Events acknowledged a second in batches of 100, on the disk before the answer; then every one is counted. Ends with 1 when the count is
// wrong or the rate is missed. Processor time an event takes says more than the rate when others are busy on the same machine.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun, startServer } from "../../test/api/harness.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [seconds = "5", connections = "32"] = process.argv.slice(2);
const WANTED = 50_000;
const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const busySeconds = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};
/** The one writer sets the pace: a second divided by its share of an event is the most it can take. */
const turnSeconds = (pid) => busySeconds(`${pid}/task/${readdirSync(`/proc/${pid}/task`).find((task) => readFileSync(`/proc/${pid}/task/${task}/comm`, "utf8").trim() === "turn")}`);

async function measure(rules) {
  const server = await startServer();
  const key = mustRun(["key", "add", "shop", "--role", "source", "--data", server.dir]).trim();
  await server.addTouchpoint("checkout", { kind: "digital" });
  if (rules) await server.ok("POST", "/api/v1/event-rules", { event: "Order Completed", where: { field: "properties.total", op: "ge", value: 0 }, touchpoint: "checkout", channel: "web" });
  const before = busySeconds(server.child.pid), turnBefore = turnSeconds(server.child.pid);
  const text = await new Promise((done) => {
    const child = spawn("wrk", ["-t", "2", "-c", connections, "-d", `${seconds}s`, "--timeout", "10s", "-s", join(here, "batch.lua"), server.url], { env: { ...process.env, KUULO_KEY: key, KUULO_TAG: `b${process.pid}${rules}` } });
    let all = "";
    child.stdout.on("data", (piece) => (all += piece));
    child.once("exit", () => done(all));
  });
  const busy = busySeconds(server.child.pid) - before, turn = turnSeconds(server.child.pid) - turnBefore;
  const [, requests, us, p50, p99, errors] = text.match(/RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)/).map(Number);
  const { items } = await server.ok("GET", "/api/v1/event-names");
  const stored = items.reduce((sum, n) => sum + n.received, 0), matched = items.reduce((sum, n) => sum + n.matched, 0);
  await server.stop();
  const rate = (requests * 100 * 1e6) / us;
  console.log(`${rules ? "a fifth become encounters" : "no rules"}: ${Math.round(rate)} events/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${((busy * 1e6) / stored).toFixed(1)} µs of processor an event (the turn ${((turn * 1e6) / stored).toFixed(1)}), ${errors} errors, ${stored} stored, ${matched} matched`);
  return { good: errors === 0 && stored >= requests * 100 && (!rules || matched * 5 === stored), rate };
}

const plain = await measure(false);
const ruled = await measure(true);
process.exit(plain.good && ruled.good && plain.rate >= WANTED ? 0 : 1);
