// Every number explains itself: the numbers in the formula give the figure, the rows are the answers, nothing is told of few; the command
// line says the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hundredAnswers, mustRun, run, startServer } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.prepare();
  await server.respondMany(hundredAnswers());
});
after(() => server?.stop());

const explain = (query) => server.ok("GET", `/api/v1/explain?${new URLSearchParams(query)}`);
const fi = { field: "language", op: "eq", value: "fi" };

test("a net score: which answers, the numbers in the formula, the first rows", async () => {
  const where = JSON.stringify({ all: [{ field: "touchpoint", op: "in", value: ["store-visit"] }, { not: { field: "channel", op: "eq", value: "fax" } }] });
  const got = await explain({ figure: "metrics", measure: "nps", where });
  assert.equal(got.condition, 'touchpoint is one of ["store-visit"] and not (channel is "fax")');
  assert.equal(got.formula.name, "net");
  assert.equal(got.interval.name, "adjusted_wald");
  const [item] = got.items;
  assert.deepEqual(item.numbers, { plus: 45, minus: 20, n: 100 });
  assert.equal(item.value, (100 * (item.numbers.plus - item.numbers.minus)) / item.numbers.n);
  assert.equal(got.rows.length, 10);
  const { responses } = { responses: hundredAnswers() };
  assert.deepEqual(got.rows.map((row) => row.score), responses.slice(0, 10).map((row) => row.answers.recommend), "the first answers as they came");
  for (const row of got.rows) assert.deepEqual(Object.keys(row).toSorted(), ["channel", "question", "response", "score", "survey", "touchpoint"], "no words, no customer");
});

test("groups are explained one by one and add up; shares and means have theirs", async () => {
  const got = await explain({ figure: "metrics", measure: "nps", by: "language" });
  const figures = await server.metrics({ measure: "nps", by: "language" });
  assert.deepEqual(got.items.map((item) => [item.group.language, item.n, item.value]), figures.rows.map((row) => [row.group.language, row.n, row.value]));
  assert.equal(got.items.reduce((sum, item) => sum + item.n, 0), 100);
  assert.equal((await explain({ figure: "metrics", measure: "responses" })).formula.name, "count");
});

test("of few nothing but their number is told", async () => {
  await server.addSurvey({ slug: "few" });
  await server.publish("few");
  await server.respondMany(Array.from({ length: 9 }, () => ({ answers: { recommend: 3 } })), "few");
  const got = await explain({ figure: "metrics", measure: "nps", where: JSON.stringify({ field: "survey", op: "eq", value: "few" }) });
  assert.equal(got.items[0].n, 9);
  assert.equal(got.items[0].numbers, undefined);
  assert.equal(got.items[0].value ?? null, null);
  assert.deepEqual(got.rows, []);
});

test("answers that were not given by name are counted and not shown", async () => {
  await server.addSurvey({ slug: "quiet", anonymity: "confidential" });
  await server.publish("quiet");
  await server.respondMany(Array.from({ length: 12 }, () => ({ customer: { external_id: "c-1" }, answers: { recommend: 3 } })), "quiet");
  const got = await explain({ figure: "metrics", measure: "nps", where: JSON.stringify({ field: "survey", op: "eq", value: "quiet" }) });
  assert.equal(got.items[0].n, 12);
  assert.deepEqual(got.rows, []);
});

test("drivers: who answered, who is taken, how many it takes", async () => {
  const got = await explain({ figure: "drivers", outcome: "nps", of: "touchpoints", where: JSON.stringify(fi) });
  assert.equal(got.formula.name, "relative_weights");
  assert.equal(got.condition, 'language is "fi"');
  assert.equal(got.people.taken, 0);
  assert.equal(got.people.needed, 100);
  assert.equal(got.people.answered, hundredAnswers().filter((row) => row.language === "fi").length);
});

