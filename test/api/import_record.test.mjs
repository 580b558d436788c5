// Encounters, customers and media weeks from CSV files: the same rules as at every other door, rejects by row, column and reason, nothing doubled.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { mustRun, run, startServer } from "./harness.mjs";

let server, folder;
const file = (name, content) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const map = (tree) => file("map.json", JSON.stringify(tree));
const rejects = (name) => readFileSync(join(folder, name), "utf8").trim().split("\r\n");

before(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), "kuulo-import-"));
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ENCOUNTERS = {
  touchpoints: [{ slug: "delivery", name: { en: "Delivery" }, kind: "physical" }, { slug: "phone-line", name: { en: "Phone line" }, kind: "physical" }],
  delimiter: ";",
  key: ["case", "step"],
  key_prefix: "erp-",
  time_zone: "Europe/Helsinki",
  at: { column: "when", format: "%d.%m.%Y %H:%M" },
  touchpoint: { column: "what", map: { D: "delivery", P: "phone-line" } },
  channel: { value: "home" },
  customer: "customer",
  initiator: { column: "who", map: { C: "customer", U: "company" } },
  effect: { column: "felt", map: { "+": "strengthened", "-": "weakened" }, missing: ["?"] },
  attributes: { parcels: { column: "n", type: "number" }, carrier: "carrier" },
};
const ROWS = `case;step;when;what;customer;who;felt;n;carrier
1;1;02.03.2026 09:30;D;k-1;U;+;2;Posti
1;2;03.03.2026 10:00;P;k-1;C;-;;
2;1;32.03.2026 10:00;D;k-2;U;?;1;Posti
2;2;03.03.2026 10:00;x;k-2;U;?;1;Posti
2;3;03.03.2026 10:00;D;k-2;U;?;many;Posti
3;1;03.03.2026 10:00;D;;;;;
`;

test("encounters: rows go in, bad ones are named, and again doubles nothing", async () => {
  const args = () => ["import", "encounters", file("visits.csv", ROWS), "--map", map(ENCOUNTERS), "--data", server.dir];
  assert.match(mustRun(args()), /6 rows: 3 stored, 0 were there already, 3 rejected/);
  assert.deepEqual(rejects("visits.rejects.csv"), ["row,column,reason,code", '4,when,"The time cannot be read; see ""format"" in the map.",not_a_moment', '5,touchpoint,"There is no touchpoint ""x"".",unknown_touchpoint', '6,n,"This must be a number, such as 1250.50 or 1250,50; ""1,250"" could be either.",not_a_number']);
  const { items } = await server.ok("GET", "/api/v1/encounters?customer=k-1");
  assert.deepEqual(items.map(({ id, customer, ...e }) => e), [
    { at: "2026-03-03T08:00:00Z", touchpoint: "phone-line", channel: "home", effect: "weakened", initiator: "customer" },
    { at: "2026-03-02T07:30:00Z", touchpoint: "delivery", channel: "home", attributes: { parcels: 2, carrier: "Posti" }, effect: "strengthened", initiator: "company" },
  ]);
  assert.match(mustRun(args()), /6 rows: 0 stored, 3 were there already, 3 rejected/);
});

test("customers: only what a row tells is changed", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "k-1", name: "Old name", phone: "1", contact_ban: true, attributes: { tier: "gold", town: "Turku" } });
  const rows = "id,name,mail,lang,margin,ask,town\nk-1,Aino Mäki,aino@example.test,fi-FI,120.5,yes,Espoo\nk-9,,no-address,fi,1,no,\nk-8,Bo,,sv,,no,\n,Nobody,,,,,\n";
  const tree = { customer: "id", name: "name", email: "mail", language: "lang", margin: "margin", consent_surveys: "ask", attributes: { town: "town" } };
  assert.match(mustRun(["import", "customers", file("people.csv.gz", gzipSync(rows)), "--map", map(tree), "--data", server.dir]), /4 rows: 2 stored, 0 were there already, 2 rejected/);
  assert.deepEqual(rejects("people.rejects.csv").slice(1).map((line) => line.split(",").slice(0, 2)), [["3", "email"], ["5", "external_id"]]);
  const { id, ...customer } = await server.ok("GET", "/api/v1/customers/k-1");
  assert.deepEqual(customer, { external_id: "k-1", name: "Aino Mäki", email: "aino@example.test", phone: "1", language: "fi", attributes: { tier: "gold", town: "Espoo" }, margin: 120.5, consent_surveys: true, contact_ban: true, complaint_open: false });
  assert.equal((await server.ok("GET", "/api/v1/customers/k-8")).language, "sv");
});

