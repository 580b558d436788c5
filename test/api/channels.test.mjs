// Who is told apart, forms not sent yet, quotas: through the real server, on the real store.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PYTHON, mustRun, startServer, survey, within } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/units", { slug: "espoo", name: { en: "Espoo" } });
});
after(() => server?.stop());

/** Reads the store from outside, as a thief of the file would. */
const rows = (sql) => JSON.parse(execFileSync(PYTHON, ["-c", `
import sqlite3, json, sys
db = sqlite3.connect(sys.argv[1]); print(json.dumps(db.execute(sys.argv[2]).fetchall(), default=lambda b: b.hex()))`, join(server.dir, "kuulo.db"), sql], { encoding: "utf8" }));
const write = (sql) => execFileSync(PYTHON, ["-c", "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()", join(server.dir, "kuulo.db"), sql]);
const made = async (slug, more = {}) => {
  await server.ok("POST", "/api/v1/surveys", { ...survey(), slug, ...more });
  return server.publish(slug);
};
const until = (what, look) => within(20_000, (async () => {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 100));
  }
})(), what);
const form = (slug, fields, { tail = "", headers = {} } = {}) =>
  server.api("POST", `/s/${slug}${tail}`, new URLSearchParams(fields).toString(), { key: null, headers: { "content-type": "application/x-www-form-urlencoded", ...headers } });
const of = (value) => JSON.stringify({ field: "survey", op: "eq", value });
const standing = (slug) => server.ok("GET", `/api/v1/surveys/${slug}/standing`);
const responses = async (slug) => (await server.ok("GET", `/api/v1/responses?survey=${slug}&limit=500`)).items;
const ranks = (values) => {
  const order = values.map((v, i) => [v, i]).sort((a, b) => a[0] - b[0]);
  const rank = [];
  order.forEach(([, i], r) => (rank[i] = r));
  return rank;
};
const correlation = (a, b) => {
  const x = ranks(a), y = ranks(b), n = a.length, mean = (n - 1) / 2;
  const sum = (f) => x.reduce((s, _, i) => s + f(x[i] - mean, y[i] - mean), 0);
  return sum((p, q) => p * q) / Math.sqrt(sum((p) => p * p) * sum((_, q) => q * q));
};

test("a promise of anonymity is not taken back by a later version", async () => {
  await made("promise", { anonymity: "confidential" });
  const revision = { ...survey(), slug: "promise" };
  await server.ok("PUT", "/api/v1/surveys/promise", revision);
  const refused = await server.api("POST", "/api/v1/surveys/promise/publish");
  assert.equal(refused.status, 422, refused.text);
  assert.equal(refused.body.field, "anonymity");
  assert.equal(refused.body.slug, "weaker");
  await server.ok("PUT", "/api/v1/surveys/promise", { ...revision, anonymity: "anonymous" });
  await server.publish("promise");
});

test("a confidential answer shows nobody who gave it; erasing the customer still forgets the words", async () => {
  await made("quiet", { anonymity: "confidential" });
  await server.respond({ recommend: 3, why: "words-of-the-quiet" }, { customer: { external_id: "quiet-customer" } }, "quiet");
  const [item] = await responses("quiet");
  assert.equal(item.customer, undefined);
  assert.equal((await server.ok("GET", `/api/v1/responses/${item.id}`)).customer, undefined);
  assert.doesNotMatch((await server.api("GET", "/api/v1/export/responses?survey=quiet")).text, /quiet-customer/);
  assert.deepEqual(rows(`SELECT customer_id FROM response WHERE id = ${item.id}`), [[null]]);
  assert.equal(item.answers.why, "words-of-the-quiet");
  await server.ok("DELETE", "/api/v1/customers/quiet-customer");
  assert.equal((await server.ok("GET", `/api/v1/responses/${item.id}`)).answers.why, undefined);
});

