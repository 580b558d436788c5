// Files that come in by the page: in pieces, explained by a map, run beside everything else, remembered by their header.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { mustRun, startServer, survey } from "./harness.mjs";

const PART = 1 << 20;
let server, stranger;

before(async () => {
  server = await startServer();
  mustRun(["workspace", "add", "away", "--name", "Away", "--data", server.dir]);
  stranger = mustRun(["key", "add", "stranger", "--role", "owner", "--workspace", "away", "--data", server.dir]).trim();
  await server.prepare();
});
after(() => server?.stop());

const begin = (kind, content, name = "file.csv") => server.ok("POST", `/api/v1/imports?kind=${kind}`, { name, bytes: content.length });
const part = (id, n, bytes, options) => server.api("PUT", `/api/v1/imports/${id}/parts/${n}`, bytes, options);
const read = (id) => server.ok("GET", `/api/v1/imports/${id}`);
const explain = (id, map) => server.ok("PUT", `/api/v1/imports/${id}/map`, map);
const remove = (id) => server.ok("DELETE", `/api/v1/imports/${id}`);

async function upload(kind, text, name) {
  const content = Buffer.from(text);
  const { id } = await begin(kind, content, name);
  for (let n = 0; n * PART < content.length; n++) {
    const reply = await part(id, n, content.subarray(n * PART, (n + 1) * PART));
    assert.equal(reply.status, 200, reply.text);
  }
  return read(id);
}

async function finished(id) {
  for (;;) {
    const now = await read(id);
    if (now.state !== "running") return now;
  }
}

async function runThrough(id) {
  await server.ok("POST", `/api/v1/imports/${id}/run`);
  return finished(id);
}

const counts = ({ rows, stored, repeated, rejected }) => ({ rows, stored, repeated, rejected });

test("the form of the time is what fits most rows, said with how many; what can be read in two ways is asked", async () => {
  const most = await upload("encounters", "Date;Place\n03.11.2025 14:05;Till\n31.02.2025 09:30;Till\n04.11.2025 09:30;Till\n;Till\n");
  assert.deepEqual([most.columns[0].format, most.columns[0].fits, most.columns[0].filled], ["%d.%m.%Y %H:%M", 2, 3]);
  assert.deepEqual(most.guess.at, { column: "Date", format: "%d.%m.%Y %H:%M" });
  assert.equal(most.columns[1].format, undefined, "a place is no time");
  const either = await upload("encounters", "Date;Place\n03/04/2025;Till\n05/06/2025;Till\n");
  assert.deepEqual(either.columns[0].formats, ["%d/%m/%Y", "%m/%d/%Y"]);
  assert.equal(either.columns[0].format, undefined);
  assert.deepEqual(either.guess.at, { column: "Date" }, "nobody guesses the month");
  const clear = await upload("encounters", "Date;Place\n03/04/2025;Till\n05/26/2025;Till\n");
  assert.deepEqual([clear.columns[0].format, clear.columns[0].formats], ["%m/%d/%Y", undefined], "one row tells which it is");
  for (const { id } of [most, either, clear]) await remove(id);
});

