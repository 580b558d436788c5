// Media weeks, notes, the code book, two people coding apart from each other, and their agreement.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "./harness.mjs";

let server, anna, otto;
const call = (key) => (method, path, body) => server.api(method, path, body, { key });
const name = (en) => ({ en });
const note = (more = {}) => ({ kind: "quote", day: "2026-03-04", text: "The invoice came a week late.", ...more });

before(async () => {
  server = await startServer();
  await server.addTouchpoint("invoice");
  for (const one of ["anna", "otto"]) {
    const key = (await server.ok("POST", "/api/v1/keys", { name: one, role: "manager" })).key;
    one === "anna" ? (anna = call(key)) : (otto = call(key));
  }
});
after(() => server?.stop());

test("media weeks are stored as given, replaced, filtered; a wrong row stores none", async () => {
  const row = { medium: "radio", daypart: "morning", segment: "families", week: "2026-03-02", spend_cents: 125050, contacts: 40000 };
  const put = (items) => server.api("PUT", "/api/v1/media-exposures", { items });
  const list = async (query = "") => (await server.ok("GET", `/api/v1/media-exposures?from=2026-01-01&to=2026-12-31${query}`)).items;
  assert.deepEqual((await put([row, { ...row, week: "2026-03-09", medium: "search", daypart: undefined, segment: undefined }])).body, { stored: 2 });
  await put([{ ...row, contacts: 41000 }]);
  const all = await list();
  assert.equal(all.length, 2);
  assert.deepEqual(all[0], { ...row, contacts: 41000 });
  assert.deepEqual([all[1].daypart, all[1].segment], ["", ""]);
  assert.deepEqual((await list("&medium=radio")).map((r) => r.week), ["2026-03-02"]);
  assert.equal((await list("&segment=families")).length, 1);
  const tuesday = await put([{ ...row, week: "2026-03-16" }, { ...row, week: "2026-03-17" }]);
  assert.deepEqual([tuesday.status, tuesday.body.slug, tuesday.body.field], [422, "not_a_monday", "items[1].week"]);
  assert.equal((await put([row, row])).body.slug, "twice");
  assert.equal((await put([{ ...row, spend_cents: -1 }])).status, 422);
  assert.equal((await list()).length, 2);
});

test("a coder does not see another's codes until their own are in; then both stay as they are", async () => {
  for (const slug of ["late", "unclear"]) assert.equal((await anna("POST", "/api/v1/codes", { slug, name: name(slug), valence: "bad" })).status, 201);
  assert.equal((await anna("POST", "/api/v1/codes", { slug: "late", name: name("x") })).body.slug, "taken");
  const { body: made } = await anna("POST", "/api/v1/notes", note({ touchpoint: "invoice", segment: "families", language: "en" }));
  const codings = `/api/v1/notes/${made.id}/codings`;
  assert.deepEqual([made.touchpoint, made.codings, made.mine], ["invoice", 0, undefined]);
  assert.equal((await anna("PUT", codings, { codes: ["nothing-like-it"] })).body.slug, "unknown_code");
  await anna("PUT", codings, { codes: ["unclear"] });
  assert.equal((await anna("PUT", codings, { codes: ["late"] })).status, 200, "nobody else has coded it: she may think again");
  const hidden = (await otto("GET", codings)).body.items;
  assert.deepEqual([hidden.length, hidden[0].mine, "codes" in hidden[0]], [1, false, false]);
  assert.equal((await otto("GET", "/api/v1/notes?mine=open")).body.items.length, 1);
  const seen = (await otto("PUT", codings, { codes: ["late", "unclear"] })).body.items;
  assert.deepEqual(seen.map((c) => c.codes), [["late"], ["late", "unclear"]]);
  assert.equal((await otto("PUT", codings, { codes: [] })).body.slug, "seen");
  assert.equal((await anna("PUT", codings, { codes: [] })).body.slug, "seen");
  assert.equal((await anna("PUT", `/api/v1/notes/${made.id}`, note())).body.slug, "coded");
  assert.deepEqual((await otto("GET", "/api/v1/notes?mine=coded")).body.items[0].mine, ["late", "unclear"]);
  assert.equal((await anna("DELETE", `/api/v1/notes/${made.id}`)).status, 204);
  assert.equal((await anna("GET", codings)).status, 404);
});

