// Two executors of one plan: whatever the engine in the program says of a history, ClickHouse says to the last unit; and what happens when
// that server is away, was killed, lost rows, holds what was taken out, or belongs to somebody else.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { addressOf, skip, startClickhouse } from "./clickhouse.mjs";
import { run, startServer } from "./harness.mjs";

const HOSTILE = ["'; DROP TABLE kuulo_row; --", "\\' OR 1=1", "a\tb\nc", "Ä⟂\u0001`\"$(x)", "\\N", "NULL", "0x00", "{}", "1) OR (1"];
const text = { en: "?", fi: "?" };
const PLACES = ["store", "web", "phone"];

/** The same numbers in every run of one seed. */
function chance(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, of: (list) => list[below(list.length)], once: (share) => next() < share };
}

const EMOTIONS = ["joy", "trust", "surprise", "annoyance", "hurry"];
const surveys = [
  {
    slug: "visit", title: text, languages: ["en", "fi"], touchpoint: "store",
    questions: [
      { id: "recommend", type: "nps", text }, { id: "easy", type: "ces", text }, { id: "happy", type: "csat", text, scale: { low: 1, high: 5 } },
      { id: "felt", type: "emotion", text }, { id: "kind", type: "choice", text, choices: ["a", "b", "c"].map((id) => ({ id, text })) },
      { id: "age", type: "number", text }, { id: "why", type: "story", text },
    ],
  },
  { slug: "call", title: text, languages: ["en"], touchpoint: "phone", questions: [{ id: "recommend", type: "nps", text }, { id: "web", type: "csat", text, scale: { low: 1, high: 7 }, touchpoint: "web" }] },
];

function day(random, low = 0, high = 420) {
  return new Date(Date.UTC(2025, 2, 1) + (low + random.below(high - low)) * 86_400_000 + random.below(86_400) * 1000).toISOString();
}

function feeling(random) {
  const strongest = random.of(EMOTIONS);
  return { strongest, all: Object.fromEntries(EMOTIONS.filter((name) => name === strongest || random.once(0.4)).map((name) => [name, 1 + random.below(5)])) };
}

function answerOf(random, survey) {
  const answers = {};
  const skips = () => random.once(0.25);
  if (survey === "call") {
    if (!skips()) answers.recommend = random.below(11);
    if (!skips() || !Object.keys(answers).length) answers.web = 1 + random.below(7);
  } else {
    answers.recommend = random.below(11);
    if (!skips()) answers.easy = 1 + random.below(7);
    if (!skips()) answers.happy = 1 + random.below(5);
    if (!skips()) answers.kind = random.of(["a", "b", "c"]);
    if (!skips()) answers.age = random.of([18, 20.5, -3, 1e9]);
    if (random.once(0.1)) answers.why = "It rained.";
    if (!skips()) answers.felt = random.once(0.3) ? { strongest: "nothing_special", all: {} } : feeling(random);
  }
  return {
    submission_key: randomUUID(), at: day(random), channel: random.of(["email", "sms", "qr", ""]) || undefined, language: survey === "visit" ? random.of(["en", "fi"]) : "en",
    ...(random.once(0.6) ? { customer: { external_id: `c${random.below(60)}` } } : {}),
    attributes: { segment: random.of(HOSTILE), rank: random.below(4), gold: random.once(0.5) },
    answers,
  };
}

async function history(server, random, count) {
  for (const survey of ["visit", "call"])
    for (let left = count; left > 0; left -= 500) await server.respondMany(Array.from({ length: Math.min(left, 500) }, () => answerOf(random, survey)), survey);
  await server.ok("POST", "/api/v1/encounters", {
    encounters: Array.from({ length: count }, () => ({
      touchpoint: random.of(PLACES), at: day(random), channel: random.of(["email", "shop"]), effect: random.of(["weakened", "unchanged", "strengthened"]), initiator: random.of(["company", "customer"]),
      ...(random.once(0.5) ? { customer: { external_id: `c${random.below(60)}` } } : {}),
      attributes: { segment: random.of(HOSTILE) },
    })),
  });
}

/** Some answers are taken out, a customer is erased, others' margins change. */
async function changes(server, random) {
  for (const survey of ["visit", "call"]) {
    const { items } = await server.ok("GET", `/api/v1/responses?survey=${survey}&limit=100`);
    for (let i = 0; i < 6; i += 1) {
      const [one] = items.splice(random.below(items.length), 1);
      await server.ok("DELETE", `/api/v1/responses/${one.id}`);
    }
  }
  await server.ok("DELETE", `/api/v1/customers/c${random.below(60)}`);
}