test("encounters, the whole way: guessed, corrected, previewed, run; a second run doubles nothing, and the map is remembered", async () => {
  const text = "Päivä;Paikka;Kanava;Asiakas;Tunnus;Tunne\n03.11.2025 14:05;Käynti myymälässä;kauppa;A-1;r1;+\n04.11.2025 09:30;Kassa;kauppa;A-2;r2;-\n31.02.2025 09:30;Käynti myymälässä;kauppa;A-3;r3;+\n";
  const seen = await upload("encounters", text);
  assert.equal(seen.state, "ready");
  assert.deepEqual(seen.columns.map((c) => c.name), ["Päivä", "Paikka", "Kanava", "Asiakas", "Tunnus", "Tunne"]);
  assert.deepEqual(seen.first_rows[0], ["03.11.2025 14:05", "Käynti myymälässä", "kauppa", "A-1", "r1", "+"]);
  assert.equal(seen.first_rows.length, 3);
  assert.deepEqual(seen.columns[1].values, ["Käynti myymälässä", "Kassa"]);
  assert.equal(seen.guess.delimiter, ";");
  assert.equal(seen.guess.at.column, "Päivä");
  assert.deepEqual(seen.guess.touchpoint, { column: "Paikka", map: { "Käynti myymälässä": "store-visit" } });
  assert.equal(seen.guess.key, "Tunnus");
  assert.equal(seen.remembered, undefined);
  assert.equal((await server.api("POST", `/api/v1/imports/${seen.id}/run`)).body.slug, "no_map");

  const map = { ...seen.guess, at: { column: "Päivä", format: "%d.%m.%Y %H:%M" }, time_zone: "Europe/Helsinki", effect: { column: "Tunne", map: { "+": "strengthened", "-": "weakened" } } };
  const preview = await explain(seen.id, map);
  assert.equal(preview.checked, 3);
  assert.equal(preview.rejected, 2);
  assert.deepEqual(preview.rows[0], { row: 2, becomes: { at: "2025-11-03T12:05:00Z", channel: "kauppa", touchpoint: "store-visit", customer: { external_id: "A-1" }, effect: "strengthened", key: "r1" } });
  assert.deepEqual(preview.problems.map(({ row, column, code }) => [row, column, code]), [[3, "touchpoint", "not_a_slug"], [4, "Päivä", "not_a_moment"]]);

  const done = await runThrough(seen.id);
  assert.deepEqual([done.state, counts(done)], ["done", { rows: 3, stored: 1, repeated: 0, rejected: 2 }]);
  const rejects = (await server.api("GET", `/api/v1/imports/${seen.id}/rejects`)).text.trim().split("\r\n");
  assert.equal(rejects[0], "row,column,reason,code");
  assert.match(rejects[2], /^4,Päivä,.*,not_a_moment$/);
  const { items } = await server.ok("GET", "/api/v1/encounters?customer=A-1");
  assert.deepEqual([items.length, items[0].at, items[0].effect], [1, "2025-11-03T12:05:00Z", "strengthened"]);
  assert.deepEqual(readdirSync(join(server.dir, "imports")).filter((name) => name.endsWith(".csv")), [], "the file itself is gone once it is in");

  const again = await upload("encounters", text);
  assert.deepEqual(again.remembered, map);
  await explain(again.id, again.remembered);
  assert.deepEqual(counts(await runThrough(again.id)), { rows: 3, stored: 0, repeated: 1, rejected: 2 });
  assert.equal((await server.ok("GET", "/api/v1/encounters?customer=A-1")).items.length, 1);
  const other = await upload("customers", text);
  assert.equal(other.remembered, undefined, "another kind is another map");
  await remove(other.id);
  const kinds = (await server.ok("GET", "/api/v1/audit?limit=500")).items.map((f) => f.kind);
  assert.equal(kinds.filter((kind) => kind === "import_done").length, 2);
  assert.equal(kinds.filter((kind) => kind === "import_map_kept").length, 2);
});

test("customers: packed, in windows-1252; names arrive whole", async () => {
  const text = Buffer.from("kundnummer\tnamn\te-post\nB-1\tÅsa Öberg\tasa@example.test\n", "latin1");
  const seen = await upload("customers", gzipSync(text));
  assert.equal(seen.guess.encoding, "windows-1252");
  assert.equal(seen.guess.delimiter, "\t");
  assert.deepEqual([seen.guess.customer, seen.guess.name, seen.guess.email].map((t) => t.column), ["kundnummer", "namn", "e-post"]);
  const preview = await explain(seen.id, seen.guess);
  assert.deepEqual([preview.checked, preview.rejected], [1, 0]);
  assert.deepEqual(counts(await runThrough(seen.id)), { rows: 1, stored: 1, repeated: 0, rejected: 0 });
  assert.equal((await server.ok("GET", "/api/v1/customers/B-1")).name, "Åsa Öberg");
});

test("customers of a Finnish list: its own number is theirs, money and consent are read as written", async () => {
  const seen = await upload("customers", "Nro;Nimi;Kate 2025;Lupa\nx-1;Aino Mäki;1 250,50;kyllä\nx-2;Bo Ek;-3,5;ei\n");
  assert.deepEqual([seen.guess.customer, seen.guess.name, seen.guess.consent_surveys].map((t) => t.column), ["Nro", "Nimi", "Lupa"]);
  const preview = await explain(seen.id, seen.guess);
  assert.deepEqual([preview.checked, preview.rejected], [2, 0]);
  assert.deepEqual(counts(await runThrough(seen.id)), { rows: 2, stored: 2, repeated: 0, rejected: 0 });
  const { margins, consent_surveys } = await server.ok("GET", "/api/v1/customers/x-1");
  assert.deepEqual([margins[0].year, margins[0].margin, consent_surveys], [2025, 1250.5, true]);
});

