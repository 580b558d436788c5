// Responses: one, many, again; checked whatever door they come through; safe once acknowledged.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.prepare();
});
after(() => server?.stop());

const send = (body, options) => server.api("POST", "/api/v1/surveys/visit/responses", body, options);
const answered = async (survey = "visit") => (await server.ok("GET", `/api/v1/surveys/${survey}`)).responses;

test("the contract's example is accepted with a receipt and reads back as it was given", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "C-17" });
  const given = {
    submission_key: "k-example", at: "2026-03-01T10:00:00+02:00", channel: "email", language: "fi", touchpoint: "store-visit",
    customer: { external_id: "C-17" }, attributes: { segment: "gold" },
    answers: { recommend: 9, felt: { strongest: "relief", all: { relief: 4 } }, why: "Hienosti hoidettu" },
  };
  const receipt = await send(given);
  assert.equal(receipt.status, 201, receipt.text);
  assert.equal(receipt.body.accepted, 1);
  assert.equal(receipt.body.repeated, 0);
  assert.equal(receipt.body.responses[0].submission_key, "k-example");
  const read = await server.ok("GET", `/api/v1/responses/${receipt.body.responses[0].id}`);
  assert.deepEqual(read.answers, given.answers);
  assert.equal(read.at, "2026-03-01T08:00:00Z");
  assert.equal(read.channel, "email");
  assert.equal(read.language, "fi");
  assert.equal(read.customer, "C-17");
  assert.deepEqual(read.attributes, { segment: "gold" });
  assert.equal(read.outcome, "good");
});

test("a thousand at once are accepted, a thousand and one are not", async () => {
  const start = await answered();
  const many = Array.from({ length: 1000 }, (_, i) => ({ submission_key: `m-${i}`, answers: { recommend: i % 11 } }));
  const reply = await send({ responses: many });
  assert.equal(reply.status, 201, reply.text.slice(0, 500));
  assert.equal(reply.body.accepted, 1000);
  assert.equal(new Set(reply.body.responses.map((r) => r.id)).size, 1000);
  assert.equal((await send({ responses: [...many, { answers: { recommend: 1 } }] })).status, 422);
  assert.equal((await send({ responses: [] })).status, 422);
  assert.equal(await answered(), start + 1000);
});

test("the same key is one response, however often and at whatever moment it is sent", async () => {
  const start = await answered();
  const replies = await Promise.all(Array.from({ length: 20 }, () => send({ submission_key: "again", answers: { recommend: 8 } })));
  assert.deepEqual(new Set(replies.map((r) => r.status)), new Set([201]));
  assert.equal(replies.reduce((sum, r) => sum + r.body.accepted, 0), 1);
  assert.equal(replies.reduce((sum, r) => sum + r.body.repeated, 0), 19);
  assert.equal(new Set(replies.map((r) => r.body.responses[0].id)).size, 1);
  const later = await send({ submission_key: "again", answers: { recommend: 8 } });
  assert.equal(later.body.repeated, 1);
  assert.equal(await answered(), start + 1);
});

test("a key that repeats within one batch is one response", async () => {
  const start = await answered();
  const reply = await send({ responses: [{ submission_key: "pair", answers: { recommend: 1 } }, { submission_key: "pair", answers: { recommend: 1 } }] });
  assert.equal(reply.status, 201, reply.text);
  assert.equal(reply.body.accepted, 1);
  assert.equal(reply.body.repeated, 1);
  assert.equal(await answered(), start + 1);
});

test("all of a batch or nothing, and the wrong one is named", async () => {
  const start = await answered();
  const reply = await send({ responses: [{ answers: { recommend: 9 } }, { answers: { recommend: 9 } }, { answers: { recommend: 11 } }] });
  assert.equal(reply.status, 422);
  assert.equal(reply.body.field, "responses[2].answers.recommend");
  assert.equal(reply.body.slug, "out_of_scale");
  assert.equal(await answered(), start);
});

