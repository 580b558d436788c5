// Drivers: against a calculation in another language, on made-up people and on a public survey; what is refused, and by name; who sees what.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { bootstrap, drivers, penaltyReward } from "../recount/drivers.mjs";
import { readCsv } from "../recount/recount.mjs";
import { dataFolder, mustRun, ROOT, startServer } from "./harness.mjs";

const near = (got, want, what, most = 1e-6) => assert.ok(Math.abs(got - want) <= most, `${what}: ${got}, not ${want}`);
const ask = (query) => server.ok("GET", `/api/v1/drivers?${new URLSearchParams(query)}`);
const refused = async (query, field, slug) => {
  const reply = await server.api("GET", `/api/v1/drivers?${new URLSearchParams(query)}`);
  assert.equal(reply.status, 422, `${JSON.stringify(query)}: ${reply.status} ${reply.text}`);
  assert.equal(reply.body.field, field, reply.text);
  assert.equal(reply.body.slug, slug, reply.text);
  return reply.body;
};

/** A small generator, so that the same people come every time. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Five things rated 1-5, the last by 60 % and moving nothing; the outcome 0-10. */
function people(n, seed = 7) {
  const draw = chance(seed);
  return Array.from({ length: n }, () => {
    const person = draw();
    const ratings = [0.5, 0.4, 0.3, 0.2, 0].map((own) => 1 + Math.floor(5 * Math.min(0.999, own * person + (1 - own) * draw())));
    const moved = 1.2 * (ratings[0] - 3) + 0.7 * (ratings[1] - 3) + 0.4 * (ratings[2] - 3) + 0.8 * (ratings[3] - 3);
    const outcome = Math.max(0, Math.min(10, Math.round(5.5 + moved + 4 * (draw() - 0.5))));
    return [...ratings.slice(0, 4), draw() < 0.6 ? ratings[4] : Number.NaN, outcome];
  });
}

const IDS = ["greeting", "advice", "waiting", "price", "music"];
const rating = (id, more = {}) => ({ id, type: "rating", scale: { low: 1, high: 5 }, text: { en: id }, ...more });
const made = people(600);
const answersOf = (row) => ({ recommend: row[5], ...Object.fromEntries(IDS.map((id, i) => [id, row[i]]).filter(([, value]) => !Number.isNaN(value))) });

let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  for (const slug of ["north", "south"]) await server.ok("POST", "/api/v1/units", { slug, name: { en: slug } });
  for (const id of IDS) await server.addTouchpoint(`at-${id}`, { name: { en: id } });
  const questions = [{ id: "recommend", type: "nps", text: { en: "?" } }, ...IDS.map((id) => rating(id)), { id: "kind", type: "choice", text: { en: "?" }, choices: [{ id: "new", text: { en: "new" } }, { id: "old", text: { en: "old" } }] }, { id: "why", type: "story", text: { en: "?" } }];
  await server.ok("POST", "/api/v1/surveys", { slug: "visit", title: { en: "Visit" }, languages: ["en"], touchpoint: "store-visit", questions });
  await server.publish("visit");
  const responses = made.map((row, i) => ({ unit: i % 2 ? "north" : "south", channel: "web", answers: { ...answersOf(row), kind: i % 3 ? "new" : "old" } }));
  await server.respondMany(responses.slice(0, 300));
  await server.respondMany(responses.slice(300));
});
after(() => server?.stop());

const classOf = (value) => (value < 3 ? -1 : value >= 4.5 ? 1 : 0);

function assertSame(got, want, rows, ids) {
  assert.equal(got.n, want.n);
  near(got.r2, want.fit, "r2");
  const kinds = penaltyReward(rows, ids.length, classOf);
  for (const [i, id] of ids.entries()) {
    const driver = got.drivers.find((one) => one.name === id);
    assert.ok(driver, id);
    assert.equal(driver.n, want.counts[i], id);
    near(driver.mean, want.mean[i], `mean of ${id}`);
    near(driver.weight, want.weight[i], `weight of ${id}`);
    near(driver.beta, want.beta[i], `beta of ${id}`);
    near(driver.slope, want.slope[i], `slope of ${id}`);
    assert.equal(driver.sign, Math.sign(want.beta[i]), id);
    if (want.lmg) near(driver.lmg, want.lmg[i], `lmg of ${id}`);
    near(driver.penalty, kinds[i].penalty, `penalty of ${id}`);
    near(driver.reward, kinds[i].reward, `reward of ${id}`);
    assert.equal(driver.kind, kinds[i].kind, id);
    near(driver.headroom, (5 - want.mean[i]) / 4, `headroom of ${id}`);
    near(driver.reach, want.counts[i] / rows.length, `reach of ${id}`);
    assert.ok(driver.low <= driver.weight && driver.weight <= driver.high, id);
  }
  near(got.drivers.reduce((sum, one) => sum + one.weight, 0), 100, "weights");
  for (const score of ["significance", "priority"]) near(got.drivers.reduce((sum, one) => sum + one[score], 0), 100, score);
  const shown = got.drivers.filter((one) => one.shown);
  const whole = shown.reduce((sum, one) => sum + one.reach * one.weight * one.headroom, 0);
  for (const one of shown) near(one.priority, (100 * one.reach * one.weight * one.headroom) / whole, `priority of ${one.name}`);
  assert.deepEqual(got.drivers.map((one) => one.priority), got.drivers.map((one) => one.priority).toSorted((a, b) => b - a));
}

