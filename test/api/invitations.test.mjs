// Personal links: one customer, one answer, and a kind word for everybody who comes late.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mustRun, PYTHON, startServer } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.prepare();
});
after(() => server?.stop());

const rows = (sql) => JSON.parse(execFileSync(PYTHON, ["-c", `
import sqlite3, json, sys
db = sqlite3.connect(sys.argv[1]); print(json.dumps(db.execute(sys.argv[2]).fetchall()))`, join(server.dir, "kuulo.db"), sql], { encoding: "utf8" }));
const write = (sql) => execFileSync(PYTHON, ["-c", "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()", join(server.dir, "kuulo.db"), sql]);

let made = 0;
/** A customer who may be asked. */
async function customer(more = {}) {
  const external_id = `c-${++made}`;
  await server.ok("POST", "/api/v1/customers", { external_id, name: `Customer ${made}`, email: `c${made}@example.test`, language: "fi", consent_surveys: true, ...more });
  return external_id;
}
const invite = (customers, more = {}) => server.ok("POST", "/api/v1/surveys/visit/invitations", { customers, channel: "link", ...more });
const pathOf = (item) => new URL(item.url).pathname;
const open = (path) => server.api("GET", path, undefined, { key: null });
const send = (path, fields) =>
  server.api("POST", path, new URLSearchParams(fields).toString(), { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } });
const list = async (query = "") => (await server.ok("GET", `/api/v1/surveys/visit/invitations?limit=500${query}`)).items;
const stateOf = async (id) => (await list()).find((i) => i.id === id).state;

test("a link opens in the customer's language, and its answer carries the customer, the encounter's touchpoint and attributes", async () => {
  const who = await customer();
  await server.ok("POST", "/api/v1/encounters", { touchpoint: "store-visit", customer: { external_id: who }, unit: "kamppi", attributes: { order: "A-17", sum: 42.5 } });
  const encounter = (await server.ok("GET", `/api/v1/encounters?customer=${who}`)).items[0].id;
  const { items, invited, not_asked } = await invite([who], { encounter });
  assert.deepEqual([invited, not_asked, items[0].asked], [1, 0, true]);
  const path = pathOf(items[0]);
  assert.match(path, /^\/r\/[A-Za-z0-9_-]{32}$/);
  const page = await open(path);
  assert.equal(page.status, 200);
  assert.match(page.text, /<html lang="fi"/);
  assert.match(page.text, new RegExp(`action="${path}\\?answer"`));
  assert.equal(page.headers.get("set-cookie"), null);
  const sent = await send(path, { recommend: "9", submission_key: "one", channel: "forged", touchpoint: "forged", "attr.order": "forged" });
  assert.equal(sent.status, 303, sent.text);
  assert.match(sent.headers.get("location"), new RegExp(`^${path}/thanks\\?lang=fi`));
  assert.equal((await open(sent.headers.get("location"))).status, 200);
  const response = (await server.ok("GET", "/api/v1/responses?limit=1")).items[0];
  assert.equal(response.customer, who);
  assert.equal(response.channel, "link");
  assert.equal(response.touchpoint, "store-visit");
  assert.equal(response.unit, "kamppi");
  assert.deepEqual(response.attributes, { order: "A-17", sum: 42.5 });
  assert.equal(await stateOf(items[0].id), "answered");
});

test("sixteen rivals with one link: exactly one answer is stored, the others are told kindly", async () => {
  const { items } = await invite([await customer()]);
  const path = pathOf(items[0]);
  const count = async () => (await server.ok("GET", "/api/v1/surveys/visit")).responses;
  const earlier = await count();
  const replies = await Promise.all(Array.from({ length: 16 }, (_, i) => send(path, { recommend: String(i % 11), submission_key: `rival-${i}` })));
  assert.deepEqual(replies.map((r) => r.status).sort(), [303, ...Array(15).fill(409)]);
  for (const reply of replies.filter((r) => r.status === 409)) assert.match(reply.text, /Olet jo vastannut\. Kiitos!/);
  assert.equal(await count(), earlier + 1);
  const again = await open(path);
  assert.equal(again.status, 200);
  assert.match(again.text, /Olet jo vastannut\. Kiitos!/);
  assert.doesNotMatch(again.text, /<form/);
});

test("the same form sent twice is one answer and one thank-you", async () => {
  const path = pathOf((await invite([await customer()])).items[0]);
  const both = [await send(path, { recommend: "8", submission_key: "twice" }), await send(path, { recommend: "8", submission_key: "twice" })];
  assert.deepEqual(both.map((r) => r.status), [303, 303]);
});