const MEASURES = ["nps", "ces", "csat", "emotion_net", "emotion_share", "responses", "volume", "strengthening"];
const ofEncounters = (measure) => measure === "volume" || measure === "strengthening";
const period = (random) => random.of(["day", "week", "month", "quarter", "year"]);

function conditionOf(random, measure, depth = 0) {
  if (depth < 3 && random.once(0.4)) {
    const parts = Array.from({ length: 1 + random.below(3) }, () => conditionOf(random, measure, depth + 1));
    return random.of([{ all: parts }, { any: parts }, { not: parts[0] }]);
  }
  const leaves = [
    { field: "touchpoint", op: "eq", value: random.of(PLACES) },
    { field: "channel", op: random.of(["in", "not_in"]), value: ["email", "qr"] },
    { field: "attributes.segment", op: "in", value: [random.of(HOSTILE), random.of(HOSTILE)] },
    { field: "attributes.segment", op: "answered" },
    { field: "at", op: random.of(["ge", "lt"]), value: day(random).slice(0, 10) },
  ];
  if (!ofEncounters(measure))
    leaves.push(
      { field: "attributes.rank", op: random.of(["ge", "lt", "eq"]), value: random.below(4) },
      { field: "attributes.gold", op: "eq", value: true },
      { field: "answers.recommend", op: random.of(["ge", "lt"]), value: random.below(11) },
      { field: "answers.kind", op: random.of(["not_answered", "answered"]) },
      { field: "answers.felt", op: "contains", value: "joy" },
      { field: "survey", op: "eq", value: random.of(["visit", "call"]) },
    );
  return random.of(leaves);
}

function planOf(random) {
  const measure = random.of(MEASURES), keys = ["touchpoint", "channel", "attributes.segment", period(random)];
  if (!ofEncounters(measure)) keys.push("language", "survey", "answers.kind", "answers.recommend", "attributes.rank");
  const by = Array.from({ length: random.below(measure === "emotion_share" ? 4 : 5) }, () => keys.splice(random.below(keys.length), 1)[0]).filter(Boolean);
  const plan = { measure, floor: "none" };
  if (by.length) plan.by = by.join(",");
  if (random.once(0.7)) plan.where = JSON.stringify(conditionOf(random, measure));
  if (random.once(0.5)) plan.from = day(random, 0, 200).slice(0, 10);
  if (random.once(0.3)) plan.to = day(random, 200).slice(0, 10);
  if (random.once(0.4) && (plan.from || by.some((key) => /day|week|month|quarter|year/.test(key)))) plan.compare = "previous";
  else if (random.once(0.3)) plan.compare = JSON.stringify(conditionOf(random, measure));
  if (!ofEncounters(measure) && measure !== "responses" && random.once(0.2)) plan.weight = "margin";
  return `/api/v1/metrics?${new URLSearchParams(plan)}`;
}

const ranked = (measure, order) => `/api/v1/metrics?${new URLSearchParams({ measure, by: "customer", floor: "none", limit: 20, n_min: 2, order, where: JSON.stringify({ field: "survey", op: "eq", value: "visit" }) })}`;
/** Everything else that is counted: screens, studies, explanations. */
const FIXED = [
  ranked("nps", "lowest"), ranked("ces", "highest"),
  "/api/v1/dimensions", "/api/v1/map?from=2025-03-01&to=2026-05-01", "/api/v1/drivers?outcome=nps&of=easy,happy", "/api/v1/emotions?from=2025-03-01&to=2026-05-01",
  "/api/v1/explain?figure=metrics&measure=nps&by=touchpoint", "/api/v1/control?measure=nps&from=2025-10-01&to=2025-12-31", "/api/v1/today?days=90&to=2025-12-31", "/api/v1/sample-size?measure=nps", "/api/v1/debts",
];

const weighed = (by) => `/api/v1/metrics?${new URLSearchParams({ measure: "nps", by, floor: "none", weight: "panel" })}`;
const segmentCount = (where) => `/api/v1/segment-count?${new URLSearchParams({ where: JSON.stringify(where) })}`;
FIXED.push(
  "/api/v1/whole-picture?measure=nps&across=touchpoint", "/api/v1/whole-picture?measure=csat_mean", "/api/v1/spill-over?measure=nps", "/api/v1/spill-over?measure=nps&journey=way&from=2025-04-01",
  "/api/v1/association?measure=nps&days=60&from=2025-05-01&to=2025-12-31", "/api/v1/association?measure=nps&outcome=retention&touchpoint=store&days=30&from=2025-05-01&to=2025-12-31",
  segmentCount({ field: "answers.recommend", op: "le", value: 6 }), segmentCount({ all: [{ field: "channel", op: "in", value: ["email", "qr"] }, { not: { field: "touchpoint", op: "eq", value: "web" } }] }),
  "/api/v1/journeys/way/figures?from=2025-03-01&to=2026-05-01", "/api/v1/explain?figure=drivers&outcome=nps&of=easy,happy", "/api/v1/explain?figure=metrics&measure=csat&by=channel", weighed("touchpoint"), weighed("month"),
);

