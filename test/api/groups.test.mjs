// Groups of questions asked in rounds: over the API, in figures that equal a recount of the rows, in files, and after erasure.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Model } from "survey-core";
import { mustRun, PYTHON, ROOT, startServer } from "./harness.mjs";

const en = (text) => ({ en: text });
const choice = (id, more = {}) => ({ id, text: en(id), ...more });
const SURVEY = {
  slug: "rounds", title: en("Rounds"), languages: ["en"], touchpoint: "store-visit",
  questions: [
    { id: "brands", type: "choices", text: en("Which?"), choices: [choice("acme"), choice("zeta"), choice("none", { exclusive: true })] },
    { id: "each", type: "group", for: "answers.brands", text: en("Each of them"), questions: [
      { id: "again", type: "nps", text: en("Would you recommend {{item}}?") },
      { id: "why", type: "story", text: en("Why?"), show_if: { field: "answers.each.again", op: "le", value: 6 } },
    ] },
    { id: "visits", type: "group", least: 1, most: 5, text: en("Your visits"), questions: [
      { id: "ease", type: "ces", text: en("How easy was visit {{number}}?") },
    ] },
  ],
};
let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", SURVEY);
  await server.publish("rounds");
});
after(() => server?.stop());

const give = (answers, more = {}) => server.api("POST", "/api/v1/surveys/rounds/responses", { answers, ...more });
/* The rows themselves, by another program. */
const stored = () => JSON.parse(execFileSync(PYTHON, ["-c", "import sqlite3, json, sys\nprint(json.dumps([json.loads(a) for a, in sqlite3.connect(sys.argv[1]).execute('SELECT answers FROM response ORDER BY id')]))", join(server.dir, "kuulo.db")], { encoding: "utf8" }));
const scores = (pattern) => stored().flatMap((answers) => Object.entries(answers).filter(([name]) => pattern.test(name)).map(([, score]) => score));
const nps = (all) => (100 * (all.filter((s) => s >= 9).length - all.filter((s) => s <= 6).length)) / all.length;

test("rounds are taken in a list, by what they are about, and under their names", async () => {
  const first = await give({ brands: ["acme", "zeta"], each: { acme: { again: 10 }, zeta: { again: 3, why: "It broke." } }, visits: [{ ease: 7 }, { ease: 2 }] });
  assert.equal(first.status, 201, first.text);
  const { items } = await server.ok("GET", "/api/v1/responses?survey=rounds");
  assert.deepEqual(items[0].answers, { brands: ["acme", "zeta"], "each[acme].again": 10, "each[zeta].again": 3, "each[zeta].why": "It broke.", visits: 2, "visits[1].ease": 7, "visits[2].ease": 2 });
  for (const [answers, slug, field] of [
    [{ brands: ["acme"], each: { zeta: { again: 3 } } }, "not_shown", "answers.each[zeta].again"],
    [{ visits: [{ ease: 9 }] }, "out_of_scale", "answers.visits[1].ease"],
    [{ visits: 6 }, "out_of_scale", "answers.visits"],
    [{ visits: Array(6).fill({ ease: 1 }) }, "unknown_round", "answers.visits[6]"],
    [{ each: { none: { again: 3 } } }, "unknown_round", "answers.each[none]"],
  ]) {
    const reply = await give(answers);
    assert.deepEqual([reply.status, reply.body.slug, reply.body.field], [422, slug, field]);
  }
});

