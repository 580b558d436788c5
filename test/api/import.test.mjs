// Two public surveys imported with the maps we ship must give the figures of a recount in another language.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { recount } from "../recount/recount.mjs";
import { dataFolder, mustRun, ROOT, run, startServer, within } from "./harness.mjs";

const FILES = {
  airline: "airline-satisfaction/passengers.csv.gz",
  "sfo-2011": "sfo-airport-survey/sfo_2011.csv",
  "sfo-2013": "sfo-airport-survey/sfo_2013.csv",
  "sfo-2015": "sfo-airport-survey/sfo_2015.csv",
  "sfo-2017": "sfo-airport-survey/sfo_2017.csv",
};
const data = dataFolder("airline-satisfaction") && dataFolder("sfo-airport-survey") && join(dataFolder("airline-satisfaction"), "..");
const skip = data ? false : "the data folder is not here (KUULO_DATA names it)";
const map = (name) => join(ROOT, `docs/guide/maps/${name}.json`);

let server;
let truth;
before(async () => {
  server = await startServer();
  if (!data) return;
  for (const [name, file] of Object.entries(FILES)) mustRun(["import", "responses", join(data, file), "--map", map(name), "--data", server.dir], { timeout: 600_000 });
  truth = recount(data);
  await server.counts("airline", truth.airline.responses);
  await server.counts("sfo", truth.sfo.responses);
});
after(() => server?.stop());

const near = (got, want, what) => assert.ok(Math.abs(got - want) < 1e-6, `${what}: ${got}, not ${want}`);
const whereSurvey = (slug) => JSON.stringify({ field: "survey", op: "eq", value: slug });
const figures = async (query) => (await server.metrics({ floor: "none", ...query })).rows;

function assertMeans(rows, want, of) {
  for (const [slug, { n, mean }] of Object.entries(want)) {
    const row = rows.find((r) => r.group.touchpoint === slug && of(r));
    assert.equal(row?.n ?? 0, n, slug);
    if (n) near(row.value, mean, slug);
  }
}

test("airline: every touchpoint's mean and count", { skip }, async () => {
  const rows = await figures({ measure: "rating", by: "touchpoint", where: whereSurvey("airline") });
  assertMeans(rows, truth.airline.touchpoints, () => true);
  const [all] = await figures({ measure: "responses", where: whereSurvey("airline") });
  assert.equal(all.n, truth.airline.responses);
});

test("airline: by class", { skip }, async () => {
  const rows = await figures({ measure: "rating", by: "touchpoint,attributes.class", where: whereSurvey("airline") });
  for (const [name, want] of Object.entries(truth.airline.byClass)) assertMeans(rows, want, (r) => r.group["attributes.class"] === name);
});

test("airport: every touchpoint's mean and count, by year", { skip }, async () => {
  const rows = await figures({ measure: "rating", by: "touchpoint,year", where: whereSurvey("sfo") });
  for (const [year, { touchpoints }] of Object.entries(truth.sfo.byYear)) assertMeans(rows, touchpoints, (r) => r.group.year === year);
  const counts = await figures({ measure: "responses", by: "year", where: whereSurvey("sfo") });
  for (const [year, { responses }] of Object.entries(truth.sfo.byYear)) assert.equal(counts.find((r) => r.group.year === year)?.n, responses, year);
});

test("airport: NPS of 2017 and by age", { skip }, async () => {
  const rows = await figures({ measure: "nps", by: "year", where: whereSurvey("sfo") });
  const want = truth.sfo.byYear[2017].nps;
  const got = rows.find((r) => r.group.year === "2017");
  assert.equal(want.n, 1938);
  assert.equal(got.n, want.n);
  near(got.value, want.value, "NPS");
  assert.equal(got.value.toFixed(2), "41.59");
  const ages = await figures({ measure: "nps", by: "attributes.age", where: whereSurvey("sfo") });
  for (const [age, { nps }] of Object.entries(truth.sfo.byAge)) {
    const row = ages.find((r) => r.group["attributes.age"] === age);
    assert.equal(row?.n ?? 0, nps.n, age);
    if (nps.n) near(row.value, nps.value, age);
  }
});

