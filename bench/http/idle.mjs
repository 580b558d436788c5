// Resident bytes of an idle connection, processor share of a thousand live streams, and the time from an acknowledged answer to the event that
// tells of it. Ends with 1 when a figure is missed.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../../test/api/harness.mjs";

const IDLE = 5000, IDLE_BYTES_MAX = 9 * 1024;
const STREAMS = 1000, STREAM_SECONDS = 10, STREAM_SHARE_MAX = 2;
const RATE = 500, RATE_SECONDS = 10, EVENT_MS_MAX = 250;
const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

const residentBytes = (pid) => 1024 * Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]);
function busySeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** A connection that has had one reply and says nothing more. */
async function open(server, head, until) {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  await once(socket, "connect");
  socket.write(head);
  let text = "";
  while (!until.test(text)) text += String((await once(socket, "data"))[0]);
  return socket;
}

async function openMany(count, make) {
  const sockets = [];
  while (sockets.length < count) sockets.push(...(await Promise.all(Array.from({ length: Math.min(50, count - sockets.length) }, make))));
  return sockets;
}

const ping = (server) => () => open(server, "GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n", /\r\n\r\n/);
const follow = (server) => () =>
  open(server, `GET /api/v1/live HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${server.key}\r\n\r\n`, /^HTTP\/1\.1 200[^]*\r\n\r\n/);

function report(name, value, unit, most) {
  const good = value <= most;
  console.log(`${name.padEnd(58)}${value.toFixed(unit === "bytes" ? 0 : 2).padStart(10)} ${unit.padEnd(6)} ${good ? "≤" : "NOT ≤"} ${most}`);
  return good ? 0 : 1;
}

async function idleConnections(server) {
  const pid = server.child.pid;
  for (const socket of await openMany(64, ping(server))) socket.destroy(); // the threads' first use is not the connections' cost
  await sleep(500);
  const before = residentBytes(pid);
  const sockets = await openMany(IDLE, ping(server));
  const each = (residentBytes(pid) - before) / IDLE;
  const held = sockets.filter((socket) => !socket.destroyed).length;
  for (const socket of sockets) socket.destroy();
  if (held < IDLE) console.log(`only ${held} of ${IDLE} connections were held`);
  return report(`${IDLE} idle connections, resident bytes each`, each, "bytes", IDLE_BYTES_MAX) + (held < IDLE ? 1 : 0);
}

const answer = (server, n) => server.respond({ recommend: n % 11 });

/** Processor share while one answer a second is told to `sockets`. */
async function shareWhileTelling(server) {
  const pid = server.child.pid;
  const before = busySeconds(pid), began = performance.now();
  for (let n = 0; n < STREAM_SECONDS; n += 1) {
    await answer(server, n);
    await sleep(Math.max(0, began + (n + 1) * 1000 - performance.now()));
  }
  return (100 * (busySeconds(pid) - before) * 1000) / (performance.now() - began);
}

async function liveStreams(server) {
  await answer(server, 1);
  const alone = await shareWhileTelling(server);
  const sockets = await openMany(STREAMS, follow(server));
  let events = 0;
  for (const socket of sockets) socket.on("data", (bytes) => (events += String(bytes).split("data:").length - 1));
  const share = (await shareWhileTelling(server)) - alone;
  await sleep(500);
  for (const socket of sockets) socket.destroy();
  console.log(`${events} events came in on ${STREAMS} streams (${STREAMS * STREAM_SECONDS} answers told)`);
  return report(`${STREAMS} live streams at an event a second, % of a core`, share, "%", STREAM_SHARE_MAX) + (events < 0.9 * STREAMS * STREAM_SECONDS ? 1 : 0);
}

function post(server, agent, n, acknowledged) {
  const body = JSON.stringify({ submission_key: `lag-${n}`, answers: { recommend: n % 11 } });
  const url = new URL("/api/v1/surveys/visit/responses", server.url);
  return new Promise((done, fail) => {
    const sent = request(url, { method: "POST", agent, headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json", "content-length": Buffer.byteLength(body) } }, (reply) => {
      let text = "";
      reply.on("data", (piece) => (text += piece));
      reply.on("end", () => {
        if (reply.statusCode !== 201) return fail(new Error(`${reply.statusCode} ${text}`));
        acknowledged.push({ at: performance.now(), id: Number(JSON.parse(text).responses[0].id) });
        done();
      });
    });
    sent.on("error", fail).end(body);
  });
}

async function lag(server) {
  const stream = await follow(server)();
  const told = [], acknowledged = [];
  let text = "";
  stream.on("data", (bytes) => {
    const now = performance.now();
    text += String(bytes);
    for (const [, id] of text.matchAll(/^id: ?(\d+)$/gm)) told.push({ at: now, id: Number(id) });
    text = text.slice(text.lastIndexOf("\n\n") + 2);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const began = performance.now(), all = [];
  for (let n = 0; n < RATE * RATE_SECONDS; n += 1) {
    all.push(post(server, agent, n, acknowledged));
    const early = began + (n * 1000) / RATE - performance.now();
    if (early > 1) await sleep(early);
  }
  await Promise.all(all);
  const took = (performance.now() - began) / 1000;
  await sleep(1000);
  stream.destroy();
  agent.destroy();
  const waits = acknowledged.map(({ at, id }) => (told.find((event) => event.id >= id)?.at ?? Infinity) - at).map((ms) => Math.max(0, ms)).sort((a, b) => a - b);
  const at = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))];
  console.log(`${acknowledged.length} answers acknowledged at ${(acknowledged.length / took).toFixed(0)}/s, told by ${told.length} events, p50 ${at(0.5).toFixed(0)} ms`);
  return report("acknowledged → event on the stream, p99", at(0.99), "ms", EVENT_MS_MAX);
}

const server = await startServer();
await server.prepare();
let failed = 1;
try {
  failed = await idleConnections(server);
  failed += await liveStreams(server);
  failed += await lag(server);
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);