test("frequency by touchpoint with Wilson's interval, and kappa over what both coded", async () => {
  // Twelve notes: the golden table of the unit test, code 1 "late", code 2 "unclear".
  const first = [1, 1, 1, 1, 2, 2, 2, 3, 3, 0, 0, 2], second = [1, 1, 1, 1, 2, 2, 2, 1, 3, 0, 2, 0];
  const codes = (mask) => ({ codes: ["late", "unclear"].filter((_, i) => mask & (1 << i)) });
  const figures = async (query = "") => (await anna("GET", `/api/v1/coding-figures?from=2026-03-01&to=2026-03-31${query}`)).body;
  for (let i = 0; i < first.length; i++) {
    const { body } = await anna("POST", "/api/v1/notes", note({ touchpoint: i < 11 ? "invoice" : undefined, segment: i % 2 ? "families" : "" }));
    await anna("PUT", `/api/v1/notes/${body.id}/codings`, codes(first[i]));
    await otto("PUT", `/api/v1/notes/${body.id}/codings`, codes(second[i]));
    if (i === 8) {
      const early = await figures();
      assert.deepEqual([early.agreement.n, early.agreement.quality, early.agreement.missing, early.agreement.value], [9, "hidden", 1, undefined]);
    }
  }
  // A code that came later was in nobody's hands.
  await anna("POST", "/api/v1/codes", { slug: "kind", name: name("kind"), valence: "good" });
  const all = await figures();
  assert.deepEqual([all.notes, all.coded, all.agreement.n, all.agreement.quality], [12, 12, 12, "indicative"]);
  assert.deepEqual(all.codes.map((c) => c.code), ["late", "unclear"]);
  assert.ok(Math.abs(all.agreement.value - 0.75) < 1e-6, String(all.agreement.value));
  assert.equal(all.agreement.strength, "substantial");
  assert.equal(all.coders.length, 2);
  const unclear = (await figures("&by=touchpoint")).codes[1].groups;
  assert.deepEqual(unclear.map((g) => [g.group, g.n, g.hits, g.quality]), [["", 1, undefined, "hidden"], ["invoice", 11, 6, "indicative"]]);
  assert.ok(Math.abs(unclear[1].low - 28.01) < 0.01 && Math.abs(unclear[1].high - 78.73) < 0.01, JSON.stringify(unclear[1]));
  assert.deepEqual((await figures()).codes[1].groups.map((g) => [g.group, g.n, g.hits]), [["", 12, 7]]);
  assert.deepEqual((await figures("&by=segment")).codes[1].groups.map((g) => [g.group, g.n]), [["", 6], ["families", 6]]);
  assert.deepEqual((await figures("&by=week")).codes[0].groups.map((g) => [g.group, g.n]), [["2026-03-02", 12]]);
});

test("notes are found by code, coder and kind; what a coder may not read yet is not found by its codes", async () => {
  const found = async (who, query) => (await who("GET", `/api/v1/notes?limit=200&${query}`)).body.items;
  const coders = (await anna("GET", "/api/v1/coding-figures?from=2026-03-01&to=2026-03-31")).body.coders;
  // Of the golden table the two differ in three notes, all of them about "unclear".
  assert.equal((await found(anna, "mine=differing")).length, 3);
  assert.equal((await found(anna, "mine=differing&code=late")).length, 0);
  assert.equal((await found(otto, "mine=differing&code=unclear")).length, 3);
  assert.deepEqual([(await found(anna, "code=late")).length, (await found(anna, "mine=open")).length], [6, 0]);
  const { body: diary } = await anna("POST", "/api/v1/notes", note({ kind: "diary" }));
  await anna("PUT", `/api/v1/notes/${diary.id}/codings`, { codes: ["late"] });
  assert.deepEqual((await found(otto, "kind=diary")).map((n) => n.id), [diary.id]);
  assert.equal((await found(anna, "kind=diary&code=late")).length, 1);
  assert.equal((await found(otto, "kind=diary&code=late")).length, 0, "he has not coded it, and a filter may not tell him");
  const of = await Promise.all(coders.map(({ id }) => found(otto, `kind=diary&coder=${id}`)));
  assert.deepEqual(of.map((items) => items.length).sort(), [0, 1], "who has coded it is no secret");
  assert.equal((await anna("DELETE", `/api/v1/notes/${diary.id}`)).status, 204);
});

