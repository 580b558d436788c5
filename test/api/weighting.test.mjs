// Answers that weigh unequally: by their customer's margin (S4) and by schemes raked to the population, against golden values and a recount in
// Python (test/recount/weighted.py) of two public surveys.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readCsv } from "../recount/recount.mjs";
import { dataFolder, PYTHON, ROOT, startServer } from "./harness.mjs";

let server;
const text = { en: "?" };
const survey = async (slug, questions) => {
  await server.ok("POST", "/api/v1/surveys", { slug, title: { en: slug }, languages: ["en"], touchpoint: "store-visit", questions });
  await server.publish(slug);
};
const put = (customer) => server.ok("POST", "/api/v1/customers", customer);
const putAll = async (customers) => {
  for (let i = 0; i < customers.length; i += 100) await Promise.all(customers.slice(i, i + 100).map(put));
};
const only = (slug) => JSON.stringify({ field: "survey", op: "eq", value: slug });
const near = (got, want, off, what) => assert.ok(Math.abs(got - want) < off, `${what}: ${got}, not ${want}`);
const margins = (...all) => all.map(([by, targets]) => ({ by, targets: Object.entries(targets).map(([value, share]) => ({ value, share })) }));
const many = (list, each) => Promise.all(Array.from({ length: Math.ceil(list.length / 1000) }, (_, i) => each(list.slice(i * 1000, i * 1000 + 1000))));

before(async () => {
  server = await startServer();
  await server.addTouchpoint();
});
after(() => server?.stop());

test("eight customers: +25.0 by persons, −1.7 by margin, effective n 3.8, 43.8 % of the margin with detractors", async () => {
  await survey("eight", [{ id: "recommend", type: "nps", text }]);
  const eight = [[10, 900], [9, 120], [7, 300], [2, 1500], [10, 80], [8, 200], [0, 60], [9, 400]];
  for (const [i, [score, margin]] of eight.entries()) {
    await put({ external_id: `m${i}`, margin });
    await server.respond({ recommend: score }, { customer: { external_id: `m${i}` } }, "eight");
  }
  const ask = { measure: "nps", where: only("eight"), weight: "margin" };
  const [row] = (await server.metrics({ ...ask, floor: "none" })).rows;
  near(row.value, -1.7, 0.05, "by margin");
  near(row.persons.value, 25, 1e-9, "by persons");
  near(row.effective_n, 3.8, 0.05, "effective n");
  near(row.detractor_margin, 43.8, 0.05, "margin with detractors");
  assert.equal(row.left_out, 0);
  const [hidden] = (await server.metrics(ask)).rows;
  for (const name of ["value", "low", "high", "detractor_margin", "shares"]) assert.equal(hidden[name] ?? null, null, name);
  // a loss, nothing, and not known: they weigh nothing and are counted
  for (const [id, margin] of [["loss", -50], ["none", 0], ["unknown", undefined]]) {
    await put({ external_id: id, margin });
    await server.respond({ recommend: 0 }, { customer: { external_id: id } }, "eight");
  }
  await server.respond({ recommend: 0 }, {}, "eight");
  const [more] = (await server.metrics({ ...ask, floor: "none" })).rows;
  assert.deepEqual([more.n, more.left_out, more.persons.n], [8, 4, 12]);
  near(more.value, row.value, 1e-9, "unchanged");
  await put({ external_id: "m0", margin: 9000 });
  assert.ok((await server.metrics({ ...ask, floor: "none" })).rows[0].value > 50, "today's margins count");
});

const cells = { F: { young: [30, 12, 8], old: [20, 10, 3] }, M: { young: [40, 12, 14], old: [10, 5, 1] } };
const population = { slug: "population", name: "The population", margins: margins(["attributes.sex", { F: 0.5, M: 0.5 }], ["attributes.age", { young: 0.4, old: 0.6 }]) };

