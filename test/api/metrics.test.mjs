// Figures against a recount in another language: the golden example, groups, conditions, periods, small numbers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hundredAnswers, startServer, survey } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.prepare();
  await server.respondMany(hundredAnswers());
});
after(() => server?.stop());

const near = (got, want, what) => assert.ok(Math.abs(got - want) < 0.0006, `${what}: ${got}, not ${want}`);
const recount = (scores) => (100 * (scores.filter((s) => s >= 9).length - scores.filter((s) => s <= 6).length)) / scores.length;

test("the example of a hundred answers: 25.0, 9.479 … 39.064", async () => {
  const { measure, unit, rows } = await server.metrics({ measure: "nps", by: "touchpoint" });
  assert.equal(measure, "nps");
  assert.equal(unit, "points");
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0].group, { touchpoint: "store-visit" });
  assert.equal(rows[0].n, 100);
  near(rows[0].value, 25, "value");
  near(rows[0].low, 9.479, "low");
  near(rows[0].high, 39.064, "high");
  const counts = Object.fromEntries(Object.entries(rows[0].histogram).filter(([, n]) => n > 0));
  assert.deepEqual(counts, { 0: 3, 3: 8, 6: 9, 7: 20, 8: 15, 9: 25, 10: 20 });
});

test("without groups there is one row", async () => {
  const { rows } = await server.metrics({ measure: "nps" });
  assert.equal(rows.length, 1);
  assert.equal(rows[0].n, 100);
  assert.deepEqual(rows[0].group, {});
});

test("groups by language equal a recount and add up", async () => {
  const { rows } = await server.metrics({ measure: "nps", by: "language" });
  const all = hundredAnswers();
  for (const row of rows) {
    const mine = all.filter((r) => r.language === row.group.language).map((r) => r.answers.recommend);
    assert.equal(row.n, mine.length);
    near(row.value, recount(mine), row.group.language);
  }
  assert.equal(rows.reduce((sum, row) => sum + row.n, 0), 100);
});

test("an answered question groups and filters another", async () => {
  const { rows } = await server.metrics({ measure: "responses", by: "answers.recommend" });
  assert.deepEqual(Object.fromEntries(rows.filter((r) => r.n).map((r) => [r.group["answers.recommend"], r.n])), { 0: 3, 3: 8, 6: 9, 7: 20, 8: 15, 9: 25, 10: 20 });
  const happy = await server.metrics({ measure: "nps", where: JSON.stringify({ field: "answers.recommend", op: "ge", value: 9 }) });
  assert.equal(happy.rows[0].n, 45);
  near(happy.rows[0].value, 100, "only promoters");
});

test("four groupings at once, and not five", async () => {
  const { rows } = await server.metrics({ measure: "nps", by: "touchpoint,channel,language,month", floor: "none" });
  assert.deepEqual(rows.map((row) => row.group), ["en", "fi"].map((language) => ({ touchpoint: "store-visit", channel: "email", language, month: "2026-03" })));
  assert.equal(rows.reduce((sum, row) => sum + row.n, 0), 100);
  const refused = await server.api("GET", "/api/v1/metrics?measure=nps&by=touchpoint,channel,language,month,survey");
  assert.equal(refused.status, 422);
  assert.deepEqual([refused.body.field, refused.body.slug], ["by", "too_many"]);
});

test("conditions: all, any, not, in", async () => {
  const n = async (where) => (await server.metrics({ measure: "nps", where: JSON.stringify(where) })).rows[0]?.n ?? 0;
  const fi = { field: "language", op: "eq", value: "fi" };
  const high = { field: "answers.recommend", op: "ge", value: 9 };
  const all = hundredAnswers();
  const count = (holds) => all.filter(holds).length;
  assert.equal(await n({ all: [fi, high] }), count((r) => r.language === "fi" && r.answers.recommend >= 9));
  assert.equal(await n({ any: [fi, high] }), count((r) => r.language === "fi" || r.answers.recommend >= 9));
  assert.equal(await n({ not: fi }), count((r) => r.language !== "fi"));
  assert.equal(await n({ field: "answers.recommend", op: "in", value: [0, 10] }), 23);
  assert.equal(await n({ field: "attributes.segment", op: "answered" }), 0);
});

test("a wrong condition is named", async () => {
  for (const where of ["{", "[]", '{"field":"nonsense","op":"eq","value":1}', '{"field":"channel","op":"like","value":"x"}', '{"all":[{"field":"channel"}]}']) {
    const reply = await server.api("GET", `/api/v1/metrics?measure=nps&where=${encodeURIComponent(where)}`);
    assert.ok([400, 422].includes(reply.status), `${where}: ${reply.status}`);
    assert.match(reply.body.field, /^where/);
  }
});

