// A named segment can be chosen wherever a filter of answers makes sense: the morning picture, exports, samples of weight schemes; and what is
// saved as a segment can be used inside other conditions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { BINARY, startServer } from "./harness.mjs";

let server;
const phone = { field: "channel", op: "eq", value: "phone" };
const named = (value, op = "eq") => ({ field: "segment", op, value });
const query = (about) => `?${new URLSearchParams(Object.fromEntries(Object.entries(about).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)])))}`;
const add = (name, condition, shared = true) => server.ok("POST", "/api/v1/segments", { name, shared, condition });

/** 90 answers on twenty days: i % 3 by phone, e-mail or web; plans otherwise by phone than else; every fifth is nobody's. */
const answers = Array.from({ length: 90 }, (_, i) => ({
  submission_key: `k${i}`,
  at: `2026-03-${String(1 + (i % 20)).padStart(2, "0")}T22:30:00Z`,
  channel: ["phone", "email", "web"][i % 3],
  attributes: { plan: i % 6 === 0 || i % 5 === 1 ? "basic" : "plus", visits: i % 4 },
  answers: { recommend: i % 11, ...(i % 7 === 0 ? { why: `story ${i}` } : {}) },
  ...(i % 5 ? { customer: { external_id: `c${i % 7}` } } : {}),
}));
const verdict = ({ answers: { recommend } }) => (recommend >= 9 ? "good" : recommend <= 6 ? "poor" : "middle");

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Europe/Helsinki", languages: ["en"] });
  await server.prepare();
  await server.respondMany(answers);
});
after(() => server?.stop());

const lines = (text) => text.trim().split("\r\n").slice(1);
const exported = async (where, format = "csv") =>
  (await fetch(`${server.url}/api/v1/export/responses${query({ survey: "visit", format, where })}`, { headers: { authorization: `Bearer ${server.key}` } })).text();
const counted = async (where) => (await server.ok("GET", `/api/v1/segment-count${query({ where })}`)).n;

test("an export under a condition has the rows that figures count under it, in every format that has rows", async () => {
  // 22:30 UTC is half past midnight of the next day in Helsinki (winter time).
  const late = (i) => (i % 20) + 2;
  const asked = [
    [phone, (a) => a.channel === "phone"],
    [{ not: phone }, (a) => a.channel !== "phone"],
    [{ all: [{ field: "answers.recommend", op: "ge", value: 9 }, { field: "attributes.plan", op: "eq", value: "plus" }] }, (a) => a.answers.recommend >= 9 && a.attributes.plan === "plus"],
    [{ field: "outcome", op: "in", value: ["poor", "middle"] }, (a) => verdict(a) !== "good"],
    [{ field: "at", op: "le", value: "2026-03-05" }, (_, i) => late(i) <= 5],
    [{ field: "attributes.visits", op: "gt", value: 2 }, (a) => a.attributes.visits > 2],
    [{ field: "answers.why", op: "answered" }, (a) => a.answers.why !== undefined],
    [{ field: "answers.why", op: "not_answered" }, (a) => a.answers.why === undefined],
    [{ field: "survey", op: "eq", value: "visit" }, () => true],
    [{ field: "unit", op: "ne", value: "north" }, () => true],
    [{ any: [] }, () => false],
  ];
  for (const [where, meets] of asked) {
    const wanted = answers.filter(meets).length, told = JSON.stringify(where);
    assert.equal(await counted(where), wanted, told);
    const rows = lines(await exported(where));
    assert.equal(rows.length, wanted, told);
    assert.equal((await exported(where, "jsonl")).split("\n").filter(Boolean).length, wanted, told);
  }
  const reply = await server.api("GET", `/api/v1/export/responses${query({ survey: "visit", where: { field: "customer", op: "eq", value: "c1" } })}`);
  assert.deepEqual([reply.status, reply.body.field], [422, "where.field"]);
});

test("a segment narrows an export by its number, and on the command line by its name", async () => {
  const segment = await add("By phone", phone);
  assert.equal(lines(await exported(named(segment.id))).length, 30);
  assert.equal(lines(await exported(named(segment.id, "ne"))).length, 60);
  const run = (name) => spawnSync(BINARY, ["export", "responses", "--survey", "visit", "--format", "csv", "--segment", name, "--data", server.dir], { encoding: "utf8" });
  assert.equal(lines(run("By phone").stdout).length, 30);
  assert.equal(lines(run(String(segment.id)).stdout).length, 30);
  await add("Nobody else's", phone, false);
  for (const [name, said] of [["Nobody else's", /no shared segment "Nobody else's"/], ["", /no shared segment ""/]]) {
    const { status, stderr, stdout } = run(name);
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, said);
  }
  await add("By phone", { not: phone });
  assert.match(run("By phone").stderr, /Several shared segments/);
  assert.equal((await server.api("GET", `/api/v1/export/responses${query({ survey: "visit", where: named(999999) })}`)).body.slug, "unknown_segment");
});

