// A survey asked in arms: every way in keeps the respondent's arm, and it is a group of figures and a column of files.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { netDifference, npsOf } from "../recount/statistics.mjs";
import { mustRun, PYTHON, ROOT, startServer } from "./harness.mjs";

const en = (text) => ({ en: text });
const arms = (a = 1, b = 1) => [{ id: "plain", name: "Plain words", share: a }, { id: "warm", name: "Warm words", share: b }];
const SURVEY = {
  slug: "tested", title: en("Tested"), languages: ["en", "fi"], touchpoint: "store-visit", arms: arms(),
  questions: [
    { id: "recommend", type: "nps", text: { en: "Would you recommend us?", fi: "Suosittelisitko?" }, by_arm: { warm: { text: { en: "Would you tell a friend about us?", fi: "Kertoisitko ystävälle?" } } } },
    { id: "why", type: "story", text: { en: "Why?", fi: "Miksi?" }, show_if: { field: "attributes.arm", op: "eq", value: "warm" } },
  ],
};
SURVEY.title.fi = "Kokeiltu";
let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", SURVEY);
  await server.publish("tested");
});
after(() => server?.stop());

const open = (path) => server.api("GET", path, undefined, { key: null });
const send = (path, fields) => server.api("POST", path, new URLSearchParams(fields).toString(), { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } });
const armOf = (text) => text.match(/name="attr\.arm" value="(\w+)"/)?.[1];
const keyOf = (text) => text.match(/name="submission_key" value="([^"]+)"/)?.[1];
const shown = { plain: /Would you recommend us\?|Suosittelisitko\?/, warm: /Would you tell a friend|Kertoisitko ystävälle/ };
const newest = async () => (await server.ok("GET", "/api/v1/responses?limit=1")).items[0];
const change = async (more) => {
  const { headers } = await server.api("GET", "/api/v1/surveys/tested");
  await server.ok("PUT", "/api/v1/surveys/tested", { ...SURVEY, ...more }, { headers: { "if-match": headers.get("etag") } });
  await server.publish("tested");
};
/** A fresh page in that arm, of the first that come. */
const pageIn = async (arm, path = "/s/tested?lang=en") => {
  for (let i = 0; i < 60; i++) {
    const { text } = await open(path);
    if (armOf(text) === arm) return text;
  }
  throw new Error(`sixty pages and none in ${arm}`);
};

test("visitors fall into both arms, see their own words, and the arm is stored with the answer", async () => {
  for (const arm of ["plain", "warm"]) {
    const page = await pageIn(arm);
    assert.match(page, shown[arm]);
    assert.doesNotMatch(page, shown[arm === "warm" ? "plain" : "warm"]);
    const link = page.match(/href="([^"]*lang=fi[^"]*)"/)[1].replaceAll("&amp;", "&");
    assert.equal(armOf((await open(new URL(link, `${server.url}/s/tested`).href.slice(server.url.length))).text), arm, "in another language too");
    const sent = await send("/s/tested", { recommend: "9", submission_key: keyOf(page), "attr.arm": arm, why: "words" });
    assert.equal(sent.status, 303, sent.text);
    const stored = await newest();
    assert.deepEqual(stored.attributes, { arm });
    assert.equal(stored.answers.why, arm === "warm" ? "words" : undefined, "the other arm is not asked, and a forged answer is left");
  }
});

test("a form refused, turned or begun before a new version goes on in its arm", async () => {
  const page = await pageIn("plain");
  const refused = await send("/s/tested", { recommend: "12", submission_key: keyOf(page), "attr.arm": "plain", lang: "en" });
  assert.equal(refused.status, 422);
  assert.equal(armOf(refused.text), "plain");
  assert.match(refused.text, shown.plain);
  await change({ arms: arms(1, 100) }); // nearly everybody is asked warmly from now on
  assert.equal((await send("/s/tested", { recommend: "8", submission_key: keyOf(page), "attr.arm": "plain" })).status, 303);
  assert.equal((await newest()).attributes.arm, "plain", "what was shown counts");
  await change({});
});