test("a wrong question to the metrics is named", async () => {
  for (const [query, field] of [["by=touchpoint", "measure"], ["measure=luck", "measure"], ["measure=nps&by=moon", "by"], ["measure=nps&by=day,week,month,year", "by"], ["measure=nps&from=2026-02-30", "from"]]) {
    const reply = await server.api("GET", `/api/v1/metrics?${query}`);
    assert.equal(reply.status, 422, `${query}: ${reply.text}`);
    assert.equal(reply.body.field, field);
  }
});

test("periods are local: an answer at 23:30 UTC on the last of February is March in Helsinki", async () => {
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Europe/Helsinki" });
  await server.addSurvey({ slug: "periods" });
  await server.publish("periods");
  const many = (at, count) => Array.from({ length: count }, () => ({ at, answers: { recommend: 10 } }));
  await server.respondMany([...many("2026-02-28T23:30:00Z", 12), ...many("2026-02-28T20:30:00Z", 11)], "periods");
  const where = JSON.stringify({ field: "survey", op: "eq", value: "periods" });
  const by = async (period) => Object.fromEntries((await server.metrics({ measure: "responses", by: period, where })).rows.map((r) => [r.group[period], r.n]));
  assert.deepEqual(await by("month"), { "2026-02": 11, "2026-03": 12 });
  assert.deepEqual(await by("day"), { "2026-02-28": 11, "2026-03-01": 12 });
  assert.deepEqual(await by("week"), { "2026-W09": 23 });
  assert.deepEqual(await by("quarter"), { "2026-Q1": 23 });
  assert.deepEqual(await by("year"), { 2026: 23 });
  const one = await server.metrics({ measure: "responses", where, from: "2026-03-01", to: "2026-03-01" });
  assert.equal(one.rows[0].n, 12, "the last day is included");
});

test("fewer than ten answers show their number and nothing else, unless asked for", async () => {
  await server.addSurvey({ slug: "few" });
  await server.publish("few");
  await server.respondMany(Array.from({ length: 9 }, () => ({ channel: "rare", answers: { recommend: 10 } })), "few");
  const where = JSON.stringify({ field: "channel", op: "eq", value: "rare" });
  const [hidden] = (await server.metrics({ measure: "nps", where })).rows;
  assert.equal(hidden.n, 9);
  assert.equal(hidden.quality, "hidden");
  assert.equal(hidden.missing, 1);
  assert.equal(hidden.value ?? null, null);
  assert.equal(hidden.low ?? null, null);
  assert.equal(hidden.histogram, undefined, "a histogram would tell the hidden value");
  const [bare] = (await server.metrics({ measure: "nps", where, floor: "none" })).rows;
  near(bare.value, 100, "asked for");
  await server.respond({ recommend: 0 }, { channel: "rare" }, "few");
  const [shown] = (await server.metrics({ measure: "nps", where })).rows;
  assert.equal(shown.quality, "indicative");
  near(shown.value, 80, "ten answers");
});

test("other measures equal a recount", async () => {
  const text = { en: "?" };
  const questions = [{ id: "ces", type: "ces", text }, { id: "csat", type: "csat", text, scale: { low: 1, high: 5 } }, { id: "expect", type: "expectation", text }, { id: "felt", type: "emotion", text }];
  await server.ok("POST", "/api/v1/surveys", { slug: "measures", title: { en: "Measures" }, languages: ["en"], touchpoint: "store-visit", questions });
  await server.publish("measures");
  const rows = Array.from({ length: 70 }, (_, i) => ({ answers: { ces: (i % 7) + 1, csat: (i % 5) + 1, expect: (i % 7) - 3, felt: { strongest: i % 2 ? "joy" : "disappointment" } } }));
  await server.respondMany(rows, "measures");
  const where = JSON.stringify({ field: "survey", op: "eq", value: "measures" });
  const figure = async (measure) => (await server.metrics({ measure, where })).rows[0];
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  const share = (list, holds) => (100 * list.filter(holds).length) / list.length;
  const ces = rows.map((r) => r.answers.ces), csat = rows.map((r) => r.answers.csat), expect = rows.map((r) => r.answers.expect);
  near((await figure("ces")).value, mean(ces), "ces");
  near((await figure("ces_top")).value, share(ces, (s) => s >= 5), "ces_top");
  near((await figure("csat")).value, share(csat, (s) => s >= 4), "csat");
  near((await figure("csat_mean")).value, mean(csat), "csat_mean");
  const expectation = await figure("expectation");
  assert.equal(expectation.n, 70);
  assert.ok(expectation.shares, "three shares");
  near(Object.values(expectation.shares).reduce((a, b) => a + b, 0), 100, "the shares add up");
  assert.equal((await figure("emotion_net")).n, 70);
  for (const measure of ["ces", "ces_top", "csat", "csat_mean", "expectation", "emotion_net"]) {
    const { low, value, high } = await figure(measure);
    assert.ok(low <= value && value <= high && low < high, `${measure}: ${low} ≤ ${value} ≤ ${high}`);
  }
});