test("questions of one survey equal an independent calculation", async () => {
  const got = await ask({ outcome: "nps", of: IDS.join(",") });
  assertSame(got, drivers(made, 5), made, IDS);
  assert.equal(got.of, "questions");
  assert.equal(got.sampled, 1);
  assert.deepEqual(got.scale, { low: 0, high: 10 });
  const music = got.drivers.find((one) => one.name === "music");
  assert.equal(music.shown, false, "noise does as well");
  assert.equal(music.priority, 0);
  assert.deepEqual(await ask({ outcome: "nps", of: IDS.join(",") }), got, "asked twice, the same to the last figure");
});

test("a condition, a period and a unit narrow it as they narrow the metrics", async () => {
  const where = JSON.stringify({ field: "answers.kind", op: "eq", value: "new" });
  const mine = made.filter((_, i) => i % 3);
  assertSame(await ask({ outcome: "answers.recommend", of: IDS.join(","), where }), drivers(mine, 5), mine, IDS);
  await refused({ outcome: "nps", of: IDS.join(","), from: "2020-01-01", to: "2020-01-31" }, "of", "too_few");
  const worker = { email: "worker@example.test", password: "long enough to be one", role: "worker", units: ["north"] };
  await server.ok("POST", "/api/v1/accounts", worker);
  const headers = await server.signIn(worker);
  const reply = await server.api("GET", `/api/v1/drivers?${new URLSearchParams({ outcome: "nps", of: IDS.join(",") })}`, undefined, { key: null, headers });
  assert.equal(reply.status, 200, reply.text);
  const north = made.filter((_, i) => i % 2);
  assertSame(reply.body, drivers(north, 5), north, IDS);
});

test("one answer of a choice as the outcome", async () => {
  const rows = made.map((row, i) => [...row.slice(0, 5), i % 3 ? 1 : 0]);
  const got = await ask({ outcome: "answers.kind=new", of: IDS.join(",") });
  near(got.r2, drivers(rows, 5).fit, "r2");
  assert.deepEqual(got.scale, { low: 0, high: 1 });
});

test("touchpoints: customers who met different things, by what each is rated by; reach from encounters", async () => {
  const draw = chance(11);
  const questions = IDS.map((id) => rating(id, { touchpoint: `at-${id}` }));
  await server.ok("POST", "/api/v1/surveys", { slug: "parts", title: { en: "Parts" }, languages: ["en"], questions: [{ id: "again", type: "csat", scale: { low: 1, high: 7 }, text: { en: "?" } }, ...questions] });
  await server.publish("parts");
  const rows = people(400, 23).map((row) => [...row.slice(0, 4).map((value) => (draw() < 0.6 ? value : Number.NaN)), row[4], 1 + Math.round(row[5] * 0.6)]);
  /* In two responses of the same customer, so that the parts are put together; the first rating twice, so that it is averaged. */
  const responses = rows.flatMap((row, i) => {
    const one = (from, to) => Object.fromEntries(IDS.slice(from, to).map((id, at) => [id, row[from + at]]).filter(([, value]) => !Number.isNaN(value)));
    const again = Number.isNaN(row[0]) ? {} : { greeting: Math.min(5, row[0] + 1) };
    return [{ customer: { external_id: `c-${i}` }, answers: { again: row[5], ...one(0, 3) } }, { customer: { external_id: `c-${i}` }, answers: { again: row[5], ...one(3, 5), ...again } }];
  });
  await server.respondMany(responses.slice(0, 400), "parts");
  await server.respondMany(responses.slice(400), "parts");
  const encounters = rows.flatMap((_, i) => (i % 4 ? [] : [{ touchpoint: "at-price", customer: { external_id: `c-${i}` }, at: "2026-03-01T10:00:00Z" }]));
  const others = Array.from({ length: 100 }, (_, i) => ({ touchpoint: "at-greeting", customer: { external_id: `d-${i}` }, at: "2026-03-01T10:00:00Z" }));
  await server.ok("POST", "/api/v1/encounters", { encounters: [...encounters, ...others] });
  const want = rows.map((row) => [Number.isNaN(row[0]) ? Number.NaN : (row[0] + Math.min(5, row[0] + 1)) / 2, ...row.slice(1)]);
  const got = await ask({ outcome: "csat", of: "touchpoints" });
  const golden = drivers(want, 5);
  assert.equal(got.of, "touchpoints");
  assert.equal(got.n, golden.n);
  near(got.r2, golden.fit, "r2");
  for (const [i, id] of IDS.entries()) {
    const driver = got.drivers.find((one) => one.name === `at-${id}`);
    near(driver.weight, golden.weight[i], id);
    near(driver.mean, golden.mean[i], id);
    assert.equal(driver.rated_by, "rating");
  }
  assert.equal(got.reach_of, "encounters");
  assert.equal(got.active, 500, "four hundred who answered and a hundred who were only met");
  const met = rows.filter((row, i) => !Number.isNaN(row[3]) || i % 4 === 0).length;
  near(got.drivers.find((one) => one.name === "at-price").reach, met / 500, "reach of the price");
  near(got.drivers.find((one) => one.name === "at-greeting").reach, (rows.filter((row) => !Number.isNaN(row[0])).length + 100) / 500, "reach of the greeting");
});