test("an answer chosen in a message is shown as chosen, and a look stores nothing", async () => {
  const item = (await invite([await customer()])).items[0];
  const earlier = (await server.ok("GET", "/api/v1/audit?limit=1")).items[0].number;
  const page = await open(`${pathOf(item)}?answer=9`);
  assert.match(page.text, /<input[^>]*name="recommend"[^>]*value="9"[^>]*checked/);
  assert.equal((await server.ok("GET", "/api/v1/audit?limit=1")).items[0].number, earlier);
  assert.equal(await stateOf(item.id), "sent");
});

test("who is not asked, and why", async () => {
  const banned = await customer({ contact_ban: true });
  const silent = await customer({ consent_surveys: false });
  const noMail = await customer({ email: "" });
  const oddMail = await customer({ email: "a@b.test\r\nBcc: all@example.test" });
  const fine = await customer();
  const asked = await invite([banned, silent, noMail, oddMail, fine, fine, "nobody"], { channel: "email" });
  assert.equal(asked.invited, 1);
  assert.deepEqual(asked.items.map((i) => i.reason ?? "asked"), ["contact_ban", "no_consent", "no_address", "no_address", "asked", "already_invited", "unknown_customer"]);
  assert.equal(asked.items[4].url, undefined); // a message's address is the customer's alone
});

test("revoked: the link says so kindly, taking back twice is taking back, and what was answered stays", async () => {
  const item = (await invite([await customer()])).items[0];
  assert.equal((await server.api("POST", `/api/v1/invitations/${item.id}/revoke`)).status, 204);
  const page = await open(pathOf(item));
  assert.equal(page.status, 410);
  assert.match(page.text, /Vastausaika on päättynyt\./);
  assert.equal((await send(pathOf(item), { recommend: "9" })).status, 410);
  assert.equal((await server.api("POST", `/api/v1/invitations/${item.id}/revoke`)).status, 204);
  const used = (await invite([await customer()])).items[0];
  await send(pathOf(used), { recommend: "9" });
  const late = await server.api("POST", `/api/v1/invitations/${used.id}/revoke`);
  assert.equal(late.status, 409);
  assert.equal(late.body.slug, "invitation_answered");
  assert.equal((await server.api("POST", "/api/v1/invitations/999999/revoke")).status, 404);
});

test("a token that is not ours opens nothing: every single changed character", async () => {
  const path = pathOf((await invite([await customer()])).items[0]);
  for (let i = 3; i < path.length; i++) {
    const other = path[i] === "A" ? "B" : "A";
    assert.equal((await open(path.slice(0, i) + other + path.slice(i + 1))).status, 404);
  }
  for (const token of ["", "x", "A".repeat(32), "A".repeat(33), "..", "%00"]) assert.notEqual((await open(`/r/${token}`)).status, 500);
});

test("an erased customer's link is over, and the list no longer names anybody", async () => {
  const who = await customer();
  const item = (await invite([who])).items[0];
  await server.ok("DELETE", `/api/v1/customers/${who}`);
  assert.equal((await open(pathOf(item))).status, 410);
  assert.equal(await stateOf(item.id), "revoked");
});

test("customers alone are asked by mail", async () => {
  const item = (await server.ok("POST", "/api/v1/surveys/visit/invitations", { customers: [await customer()] })).items[0];
  assert.equal(item.asked, true);
  assert.equal(item.url, undefined);
  assert.equal((await server.ok("GET", `/api/v1/surveys/visit/invitations?limit=200`)).items.find((i) => i.id === item.id).channel, "email");
});

test("the same Idempotency-Key asks nobody twice", async () => {
  const who = await customer();
  const ask = () => server.api("POST", "/api/v1/surveys/visit/invitations", { customers: [who], channel: "link" }, { headers: { "idempotency-key": "ask-once" } });
  assert.equal((await ask()).body.invited, 1);
  assert.deepEqual((await ask()).body.items, [{ customer: who, asked: false, reason: "already_invited" }]);
  assert.equal((await list()).filter((i) => i.customer === who).length, 1);
});

