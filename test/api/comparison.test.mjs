// Figures compared: with the period before and with another condition; intervals, q and verdicts against test/recount/statistics.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { falseDiscovery, meanDifference, netDifference, npsOf, shareDifference } from "../recount/statistics.mjs";
import { startServer } from "./harness.mjs";

const PLACES = ["alku", "boutique", "cafe", "desk", "entrance", "foyer"];
let server, given;

/** Scores that lie around a place's own level, the same on every run. */
function answers() {
  let seed = 7;
  const draw = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const level = (place, segment) => 6.2 + PLACES.indexOf(place) * 0.25 + (segment === "gold" ? ([2.4, 0.1, 0, 1.1, 0.2, -0.1][PLACES.indexOf(place)] ?? 0) : 0);
  const one = (place, segment, day) => {
    const score = Math.max(0, Math.min(10, Math.round(level(place, segment) + 5 * (draw() + draw() - 1))));
    return { at: `2026-03-${day}T12:00:00Z`, channel: place, attributes: { segment }, answers: { recommend: score, easy: 1 + (score % 7), sat: 1 + Math.floor(score / 2.5) } };
  };
  const many = (place, segment, day, n) => Array.from({ length: n }, () => one(place, segment, day));
  return PLACES.flatMap((place) => [...many(place, "gold", "20", 90), ...many(place, "basic", "20", 120), ...many(place, "basic", "06", 100)]).concat(many("kiosk", "gold", "20", 4), many("kiosk", "basic", "20", 40));
}

before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  const text = { en: "?" };
  const questions = [{ id: "recommend", type: "nps", text }, { id: "easy", type: "ces", text }, { id: "sat", type: "csat", text, scale: { low: 1, high: 5 } }];
  await server.ok("POST", "/api/v1/surveys", { slug: "visit", title: { en: "Visit" }, languages: ["en"], touchpoint: "store-visit", questions });
  await server.publish();
  given = answers();
  for (let i = 0; i < given.length; i += 1000) await server.respondMany(given.slice(i, i + 1000));
});
after(() => server?.stop());

const segment = (value) => ({ field: "attributes.segment", op: "eq", value });
const of = (channel, value, question = "recommend", day = "20") =>
  given.filter((r) => r.channel === channel && (!value || r.attributes.segment === value) && r.at.includes(`-${day}T`)).map((r) => r.answers[question]);
const march = { from: "2026-03-15", to: "2026-03-28" };
const close = (got, want, what) => assert.ok(Math.abs(got - want) < 1e-6 * Math.max(1, Math.abs(want)), `${what}: ${got}, not ${want}`);
const gold = (more) => server.metrics({ by: "channel", where: JSON.stringify(segment("gold")), compare: JSON.stringify(segment("basic")), ...march, ...more });

/** Every row of the reply against the recount: difference, both ends, q over all rows that could be compared, verdict. */
function check(rows, recount, upIsGood = true) {
  const compared = rows.filter((row) => row.group.channel !== "kiosk");
  assert.equal(compared.length, PLACES.length);
  const wanted = compared.map((row) => recount(row.group.channel));
  const q = falseDiscovery(wanted.map((d) => d.p));
  const said = new Set();
  compared.forEach((row, i) => {
    const what = row.group.channel;
    close(row.difference, wanted[i].value, `${what} difference`);
    close(row.difference_low, wanted[i].low, `${what} low`);
    close(row.difference_high, wanted[i].high, `${what} high`);
    assert.ok(Math.abs(row.q - q[i]) < 1e-8, `${what} q: ${row.q}, not ${q[i]}`);
    assert.equal(row.verdict, q[i] > 0.05 ? "no shown change" : wanted[i].value > 0 === upIsGood ? "better" : "worse", what);
    said.add(row.verdict);
  });
  return said;
}

test("net scores of one segment against another, place by place", async () => {
  const { rows } = await gold({ measure: "nps" });
  const said = check(rows, (place) => netDifference(npsOf(of(place, "gold")), npsOf(of(place, "basic"))));
  assert.deepEqual([...said].sort(), ["better", "no shown change"], "the test sees both");
  const alku = rows.find((row) => row.group.channel === "alku");
  close(alku.value, npsOf(of("alku", "gold")).value, "value");
  close(alku.previous.value, npsOf(of("alku", "basic")).value, "what it is compared with");
  assert.equal(alku.previous.n, 120);
});

test("shares by Newcombe, means by Welch", async () => {
  const top = (list) => list.filter((s) => s >= 4).length;
  const share = await gold({ measure: "csat" });
  check(share.rows, (place) => {
    const [a, b] = [of(place, "gold", "sat"), of(place, "basic", "sat")];
    return shareDifference(top(a), a.length, top(b), b.length);
  });
  const mean = await gold({ measure: "ces" });
  check(mean.rows, (place) => meanDifference(of(place, "gold", "easy"), of(place, "basic", "easy")));
});