test("media weeks: the columns are understood by their names", async () => {
  const seen = await upload("media", "Viikko;Media;Vuorokaudenaika;Kustannus;Kontaktit\n02.03.2026;radio;aamu;1 250,50;40000\n03.03.2026;radio;aamu;1;1\n");
  assert.deepEqual(seen.guess, { delimiter: ";", encoding: "utf-8", week: { column: "Viikko", format: "%d.%m.%Y" }, medium: { column: "Media" }, daypart: { column: "Vuorokaudenaika" }, spend: { column: "Kustannus" }, contacts: { column: "Kontaktit" } });
  const preview = await explain(seen.id, seen.guess);
  assert.deepEqual(preview.rows[0].becomes, { week: "2026-03-02", medium: "radio", daypart: "aamu", spend_cents: 125050, contacts: 40000 });
  assert.deepEqual(preview.problems.map(({ row, column }) => [row, column]), [[3, "week"]]);
  assert.deepEqual(counts(await runThrough(seen.id)), { rows: 2, stored: 1, repeated: 0, rejected: 1 });
});

test("responses: the survey is found by its questions", async () => {
  const seen = await upload("responses", "id,date,recommend,why\n1,2025-11-03,9,Quick\n2,2025-11-04,11,Slow\n");
  assert.equal(seen.guess.survey.slug, survey().slug);
  assert.deepEqual(seen.guess.answers, { recommend: "recommend", why: "why" });
  const preview = await explain(seen.id, seen.guess);
  assert.deepEqual(preview.rows[0].becomes.answers, { recommend: 9, why: "Quick" });
  assert.deepEqual(preview.problems.map(({ row, column }) => [row, column]), [[3, "recommend"]]);
  assert.deepEqual(counts(await runThrough(seen.id)), { rows: 2, stored: 1, repeated: 0, rejected: 1 });
});

test("a column of a choice is not the question whose number it looks like without its line", async () => {
  const text = { en: "?" };
  await server.ok("POST", "/api/v1/surveys", {
    slug: "eleven", title: text, languages: ["en"],
    questions: [{ id: "q1", type: "choices", text, choices: [{ id: "1", text }, { id: "2", text }] }, { id: "q11", type: "text", text }, { id: "q12", type: "text", text }],
  });
  await server.ok("POST", "/api/v1/surveys/eleven/publish");
  const { id, guess } = await upload("responses", "id,date,Q1_1,Q1_2,Q12,Q11\n1,2025-11-03,1,,Twelve,Eleven\n");
  assert.equal(guess.survey.slug, "eleven");
  assert.deepEqual(guess.answers, { q1: { columns: { 1: "Q1_1", 2: "Q1_2" } }, q11: "Q11", q12: "Q12" });
  await remove(id);
});

test("an upload goes on after a restart; parts come in order, whole, and twice without harm", async () => {
  const content = Buffer.from(`customer\n${Array.from({ length: 200000 }, (_, i) => `resume-${i}`).join("\n")}\n`);
  assert.ok(content.length > 2 * PART);
  const { id } = await begin("customers", content);
  const first = content.subarray(0, PART);
  assert.equal((await part(id, 1, first)).body.slug, "wrong_order");
  assert.equal((await part(id, 0, first.subarray(1))).body.slug, "wrong_length");
  assert.equal((await part(id, "x", first)).status, 422);
  assert.equal((await part(id, 0, first)).body.received, PART);
  assert.equal((await part(id, 0, first)).body.received, PART, "said twice");
  assert.equal((await server.api("PUT", `/api/v1/imports/${id}/map`, { customer: "customer" })).status, 409);
  assert.equal((await server.api("POST", `/api/v1/imports/${id}/run`)).status, 409);
  const [file] = readdirSync(join(server.dir, "imports")).filter((name) => name === `${id}.csv`);
  assert.equal(statSync(join(server.dir, "imports", file)).mode & 0o777, 0o600);
  assert.equal(statSync(join(server.dir, "imports")).mode & 0o777, 0o700);
  await server.restart({ kill: true });
  assert.deepEqual([(await read(id)).state, (await read(id)).received], ["uploading", PART]);
  for (let n = 1; n * PART < content.length; n++) await part(id, n, content.subarray(n * PART, (n + 1) * PART));
  assert.equal((await read(id)).state, "ready");
  await remove(id);
  assert.equal((await server.api("GET", `/api/v1/imports/${id}`)).status, 404);
});