test("a customer's erasure takes their words, and no byte of them stays", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "c-1", name: "X" });
  assert.equal((await anna("POST", "/api/v1/notes", note({ customer: "nobody" }))).body.slug, "unknown_customer");
  const words = "zebra-striped umbrella";
  const { body } = await anna("POST", "/api/v1/notes", note({ customer: "c-1", text: words }));
  await anna("PUT", `/api/v1/notes/${body.id}/codings`, { codes: ["late"] });
  assert.equal((await anna("GET", `/api/v1/notes/${body.id}`)).body.customer, "c-1");
  await server.ok("DELETE", "/api/v1/customers/c-1");
  const left = (await anna("GET", `/api/v1/notes/${body.id}`)).body;
  assert.deepEqual([left.text, left.customer, left.codings], [undefined, undefined, 1]);
  assert.equal((await otto("PUT", `/api/v1/notes/${body.id}/codings`, { codes: [] })).body.slug, "forgotten");
  await server.restart();
  for (const file of readdirSync(server.dir))
    try { assert.ok(!readFileSync(join(server.dir, file)).includes(words), file); } catch (e) { if (e.code !== "EISDIR") throw e; }
});

test("a retired code is given no more, stays retired, and keeps what it was given", async () => {
  assert.equal((await anna("PUT", "/api/v1/codes/unclear", { slug: "unclear", name: name("unclear"), retired: true })).body.retired, true);
  assert.equal((await anna("PUT", "/api/v1/codes/unclear", { slug: "unclear", name: name("unclear") })).body.slug, "retired");
  const { body } = await anna("POST", "/api/v1/notes", note());
  assert.equal((await anna("PUT", `/api/v1/notes/${body.id}/codings`, { codes: ["unclear"] })).body.slug, "unknown_code");
  const kept = (await anna("GET", "/api/v1/coding-figures?from=2026-03-01&to=2026-03-31")).body.codes.find((c) => c.code === "unclear");
  assert.equal(kept.groups[0].n, 13, "twelve and the one whose words were forgotten");
  assert.equal((await anna("POST", "/api/v1/notes", note({ day: "2999-01-01" }))).body.slug, "in_the_future");
});

test("a note speaks of a small thing of its touchpoint, which counts its comments; without the thing the note stays", async () => {
  const { body: wording } = await anna("POST", "/api/v1/touchpoints/invoice/elements", { slug: "wording", name: { en: "The wording" } });
  assert.deepEqual([wording.slug, wording.notes], ["wording", undefined]);
  const said = async (more) => (await anna("POST", "/api/v1/notes", note({ touchpoint: "invoice", element: "wording", ...more }))).body;
  const { id, element } = await said();
  assert.deepEqual(element, { slug: "wording", name: { en: "The wording" } });
  assert.deepEqual([(await said({ element: "colour" })).slug, (await said({ element: "colour" })).field ?? "element"], ["unknown_element", "element"]);
  assert.equal((await said({ touchpoint: undefined })).slug, "required");
  const elements = async () => (await anna("GET", "/api/v1/touchpoints/invoice/elements")).body.items;
  assert.deepEqual((await elements()).map((one) => [one.slug, one.notes]), [["wording", 1]]);
  const found = async () => (await anna("GET", "/api/v1/notes?touchpoint=invoice&element=wording")).body.items.map((one) => one.id);
  assert.deepEqual(await found(), [id]);
  const { body: moved } = await anna("PUT", `/api/v1/notes/${id}`, note({ touchpoint: "invoice" }));
  assert.equal(moved.element, undefined);
  assert.deepEqual([await found(), (await elements())[0].notes], [[], 0]);
  await anna("PUT", `/api/v1/notes/${id}`, note({ touchpoint: "invoice", element: "wording" }));
  assert.equal((await anna("DELETE", `/api/v1/elements/${wording.id}`)).status, 204);
  assert.deepEqual([(await anna("GET", `/api/v1/notes/${id}`)).body.element, await elements()], [undefined, []]);
  assert.equal((await anna("DELETE", `/api/v1/notes/${id}`)).status, 204);
});