test("what cannot be answered is refused by name", async () => {
  await refused({ outcome: "nps", of: "greeting" }, "of", "too_few");
  await refused({ outcome: "nps", of: "greeting,moon" }, "of", "unknown_value");
  await refused({ outcome: "nps", of: "greeting,greeting" }, "of", "repeated");
  await refused({ outcome: "nps", of: "greeting,recommend" }, "of", "repeated");
  await refused({ outcome: "nps", of: "greeting,kind" }, "of", "not_scored");
  await refused({ outcome: "luck", of: "greeting,advice" }, "outcome", "unknown_value");
  await refused({ outcome: "volume", of: "greeting,advice" }, "outcome", "not_scored");
  await refused({ outcome: "answers.moon", of: "greeting,advice" }, "outcome", "unknown_value");
  await refused({ outcome: "answers.kind", of: "greeting,advice" }, "outcome", "not_scored");
  await refused({ outcome: "answers.why=x", of: "greeting,advice" }, "outcome", "not_scored");
  await refused({ outcome: "nps", of: Array.from({ length: 65 }, (_, i) => `q${i}`).join(",") }, "of", "too_many");
  await refused({ of: "touchpoints" }, "outcome", "required");
  await refused({ outcome: "nps" }, "of", "required");
  await refused({ outcome: "nps", of: "touchpoints", from: "2026-03-02", to: "2026-03-01" }, "to", "empty_period");
  const reply = await server.api("GET", `/api/v1/drivers?outcome=nps&of=touchpoints&where=${encodeURIComponent('{"field":"nonsense","op":"eq","value":1}')}`);
  assert.equal(reply.status, 422);
  assert.match(reply.body.field, /^where/);
  const alike = JSON.stringify({ field: "answers.price", op: "eq", value: 3 });
  assert.match((await refused({ outcome: "nps", of: "greeting,price", where: alike }, "of", "no_variation")).detail, /"price"/);
  const same = JSON.stringify({ field: "answers.kind", op: "eq", value: "new" });
  assert.match((await refused({ outcome: "answers.kind=new", of: "greeting,advice", where: same }, "outcome", "no_variation")).detail, /outcome/);
  const rare = JSON.stringify({ all: [{ field: "answers.greeting", op: "eq", value: 1 }, { field: "answers.advice", op: "eq", value: 5 }] });
  assert.match((await refused({ outcome: "nps", of: "advice,price", where: rare }, "of", "too_few")).detail, /advice|people/);
  await server.ok("POST", "/api/v1/surveys", { slug: "wide", title: { en: "?" }, languages: ["en"], questions: [{ id: "recommend", type: "nps", text: { en: "?" } }, { id: "greeting", type: "rating", scale: { low: 1, high: 7 }, text: { en: "?" } }, rating("advice")] });
  await server.publish("wide");
  await server.respond({ recommend: 5, greeting: 7, advice: 3 }, {}, "wide");
  await refused({ outcome: "nps", of: "greeting,advice" }, "where", "scales_mixed");
  const visit = JSON.stringify({ field: "survey", op: "eq", value: "visit" });
  assert.equal((await ask({ outcome: "nps", of: "greeting,advice", where: visit })).n, 600, "one survey has one scale");
});

