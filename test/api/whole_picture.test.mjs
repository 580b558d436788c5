// Wanted and felt emotions, consistency, spill-over, what came later: against a calculation in another language; what is refused; who sees what.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { meanOf, studentQuantile, varianceOf, wilson } from "../recount/statistics.mjs";
import { breakingOf, chance, consistencyOf, interval, leastSquares, pullOf } from "../recount/whole_picture.mjs";
import { startServer } from "./harness.mjs";

const near = (got, want, what, most = 1e-6) => assert.ok(Math.abs(got - want) <= most, `${what}: ${got}, not ${want}`);
const ask = (path, query = {}) => server.ok("GET", `/api/v1/${path}?${new URLSearchParams(query)}`);
const refused = async (path, query, field, slug) => {
  const reply = await server.api("GET", `/api/v1/${path}?${new URLSearchParams(query)}`);
  assert.equal(reply.status, 422, `${path}: ${reply.status} ${reply.text}`);
  assert.equal(reply.body.field, field, reply.text);
  assert.equal(reply.body.slug, slug, reply.text);
};
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const noon = (ago) => `${day(ago)}T12:00:00Z`;
const levelOf = (rating) => (rating < 5.5 ? -1 : rating >= 8.5 ? 1 : 0); // of a scale 1-10

/** Relief wanted, 33 of 60 feel it, 12 irritation (systems S2); a third of them earlier than the others. */
const felt = [...Array(33).fill({ relief: 4, joy: 1 }), ...Array(12).fill({ annoyance: 5 }), ...Array(15).fill({ trust: 2 })];
/** Six hundred customers: a digital experience, and a physical one 0.8 worse after a weak digital one, no better after an excellent one. */
const draw = chance(11);
const people = Array.from({ length: 600 }, () => {
  const digital = 1 + Math.floor(10 * draw());
  const physical = 6.2 + (levelOf(digital) < 0 ? -0.8 : 0) + 3.4 * (draw() - 0.5);
  return { digital, physical: Math.max(1, Math.min(10, Math.round(physical))) };
});
/** Ninety customers who said 0-10 on one day, and came so often before it and after it. */
const returning = Array.from({ length: 90 }, (_, i) => {
  const score = [3, 7, 10][i % 3];
  const prior = Math.floor(draw() * 4);
  return { score, class: [-1, 0, 1][i % 3], prior, later: Math.max(0, Math.round(prior / 2 + [0, 1, 1.2][i % 3] + draw() - 0.5)) };
});
const warm = { web: [6, 6, 6, 7, 5, 7, 6, 6, 6, 6, 7, 5], phone: [6, 6, 6, 6, 6, 6, 6, 7, 5, 6, 6, 6], email: [3, 3, 4, 2, 3, 4, 3, 3, 4, 3, 3, 4], qr: [7, 7] };

let server;
async function inBatches(path, name, items) {
  for (let i = 0; i < items.length; i += 500) await server.ok("POST", path, { [name]: items.slice(i, i + 500) });
}
before(async () => {
  server = await startServer();
  const rating = (id, high) => ({ id, type: "rating", scale: { low: 1, high }, text: { en: id } });
  await server.addTouchpoint("solved", { target_emotions: ["relief"] });
  await server.addTouchpoint("shop", { kind: "physical" });
  await server.addTouchpoint("site", { kind: "digital" });
  const add = async (slug, questions, more = {}) => {
    await server.ok("POST", "/api/v1/surveys", { slug, title: { en: slug }, languages: ["en"], touchpoint: "solved", questions, ...more });
    await server.publish(slug);
  };
  await add("feeling", [{ id: "felt", type: "emotion", text: { en: "?" } }]);
  await server.respondMany(felt.map((all, i) => ({ at: noon(i % 3 ? 10 : 40), channel: "phone", answers: { felt: { all } } })), "feeling");
  await server.respondMany(Array(5).fill({ at: noon(10), channel: "phone", answers: { felt: "nothing_special" } }), "feeling");
  await add("image", [rating("warm", 7), { id: "recommend", type: "nps", text: { en: "?" } }]);
  await server.respondMany(Object.entries(warm).flatMap(([channel, list]) => list.map((value) => ({ channel, answers: { warm: value } }))), "image");
  await add("how", [rating("how", 10)], { touchpoint: "site" });
  const customers = people.map((_, i) => ({ external_id: `p-${i}` }));
  await inBatches("/api/v1/surveys/how/responses", "responses", people.flatMap((one, i) => [
    { touchpoint: "site", customer: customers[i], answers: { how: one.digital } },
    { touchpoint: "shop", customer: customers[i], answers: { how: one.physical } },
  ]));
  await server.respondMany(returning.map((one, i) => ({ at: noon(60), customer: { external_id: `r-${i}` }, answers: { recommend: one.score } })), "image");
  await server.respondMany(returning.map((one, i) => ({ at: noon(50), customer: { external_id: `r-${i}` }, answers: { recommend: 10 - one.score } })), "image");
  const meet = (i, ago, touchpoint = "shop") => ({ touchpoint, at: noon(ago), customer: { external_id: `r-${i}` } });
  await inBatches("/api/v1/encounters", "encounters", returning.flatMap((one, i) => [
    ...Array.from({ length: one.prior }, (_, k) => meet(i, 60 + k)),
    ...Array.from({ length: one.later }, (_, k) => meet(i, 59 - k)),
    meet(i, 5), // beyond the days after
    meet(i, 200, "site"), // before them
  ]));
});
after(() => server?.stop());

