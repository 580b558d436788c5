// What a journey's figures, the map, before and after, and the debts say: golden values of the specification and counts made by hand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer, survey } from "./harness.mjs";

let server;
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString();
const plain = (back) => day(back).slice(0, 10);
const near = (got, want, most = 0.06) => assert.ok(Math.abs(got - want) <= most, `${got}, not ${want}`);
const encounters = (list) => server.ok("POST", "/api/v1/encounters", { encounters: list });

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC" });
});
after(() => server?.stop());

test("nine steps, the sixth without a message: guidance 8 of 9; 31 of 240 calls ask what is next: 12.9 %", async () => {
  const slugs = ["book", "pay", "confirm", "change", "check-in", "bag-drop", "security", "gate", "board"];
  for (const slug of slugs) await server.addTouchpoint(slug);
  await server.addTouchpoint("calls");
  const next = { what: { en: "What comes next" }, within_hours: 1 };
  const steps = slugs.map((touchpoint, i) => ({ touchpoint, ...(i === 5 ? { failure: { touchpoint: "calls" } } : { next }) }));
  await server.ok("POST", "/api/v1/journeys", { slug: "flight", name: { en: "From booking to boarding" }, stages: [{ name: { en: "All" }, steps }] });
  await encounters(Array.from({ length: 240 }, (_, i) => ({ touchpoint: "calls", at: day(3), channel: "phone", attributes: { reason: i < 31 ? "what_next" : "other" } })));
  const figures = await server.ok("GET", "/api/v1/journeys/flight/figures");
  assert.deepEqual(figures.guidance, { steps: 9, guided: 8 });
  assert.deepEqual(figures.steps.filter((s) => !s.guided).map((s) => s.touchpoint), ["bag-drop"]);
  const { failure } = figures.steps[5];
  assert.deepEqual([failure.hits, failure.n], [31, 240]);
  near(failure.value, 12.9);
  assert.ok(figures.steps.filter((s) => s.failure).length === 1, "a step nobody met has no share");
});

test("fifty journeys: the pre-contact share, the pull, deviation and who is stuck", async () => {
  for (const [slug, owner] of [["ad", "Outi"], ["site", "Eero"], ["store", "Aino"], ["parcel", ""]]) await server.addTouchpoint(slug, { owner });
  await server.ok("POST", "/api/v1/journeys", {
    slug: "shoes",
    name: { en: "Shoes" },
    stages: [
      { name: { en: "Before" }, steps: [{ touchpoint: "ad" }, { touchpoint: "site", optional: true }] },
      { name: { en: "After" }, steps: [{ touchpoint: "store", goal: true, limit_hours: 24 }, { touchpoint: "parcel" }] },
    ],
  });
  // Customer i sees one advertisement, looks at the site i % 4 times, and buys in the shop in dialogue; every tenth goes to the parcel at once.
  const all = [];
  for (let i = 0; i < 50; i++) {
    const of = (touchpoint, back, initiator) => all.push({ touchpoint, at: day(back), initiator, customer: { external_id: `W-${i}` } });
    of("ad", 9, "company");
    for (let k = 0; k < i % 4; k++) of("site", 8 - k, "customer");
    if (i % 10 === 9) of("parcel", 3, "company");
    else of("store", 3, "dialogue");
  }
  await encounters(all);
  const figures = await server.ok("GET", "/api/v1/journeys/shoes/figures");
  assert.deepEqual([figures.customers, figures.walks, figures.reached], [50, 50, 45]);
  const shares = [...Array(50).keys()].filter((i) => i % 10 !== 9).map((i) => (100 * (1 + (i % 4))) / (2 + (i % 4))).sort((a, b) => a - b);
  assert.equal(figures.pre_contact.n, 45);
  near(figures.pre_contact.median, shares[22], 1e-9);
  near(figures.pre_contact.quarter, shares[11], 1e-9);
  assert.ok(figures.pre_contact.low <= figures.pre_contact.median && figures.pre_contact.high >= figures.pre_contact.median);
  assert.deepEqual(figures.pre_contact.top.map((t) => [t.touchpoint, t.owner]), [["site", "Eero"], ["ad", "Outi"]]);
  const looks = [...Array(50).keys()].reduce((sum, i) => sum + (i % 4), 0);
  assert.deepEqual([figures.pull.hits, figures.pull.n], [looks, looks + 55]);
  assert.deepEqual([figures.strayed.hits, figures.strayed.n], [5, figures.strayed.n], "five left the goal out");
  const store = figures.steps[2];
  assert.deepEqual([store.waiting, store.stuck], [45, 45]);
  assert.equal(figures.steps.reduce((sum, s) => sum + s.strayed.hits, 0), 5);
});

