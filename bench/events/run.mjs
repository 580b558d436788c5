// Events acknowledged, on the disk before the answer; then every one is counted. Single ones beside the bare reference server by turns, each
// with its own database on the same disk; then batches of 100 between two runs of SQLite alone with the same rows. Ends with 1 when a count is
// wrong or a figure is missed. Processor time an event takes says more than the rate when others are busy on the same machine.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun, startServer } from "../../test/api/harness.mjs";
import { beside, busySeconds, figure, startReference, turnSeconds, wrk } from "../beside.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [work, seconds = "3", connections = "96", rounds = "3"] = process.argv.slice(2);
const WANTED = 50_000, WANTED_SINGLE = new Map([[1, 0.7], [64, 0.5], [512, 0.5], [1024, 0.5]]);

async function start() {
  const server = await startServer();
  const key = mustRun(["key", "add", "shop", "--role", "source", "--data", server.dir]).trim();
  await server.addTouchpoint("checkout", { kind: "digital" });
  return { server, product: { url: server.url, path: "/v1/track", key, pid: server.child.pid } };
}

async function counted(server) {
  const { items } = await server.ok("GET", "/api/v1/event-names");
  return { stored: items.reduce((sum, n) => sum + n.received, 0), matched: items.reduce((sum, n) => sum + n.matched, 0) };
}

async function single() {
  const { server, product } = await start();
  const dir = mkdtempSync(join(work, "data-"));
  const reference = await startReference(work, dir);
  try {
    const { missed, sent } = await beside(join(here, "single.lua"), { seconds, rounds, wanted: WANTED_SINGLE, product, reference });
    const { stored } = await counted(server);
    console.log(`${figure(sent)} events acknowledged, ${figure(stored)} counted${stored < sent ? ": LOST" : ""}\n`);
    return missed === 0 && stored >= sent;
  } finally {
    reference.stop();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Events a second that SQLite takes with nothing around it (rows.c), in a store the product made. */
async function rowsAlone() {
  const { server } = await start();
  await server.kill();
  const rate = Number(execFileSync(join(work, "rows"), [join(server.dir, "kuulo.db"), seconds], { encoding: "utf8" }));
  rmSync(server.dir, { recursive: true, force: true });
  return rate;
}

async function batches(rules) {
  const { server, product } = await start();
  if (rules) await server.ok("POST", "/api/v1/event-rules", { event: "Order Completed", where: { field: "properties.total", op: "ge", value: 0 }, touchpoint: "checkout", channel: "web" });
  const before = busySeconds(product.pid), turnBefore = turnSeconds(product.pid);
  const sent = await wrk(join(here, "batch.lua"), seconds, Number(connections), product);
  const { stored, matched } = await counted(server);
  const us = (was, is) => figure(((is - was) * 1e6) / stored, 1);
  console.log(`batches of 100, ${rules ? "a fifth become encounters" : "no rules"}: ${figure(sent.rate * 100)} events/s, p50 ${figure(sent.p50, 1)} ms, p99 ${figure(sent.p99, 1)} ms, ${us(before, busySeconds(product.pid))} µs of processor an event (the turn ${us(turnBefore, turnSeconds(product.pid))}), ${sent.errors} errors, ${figure(stored)} stored, ${figure(matched)} matched`);
  await server.stop();
  return { good: sent.errors === 0 && stored >= sent.requests * 100 && (!rules || matched * 5 === stored), rate: sent.rate * 100 };
}

const alone = await single();
const bare = [await rowsAlone()];
const plain = await batches(false);
bare.push(await rowsAlone());
const ruled = await batches(true);
const ceiling = (bare[0] + bare[1]) / 2;
console.log(`SQLite alone, the same rows and indexes, one thread, no HTTP: ${figure(ceiling)} events/s before and after; the product took ${figure(plain.rate / ceiling, 2)} of that (wanted of the product: ${figure(WANTED)} events/s)`);
process.exit(alone && plain.good && ruled.good && plain.rate >= WANTED ? 0 : 1);