for (const [name, body, field, slug] of [
  ["a score above the scale", { answers: { recommend: 11 } }, "answers.recommend", "out_of_scale"],
  ["a score below the scale", { answers: { recommend: -1 } }, "answers.recommend", "out_of_scale"],
  ["half a point", { answers: { recommend: 8.5 } }, "answers.recommend"],
  ["a score in quotes", { answers: { recommend: "9" } }, "answers.recommend"],
  ["a missing required answer", { answers: { why: "…" } }, "answers.recommend", "required"],
  ["an answer to a question nobody asked", { answers: { recommend: 9, shoe: 42 } }, "answers.shoe"],
  ["an emotion of no name", { answers: { recommend: 9, felt: { strongest: "meh" } } }, /^answers\.felt/],
  ["an intensity over five", { answers: { recommend: 9, felt: { strongest: "joy", all: { joy: 6 } } } }, /^answers\.felt/],
  ["a story that is a number", { answers: { recommend: 9, why: 7 } }, "answers.why"],
  ["a story of 10,001 characters", { answers: { recommend: 9, why: "ä".repeat(10_001) } }, "answers.why"],
  ["an unknown field", { answers: { recommend: 9 }, colour: "red" }, "colour", "unknown_field"],
  ["no answers", { submission_key: "x" }, "answers", "required"],
  ["a moment that is none", { at: "yesterday", answers: { recommend: 9 } }, "at"],
  ["a moment far ahead", { at: "2999-01-01T00:00:00Z", answers: { recommend: 9 } }, "at"],
  ["an unknown touchpoint", { touchpoint: "nowhere", answers: { recommend: 9 } }, "touchpoint"],
  ["a submission key of 101 characters", { submission_key: "k".repeat(101), answers: { recommend: 9 } }, "submission_key"],
  ["41 attributes", { attributes: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`a${i}`, "x"])), answers: { recommend: 9 } }, "attributes"],
  ["an attribute that is a list", { attributes: { tags: ["a"] }, answers: { recommend: 9 } }, /^attributes/],
]) {
  test(`${name} is refused by name`, async () => {
    const start = await answered();
    const reply = await send(body);
    assert.equal(reply.status, 422, reply.text);
    assert.match(reply.headers.get("content-type"), /application\/problem\+json/);
    if (field instanceof RegExp) assert.match(reply.body.field, field);
    else assert.equal(reply.body.field, field);
    if (slug) assert.equal(reply.body.slug, slug);
    assert.match(reply.body.detail, /\.$/, "one complete sentence");
    assert.equal(reply.body.status, 422);
    assert.equal(await answered(), start);
  });
}

test("a hidden question takes no answer, and a shown required one needs it", async () => {
  const questions = [
    { id: "recommend", type: "nps", required: true, text: { en: "Recommend?" } },
    { id: "wrong", type: "story", required: true, text: { en: "What went wrong?" }, show_if: { field: "answers.recommend", op: "le", value: 6 } },
  ];
  await server.ok("POST", "/api/v1/surveys", { slug: "logic", title: { en: "Logic" }, languages: ["en"], touchpoint: "store-visit", questions });
  await server.publish("logic");
  const post = (answers) => server.api("POST", "/api/v1/surveys/logic/responses", { answers });
  assert.equal((await post({ recommend: 9 })).status, 201);
  assert.equal((await post({ recommend: 6 })).body.field, "answers.wrong");
  assert.equal((await post({ recommend: 9, wrong: "nothing" })).body.field, "answers.wrong");
  assert.equal((await post({ recommend: 3, wrong: "The shoes were two left ones" })).status, 201);
});

test("every question type takes its answer and gives it back", async () => {
  const text = { en: "?" };
  const choices = [{ id: "a", text }, { id: "b", text }, { id: "c", text }];
  const questions = [
    { id: "nps", type: "nps", text }, { id: "enps", type: "enps", text }, { id: "ces", type: "ces", text }, { id: "ces1", type: "ces_v1", text },
    { id: "csat", type: "csat", text, scale: { low: 1, high: 5 } }, { id: "rating", type: "rating", text, scale: { low: 1, high: 4 } },
    { id: "expect", type: "expectation", text }, { id: "felt", type: "emotion", text }, { id: "story", type: "story", text },
    { id: "one", type: "choice", text, choices }, { id: "some", type: "choices", text, choices }, { id: "word", type: "text", text },
    { id: "size", type: "number", text, low: 30, high: 50 }, { id: "day", type: "date", text }, { id: "may", type: "consent", text }, { id: "intro", type: "statement", text },
  ];
  await server.ok("POST", "/api/v1/surveys", { slug: "every", title: { en: "Every" }, languages: ["en"], touchpoint: "store-visit", questions });
  await server.publish("every");
  const answers = { nps: 0, enps: 10, ces: 7, ces1: 1, csat: 5, rating: 4, expect: -3, felt: { strongest: "joy", all: { joy: 5, surprise: 2 } }, story: "Ääkköset 👞", one: "b", some: ["a", "c"], word: "sana", size: 42.5, day: "2026-02-28", may: true };
  const made = await server.respond(answers, {}, "every");
  assert.deepEqual((await server.ok("GET", `/api/v1/responses/${made.responses[0].id}`)).answers, answers);
  for (const [id, wrong] of Object.entries({ enps: 11, ces: 0, ces1: 6, csat: 6, rating: 0, expect: 4, one: "d", some: ["a", "d"], size: 51, day: "2026-02-30", may: "yes", intro: "x" })) {
    const reply = await server.api("POST", "/api/v1/surveys/every/responses", { answers: { [id]: wrong } });
    assert.equal(reply.status, 422, `${id}: ${reply.text}`);
    assert.ok(reply.body.field.startsWith(`answers.${id}`), reply.body.field);
  }
});