test("raking: weighted 22.82 with SE 9.268 and effective n 68.470 of a raw 13.0", async () => {
  await survey("raked", [{ id: "recommend", type: "nps", text }]);
  const given = Object.entries(cells).flatMap(([sex, ages]) =>
    Object.entries(ages).flatMap(([age, [n, up, down]]) => Array.from({ length: n }, (_, i) => ({ at: "2026-03-10T10:00:00Z", attributes: { sex, age }, answers: { recommend: i < up ? 10 : i < up + down ? 3 : 7 } }))),
  );
  await server.respondMany(given, "raked");
  await server.ok("POST", "/api/v1/weight-schemes", { ...population, sample: JSON.parse(only("raked")) });
  const ask = { measure: "nps", where: only("raked"), weight: "population" };
  const [row] = (await server.metrics(ask)).rows;
  near(row.value, 22.82, 0.005, "weighted");
  near(row.persons.value, 13, 1e-9, "raw");
  near(row.effective_n, 68.47, 0.0005, "effective n");
  // the plain error 9.268 belongs to V/n_e; the adjusted interval has three answers more
  const half = 1.959964 * Math.sqrt(9.268 ** 2 * (68.47 / 71.47));
  near((row.high - row.low) / 2, half, 0.15, "half of the interval");
  // a part of the sample weighs as in the whole
  const women = (await server.metrics({ ...ask, where: JSON.stringify({ field: "attributes.sex", op: "eq", value: "F" }), by: "attributes.age" })).rows;
  assert.deepEqual(women.map((r) => [r.group["attributes.age"], r.n, r.left_out]), [["young", 30, 0], ["old", 20, 0]]);
  near(women[1].value, 35, 1e-9, "inside a cell weights are alike");
  near(women[1].effective_n, 20, 1e-9, "and worth what they are");
  const all = (await server.metrics({ ...ask, where: JSON.stringify({ field: "attributes.sex", op: "eq", value: "F" }) })).rows[0];
  near(all.value, (0.47481 * 4 + 1.787786 * 7) / (0.47481 * 30 + 1.787786 * 20) * 100, 0.0005, "weights .474810 and 1.787786");
});

test("compared with another condition and with the period before, each raked to its own sample", async () => {
  const ask = { measure: "nps", weight: "population", from: "2026-03-10", to: "2026-03-10" };
  const sex = (value) => JSON.stringify({ field: "attributes.sex", op: "eq", value });
  const [row] = (await server.metrics({ ...ask, where: sex("F"), compare: sex("M") })).rows;
  const [men] = (await server.metrics({ ...ask, where: sex("M") })).rows;
  near(row.previous.value, men.value, 1e-9, "the other side is weighted too");
  assert.equal(row.verdict, "no shown change");
  const [all] = (await server.metrics({ ...ask, compare: sex("M") })).rows;
  assert.ok(all.difference_high - all.difference_low < row.difference_high - row.difference_low, "shared answers narrow the difference");
  const before = await server.api("GET", `/api/v1/metrics?${new URLSearchParams({ ...ask, compare: "previous" })}`);
  assert.equal(before.status, 422, "nobody answered the day before");
  assert.equal(before.body.field, "weight");
});

test("schemes: a wrong one is named, and one that cannot be met says which category", async () => {
  const ok = (more) => ({ ...population, slug: "other", ...more });
  const two = { en: 0.5, fi: 0.5 };
  for (const [body, field] of [
    [ok({ margins: [] }), "margins"],
    [ok({ margins: margins(["day", two]) }), "margins[0].by"],
    [ok({ margins: margins(["customer", two]) }), "margins[0].by"],
    [ok({ margins: margins(["language", two], ["language", two]) }), "margins[1].by"],
    [ok({ margins: margins(["language", { en: 0.5, fi: 0.4 }]) }), "margins[0].targets"],
    [ok({ margins: margins(["language", { en: 1, fi: 0 }]) }), "margins[0].targets[1]"],
    [ok({ margins: [{ by: "language", targets: [{ value: "en", share: 0.5 }, { value: "en", share: 0.5 }] }] }), "margins[0].targets[1]"],
    [ok({ low: 0.01 }), "low"],
    [ok({ high: 99 }), "high"],
    [ok({ sample: { field: "nonsense", op: "eq", value: 1 } }), "sample.field"],
    [ok({ slug: "margin" }), "slug"],
  ]) {
    const reply = await server.api("POST", "/api/v1/weight-schemes", body);
    assert.equal(reply.status, 422, `${field}: ${reply.text}`);
    assert.equal(reply.body.field, field, reply.text);
  }
  const taken = await server.api("POST", "/api/v1/weight-schemes", population);
  assert.equal(taken.status, 409);
  await server.ok("POST", "/api/v1/weight-schemes", ok({ margins: margins(["attributes.sex", { F: 0.5, M: 0.4, X: 0.1 }]) }));
  const metrics = (query) => server.api("GET", `/api/v1/metrics?${new URLSearchParams(query)}`);
  const nobody = await metrics({ measure: "nps", weight: "other" });
  assert.equal(nobody.status, 422);
  assert.match(nobody.body.detail, /attributes\.sex "X"/);
  await server.ok("PUT", "/api/v1/weight-schemes/other", ok({ margins: margins(["attributes.sex", { F: 0.999, M: 0.001 }]) }));
  const uneven = await metrics({ measure: "nps", weight: "other" });
  assert.equal(uneven.body.slug, "not_converged", uneven.text);
  for (const [query, field] of [[{ measure: "nps", weight: "nothing" }, "weight"], [{ measure: "responses", weight: "margin" }, "weight"], [{ measure: "nps", by: "customer", weight: "margin" }, "weight"]]) {
    const reply = await metrics(query);
    assert.equal(reply.status, 422, reply.text);
    assert.equal(reply.body.field, field);
  }
  const { items } = await server.ok("GET", "/api/v1/weight-schemes");
  assert.deepEqual(items.map((s) => [s.slug, s.low, s.high]), [["population", 0.3, 3], ["other", 0.3, 3]]);
  await server.ok("DELETE", "/api/v1/weight-schemes/other");
  assert.equal((await server.ok("GET", "/api/v1/weight-schemes")).items.length, 1);
});

