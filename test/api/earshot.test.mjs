// Earshot (S3): who has been heard, by satisfaction and by profit, and whom to call.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server;
const day = 86_400_000;
const ago = (days) => new Date(Date.now() - days * day).toISOString();
const near = (value, expected) => assert.ok(Math.abs(value - expected) < 0.001, `${value} is not ${expected}`);

/** The acceptance case: 1,000 active, 210 heard (120 satisfied, 60 dissatisfied, 30 neutral), 9 of the 100 most profitable. */
before(async () => {
  server = await startServer();
  await server.prepare();
  const wait = [];
  for (let i = 0; i < 1000; i++) {
    wait.push(server.ok("POST", "/api/v1/customers", { external_id: `c${i}`, phone: i % 2 ? "+358 40 1" : "", consent_surveys: true, margin: 1000 - i }));
    if (wait.length === 50) await Promise.all(wait.splice(0));
  }
  await Promise.all(wait);
  const heard = [...Array(9).keys(), ...Array.from({ length: 201 }, (_, i) => 100 + i)];
  const score = (i) => (i < 120 ? 10 : i < 180 ? 2 : 7);
  await server.respondMany(heard.map((c, i) => ({ submission_key: `k${i}`, at: ago(i % 80), customer: { external_id: `c${c}` }, answers: { recommend: score(i) } })));
  // One was heard half a year ago; one was met only long ago and is no longer a customer.
  await server.respond({ recommend: 9 }, { at: ago(180), customer: { external_id: "c999" } });
  await server.ok("POST", "/api/v1/encounters", { touchpoint: "store-visit", at: ago(400), customer: { external_id: "gone" } });
});
after(() => server?.stop());

test("1,000 active, 210 heard: 21.0 %, and the most profitable tenth is flagged although the total is not", async () => {
  const e = await server.ok("GET", "/api/v1/earshot");
  assert.equal(e.total.active, 1000);
  assert.equal(e.total.heard_90, 210);
  assert.equal(e.total.heard_365, 211);
  near(e.total.coverage_90.value, 21);
  // Wilson's interval of 210/1000, reckoned apart: 18.589 … 23.633.
  near(e.total.coverage_90.low, 18.589);
  near(e.total.coverage_90.high, 23.633);
  assert.equal(e.total.verdict, "reached");
  const of = (name) => e.classes.find((one) => one.class === name);
  assert.deepEqual(["satisfied", "neutral", "dissatisfied"].map((name) => of(name).heard_90), [120, 30, 60]);
  assert.equal(of("unknown").active, 789);
  assert.equal(e.never_heard, 789);
  const top = e.deciles.find((one) => one.decile === 10);
  assert.deepEqual([top.active, top.heard_90, top.verdict], [100, 9, "missed"]);
  // Wilson's interval of 9/100: 4.807 … 16.226.
  near(top.coverage_90.high, 16.226);
  assert.equal(e.flagged, true);
  assert.equal(e.silent[0].customer, "c9", "the most profitable of those who were not heard");
  assert.equal(e.silent.length, 20);
});

test("the goal moves the verdict", async () => {
  assert.deepEqual(await server.ok("PUT", "/api/v1/earshot/goal", { coverage: 4, talks_month: 6 }), { coverage: 4, talks_month: 6 });
  const e = await server.ok("GET", "/api/v1/earshot");
  assert.equal(e.deciles.find((one) => one.decile === 10).verdict, "reached");
  assert.deepEqual(e.goal, { coverage: 4, talks_month: 6 });
});

test("a call list is drawn by lot from every stratum, only from those who may be called, and nobody twice", async () => {
  const list = await server.ok("POST", "/api/v1/call-lists", { size: 40 });
  assert.equal(list.items.length, 40);
  assert.equal(list.survey, "talk");
  const count = (stratum) => list.items.filter((one) => one.stratum === stratum).length;
  assert.deepEqual(["satisfied", "dissatisfied", "silent", "most_profitable"].map(count), [10, 10, 10, 10]);
  assert.ok(list.items.every((one) => one.phone && Number(one.customer.slice(1)) % 2 === 1), "without a phone number nobody can be called");
  const again = await server.ok("POST", "/api/v1/call-lists", { size: 40 });
  const first = new Set(list.items.map((one) => one.customer));
  assert.equal(again.items.filter((one) => first.has(one.customer)).length, 0, "who was just listed rests");
  assert.notEqual(list.seed, again.seed);
  assert.deepEqual((await server.ok("GET", "/api/v1/call-lists")).items.map((one) => one.id), [again.id, list.id]);
});

test("a talk is an answer: the customer is heard, the story is kept, the leader is counted", async () => {
  const headers = await server.signIn();
  const [list] = (await server.ok("GET", "/api/v1/call-lists")).items;
  const { items } = await server.ok("GET", `/api/v1/call-lists/${list.id}`);
  const silent = items.find((one) => one.stratum === "silent");
  assert.equal(silent.talked, false);
  const before = (await server.ok("GET", "/api/v1/earshot")).total.heard_90;
  const body = { submission_key: "talk-1", channel: "phone", customer: { external_id: silent.customer }, answers: { overall: 4, change: "Answer the phone sooner" } };
  const reply = await server.api("POST", "/api/v1/surveys/talk/responses", body, { key: null, headers });
  assert.equal(reply.status, 201, reply.text);
  const shown = await server.ok("GET", `/api/v1/call-lists/${list.id}`);
  assert.equal(shown.items.find((one) => one.customer === silent.customer).talked, true);
  assert.equal(shown.talked, 1);
  const e = await server.ok("GET", "/api/v1/earshot");
  assert.equal(e.total.heard_90, before + 1);
  assert.deepEqual(e.leaders.map((one) => one.talks), [1]);
  const { items: stories } = await server.ok("GET", "/api/v1/responses?survey=talk&stories=true");
  assert.equal(stories[0].answers.change, "Answer the phone sooner");
});

test("when nobody may be called, no list is made", async () => {
  const own = await startServer();
  try {
    await own.ok("POST", "/api/v1/customers", { external_id: "banned", phone: "+358 40 1", consent_surveys: true, contact_ban: true });
    const reply = await own.api("POST", "/api/v1/call-lists", {});
    assert.equal(reply.status, 409, reply.text);
    assert.equal(reply.body.slug, "nobody_to_call");
    assert.equal((await own.ok("GET", "/api/v1/call-lists")).items.length, 0);
    const e = await own.ok("GET", "/api/v1/earshot");
    assert.deepEqual([e.total.active, e.total.verdict], [1, "too few"]);
  } finally {
    await own.stop();
  }
});