test("a target emotion is hit, missed or open as its goal says", async () => {
  const target = (body) => server.ok("POST", "/api/v1/target-emotions", body);
  const set = await target({ from: day(300), touchpoint: "solved", share: 65 });
  const place = async () => (await ask("emotions", { from: day(100) })).places.find((one) => one.touchpoint === "solved");
  const open = await place();
  assert.equal(open.n, 60, "nothing special is no emotion");
  near(open.hit.value, 55, "hit");
  near(open.hit.low, 42.5, "low", 0.05);
  near(open.hit.high, 66.9, "high", 0.05);
  assert.equal(open.status, "open");
  assert.equal(open.leader, "joy");
  near(open.emotions.annoyance.value, 20, "irritation");
  near(open.emotions.annoyance.low, 100 * wilson(0.2, 60)[0], "its low");
  const each = felt.map((all) => ((all.relief ?? 0) - Object.entries(all).reduce((sum, [name, one]) => sum + (name === "relief" ? 0 : one), 0) / 11) / 5);
  near(open.accuracy.value, meanOf(each), "accuracy");
  near(open.accuracy.high, meanOf(each) + studentQuantile(59) * Math.sqrt(varianceOf(each) / 60), "its high");
  const path = `/api/v1/target-emotions/${set.id}`;
  const changed = await server.ok("PUT", path, { from: day(300), touchpoint: "solved", share: 70 });
  assert.equal((await place()).status, "missed");
  assert.equal((await server.api("PUT", path, { from: day(300), touchpoint: "solved" }, { headers: { "if-match": `"${set.revision}"` } })).status, 412);
  await server.ok("PUT", path, { from: day(300), touchpoint: "solved", share: 40 }, { headers: { "if-match": `"${changed.revision}"` } });
  assert.equal((await place()).status, "reached");
  await server.ok("DELETE", path);
  assert.equal((await place()).status, undefined);
});

test("the organisation's targets follow each other, each judged on its own days", async () => {
  await server.ok("POST", "/api/v1/target-emotions", { from: day(90), emotions: ["joy"] });
  await server.ok("POST", "/api/v1/target-emotions", { from: day(30), emotions: ["relief", "trust"], share: 90 });
  const { places } = await ask("emotions", { from: day(100), to: day(0) });
  const own = places.filter((one) => !one.touchpoint);
  assert.deepEqual(own.map((one) => [one.from, one.to, one.targets]), [
    [day(100), day(91), []],
    [day(90), day(31), ["joy"]],
    [day(30), day(0), ["trust", "relief"]],
  ]);
  const early = felt.filter((_, i) => i % 3 === 0);
  const late = felt.filter((_, i) => i % 3);
  assert.deepEqual(own.map((one) => one.n), [0, early.length, late.length]);
  near(own[1].hit.value, (100 * early.filter((all) => all.joy).length) / early.length, "joy, early");
  near(own[2].hit.value, (100 * late.filter((all) => all.relief || all.trust).length) / late.length, "either, late");
  const again = await server.api("POST", "/api/v1/target-emotions", { from: day(30), emotions: ["joy"] });
  assert.deepEqual([again.status, again.body.slug, again.body.field], [409, "taken", "from"]);
  const bad = async (body, field, slug) => {
    const reply = await server.api("POST", "/api/v1/target-emotions", body);
    assert.deepEqual([reply.status, reply.body.slug, reply.body.field], [422, slug, field], reply.text);
  };
  await bad({ from: day(1), emotions: ["joy", "bliss"] }, "emotions[1]", "unknown_emotion");
  await bad({ from: day(1), emotions: ["joy", "joy"] }, "emotions[1]", "twice");
  await bad({ from: day(1), touchpoint: "nowhere", share: 5 }, "touchpoint", "unknown_touchpoint");
  await bad({ from: day(1), touchpoint: "solved", emotions: ["joy"] }, "emotions", "not_here");
});