test("a bootstrap says what is drawn, how often and from which seed; the command line too", async () => {
  await server.ok("POST", "/api/v1/surveys", { slug: "moves", title: { en: "x" }, languages: ["en"], touchpoint: "store-visit", questions: [{ id: "recommend", type: "nps", text: { en: "?" } }, ...["speed", "price"].map((id) => ({ id, type: "rating", text: { en: "?" }, scale: { low: 1, high: 5 } }))] });
  await server.publish("moves");
  const given = Array.from({ length: 600 }, (_, i) => ({ answers: { recommend: (i * 7) % 11, speed: 1 + (i % 5), ...(i % 30 && { price: 1 + ((i * 3) % 5) }) }, customer: { external_id: `moves-${i}` } }));
  await server.respondMany(given, "moves");
  const where = JSON.stringify({ field: "survey", op: "eq", value: "moves" });
  const query = { figure: "drivers", outcome: "nps", of: "speed,price", where };
  const got = await explain(query);
  const rows = given.filter((one) => one.answers.price).length;
  assert.equal(got.people.taken, rows);
  assert.deepEqual(got.interval.bootstrap, { resampled: "people", rows, groups: 512, replicates: 1000, seed: 20090201, percentiles: "2.5 and 97.5, quantiles of type 7 (Hyndman & Fan 1996)" });
  const fewer = await explain({ ...query, where: JSON.stringify({ all: [{ field: "survey", op: "eq", value: "moves" }, { field: "answers.speed", op: "ge", value: 3 }] }) });
  assert.deepEqual([fewer.interval.bootstrap.rows, fewer.interval.bootstrap.groups], Array(2).fill(given.filter((one) => one.answers.price && one.answers.speed >= 3).length));
  const text = mustRun(["explain", new URLSearchParams(query).toString(), "--data", server.dir]);
  assert.match(text, new RegExp(`Drawn: +resampled people, rows ${rows}, groups 512, replicates 1000, seed 20090201, percentiles 2.5 and 97.5`));
});

test("a worker's explanation is of what the worker sees", async () => {
  await server.ok("POST", "/api/v1/touchpoints", { slug: "secret", name: { en: "Secret" }, kind: "physical" });
  const worker = { email: "worker@example.test", password: "long enough to be one", role: "worker", touchpoints: ["secret"] };
  await server.ok("POST", "/api/v1/accounts", worker);
  const headers = await server.signIn(worker);
  const { body } = await server.api("GET", "/api/v1/explain?figure=metrics&measure=nps", undefined, { key: null, headers });
  assert.deepEqual([body.items, body.rows], [[], []]);
});

test("what cannot be explained is refused by name", async () => {
  for (const [query, field] of [["figure=luck", "figure"], ["", "figure"], ["figure=metrics", "measure"], ["figure=metrics&measure=luck", "measure"], ["figure=metrics&measure=nps&by=customer", "by"], ["figure=metrics&measure=nps&by=moon", "by"], ["figure=drivers&of=touchpoints", "outcome"], ["figure=drivers&outcome=nps", "of"], ["figure=metrics&measure=nps&from=2026-03-02&to=2026-03-01", "to"]]) {
    const reply = await server.api("GET", `/api/v1/explain?${query}`);
    assert.equal(reply.status, 422, `${query}: ${reply.text}`);
    assert.equal(reply.body.field, field, query);
  }
});

test("kuulo explain prints the same", async () => {
  const where = JSON.stringify({ field: "language", op: "eq", value: "fi" });
  const got = await explain({ figure: "metrics", measure: "nps", where });
  const text = mustRun(["explain", `figure=metrics&measure=nps&where=${encodeURIComponent(where)}`, "--data", server.dir]);
  assert.match(text, /language is "fi"/);
  assert.match(text, /100 × \(plus − minus\) ÷ n/);
  assert.match(text, new RegExp(`plus ${got.items[0].numbers.plus}\\b.*minus ${got.items[0].numbers.minus}\\b.*n ${got.items[0].n}\\b`));
  for (const row of got.rows) assert.match(text, new RegExp(`response ${row.response}\\b.*score ${row.score}\\b`));
  const wrong = run(["explain", "figure=metrics&measure=luck", "--data", server.dir]);
  assert.equal(wrong.status ?? wrong.code, 1);
});
