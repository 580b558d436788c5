// Counting elsewhere never holds the house up: what happens beside questions whose server is silent, slow or gone, and what becomes of them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { skip, startClickhouse } from "./clickhouse.mjs";
import { Forwarder } from "./forwarder.mjs";
import { mustRun, startServer } from "./harness.mjs";

let clickhouse, forwarder, server;
const figure = "/api/v1/metrics?measure=nps&by=touchpoint";
const BOX_MS = 12_000; // the ten seconds that a question may take, and the way

async function until(what, holds, ms = 60_000) {
  for (const end = Date.now() + ms; !(await holds()); await new Promise((done) => setTimeout(done, 25))) assert.ok(Date.now() < end, `${what}\n${server.log}`);
}
const carried = () => until("carried", async () => (await server.api("GET", "/healthz")).body.analytics === "ok" && (await server.api("GET", figure)).status === 200);
const counted = async () => (await server.metrics({ measure: "responses" })).rows[0]?.n ?? 0;

/** What the house must do while figures wait: all of it before any of `figures` is answered. */
async function houseAnswers(figures) {
  let settled = 0;
  for (const one of figures) one.then(() => (settled += 1));
  await server.respond({ recommend: 9 });
  assert.equal(settled, 0, "an answer waits for figures");
  const page = await fetch(`${server.url}/s/visit`);
  assert.equal(page.status, 200);
  await page.text();
  assert.equal(settled, 0, "the respondent's page waits for figures");
  await server.ok("GET", "/api/v1/surveys/visit");
  await server.ok("GET", "/api/v1/dimensions");
  assert.equal(settled, 0, "other pages wait for figures");
  await server.signIn();
  assert.equal(settled, 0, "signing in waits for figures");
}

before(async () => {
  if (skip) return;
  [clickhouse] = await startClickhouse(1);
  forwarder = await new Forwarder(clickhouse.port).start();
  server = await startServer({ args: ["--analytics", `clickhouse://127.0.0.1:${forwarder.port}/away`] });
  await server.prepare();
  for (const _ of [1, 2]) await server.respondMany(Array.from({ length: 1000 }, (_, i) => ({ answers: { recommend: i % 11 }, channel: ["email", "sms"][i % 2], customer: { external_id: `c${i % 300}` } })));
  await carried();
});
afterEach(() => forwarder?.release());
after(async () => {
  await server?.stop();
  await forwarder?.stop();
  await clickhouse?.stop();
});

test("a server that takes connections and says nothing: answers and pages go on, figures are 503 within their time", { skip }, async () => {
  const before = await counted();
  forwarder.mode = "silent";
  const began = Date.now();
  const figures = Array.from({ length: 20 }, () => server.api("GET", figure));
  await houseAnswers(figures);
  for (const reply of await Promise.all(figures)) {
    assert.equal(reply.status, 503, reply.text);
    assert.match(reply.body.slug, /analytics_away|stopped/);
  }
  assert.ok(Date.now() - began < BOX_MS, `${Date.now() - began} ms`);
  // It is known now: those who come next are told at once, and one at a time looks whether it is back.
  const asked = forwarder.requests.length, looked = forwarder.pings;
  for (const reply of await Promise.all(Array.from({ length: 20 }, () => server.api("GET", figure)))) {
    assert.equal(reply.body.slug, "analytics_away", reply.text);
    assert.ok(reply.headers.get("retry-after"));
  }
  assert.equal(forwarder.requests.length, asked, "a question was sent to a server that is away");
  assert.ok(forwarder.pings - looked <= 2, `${forwarder.pings - looked} looks for twenty questions`);
  // A real server takes its place.
  forwarder.mode = "through";
  for (const client of forwarder.connections) client.destroy();
  await carried();
  assert.equal(await counted(), before + 1);
});

test("a server that answers a ping and no question: those who wait are told when their time is over, and nobody else waits", { skip }, async () => {
  forwarder.mode = "hold";
  const began = Date.now(), figures = Array.from({ length: 20 }, () => server.api("GET", figure));
  await houseAnswers(figures);
  for (const reply of await Promise.all(figures)) {
    assert.equal(reply.status, 503, reply.text);
    assert.equal(reply.body.slug, "stopped");
  }
  assert.ok(Date.now() - began < BOX_MS, `${Date.now() - began} ms`);
  forwarder.release();
  await carried();
});

