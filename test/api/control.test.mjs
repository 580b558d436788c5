// Running figures under control limits, and sample sizes. The figures are counted again here from the textbook's formulas; run lengths and false
// alarms are those of test/unit/test_control_chart.c: a Markov chain, and 400,000 simulated quarters of the very series that is sent here.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server;
const Z95 = 1.959963984540054, Z80 = 0.8416212335729143;
const close = (got, want, what, off = 1e-6) => assert.ok(Math.abs(got - want) <= off * Math.max(1, Math.abs(want)), `${what}: ${got}, not ${want}`);
const only = (channel) => JSON.stringify({ field: "channel", op: "eq", value: channel });
const dayOf = (start, by) => new Date(Date.parse(`${start}T12:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
const give = async (rows) => {
  for (let i = 0; i < rows.length; i += 1000) await server.respondMany(rows.slice(i, i + 1000));
};
const scores = (promoters, passives, detractors) => [...Array(promoters).fill(10), ...Array(passives).fill(8), ...Array(detractors).fill(2)];
const on = (day, channel, list) => list.map((recommend, i) => ({ at: `${day}T12:00:00Z`, channel, answers: { recommend, easy: 1 + (i % 7), sat: 1 + (i % 5) } }));
const control = (query) => server.ok("GET", `/api/v1/control?${new URLSearchParams({ measure: "nps", ...query })}`);
const advice = (query) => server.ok("GET", `/api/v1/sample-size?${new URLSearchParams({ measure: "nps", ...query })}`);

/** Variance of one answer as the adjusted Wald interval takes it: three quarters of an answer more on either side. */
const variance = (p, d, n) => {
  const [P, D] = [(p + 0.75) / (n + 3), (d + 0.75) / (n + 3)];
  return 1e4 * (P + D - (P - D) ** 2);
};

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en"] });
  await server.addTouchpoint();
  const text = { en: "?" };
  const questions = [{ id: "recommend", type: "nps", text }, { id: "easy", type: "ces", text }, { id: "sat", type: "csat", text, scale: { low: 1, high: 5 } }];
  await server.ok("POST", "/api/v1/surveys", { slug: "visit", title: { en: "Visit" }, languages: ["en"], touchpoint: "store-visit", questions });
  await server.publish();
  // A thousand answers at 45 % and 20 %, then ninety days of twenty: sixty just like them, thirty with fewer promoters and more detractors.
  await give(Array.from({ length: 50 }, (_, i) => on(dayOf("2025-10-01", i), "steady", scores(9, 7, 4))).flat());
  await give(Array.from({ length: 90 }, (_, i) => on(dayOf("2026-01-01", i), "steady", i < 60 ? scores(9, 7, 4) : scores(6, 6, 8))).flat());
});
after(() => server?.stop());

test("ninety days of twenty: no alarm while nothing changes; then EWMA on the third day, CUSUM on the fourth, the limits never", async () => {
  const got = await control({ where: only("steady"), from: "2026-01-01", to: "2026-03-31", period: "day" });
  assert.deepEqual([got.measure, got.unit, got.period, got.points.length, got.waiting], ["nps", "points", "day", 90, 0]);
  assert.deepEqual([got.baseline.from, got.baseline.to, got.baseline.n], ["2025-01-01", "2025-12-31", 1000]);
  const deviation = Math.sqrt(variance(450, 200, 1000));
  close(got.baseline.value, 25, "baseline");
  close(got.baseline.deviation, deviation, "deviation");
  let ewma = 0, up = 0, down = 0;
  got.points.forEach((point, i) => {
    const value = i < 60 ? 25 : -10, z = (value - 25) / (deviation / Math.sqrt(20));
    [ewma, up, down] = [0.2 * z + 0.8 * ewma, Math.max(0, up + z - 0.5), Math.max(0, down - z - 0.5)];
    assert.deepEqual([point.from, point.to, point.label, point.n], [...Array(3).fill(dayOf("2026-01-01", i)), 20]);
    close(point.value, value, "value");
    close(point.z, z, "z");
    close(point.ewma, ewma, "ewma");
    close(point.cusum, down > up ? -down : up, "cusum");
    close(point.limit_low, 25 - (3 * deviation) / Math.sqrt(20), "limit");
    close(point.limit_high, 25 + (3 * deviation) / Math.sqrt(20), "limit");
    assert.deepEqual(point.alarms, { ...(i >= 62 ? { ewma: "below" } : {}), ...(i >= 63 ? { cusum: "below" } : {}) }, point.label);
  });
  const rules = Object.fromEntries(got.rules.map((rule) => [rule.rule, rule]));
  assert.deepEqual(got.rules.map((rule) => [rule.rule, rule.verdict, rule.side, rule.since, rule.alarms]), [["ewma", "worse", "below", "2026-03-04", 28], ["limits", "no shown change", undefined, undefined, 0], ["cusum", "worse", "below", "2026-03-05", 27]]);
  for (const [name, length, chance] of [["ewma", 371.103, 0.3098], ["limits", 370.398, 0.2342], ["cusum", 465.444, 0.2617]]) {
    close(rules[name].run_length, length, `${name} run length`, 1e-5);
    assert.ok(Math.abs(rules[name].false_alarm - chance) < 0.003, `${name}: ${rules[name].false_alarm}`);
  }
  const quiet = await control({ where: only("steady"), from: "2026-01-01", to: "2026-03-01" });
  assert.deepEqual([quiet.period, quiet.rules[0].verdict, quiet.rules[0].since], ["week", "no shown change", undefined]);
  assert.equal(quiet.points[0].label, "2026-W01");
  assert.deepEqual([quiet.points[0].from, quiet.points[0].to], ["2026-01-01", "2026-01-04"], "the first week begins on the first day that is watched");
});

test("small periods are put together until ten; a thin baseline judges nothing; months where a week has few", async () => {
  await give([4, 3, 5, 12, 2].flatMap((n, i) => on(dayOf("2026-02-02", i), "few", scores(n, 0, 0))));
  const days = await control({ where: only("few"), from: "2026-02-02", to: "2026-02-10", period: "day" });
  assert.deepEqual(days.points.map((point) => [point.from, point.to, point.label, point.n, point.value]), [["2026-02-02", "2026-02-04", "2026-02-04", 12, 100], ["2026-02-05", "2026-02-05", "2026-02-05", 12, 100]]);
  assert.equal(days.waiting, 2);
  assert.deepEqual([days.rules, days.baseline.n, days.baseline.deviation, days.baseline.missing], [[], 0, undefined, 10]);
  assert.ok(!("z" in days.points[0]) && !("limit_low" in days.points[0]));
  await give(on("2026-01-15", "few", scores(10, 10, 9)));
  assert.deepEqual((await control({ where: only("few"), from: "2026-02-02", to: "2026-02-10" })).rules, [], "29 are too few");
  await give(on("2026-01-16", "few", scores(1, 0, 0)));
  const months = await control({ where: only("few"), from: "2026-02-01", to: "2026-03-31" });
  assert.deepEqual([months.period, months.rules.length, months.points.map((point) => point.label)], ["month", 3, ["2026-02"]]);
  const alike = await control({ measure: "ces", where: JSON.stringify({ all: [JSON.parse(only("few")), { field: "answers.easy", op: "eq", value: 4 }] }), from: "2026-02-01", to: "2026-03-31" });
  assert.deepEqual(alike.rules, [], "answers that are all alike have no chance to compare with");
});

test("sample sizes: what a change needs and what a month can show", async () => {
  const quarter = { where: only("steady"), from: "2026-01-01", to: "2026-01-30" };
  const got = await advice(quarter);
  const V = variance(270, 120, 600), monthly = Math.round((600 / 30) * (365.25 / 12));
  assert.deepEqual([got.n, got.monthly, got.change, got.unit], [600, monthly, 5, "points"]);
  const needed = Math.ceil((2 * V * (Z95 + Z80) ** 2) / 25 - 3);
  assert.deepEqual([got.needed, got.months, got.enough], [needed, Math.ceil(needed / monthly), false]);
  close(got.change_shown, (Z95 + Z80) * Math.sqrt((2 * V) / (monthly + 3)), "shown");
  close(got.margin, Z95 * Math.sqrt(V / 603), "margin");
  assert.ok(got.power > 0.05 && got.power < 0.8);
  assert.ok((await advice({ ...quarter, change: 40 })).enough);
  const share = await advice({ ...quarter, measure: "csat", change: 10 });
  // of each twenty the scores 1…5 come round four times: eight are four or five
  assert.equal(share.needed, Math.ceil((2 * 1e4 * 0.4 * 0.6 * (Z95 + Z80) ** 2) / 100));
  const mean = await advice({ ...quarter, measure: "ces" });
  close(mean.change, 6 / 20, "a twentieth of 1…7");
  const few = await advice({ where: only("nobody") });
  assert.deepEqual([few.n, few.missing, few.needed], [0, 10, undefined]);
});

test("what cannot be asked is said, with its field", async () => {
  const refused = async (path, query) => {
    const { status, body } = await server.api("GET", `/api/v1/${path}?${new URLSearchParams(query)}`);
    return [status, body.field, body.slug];
  };
  assert.deepEqual(await refused("control", { measure: "responses" }), [422, "measure", "unknown_value"]);
  assert.deepEqual(await refused("control", { measure: "nps", from: "2026-02-01", to: "2026-01-01" }), [422, "to", "empty_period"]);
  assert.deepEqual(await refused("control", { measure: "nps", from: "2026-02-01", base_to: "2026-02-01" }), [422, "base_to", "out_of_range"]);
  assert.deepEqual(await refused("control", { measure: "nps", from: "2020-02-01", period: "day" }), [422, "from", "too_many"]);
  assert.deepEqual(await refused("control", { measure: "nps", where: "{}" }), [422, "where.field", "required"]);
  assert.deepEqual(await refused("sample-size", { measure: "volume" }), [422, "measure", "unknown_value"]);
  assert.deepEqual(await refused("sample-size", { measure: "nps", change: "many" }), [422, "change", "not_a_number"]);
  await server.ok("POST", "/api/v1/surveys", { slug: "ten", title: { en: "x" }, languages: ["en"], touchpoint: "store-visit", questions: [{ id: "sat", type: "csat", text: { en: "?" }, scale: { low: 1, high: 7 } }] });
  await server.publish("ten");
  await server.respond({ sat: 7 }, { at: "2026-01-03T12:00:00Z" }, "ten");
  assert.deepEqual(await refused("control", { measure: "csat", from: "2026-01-01", to: "2026-02-01" }), [422, "where", "scales_mixed"]);
  assert.deepEqual(await refused("sample-size", { measure: "csat", from: "2026-01-01", to: "2026-02-01" }), [422, "where", "scales_mixed"]);
});