/** Every plan's reply, status and text. */
async function replies(server, seed, count) {
  const random = chance(seed), all = new Map();
  for (const path of [...FIXED, ...Array.from({ length: count }, () => planOf(random))]) {
    const reply = await server.api("GET", path);
    all.set(path, `${reply.status} ${reply.text}`);
  }
  return all;
}

function assertSame(far, near) {
  let told = 0;
  for (const path of FIXED) assert.match(near.get(path), /^200 /, path);
  for (const [path, reply] of near) {
    assert.equal(far.get(path), reply, decodeURIComponent(path));
    told += reply.startsWith("200") && !reply.includes('"rows":[]');
  }
  return told;
}

/** Until everything answered so far is counted there. */
async function carried(server, ms = 60_000) {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    const { body } = await server.api("GET", "/healthz");
    if (body.analytics === "ok" && (await server.api("GET", "/api/v1/metrics?measure=responses")).status === 200) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`not carried in ${ms} ms\n${server.log}`);
}

const counted = async (server, measure = "responses") => (await server.metrics({ measure })).rows[0]?.n ?? 0;

let one, server;
const farArgs = (servers, database) => ["--analytics", addressOf(servers, database)];
async function as(args) {
  server.args = args;
  await server.restart();
}

before(async () => {
  if (skip) return;
  one = await startClickhouse(1);
  server = await startServer({ args: farArgs(one, "figures") });
  for (const [i, slug] of PLACES.entries()) await server.addTouchpoint(slug, { name: { en: slug }, kind: ["physical", "digital", "unconscious"][i] });
  for (const survey of surveys) {
    await server.ok("POST", "/api/v1/surveys", survey);
    await server.publish(survey.slug);
  }
  const next = { what: { en: "?" }, within_hours: 48 }, failure = { touchpoint: "phone", where: { field: "channel", op: "eq", value: "email" } };
  await server.ok("POST", "/api/v1/journeys", { slug: "way", name: { en: "Way" }, stages: [{ name: { en: "All" }, steps: [{ touchpoint: "web", next }, { touchpoint: "store", next, failure }] }] });
  await server.ok("POST", "/api/v1/weight-schemes", { slug: "panel", name: "Panel", margins: [{ by: "channel", targets: [{ value: "email", share: 0.45 }, { value: "sms", share: 0.3 }, { value: "qr", share: 0.25 }] }, { by: "language", targets: [{ value: "en", share: 0.7 }, { value: "fi", share: 0.3 }] }] });
  for (let i = 0; i < 60; i += 1) await server.ok("POST", "/api/v1/customers", { external_id: `c${i}`, name: `C ${i}`, ...(i % 3 ? { margin: 10 * i } : {}) });
});
after(async () => {
  await server?.stop();
  for (const clickhouse of one ?? []) await clickhouse.stop();
});

test("random histories, carried while they happen: both executors give the same replies", { skip }, async () => {
  const random = chance(11);
  let told = 0;
  for (let round = 0; round < 2; round += 1) {
    await history(server, random, 400);
    await carried(server);
    await changes(server, random);
    await carried(server);
    const far = await replies(server, 100 + round, 120);
    await as([]);
    told += assertSame(far, await replies(server, 100 + round, 120));
    await as(farArgs(one, "figures"));
    await carried(server);
    assertSame(await replies(server, 100 + round, 120), far);
  }
  assert.ok(told > 120, `only ${told} replies said anything`);
});