test("a group with too few on one side says so and nothing more, and costs the others nothing", async () => {
  const { rows } = await gold({ measure: "nps" });
  const kiosk = rows.find((row) => row.group.channel === "kiosk");
  assert.equal(kiosk.verdict, "too few");
  assert.deepEqual([kiosk.difference, kiosk.difference_low, kiosk.difference_high, kiosk.q], [null, null, null, null]);
  const other = await server.metrics({ measure: "nps", by: "channel", where: JSON.stringify(segment("basic")), compare: JSON.stringify(segment("gold")), ...march });
  const back = other.rows.find((row) => row.group.channel === "kiosk");
  assert.equal(typeof back.value, "number");
  assert.equal(back.previous.value, null, "four answers are not told");
  assert.equal(back.difference, null, "nor by the difference");
});

test("everybody against a segment within: the shared answers are not counted as two samples", async () => {
  const { rows } = await server.metrics({ measure: "nps", by: "channel", compare: JSON.stringify(segment("gold")), ...march });
  const spread = (scores) => {
    const { value } = npsOf(scores);
    return scores.reduce((sum, s) => sum + ((s >= 9 ? 100 : s <= 6 ? -100 : 0) - value) ** 2, 0) / scores.length;
  };
  check(rows, (place) => {
    const [all, part] = [of(place), of(place, "gold")];
    const [a, b] = [npsOf(all), npsOf(part)];
    const correlation = (part.length * spread(part)) / (all.length * part.length) / Math.sqrt((spread(all) / all.length) * (spread(part) / part.length));
    return netDifference(a, b, correlation * a.error * b.error);
  });
  const same = await server.metrics({ measure: "nps", where: JSON.stringify(segment("gold")), compare: JSON.stringify(segment("gold")), ...march });
  assert.equal(same.rows[0].verdict, "no shown change");
  assert.equal(same.rows[0].difference, 0);
  assert.ok(same.rows[0].difference_high < 1e-6, "a group does not differ from itself at all");
});

test("the period before: the difference with its interval, q, and the control limits on top", async () => {
  const { rows } = await server.metrics({ measure: "nps", by: "channel", where: JSON.stringify(segment("basic")), compare: "previous", ...march });
  const moved = (d) => Math.abs(d.value) / ((d.high - d.low) / 2 / 1.959963984540054) > 3;
  const compared = rows.filter((row) => row.group.channel !== "kiosk");
  const wanted = compared.map((row) => netDifference(npsOf(of(row.group.channel, "basic")), npsOf(of(row.group.channel, "basic", "recommend", "06"))));
  const q = falseDiscovery(wanted.map((d) => d.p));
  compared.forEach((row, i) => {
    close(row.difference, wanted[i].value, row.group.channel);
    assert.ok(Math.abs(row.q - q[i]) < 1e-8);
    assert.equal(row.verdict, moved(wanted[i]) && q[i] <= 0.05 ? (wanted[i].value > 0 ? "better" : "worse") : "no shown change");
  });
});

test("the golden pair: 24.27 (3.26 … 45.28), p 0.0236: called between two groups, not between two weeks that are looked at daily", async () => {
  await server.addSurvey({ slug: "golden" });
  await server.publish("golden");
  const many = (count, recommend, day, language) => Array.from({ length: count }, () => ({ at: `2026-05-${day}T12:00:00Z`, language, answers: { recommend } }));
  const week = (promoters, passives, critics, day, language) => [...many(promoters, 10, day, language), ...many(passives, 8, day, language), ...many(critics, 2, day, language)];
  await server.respondMany([...week(30, 40, 30, "05", "en"), ...week(45, 35, 20, "12", "fi"), ...week(30, 40, 30, "12", "en")], "golden");
  const all = (...parts) => JSON.stringify({ all: [{ field: "survey", op: "eq", value: "golden" }, ...parts] });
  const language = (value) => ({ field: "language", op: "eq", value });
  const days = { measure: "nps", from: "2026-05-08", to: "2026-05-14" };
  const groups = await server.metrics({ ...days, where: all(language("fi")), compare: all(language("en")) });
  const weeks = await server.metrics({ ...days, where: all({ any: [language("fi"), { field: "at", op: "lt", value: "2026-05-08" }] }), compare: "previous" });
  for (const [{ rows }, verdict] of [[groups, "better"], [weeks, "no shown change"]]) {
    for (const [got, want] of [[rows[0].difference, 24.27], [rows[0].difference_low, 3.26], [rows[0].difference_high, 45.28]]) assert.ok(Math.abs(got - want) < 0.006, `${got}, not ${want}`);
    assert.ok(Math.abs(rows[0].q - 0.0236) < 0.00006, `${rows[0].q}`);
    assert.equal(rows[0].verdict, verdict);
  }
});

test("counts are compared by no test", async () => {
  const { rows } = await gold({ measure: "responses" });
  assert.equal(rows[0].verdict, undefined);
  assert.equal(rows[0].difference, undefined);
  assert.equal(rows[0].previous.n, 120);
});

test("a wrong comparison is named", async () => {
  for (const compare of ["last", "{", '{"field":"nonsense","op":"eq","value":1}', '{"field":"customer","op":"eq","value":"c1"}', '{"field":"at","op":"ge","value":"noon"}']) {
    const reply = await server.api("GET", `/api/v1/metrics?${new URLSearchParams({ measure: "nps", compare })}`);
    assert.equal(reply.status, 422, `${compare}: ${reply.text}`);
    assert.match(reply.body.field, /^compare/);
  }
});
