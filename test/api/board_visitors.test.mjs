// Visitors of a shared board: who may let them in, which columns its rule shows them, and that nothing else is there for them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server, keys, board, views;
const address = (about) => `/explore?${new URLSearchParams(Object.fromEntries(Object.entries(about).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)])))}`;
const days = Array.from({ length: 20 }, (_, i) => new Date(Date.now() - (i + 1) * 86_400_000).toISOString());
const answers = Array.from({ length: 120 }, (_, i) => ({
  submission_key: `k${i}`, at: days[i % 20], channel: i < 8 ? "phone" : ["email", "web"][i % 2],
  attributes: { plan: ["basic", "plus"][i % 2], salary: `band ${i % 3}` },
  answers: { recommend: i % 11, why: `a secret story ${i}` }, customer: { external_id: `secret-customer-${i % 9}` },
}));
const visitor = (token, path = "") => server.api("GET", `/api/v1/visitor-boards/${token}${path}`, undefined, { key: null });
const put = (body, who = "maria", id = board.id) => server.api("PUT", `/api/v1/boards/${id}/visitors`, body, { key: keys[who] });
const open = async (body) => {
  const reply = await put(body);
  assert.equal(reply.status, 200, reply.text);
  return reply.body.visitors;
};
const tokenOf = ({ url }) => url.split("/visitor/")[1];

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en"] });
  await server.prepare();
  await server.respondMany(answers);
  keys = { owner: server.key };
  for (const [name, role] of [["anna", "viewer"], ["maria", "manager"]]) keys[name] = (await server.ok("POST", "/api/v1/keys", { name, role })).key;
  const as = { key: keys.maria };
  const rich = await server.ok("POST", "/api/v1/segments", { name: "Well paid", shared: true, condition: { field: "attributes.salary", op: "eq", value: "band 2" } }, as);
  const wanted = {
    plain: { measure: "nps" },
    channels: { measure: "nps", by: "channel", also: "week" },
    plans: { measure: "csat", by: "attributes.plan", also: "month" },
    paid: { measure: "nps", where: [{ field: "attributes.salary", op: "ne", value: "band 0" }] },
    segment: { measure: "nps", where: [{ field: "segment", op: "eq", value: rich.id }] },
    margin: { measure: "nps", weight: "margin" },
    split: { measure: "nps", by: "segment", also: "week" },
  };
  views = {};
  for (const [name, about] of Object.entries(wanted)) views[name] = (await server.ok("POST", "/api/v1/views", { name, shared: true, address: address(about) }, as)).id;
  board = await server.ok("POST", "/api/v1/boards", { name: "For the paper", shared: true, tiles: Object.values(views).map((view) => ({ view })) }, as);
});
after(() => server?.stop());

test("the strictest rule: figures, nothing by an attribute, no file; and no words, no customers, no other door", async () => {
  const visitors = await open({ attributes: [], download: false });
  assert.deepEqual(visitors.withheld, [views.paid, views.segment, views.margin, views.split].concat(views.plans).sort((a, b) => a - b));
  const token = tokenOf(visitors), { status, body, text } = await visitor(token);
  assert.deepEqual([status, body.name, body.tiles.map(({ id }) => id), body.withheld, body.download, body.segments], [200, "For the paper", [views.plain, views.channels], 5, false, []]);
  assert.doesNotMatch(text, /salary|Well paid|band|secret/);
  const tile = await visitor(token, `/tiles/${views.channels}`);
  assert.doesNotMatch(tile.text, /salary|secret/);
  const asked = await server.ok("GET", `/api/v1/metrics?${new URLSearchParams({ measure: "nps", by: "channel,week", from: tile.body.run.from, to: tile.body.run.to })}`);
  assert.deepEqual(tile.body.run.rows, asked.rows);
  const phone = tile.body.run.rows.filter(({ group }) => group.channel === "phone");
  assert.ok(phone.length > 0 && phone.every((row) => row.quality === "hidden" && row.value === null && row.histogram === undefined));
  assert.equal(tile.body.whole.rows[0].n, 120);
  for (const name of ["plans", "paid", "segment", "margin", "split"]) for (const more of ["", "/csv"]) assert.equal((await visitor(token, `/tiles/${views[name]}${more}`)).status, 404, name);
  assert.deepEqual([(await visitor(token, `/tiles/${views.plain}/csv`)).status, (await visitor(token, `/tiles/${views.plain}/csv`)).body.slug], [403, "not_allowed"]);
  for (const path of ["/api/v1/boards", "/api/v1/metrics?measure=nps", "/api/v1/responses", "/api/v1/dimensions"]) assert.equal((await server.api("GET", path, undefined, { key: token })).status, 401, path);
});