test("a thousand anonymous answers leave no mark of who, when or in which order (P2)", async () => {
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Pacific/Pago_Pago" });
  const questions = [...survey().questions, { id: "place", type: "number", text: { en: "Click", fi: "Järjestys" } }];
  await made("secret", { anonymity: "anonymous", questions });
  await until("the first look", () => rows("SELECT 1 FROM response_release WHERE survey_id = (SELECT id FROM survey WHERE slug = 'secret')")[0]);
  assert.match((await server.api("GET", "/s/secret?lang=fi", undefined, { key: null })).text, /Emme tallenna henkilöllisyyttäsi emmekä IP-osoitettasi\./);
  const marks = ["mark-of-agent", "mark-of-token", "203.0.113.77", "mark-of-customer", "mark-of-key", "mark-of-attribute"];
  const count = 1000;
  const send = async (i) => {
    const fields = { recommend: String(i % 11), place: String(i), submission_key: `mark-of-key-${i}`, "attr.who": "mark-of-attribute", "attr.token": "mark-of-token", unit: "espoo" };
    const headers = { "user-agent": "mark-of-agent", "x-forwarded-for": "203.0.113.77", referer: "https://x.example/r/mark-of-token", cookie: "kuulo=mark-of-token" };
    if (i % 2) {
      const reply = await form("secret", fields, { tail: "?token=mark-of-token", headers });
      assert.equal(reply.status, 303, reply.text);
      assert.match(reply.headers.get("location"), /outcome=middle$/, "the thanks tell nothing");
      return;
    }
    const reply = await server.ok("POST", "/api/v1/surveys/secret/responses",
      { submission_key: fields.submission_key, customer: { external_id: "mark-of-customer" }, attributes: { who: "mark-of-attribute" }, unit: "espoo", answers: { recommend: i % 11, place: i } },
      { headers: { "idempotency-key": `"mark-of-key-${i}"`, ...headers } });
    assert.ok(reply.responses[0].held || reply.repeated, JSON.stringify(reply));
    assert.equal(reply.responses[0].id, undefined);
  };
  const before = rows("SELECT count(*) FROM fact")[0][0];
  for (let i = 0; i < count; i++) await send(i);
  // Sent again, each is one still.
  for (let i = 0; i < 20; i++) await send(i * 10 + (i % 2));
  assert.equal(rows("SELECT count(*) FROM response_held")[0][0], count);
  assert.equal(rows("SELECT count(*) FROM fact")[0][0], before, "nothing in the ledger tells when they came");
  assert.deepEqual(await responses("secret"), []);
  assert.equal((await server.metrics({ measure: "responses", where: of("secret") })).rows.length, 0);
  const stood = await standing("secret");
  assert.equal(stood.sent, 0);
  assert.ok(Date.parse(stood.next_release_at) > Date.now());
  const heldOrder = rows("SELECT json_extract(answers, '$.place') FROM response_held").map(([p]) => p);
  assert.ok(Math.abs(correlation(heldOrder.map((_, i) => i), heldOrder)) <= 0.1);

  // The local day turns.
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Pacific/Kiritimati" });
  await until("the release", async () => (await standing("secret")).sent === count);
  assert.equal(rows("SELECT count(*) FROM response_held")[0][0], 0);
  const stored = rows("SELECT json_extract(answers, '$.place'), given_at, customer_id, submission_key, attributes FROM response WHERE survey_id = (SELECT id FROM survey WHERE slug = 'secret') ORDER BY id");
  assert.equal(stored.length, count);
  assert.deepEqual(new Set(stored.map((r) => r[0])).size, count);
  assert.ok(Math.abs(correlation(stored.map((_, i) => i), stored.map((r) => r[0]))) <= 0.1);
  assert.equal(new Set(stored.map((r) => r[1])).size, 1, "one week, no time");
  assert.ok(stored.every(([, , customer, key, attributes]) => customer === null && key === null && attributes === null));
  const exported = (await server.api("GET", "/api/v1/export/responses?survey=secret")).text;
  const column = exported.split("\r\n")[0].split(",").indexOf("answers.place");
  const exportedOrder = exported.trim().split("\r\n").slice(1).map((line) => Number(line.split(",")[column]));
  assert.equal(exportedOrder.length, count);
  assert.ok(Math.abs(correlation(exportedOrder.map((_, i) => i), exportedOrder)) <= 0.1);

  // No byte of what marked them, anywhere.
  const places = readdirSync(server.dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => [f.name, readFileSync(join(f.parentPath ?? f.path, f.name))]);
  assert.ok(places.some(([name]) => name.endsWith("-wal")));
  for (const [name, bytes] of [...places, ["export", Buffer.from(exported)], ["log", Buffer.from(server.log)]])
    for (const mark of marks) assert.equal(bytes.includes(mark), false, `${mark} in ${name}`);
  assert.equal(places.some(([, bytes]) => bytes.includes("secret")), true, "the scan sees what is there");
});

