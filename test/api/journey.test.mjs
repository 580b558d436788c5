// The small things of a touchpoint with their dated changes, the moment library, and journeys as data.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  for (const slug of ["invoice", "phone", "shop"]) await server.addTouchpoint(slug);
});
after(() => server?.stop());

const element = { slug: "wording", name: { en: "Wording", fi: "Sanamuoto" }, state: { en: "Terms of the accounting system" }, owner: "Aino" };

test("an element is added, its change is recorded, and the state follows", async () => {
  const made = await server.ok("POST", "/api/v1/touchpoints/invoice/elements", element);
  assert.deepEqual(made.name, element.name);
  const change = await server.ok("POST", `/api/v1/elements/${made.id}/changes`, { changed_on: "2026-02-01", note: { en: "Rewritten" }, state: { en: "Plain words" } });
  await server.ok("POST", `/api/v1/elements/${made.id}/changes`, { changed_on: "2026-03-15", note: { en: "Sum in bold" } });
  const { items } = await server.ok("GET", "/api/v1/touchpoints/invoice/elements");
  assert.equal(items.length, 1);
  assert.deepEqual(items[0].state, { en: "Plain words" });
  assert.deepEqual(items[0].changes.map((c) => c.changed_on), ["2026-03-15", "2026-02-01"], "newest first");
  assert.deepEqual(items[0].changes[1], change);
  assert.deepEqual((await server.ok("GET", "/api/v1/touchpoints/phone/elements")).items, []);
});

test("a touchpoint tells when it was last gone through, and a change of it does not forget that", async () => {
  const before = await server.ok("GET", "/api/v1/touchpoints/shop");
  assert.equal(before.reviewed_on, undefined, "never yet");
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: (await server.ok("GET", "/api/v1/workspace")).time_zone }).format(new Date());
  assert.equal((await server.ok("POST", "/api/v1/touchpoints/shop/review")).reviewed_on, today);
  const { id, revision, reviewed_on, ...body } = await server.ok("GET", "/api/v1/touchpoints/shop");
  assert.ok(revision > before.revision, "who read it before must read it again");
  assert.equal((await server.ok("PUT", "/api/v1/touchpoints/shop", { ...body, owner: "Aino" })).reviewed_on, today);
  await server.restart();
  assert.equal((await server.ok("GET", "/api/v1/touchpoints/shop")).reviewed_on, today, "and it is kept");
  assert.equal((await server.api("POST", "/api/v1/touchpoints/nowhere/review")).status, 404);
});

test("an element's name is corrected against the state it was read in, and it can be removed", async () => {
  const made = await server.ok("POST", "/api/v1/touchpoints/phone/elements", element);
  const put = (revision) => server.api("PUT", `/api/v1/elements/${made.id}`, { ...element, name: { en: "Tone" } }, { headers: { "if-match": `"${revision}"` } });
  const first = await put(made.revision);
  assert.equal(first.status, 200, first.text);
  assert.equal((await put(made.revision)).status, 412);
  assert.equal((await put(first.body.revision)).status, 200);
  assert.equal((await server.api("PUT", `/api/v1/elements/${made.id}`, { ...element, slug: "other" })).status, 422);
  await server.ok("POST", `/api/v1/elements/${made.id}/changes`, { changed_on: "2026-02-01", note: { en: "x" } });
  assert.equal((await server.api("DELETE", `/api/v1/elements/${made.id}`)).status, 204);
  assert.deepEqual((await server.ok("GET", "/api/v1/touchpoints/phone/elements")).items, []);
  assert.equal((await server.api("DELETE", `/api/v1/elements/${made.id}`)).status, 404);
});

test("what is wrong with an element is named", async () => {
  const { id } = await server.ok("POST", "/api/v1/touchpoints/shop/elements", element);
  const refused = async (path, body, status, field) => {
    const reply = await server.api("POST", path, body);
    assert.equal(reply.status, status, reply.text);
    assert.equal(reply.body.field, field, reply.text);
  };
  await refused("/api/v1/touchpoints/shop/elements", element, 409, "slug");
  await refused("/api/v1/touchpoints/shop/elements", { ...element, slug: "x", name: { en: " " } }, 422, "name.en");
  await refused(`/api/v1/elements/${id}/changes`, { changed_on: "2126-02-01", note: { en: "x" } }, 422, "changed_on");
  await refused(`/api/v1/elements/${id}/changes`, { changed_on: "2026-02-01", note: {} }, 422, "note");
});