test("a form begun goes on in its arm on another device", async () => {
  for (const arm of ["plain", "warm"]) {
    const page = await pageIn(arm);
    const reply = await send("/s/tested/resume", { recommend: "7", submission_key: keyOf(page), "attr.arm": arm, left_at: "recommend", lang: "en" });
    assert.equal(reply.status, 200, reply.text);
    await change({ arms: arm === "plain" ? arms(1, 100) : arms(100, 1) });
    const elsewhere = await open(new URL(JSON.parse(reply.text).url).pathname);
    assert.equal(armOf(elsewhere.text), arm);
    assert.match(elsewhere.text, shown[arm]);
    await change({});
  }
});

test("a personal link has one arm on every device, and it is stored", async () => {
  const seen = new Set();
  for (let i = 0; i < 24; i++) {
    await server.ok("POST", "/api/v1/customers", { external_id: `c-${i}`, name: `C ${i}`, email: `c${i}@example.test`, language: "en", consent_surveys: true });
    const { items } = await server.ok("POST", "/api/v1/surveys/tested/invitations", { customers: [`c-${i}`], channel: "link" });
    const path = new URL(items[0].url).pathname;
    const pages = [await open(path), await open(path)];
    const arm = armOf(pages[0].text);
    assert.equal(armOf(pages[1].text), arm);
    assert.notEqual(keyOf(pages[0].text), keyOf(pages[1].text), "though each page has a key of its own");
    assert.match(pages[0].text, shown[arm]);
    seen.add(arm);
    assert.equal((await send(path, { recommend: "9", submission_key: keyOf(pages[0].text), "attr.arm": arm, "attr.other": "forged" })).status, 303);
    assert.deepEqual((await newest()).attributes, { arm });
  }
  assert.deepEqual([...seen].sort(), ["plain", "warm"], "24 links and one arm: once in eight million");
});

test("kiosk and widget draw as the page does; preview and link name the arm to be looked at", async () => {
  for (const path of ["/k/tested?lang=en", "/s/tested?embed=1&lang=en"]) for (const arm of ["plain", "warm"]) assert.match(await pageIn(arm, path), shown[arm]);
  for (const arm of ["plain", "warm"]) {
    assert.match((await open(`/s/tested?attr.arm=${arm}&lang=en`)).text, shown[arm]);
    assert.match((await server.api("POST", `/api/v1/surveys/tested/preview?lang=en&arm=${arm}`, SURVEY)).text, shown[arm]);
  }
});

test("over the API the sender says the arm, or there is none", async () => {
  const give = (attributes, answers = { recommend: 9 }) => server.api("POST", "/api/v1/surveys/tested/responses", { answers, attributes });
  assert.equal((await give({ arm: "warm" }, { recommend: 9, why: "asked" })).status, 201);
  const wrong = await give({ arm: "cold" });
  assert.deepEqual([wrong.status, wrong.body.slug, wrong.body.field], [422, "unknown_arm", "attributes.arm"]);
  assert.equal((await give({ arm: 1 })).status, 422);
  assert.equal((await give(undefined)).status, 201);
  assert.equal((await newest()).attributes, undefined);
  const hidden = await give({ arm: "plain" }, { recommend: 9, why: "not asked" });
  assert.deepEqual([hidden.status, hidden.body.slug], [422, "not_shown"]);
});

