// Events in: write keys, Segment's HTTP API, CloudEvents, rules, the past, erasure, and bad input.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { PYTHON, dataFolder, mustRun, run, startServer } from "./harness.mjs";

let server, write;
const basic = (key) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` });
const send = (path, body, headers = {}) => server.api("POST", path, body, { key: null, headers: { ...basic(write), ...headers } });
const sent = async (path, body, headers) => {
  const reply = await send(path, body, headers);
  assert.equal(reply.status, 200, reply.text);
  return reply.body;
};
const names = async () => Object.fromEntries((await server.ok("GET", "/api/v1/event-names")).items.map((n) => [n.name, n]));
const events = async (query) => (await server.ok("GET", `/api/v1/events?${new URLSearchParams(query)}`)).items;
const encounters = async (customer) => (await server.ok("GET", `/api/v1/encounters?customer=${customer}`)).items;
const track = (event, more = {}) => ({ type: "track", event, userId: "c-1", messageId: randomUUID(), ...more });

before(async () => {
  server = await startServer();
  write = mustRun(["key", "add", "shop", "--role", "source", "--data", server.dir]).trim();
  await server.addTouchpoint("checkout", { kind: "digital" });
  await server.addTouchpoint("web-shop", { kind: "digital" });
});
after(() => server?.stop());

test("a write key sends events in and does nothing else; no other key sends events", async () => {
  assert.deepEqual(await sent("/v1/track", track("Hello")), { success: true, accepted: 1, repeated: 0 });
  for (const [method, path] of [["GET", "/api/v1/me"], ["GET", "/api/v1/events"], ["GET", "/api/v1/touchpoints"], ["POST", "/api/v1/encounters"], ["GET", "/api/v1/live"]]) {
    const reply = await server.api(method, path, method === "POST" ? { touchpoint: "checkout" } : undefined, { key: write });
    assert.equal(reply.status, 403, `${method} ${path}: ${reply.text}`);
    assert.equal(reply.body.slug, "source_only");
  }
  for (const role of ["owner", "manager", "worker", "viewer"]) {
    const { key } = await server.ok("POST", "/api/v1/keys", { name: role, role });
    assert.equal((await server.api("POST", "/v1/track", track("Nope"), { key })).status, 403, role);
    assert.equal((await server.api("POST", "/v1/track", track("Nope"), { key: null, headers: basic(key) })).status, 401, `${role} as a user name`);
  }
  assert.equal((await server.api("POST", "/v1/track", track("Nope"), { key: null })).status, 401);
  assert.equal((await server.api("POST", "/v1/track", track("Nope"), { key: null, headers: basic("wrong") })).status, 401);
  assert.equal((await server.api("POST", "/v1/track", track("Nope"), { key: null, headers: { authorization: "Basic !!!" } })).status, 401);
  assert.equal((await names()).Nope, undefined);
});

test("an account is never a source", async () => {
  const reply = await server.api("POST", "/api/v1/accounts", { email: "s@example.test", role: "source", password: "long enough to be one" });
  assert.equal(reply.status, 422, reply.text);
  assert.equal(run(["user", "add", "s@example.test", "--role", "source", "--password-stdin", "--data", server.dir], { input: "long enough to be one\n" }).code, 2);
});

test("the same message is stored once, and names are counted exactly", async () => {
  const one = track("Counted");
  assert.equal((await sent("/v1/track", one)).repeated, 0);
  assert.equal((await sent("/v1/track", one)).repeated, 1);
  const batch = [one, track("Counted"), track("Counted"), track("Other")];
  assert.deepEqual(await sent("/v1/batch", { batch }), { success: true, accepted: 3, repeated: 1 });
  assert.deepEqual(await sent("/v1/batch", { batch }), { success: true, accepted: 0, repeated: 4 });
  const all = await names();
  assert.equal(all.Counted.received, 3);
  assert.equal(all.Counted.matched, 0);
  assert.equal((await events({ name: "Counted" })).length, 3);
});

test("a batch of many names counts each, between what else it brings", async () => {
  const batch = [];
  for (let i = 0; i < 400; i += 1) batch.push(track(`Many ${Math.floor(i / 2) % 100}`, { userId: `many-${i % 7}`, timestamp: new Date(Date.now() - (i + 1) * 60_000).toISOString() }));
  batch.splice(150, 0, { type: "identify", userId: "many-1", traits: { plan: "gold" } }, batch[3], { type: "alias", userId: "many-2", previousId: "before" });
  assert.deepEqual(await sent("/v1/batch", { batch }), { success: true, accepted: 402, repeated: 1 });
  const all = await names();
  for (let i = 0; i < 100; i += 1) assert.equal(all[`Many ${i}`].received, 4, `Many ${i}`);
  assert.ok(Date.parse(all["Many 0"].last_at) - Date.parse(all["Many 0"].first_at) >= 200 * 60_000, "first and last are of all of them");
  assert.equal((await events({ name: "Many 99" })).length, 4);
});

test("a message sent again tells of nobody and no name that the first did not, and makes no encounter", async () => {
  const first = track("Once", { userId: "once" });
  await sent("/v1/track", first);
  await server.ok("POST", "/api/v1/event-rules", { event: "Once", touchpoint: "checkout" });
  assert.deepEqual(await sent("/v1/batch", { batch: [first, { ...first, event: "Never", userId: "never" }] }), { success: true, accepted: 0, repeated: 2 });
  assert.equal((await names()).Never, undefined);
  assert.equal((await server.api("GET", "/api/v1/customers/never")).status, 404);
  assert.deepEqual(await encounters("once"), []);
  assert.deepEqual([(await names()).Once.received, (await names()).Once.matched], [1, 0]);
});

test("a bad message is refused alone, and the log says which and why without what was sent", async () => {
  const good = track("Good");
  const reply = await sent("/v1/batch", { batch: [good, { type: "track", userId: "u" }, 7, { type: "track", event: "x" }, { type: "dance", userId: "u" }, track("Good", { userId: { secret: "s3cret" } })] });
  assert.equal(reply.success, false);
  assert.equal(reply.accepted, 1);
  assert.deepEqual(reply.refused.map((r) => [r.index, r.field]), [[1, "event"], [2, ""], [3, "userId"], [4, "type"], [5, "userId"]]);
  const single = await send("/v1/track", { userId: "u" });
  assert.equal(single.status, 422);
  assert.equal(single.body.field, "event");
  const log = await server.ok("GET", "/api/v1/event-problems");
  assert.equal(log.items.find((p) => p.field === "event").count, 2);
  assert.equal(log.items.find((p) => p.field === "event").refused, true);
  assert.doesNotMatch(JSON.stringify(log), /s3cret/);
});

test("the sender's clock is corrected as Segment documents it", async () => {
  const hour = 3_600_000, wrong = Date.now() + 5 * hour; // five hours fast
  await sent("/v1/track", track("Clock", { originalTimestamp: new Date(wrong - hour).toISOString(), sentAt: new Date(wrong).toISOString() }));
  await sent("/v1/batch", { sentAt: new Date(wrong).toISOString(), batch: [track("Clock", { timestamp: new Date(wrong - 2 * hour).toISOString() })] });
  await sent("/v1/track", track("Clock", { timestamp: "2026-03-01T10:00:00Z" }));
  const [plain, batched, single] = await events({ name: "Clock" });
  assert.equal(plain.at, "2026-03-01T10:00:00Z");
  assert.deepEqual([(await names()).Clock.first_at, (await names()).Clock.last_at], [plain.at, single.at]);
  assert.ok(Math.abs(Date.parse(single.at) - (Date.now() - hour)) < hour / 2, single.at);
  assert.ok(Math.abs(Date.parse(batched.at) - (Date.now() - 2 * hour)) < hour / 2, batched.at);
});

test("identify puts the customer, and says what it could not keep", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "c-2", name: "Old", margin: 12, consent_surveys: true, attributes: { tier: "gold", gone: "x" } });
  await sent("/v1/identify", { userId: "c-2", traits: { email: "aino@example.test", firstName: "Aino", lastName: "Mäki", phone: "+358 40", locale: "fi-FI", plan: "pro", gone: null, address: { city: "Turku" }, contact_ban: false } });
  const { id, ...customer } = await server.ok("GET", "/api/v1/customers/c-2");
  assert.deepEqual(customer, { external_id: "c-2", name: "Aino Mäki", email: "aino@example.test", phone: "+358 40", language: "fi", attributes: { tier: "gold", plan: "pro" }, margin: 12, consent_surveys: true, contact_ban: false, complaint_open: false });
  assert.ok(id);
  for (const contact_ban of [true, false]) await sent("/v1/identify", { userId: "c-ban", traits: { contact_ban } });
  assert.equal((await server.ok("GET", "/api/v1/customers/c-ban")).contact_ban, true); // set from outside, lifted in Kuulo only
  await sent("/v1/identify", { userId: "c-new", traits: { firstName: "Aino", last_name: "Mäki", margin: 7.5, consent_surveys: true } });
  const made = await server.ok("GET", "/api/v1/customers/c-new");
  assert.deepEqual([made.name, made.margin, made.consent_surveys], ["Aino Mäki", 7.5, true]);
  const problems = (await server.ok("GET", "/api/v1/event-problems")).items.map((p) => p.field);
  assert.ok(problems.includes("traits.address") && !problems.includes("traits.contact_ban"), problems.join());
  await sent("/v1/group", { userId: "c-2", groupId: "g-9", traits: { name: "Firma", seats: 3 } });
  assert.deepEqual((await server.ok("GET", "/api/v1/customers/c-2")).attributes, { tier: "gold", plan: "pro", group: "g-9", group_name: "Firma", group_seats: 3 });
  await sent("/v1/identify", { userId: "c-full", traits: Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`t${i}`, i])) });
  assert.equal(Object.keys((await server.ok("GET", "/api/v1/customers/c-full")).attributes).length, 40);
  assert.ok((await server.ok("GET", "/api/v1/event-problems")).items.some((p) => /at most 40/.test(p.detail)));
});

test("an event becomes one encounter by the first rule that holds, frozen as things were", async () => {
  const where = { all: [{ field: "properties.total", op: "gt", value: 100 }, { field: "customer.attributes.tier", op: "eq", value: "gold" }] };
  const big = await server.ok("POST", "/api/v1/event-rules", { event: "Order Completed", where, touchpoint: "checkout", channel: "web", initiator: "customer", effect: "strengthened", attributes: ["total", "coupon"] });
  await server.ok("POST", "/api/v1/event-rules", { event: "Order Completed", touchpoint: "web-shop", channel: "web" });
  assert.equal(big.touchpoint, "checkout");
  const order = (userId, total) => track("Order Completed", { userId, properties: { total, coupon: "MAY", secret: "no", lines: [1] }, timestamp: "2026-03-01T10:00:00Z" });
  await sent("/v1/identify", { userId: "gold", traits: { tier: "gold" } });
  const batch = [order("gold", 120), order("gold", 20), order("plain", 500), track("Nothing", { userId: "gold" })];
  await sent("/v1/batch", { batch });
  await sent("/v1/batch", { batch });
  await sent("/v1/identify", { userId: "gold", traits: { tier: "silver" } });
  const gold = await encounters("gold");
  assert.deepEqual(gold.map((e) => [e.touchpoint, e.channel, e.initiator, e.effect, e.at, e.attributes]), [
    ["web-shop", "web", undefined, undefined, "2026-03-01T10:00:00Z", { total: 20, coupon: "MAY", secret: "no", tier: "gold" }],
    ["checkout", "web", "customer", "strengthened", "2026-03-01T10:00:00Z", { total: 120, coupon: "MAY", tier: "gold" }],
  ]);
  assert.equal((await encounters("plain")).length, 1);
  const counted = (await names())["Order Completed"];
  assert.deepEqual([counted.received, counted.matched, counted.matched_share, counted.rules], [3, 3, 1, 2]);
  assert.equal((await events({ customer: "gold", name: "Order Completed" }))[1].encounter, gold[1].id);
  const facts = (await server.ok("GET", "/api/v1/audit?limit=100")).items;
  assert.doesNotMatch(JSON.stringify(facts), /MAY|gold|plain|Order Completed/, "the ledger holds references only");
  const [pair] = await sent("/v1/batch", { batch: [track("Nothing", { userId: "gold" }), track("Nothing", { userId: "gold" })] }).then(() => server.ok("GET", "/api/v1/audit?limit=1")).then((page) => page.items);
  assert.deepEqual([pair.kind, pair.payload, pair.subject], ["event_received", { count: 2 }, pair.number - 1], "what came together is one line");
});

test("a rule can be changed, paused, removed and applied to the past, and doubles nothing", async () => {
  const shot = (userId, properties) => track("Past", { userId, properties });
  await sent("/v1/batch", { batch: [shot("p1", { kind: "a" }), shot("p2", { kind: "b" }), shot("p3", { kind: "a" })] });
  const rule = await server.ok("POST", "/api/v1/event-rules", { event: "Past", where: { field: "properties.kind", op: "eq", value: "a" }, touchpoint: "web-shop", channel: "web" });
  const path = `/api/v1/event-rules/${rule.id}`;
  assert.deepEqual(await server.ok("POST", `${path}/replay`), { encounters: 2 });
  assert.deepEqual(await server.ok("POST", `${path}/replay`), { encounters: 0 });
  assert.equal((await encounters("p1")).length, 1);
  assert.equal((await encounters("p2")).length, 0);
  const stale = await server.api("PUT", path, { event: "Past", touchpoint: "web-shop" }, { headers: { "if-match": '"1"' } });
  assert.equal(stale.status, 412);
  await server.ok("PUT", path, { event: "Past", touchpoint: "web-shop", active: false });
  await sent("/v1/track", shot("p4", { kind: "a" }));
  assert.equal((await encounters("p4")).length, 0, "a paused rule rests");
  await server.ok("PUT", path, { event: "Past", touchpoint: "checkout", channel: "phone" });
  assert.deepEqual(await server.ok("POST", `${path}/replay`), { encounters: 2 });
  assert.deepEqual((await encounters("p4")).map((e) => [e.touchpoint, e.channel]), [["checkout", "phone"]]);
  assert.equal((await names()).Past.matched, 4);
  await server.ok("DELETE", path);
  assert.equal((await server.api("GET", path)).status, 404);
  assert.equal((await encounters("p1")).length, 1, "what it made stays");
  for (const [body, field] of [
    [{ event: "x", touchpoint: "nowhere" }, "touchpoint"],
    [{ event: "x", touchpoint: "checkout", where: { field: "answers.x", op: "eq", value: 1 } }, "where.field"],
    [{ event: "", touchpoint: "checkout" }, "event"],
    [{ event: "x", touchpoint: "checkout", initiator: "robot" }, "initiator"],
  ]) {
    const reply = await server.api("POST", "/api/v1/event-rules", body);
    assert.deepEqual([reply.status, reply.body.field], [422, field], reply.text);
  }
});

test("rules outlive the server, and a key may be made while it runs", async () => {
  const before = await server.ok("GET", "/api/v1/event-rules");
  await server.restart();
  assert.deepEqual(await server.ok("GET", "/api/v1/event-rules"), before);
  await sent("/v1/track", track("Order Completed", { userId: "later", properties: { total: 1 } }));
  assert.equal((await encounters("later")).length, 1);
  const made = mustRun(["key", "add", "another shop", "--role", "source", "--data", server.dir]).trim();
  const first = await Promise.all(Array.from({ length: 80 }, () => server.api("POST", "/v1/track", track("First"), { key: null, headers: basic(made) })));
  assert.deepEqual(first.filter(({ status }) => status !== 200), [], "whoever comes first, all at once");
});

test("what an anonymous visitor did becomes the customer's when they say who they are", async () => {
  const anonymous = (anonymousId, event) => ({ type: "track", event, anonymousId, messageId: randomUUID(), properties: { total: 3 } });
  await sent("/v1/batch", { batch: [anonymous("anon-1", "Order Completed"), anonymous("anon-1", "Looked"), anonymous("anon-2", "Looked"), anonymous("anon-3", "Looked")] });
  assert.equal((await events({ customer: "known-1" })).length, 0);
  await sent("/v1/identify", { userId: "known-1", anonymousId: "anon-1", traits: {} });
  assert.deepEqual((await events({ customer: "known-1" })).map((e) => e.name), ["Looked", "Order Completed"]);
  assert.deepEqual((await encounters("known-1")).map((e) => e.touchpoint), ["web-shop"]);
  await sent("/v1/track", anonymous("anon-1", "Looked again"));
  assert.equal((await events({ customer: "known-1" })).length, 3, "and what comes after is theirs too");
  await sent("/v1/alias", { previousId: "anon-2", userId: "known-2" });
  assert.equal((await events({ customer: "known-2" })).length, 1);
  await sent("/v1/alias", { previousId: "anon-2", userId: "known-1" });
  assert.equal((await events({ customer: "known-2" })).length, 1, "the first link stands");
  await sent("/v1/track", { ...anonymous("anon-3", "Looked"), userId: "known-3" });
  assert.equal((await events({ customer: "known-3" })).length, 2, "both ids in one message link them");
});

test("page and screen carry their name, and the context keeps no address of the person", async () => {
  await sent("/v1/page", { anonymousId: "p", name: "Pricing", category: "Shop", context: { ip: "203.0.113.9", userAgent: "Firefox", page: { path: "/pricing", url: "https://x.test/pricing" }, campaign: { name: "May" }, locale: "fi-FI" } });
  await sent("/v1/screen", { anonymousId: "p", name: "Home" });
  const [screen, page] = await events({});
  assert.deepEqual([page.name, page.properties], ["Page Viewed", { name: "Pricing", category: "Shop" }]);
  assert.deepEqual(page.context, { locale: "fi-FI", page: { path: "/pricing", url: "https://x.test/pricing" }, campaign: { name: "May" } });
  assert.deepEqual([screen.name, screen.properties], ["Screen Viewed", { name: "Home" }]);
});

test("erasure forgets what events said of the customer; the counts stay", async () => {
  const marker = `marker-${randomUUID()}`;
  await server.ok("POST", "/api/v1/event-rules", { event: "Erased", touchpoint: "checkout" });
  await sent("/v1/identify", { userId: marker, anonymousId: `anon-${marker}`, traits: { name: marker } });
  await sent("/v1/track", track("Erased", { userId: marker, anonymousId: `anon-${marker}`, properties: { total: 9, address: `${marker}@example.test`, note: `${marker} ${marker}` }, context: { page: { path: `/${marker}` } } }));
  assert.deepEqual((await encounters(marker))[0].attributes, { total: 9 }, "what looks like an address or words is not taken unasked");
  const before = (await names()).Erased.received;
  await server.ok("DELETE", `/api/v1/customers/${marker}`);
  assert.equal((await names()).Erased.received, before);
  assert.doesNotMatch(JSON.stringify([await events({}), await server.ok("GET", "/api/v1/encounters?limit=500"), await server.ok("GET", "/api/v1/audit?limit=500")]), new RegExp(marker));
  await server.restart();
  mustRun(["check", "--data", server.dir]);
  assert.equal(readFileSync(join(server.dir, "kuulo.db")).includes(marker), false, "nor does the file hold it");
});

test("who comes with the number of someone erased is somebody new", async () => {
  const userId = `again-${randomUUID()}`;
  await sent("/v1/batch", { batch: [track("Before", { userId }), track("Before", { userId })] });
  assert.equal((await events({ customer: userId })).length, 2);
  await server.ok("DELETE", `/api/v1/customers/${userId}`);
  await sent("/v1/track", track("After", { userId }));
  assert.deepEqual((await events({ customer: userId })).map((e) => e.name), ["After"]);
  mustRun(["check", "--data", server.dir]);
});

test("gzip is understood, and no bomb goes off", async () => {
  const packed = (value) => gzipSync(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
  const gzip = { "content-encoding": "gzip" };
  assert.equal((await sent("/v1/batch", packed({ batch: [track("Zipped"), track("Zipped")] }), gzip)).accepted, 2);
  assert.equal((await send("/v1/batch", packed(`{"batch":[${" ".repeat(50 << 20)}]}`), gzip)).status, 413, "a bomb");
  assert.equal((await send("/v1/batch", Buffer.from("not gzip at all"), gzip)).status, 400);
  assert.equal((await send("/v1/batch", packed({ batch: [] }).subarray(0, 12), gzip)).status, 400, "cut short");
  assert.equal((await send("/v1/batch", Buffer.concat([packed({ batch: [] }), Buffer.from("tail")]), gzip)).status, 400, "something after the end");
  assert.equal((await send("/v1/batch", packed({ batch: [] }), { "content-encoding": "br" })).status, 400);
});

test("bad input is refused with a sentence and changes nothing", async () => {
  const deep = `{"batch":[${"[".repeat(40)}${"]".repeat(40)}]}`;
  const cases = [
    ["/v1/batch", "", 400],
    ["/v1/batch", "{", 400],
    ["/v1/batch", deep, 400],
    ["/v1/batch", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400],
    ["/v1/batch", '{"batch":1}', 422],
    ["/v1/batch", "[]", 422],
    ["/v1/batch", JSON.stringify({ batch: Array.from({ length: 2001 }, () => ({})) }), 422],
    ["/v1/batch", JSON.stringify({ batch: ["x".repeat(3 << 20)] }), 413],
    ["/v1/track", JSON.stringify(track("x".repeat(201))), 422],
    ["/v1/track", JSON.stringify(track("x", { properties: [] })), 422],
    ["/v1/track", JSON.stringify(track("x", { properties: { a: "y".repeat(40000) } })), 422],
    ["/v1/track", JSON.stringify(track("x", { messageId: "m".repeat(301) })), 422],
    ["/v1/track", JSON.stringify(track("x", { userId: "u".repeat(201) })), 422],
    ["/v1/track", JSON.stringify(track("x", { userId: "" })), 422],
    ["/v1/alias", JSON.stringify({ userId: "u" }), 422],
    ["/v1/group", JSON.stringify({ userId: "u" }), 422],
  ];
  const before = await names();
  for (const [path, body, status] of cases) {
    const reply = await send(path, body);
    assert.equal(reply.status, status, `${path} ${String(body).slice(0, 60)}: ${reply.text}`);
    assert.match(reply.headers.get("content-type"), /problem\+json/);
    assert.ok(reply.body.detail);
  }
  assert.deepEqual(await names(), before);
  const late = track("Odd time", { timestamp: "yesterday" });
  await sent("/v1/track", late);
  assert.ok((await server.ok("GET", "/api/v1/event-problems")).items.some((p) => p.field === "timestamp" && !p.refused));
  assert.deepEqual(await sent("/v1/batch", { batch: [] }), { success: true, accepted: 0, repeated: 0 });
});

// ---- CloudEvents ----

const cloud = (body, type = "application/cloudevents+json", headers = {}) => server.api("POST", "/v1/cloudevents", body, { key: write, headers: { "content-type": type, ...headers } });
const cloudEvent = (more = {}) => ({ specversion: "1.0", type: "shop.order", source: "https://shop.test", id: randomUUID(), ...more });

test("every conformance vector: the valid are taken, the invalid refused by name", { skip: !dataFolder("cloudevents") }, async () => {
  const vectors = (name) => JSON.parse(readFileSync(join(dataFolder("cloudevents"), `${name}.json`), "utf8")).tests;
  let cases = 0;
  for (const { id, event } of vectors("valid-events")) {
    const reply = await cloud(event);
    assert.equal(reply.status, 200, `${id}: ${reply.text}`);
    cases++;
  }
  for (const { id, batch } of vectors("valid-batches")) {
    const reply = await cloud(batch, "application/cloudevents-batch+json; charset=utf-8");
    assert.equal(reply.status, 200, `${id}: ${reply.text}`);
    cases++;
  }
  const before = await names();
  for (const { id, event } of vectors("invalid-events")) {
    const reply = await cloud(event);
    assert.equal(reply.status, 422, `${id}: ${reply.text}`);
    const named = id.match(/invalid(?:No|Empty)([A-Z]\w+)$/)?.[1].toLowerCase();
    if (named) assert.equal(reply.body.field, named, id);
    assert.ok(reply.body.field, id);
    cases++;
  }
  for (const { id, batch } of vectors("invalid-batches")) {
    const reply = await cloud(batch, "application/cloudevents-batch+json");
    assert.equal(reply.status, 422, `${id}: ${reply.text}`);
    assert.match(reply.body.field, /^\[\d\]/, id);
    cases++;
  }
  assert.equal(cases, 43);
  assert.deepEqual(await names(), before, "an invalid batch leaves nothing behind");
});

test("structured, batched and binary say the same", async () => {
  await server.ok("POST", "/api/v1/event-rules", { event: "shop.order", where: { field: "context.tenant", op: "eq", value: "north" }, touchpoint: "checkout", channel: "web" });
  const data = { total: 5, customer: "ce-1" };
  const time = "2026-03-01T12:00:00+02:00";
  assert.equal((await cloud(cloudEvent({ data, time, tenant: "north" }))).status, 200);
  assert.equal((await cloud([cloudEvent({ data: { ...data, customer: { external_id: "ce-1" } }, time, tenant: "north" })], "application/cloudevents-batch+json")).status, 200);
  const binary = await cloud(JSON.stringify({ total: 5 }), "application/json", { "ce-specversion": "1.0", "ce-type": "shop.order", "ce-source": "https://shop.test", "ce-id": "b%20%C3%A4", "ce-subject": "ce-1", "ce-time": time, "ce-tenant": "north" });
  assert.equal(binary.status, 200, binary.text);
  const encoded = Buffer.from(JSON.stringify(data)).toString("base64");
  assert.equal((await cloud(cloudEvent({ data_base64: encoded, time, tenant: "south" }))).status, 200);
  const all = await events({ customer: "ce-1" });
  assert.equal(all.length, 4);
  for (const e of all) {
    assert.equal(e.properties.total, 5);
    assert.equal(e.at, "2026-03-01T10:00:00Z");
    assert.equal(e.context.source, "https://shop.test");
  }
  assert.equal((await encounters("ce-1")).length, 3, "the rule looks at an extension");
});

test("source and id together are the event", async () => {
  const one = cloudEvent();
  assert.equal((await cloud(one)).body.repeated, 0);
  assert.equal((await cloud(one)).body.repeated, 1);
  assert.equal((await cloud({ ...one, source: "https://other.test" })).body.repeated, 0);
  assert.equal((await cloud([one, one, cloudEvent()], "application/cloudevents-batch+json")).body.repeated, 2);
});

test("a CloudEvent that is none", async () => {
  assert.equal((await cloud("{}", "text/plain")).status, 400);
  assert.equal((await cloud("x", "application/json", { "ce-specversion": "1.0", "ce-type": "t", "ce-source": "s", "ce-id": "1" })).status, 400, "binary data that is no JSON");
  assert.equal((await cloud("", "text/plain", { "ce-specversion": "1.0", "ce-type": "t", "ce-source": "%zz", "ce-id": "1" })).body.field, "source");
  assert.equal((await cloud(cloudEvent({ data: { a: "x".repeat(40000) } }))).body.field, "data");
  assert.equal((await cloud(cloudEvent({ time: new Date(Date.now() + 3 * 86_400_000).toISOString() }))).body.field, "time");
});

test("events are kept as long as the workspace says", async () => {
  assert.deepEqual(await server.ok("GET", "/api/v1/event-settings"), { keep_days: 730 });
  assert.equal((await server.api("PUT", "/api/v1/event-settings", { keep_days: 0 })).status, 422);
  assert.deepEqual(await server.ok("PUT", "/api/v1/event-settings", { keep_days: 400 }), { keep_days: 400 });
  assert.deepEqual(await server.ok("GET", "/api/v1/event-settings"), { keep_days: 400 });
});

test("a customer's path tells encounters, other events and answers in the order of time, by pages", async () => {
  await server.addSurvey({ slug: "after", touchpoint: "checkout" });
  await server.publish("after");
  const at = (day) => `2026-04-0${day}T10:00:00Z`;
  const who = { userId: "walker" };
  await sent("/v1/batch", { batch: [track("Order Completed", { ...who, timestamp: at(3), properties: { total: 7 } }), track("Browsed", { ...who, timestamp: at(1) })] });
  await server.ok("POST", "/api/v1/encounters", { touchpoint: "checkout", at: at(2), channel: "phone", effect: "weakened", customer: { external_id: "walker" } });
  await server.respond({ recommend: 9 }, { at: at(4), channel: "email", customer: { external_id: "walker" } }, "after");
  const path = "/api/v1/customers/walker/path";
  const told = (items) => items.map((s) => [s.kind, s.at, s.name ?? s.survey ?? s.touchpoint, s.effect ?? s.outcome]);
  const { items, next } = await server.ok("GET", path);
  assert.deepEqual(told(items), [["response", at(4), "after", "good"], ["encounter", at(3), "web-shop", undefined], ["encounter", at(2), "checkout", "weakened"], ["event", at(1), "Browsed", undefined]]);
  assert.equal(next, undefined);
  const first = await server.ok("GET", `${path}?limit=3`);
  const rest = await server.ok("GET", `${path}?limit=3&cursor=${first.next}`);
  assert.deepEqual(told([...first.items, ...rest.items]), told(items));
  assert.equal((await server.api("GET", `${path}?cursor=x`)).status, 422);
  assert.equal((await server.api("GET", "/api/v1/customers/nobody/path")).status, 404);
});

test("what is older than that is forgotten, by itself, and the counts stay", async () => {
  await sent("/v1/batch", { batch: [track("Old"), track("Old"), track("Fresh")] });
  const age = `import sqlite3; db = sqlite3.connect("${join(server.dir, "kuulo.db")}", timeout=20); db.execute("UPDATE event SET received_at = received_at - 401 * 86400000 WHERE id < (SELECT max(id) FROM event)"); db.commit()`;
  const live = await server.live();
  assert.equal(spawnSync(PYTHON, ["-c", age]).status, 0);
  for (let kinds = []; !kinds.includes("events_forgotten"); kinds = (await live.next(20_000)).data.kinds ?? []);
  live.close();
  assert.deepEqual((await events({})).map((e) => e.name), ["Fresh"]);
  assert.equal((await names()).Old.received, 2);
});

test("what is asked by name is found however far apart it came", async () => {
  const mine = [], others = Array.from({ length: 2000 }, (_, i) => track("Ordinary", { userId: `c-${i}` }));
  for (let round = 0; round < 4; round++) {
    const rare = track("Rare", { properties: { round } });
    mine.unshift(rare.properties.round);
    await sent("/v1/batch", { batch: [rare, ...others.map((e) => ({ ...e, messageId: randomUUID() })).slice(1)] });
  }
  assert.deepEqual((await events({ name: "Rare" })).map((e) => e.properties.round), mine, "newest first, over some blocks of facts");
  const paged = [];
  for (let cursor = ""; paged.length < 4; ) {
    const { items, next } = await server.ok("GET", `/api/v1/events?name=Rare&limit=1${cursor && `&cursor=${cursor}`}`);
    paged.push(items[0].properties.round);
    cursor = next;
  }
  assert.deepEqual(paged, mine, "a page at a time");
  const { id } = await server.ok("POST", "/api/v1/event-rules", { event: "Rare", touchpoint: "checkout", channel: "web" });
  assert.deepEqual(await server.ok("POST", `/api/v1/event-rules/${id}/replay`), { encounters: 4 });
});
