// Touchpoints, surveys, customers, encounters: what is made is found again, and changes are guarded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startServer, survey } from "./harness.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

test("a touchpoint is added, listed, read and changed", async () => {
  const made = await server.addTouchpoint("store-visit", { stage: "buying", direction: "both", owner: "Aino", promise: "Seen in two minutes", target_emotions: ["joy", "trust"], volume_month: 4200 });
  assert.equal(made.slug, "store-visit");
  assert.ok(Number.isInteger(made.id) && made.id > 0);
  const read = await server.api("GET", "/api/v1/touchpoints/store-visit");
  assert.equal(read.status, 200);
  assert.deepEqual(read.body.target_emotions, ["joy", "trust"]);
  assert.equal(read.body.volume_month, 4200);
  assert.deepEqual(read.body.name, { en: "Store visit", fi: "Käynti myymälässä" });
  const { items } = await server.ok("GET", "/api/v1/touchpoints");
  assert.deepEqual(items.map((t) => t.slug), ["store-visit"]);
  const changed = await server.api("PUT", "/api/v1/touchpoints/store-visit", { slug: "store-visit", name: { en: "In the shop" }, kind: "physical" }, { headers: { "if-match": read.headers.get("etag") } });
  assert.equal(changed.status, 200, changed.text);
  assert.equal(changed.body.name.en, "In the shop");
  assert.ok(changed.body.revision > read.body.revision);
});

test("a change against an older state is refused with 412 and changes nothing", async () => {
  await server.addTouchpoint("checkout", { kind: "digital" });
  const { headers } = await server.api("GET", "/api/v1/touchpoints/checkout");
  const etag = headers.get("etag");
  assert.match(etag, /^"[^"]+"$/);
  const change = (name) => server.api("PUT", "/api/v1/touchpoints/checkout", { slug: "checkout", name: { en: name }, kind: "digital" }, { headers: { "if-match": etag } });
  assert.equal((await change("First")).status, 200);
  const second = await change("Second");
  assert.equal(second.status, 412);
  assert.match(second.headers.get("content-type"), /application\/problem\+json/);
  assert.equal((await server.ok("GET", "/api/v1/touchpoints/checkout")).name.en, "First");
});

test("a slug stands once", async () => {
  await server.addTouchpoint("twice");
  const again = await server.api("POST", "/api/v1/touchpoints", { slug: "twice", name: { en: "Twice" }, kind: "physical" });
  assert.equal(again.status, 409, again.text);
});

test("a survey goes from draft to published to closed", async () => {
  const made = await server.addSurvey();
  assert.equal(made.state, "draft");
  assert.equal((await server.api("POST", "/api/v1/surveys/visit/responses", { answers: { recommend: 9 } })).status, 409, "a draft takes no answers");
  const published = await server.publish();
  assert.equal(published.state, "published");
  assert.equal(published.version, 1);
  await server.respond({ recommend: 9 });
  assert.equal((await server.ok("GET", `/api/v1/surveys/${made.id}`)).responses, 1, "found by its id too");
  assert.equal((await server.ok("POST", "/api/v1/surveys/visit/close")).state, "closed");
  const late = await server.api("POST", "/api/v1/surveys/visit/responses", { answers: { recommend: 9 } });
  assert.equal(late.status, 409, late.text);
});

test("a published version stays as it was while the draft changes", async () => {
  const mine = { ...survey(), slug: "versions" };
  await server.addSurvey(mine);
  await server.publish("versions");
  const read = await server.api("GET", "/api/v1/surveys/versions");
  mine.questions = [{ id: "easy", type: "ces", required: true, text: { en: "How easy?", fi: "Kuinka helppoa?" } }];
  const changed = await server.api("PUT", "/api/v1/surveys/versions", mine, { headers: { "if-match": read.headers.get("etag") } });
  assert.equal(changed.status, 200, changed.text);
  assert.equal(changed.body.changed_since_published, true);
  await server.respond({ recommend: 10 }, {}, "versions");
  assert.equal((await server.publish("versions")).version, 2);
  await server.respond({ easy: 6 }, {}, "versions");
  const old = await server.api("POST", "/api/v1/surveys/versions/responses", { answers: { recommend: 10 } });
  assert.equal(old.status, 422, "the new version no longer asks this");
});

test("publishing names what a draft lacks", async () => {
  const lacking = { ...survey(), slug: "lacking" };
  delete lacking.questions[0].text.fi;
  await server.addSurvey(lacking);
  const refused = await server.api("POST", "/api/v1/surveys/lacking/publish");
  assert.equal(refused.status, 422);
  assert.match(refused.body.field, /questions\[0\]\.text/);
});