test("a run that was cut off says so after the restart, and run again it doubles nothing", async () => {
  const rows = 60000;
  const { id } = await upload("encounters", `key,at,touchpoint\n${Array.from({ length: rows }, (_, i) => `cut-${i},2025-11-03T10:00:00Z,store-visit`).join("\n")}\n`);
  await explain(id, { key: "key", at: "at", touchpoint: "touchpoint", channel: { value: "cut" } });
  await server.ok("POST", `/api/v1/imports/${id}/run`);
  while ((await read(id)).stored === 0);
  assert.equal((await server.api("DELETE", `/api/v1/imports/${id}`)).status, 409, "while it runs");
  await server.restart({ kill: true });
  const cut = await read(id);
  assert.deepEqual([cut.state, cut.problem.slug], ["failed", "interrupted"]);
  const done = await runThrough(id);
  assert.equal(done.state, "done");
  assert.ok(done.repeated > 0 && done.repeated < rows, `${done.repeated} were there`);
  assert.equal(done.stored + done.repeated, rows);
});

test("hostile names are only shown, and lead nowhere", async () => {
  for (const name of ["../../etc/passwd", "a/b\\c", "<img src=x onerror=alert(1)>", "\u0007\u202egnp.csv", "ä".repeat(200)]) {
    const { id, name: shown } = await upload("customers", "customer\nx\n", name);
    assert.equal(shown, name);
    assert.deepEqual(readdirSync(join(server.dir, "imports")).filter((file) => file.startsWith(id)).sort(), [`${id}.csv`, `${id}.json`]);
    await remove(id);
  }
  for (const id of ["..", "../kuulo", "%2e%2e%2fsecret", "x".repeat(500)]) {
    const reply = await server.api("GET", `/api/v1/imports/${encodeURIComponent(id)}`);
    assert.equal(reply.status, 404, id);
  }
});

test("limits: 200 MB, eight that wait, a day", async () => {
  const large = await server.api("POST", "/api/v1/imports?kind=customers", { name: "x", bytes: 200 * PART + 1 });
  assert.deepEqual([large.status, large.body.slug], [413, "too_large"]);
  assert.equal((await part((await begin("customers", Buffer.alloc(2 * PART))).id, 0, Buffer.alloc(PART + 1))).status, 413);
  let refused;
  const waiting = [];
  for (let i = 0; i < 9 && !refused; i++) {
    const reply = await server.api("POST", "/api/v1/imports?kind=customers", { name: "x", bytes: 5 });
    if (reply.status === 201) waiting.push(reply.body.id);
    else refused = reply;
  }
  assert.deepEqual([refused.status, refused.body.slug, waiting.length], [409, "too_many", 7]);
  assert.equal((await server.api("POST", "/api/v1/imports?kind=customers", { name: "x", bytes: 5 }, { key: stranger })).status, 201, "the others' files are not counted");
  // The clock is the machine's: let the files be a day older instead.
  await server.restart();
  await server.kill();
  const folder = join(server.dir, "imports");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    const side = JSON.parse(readFileSync(join(folder, name), "utf8"));
    writeFileSync(join(folder, name), JSON.stringify({ ...side, created: side.created - 24 * 3600 * 1000 - 1 }));
  }
  await server.start();
  assert.deepEqual(readdirSync(folder), []);
});

test("a file that is no CSV with a header says so; another workspace's file is missing", async () => {
  const bad = await upload("customers", '"open\n1\n');
  assert.equal(bad.problem.slug, "no_header");
  const mine = await upload("customers", "customer\nx\n");
  for (const [method, tail, body] of [["GET", ""], ["DELETE", ""], ["PUT", "/parts/0", "x"], ["PUT", "/map", {}], ["POST", "/run"], ["GET", "/rejects"]]) {
    const foreign = await server.api(method, `/api/v1/imports/${mine.id}${tail}`, body, { key: stranger });
    assert.equal(foreign.status, 404, `${method} ${tail}`);
  }
  const wrong = await server.api("PUT", `/api/v1/imports/${mine.id}/map`, { customer: "nobody" });
  assert.deepEqual([wrong.status, wrong.body.slug], [422, "missing_column"]);
  const made = await upload("encounters", "touchpoint\nx\n");
  const refused = await server.api("PUT", `/api/v1/imports/${made.id}/map`, { touchpoint: "touchpoint", touchpoints: [] });
  assert.deepEqual([refused.status, refused.body.slug], [422, "not_here"]);
});
