// Segments: conditions on answers that have a name. Whose they are, what they stand for, how many they are, and who speaks of them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { BINARY, startServer } from "./harness.mjs";

let server, keys;
const phone = { field: "channel", op: "eq", value: "phone" };
const segment = (name, condition = phone, more = {}) => ({ name, shared: false, condition, ...more });
const of = (op, value) => JSON.stringify({ field: "segment", op, value });
const as = (who) => ({
  ok: (method, path, body) => server.ok(method, `/api/v1${path}`, body, { key: keys[who] }),
  refused: async (method, path, body, headers) => {
    const reply = await server.api(method, `/api/v1${path}`, body, { key: keys[who], headers });
    return [reply.status, reply.body?.slug, reply.body?.field ?? ""];
  },
  count: async (where, more = {}) => {
    const { n, customers } = await server.ok("GET", `/api/v1/segment-count?${new URLSearchParams({ where, ...more })}`, undefined, { key: keys[who] });
    return [n, customers];
  },
  n: async (where) => (await server.ok("GET", `/api/v1/metrics?${new URLSearchParams({ measure: "nps", where })}`, undefined, { key: keys[who] })).rows[0]?.n ?? 0,
});
const explore = (leaves, name = "where") => `/explore?measure=nps&${name}=${encodeURIComponent(JSON.stringify(leaves))}`;

/** 60 answers: i % 3 by phone, e-mail or web; customers c0 … c6 gave them by turns, every fifth answer is nobody's. */
const answers = Array.from({ length: 60 }, (_, i) => ({
  submission_key: `k${i}`, at: `2026-03-${String(1 + (i % 20)).padStart(2, "0")}T10:00:00Z`, channel: ["phone", "email", "web"][i % 3], answers: { recommend: i % 11 },
  ...(i % 5 ? { customer: { external_id: `c${i % 7}` } } : {}),
}));
const counted = (meets) => {
  const some = answers.filter(meets);
  return [some.length, new Set(some.map((one) => one.customer?.external_id).filter(Boolean)).size];
};

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en"] });
  await server.prepare();
  await server.respondMany(answers);
  keys = { owner: server.key };
  for (const [name, role] of [["anna", "viewer"], ["bo", "viewer"], ["maria", "manager"]]) keys[name] = (await server.ok("POST", "/api/v1/keys", { name, role })).key;
});
after(() => server?.stop());

test("a segment is its owner's until it is shared; its condition is one that figures know", async () => {
  const anna = as("anna");
  const mine = await anna.ok("POST", "/segments", segment("By phone"));
  assert.deepEqual({ ...mine, id: 0, revision: 0, changed_at: "" }, { id: 0, name: "By phone", shared: false, mine: true, condition: phone, changed_at: "", uses: 0, revision: 0, views: [], schemes: [] });
  for (const other of ["bo", "maria", "owner"]) {
    assert.deepEqual((await as(other).ok("GET", "/segments")).items, [], other);
    for (const method of ["GET", "DELETE"]) assert.deepEqual(await as(other).refused(method, `/segments/${mine.id}`), [404, "not_found", ""], other);
    assert.deepEqual(await as(other).refused("GET", `/metrics?${new URLSearchParams({ measure: "nps", where: of("eq", mine.id) })}`), [422, "unknown_segment", "where.value"], other);
  }
  assert.deepEqual(await anna.refused("POST", "/segments", segment("x", phone, { shared: true })), [403, "not_allowed", "shared"]);
  const known = [
    [{ field: "customer.attributes.tier", op: "eq", value: "gold" }, "condition.field"],
    [{ all: [phone, { field: "segment", op: "eq", value: mine.id }] }, "condition.all[1].field"],
    [{ all: [{ ...phone, op: "like" }] }, "condition.all[0].op"],
    [{}, "condition.field"],
  ];
  for (const [condition, field] of known) assert.equal((await anna.refused("POST", "/segments", segment("x", condition)))[2], field, field);
  assert.deepEqual((await anna.refused("PUT", `/segments/${mine.id}`, segment("x"), { "if-match": `"${mine.revision + 99}"` })).slice(0, 2), [412, "stale"]);
});

test("it stands for its condition wherever figures take one, and counts answers and customers", async () => {
  const maria = as("maria");
  const byPhone = await maria.ok("POST", "/segments", segment("Phone", phone, { shared: true }));
  const poor = await maria.ok("POST", "/segments", segment("Critics", { all: [{ field: "answers.recommend", op: "le", value: 6 }, { not: { field: "channel", op: "eq", value: "web" } }] }, { shared: true }));
  const meets = { phone: (one) => one.channel === "phone", poor: (one) => one.answers.recommend <= 6 && one.channel !== "web" };
  const asked = [
    [of("eq", byPhone.id), meets.phone],
    [of("ne", byPhone.id), (one) => !meets.phone(one)],
    [of("eq", poor.id), meets.poor],
    [of("in", [byPhone.id, poor.id]), (one) => meets.phone(one) || meets.poor(one)],
    [of("not_in", [byPhone.id, poor.id]), (one) => !meets.phone(one) && !meets.poor(one)],
    [JSON.stringify({ all: [JSON.parse(of("eq", poor.id)), { not: JSON.parse(of("eq", byPhone.id)) }] }), (one) => meets.poor(one) && !meets.phone(one)],
  ];
  for (const [where, meet] of asked) {
    assert.deepEqual(await as("bo").count(where), counted(meet), where);
    assert.equal(await as("bo").n(where), counted(meet)[0], where);
  }
  assert.deepEqual(await as("bo").count(of("eq", byPhone.id), { from: "2026-03-05", to: "2026-03-09" }), counted((one) => meets.phone(one) && one.at >= "2026-03-05" && one.at < "2026-03-10"));
  const compared = await as("bo").ok("GET", `/metrics?${new URLSearchParams({ measure: "nps", where: of("eq", byPhone.id), compare: of("ne", byPhone.id) })}`);
  assert.equal(compared.rows[0].previous.n, 40);
  const told = spawnSync(BINARY, ["explain", `figure=metrics&measure=nps&where=${encodeURIComponent(of("eq", byPhone.id))}`, "--data", server.dir], { encoding: "utf8" });
  assert.match(told.stdout, /channel is "phone"/);
  for (const [where, field] of [[of("ge", byPhone.id), "where.op"], [of("eq", "Phone"), "where.value"], [of("in", byPhone.id), "where.value"], [JSON.stringify({ any: [phone, JSON.parse(of("eq", 999999))] }), "where.any[1].value"]])
    assert.equal((await as("bo").refused("GET", `/segment-count?${new URLSearchParams({ where })}`))[2], field, where);
});