test("by arm: the figures, their difference and its interval equal a recount; files have a column", async () => {
  const scores = { plain: [], warm: [] };
  const draw = (seed) => ((seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 240; i++) {
    const arm = i % 2 ? "plain" : "warm";
    const score = Math.min(10, Math.floor(11 * draw(i * 7919 + 13)) + (arm === "warm" ? 2 : 0));
    scores[arm].push(score);
    await server.respond({ recommend: score }, { attributes: { arm }, at: "2026-02-03T10:00:00Z" }, "tested");
  }
  const period = { from: "2026-02-01", to: "2026-02-28" };
  const { rows } = await server.metrics({ measure: "nps", by: "attributes.arm", ...period });
  assert.deepEqual(rows.map((row) => row.group["attributes.arm"]).sort(), ["plain", "warm"]);
  for (const row of rows) {
    const of = npsOf(scores[row.group["attributes.arm"]]);
    assert.ok(row.n === 120 && Math.abs(row.value - of.value) < 1e-6);
  }
  const is = (arm) => JSON.stringify({ all: [{ field: "survey", op: "eq", value: "tested" }, { field: "attributes.arm", op: "eq", value: arm }] });
  const compared = (await server.metrics({ measure: "nps", where: is("warm"), compare: is("plain"), ...period })).rows[0];
  const wanted = netDifference(npsOf(scores.warm), npsOf(scores.plain));
  for (const [name, value] of [["difference", wanted.value], ["difference_low", wanted.low], ["difference_high", wanted.high]]) assert.ok(Math.abs(compared[name] - value) < 1e-6 * Math.abs(value), name);
  assert.equal(compared.verdict, wanted.p < 0.05 ? "better" : "no shown change");
  const stored = JSON.parse(execFileSync(PYTHON, ["-c", "import sqlite3, json, sys\nprint(json.dumps([(json.loads(a) if a else {}).get('arm') or '' for a, in sqlite3.connect(sys.argv[1]).execute('SELECT attributes FROM response ORDER BY id')]))", join(server.dir, "kuulo.db")], { encoding: "utf8" }));
  const write = (format) => {
    const path = join(server.dir, `arms.${format}`);
    mustRun(["export", "responses", "--survey", "tested", "--format", format, "-o", path, "--data", server.dir]);
    return path;
  };
  const read = (format) => JSON.parse(execFileSync(PYTHON, [join(ROOT, "test/api/export_read.py"), format, write(format)], { encoding: "utf8", maxBuffer: 1 << 26 }));
  const column = (heads, lines, name) => lines.map((line) => String(line[heads.findIndex((head) => head === name)] ?? "").trim());
  const [heads, ...lines] = readFileSync(write("csv"), "utf8").replace(/^\ufeff/, "").trim().split(/\r?\n/).map((line) => line.split(","));
  assert.deepEqual(column(heads, lines, "attributes.arm"), stored, "csv");
  assert.deepEqual(readFileSync(write("jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line).attributes?.arm ?? ""), stored, "jsonl");
  const [first, ...sheet] = read("xlsx").sheets.responses;
  assert.deepEqual(column(first, sheet, "attributes.arm"), stored, "xlsx");
  const sav = read("sav");
  assert.ok(sav.names.includes("arm"), String(sav.names));
  assert.deepEqual(column(sav.names, sav.rows, "arm"), stored, "sav");
  const { variables, rows: records } = read("triple-s");
  const at = variables.find(({ name }) => name === "arm");
  assert.deepEqual(records.map((row) => row[Number(at.position) - 1].trim()), stored, "triple-s");
});

test("a quota may count an arm; a survey that goes elsewhere says that its arms stay behind", async () => {
  await change({ quotas: [{ id: "few", limit: 1, where: { field: "attributes.arm", op: "eq", value: "warm" } }] });
  const give = (arm) => server.ok("POST", "/api/v1/surveys/tested/responses", { answers: { recommend: 5 }, attributes: { arm } });
  await give("warm");
  await give("warm");
  await give("plain");
  const { quotas } = await server.ok("GET", "/api/v1/surveys/tested/standing");
  assert.deepEqual([quotas[0].counted, quotas[0].turned_away], [1, 1]);
  const report = JSON.parse(mustRun(["export", "survey", "tested", "--format", "surveyjs", "-o", join(server.dir, "tested.json"), "--data", server.dir]));
  assert.ok(report.notes.some((note) => /arm/.test(note.what)), JSON.stringify(report.notes));
});