test("a second import of the same file makes nothing twice", { skip }, async () => {
  mustRun(["import", "responses", join(data, FILES["sfo-2017"]), "--map", map("sfo-2017"), "--data", server.dir], { timeout: 600_000 });
  const [all] = await figures({ measure: "responses", where: whereSurvey("sfo") });
  assert.equal(all.n, truth.sfo.responses);
});

test("bad rows go to a file with row, column and reason; a missing column stops the import", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kuulo-import-"));
  const file = join(folder, "small.csv");
  const mapFile = join(folder, "map.json");
  const small = {
    survey: { slug: "small", title: { en: "Small" }, languages: ["en"], questions: [{ id: "recommend", type: "nps", text: { en: "R" } }] },
    key: "id",
    answers: { recommend: "score" },
  };
  try {
    writeFileSync(mapFile, JSON.stringify(small));
    writeFileSync(file, "id,score\n1,9\n2,12\n3\n4,x\n5,10\n");
    run(["import", "responses", file, "--map", mapFile, "--data", server.dir]);
    const rejects = readFileSync(`${file.replace(/\.csv$/, "")}.rejects.csv`, "utf8");
    assert.match(rejects, /^3,score,/m);
    assert.match(rejects, /^4,,/m);
    assert.match(rejects, /^5,score,/m);
    writeFileSync(file, "id,points\n1,9\n");
    const refused = run(["import", "responses", file, "--map", mapFile, "--data", server.dir]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.err, /"score"/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the parts of questions come in as columns, and a row that breaks the rules between them says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kuulo-parts-"));
  const file = join(folder, "parts.csv"), mapFile = join(folder, "parts.json");
  const text = { en: "?" }, list = (...ids) => ids.map((id) => ({ id, text }));
  const questions = [
    { id: "service", type: "matrix", cell: "rating", scale: { low: 1, high: 5 }, text, rows: list("staff", "queue") },
    { id: "order", type: "ranking", choices: list("a", "b"), text },
    { id: "far", type: "slider", low: 0, high: 10, step: 5, text },
    { id: "at", type: "time", text },
  ];
  const answers = { "service.staff": "staff", "service.queue": "queue", "order.a": "a", "order.b": "b", far: "far", at: "at" };
  try {
    writeFileSync(mapFile, JSON.stringify({ survey: { slug: "parts", title: { en: "Parts" }, languages: ["en"], questions }, key: "id", answers }));
    writeFileSync(file, "id,staff,queue,a,b,far,at\n1,4,,2,1,5,07:30\n2,3,,1,1,,\n3,,,,,3,\n4,,,,,,7:30\n5,6,,,,,\n");
    const done = run(["import", "responses", file, "--map", mapFile, "--data", server.dir]);
    const rejects = readFileSync(`${file.replace(/\.csv$/, "")}.rejects.csv`, "utf8");
    assert.deepEqual([...rejects.matchAll(/^(\d+),.*,(\w+)\r?$/gm)].map((hit) => `${hit[1]} ${hit[2]}`), ["3 not_a_ranking", "4 out_of_step", "5 not_a_time", "6 out_of_scale"], done.err + rejects);
    await within(10_000, (async () => { while ((await server.api("GET", "/api/v1/surveys/parts")).status !== 200); })(), "the server sees what the command wrote");
    const { items } = await server.ok("GET", "/api/v1/responses?survey=parts");
    assert.deepEqual(items.map((one) => one.answers), [{ "service.staff": 4, "order.a": 2, "order.b": 1, far: 5, at: "07:30" }]);
    writeFileSync(mapFile, JSON.stringify({ survey: { slug: "parts" }, key: "id", answers: { service: "staff" } }));
    writeFileSync(file, "id,staff\n9,4\n");
    const whole = run(["import", "responses", file, "--map", mapFile, "--data", server.dir]);
    assert.doesNotMatch(whole.err, /map/);
    assert.match(readFileSync(`${file.replace(/\.csv$/, "")}.rejects.csv`, "utf8"), /answered_by_parts/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