test("the share that answered, with its interval", async () => {
  await server.ok("POST", "/api/v1/surveys", { slug: "rate", title: { en: "Rate" }, languages: ["en"], questions: [{ id: "q", type: "nps", text: { en: "?" } }] });
  await server.publish("rate");
  const people = [];
  for (let i = 0; i < 20; i++) people.push(await customer());
  const asked = await server.ok("POST", "/api/v1/surveys/rate/invitations", { customers: people, channel: "link" });
  for (const item of asked.items.slice(0, 5)) assert.equal((await send(pathOf(item), { q: "9" })).status, 303);
  const rate = await server.ok("GET", "/api/v1/surveys/rate/invitation-rate");
  assert.deepEqual([rate.answered, rate.sent, rate.delivered, rate.rate], [5, 15, 20, 25]);
  // Wilson's interval of 5 of 20, by hand: (0.25 + z²/40 ± z·√(0.25·0.75/20 + z²/1600)) / (1 + z²/20).
  const z = 1.959963984540054, centre = 0.25 + z ** 2 / 40, half = z * Math.sqrt(0.1875 / 20 + z ** 2 / 1600), scale = 1 + z ** 2 / 20;
  assert.ok(Math.abs(rate.low - (100 * (centre - half)) / scale) < 1e-9, rate.low);
  assert.ok(Math.abs(rate.high - (100 * (centre + half)) / scale) < 1e-9, rate.high);
});

test("the secret survives a restart, and another installation's links are nobody's", async () => {
  const path = pathOf((await invite([await customer()])).items[0]);
  await server.restart();
  assert.equal((await open(path)).status, 200);
  const other = await startServer();
  try {
    await other.prepare();
    await other.ok("POST", "/api/v1/customers", { external_id: "c-1", consent_surveys: true });
    await other.ok("POST", "/api/v1/surveys/visit/invitations", { customers: ["c-1"], channel: "link" });
    assert.equal((await other.api("GET", path, undefined, { key: null })).status, 404);
    mustRun(["check", "--data", other.dir]);
  } finally {
    await other.stop();
  }
});

const decisions = async (query) => (await server.ok("GET", `/api/v1/ask-decisions?limit=500&${query}`)).items;

test("asking by hand keeps to the contact budget over all channels, and every decision can be read", async () => {
  for (const slug of ["hand-a", "hand-b"]) {
    await server.ok("POST", "/api/v1/surveys", { ...(await server.ok("GET", "/api/v1/surveys/visit")).definition, slug });
    await server.publish(slug);
  }
  const ask = (slug, customers, more = {}) => server.ok("POST", `/api/v1/surveys/${slug}/invitations`, { customers, channel: "email", ...more });
  const who = await customer(), angry = await customer({ complaint_open: true });
  const first = await ask("hand-a", [who, angry]);
  assert.deepEqual(first.items.map((one) => one.reason ?? "asked"), ["asked", "complaint_open"]);
  // Another survey by another channel is still the same person.
  assert.deepEqual((await ask("hand-b", [who], { channel: "link" })).items, [{ customer: who, asked: false, reason: "asked_lately" }]);
  const look = await server.ok("POST", "/api/v1/surveys/hand-b/invitation-look", { channel: "link", customers: [who] });
  assert.deepEqual(look.not_asked, [{ reason: "asked_lately", count: 1, customers: [who] }]);
  assert.deepEqual((await ask("hand-a", [who])).items[0].reason, "already_invited");
  // What the manager overrules is the budget, nothing else, and the trail keeps it.
  assert.deepEqual((await ask("hand-a", [who, angry], { over_budget: true })).items.map((one) => one.reason), ["already_invited", "complaint_open"]);
  const over = (await ask("hand-b", [who], { channel: "link", over_budget: true })).items[0];
  assert.equal(over.asked, true);
  const told = (await server.ok("GET", "/api/v1/audit?limit=1")).items[0];
  assert.deepEqual([told.kind, told.number, told.payload.over_budget], ["invitation_made", over.id, true]);
  const mine = await decisions(`customer=${who}`);
  assert.deepEqual(mine.map((one) => [one.by, one.survey, one.asked, one.reason, one.invitation]), [
    ["person", "hand-b", true, "asked", over.id],
    ["person", "hand-a", false, "already_invited", undefined],
    ["person", "hand-a", false, "already_invited", undefined],
    ["person", "hand-b", false, "asked_lately", undefined],
    ["person", "hand-a", true, "asked", first.items[0].id],
  ]);
  assert.deepEqual((await decisions(`customer=${who}&asked=true`)).length, 2);
  assert.deepEqual((await decisions("reason=complaint_open")).map((one) => one.customer), [angry, angry]);
});