test("a changed condition is dated and moves what speaks of it; a new name is not", async () => {
  const maria = as("maria");
  const before = (await maria.ok("GET", "/segments")).items.find((one) => one.name === "Phone");
  const renamed = await maria.ok("PUT", `/segments/${before.id}`, segment("By phone", phone, { shared: true }));
  assert.deepEqual([renamed.name, renamed.changed_at], ["By phone", before.changed_at]);
  const moved = await maria.ok("PUT", `/segments/${before.id}`, segment("By phone", { field: "channel", op: "in", value: ["phone", "email"] }, { shared: true }));
  assert.ok(moved.changed_at > before.changed_at);
  assert.equal(await as("bo").n(of("eq", before.id)), 40);
  await maria.ok("PUT", `/segments/${before.id}`, segment("Phone", phone, { shared: true }));
});

test("one that a view speaks of is not removed, nor taken from others, and it is said which views", async () => {
  const maria = as("maria"), anna = as("anna");
  const shared = (await maria.ok("GET", "/segments")).items.find((one) => one.name === "Phone");
  const own = (await anna.ok("GET", "/segments")).items.find((one) => one.mine);
  const leaves = [phone, { field: "segment", op: "eq", value: shared.id }];
  const view = await maria.ok("POST", "/views", { name: "Phone, monthly", shared: true, address: explore(leaves) });
  const hers = await anna.ok("POST", "/views", { name: "Against", shared: false, address: explore({ field: "segment", op: "eq", value: shared.id }, "against") });
  const looked = await maria.ok("GET", `/segments/${shared.id}`);
  assert.deepEqual([looked.uses, looked.views], [2, [{ id: view.id, name: "Phone, monthly" }]]);
  const reply = await server.api("DELETE", `/api/v1/segments/${shared.id}`, undefined, { key: keys.maria });
  assert.deepEqual([reply.status, reply.body.slug, reply.body.detail], [409, "segment_in_use", 'Saved views or weight schemes speak of it: "Phone, monthly", and 1 more.']);
  assert.deepEqual((await maria.refused("PUT", `/segments/${shared.id}`, segment("Phone"))).slice(0, 2), [409, "segment_in_use"]);
  const named = (id) => ({ name: "x", shared: true, address: explore([{ field: "segment", op: "eq", value: id }]) });
  assert.deepEqual(await maria.refused("POST", "/views", named(own.id)), [422, "unknown_segment", "address"]);
  const private_ = await maria.ok("POST", "/segments", segment("Hers"));
  assert.deepEqual(await maria.refused("POST", "/views", named(private_.id)), [422, "segment_not_shared", "address"]);
  assert.deepEqual(await maria.refused("POST", "/views", named(999999)), [422, "unknown_segment", "address"]);
  await anna.ok("DELETE", `/views/${hers.id}`);
  await maria.ok("PUT", `/views/${view.id}`, { name: "Phone, monthly", shared: true, address: "/explore?measure=nps" });
  assert.equal((await maria.ok("GET", `/segments/${shared.id}`)).uses, 0);
  await maria.ok("DELETE", `/segments/${shared.id}`);
  assert.deepEqual(await as("bo").refused("GET", `/metrics?${new URLSearchParams({ measure: "nps", where: of("eq", shared.id) })}`), [422, "unknown_segment", "where.value"]);
});

test("an account that is gone takes its own segments along and leaves the shared ones", async () => {
  const account = await server.ok("POST", "/api/v1/accounts", { email: "gone@example.test", name: "Gone", role: "manager", password: "a long enough password" });
  const session = await server.signIn({ email: "gone@example.test", password: "a long enough password" });
  const by = (body, path = "/segments") => server.ok("POST", `/api/v1${path}`, body, { key: null, headers: session });
  const own = await by(segment("Own")), shared = await by(segment("Left", phone, { shared: true }));
  await by({ name: "Own view", shared: false, address: explore([{ field: "segment", op: "eq", value: own.id }, { field: "segment", op: "ne", value: shared.id }]) }, "/views");
  await server.ok("DELETE", `/api/v1/accounts/${account.id}`);
  assert.equal((await as("maria").ok("GET", `/segments/${shared.id}`)).uses, 0);
  await as("maria").ok("DELETE", `/segments/${shared.id}`);
  assert.equal((await server.api("GET", `/api/v1/segments/${own.id}`)).status, 404);
});