for (const [name, change, field] of [
  ["an unknown question type", (s) => (s.questions[0].type = "smileys"), /questions\[0\]\.type/],
  ["two questions of one id", (s) => (s.questions[1].id = "recommend"), /questions\[1\]\.id/],
  ["a condition on a later question", (s) => (s.questions[0].show_if = { field: "answers.why", op: "answered" }), /questions\[0\]\.show_if/],
  ["an unknown field", (s) => (s.questions[0].colour = "red"), /questions\[0\]\.colour/],
  ["no questions", (s) => (s.questions = []), /questions/],
  ["a touchpoint that is not there", (s) => (s.touchpoint = "nowhere"), /touchpoint/],
]) {
  test(`a survey with ${name} is refused`, async () => {
    const wrong = { ...survey(), slug: "wrong" };
    change(wrong);
    const made = await server.api("POST", "/api/v1/surveys", wrong);
    const refused = made.status === 201 ? await server.api("POST", "/api/v1/surveys/wrong/publish") : made;
    assert.equal(refused.status, 422, refused.text);
    assert.match(refused.body.field, field);
  });
}

test("a customer is put once and replaced by a second put", async () => {
  const first = await server.api("POST", "/api/v1/customers", { external_id: "C-17", name: "Test Customer", email: "c17@example.test", attributes: { segment: "gold" } });
  assert.equal(first.status, 201, first.text);
  const second = await server.api("POST", "/api/v1/customers", { external_id: "C-17", name: "Test Customer", attributes: { segment: "silver" } });
  assert.equal(second.status, 200, second.text);
  assert.equal(second.body.id, first.body.id);
  assert.equal((await server.ok("GET", "/api/v1/customers/C-17")).attributes.segment, "silver");
  assert.equal((await server.api("GET", "/api/v1/customers/C-18")).status, 404);
});

test("an erased customer is gone, and the figures stay", async () => {
  await server.addSurvey({ slug: "erase" });
  await server.publish("erase");
  await server.ok("POST", "/api/v1/customers", { external_id: "C-99", name: "To Be Forgotten" });
  await server.respond({ recommend: 2, why: "words to forget" }, { customer: { external_id: "C-99" } }, "erase");
  const before = await server.metrics({ measure: "nps", floor: "none" });
  const erased = await server.api("DELETE", "/api/v1/customers/C-99");
  assert.equal(erased.status, 204, erased.text);
  assert.equal((await server.api("GET", "/api/v1/customers/C-99")).status, 404);
  assert.deepEqual(await server.metrics({ measure: "nps", floor: "none" }), before);
  const list = await server.api("GET", "/api/v1/responses?survey=erase");
  assert.equal(list.status, 200);
  assert.doesNotMatch(list.text, /words to forget|C-99/);
});

test("long words of an erased customer are nowhere in the database file", async () => {
  const words = "verylongstory ".repeat(700), held = () => readFileSync(join(server.dir, "kuulo.db"), "latin1").includes("verylongstory");
  await server.ok("POST", "/api/v1/customers", { external_id: "C-98" });
  await server.respond({ recommend: 2, why: words.trim() }, { customer: { external_id: "C-98" } }, "erase");
  await server.restart(); // what was written ahead is in the file then
  assert.ok(held(), "it was there");
  await server.ok("DELETE", "/api/v1/customers/C-98");
  await server.restart();
  assert.ok(!held());
});

test("encounters are stored once by their key", async () => {
  const many = { encounters: [1, 2, 3].map((i) => ({ touchpoint: "store-visit", at: `2026-02-0${i}T12:00:00Z`, channel: "store", key: `e-${i}` })) };
  assert.equal((await server.ok("POST", "/api/v1/encounters", many)).accepted, 3);
  await server.ok("POST", "/api/v1/encounters", many);
  assert.equal((await server.ok("GET", "/api/v1/encounters?touchpoint=store-visit")).items.length, 3);
});

test("the survey's QR code is an SVG and a PNG", async () => {
  await server.addSurvey({ slug: "qr" });
  await server.publish("qr");
  const svg = await server.api("GET", "/api/v1/surveys/qr/qr?format=svg");
  assert.equal(svg.status, 200, svg.text.slice(0, 300));
  assert.match(svg.headers.get("content-type"), /image\/svg\+xml/);
  assert.match(svg.text, /<svg/);
  const png = await server.api("GET", "/api/v1/surveys/qr/qr?format=png");
  assert.match(png.headers.get("content-type"), /image\/png/);
});

test("the workspace's colour must carry white text", async () => {
  const { headers } = await server.api("GET", "/api/v1/workspace");
  const paint = (colour) => server.api("PATCH", "/api/v1/workspace", { colour }, { headers: headers.get("etag") ? { "if-match": headers.get("etag") } : {} });
  assert.equal((await paint("#ffee88")).status, 422);
  const dark = await paint("#1f4e5f");
  assert.equal(dark.status, 200, dark.text);
  assert.equal((await server.ok("GET", "/api/v1/workspace")).colour, "#1f4e5f");
});

test("a logo with a script is refused", async () => {
  const logo = (logo_svg) => server.api("PATCH", "/api/v1/workspace", { logo_svg });
  for (const bad of ['<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.test/x.png"/></svg>', "<p>no</p>"])
    assert.equal((await logo(bad)).status, 422, bad);
  assert.equal((await logo('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>')).status, 200);
});