test("asked by name and answering anonymously: the invitation knows that it was used and in which week, and nothing leads to the answer", async () => {
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Pacific/Pago_Pago" });
  const questions = [...survey().questions, { id: "place", type: "number", text: { en: "Click", fi: "Järjestys" } }];
  await made("asked", { anonymity: "anonymous", questions });
  const survey_id = (await server.ok("GET", "/api/v1/surveys/asked")).id;
  await until("the first look", () => rows(`SELECT 1 FROM response_release WHERE survey_id = ${survey_id}`)[0]);
  const customers = Array.from({ length: 8 }, (_, i) => `asked-${i}`);
  for (const external_id of customers) await server.ok("POST", "/api/v1/customers", { external_id, consent_surveys: true });
  const { items } = await server.ok("POST", "/api/v1/surveys/asked/invitations", { customers, channel: "link" });
  const paths = items.map((item) => new URL(item.url).pathname), facts = rows("SELECT count(*) FROM fact")[0][0];
  for (const [i, path] of paths.entries()) {
    const send = () => server.api("POST", path, new URLSearchParams({ recommend: "9", place: String(i), submission_key: `asked-key-${i}` }).toString(),
      { key: null, headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": "agent-of-the-asked" } });
    assert.equal((await send()).status, 303);
    assert.equal((await server.api("POST", path, "recommend=1&submission_key=another", { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } })).status, 409, "a link is for one answer");
  }
  assert.equal(rows("SELECT count(*) FROM fact")[0][0], facts, "nothing in the ledger tells when they came");
  const used = rows(`SELECT state, answered_at FROM invitation WHERE survey_id = ${survey_id}`);
  assert.deepEqual(new Set(used.map(([state]) => state)).size, 1);
  const monday = new Date(used[0][1]);
  assert.deepEqual([monday.getUTCDay(), monday.getUTCHours(), monday.getUTCMinutes(), monday.getUTCMilliseconds()], [1, 0, 0, 0], "a week, no time");
  assert.equal(new Set(used.map(([, at]) => at)).size, 1);
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Pacific/Kiritimati" });
  await until("the release", async () => (await standing("asked")).sent === 8);
  const stored = rows(`SELECT customer_id, submission_key, attributes, unit FROM response WHERE survey_id = ${survey_id}`);
  assert.equal(stored.length, 8);
  assert.ok(stored.every(([customer, key, attributes]) => customer === null && key === null && attributes === null));
  assert.equal(rows("SELECT count(*) FROM response_confidential WHERE response_id IN (SELECT id FROM response WHERE survey_id = " + survey_id + ")")[0][0], 0);
  const files = readdirSync(server.dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => [f.name, readFileSync(join(f.parentPath ?? f.path, f.name))]);
  for (const [name, bytes] of [...files, ["log", Buffer.from(server.log)]])
    for (const mark of ["agent-of-the-asked", "asked-key-", ...paths.map((path) => path.slice(3))]) assert.equal(bytes.includes(mark), false, `${mark} in ${name}`);
});

test("fewer than five are not released; closing releases what waits", async () => {
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Pacific/Pago_Pago" });
  await made("few", { anonymity: "anonymous" });
  const survey_id = (await server.ok("GET", "/api/v1/surveys/few")).id;
  await until("the first look", () => rows(`SELECT 1 FROM response_release WHERE survey_id = ${survey_id}`)[0]);
  for (let i = 0; i < 4; i++) await server.respond({ recommend: 9 }, {}, "few");
  const day = rows(`SELECT day FROM response_release WHERE survey_id = ${survey_id}`)[0][0];
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Pacific/Kiritimati" });
  await until("another look", () => rows(`SELECT day FROM response_release WHERE survey_id = ${survey_id}`)[0][0] !== day);
  assert.equal((await standing("few")).sent, 0);
  await server.respond({ recommend: 9 }, {}, "few");
  await server.ok("POST", "/api/v1/surveys/few/close");
  await until("the release at the end", async () => (await standing("few")).sent === 5);
  await until("forgetting the keys", () => rows(`SELECT count(*) FROM response_held_key WHERE survey_id = ${survey_id}`)[0][0] === 0);
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "Europe/Helsinki" });
});

