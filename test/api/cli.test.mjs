// The command line and the doors beside the API.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { hundredAnswers, mustRun, PYTHON, run, startServer } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.prepare();
  await server.respondMany(hundredAnswers());
});
after(() => server?.stop());

test("--version and help", () => {
  assert.match(mustRun(["--version"]), /^kuulo \d+\.\d+\.\d+/);
  assert.notEqual(run(["dance"]).code, 0);
  assert.notEqual(run(["serve", "--nonsense"]).code, 0);
});

test("health and OpenMetrics", async () => {
  const health = await server.api("GET", "/healthz", undefined, { key: null });
  assert.deepEqual(health.body ?? JSON.parse(health.text), { status: "ok" });
  const metrics = await server.api("GET", "/metrics", undefined, { key: null });
  assert.match(metrics.headers.get("content-type"), /openmetrics-text/);
  assert.match(metrics.text, /# EOF\n$/);
});

test("the contract is served as it is routed", async () => {
  const { openapi, paths } = await server.ok("GET", "/api/v1/openapi.json", undefined, { key: null });
  assert.match(openapi, /^3\.1/);
  assert.ok(Object.keys(paths).length > 20);
});

test("a second server on the same data is refused in words", () => {
  const second = run(["serve", "--data", server.dir, "--listen", "127.0.0.1:0"], { timeout: 20_000 });
  assert.notEqual(second.code, 0);
  assert.match(second.err, /[A-Za-z]{3,}.*\./);
});

test("the export is CSV that no spreadsheet runs", async () => {
  await server.respond({ recommend: 1, why: '=1+1 "quoted", with a comma\nand a line' });
  const csv = await server.api("GET", "/api/v1/export/responses?survey=visit");
  assert.equal(csv.status, 200, csv.text.slice(0, 300));
  assert.match(csv.headers.get("content-type"), /text\/csv/);
  const rows = readCsv(csv.text);
  assert.equal(rows.length, 102);
  const why = rows[0].findIndex((name) => /why/.test(name));
  assert.ok(rows.some((row) => row[why] === '\'=1+1 "quoted", with a comma\nand a line'));
});

test("check, doctor, export and rebuild on a stopped data folder", async () => {
  const before = await server.metrics({ measure: "nps", by: "touchpoint,language" });
  server.child.kill("SIGTERM");
  await server.exited;
  assert.equal(run(["check", "--data", server.dir]).code, 0);
  assert.equal(run(["doctor", "--data", server.dir]).code, 0);
  assert.equal(readCsv(mustRun(["export", "responses", "--survey", "visit", "--format", "csv", "--data", server.dir])).length, 102);
  mustRun(["rebuild", "--data", server.dir]);
  await server.start();
  assert.deepEqual(await server.metrics({ measure: "nps", by: "touchpoint,language" }), before);
});

/** A reader of RFC 4180 of our own: fields in quotes, quotes doubled. */
function readCsv(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const row = rows.at(-1), c = text[i];
    if (quoted) {
      if (c !== '"') row[row.length - 1] += c;
      else if (text[i + 1] === '"') row[row.length - 1] += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") row.push("");
    else if (c === "\n") rows.push([""]);
    else if (c !== "\r" && c !== "\ufeff") row[row.length - 1] += c;
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}

test("data of an older program is not read before it was brought up to date, and says so", async () => {
  const older = await startServer();
  await older.kill();
  const forget = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.execute('DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)')\nc.commit()";
  assert.equal(spawnSync(PYTHON, ["-c", forget, join(older.dir, "kuulo.db")]).status, 0);
  for (const command of [["check"], ["export", "responses", "--survey", "any", "--format", "csv"]]) {
    const done = run([...command, "--data", older.dir]);
    assert.notEqual(done.code, 0);
    assert.match(done.err, /older Kuulo.*kuulo serve/);
  }
  rmSync(older.dir, { recursive: true, force: true });
});

test("a key made on the command line opens the running server's door at once", async () => {
  const server = await startServer();
  try {
    for (let i = 0; i < 10; i++) {
      const key = mustRun(["key", "add", `k${i}`, "--role", "viewer", "--data", server.dir]).trim();
      assert.equal((await server.api("GET", "/api/v1/touchpoints", undefined, { key })).status, 200, `key ${i}`);
    }
  } finally {
    await server.stop();
  }
});
