// Pages, hidden and calculated questions over the API, in exports and in figures; and a form turned page by page without a script.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Model } from "survey-core";
import { dataFolder, mustRun, PYTHON, ROOT, startServer } from "./harness.mjs";

const en = (text) => ({ en: text });
const SURVEY = {
  slug: "paged", title: en("Paged"), languages: ["en"], touchpoint: "store-visit", show: "pages",
  questions: [
    { id: "campaign", type: "hidden", text: en("Campaign") },
    { id: "ease", type: "ces", required: true, text: en("How easy?") },
    { id: "fit", type: "rating", scale: { low: 1, high: 5 }, text: en("How does it fit?") },
    { id: "mean", type: "calculated", calculate: { mean: ["ease", "fit"] }, text: en("Mean") },
    { id: "why", type: "text", new_page: true, text: en("Why {{answers.ease}} and {{attributes.branch}}?"), show_if: { field: "answers.mean", op: "lt", value: 3 } },
    { id: "end", type: "text", new_page: true, required: true, text: en("Last") },
  ],
};
let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", SURVEY);
  await server.publish("paged");
});
after(() => server?.stop());

/* Forms not sent yet: where they were left, and their answers. */
const kept = () => {
  const program = "import sqlite3, json, sys\nprint(json.dumps(sqlite3.connect(sys.argv[1]).execute('SELECT left_at, answers FROM response_partial').fetchall()))";
  return JSON.parse(execFileSync(PYTHON, ["-c", program, join(server.dir, "kuulo.db")], { encoding: "utf8" })).map(([leftAt, answers]) => [leftAt, JSON.parse(answers)]);
};
const give = (answers) => server.api("POST", "/api/v1/surveys/paged/responses", { answers });
const exported = (format, name) => {
  const path = join(server.dir, name);
  return { path, report: JSON.parse(mustRun(["export", "survey", "paged", "--format", format, "-o", path, "--data", server.dir])) };
};

test("what is calculated and what is hidden, by the API", async () => {
  const given = await give({ campaign: "spring", ease: 2, fit: 3, why: "hard", end: "x" });
  assert.equal(given.status, 201, given.text);
  const { items } = await server.ok("GET", "/api/v1/responses?survey=paged");
  assert.deepEqual(items[0].answers, { campaign: "spring", ease: 2, fit: 3, mean: 2.5, why: "hard", end: "x" });
  for (const [answers, slug, field] of [
    [{ ease: 5, mean: 5, end: "x" }, "calculated", "answers.mean"],
    [{ ease: 5, why: "not asked", end: "x" }, "not_shown", "answers.why"],
    [{ ease: 5, campaign: "x".repeat(201), end: "x" }, "too_long", "answers.campaign"],
    [{ ease: 5, campaign: 7, end: "x" }, "not_a_text", "answers.campaign"],
  ]) {
    const reply = await give(answers);
    assert.deepEqual([reply.status, reply.body.slug, reply.body.field], [422, slug, field]);
  }
  assert.equal((await give({ ease: 5, end: "x" })).status, 201); // a mean of one
});

test("figures go by the number, and a file has both", async () => {
  const count = async (where) => (await server.ok("GET", `/api/v1/metrics?measure=responses&floor=none&where=${encodeURIComponent(JSON.stringify(where))}`)).rows[0]?.n ?? 0;
  assert.equal(await count({ field: "answers.mean", op: "lt", value: 3 }), 1);
  assert.equal(await count({ field: "answers.mean", op: "ge", value: 2.5 }), 2);
  const path = join(server.dir, "answers.csv");
  mustRun(["export", "responses", "--survey", "paged", "--format", "csv", "-o", path, "--data", server.dir]);
  const [heads, ...rows] = readFileSync(path, "utf8").replace(/^\ufeff/, "").trim().split(/\r?\n/).map((line) => line.split(","));
  const column = (name) => rows.map((row) => row[heads.indexOf(`answers.${name}`)]);
  assert.deepEqual([column("campaign"), column("mean")], [["spring", ""], ["2.5", "5"]]);
});

test("publishing refuses a name that no earlier answer can take the place of", async () => {
  const questions = [{ id: "a", type: "text", text: en("After {{answers.b}}") }, { id: "b", type: "text", text: en("B") }];
  await server.ok("POST", "/api/v1/surveys", { slug: "piped", title: en("P"), languages: ["en"], questions });
  const refused = await server.api("POST", "/api/v1/surveys/piped/publish", {});
  assert.deepEqual([refused.status, refused.body.slug, refused.body.field], [422, "unknown_field", "questions[0].text.en"]);
});