test("two public surveys equal a recount in Python", { skip: !dataFolder("weighted-example-survey") }, async () => {
  const folder = join(dataFolder("weighted-example-survey"), "..");
  const done = spawnSync(PYTHON, [join(ROOT, "test/recount/weighted.py"), folder], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  const wanted = JSON.parse(done.stdout);
  const file = (name) => readCsv(readFileSync(join(folder, name, "responses.csv"), "utf8"));
  const same = (row, want, what) => {
    assert.equal(row.n, want.n, what);
    for (const name of ["effective_n", "value", "low", "high"]) near(row[name], want[name], 2e-6 * Math.max(1, want[name]), `${what} ${name}`);
  };

  await survey("example", [{ id: "q5", type: "rating", text, scale: { low: 1, high: 5 } }]);
  const people = file("weighted-example-survey").filter((r) => ["1", "2", "3", "4", "5"].includes(r.q5_1));
  const weighty = people.filter((r) => Number(r.weight_a) > 0);
  await putAll(weighty.map((r) => ({ external_id: `e${r.row}`, margin: Number(r.weight_a) })));
  await many(people, (part) => server.respondMany(part.map((r) => ({
    submission_key: r.row, answers: { q5: Number(r.q5_1) }, attributes: { gender: r.gender, ...(r.locality ? { locality: r.locality } : {}) },
    ...(Number(r.weight_a) > 0 ? { customer: { external_id: `e${r.row}` } } : {}),
  })), "example"));
  const ask = { measure: "rating", where: only("example") };
  for (const row of (await server.metrics({ ...ask, by: "attributes.gender", weight: "margin" })).rows) same(row, wanted.example.by_gender[row.group["attributes.gender"]], `gender ${row.group["attributes.gender"]}`);

  const targets = margins(["attributes.gender", { 1: 0.35, 2: 0.65 }], ["attributes.locality", { "1.0": 0.3, "2.0": 0.3, "3.0": 0.2, "4.0": 0.1, "5.0": 0.1 }]);
  await server.ok("POST", "/api/v1/weight-schemes", { slug: "example", name: "Example", sample: JSON.parse(only("example")), margins: targets });
  const { rows } = await server.metrics({ ...ask, by: "attributes.locality", weight: "example" });
  for (const row of rows.filter((r) => r.group["attributes.locality"])) same(row, wanted.example.raked[row.group["attributes.locality"]], `locality ${row.group["attributes.locality"]}`);
  const without = rows.find((r) => r.group["attributes.locality"] === null);
  assert.deepEqual([without.n, without.left_out, without.value], [0, wanted.example.without_locality, null], "who has no locality weighs nothing, and is counted");

  await survey("member", [{ id: "q12", type: "csat", text, scale: { low: 1, high: 5 } }]);
  const scale = ["Dissatisfied", "Neutral", "Satisfied", "Very satisfied", "Completely satisfied"];
  const members = file("member-survey").filter((r) => scale.includes(r.Q12_1));
  await putAll(members.map((r) => ({ external_id: `c${r.id}`, margin: Number(r.weight) })));
  await server.respondMany(members.map((r, i) => ({ submission_key: `${r.id}-${i}`, answers: { q12: scale.indexOf(r.Q12_1) + 1 }, customer: { external_id: `c${r.id}` } })), "member");
  const [member] = (await server.metrics({ measure: "csat", where: only("member"), weight: "margin" })).rows;
  same(member, wanted.member, "members");
  near(member.value, member.persons.value, 1e-9, "that file's weights are all one");
});