test("after the 201 the next read sees the answer", async () => {
  const n = async () => (await server.metrics({ measure: "responses" })).rows[0]?.n ?? 0;
  for (let i = 0; i < 30; i++) {
    const start = await n();
    await server.respond({ recommend: i % 11 });
    assert.equal(await n(), start + 1);
  }
});

test("an acknowledged answer outlives kill -9", async () => {
  const made = await server.respond({ recommend: 7, why: "to be kept" }, { submission_key: "survivor" });
  const before = await server.metrics({ measure: "nps", by: "touchpoint" });
  await server.restart({ kill: true });
  assert.equal((await server.ok("GET", `/api/v1/responses/${made.responses[0].id}`)).answers.why, "to be kept");
  assert.deepEqual(await server.metrics({ measure: "nps", by: "touchpoint" }), before);
  assert.equal((await send({ submission_key: "survivor", answers: { recommend: 7 } })).body.repeated, 1);
});

test("the list pages by cursor, newest first, without a gap or a repeat while new ones arrive", async () => {
  const seen = [];
  let cursor;
  do {
    const page = await server.ok("GET", `/api/v1/responses?survey=visit&limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    assert.ok(page.items.length <= 200);
    seen.push(...page.items.map((r) => r.id));
    cursor = page.next;
    if (seen.length === 200) await server.respond({ recommend: 1 });
  } while (cursor);
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, (await answered()) - 1);
});

test("a made-up cursor and a limit out of bounds are refused", async () => {
  for (const query of ["cursor=nonsense", "limit=0", "limit=501", "limit=ten", "from=2026-13-01", "outcome=perfect", "unknown=1"]) {
    const reply = await server.api("GET", `/api/v1/responses?${query}`);
    assert.ok([400, 422].includes(reply.status), `${query}: ${reply.status} ${reply.text.slice(0, 200)}`);
    assert.equal(reply.body.field, query.split("=")[0]);
  }
});

test("the list is filtered", async () => {
  await server.respond({ recommend: 0, why: "Poor indeed" }, { channel: "kiosk", language: "fi", at: "2025-06-01T12:00:00Z" });
  const list = async (query) => (await server.ok("GET", `/api/v1/responses?survey=visit&${query}`)).items;
  const kiosk = await list("channel=kiosk");
  assert.equal(kiosk.length, 1);
  assert.equal(kiosk[0].outcome, "poor");
  assert.equal((await list("from=2025-06-01&to=2025-06-01")).length, 1);
  assert.ok((await list("stories=true")).every((r) => r.answers.why));
  assert.ok((await list("outcome=poor")).every((r) => r.answers.recommend <= 6));
});

test("a removed response is gone from the list, the export and the figures; the audit trail knows", async () => {
  await server.ok("POST", "/api/v1/touchpoints", { slug: "removing", name: { en: "Removing" }, kind: "digital" });
  const figure = async () => (await server.ok("GET", "/api/v1/metrics?measure=nps&by=touchpoint")).rows.find((r) => r.group.touchpoint === "removing");
  const give = (recommend, more) => ({ touchpoint: "removing", answers: { recommend, ...more } });
  const { body } = await send({ responses: [give(0, { why: "Only trying this out" }), ...Array.from({ length: 12 }, () => give(10))] });
  assert.equal((await figure()).n, 13);
  const trial = body.responses[0].id;
  assert.equal((await server.api("DELETE", `/api/v1/responses/${trial}`)).status, 204);
  const after = await figure();
  assert.equal(after.n, 12);
  assert.equal(after.value, 100);
  assert.equal((await server.api("GET", `/api/v1/responses/${trial}`)).status, 404);
  assert.doesNotMatch((await server.api("GET", "/api/v1/export/responses?survey=visit")).text, /Only trying this out/);
  assert.equal((await server.api("DELETE", `/api/v1/responses/${trial}`)).status, 404);
  const trail = (await server.ok("GET", "/api/v1/audit?limit=5")).items;
  assert.ok(trail.some((fact) => fact.kind === "response_removed" && fact.subject === trial));
});