test("a quota never overshoots, however many rush in; the next are thanked and not stored", async () => {
  await made("gate", { quotas: [{ id: "gold", limit: 10, where: { field: "attributes.segment", op: "eq", value: "gold" }, text: { en: "Gold is full.", fi: "Kulta on täynnä." } }, { id: "all", limit: 25 }] });
  const rush = Array.from({ length: 64 }, (_, i) => server.respond({ recommend: 9 }, { attributes: { segment: i % 2 ? "gold" : "plain" } }, "gate"));
  const receipts = (await Promise.all(rush)).map((r) => r.responses[0]);
  const kept = receipts.filter((r) => r.id), away = receipts.filter((r) => r.turned_away);
  assert.equal(kept.length + away.length, 64);
  assert.equal(kept.length, 25);
  const stood = await standing("gate");
  const gold = stood.quotas.find((q) => q.id === "gold"), all = stood.quotas.find((q) => q.id === "all");
  assert.equal(all.counted, 25);
  assert.ok(gold.counted <= 10);
  assert.equal(gold.turned_away + all.turned_away, 39);
  assert.equal((await responses("gate")).filter((r) => r.attributes.segment === "gold").length, gold.counted);
  // The same answer again does not count again.
  const again = await server.ok("POST", "/api/v1/surveys/gate/responses", { submission_key: kept[0].submission_key, answers: { recommend: 9 } });
  assert.equal(again.repeated, 1);
  const page = await form("gate", { recommend: "9", "attr.segment": "plain", lang: "fi" });
  assert.equal(page.status, 303);
  assert.match(page.headers.get("location"), /\/s\/gate\/full\?lang=fi&quota=all/);
  assert.match((await server.api("GET", page.headers.get("location"), undefined, { key: null })).text, /vastaustasi ei tallennettu/);
  assert.match((await server.api("GET", "/s/gate/full?lang=fi&quota=gold", undefined, { key: null })).text, /Kulta on täynnä/);
});

test("a quota's problems are named", async () => {
  for (const [quotas, field] of [
    [[{ id: "a" }], "quotas[0].limit"],
    [[{ id: "a", limit: 1 }, { id: "a", limit: 1 }], "quotas[1].id"],
    [[{ id: "a", limit: 1, where: { field: "answers.nothing", op: "eq", value: 1 } }], "quotas[0].where.field"],
    [[{ id: "a", limit: 1, colour: "red" }], "quotas[0].colour"],
  ]) {
    const refused = await server.api("POST", "/api/v1/surveys", { ...survey(), slug: `bad-${randomUUID()}`, quotas });
    assert.equal(refused.status, 422, refused.text);
    assert.equal(refused.body.field, field);
  }
  const origin = await server.api("POST", "/api/v1/surveys", { ...survey(), slug: "bad-origin", embed_origins: ["https://shop.example; script-src *"] });
  assert.equal(origin.body.field, "embed_origins[0]");
});