test("an attribute that is named may be seen, also through a segment; the file has what is seen", async () => {
  const token = tokenOf(await open({ attributes: ["salary"], download: true }));
  const { body } = await visitor(token);
  assert.deepEqual([body.tiles.map(({ id }) => id), body.segments.map(({ name }) => name)], [[views.plain, views.channels, views.paid, views.segment], ["Well paid"]]);
  const tile = (await visitor(token, `/tiles/${views.segment}`)).body;
  assert.equal(tile.whole.rows[0].n, answers.filter((one) => one.attributes.salary === "band 2").length);
  const csv = await visitor(token, `/tiles/${views.channels}/csv`);
  assert.match(csv.headers.get("content-type"), /text\/csv/);
  const [head, first, ...rest] = csv.text.trim().split("\r\n"), shown = (await visitor(token, `/tiles/${views.channels}`)).body;
  assert.equal(head, "measure,channel,week,value,low,high,n,quality");
  assert.match(first, /^nps,,,-?[\d.]+,-?[\d.]+,-?[\d.]+,120,normal$/);
  assert.equal(rest.length, shown.run.rows.length);
  assert.deepEqual(rest.map((line) => Number(line.split(",")[6])), shown.run.rows.map(({ n }) => n));
  for (const line of rest.filter((one) => one.includes("phone"))) assert.match(line, /^nps,phone,[^,]+,,,,\d,hidden$/);
});

test("a segment that begins to speak of another attribute takes its tile from the visitors", async () => {
  const { id } = (await server.ok("GET", "/api/v1/segments")).items.find(({ name }) => name === "Well paid");
  const token = tokenOf(await open({ attributes: ["salary"], download: false }));
  const change = (condition) => server.ok("PUT", `/api/v1/segments/${id}`, { name: "Well paid", shared: true, condition }, { key: keys.maria });
  await change({ not: { any: [{ field: "channel", op: "eq", value: "web" }, { field: "attributes.plan", op: "eq", value: "plus" }] } });
  assert.equal((await visitor(token, `/tiles/${views.segment}`)).status, 404);
  await change({ field: "attributes.salary", op: "eq", value: "band 2" });
  assert.equal((await visitor(token, `/tiles/${views.segment}`)).status, 200);
});

test("who may change the board lets visitors in, into a shared one; the link stays until another is made, or they are shut out", async () => {
  assert.equal((await put({ attributes: [], download: false }, "anna")).status, 403);
  const own = await server.ok("POST", "/api/v1/boards", { name: "Own", shared: false, tiles: [] });
  assert.deepEqual([(await put({ attributes: [], download: false }, "owner", own.id)).body.slug, (await put({ attributes: [], download: false }, "maria", own.id)).status], ["not_shared", 404]);
  const first = await open({ attributes: [], download: false, days: 2 });
  assert.ok(Math.abs(Date.parse(first.expires_at) - Date.now() - 2 * 86_400_000) < 60_000);
  assert.equal((await open({ attributes: ["plan"], download: false })).url, first.url);
  assert.equal((await server.ok("GET", `/api/v1/boards/${board.id}`, undefined, { key: keys.anna })).visitors, undefined);
  const second = await open({ attributes: [], download: false, new_link: true });
  assert.notEqual(second.url, first.url);
  assert.deepEqual([(await visitor(tokenOf(first))).status, (await visitor(tokenOf(second))).status], [404, 200]);
  for (const wrong of ["x", "A".repeat(32), tokenOf(second).slice(0, -1), `${tokenOf(second)}A`]) assert.equal((await visitor(wrong)).status, 404, wrong);
  await server.ok("DELETE", `/api/v1/boards/${board.id}/visitors`, undefined, { key: keys.maria });
  assert.equal((await visitor(tokenOf(second))).status, 404);
  const third = tokenOf(await open({ attributes: [], download: false }));
  const tiles = Object.values(views).map((view) => ({ view }));
  await server.ok("PUT", `/api/v1/boards/${board.id}`, { name: "For the paper", shared: false, tiles }, { key: keys.maria });
  assert.equal((await visitor(third)).status, 404);
  await server.ok("PUT", `/api/v1/boards/${board.id}`, { name: "For the paper", shared: true, tiles }, { key: keys.maria });
  assert.equal((await visitor(third)).status, 404, "sharing it again does not let them in again");
  const last = tokenOf(await open({ attributes: [], download: false }));
  await server.ok("DELETE", `/api/v1/boards/${board.id}`, undefined, { key: keys.maria });
  assert.equal((await visitor(last)).status, 404);
});

test("what is no rule is refused with the field's path", async () => {
  const any = await server.ok("POST", "/api/v1/boards", { name: "Any", shared: true, tiles: [] });
  for (const [body, field] of [[{ download: true }, "attributes"], [{ attributes: [], download: "yes" }, "download"], [{ attributes: [""], download: true }, "attributes[0]"], [{ attributes: [], download: true, days: 367 }, "days"]]) {
    const reply = await put(body, "owner", any.id);
    assert.deepEqual([reply.status, reply.body.field], [422, field]);
  }
  const stale = await server.api("PUT", `/api/v1/boards/${any.id}/visitors`, { attributes: [], download: false }, { headers: { "if-match": `"${any.revision + 9}"` } });
  assert.equal(stale.status, 412);
});