test("the morning picture is of the segment's answers alone", async () => {
  const segment = await add("Phone mornings", phone);
  const of = (where) => server.ok("GET", `/api/v1/today${query({ days: 28, to: "2026-03-21", ...(where && { where }) })}`);
  const [whole, part] = [await of(), await of(named(segment.id))];
  const nps = (today) => today.headlines.find((one) => one.measure === "nps").figure.n;
  assert.deepEqual([nps(whole), nps(part)], [90, 30]);
  const last = (meets) => answers.filter((one, i) => (i % 20) + 2 === 21 && meets(one)).length;
  assert.deepEqual([whole.heard.responses, part.heard.responses], [last(() => true), last((one) => one.channel === "phone")]);
  const told = (outcome, meets) => answers.filter((one) => one.answers.why && verdict(one) === outcome && meets(one)).length;
  for (const [today, meets] of [[whole, () => true], [part, (one) => one.channel === "phone"]]) assert.deepEqual([today.praises, today.pains], [told("good", meets), told("poor", meets)]);
  assert.equal(part.pain?.channel ?? "phone", "phone");
  assert.equal((await server.api("GET", `/api/v1/today${query({ where: { field: "customer.attributes.tier", op: "eq", value: "gold" } })}`)).status, 422);
});

test("what could not be used inside other conditions is refused as a segment, and the deepest that is taken can", async () => {
  const nested = (levels) => Array.from({ length: levels - 1 }).reduce((inner) => ({ all: [inner] }), phone);
  const deep = await server.api("POST", "/api/v1/segments", { name: "deep", shared: true, condition: nested(6) });
  assert.deepEqual([deep.status, deep.body.slug, deep.body.field], [422, "too_deep", "condition"]);
  const wide = await server.api("POST", "/api/v1/segments", { name: "wide", shared: true, condition: { any: Array.from({ length: 61 }, () => phone) } });
  assert.deepEqual([wide.status, wide.body.slug, wide.body.field], [422, "too_many", "condition"]);
  const one = await add("As deep as can be", nested(5)), other = await add("Also", { any: Array.from({ length: 20 }, () => phone) });
  assert.equal(await counted({ all: [named([one.id, other.id], "not_in"), { field: "channel", op: "ne", value: "web" }] }), 30);
});

test("a scheme weights the sample a segment names, follows it, and holds it", async () => {
  const segment = await add("Sampled", phone), own = await add("Mine", phone, false);
  const scheme = (sample) => ({ slug: "like-us", name: "Like us", sample, margins: [{ by: "attributes.plan", targets: [{ value: "basic", share: 0.5 }, { value: "plus", share: 0.5 }] }] });
  const refused = async (sample) => {
    const { status, body } = await server.api("POST", "/api/v1/weight-schemes", scheme(sample));
    return [status, body.slug, body.field];
  };
  assert.deepEqual(await refused(named(own.id)), [422, "unknown_segment", "sample.value"]);
  assert.deepEqual(await refused({ all: [phone, named(999999)] }), [422, "unknown_segment", "sample.all[1].value"]);
  assert.deepEqual(await refused({ field: "nothing", op: "eq", value: 1 }), [422, "unknown_value", "sample.field"]);
  const made = await server.ok("POST", "/api/v1/weight-schemes", scheme(named(segment.id)));
  assert.deepEqual(made.sample, named(segment.id));
  const weighted = async () => (await server.ok("GET", `/api/v1/metrics${query({ measure: "nps", weight: "like-us" })}`)).rows[0];
  const byName = await weighted();
  const put = (sample) => server.ok("PUT", "/api/v1/weight-schemes/like-us", scheme(sample));
  const spelt = {};
  for (const [name, sample] of [["phone", phone], ["others", { not: phone }]]) {
    await put(sample);
    spelt[name] = await weighted();
  }
  assert.notDeepEqual(spelt.phone, spelt.others);
  assert.deepEqual(byName, spelt.phone);
  await put(named(segment.id));
  const looked = await server.ok("GET", `/api/v1/segments/${segment.id}`);
  assert.deepEqual([looked.uses, looked.views, looked.schemes], [1, [], ["like-us"]]);
  const gone = await server.api("DELETE", `/api/v1/segments/${segment.id}`);
  assert.deepEqual([gone.status, gone.body.detail], [409, 'Saved views or weight schemes speak of it: "like-us".']);
  assert.equal((await server.api("PUT", `/api/v1/segments/${segment.id}`, { name: "Sampled", shared: false, condition: phone })).status, 409);
  await server.ok("PUT", `/api/v1/segments/${segment.id}`, { name: "Sampled", shared: true, condition: { not: phone } });
  assert.deepEqual(await weighted(), spelt.others);
  await put(undefined);
  assert.equal((await server.ok("GET", `/api/v1/segments/${segment.id}`)).uses, 0);
  await put(named(segment.id));
  await server.ok("DELETE", "/api/v1/weight-schemes/like-us");
  await server.ok("DELETE", `/api/v1/segments/${segment.id}`);
});