test("asked by hand and by rules in one list, a page at a time; a rule's own list has its own only", async () => {
  const who = await customer();
  const rule = await server.ok("POST", "/api/v1/ask-rules", { survey: "hand-a", touchpoint: "store-visit", channel: "link" });
  const meet = () => server.ok("POST", "/api/v1/encounters", { touchpoint: "store-visit", customer: { external_id: who } });
  for (let i = 0; i < 3; i++) {
    await meet();
    await server.ok("POST", "/api/v1/surveys/hand-b/invitations", { customers: [who], channel: "link" });
  }
  const all = [];
  for (let cursor = ""; cursor !== undefined; ) {
    const page = await server.ok("GET", `/api/v1/ask-decisions?customer=${who}&limit=2${cursor && `&cursor=${cursor}`}`);
    all.push(...page.items);
    cursor = page.next;
  }
  assert.deepEqual(all.map((one) => one.by), ["person", "rule", "person", "rule", "person", "rule"]);
  const some = (await server.ok("GET", "/api/v1/ask-decisions?limit=6")).items;
  assert.deepEqual(some.map((one) => one.by), all.map((one) => one.by));
  assert.deepEqual((await decisions(`customer=${who}&rule=${rule.id}`)).map((one) => one.by), ["rule", "rule", "rule"]);
  assert.deepEqual((await decisions(`rule=${rule.id}`)).map((one) => one.by), ["rule", "rule", "rule"]);
  await server.ok("DELETE", `/api/v1/ask-rules/${rule.id}`);
});

test("one click leaves every channel, a dead address only the mail", async () => {
  const gone = await customer(), dead = await customer();
  const emailOf = async (id) => (await server.ok("GET", `/api/v1/customers/${id}`)).email;
  await server.ok("POST", "/api/v1/suppressions", { email: await emailOf(gone) });
  await server.ok("POST", "/api/v1/suppressions", { email: await emailOf(dead) });
  write(`UPDATE suppression SET reason = 2 WHERE id = (SELECT max(id) FROM suppression)`); // as a mail server's "nobody has this address" does
  assert.deepEqual((await invite([gone, dead], { channel: "email" })).items.map((one) => one.reason), ["unsubscribed", "bounced"]);
  assert.deepEqual((await invite([gone, dead])).items.map((one) => one.reason ?? "asked"), ["unsubscribed", "asked"]);
});

test("who would be asked: by a condition or by name, with every reason, and nobody is asked by looking", async () => {
  const people = { plain: {}, mute: { email: "" }, shy: { consent_surveys: false }, banned: { contact_ban: true }, angry: { complaint_open: true }, swede: { language: "sv" } };
  for (const [id, more] of Object.entries(people))
    await server.ok("POST", "/api/v1/customers", { external_id: `look-${id}`, email: `look-${id}@shop.example`, language: "fi", consent_surveys: true, attributes: { group: "look", size: id.length }, ...more });
  await server.ok("POST", "/api/v1/suppressions", { email: "look-swede@shop.example" });
  const look = (body) => server.ok("POST", "/api/v1/surveys/visit/invitation-look", { channel: "email", ...body });
  const where = { field: "customer.attributes.group", op: "eq", value: "look" };
  const before_ = (await server.ok("GET", "/api/v1/audit?limit=1")).items[0].number;
  const all = await look({ where });
  assert.deepEqual([all.matched, all.reached, all.customers, all.next], [6, 1, ["look-plain"], undefined]);
  assert.deepEqual(Object.fromEntries(all.not_asked.map((one) => [one.reason, one.customers])), {
    no_address: ["look-mute"], no_consent: ["look-shy"], contact_ban: ["look-banned"], complaint_open: ["look-angry"], unsubscribed: ["look-swede"],
  });
  assert.equal((await look({ where: { all: [where, { field: "language", op: "eq", value: "sv" }] } })).matched, 1);
  assert.equal((await look({ where: { all: [where, { field: "customer.attributes.size", op: "ge", value: 5 }] } })).matched, 4);
  assert.equal((await server.ok("GET", "/api/v1/audit?limit=1")).items[0].number, before_);
  const named = await look({ customers: ["look-plain", "look-nobody"] });
  assert.deepEqual([named.customers, named.not_asked], [["look-plain"], [{ reason: "unknown_customer", count: 1, customers: ["look-nobody"] }]]);
  // What was seen is what happens.
  const done = await server.ok("POST", "/api/v1/surveys/visit/invitations", { customers: Object.keys(people).map((id) => `look-${id}`), channel: "email" });
  assert.deepEqual(Object.fromEntries(done.items.filter((one) => !one.asked).map((one) => [one.reason, [one.customer]])), Object.fromEntries(all.not_asked.map((one) => [one.reason, one.customers])));
  const after_ = await look({ where });
  assert.deepEqual(after_.not_asked.find((one) => one.reason === "already_invited").customers, ["look-plain"]);
  const wrong = await server.api("POST", "/api/v1/surveys/visit/invitation-look", { channel: "email", where: { field: "answers.recommend", op: "eq", value: 1 } });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.body.field, "where.field");
});