test("consistency, the farthest pair and the breaking link", async () => {
  const { attributes } = await ask("whole-picture", { band_low: 5.5, band_high: 7 });
  const one = attributes.find((attribute) => attribute.question === "warm");
  const names = ["web", "phone", "email"];
  const means = names.map((name) => meanOf(warm[name]));
  near(one.consistency, consistencyOf(means, 1, 7), "consistency");
  assert.equal(one.breaking, names[breakingOf(means, 1, 7)]);
  assert.equal(one.breaking, "email");
  assert.deepEqual([one.lowest, one.highest], ["email", means[0] > means[1] ? "web" : "phone"]);
  near(one.gap, Math.max(...means) - Math.min(...means), "gap");
  // Each channel is drawn by itself, as the answers of each came by themselves.
  const rounds = chance(3);
  const again = Array.from({ length: 2000 }, () => consistencyOf(names.map((name) => meanOf(warm[name].map(() => warm[name][Math.floor(rounds() * warm[name].length)]))), 1, 7)).sort((a, b) => a - b);
  near(one.low, again[50], "low", 0.015);
  near(one.high, again[1949], "high", 0.015);
  const few = one.places.find((place) => place.place === "qr");
  assert.deepEqual([few.n, few.value, few.quality, few.in_line], [2, null, "hidden", undefined], "two answers take no part");
  assert.deepEqual(one.places.slice(0, 3).map((place) => [place.place, place.in_line]).sort(), [["email", false], ["phone", true], ["web", true]]);
  const touchpoints = (await ask("whole-picture", { across: "touchpoint" })).attributes;
  assert.ok(touchpoints.find((attribute) => attribute.question === "how").consistency > 0.5);
  assert.equal(touchpoints.find((attribute) => attribute.question === "warm").consistency, undefined, "one touchpoint only");
  await refused("whole-picture", { band_low: 3 }, "band_high", "empty_band");
  await refused("whole-picture", { from: day(1), to: day(9) }, "to", "empty_period");
});