test("before and after a dated change, judged at its end; too few say so", async () => {
  await server.addTouchpoint("bill", { kind: "digital", owner: "Kirsi", volume_month: 400 });
  await server.addSurvey({ slug: "bill", touchpoint: "bill" });
  await server.publish("bill");
  const { id } = await server.ok("POST", "/api/v1/touchpoints/bill/elements", { slug: "wording", name: { en: "Wording" } });
  const scores = (promoters, passives, critics, back) => [...Array(promoters).fill(10), ...Array(passives).fill(8), ...Array(critics).fill(2)].map((recommend, i) => ({ submission_key: `${back}-${i}`, at: day(back), answers: { recommend } }));
  await server.respondMany([...scores(30, 40, 30, 62), ...scores(45, 35, 20, 50)], "bill");
  await server.ok("POST", `/api/v1/elements/${id}/changes`, { changed_on: plain(60), note: { en: "Plain words" } });
  await server.ok("POST", `/api/v1/elements/${id}/changes`, { changed_on: plain(2), note: { en: "Sum first" } });
  const { items } = await server.ok("GET", "/api/v1/touchpoints/bill/changes?days=30");
  const [late, early] = items;
  assert.deepEqual([early.measure, early.complete, early.before.n, early.after.n], ["nps", true, 100, 100]);
  near(early.difference.low, 3.26, 0.006);
  near(early.difference.high, 45.28, 0.006);
  assert.equal(early.verdict, "better");
  assert.equal(late.complete, false);
  assert.notEqual(late.verdict, "better");
  assert.equal((await server.ok("GET", "/api/v1/touchpoints/book/changes")).items.length, 0);
});

