// Choices and rows that are offered on a condition: over the API, in a form without a script, on another device, in a file for statistics.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Model } from "survey-core";
import { mustRun, PYTHON, startServer } from "./harness.mjs";

const en = (text) => ({ en: text });
const brands = ["acme", "bolt", "core"];
const had = (id) => ({ field: "answers.had", op: "contains", value: id });
const carried = brands.map((id) => ({ id, text: en(id.toUpperCase()), show_if: had(id) }));
const SURVEY = {
  slug: "offers", title: en("Offers"), languages: ["en"], touchpoint: "store-visit", show: "pages",
  questions: [
    { id: "had", type: "choices", text: en("Which have you had?"), choices: [...brands.map((id) => ({ id, text: en(id.toUpperCase()) })), { id: "none", text: en("None"), exclusive: true }] },
    { id: "best", type: "choice", new_page: true, required: true, text: en("Which is best?"), choices: carried },
    { id: "again", type: "choices", least: 2, text: en("Which again?"), choices: [...carried, { id: "other", text: en("Another"), other: true }] },
    { id: "rate", type: "matrix", cell: "rating", scale: { low: 1, high: 5 }, required: true, text: en("Rate them"), rows: carried },
    { id: "end", type: "text", new_page: true, text: en("Anything else?") },
  ],
};
let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", SURVEY);
  await server.publish("offers");
});
after(() => server?.stop());
const give = (answers) => server.api("POST", "/api/v1/surveys/offers/responses", { answers });
const stored = async () => (await server.ok("GET", "/api/v1/responses?survey=offers")).items;

test("what is not offered is refused with its place, and nothing is asked where nothing is left", async () => {
  for (const [answers, slug, field] of [
    [{ had: ["acme"], best: "bolt", "rate.acme": 3 }, "not_offered", "answers.best"],
    [{ had: ["acme"], best: "acme", rate: { acme: 3, bolt: 4 } }, "not_shown", "answers.rate.bolt"],
    [{ had: ["acme", "core"], best: "acme", rate: { acme: 3 } }, "required", "answers.rate.core"],
    [{ had: ["acme"], best: "acme", again: ["acme", "core"], "rate.acme": 3 }, "not_offered", "answers.again"],
    [{ had: ["none"], best: "acme" }, "not_shown", "answers.best"],
  ]) {
    const reply = await give(answers);
    assert.deepEqual([reply.status, reply.body.slug, reply.body.field], [422, slug, field], JSON.stringify(answers));
  }
  assert.equal((await give({ had: ["acme", "core"], best: "core", again: ["core", "other"], "again.other": "Dune", rate: { acme: 2, core: 5 } })).status, 201);
  assert.equal((await give({ had: ["none"], again: ["other"] })).status, 201);
});

const post = (fields, form = new URLSearchParams({ submission_key: "form", lang: "en", version: "1", ...fields })) =>
  fetch(`${server.url}/s/offers?answer`, { method: "POST", redirect: "manual", body: form });
const pageOf = (html) => /class="sheet" data-page="(\d)">/.exec(html)?.[1];
const isHidden = (html, cell) => / hidden><input[^>]*$/.test(html.slice(0, html.indexOf(`id="${cell}"`)));