test("a form grows, is sent as one, and does not come back", async () => {
  await made("growing");
  const key = randomUUID();
  const save = (fields, left_at) => form("growing", { ...fields, submission_key: key, left_at }, { tail: "/partial" });
  assert.equal((await save({ recommend: "9" }, "felt")).status, 204);
  assert.equal((await save({ recommend: "8", why: "so far" }, "why")).status, 204);
  assert.equal((await save({ recommend: "99" }, "why")).status, 204, "what is wrong so far is left out");
  assert.equal((await save({ recommend: "8", why: "so far" }, "why")).status, 204);
  assert.deepEqual(rows("SELECT answers, left_at FROM response_partial"), [['{"recommend":8,"why":"so far"}', "why"]]);
  assert.deepEqual(await responses("growing"), []);
  assert.equal((await form("growing", { recommend: "8", why: "so far", submission_key: key })).status, 303);
  assert.equal(rows("SELECT count(*) FROM response_partial")[0][0], 0);
  assert.equal((await save({ recommend: "8" }, "why")).status, 204, "a saving that came late");
  assert.equal(rows("SELECT count(*) FROM response_partial")[0][0], 0);
  const [only, ...none] = await responses("growing");
  assert.equal(none.length, 0);
  assert.equal(only.complete, true);
  assert.equal((await form("growing", { recommend: "8", submission_key: key, left_at: "nothing" }, { tail: "/partial" })).status, 422);
});

test("a form never sent becomes a response with what it has, and gives way when it is sent after all", async () => {
  await made("left");
  const key = randomUUID();
  await form("left", { recommend: "2", why: "half a story", submission_key: key, left_at: "why" }, { tail: "/partial" });
  await server.restart();
  await form("left", { recommend: "9", submission_key: randomUUID(), left_at: "felt" }, { tail: "/partial" });
  write(`UPDATE response_partial SET saved_at = saved_at - 25 * 3600000 WHERE submission_key = '${key}'`);
  const [item] = await until("the response", async () => ((await responses("left")).length ? responses("left") : null));
  assert.equal(item.complete, false);
  assert.equal(item.left_at, "why");
  assert.deepEqual(item.answers, { recommend: 2, why: "half a story" });
  assert.equal((await server.metrics({ measure: "nps", where: of("left") })).rows[0].n, 1, "answered questions count");
  const stood = await standing("left");
  assert.deepEqual([stood.sent, stood.never_sent], [0, 1]);
  assert.deepEqual(stood.steps, [
    { question: "recommend", reached: 1, answered: 1, left: 0 },
    { question: "felt", reached: 1, answered: 0, left: 0 },
    { question: "why", reached: 1, answered: 1, left: 1 },
  ]);
  const refused = await form("left", { recommend: "2", why: "the whole story", submission_key: key }, { headers: { accept: "application/json" } });
  assert.equal(refused.status, 409);
  const sent = await form("left", { recommend: "2", why: "the whole story", submission_key: key, replaces: "1" }, { headers: { accept: "application/json" } });
  assert.equal(sent.status, 200, sent.text);
  const [whole, ...more] = await responses("left");
  assert.equal(more.length, 0);
  assert.equal(whole.complete, true);
  assert.equal(whole.answers.why, "the whole story");
  assert.equal((await server.metrics({ measure: "nps", where: of("left") })).rows[0].n, 1);
  assert.equal((await form("left", { recommend: "2", why: "the whole story", submission_key: key, replaces: "1" })).status, 303);
  assert.equal((await responses("left")).length, 1);
  await server.restart();
  mustRun(["check", "--data", server.dir]);
});

test("a link continues a form on another device, with its answers in it", async () => {
  await made("moved");
  const key = randomUUID();
  const reply = await form("moved", { recommend: "7", felt: "relief", "felt.intensity.relief": "5", why: "begun <here>", submission_key: key, left_at: "why", lang: "fi", "attr.segment": "gold" }, { tail: "/resume" });
  assert.equal(reply.status, 200, reply.text);
  assert.match(reply.body.url, /\/c\/[\w-]{22}$/);
  assert.match(reply.body.qr, /^<svg /);
  const page = await server.api("GET", new URL(reply.body.url).pathname, undefined, { key: null });
  assert.equal(page.status, 200);
  assert.match(page.text, new RegExp(`value="${key}"`));
  assert.match(page.text, /begun &lt;here&gt;/);
  assert.match(page.text, /id="recommend-7"[^>]* checked/);
  assert.match(page.text, /id="felt.intensity.relief-5"[^>]* checked/);
  assert.match(page.text, /lang="fi"/);
  assert.match(page.text, /name="attr.segment" value="gold"/);
  assert.equal((await server.api("GET", "/c/AAAAAAAAAAAAAAAAAAAAAA", undefined, { key: null })).status, 410);
  await form("moved", { recommend: "7", submission_key: key });
  assert.equal((await server.api("GET", new URL(reply.body.url).pathname, undefined, { key: null })).status, 410, "sent: the link has ended");
});

