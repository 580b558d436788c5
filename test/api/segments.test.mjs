// Figures over a stop and a start: full chunks of the column engine have files of their own, and one that is damaged is made again from the rows.
import assert from "node:assert/strict";
import { existsSync, openSync, readSync, readdirSync, unlinkSync, writeFileSync, writeSync, closeSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mustRun, startServer } from "./harness.mjs";

const ROWS = 140_000; // two full chunks of 65,536 and some more
let server;
const segments = () => readdirSync(join(server.dir, "column")).filter((name) => name.endsWith(".segment")).sort();
const nps = async () => (await server.ok("GET", "/api/v1/metrics?measure=nps&by=channel")).rows.map(({ channel, n, value }) => [channel, n, value]);

before(async () => {
  server = await startServer();
  const csv = join(server.dir, "answers.csv"), map = join(server.dir, "map.json"), t = (en) => ({ en });
  const lines = Array.from({ length: ROWS }, (_, i) => `${i},2025-0${1 + (i % 9)}-1${i % 7},${["web", "store", "phone"][i % 3]},${(i * 7 + (i >> 9)) % 11}`);
  writeFileSync(csv, `id,day,channel,recommend\n${lines.join("\n")}\n`);
  writeFileSync(map, JSON.stringify({
    survey: { slug: "many", title: t("Many"), languages: ["en"], questions: [{ id: "recommend", type: "nps", text: t("Recommend?") }] },
    key: "id", at: { column: "day", format: "%Y-%m-%d" }, channel: { column: "channel" }, language: { value: "en" }, answers: { recommend: { column: "recommend" } },
  }));
  mustRun(["import", "responses", csv, "--map", map, "--data", server.dir]);
});
after(() => server.stop());

test("while the server runs, full chunks are written aside", async () => {
  await server.arrived("/api/v1/surveys/many");
  const until = Date.now() + 120_000;
  const written = () => existsSync(join(server.dir, "column", "1.snapshot")) && segments().length > 0;
  while (!written() || (await nps()).reduce((sum, [, n]) => sum + n, 0) < ROWS) {
    assert.ok(Date.now() < until, "no segments, or not every row");
    await new Promise((done) => setTimeout(done, 100));
  }
});

test("a start after a kill, and one with a damaged and a missing segment, give the same figures", async () => {
  const wanted = await nps();
  await server.restart({ kill: true });
  assert.deepEqual(await nps(), wanted);
  await server.restart();
  const names = segments();
  assert.equal(names.length, 2);
  const fd = openSync(join(server.dir, "column", names[0]), "r+"), byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, 30_000);
  byte[0] ^= 1;
  writeSync(fd, byte, 0, 1, 30_000);
  closeSync(fd);
  unlinkSync(join(server.dir, "column", names[1]));
  await server.restart({ kill: true });
  assert.deepEqual(await nps(), wanted);
  mustRun(["check", "--data", server.dir]);
});