test("SurveyJS knows the pages, and its model calculates the same", (context) => {
  const { path } = exported("surveyjs", "paged.json");
  const json = JSON.parse(readFileSync(path, "utf8"));
  assert.deepEqual(json.pages.map((page) => page.elements.map((element) => element.name)), [["campaign", "ease", "fit", "mean"], ["why"], ["end"]]);
  const schemas = dataFolder("schemas");
  if (schemas) {
    const checked = spawnSync(PYTHON, [join(ROOT, "test/api/schema_check.py"), join(schemas, "surveyjs_definition.json"), path], { encoding: "utf8" });
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  } else context.diagnostic("the schema is not here (KUULO_DATA names the folder)");
  const model = new Model(json);
  assert.deepEqual((model.jsonErrors ?? []).map((error) => error.message), []);
  model.getQuestionByName("ease").value = 2;
  model.getQuestionByName("fit").value = 3;
  assert.equal(model.getQuestionByName("mean").value, 2.5);
  assert.equal(model.getQuestionByName("mean").isVisible, false);
  assert.equal(model.getQuestionByName("why").isVisible, true);
  model.setVariable("branch", "Turku");
  assert.equal(model.getQuestionByName("why").locTitle.renderedHtml, "Why 2 and Turku?");
});

test("XLSForm has a group for each page, DDI a section and a derivation", () => {
  const sheet = spawnSync(PYTHON, [join(ROOT, "test/api/export_read.py"), "xlsx", exported("xlsform", "paged.xlsx").path], { encoding: "utf8", maxBuffer: 1 << 26 });
  const [heads, ...rows] = JSON.parse(sheet.stdout).sheets.survey;
  const column = (name) => rows.map((row) => row[heads.indexOf(name)] ?? "");
  assert.deepEqual(column("type"), ["begin_group", "hidden", "range", "range", "calculate", "end_group", "begin_group", "text", "end_group", "begin_group", "text", "end_group"]);
  assert.deepEqual(column("appearance").filter(Boolean), ["field-list", "field-list", "field-list"]);
  assert.deepEqual(column("calculation").filter(Boolean), ["(coalesce(${ease}, 0) + coalesce(${fit}, 0)) div (number(string-length(${ease}) > 0) + number(string-length(${fit}) > 0))"]);
  assert.ok(column("label::English (en)").includes("Why ${ease} and ${branch}?"));
  const ddi = readFileSync(exported("ddi", "paged.xml").path, "utf8");
  assert.deepEqual([...ddi.matchAll(/<varGrp ID="P\d" type="section" var="([^"]*)"/g)].map((hit) => hit[1].split(" ").length), [4, 1, 1]);
  assert.match(ddi, /<derivation><drvdesc>mean of ease, fit<\/drvdesc><\/derivation>/);
});

test("a form without a script is kept as it grows, page by page, and is one response when it is sent", async () => {
  const post = (fields) => fetch(`${server.url}/s/paged?answer`, { method: "POST", redirect: "manual", body: new URLSearchParams({ submission_key: "growing", lang: "en", version: "1", ...fields }) });
  const pageOf = async (reply) => /class="sheet" data-page="(\d)">/.exec(await reply.text())?.[1];
  const refused = await post({ page: "1", go: "next" });
  assert.deepEqual([refused.status, await pageOf(refused)], [422, "1"]);
  const turned = await post({ page: "1", go: "next", ease: "2", campaign: "mail" });
  assert.equal(turned.status, 200);
  const html = await turned.text();
  assert.match(html, /class="sheet" data-page="2">/);
  assert.match(html, /name="submission_key" value="growing"/);
  assert.match(html, /<input type="hidden" name="campaign" value="mail">/);
  assert.deepEqual(kept(), [["why", { campaign: "mail", ease: 2, mean: 2 }]]);
  const link = await fetch(`${server.url}/s/paged/resume`, { method: "POST", body: new URLSearchParams({ submission_key: "growing", lang: "en", version: "1", ease: "2", campaign: "mail", "meta.left_at": "why" }) });
  const { url } = await link.json();
  assert.equal(await pageOf(await fetch(url.replace(/^https?:\/\/[^/]+/, server.url))), "2");
  assert.equal(await pageOf(await post({ page: "2", go: "back", ease: "2" })), "1");
  assert.equal(await pageOf(await post({ page: "1", go: "next", ease: "6" })), "3", "over the page that is not meant");
  const early = await post({ page: "1", ease: "2" }); // sent by force: the page where something is missing comes
  assert.deepEqual([early.status, await pageOf(early)], [422, "3"]);
  for (let i = 0; i < 2; i++) assert.equal((await post({ page: "3", ease: "2", why: "slow", end: "yes" })).status, 303);
  const { items } = await server.ok("GET", "/api/v1/responses?survey=paged");
  assert.deepEqual(items[0].answers, { ease: 2, mean: 2, why: "slow", end: "yes" });
  assert.equal(items.length, 3);
  assert.deepEqual(kept(), []);
});