test("the map: one answer with columns, cells, the floor, changes and what hurts", async () => {
  await server.addTouchpoint("door", { target_emotions: ["joy"] });
  const questions = [...survey().questions, { id: "compared", type: "expectation", text: { en: "Compared?", fi: "Verrattuna?" } }];
  await server.addSurvey({ slug: "door", touchpoint: "door", questions });
  await server.publish("door");
  const answer = (channel, recommend, back, i) => ({ submission_key: `${channel}-${back}-${i}`, at: day(back), channel, answers: { recommend, compared: recommend > 8 ? 2 : -1, felt: { strongest: recommend > 8 ? "joy" : "annoyance", all: { [recommend > 8 ? "joy" : "annoyance"]: 3 } } } });
  await server.respondMany([
    ...Array.from({ length: 41 }, (_, i) => answer("store", 10, 5, i)),
    ...Array.from({ length: 40 }, (_, i) => answer("phone", 10, 12, i)),
    ...Array.from({ length: 40 }, (_, i) => answer("phone", 2, 4, i)),
    ...Array.from({ length: 7 }, (_, i) => answer("web", 9, 3, i)),
  ], "door");
  const { id } = await server.ok("POST", "/api/v1/touchpoints/door/elements", { slug: "sign", name: { en: "Sign" } });
  await server.ok("POST", `/api/v1/elements/${id}/changes`, { changed_on: plain(2), note: { en: "New sign" } });
  await server.ok("POST", "/api/v1/journeys", { slug: "in", name: { en: "In" }, stages: [{ name: { en: "Coming" }, steps: [{ touchpoint: "door", channel: "store", next: { what: { en: "Somebody comes" }, within_hours: 0 } }, { touchpoint: "bill", channel: "email" }] }] });
  const map = await server.ok("GET", `/api/v1/map?journey=in&from=${plain(7)}&to=${plain(0)}`);
  assert.deepEqual(map.columns.map((c) => c.touchpoint), ["door", "bill"]);
  assert.deepEqual(map.channels, ["store", "phone", "web", "email"], "most answered first, and what is only planned last");
  const cell = (channel) => map.cells.find((c) => c.touchpoint === "door" && c.channel === channel);
  assert.deepEqual([cell("store").figure.value, cell("store").figure.n], [100, 41]);
  assert.deepEqual([cell("web").figure.n, cell("web").figure.value, cell("web").figure.missing], [7, null, 3], "n=7, need 10: no score");
  assert.equal(cell("web").expected, undefined);
  assert.equal(cell("phone").verdict, "worse");
  assert.deepEqual(cell("phone").expected, { weak: 100, good: 0, excellent: 0 });
  assert.equal(cell("store").hit.value, 100);
  assert.deepEqual(map.worst, { touchpoint: "door", channel: "phone", why: "worse" });
  assert.deepEqual(map.changes.map((c) => [c.touchpoint, c.note.en]), [["door", "New sign"], ["bill", "Sum first"]]);
  assert.deepEqual(map.columns[0].plan, { channel: "store", what: { en: "Somebody comes" }, guided: true });
  assert.equal(map.columns[1].plan.guided, false);
  const everything = await server.ok("GET", "/api/v1/map");
  assert.ok(everything.columns.length > 10 && !everything.stages);
  const alone = await server.ok("GET", `/api/v1/map?where=${encodeURIComponent(JSON.stringify({ field: "channel", op: "eq", value: "store" }))}`);
  assert.deepEqual(alone.cells.map((c) => c.channel), ["store"]);
  for (const [query, field] of [["journey=none", "journey"], ["where=%7B", "where"], ["from=2026-02-02&to=2026-02-01", "to"]]) {
    const refused = await server.api("GET", `/api/v1/map?${query}`);
    assert.equal(refused.status, 422, refused.text);
    assert.match(refused.body.field, new RegExp(field));
  }
});

test("debts: volume without an owner or a measure, and the coverage", async () => {
  await server.addTouchpoint("leaflet", { volume_month: 9000 });
  await server.addTouchpoint("quiet", { owner: "Aino" });
  const debts = await server.ok("GET", "/api/v1/debts");
  assert.deepEqual(debts.items[0], { touchpoint: "leaflet", volume_month: 9000, counted: false, no_owner: true, measure: "none" });
  const of = (slug) => debts.items.find((d) => d.touchpoint === slug);
  assert.equal(of("quiet"), undefined, "nobody meets it");
  assert.equal(of("bill"), undefined, "owned, and answered within ninety days");
  assert.deepEqual([of("calls").counted, of("calls").no_owner, of("calls").volume_month], [true, true, Math.round((240 * 30.4) / 90)]);
  assert.equal(of("site").no_owner, false);
  assert.equal(debts.measured, 1, "the bill; of the door no encounter is known");
  assert.equal(debts.with_volume, debts.items.length + 1);
});

test("a worker who is given some touchpoints sees neither others' columns nor whole journeys", async () => {
  await server.ok("POST", "/api/v1/accounts", { email: "w@example.test", name: "W", role: "worker", password: "long enough to be one", touchpoints: ["door"] });
  const headers = await server.signIn({ email: "w@example.test", password: "long enough to be one" });
  const map = await server.api("GET", "/api/v1/map", undefined, { key: null, headers });
  assert.deepEqual(map.body.columns.map((c) => c.touchpoint), ["door"]);
  assert.equal((await server.api("GET", "/api/v1/journeys/in/figures", undefined, { key: null, headers })).status, 403);
  assert.equal((await server.api("GET", "/api/v1/touchpoints/bill/changes", undefined, { key: null, headers })).status, 404);
  assert.deepEqual((await server.api("GET", "/api/v1/debts", undefined, { key: null, headers })).body.items, []);
});