test("what was taken out leaves the server's disk, and nothing is counted twice or not at all", { skip }, async () => {
  for (let tries = 0; (await one[0].ask("SELECT count() FROM figures.kuulo_removed WHERE state = 1")) !== "24"; tries += 1) {
    assert.ok(tries < 600, "24 answers were taken out");
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.equal(await one[0].ask("SELECT count() FROM figures.kuulo_row WHERE id IN (SELECT id FROM figures.kuulo_removed)"), "0");
  assert.equal(await one[0].ask("SELECT count() = countDistinct(id) FROM figures.kuulo_row"), "1");
});

test("no name, address or word of anybody is there", { skip }, async () => {
  await server.respond({ recommend: 5, why: "Secretword" }, { customer: { external_id: "c1" } });
  await carried(server);
  const texts = await one[0].ask("SELECT DISTINCT dictionary, text FROM figures.kuulo_text");
  assert.match(texts, /DROP TABLE/);
  assert.doesNotMatch(texts, /Secretword|\bc1\b|C 1\b/);
});

test("Kuulo is killed while it carries, again and again: nothing doubles, nothing is missing", { skip }, async () => {
  const random = chance(5), before = await counted(server);
  let sent = 0;
  for (let round = 0; round < 4; round += 1) {
    await server.respondMany(Array.from({ length: 300 }, () => answerOf(random, "visit")));
    sent += 300;
    await new Promise((done) => setTimeout(done, 200 + 300 * round));
    await server.restart({ kill: true });
  }
  await carried(server);
  assert.equal(await counted(server), before + sent);
});

test("ClickHouse is away: answers are taken, figures say why not; back again, they are whole", { skip }, async () => {
  const before = await counted(server);
  await one[0].kill();
  const reply = await server.api("GET", "/api/v1/metrics?measure=nps");
  assert.equal(reply.status, 503);
  assert.equal(reply.body.slug, "analytics_away");
  assert.match(reply.body.detail, /cannot be reached/);
  await server.respond({ recommend: 9 });
  for (let tries = 0; (await server.api("GET", "/healthz")).body.analytics !== "away"; tries += 1) {
    assert.ok(tries < 400);
    await new Promise((done) => setTimeout(done, 50));
  }
  await server.restart();
  assert.equal((await server.api("GET", "/api/v1/metrics?measure=nps")).body.slug, "analytics_behind");
  await server.respond({ recommend: 9 });
  assert.match((await server.api("GET", "/metrics")).text, /kuulo_analytics_away 1\n/);
  await one[0].start();
  await carried(server, 90_000);
  assert.equal(await counted(server), before + 2);
});

test("rows that the server lost are noticed at the next start, and everything is carried anew", { skip }, async () => {
  const before = await counted(server);
  await one[0].ask("ALTER TABLE figures.kuulo_row DELETE WHERE id % 3 = 0");
  for (let tries = 0; (await one[0].ask("SELECT count() FROM system.mutations WHERE NOT is_done")) !== "0"; tries += 1) {
    assert.ok(tries < 400);
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.ok((await counted(server)) < before);
  await server.restart();
  await carried(server);
  assert.equal(await counted(server), before);
});

test("a block that was begun and not committed is never counted, however late its rows come", { skip }, async () => {
  const before = await counted(server), block = Date.now();
  const late = () => one[0].ask(`INSERT INTO figures.kuulo_row (workspace, source, id, day, block, c0) SELECT workspace, source, id + 100000, day, ${block}, c0 FROM figures.kuulo_row LIMIT 40`);
  await late(); // and the line that says it began was lost
  await server.restart();
  await carried(server);
  assert.equal(await counted(server), before);
  await server.respond({ recommend: 9 });
  await carried(server);
  await late();
  assert.equal(await counted(server), before + 1);
  await server.restart();
  await carried(server);
  assert.equal(await counted(server), before + 1);
});

test("what came of a block that was never committed leaves the disk, when nothing more of it can come", { skip }, async () => {
  const before = await counted(server), old = Date.now() - 7_200_000;
  await one[0].ask(`INSERT INTO figures.kuulo_row (workspace, source, id, day, block, c0) SELECT workspace, source, id + 200000, day, ${old}, c0 FROM figures.kuulo_row LIMIT 40`);
  await one[0].ask(`INSERT INTO figures.kuulo_text (workspace, block, dictionary, code, text) VALUES (1, ${old}, 0, 60000, 'x')`);
  const last = "WHERE workspace = 1 AND state = 1 AND block = (SELECT max(block) FROM figures.kuulo_block WHERE workspace = 1 AND state = 1)";
  await one[0].ask(`INSERT INTO figures.kuulo_block SELECT workspace, block + 1, state, upto, at, rows, zone, arrayConcat([toInt64(${old})], dead), toInt64(1) FROM figures.kuulo_block ${last}`);
  await server.restart();
  await carried(server);
  assert.equal(await counted(server), before);
  for (let tries = 0; (await one[0].ask(`SELECT count() FROM figures.kuulo_row WHERE block = ${old}`)) !== "0" || (await one[0].ask(`SELECT count() FROM figures.kuulo_text WHERE block = ${old}`)) !== "0"; tries += 1) {
    assert.ok(tries < 600);
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.equal(await counted(server), before);
});

test("codes that were never given are an error, and no end", { skip }, async () => {
  const block = await one[0].ask("SELECT max(block) FROM figures.kuulo_block WHERE state = 1");
  const put = (day) => one[0].ask(`INSERT INTO figures.kuulo_row (workspace, source, id, day, block, c0, c1, c2, c3, c4) SELECT workspace, source, 99000000, ${day}, ${block}, 60000, 60000, 60000, 60000, 60000 FROM figures.kuulo_row WHERE workspace = 1 GROUP BY workspace, source`);
  const before = await counted(server);
  await put(60_000);
  const reply = await server.api("GET", "/api/v1/metrics?measure=responses&by=touchpoint,day");
  assert.equal(reply.status, 500);
  assert.equal(reply.body.slug, "analytics_damaged");
  await server.restart();
  await carried(server);
  assert.equal(await counted(server), before);
});

test("doctor says that the server answers, and when it does not", { skip }, async () => {
  const visit = (database) => run(["doctor", "--data", server.dir, ...farArgs(one, database)]).out;
  assert.match(visit("figures"), /fine {4}ClickHouse [\d.]+ answers; the tables on the first host hold \d+ rows/);
  assert.match(run(["doctor", "--data", server.dir, "--analytics", "clickhouse://127.0.0.1:1/figures"]).out, /advice {2}The analytics server cannot be reached/);
  assert.match(visit("nowhere"), /advice {2}The analytics server refused/);
});

test("another time zone has other days: they are carried anew", { skip }, async () => {
  const byDay = async () => JSON.stringify(await server.metrics({ measure: "volume", by: "day", floor: "none" }));
  const helsinki = await byDay();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Pacific/Auckland" });
  for (let tries = 0; (await one[0].ask("SELECT count() FROM figures.kuulo_block WHERE zone = 'Pacific/Auckland' AND state = 1")) === "0"; tries += 1) {
    assert.ok(tries < 400);
    await new Promise((done) => setTimeout(done, 50));
  }
  await carried(server);
  const auckland = await byDay();
  assert.notEqual(auckland, helsinki);
  await as([]);
  assert.equal(await byDay(), auckland);
  await as(farArgs(one, "figures"));
  await carried(server);
  // Rows of before, which come only now: the server had them on its way when everything was taken away.
  const was = await counted(server), first = await one[0].ask("SELECT max(first) FROM figures.kuulo_block WHERE state = 1");
  assert.ok(Number(first) > 0);
  await one[0].ask(`INSERT INTO figures.kuulo_row (workspace, source, id, day, block, c0) SELECT workspace, source, id + 300000, day, ${first} - 7, c0 FROM figures.kuulo_row LIMIT 40`);
  assert.equal(await counted(server), was);
  await server.restart();
  await carried(server);
  assert.equal(await counted(server), was);
});

test("a database of another installation is left alone", { skip }, async () => {
  const other = await startServer({ args: farArgs(one, "figures") });
  try {
    for (let tries = 0; !other.log.includes("another installation"); tries += 1) {
      assert.ok(tries < 200, other.log);
      await new Promise((done) => setTimeout(done, 50));
    }
    assert.equal((await other.api("GET", "/api/v1/metrics?measure=nps")).status, 503);
  } finally {
    await other.stop();
  }
});

test("two shards under a Distributed table give the same replies", { skip }, async () => {
  const two = await startClickhouse(2);
  try {
    const near = await replies(server, 7, 60);
    await as(farArgs(two, "spread"));
    await carried(server);
    assertSame(await replies(server, 7, 60), near);
    const { items } = await server.ok("GET", "/api/v1/responses?survey=visit&limit=10");
    for (const { id } of items.slice(0, 3)) await server.ok("DELETE", `/api/v1/responses/${id}`);
    await server.respondMany(Array.from({ length: 50 }, (_, i) => answerOf(chance(i), "visit")));
    await carried(server);
    const far = await replies(server, 8, 60);
    for (const shard of two) assert.ok(Number(await shard.ask("SELECT count() FROM spread.kuulo_row_local")) > 100);
    await as([]);
    assertSame(far, await replies(server, 8, 60));
  } finally {
    await as(farArgs(one, "figures"));
    for (const shard of two) await shard.stop();
  }
});

test("a server that is not named rightly is refused before anything starts", { skip }, async () => {
  for (const wrong of ["http://127.0.0.1:1/x", "clickhouse://127.0.0.1/x", "clickhouse://h:1/x;DROP", "clickhouse://a:1,b:2/x", "clickhouse://a:1/x?cluster=a b", "clickhouse://a:1/"])
    await assert.rejects(startServer({ data: server.dir, args: ["--analytics", wrong] }), /ended before it was ready: (1|1\n)/, wrong);
});