test("customers of a Finnish table: decimal commas, yes and no in one's own words, and no ban to tell of lifts none", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "f-1", contact_ban: true });
  const rows = "id;kate;2025;lupa;kielto\nf-1;1 250,50;-3,5;Kyllä;ei\nf-2;1250.5;0,125;NEJ;ja\nf-3;1,250;;kyllä;\nf-4;1;;ehkä;\n";
  const tree = { delimiter: ";", customer: "id", margin: "kate", margins: { 2025: "2025" }, consent_surveys: "lupa", contact_ban: "kielto" };
  assert.match(mustRun(["import", "customers", file("kate.csv", rows), "--map", map(tree), "--data", server.dir]), /4 rows: 2 stored, 0 were there already, 2 rejected/);
  assert.deepEqual(rejects("kate.rejects.csv").slice(1).map((line) => line.split(";").slice(0, 2).join(" ").slice(0, 30)).length, 2);
  const told = async (id) => { const c = await server.ok("GET", `/api/v1/customers/${id}`); return [c.margin, c.margins?.[0]?.margin, c.consent_surveys, c.contact_ban]; };
  assert.deepEqual([await told("f-1"), await told("f-2")], [[1250.5, -3.5, true, true], [1250.5, 0.125, false, true]]);
  assert.equal((await server.api("GET", "/api/v1/customers/f-3")).status, 404);
});

test("media weeks: money as tables write it, Mondays only, the same week once, and again takes the place of the old", async () => {
  const rows = "Viikko;Kanava;Aika;Kohderyhmä;Kustannus;Kontaktit\n02.03.2026;radio;morning;;1 250,50;40 000\n09.03.2026;radio;morning;;900;35000\n10.03.2026;radio;;;1;1\n02.03.2026;radio;morning;;2;2\n09.03.2026;tv;;;x;1\n09.03.2026;tv;;;5;1,5\n16.03.2026;;;;5;1\n";
  const tree = { delimiter: ";", week: { column: "Viikko", format: "%d.%m.%Y" }, medium: { column: "Kanava", map: { tv: "television" } }, daypart: "Aika", segment: { column: "Kohderyhmä" }, spend: "Kustannus", contacts: "Kontaktit" };
  const list = async () => (await server.ok("GET", "/api/v1/media-exposures?from=2026-01-01&to=2026-12-31")).items;
  assert.match(mustRun(["import", "media", file("media.csv", rows), "--map", map(tree), "--data", server.dir]), /7 rows: 2 stored, 0 were there already, 5 rejected/);
  assert.deepEqual(rejects("media.rejects.csv").slice(1), [
    '4,week,"A week is named by its Monday; this day is another.",not_a_monday',
    '5,,"Row 2 has the same week, medium, daypart and segment.",twice',
    '6,Kustannus,"This must be a number, such as 1250.50 or 1250,50; ""1,250"" could be either.",not_a_number',
    "7,Kontaktit,This must be a whole number.,not_an_integer",
    '8,medium,"The field ""medium"" is required.",required',
  ]);
  assert.deepEqual(await list(), [
    { week: "2026-03-02", medium: "radio", daypart: "morning", segment: "", spend_cents: 125050, contacts: 40000 },
    { week: "2026-03-09", medium: "radio", daypart: "morning", segment: "", spend_cents: 90000, contacts: 35000 },
  ]);
  mustRun(["import", "media", file("again.csv", "w,m,s,c\n2026-03-09,radio,7.25,8\n2026-03-16,search,0,9\n"), "--map", map({ week: "w", medium: "m", daypart: { value: "morning" }, spend: "s", contacts: "c" }), "--data", server.dir]);
  assert.deepEqual((await list()).map((r) => [r.week, r.medium, r.spend_cents, r.contacts]), [["2026-03-02", "radio", 125050, 40000], ["2026-03-09", "radio", 725, 8], ["2026-03-16", "search", 0, 9]]);
});

test("a map that cannot work is refused before anything is stored", () => {
  const tried = (kind, tree) => run(["import", kind, file("x.csv", "a,b\n1,2\n"), "--map", map(tree), "--data", server.dir]);
  for (const [kind, tree, sentence] of [
    ["encounters", {}, /where the touchpoint/],
    ["customers", { name: "a" }, /customer's id/],
    ["customers", { customer: "a", answers: {} }, /no field "answers"/],
    ["media", { week: "a", medium: "a", spend: "b" }, /contacts of a media week/],
    ["media", { week: "a", medium: "a", spend: "b", contacts: "b", key: "a" }, /no field "key"/],
    ["encounters", { touchpoint: "nowhere" }, /no column "nowhere"/],
    ["encounters", { touchpoint: "a", key: "c" }, /no column "c"/],
  ]) {
    const done = tried(kind, tree);
    assert.equal(done.code, 1);
    assert.match(done.err, sentence);
  }
});