test("an anonymous survey saves no half-filled forms", async () => {
  assert.equal((await form("secret", { recommend: "7", submission_key: "x", left_at: "recommend" }, { tail: "/partial" })).status, 404);
});

test("a device that kept an answer says how long ago it was given", async () => {
  await made("kept");
  const reply = await form("kept", { recommend: "7", submission_key: "kept-1", channel: "kiosk", age_ms: String(3 * 3600000) }, { headers: { accept: "application/json" } });
  assert.deepEqual(reply.body, { outcome: "middle", stored: true });
  const [item] = await responses("kept");
  assert.equal(item.channel, "kiosk");
  assert.ok(Math.abs(Date.parse(item.received_at) - Date.parse(item.at) - 3 * 3600000) < 60_000);
});

test("a draft can be shown by a link, and not answered", async () => {
  await server.ok("POST", "/api/v1/surveys", { ...survey(), slug: "draft-only" });
  const link = await server.ok("POST", "/api/v1/surveys/draft-only/preview-links", { days: 2 });
  const path = new URL(link.url).pathname;
  const page = await server.api("GET", path, undefined, { key: null });
  assert.equal(page.status, 200, page.text);
  assert.match(page.text, /Preview\. Nothing is sent\./);
  assert.equal((await server.api("POST", path, "recommend=9", { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } })).status, 405, "it takes no answers");
  assert.equal((await form("draft-only", { recommend: "9" })).status, 404);
  assert.equal((await server.api("GET", "/p/AAAAAAAAAAAAAAAAAAAAAA", undefined, { key: null })).status, 404);
  assert.equal(rows(`SELECT count(*) FROM preview_link WHERE token_hash = '${path.slice(3)}'`)[0][0], 0);
});

test("a page may be framed only by the sites its survey names, and only when asked for a frame", async () => {
  await made("framed", { embed_origins: ["https://shop.example", "http://localhost:3000"] });
  const plain = await server.api("GET", "/s/framed", undefined, { key: null }), framed = await server.api("GET", "/s/framed?embed=1", undefined, { key: null });
  assert.match(plain.headers.get("content-security-policy"), /frame-ancestors 'none'/);
  assert.equal(plain.headers.get("x-frame-options"), "DENY");
  assert.match(framed.headers.get("content-security-policy"), /frame-ancestors https:\/\/shop\.example http:\/\/localhost:3000/);
  assert.equal(framed.headers.get("x-frame-options"), null);
  assert.match((await server.api("GET", "/s/kept?embed=1", undefined, { key: null })).headers.get("content-security-policy"), /frame-ancestors 'none'/);
  const sent = await form("framed", { recommend: "9" }, { tail: "?answer&embed=1" });
  assert.match(sent.headers.get("location"), /embed=1/);
});

test("a code leads to its place", async () => {
  const svg = await server.api("GET", "/api/v1/surveys/kept/qr?format=svg&touchpoint=store-visit&unit=espoo");
  const other = await server.api("GET", "/api/v1/surveys/kept/qr?format=svg");
  assert.equal(svg.status, 200);
  assert.notEqual(svg.text, other.text);
  const png = await fetch(`${server.url}/api/v1/surveys/kept/qr?format=png&size=1000`, { headers: { authorization: `Bearer ${server.key}` } });
  const bytes = Buffer.from(await png.arrayBuffer());
  assert.ok(bytes.readUInt32BE(16) >= 1000, "width of the PNG");
  assert.equal((await server.api("GET", "/api/v1/surveys/kept/qr?size=9")).status, 422);
});