test("a drag of −0.8 from digital to physical is found, and no lift", async () => {
  const where = JSON.stringify({ field: "survey", op: "eq", value: "how" });
  const got = await ask("spill-over", { measure: "rating", where });
  const effect = got.effects.find((one) => one.of === "digital" && one.on === "physical");
  const want = people.map((one) => ({ of: levelOf(one.digital), on: [one.physical] }));
  assert.deepEqual([effect.weak, effect.good, effect.excellent], [-1, 0, 1].map((level) => want.filter((one) => one.of === level).length));
  near(effect.drag.value, pullOf(want, -1), "drag");
  near(effect.lift.value, pullOf(want, 1), "lift");
  assert.ok(Math.abs(effect.drag.value + 0.8) <= 0.2, `${effect.drag.value}`);
  assert.equal(effect.drag.verdict, "worse");
  const [low, high] = interval(want, (drawn) => pullOf(drawn, -1), 1000);
  near(effect.drag.low, low, "low", 0.05);
  near(effect.drag.high, high, "high", 0.05);
  const digital = got.classes.find((one) => one.class === "digital");
  near(digital.shares.weak.value, (100 * people.filter((one) => one.digital <= 5).length) / people.length, "weak");
  near(digital.mean.value, meanOf(people.map((one) => one.digital)), "mean");
  assert.equal(got.effects.find((one) => one.of === "unconscious").drag.verdict, "too few");
  // the whole: both ways between the two classes with the same reach, drawn together; a way with under ten on a side takes no part
  assert.equal(got.whole.customers, people.length);
  const ways = [["digital", "physical"], ["physical", "digital"]];
  const both = (drawn, level) =>
    meanOf(
      ways
        .filter(([of]) => [0, level].every((side) => people.filter((one) => levelOf(one[of]) === side).length >= 10))
        .map(([of, on]) => pullOf(drawn.map((one) => ({ of: levelOf(one[of]), on: [one[on]] })), level)),
    );
  for (const [name, level] of [["drag", -1], ["lift", 1]]) {
    near(got.whole[name].value, both(people, level), `whole ${name}`);
    const [from, to] = interval(people, (drawn) => both(drawn, level), 1000);
    near(got.whole[name].low, from, `whole ${name} low`, 0.05);
    near(got.whole[name].high, to, `whole ${name} high`, 0.05);
  }
  await refused("spill-over", { measure: "rating" }, "where", "scales_mixed");
  await refused("spill-over", { journey: "nowhere" }, "journey", "unknown_journey");
  await server.ok("POST", "/api/v1/journeys", { slug: "shop-only", name: { en: "x" }, stages: [{ name: { en: "x" }, steps: [{ touchpoint: "shop" }] }] });
  const inside = await ask("spill-over", { measure: "rating", where, journey: "shop-only" });
  assert.deepEqual(inside.classes.map((one) => one.n), [600, 0, 0]);
});

test("what came later equals least squares over the first answers", async () => {
  const got = await ask("association", { days: 30 });
  const want = leastSquares(returning);
  assert.equal(got.n, 90);
  assert.equal(got.label, "association");
  for (const name of ["weak", "excellent"]) {
    const effect = got.effects.find((one) => one.class === name);
    near(effect.value, want[name], name);
    assert.equal(effect.n, 30);
    const [low, high] = interval(returning, (drawn) => leastSquares(drawn)[name], 1000);
    near(effect.low, low, `${name} low`, 0.06);
    near(effect.high, high, `${name} high`, 0.06);
  }
  assert.equal(got.effects.find((one) => one.class === "weak").verdict, "worse");
  near(got.r2, want.r2, "r2");
  for (const [i, name] of ["weak", "good", "excellent"].entries()) {
    const mine = returning.filter((one) => one.class === i - 1);
    near(got.classes[i].prior.value, meanOf(mine.map((one) => one.prior)), `${name} before`);
    near(got.classes[i].later.value, meanOf(mine.map((one) => one.later)), `${name} after`);
  }
  const stay = await ask("association", { days: 30, outcome: "retention" });
  const stayed = leastSquares(returning.map((one) => ({ ...one, later: one.later > 0 ? 1 : 0 })));
  near(stay.effects.find((one) => one.class === "weak").value, 100 * stayed.weak, "stayed");
  assert.deepEqual((await ask("association", { days: 30, touchpoint: "site" })).effects, [], "nobody came there");
  assert.equal((await ask("association", { days: 30, from: day(20) })).reason, "too_few", "what follows is not over yet");
  await refused("association", { touchpoint: "nowhere" }, "touchpoint", "unknown_touchpoint");
});

test("a worker sees the figures of their own touchpoints", async () => {
  const worker = { email: "worker@example.test", password: "long enough to be one", role: "worker", touchpoints: ["shop"] };
  await server.ok("POST", "/api/v1/accounts", worker);
  const headers = await server.signIn(worker);
  const read = async (path) => (await server.api("GET", `/api/v1/${path}`, undefined, { key: null, headers })).body;
  assert.deepEqual((await read("emotions")).places.filter((one) => one.touchpoint), []);
  const where = encodeURIComponent(JSON.stringify({ field: "survey", op: "eq", value: "how" }));
  assert.deepEqual((await read(`spill-over?measure=rating&where=${where}`)).classes.map((one) => one.n), [600, 0, 0]);
  assert.deepEqual((await read("whole-picture")).attributes.map((one) => one.question), ["how"]);
});