// ---- a public survey, imported with the map we ship
const folder = dataFolder("airline-satisfaction");
const skip = folder ? false : "the data folder is not here (KUULO_DATA names it)";
const COLUMNS = { wifi: "Inflight wifi service", times: "Departure/Arrival time convenient", booking: "Ease of Online booking", gate: "Gate location", food: "Food and drink", boarding: "Online boarding", seat: "Seat comfort", entertainment: "Inflight entertainment", crew: "On-board service", legroom: "Leg room service", baggage: "Baggage handling", checkin: "Checkin service", service: "Inflight service", cleanliness: "Cleanliness" };

test("airline: equal to an independent calculation, stable under the bootstrap, shown with their fit", { skip }, async () => {
  mustRun(["import", "responses", join(folder, "passengers.csv.gz"), "--map", join(ROOT, "docs/guide/maps/airline.json"), "--data", server.dir], { timeout: 600_000 });
  const file = readCsv(gunzipSync(readFileSync(join(folder, "passengers.csv.gz"))).toString("utf8"));
  const score = (value) => (value === "" || value === "0" ? Number.NaN : Number(value));
  const rows = file.map((row) => [...Object.values(COLUMNS).map((name) => score(row[name])), row.satisfaction === "satisfied" ? 1 : 0]);
  const ids = Object.keys(COLUMNS);
  await server.counts("airline", file.length);
  const got = await ask({ outcome: "answers.verdict=satisfied", of: ids.join(",") });
  assertSame(got, drivers(rows, ids.length), rows, ids);
  assert.equal(got.drivers[0].lmg ?? null, null, "fourteen are too many for LMG");

  /* Fit: stated, with its interval, and worth stating. */
  assert.ok(got.r2 > 0.4 && got.r2_low < got.r2 && got.r2 < got.r2_high && got.r2_high - got.r2_low < 0.04, `${got.r2_low} ${got.r2} ${got.r2_high}`);

  /* Stable: an interval is some four deviations of an independent bootstrap wide, and nobody else ever comes first. */
  const apart = bootstrap(rows, ids.length, 60, 20261130);
  for (const [i, id] of ids.entries()) {
    const driver = got.drivers.find((one) => one.name === id);
    const width = (driver.high - driver.low) / (2 * 1.96 * apart.deviation[i]);
    assert.ok(width > 0.7 && width < 1.4, `${id}: ${driver.low} … ${driver.high}, deviation ${apart.deviation[i]}`);
    assert.ok(driver.high - driver.low < 4, `${id} is known within two per cent of the fit either way`);
  }
  const heaviest = got.drivers.toSorted((a, b) => b.weight - a.weight)[0];
  assert.equal(apart.first[ids.indexOf(heaviest.name)], 1);
  assert.equal(heaviest.significance_rank_low, 1);
  assert.equal(heaviest.significance_rank_high, 1);

  /* And stable from half to half, halved by something that means nothing: the parity of the age in years. */
  const ages = Array.from({ length: 100 }, (_, i) => i);
  for (const parity of [0, 1]) {
    const half = await ask({ outcome: "answers.verdict=satisfied", of: ids.join(","), where: JSON.stringify({ field: "attributes.age", op: "in", value: ages.filter((age) => age % 2 === parity) }) });
    assert.ok(half.n > 8000, `${half.n}`);
    for (const driver of half.drivers) {
      const whole = got.drivers.find((one) => one.name === driver.name);
      assert.ok(driver.low <= whole.high && whole.low <= driver.high, `${driver.name}: ${driver.low} … ${driver.high} and ${whole.low} … ${whole.high}`);
    }
    assert.equal(half.drivers.toSorted((a, b) => b.weight - a.weight)[0].name, heaviest.name);
  }
});

test("airline: six of the touchpoints with LMG beside the weights; touchpoints are the same as their questions", { skip }, async () => {
  const ids = ["wifi", "boarding", "seat", "entertainment", "legroom", "cleanliness"];
  const got = await ask({ outcome: "answers.verdict=satisfied", of: ids.join(",") });
  for (const driver of got.drivers) near(driver.lmg, driver.weight, driver.name, 1);
  const survey = JSON.stringify({ field: "survey", op: "eq", value: "airline" });
  const touchpoints = await ask({ outcome: "answers.verdict=satisfied", of: "touchpoints", where: survey });
  const questions = await ask({ outcome: "answers.verdict=satisfied", of: Object.keys(COLUMNS).join(",") });
  for (const driver of questions.drivers) near(touchpoints.drivers.find((one) => one.name === `flight-${driver.name}`).weight, driver.weight, driver.name, 1e-9);
});