test("the previous period is compared by the control-limit rule", async () => {
  await server.addSurvey({ ...survey(), slug: "compare" });
  await server.publish("compare");
  const many = (day, recommend, count) => Array.from({ length: count }, () => ({ at: `2026-01-${day}T12:00:00Z`, answers: { recommend } }));
  await server.respondMany([...many("05", 10, 100), ...many("05", 0, 100), ...many("12", 10, 190), ...many("12", 0, 10)], "compare");
  const where = JSON.stringify({ field: "survey", op: "eq", value: "compare" });
  const [row] = (await server.metrics({ measure: "nps", where, from: "2026-01-08", to: "2026-01-14", compare: "previous" })).rows;
  near(row.value, 90, "this week");
  near(row.previous.value, 0, "the week before");
  assert.equal(row.verdict, "better");
  const [back] = (await server.metrics({ measure: "nps", where, from: "2026-01-12", to: "2026-01-12", compare: "previous" })).rows;
  assert.equal(back.verdict, "too few");
});

test("a rebuild from the ledger gives the same figures", async () => {
  const questions = [{ measure: "nps", by: "touchpoint,month" }, { measure: "responses", by: "survey,language" }, { measure: "emotion_net" }];
  const ask = () => Promise.all(questions.map((q) => server.metrics(q)));
  const before = await ask();
  await server.restart();
  assert.deepEqual(await ask(), before);
});

test("the dimensions name what one can group by", async () => {
  const { items } = await server.ok("GET", "/api/v1/dimensions");
  const names = items.map((d) => d.name);
  for (const name of ["touchpoint", "channel", "language", "survey", "answers.recommend"]) assert.ok(names.includes(name), name);
});

test("the morning picture has its parts", async () => {
  const today = await server.ok("GET", "/api/v1/today?days=28&to=2026-03-10");
  assert.equal(today.to, "2026-03-10");
  assert.equal(today.from, "2026-02-11");
  assert.ok(today.headlines.length > 0);
  assert.ok(Array.isArray(today.hurts));
  assert.equal(typeof today.heard.responses, "number");
});

test("by customer: those at one end, over all surveys, as a recount orders them; the forgotten are left out", async () => {
  const own = await startServer();
  try {
    await own.prepare();
    await own.addSurvey({ slug: "second" });
    await own.publish("second");
    const given = []; // 40 customers, 0-9 answers each, in two surveys
    for (let i = 0; i < 200; i++) given.push({ customer: `c${(i * i + 3 * i) % 40}`, score: (i * 7) % 11, slug: i % 3 ? "visit" : "second" });
    for (const slug of ["visit", "second"])
      await own.respondMany(given.filter((g) => g.slug === slug).map((g, i) => ({ submission_key: `${slug}-${i}`, customer: { external_id: g.customer }, answers: { recommend: g.score } })), slug);
    await own.respondMany([{ submission_key: "nobody", answers: { recommend: 0 } }]);
    const recounted = (forgotten = []) =>
      [...new Set(given.map((g) => g.customer))]
        .filter((c) => !forgotten.includes(c))
        .map((c) => {
          const scores = given.filter((g) => g.customer === c).map((g) => g.score);
          return { customer: c, n: scores.length, value: recount(scores) };
        });
    const ask = (more) => own.metrics({ measure: "nps", by: "customer", floor: "none", ...more });
    const check = async (more, sign, forgotten) => {
      const wanted = recounted(forgotten)
        .filter((c) => c.n >= (more.n_min ?? 3))
        .sort((a, b) => sign * (a.value - b.value) || b.n - a.n);
      const { rows } = await ask(more);
      assert.equal(rows.length, Math.min(wanted.length, more.limit ?? 100));
      rows.forEach((row, i) => {
        assert.equal(row.n, wanted[i].n, `place ${i}`);
        near(row.value, wanted[i].value, `place ${i}`);
        near(row.value, wanted.find((c) => c.customer === row.group.customer).value, row.group.customer);
      });
      return rows;
    };
    const lowest = await check({}, 1);
    assert.ok(lowest.length > 10);
    await check({ order: "highest", limit: 5 }, -1);
    await check({ n_min: 8 }, 1);
    await own.restart(); // read again from the rows
    await check({ limit: 7 }, 1);
    const gone = lowest[0].group.customer;
    await own.ok("DELETE", `/api/v1/customers/${gone}`);
    const after = await check({}, 1, [gone]);
    assert.ok(!JSON.stringify(after).includes("erased"));
    for (const [query, field] of [["by=customer,channel", "by"], ["by=customer&limit=0", "limit"], ["by=customer&n_min=0", "n_min"], ["by=customer&order=best", "order"]]) {
      const reply = await own.api("GET", `/api/v1/metrics?measure=nps&${query}`);
      assert.equal(reply.status, 422, query);
      assert.equal(reply.body.field, field);
    }
    const { key } = await own.ok("POST", "/api/v1/keys", { name: "looks", role: "viewer" });
    assert.equal((await own.api("GET", "/api/v1/metrics?measure=nps&by=customer", undefined, { key })).status, 403);
  } finally {
    await own.stop();
  }
});