test("more than a thousand are asked in pieces: each once", async () => {
  const where = { field: "customer.attributes.group", op: "eq", value: "many" };
  for (let i = 0; i < 1203; i += 401)
    await Promise.all(Array.from({ length: 401 }, (_, j) => server.ok("POST", "/api/v1/customers", { external_id: `many-${i + j}`, email: `many-${i + j}@shop.example`, consent_surveys: true, attributes: { group: "many" } })));
  const seen = new Set();
  let pieces = 0;
  for (let cursor; pieces === 0 || cursor; pieces++) {
    const look = await server.ok("POST", "/api/v1/surveys/visit/invitation-look", { channel: "link", where, ...(cursor && { cursor }) });
    assert.equal(look.reached, pieces === 0 ? 1203 : 203);
    for (const id of look.customers) seen.add(id);
    cursor = look.next;
  }
  assert.deepEqual([pieces, seen.size], [2, 1203]);
  const asked = await server.ok("POST", "/api/v1/surveys/visit/invitations", { customers: [...seen].slice(0, 1000), channel: "email" });
  assert.equal(asked.invited, 1000, "a thousand in one request");
});

test("a form behind a personal link is kept as it grows: the same link goes on with it anywhere, it counts once, and sending it closes the invitation", async () => {
  const who = await customer();
  const item = (await invite([who])).items[0];
  const path = pathOf(item);
  const partials = () => rows(`SELECT answers FROM response_partial WHERE invitation_id = ${item.id}`);
  assert.match((await open(path)).text, /"partial":true,"elsewhere":false/);
  // Two devices fill the same form: one row, and the second sees what the first wrote.
  assert.equal((await send(`${path}/partial`, { submission_key: "phone", recommend: "8", left_at: "recommend" })).status, 204);
  const elsewhere = (await open(path)).text;
  assert.match(elsewhere, /"resumed":true/);
  assert.match(elsewhere, /<input[^>]*name="recommend"[^>]*value="8"[^>]*checked/);
  assert.equal((await send(`${path}/partial`, { submission_key: "laptop", recommend: "8", why: "so far", left_at: "why" })).status, 204);
  assert.deepEqual(partials(), [['{"recommend":8,"why":"so far"}']]);
  // An answer chosen in the reminder is the newer one.
  const chosen = (await open(`${path}?answer=3`)).text;
  assert.match(chosen, /<input[^>]*name="recommend"[^>]*value="3"[^>]*checked/);
  assert.doesNotMatch(chosen, /<input[^>]*name="recommend"[^>]*value="8"[^>]*checked/);
  assert.equal((await send(`${path}/resume`, { submission_key: "x", recommend: "8" })).status, 404);
  // Left for long, it counts once, under its customer; sent after all, the whole answer takes its place.
  write(`UPDATE response_partial SET saved_at = saved_at - 60 * 86400000 WHERE invitation_id = ${item.id}`);
  const mine = async () => (await server.ok("GET", "/api/v1/responses?survey=visit&limit=500")).items.filter((one) => one.customer === who);
  for (let i = 0; i < 300 && partials().length; i++) await new Promise((done) => setTimeout(done, 100));
  assert.deepEqual((await mine()).map((one) => [one.complete, one.left_at]), [[false, "why"]]);
  assert.equal(await stateOf(item.id), "sent");
  assert.equal((await send(path, { submission_key: "laptop", recommend: "9" })).status, 303);
  assert.deepEqual((await mine()).map((one) => [one.complete, one.answers.recommend]), [[true, 9]]);
  assert.equal(await stateOf(item.id), "answered");
  // What comes late is not kept.
  assert.equal((await send(`${path}/partial`, { submission_key: "phone", recommend: "1", left_at: "recommend" })).status, 204);
  assert.deepEqual(partials(), []);
});

test("who is erased while filling leaves no word behind", async () => {
  const who = await customer();
  const item = (await invite([who])).items[0];
  await send(`${pathOf(item)}/partial`, { submission_key: "phone", recommend: "8", why: "a private word", left_at: "why" });
  assert.equal(rows(`SELECT count(*) FROM response_partial WHERE invitation_id = ${item.id}`)[0][0], 1);
  await server.ok("DELETE", `/api/v1/customers/${who}`);
  assert.equal(rows(`SELECT count(*) FROM response_partial WHERE invitation_id = ${item.id}`)[0][0], 0);
});
