// Whom we leave in peace: told with the reason, found by the exact address only, lifted by somebody who says why they may.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";
import { header, read } from "./smtp.mjs";

let server;
before(async () => {
  server = await startServer({ args: ["--public-url", "https://kuulo.example"] });
  await server.prepare();
});
after(() => server?.stop());

const customer = (external_id, more = {}) =>
  server.ok("POST", "/api/v1/customers", { external_id, name: "Aino Virtanen", email: `${external_id}@shop.example`, language: "fi", consent_surveys: true, ...more });
const invite = async (external_id, channel = "email") =>
  (await server.ok("POST", "/api/v1/surveys/visit/invitations", { customers: [external_id], channel })).items[0];
const find = (email) => server.ok("POST", "/api/v1/suppressions/find", { email });
const list = async () => (await server.ok("GET", "/api/v1/suppressions")).items;
const newest = async () => (await server.ok("GET", "/api/v1/audit?limit=1")).items[0];

/** The message to an address, out of the spool. */
async function message(email) {
  for (let i = 0; i < 600; i++) {
    let names = [];
    try {
      names = readdirSync(join(server.dir, "spool")).filter((name) => name.endsWith(".eml"));
    } catch {} // nothing has been written yet
    const mail = names.map((name) => read(readFileSync(join(server.dir, "spool", name)))).find((one) => header(one, "to") === email);
    if (mail) return mail;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no message to ${email}`);
}

test("who unsubscribes is listed with the reason and through whom we know; the wish is lifted only by saying that it is over", async () => {
  await customer("aino");
  await invite("aino");
  const leave = new URL(header(await message("aino@shop.example"), "list-unsubscribe").slice(1, -1)).pathname;
  await server.api("POST", leave, "List-Unsubscribe=One-Click", { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } });
  const [entry] = await list();
  assert.deepEqual([entry.reason, entry.customer], ["unsubscribed", "aino"]);
  assert.equal((await find(" AINO@shop.example ")).item.id, entry.id);
  assert.deepEqual(await find("aina@shop.example"), { suppressed: false });
  for (const body of [{}, { asked_again: false }]) {
    const refused = await server.api("POST", `/api/v1/suppressions/${entry.id}/lift`, body);
    assert.equal(refused.status, 409);
    assert.equal(refused.body.slug, "asked_for_peace");
  }
  assert.equal((await find("aino@shop.example")).suppressed, true);
  await server.ok("POST", `/api/v1/suppressions/${entry.id}/lift`, { asked_again: true });
  const fact = await newest();
  assert.equal(fact.kind, "suppression_lifted");
  assert.equal((await find("aino@shop.example")).suppressed, false);
  assert.equal((await server.api("POST", `/api/v1/suppressions/${entry.id}/lift`, { asked_again: true })).status, 404);
  assert.notEqual((await invite("aino")).reason, "unsubscribed");
});

test("written down by hand; a wish takes the place of a bounce and never the other way round; erasure keeps the wish and forgets whose it was", async () => {
  await customer("bea");
  await invite("bea");
  const id = header(await message("bea@shop.example"), "message-id");
  const report = ["Content-Type: multipart/report; report-type=delivery-status; boundary=b", "", "Action: failed", "Status: 5.1.1", "", `Message-ID: ${id}`].join("\r\n");
  // The message counts as sent once the courier has told so; before, a report of it is too early.
  for (let i = 0; i < 600 && !(await server.ok("GET", "/api/v1/messages?state=sent")).items.some((m) => m.customer === "bea"); i++) await new Promise((done) => setTimeout(done, 100));
  assert.equal((await server.ok("POST", "/api/v1/bounces", { message: report })).bounced, true);
  const bounced = (await find("bea@shop.example")).item;
  assert.deepEqual([bounced.reason, bounced.customer], ["bounced", "bea"]);
  await server.ok("POST", "/api/v1/suppressions", { email: "Bea@shop.example", reason: "complaint" });
  const complaint = (await find("bea@shop.example")).item;
  assert.equal(complaint.reason, "complaint");
  assert.ok(complaint.id > bounced.id);
  assert.equal((await list()).filter((one) => one.id === bounced.id).length, 0);
  // A bounce alone is lifted without a word.
  await customer("carl");
  await invite("carl");
  const carl = header(await message("carl@shop.example"), "message-id");
  for (let i = 0; i < 600 && !(await server.ok("GET", "/api/v1/messages?state=sent")).items.some((m) => m.customer === "carl"); i++) await new Promise((done) => setTimeout(done, 100));
  await server.ok("POST", "/api/v1/bounces", { message: report.replace(id, carl) });
  const gone = (await find("carl@shop.example")).item;
  await server.ok("DELETE", "/api/v1/customers/carl");
  const left = (await find("carl@shop.example")).item;
  assert.deepEqual([left.id, left.customer], [gone.id, undefined]);
  await server.ok("POST", `/api/v1/suppressions/${gone.id}/lift`, {});
  assert.equal((await find("carl@shop.example")).suppressed, false);
  assert.equal((await server.api("POST", "/api/v1/suppressions", { email: "nobody" })).body.field, "email");
  assert.equal((await server.api("POST", "/api/v1/suppressions/find", { email: "a b@c.example" })).body.field, "email");
});

test("pages go from the newest down, without a gap", async () => {
  for (let i = 0; i < 5; i++) await server.ok("POST", "/api/v1/suppressions", { email: `p${i}@pages.example` });
  const seen = [];
  for (let cursor = ""; cursor !== undefined; ) {
    const page = await server.ok("GET", `/api/v1/suppressions?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.items.map((one) => one.id));
    cursor = page.next;
  }
  assert.deepEqual(seen, (await list()).map((one) => one.id));
  assert.deepEqual(seen, [...seen].sort((a, b) => b - a));
  assert.equal(new Set(seen).size, seen.length);
});

test("a contact ban is set and lifted on the customer, is told in the trail once, and nobody asks meanwhile", async () => {
  await customer("dora");
  await server.ok("POST", "/api/v1/customers/dora/contact-ban", { banned: true });
  const banned = await newest();
  assert.equal(banned.kind, "contact_ban_set");
  assert.equal((await server.ok("GET", "/api/v1/customers/dora")).contact_ban, true);
  for (const channel of ["email", "link"]) assert.equal((await invite("dora", channel)).reason, "contact_ban");
  const refused = await newest();
  assert.equal(refused.kind, "invitation_refused"); // asked by hand and not asked: the trail tells
  await server.ok("POST", "/api/v1/customers/dora/contact-ban", { banned: true });
  assert.equal((await newest()).number, refused.number);
  await server.ok("POST", "/api/v1/customers/dora/contact-ban", { banned: false });
  assert.equal((await invite("dora")).asked, true);
  assert.equal((await server.api("POST", "/api/v1/customers/nobody/contact-ban", { banned: true })).status, 404);
});