test("each round is an answer: figures equal a recount of the rows", async () => {
  for (let i = 0; i < 20; i++)
    await give({ brands: i % 2 ? ["acme"] : ["acme", "zeta"], each: { acme: { again: i % 11 }, ...(i % 2 ? {} : { zeta: { again: 10 - (i % 11) } }) }, visits: Array.from({ length: 1 + (i % 3) }, (_, n) => ({ ease: 1 + ((i + n) % 7) })) });
  const metrics = async (query) => (await server.ok("GET", `/api/v1/metrics?floor=none&${query}`)).rows;
  const near = (row, all) => assert.ok(row.n === all.length && Math.abs(row.value - nps(all)) < 0.0006, `${row.n} ${row.value}, not ${all.length} ${nps(all)}`);
  const [all] = await metrics("measure=nps");
  near(all, scores(/^each\[.*\]\.again$/));
  const rounds = await metrics("measure=nps&by=round");
  assert.deepEqual(rounds.map((row) => row.group.round).sort(), ["acme", "zeta"]);
  for (const row of rounds) near(row, scores(new RegExp(`^each\\[${row.group.round}\\]`)));
  const questions = await metrics("measure=ces&by=question");
  assert.deepEqual(questions.map((row) => [row.group.question, row.n]), [["visits.ease", scores(/^visits\[/).length]]);
  const where = encodeURIComponent(JSON.stringify({ field: "answers.visits[2].ease", op: "answered" }));
  const [counted] = await metrics(`measure=responses&where=${where}`);
  assert.equal(counted.n, stored().filter((answers) => "visits[2].ease" in answers).length);
});

test("a file has a column for each round", () => {
  const path = join(server.dir, "rounds.csv");
  mustRun(["export", "responses", "--survey", "rounds", "--format", "csv", "-o", path, "--data", server.dir]);
  const [heads, first] = readFileSync(path, "utf8").replace(/^\ufeff/, "").trim().split(/\r?\n/).map((line) => line.split(","));
  const cell = (name) => first[heads.indexOf(`answers.${name}`)];
  assert.deepEqual(["visits", "visits[1].ease", "visits[2].ease", "visits[3].ease", "each[acme].again", "each[zeta].why"].map(cell), ["2", "7", "2", "", "10", "It broke."]);
});

test("files of rounds, as other programs read them", () => {
  const read = (format) => {
    const path = join(server.dir, `read.${format}`);
    mustRun(["export", "responses", "--survey", "rounds", "--format", format, "-o", path, "--data", server.dir]);
    return JSON.parse(execFileSync(PYTHON, [join(ROOT, "test/api/export_read.py"), format, path], { encoding: "utf8", maxBuffer: 1 << 26 }));
  };
  const rows = stored();
  const want = (name) => rows.map((answers) => (answers[name] === undefined ? "" : String(answers[name])));
  const { names, rows: cells, dictionary } = read("sav");
  const variable = { visits: "visits", "visits[1].ease": "visits_1_ease", "visits[5].ease": "visits_5_ease", "each[zeta].again": "each_zeta_again" };
  for (const [id, name] of Object.entries(variable)) {
    assert.ok(names.includes(name), `${name} of ${names}`);
    assert.deepEqual(cells.map((row) => row[names.indexOf(name)].trim().replace("-999", "")), want(id));
  }
  assert.match(dictionary, /zeta: Would you recommend zeta\?/);
  assert.match(dictionary, /Your visits 2: How easy was visit 2\?/);
  const [heads, ...lines] = read("xlsx").sheets.responses;
  for (const id of Object.keys(variable)) assert.deepEqual(lines.map((row) => String(row[heads.indexOf(`answers.${id}`)] ?? "")), want(id));
  const { variables, rows: records } = read("triple-s");
  const at = variables.findIndex(({ name }) => name === "visits_2_ease");
  assert.deepEqual(records.map((row) => row[Number(variables[at].position) - 1].trim()), want("visits[2].ease"));
});

test("another program gets a group where it has them, and the rounds as questions, shown by their conditions, where not", () => {
  const path = join(server.dir, "rounds.json");
  const report = JSON.parse(mustRun(["export", "survey", "rounds", "--format", "surveyjs", "-o", path, "--data", server.dir]));
  assert.equal(report.questions, 6, "each question of a group once");
  assert.deepEqual(report.notes.filter((note) => note.what === "group").map((note) => note.question), ["each"]);
  const model = new Model(JSON.parse(readFileSync(path, "utf8")));
  const seen = () => model.getAllQuestions(true).map((question) => question.name);
  assert.deepEqual(seen(), ["brands", "visits"]);
  model.setValue("brands", ["zeta"]);
  assert.deepEqual(seen(), ["brands", "each", "each_zeta_again", "visits"]);
  assert.match(model.getQuestionByName("each_zeta_again").title, /^zeta: Would you recommend zeta\?$/);
  model.setValue("each_zeta_again", 2);
  assert.deepEqual(seen(), ["brands", "each", "each_zeta_again", "each_zeta_why", "visits"]);
  const visits = model.getQuestionByName("visits");
  visits.addPanel();
  assert.deepEqual(visits.panels.map((panel) => panel.questions[0].processedTitle), ["How easy was visit 1?", "How easy was visit 2?"]);
  for (const format of ["lss", "xlsform", "triple-s", "ddi"]) {
    const other = JSON.parse(mustRun(["export", "survey", "rounds", "--format", format, "-o", join(server.dir, `rounds.${format}`), "--data", server.dir]));
    assert.ok(other.notes.some((note) => note.what === "group"), format);
  }
});

test("a new version keeps what was answered, whatever the order of the choices", async () => {
  const changed = structuredClone(SURVEY);
  changed.questions[0].choices = [choice("newest"), choice("zeta"), choice("acme")];
  await server.ok("PUT", "/api/v1/surveys/rounds", changed);
  await server.publish("rounds");
  const given = await give({ brands: ["newest"], each: { newest: { again: 9 } } });
  assert.equal(given.status, 201, given.text);
  const { items } = await server.ok("GET", "/api/v1/responses?survey=rounds");
  assert.equal(items.at(-1).answers["each[zeta].why"], "It broke.");
});

test("who is forgotten leaves no words behind, and the figures still equal the rows", async () => {
  await give({ brands: ["zeta"], each: { zeta: { again: 1, why: "Secret words." } } }, { customer: { external_id: "c-1" } });
  const { items } = await server.ok("GET", "/api/v1/responses?survey=rounds");
  assert.equal((await server.api("DELETE", `/api/v1/responses/${items[0].id}`)).status, 204);
  assert.doesNotMatch(JSON.stringify(await server.ok("GET", "/api/v1/responses?survey=rounds")), /Secret/);
  await server.restart();
  mustRun(["check", "--data", server.dir]);
  const [all] = (await server.ok("GET", "/api/v1/metrics?floor=none&measure=nps")).rows;
  assert.equal(all.n, scores(/^each\[.*\]\.again$/).length);
});