test("a setting is changed while a figure is counted: nobody waits, and the figure is of the new settings", { skip }, async () => {
  const asked = forwarder.requests.length;
  forwarder.mode = "hold";
  const waits = server.api("GET", "/api/v1/map");
  await until("asked", () => forwarder.requests.length > asked);
  const figures = [waits, server.api("GET", "/api/v1/today"), server.api("GET", "/api/v1/debts"), server.api("GET", "/api/v1/control?measure=nps"), server.api("GET", figure)];
  let settled = 0;
  for (const one of figures) one.then(() => (settled += 1));
  await server.ok("PUT", "/api/v1/touchpoints/store-visit", { slug: "store-visit", name: { en: "Store visit" }, kind: "physical", owner: "Aino" });
  await server.addTouchpoint("phone", { kind: "digital" });
  assert.equal(settled, 0, "a change of a setting waits for a figure");
  await houseAnswers(figures);
  forwarder.release();
  for (const reply of await Promise.all(figures)) assert.equal(reply.status, 200, reply.text);
  const { columns } = (await waits).body;
  assert.deepEqual(columns.map((one) => one.touchpoint), ["store-visit", "phone"], "the map is of what there is now");
  await carried();
});

test("answers, names and settings keep coming while figures are asked: each reply is whole, and never of less than one before", { skip }, async () => {
  let going = true, seen = 0, sent = await counted();
  const answers = async () => {
    for (let i = 0; going; i += 1) {
      await server.respondMany(Array.from({ length: 20 }, (_, k) => ({ answers: { recommend: k % 11 }, channel: "email", attributes: { lot: `l${i}`, place: `p${i}-${k}` } })));
      sent += 20;
    }
  };
  const settings = async () => {
    for (let i = 0; going; i += 1) {
      await server.ok("PUT", "/api/v1/touchpoints/store-visit", { slug: "store-visit", name: { en: `Visit ${i}` }, kind: "physical" });
      await new Promise((done) => setTimeout(done, 100));
    }
  };
  const beside = [answers(), settings()];
  for (let i = 0; i < 40; i += 1) {
    const [byLot, all] = await Promise.all([server.metrics({ measure: "responses", by: "attributes.lot" }), server.metrics({ measure: "responses" }), server.ok("GET", "/api/v1/today"), server.ok("GET", "/api/v1/map")]);
    assert.ok(all.rows[0].n >= seen, `${all.rows[0].n} after ${seen}`);
    seen = all.rows[0].n;
    for (const row of byLot.rows) if (row.group["attributes.lot"]) assert.equal(row.n % 20, 0, JSON.stringify(row));
  }
  going = false;
  await Promise.all(beside);
  await until("all of them", async () => (await counted()) === sent);
});

test("who asked and went away is waited for neither here nor there", { skip }, async () => {
  const asked = forwarder.requests.length, gone = new AbortController();
  forwarder.mode = "hold";
  const figures = ["/api/v1/debts", "/api/v1/explain?figure=metrics&measure=nps", "/api/v1/drivers?outcome=nps&of=touchpoints"].map((path) => server.api("GET", path, undefined, { signal: gone.signal }).catch(() => {}));
  await until("asked", () => forwarder.requests.length >= asked + 3);
  const waiting = forwarder.requests.slice(asked).filter((one) => one.text.includes("SELECT"));
  assert.ok(waiting.length >= 3);
  gone.abort();
  await Promise.all(figures);
  await until("hung up", () => waiting.every((one) => one.closed), 5000);
  forwarder.release();
  // A question that the server would count at for ever.
  const leave = new AbortController(), running = () => clickhouse.ask("SELECT count() FROM system.processes WHERE query LIKE 'SELECT count() FROM system.numbers%'");
  forwarder.swapped = "SELECT count() FROM system.numbers ";
  forwarder.mode = "swap";
  const work = server.api("GET", figure, undefined, { signal: leave.signal }).catch(() => {});
  await until("running", async () => (await running()) === "1");
  leave.abort();
  await work;
  await until("stopped there", async () => (await running()) === "0", 5000);
  forwarder.mode = "through";
});

