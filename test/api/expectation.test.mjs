// What was expected and what was met: pairs in one survey and over two, against S21's example and a recount of the rows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

const en = (text) => ({ en: text });
const ten = { low: 0, high: 10 };
const rating = (id, more = {}) => ({ id, type: "rating", scale: ten, text: en(id), ...more });
const survey = (slug, questions) => ({ slug, title: en(slug), languages: ["en"], touchpoint: "store-visit", questions });
const row = (id) => ({ id, text: en(id) });
let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
});
after(() => server?.stop());
const made = async (definition) => {
  await server.ok("POST", "/api/v1/surveys", definition);
  return server.api("POST", `/api/v1/surveys/${definition.slug}/publish`);
};
const gaps = async () => (await server.ok("GET", "/api/v1/expectation-gaps")).items;
const gapOf = async (question) => (await gaps()).find((one) => one.met.question === question);
const near = (got, want, what) => assert.ok(Math.abs(got - want) < 1e-3, `${what}: ${got}, not ${want}`);

test("a pair is declared on one scale, by an earlier question or one that another survey asks", async () => {
  const refused = async (definition, slug, field) => {
    const reply = await made(definition);
    assert.deepEqual([reply.status, reply.body?.slug, reply.body?.field], [422, slug, field]);
  };
  await assert.rejects(server.ok("POST", "/api/v1/surveys", survey("w1", [rating("met", { expected: "answers.later" }), rating("later")])), /other_scale/);
  await assert.rejects(server.ok("POST", "/api/v1/surveys", survey("w2", [rating("hoped", { scale: { low: 1, high: 7 } }), rating("met", { expected: "answers.hoped" })])), /other_scale/);
  await assert.rejects(server.ok("POST", "/api/v1/surveys", survey("w3", [rating("hoped"), { id: "met", type: "text", text: en("?"), expected: "answers.hoped" }])), /not_for_type/);
  await assert.rejects(server.ok("POST", "/api/v1/surveys", survey("w4", [rating("met", { expected: "hoped" })])), /unknown_value/);
  await refused(survey("w5", [rating("met", { expected: "surveys.nowhere.answers.hoped" })]), "unknown_question", "questions[0].expected");
});

test("two surveys: per customer, the last expectation before and the newest experience (S21's example)", async () => {
  assert.equal((await made(survey("before-visit", [rating("hoped")]))).status, 200);
  assert.equal((await made(survey("after-visit", [rating("got", { expected: "surveys.before-visit.answers.hoped" })]))).status, 200);
  const E = [6, 7, 8, 7, 9, 6, 8, 7], X = [7, 7, 6, 9, 9, 5, 9, 8];
  const at = (day) => `2026-02-${String(day).padStart(2, "0")}T10:00:00Z`;
  const give = (slug, question, score, customer, day) => server.respond({ [question]: score }, { at: at(day), ...(customer && { customer: { external_id: customer } }) }, slug);
  for (let i = 0; i < 8; i++) {
    await give("before-visit", "hoped", 10 - E[i], `c${i}`, 1); // an older one, which does not count
    await give("before-visit", "hoped", E[i], `c${i}`, 3);
    await give("after-visit", "got", 10 - X[i], `c${i}`, 4); // an older visit
    await give("after-visit", "got", X[i], `c${i}`, 6);
    await give("before-visit", "hoped", 0, `c${i}`, 8); // of the next visit
  }
  let pair = await gapOf("got");
  assert.deepEqual([pair.met_count, pair.paired, pair.gap.quality, pair.gap.value ?? null], [8, 8, "hidden", null], "under ten nothing but the number is told");
  await give("after-visit", "got", 4, "only-after", 6);
  await give("after-visit", "got", 4, "", 6);
  await give("before-visit", "hoped", 4, "too-late", 9);
  await give("after-visit", "got", 4, "too-late", 6);
  await give("before-visit", "hoped", 5, "c8", 3);
  await give("after-visit", "got", 5, "c8", 6);
  await give("before-visit", "hoped", 9, "c9", 3);
  await give("after-visit", "got", 6, "c9", 6);
  pair = await gapOf("got");
  assert.deepEqual([pair.met_count, pair.paired, pair.delta], [13, 10, 1]);
  /* the eight gaps of S21 (+1, 0, −2, +2, 0, −1, +1, +1), and 0 and −3: mean −0.1, by hand */
  const d = [...E.map((e, i) => X[i] - e), 0, -3];
  const mean = d.reduce((a, b) => a + b) / 10, sd = Math.sqrt(d.reduce((a, b) => a + (b - mean) ** 2, 0) / 9);
  const half = (2.262157 * sd) / Math.sqrt(10); // Student's t at 0.975, 9 degrees of freedom
  near(pair.gap.value, mean, "gap");
  near(pair.gap.low, mean - half, "low");
  near(pair.gap.high, mean + half, "high");
  near(pair.excellent.value, 40, "exceeded");
  near(pair.good.value, 30, "as expected");
  near(pair.weak.value, 30, "fell short");
  near(pair.met_mean.value - pair.expected_mean.value, mean, "means of the paired");
});

test("one survey: rows of a matrix are paired in each response; a confidential survey has no customers to pair over two", async () => {
  const matrix = (id, more = {}) => ({ id, type: "matrix", cell: "rating", scale: { low: 1, high: 7 }, text: en(id), rows: [row("speed"), row("advice")], ...more });
  assert.equal((await made(survey("both", [matrix("hoped"), matrix("found", { expected: "answers.hoped", rows: [row("speed"), row("price")] })]))).status, 200);
  for (let i = 0; i < 12; i++) await server.respond({ "hoped.speed": 5, "hoped.advice": 1, "found.speed": 4 + (i % 3), "found.price": 2 }, {}, "both");
  await server.respond({ "found.speed": 7 }, {}, "both");
  const pair = await gapOf("found.speed");
  assert.deepEqual([pair.met_count, pair.paired, pair.expected.question], [13, 12, "hoped.speed"]);
  near(pair.gap.value, 0, "gap");
  near(pair.weak.value, 100 / 3, "fell short");
  assert.equal(await gapOf("found.price"), undefined, "nobody was asked what they expected of it");
  assert.equal((await made({ ...survey("quiet", [rating("quietly", { expected: "surveys.before-visit.answers.hoped" })]), anonymity: "confidential" })).status, 200);
  for (let i = 0; i < 10; i++) await server.respond({ quietly: 7 }, { customer: { external_id: `c${i}` } }, "quiet");
  assert.deepEqual([(await gapOf("quietly")).met_count, (await gapOf("quietly")).paired], [10, 0]);
});

test("erasing a customer forgets who it was, and leaves the numbers as in every other figure", async () => {
  const before = await gapOf("got");
  await server.ok("DELETE", "/api/v1/customers/c0");
  assert.deepEqual(await gapOf("got"), before);
});