test("the moments come in three languages and one of them becomes a touchpoint as it is", async () => {
  const { items } = await server.ok("GET", "/api/v1/moments");
  for (const key of ["seller_contacts", "customer_contacts", "cancels", "gets_instructions", "gets_production_message", "gets_invoice", "gets_report", "gets_newsletter", "complains", "calls_service", "calls_sales", "visits_shop", "meets_us"])
    assert.ok(items.some((moment) => moment.key === key), key);
  for (const { name } of items) assert.deepEqual(Object.keys(name), ["en", "fi", "sv"]);
  const { key, ...rest } = items.find((moment) => moment.key === "complains");
  const made = await server.ok("POST", "/api/v1/touchpoints", { slug: "complains", moment: key, ...rest });
  assert.equal(made.moment, "complains");
  assert.equal(made.name.sv, "Reklamerar");
});

const journey = {
  slug: "buying",
  name: { en: "Buying", fi: "Ostaminen" },
  window_days: 30,
  stages: [
    { name: { en: "Choosing", fi: "Valinta" }, steps: [{ touchpoint: "shop", channel: "store", next: { what: { en: "We call you" }, within_hours: 24, actor: "company" } }] },
    { name: { en: "Paying", fi: "Maksu" }, steps: [{ touchpoint: "invoice", goal: true, limit_hours: 336, next: { what: { en: "Someday" } } }, { touchpoint: "phone", optional: true, failure: { where: { field: "attributes.reason", op: "in", value: ["what_next", "where_is"] } } }] },
  ],
};

test("a journey is kept as it was drawn, counts its guidance, and changes against what was read", async () => {
  const made = await server.ok("POST", "/api/v1/journeys", journey);
  const read = await server.api("GET", "/api/v1/journeys/buying");
  assert.deepEqual(read.body, made);
  assert.deepEqual(read.body.stages, journey.stages);
  assert.deepEqual(read.body.guidance, { steps: 3, guided: 1 }, "told what, but not within what time, is not guidance");
  const change = (body) => server.api("PUT", "/api/v1/journeys/buying", body, { headers: { "if-match": read.headers.get("etag") } });
  const moved = { ...journey, stages: [journey.stages[1], journey.stages[0]] };
  const changed = await change(moved);
  assert.equal(changed.status, 200, changed.text);
  assert.equal((await change(journey)).status, 412);
  const { items } = await server.ok("GET", "/api/v1/journeys");
  assert.deepEqual(items, [changed.body]);
  await server.restart();
  assert.deepEqual(await server.ok("GET", "/api/v1/journeys/buying"), changed.body);
});

test("what is wrong with a journey is named with its place", async () => {
  const wrong = async (edit, field) => {
    const body = structuredClone({ ...journey, slug: "wrong" });
    edit(body);
    const reply = await server.api("POST", "/api/v1/journeys", body);
    assert.equal(reply.status, 422, reply.text);
    assert.equal(reply.body.field, field, reply.text);
  };
  await wrong((j) => (j.stages[1].steps[0].touchpoint = "nowhere"), "stages[1].steps[0].touchpoint");
  await wrong((j) => (j.stages[0].steps[0].goal = true), "stages[1].steps[0].goal");
  await wrong((j) => (j.stages[1].steps[1].failure.where.op = "like"), "stages[1].steps[1].failure.where.op");
  await wrong((j) => (j.stages[1].steps[1].failure.where = { field: "answers.why", op: "answered" }), "stages[1].steps[1].failure.where.field");
  await wrong((j) => (j.stages[0].steps[0].next.what = { en: "" }), "stages[0].steps[0].next.what.en");
  await wrong((j) => (j.stages = []), "stages");
  assert.equal((await server.api("DELETE", "/api/v1/journeys/buying")).status, 204);
  assert.equal((await server.api("GET", "/api/v1/journeys/buying")).status, 404);
});
