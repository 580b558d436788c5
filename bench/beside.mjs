// What the benches share: processor time of a process and of its turn, wrk as the sender, and the product beside the bare reference server.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
let tags = 0;

/** Processor seconds a process has used: says more than requests a second when others are busy on the same machine. */
export function busySeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Of the one writer, which sets the pace: a second divided by its share of a fact is the most it can take. */
export function turnSeconds(pid) {
  const task = readdirSync(`/proc/${pid}/task`).find((one) => readFileSync(`/proc/${pid}/task/${one}/comm`, "utf8").trim() === "turn");
  return busySeconds(`${pid}/task/${task}`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** bench/ingest/reference.c, built into `work`, with its database in `dir`. */
export async function startReference(work, dir) {
  const port = await freePort();
  const child = spawn(join(work, "reference"), [join(dir, "reference.db"), String(port), "2"], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return { url: `http://127.0.0.1:${port}`, path: "/", key: "", pid: child.pid, stop: () => child.kill() };
}

/** A run of wrk with a script that ends with "RESULT requests µs p50 p99 errors". */
export function wrk(script, seconds, connections, { url, path = "/", key = "", pid }) {
  const threads = connections === 1 ? 1 : 2;
  const env = { ...process.env, KUULO_PATH: path, KUULO_KEY: key, KUULO_TAG: `b${process.pid}-${(tags += 1)}` };
  const before = busySeconds(pid);
  return new Promise((done, fail) => {
    const child = spawn("wrk", ["-t", threads, "-c", connections, "-d", `${seconds}s`, "--timeout", "10s", "-s", script, url].map(String), { env });
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
export const summed = (runs) => ({
  rate: median(runs.map((r) => r.rate)), p50: median(runs.map((r) => r.p50)), p99: median(runs.map((r) => r.p99)),
  errors: runs.reduce((sum, r) => sum + r.errors, 0), requests: runs.reduce((sum, r) => sum + r.requests, 0),
  each: runs.reduce((sum, r) => sum + r.cpu, 0) / runs.reduce((sum, r) => sum + r.requests, 0),
});
export const figure = (value, digits = 0) => value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
export const line = (...cells) => console.log(cells.map((cell, i) => String(cell)[i ? "padStart" : "padEnd"](i ? 11 : 14)).join(""));

/** Product and reference by turns, at each number of connections the share that is wanted of the reference's rate. */
export async function beside(script, { seconds, rounds, wanted, product, reference }) {
  let missed = 0, sent = 0;
  line("connections", "kuulo/s", "p50 ms", "p99 ms", "errors", "CPU µs", "bare/s", "p50 ms", "p99 ms", "CPU µs", "ratio", "wanted");
  for (const [connections, share] of wanted) {
    const own = [], bare = [];
    for (let round = 0; round < Number(rounds); round += 1) {
      bare.push(await wrk(script, seconds, connections, reference));
      own.push(await wrk(script, seconds, connections, product));
    }
    const a = summed(own), b = summed(bare);
    const ratio = median(own.map((r, i) => r.rate / bare[i].rate));
    sent += a.requests;
    if (ratio < share || a.errors) missed += 1;
    line(connections, figure(a.rate), figure(a.p50, 2), figure(a.p99, 2), a.errors, figure(a.each), figure(b.rate), figure(b.p50, 2), figure(b.p99, 2), figure(b.each), figure(ratio, 2), `≥ ${share}`);
  }
  return { missed, sent };
}