test("an explanation fetches the rows it shows and no more", { skip }, async () => {
  const asked = forwarder.requests.length;
  const reply = await server.ok("GET", "/api/v1/explain?figure=metrics&measure=nps");
  assert.equal(reply.rows.length, 10);
  const reads = forwarder.requests.slice(asked).filter((one) => one.text.includes("SELECT id, day"));
  assert.equal(reads.length, 1);
  assert.ok(reads[0].bytes < 4000, `${reads[0].bytes} bytes of two thousand rows`);
});

test("a connection that was kept open is closed under a question: it is asked again; rows are never given twice", { skip }, async () => {
  const before = await counted();
  for (let i = 0; i < 5; i += 1) {
    forwarder.mode = "drop";
    assert.equal((await server.api("GET", figure)).status, 200);
    assert.equal(forwarder.mode, "through", "nothing was dropped");
  }
  for (let i = 0; i < 4; i += 1) {
    const inserts = () => forwarder.requests.filter((one) => one.text.includes("INSERT")).length, sent = inserts();
    await server.respond({ recommend: 3 });
    await until("a block begins", () => inserts() > sent);
    forwarder.mode = "drop";
    await until("it is in", async () => (await server.api("GET", "/healthz")).body.analytics === "ok" && (await counted()) === before + i + 1);
  }
  assert.equal(await clickhouse.ask("SELECT count() = countDistinct(id) FROM away.kuulo_row WHERE block NOT IN (SELECT block FROM away.kuulo_block GROUP BY block HAVING max(state) = 0)"), "1");
});

test("what fails for one workspace is no matter of another's", { skip }, async () => {
  mustRun(["workspace", "add", "other", "--data", server.dir]);
  const own = server.key, other = mustRun(["key", "add", "other", "--role", "owner", "--workspace", "other", "--data", server.dir]).trim();
  const as = async (key, each) => {
    server.key = key;
    try {
      return await each();
    } finally {
      server.key = own;
    }
  };
  const metrics = (key) => server.api("GET", "/api/v1/metrics?measure=responses", undefined, { key });
  await as(other, async () => {
    await server.arrived("/api/v1/workspace");
    await server.prepare();
    await server.respondMany(Array.from({ length: 12 }, () => ({ answers: { recommend: 9 } })));
  });
  await until("both are carried", async () => (await metrics(other)).body.rows?.[0]?.n === 12);
  const before = await counted();
  forwarder.refuses = /workspace = 2\b/;
  await server.restart();
  await until("the first is answered", async () => (await metrics(own)).status === 200);
  assert.equal(await counted(), before);
  await server.respond({ recommend: 2 });
  await until("and carried on", async () => (await counted()) === before + 1);
  const hidden = await metrics(other);
  assert.equal(hidden.status, 503);
  assert.equal(hidden.body.slug, "analytics_behind");
  assert.ok(Number(hidden.headers.get("retry-after")) > 0);
  assert.equal((await server.api("GET", "/healthz")).body.analytics, "away");
  forwarder.refuses = undefined;
  await until("the other is back", async () => (await metrics(other)).body.rows?.[0]?.n === 12);
  assert.equal(await counted(), before + 1);
});

test("over TLS: whose certificate is believed is asked, and nobody else", { skip }, async () => {
  const dir = mkdtempSync(join(tmpdir(), "kuulo-tls-")), [key, cert] = ["key.pem", "cert.pem"].map((name) => join(dir, name));
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=figures", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert]);
  assert.equal(made.status, 0, String(made.stderr));
  const secure = await new Forwarder(clickhouse.port, { key: readFileSync(key), cert: readFileSync(cert) }).start();
  const address = ["--analytics", `clickhouses://127.0.0.1:${secure.port}/tls`];
  try {
    const trusting = await startServer({ args: address, env: { KUULO_ANALYTICS_CA: cert } });
    try {
      await trusting.prepare();
      await trusting.respondMany(Array.from({ length: 11 }, () => ({ answers: { recommend: 9 } })));
      await until("carried", async () => (await trusting.api("GET", "/api/v1/metrics?measure=responses")).body.rows?.[0]?.n === 11);
    } finally {
      await trusting.stop();
    }
    const wary = await startServer({ args: address });
    try {
      await until("it says why", () => wary.log.includes("certificate is not one to believe"));
      assert.equal(secure.requests.filter((one) => one.text.includes("INSERT INTO kuulo_owner")).length, 1, "nothing was said to a stranger");
    } finally {
      await wary.stop();
    }
  } finally {
    await secure.stop();
    rmSync(dir, { recursive: true });
  }
});