test("without a script a page offers what earlier pages leave, a withdrawn choice is dropped, and another device sees the same", async () => {
  const second = await (await post({ page: "1", go: "next", had: "bolt" })).text();
  assert.equal(pageOf(second), "2");
  assert.deepEqual(["best-acme", "best-bolt", "again-core", "again-other"].map((id) => isHidden(second, id)), [true, false, true, false]);
  assert.match(second, /data-part="acme" data-cell="rating" hidden>/);
  assert.match(second, /data-part="bolt" data-cell="rating">/);
  const faulty = await post({ page: "2", go: "next", had: "bolt" });
  const told = await faulty.text();
  assert.equal(faulty.status, 422);
  assert.match(told, /href="#best-bolt"/, "the link leads to a choice that is there");
  assert.match(told, /href="#rate.bolt-1"/);
  assert.doesNotMatch(told, /href="#again/, "one is all there is to choose, and it is voluntary");
  const link = await fetch(`${server.url}/s/offers/resume`, { method: "POST", body: new URLSearchParams({ submission_key: "form", lang: "en", version: "1", had: "bolt", best: "bolt", "meta.left_at": "best" }) });
  const { url } = await link.json();
  const elsewhere = await (await fetch(url.replace(/^https?:\/\/[^/]+/, server.url))).text();
  assert.deepEqual(["best-acme", "best-bolt"].map((id) => isHidden(elsewhere, id)), [true, false]);
  // Back on the first page "bolt" is taken away and "core" chosen: what was answered of bolt stays in the form, and counts for nothing.
  const body = new URLSearchParams({ submission_key: "form", lang: "en", version: "1", page: "3", had: "core", best: "bolt", "rate.bolt": "2", "rate.core": "4", end: "x" });
  body.append("again", "bolt");
  const early = await post({}, body);
  assert.deepEqual([early.status, pageOf(await early.text())], [422, "2"]);
  body.set("best", "core");
  assert.equal((await post({}, body)).status, 303);
  assert.deepEqual((await stored())[0].answers, { had: ["core"], best: "core", "rate.core": 4, end: "x" });
});

test("a form that was left keeps what is offered alone", async () => {
  const body = new URLSearchParams({ submission_key: "left", lang: "en", version: "1", best: "acme", "rate.acme": "5", "rate.core": "1", "meta.left_at": "best" });
  body.append("had", "core");
  assert.equal((await fetch(`${server.url}/s/offers/partial`, { method: "POST", body })).status, 204);
  const program = "import sqlite3, sys\nprint(sqlite3.connect(sys.argv[1]).execute('SELECT answers FROM response_partial').fetchall()[-1][0])";
  assert.deepEqual(JSON.parse(execFileSync(PYTHON, ["-c", program, join(server.dir, "kuulo.db")], { encoding: "utf8" })), { had: ["core"], "rate.core": 1 });
});

test("SPSS tells what was not offered from what was not chosen", async () => {
  const path = join(server.dir, "offers.sav");
  mustRun(["export", "responses", "--survey", "offers", "--format", "sav", "-o", path, "--data", server.dir]);
  const syntax = `GET FILE='${path}'.\nLIST VARIABLES=again_acme again_core again_other rate_acme rate_bolt rate_core /CASES FROM 1 TO 2.\n`;
  const told = spawnSync("pspp", ["-O", "format=csv", "-"], { input: syntax, encoding: "utf8" });
  assert.equal(told.status, 0, told.stderr);
  const rows = told.stdout.trim().split("\n").slice(-2).map((line) => line.split(",").map(Number));
  assert.deepEqual(rows, [[0, 1, 1, 2, -999, 5], [-999, -999, 1, -999, -999, -999]]); // in the order in which they came
});

const exported = (format, name) => {
  const path = join(server.dir, name);
  return { path, report: JSON.parse(mustRun(["export", "survey", "offers", "--format", format, "-o", path, "--data", server.dir])) };
};
const again = (path) => JSON.parse(mustRun(["import", "survey", path, "--data", server.dir]));
const offersOf = (question, list) => question[list].map((one) => JSON.stringify(one.show_if)?.match(/"op":"contains","value":"(\w+)"/)?.[1]);

test("SurveyJS offers what we do, and all of it comes back", async () => {
  const { path, report } = exported("surveyjs", "offers.json");
  assert.deepEqual(report.logic, { kept: 11, lost: 0 }); // nine choices and rows, and two questions that are asked where any of theirs is
  const model = new Model(JSON.parse(readFileSync(path, "utf8")));
  assert.deepEqual((model.jsonErrors ?? []).map((error) => error.message), []);
  model.getQuestionByName("had").value = ["bolt"];
  assert.deepEqual(model.getQuestionByName("best").visibleChoices.map(({ value }) => value), ["bolt"]);
  assert.deepEqual(model.getQuestionByName("again").visibleChoices.map(({ value }) => value), ["bolt", "other"]);
  assert.deepEqual(model.getQuestionByName("rate").visibleRows.map(({ name }) => name), ["bolt"]);
  model.getQuestionByName("had").value = ["none"];
  assert.equal(model.getQuestionByName("best").isVisible, false);
  const { slug, logic } = again(path);
  assert.deepEqual(logic, { kept: 11, lost: 0 });
  const { definition } = await server.arrived(`/api/v1/surveys/${slug}`);
  const find = (id) => definition.questions.find((one) => one.id === id);
  assert.deepEqual(offersOf(find("again"), "choices"), ["acme", "bolt", "core", undefined]);
  assert.deepEqual(offersOf(find("rate"), "rows"), brands);
});

test("LimeSurvey has conditions at rows and boxes, not at single answers, and says so", async () => {
  const { path, report } = exported("lss", "offers.lss");
  assert.deepEqual(report.logic, { kept: 8, lost: 3 });
  assert.deepEqual(report.notes.filter(({ what }) => what === "offer").map(({ question }) => question), ["best"]);
  const { slug } = again(path);
  const { definition } = await server.arrived(`/api/v1/surveys/${slug}`);
  const find = (id) => definition.questions.find((one) => one.id === id);
  assert.deepEqual(offersOf(find("again"), "choices").slice(0, 3), brands);
  assert.deepEqual(offersOf(find("rate"), "rows"), brands);
});
