// What is taken out, read back by programs that are not Kuulo: openpyxl, GNU PSPP, Python's own zip, XML and CSV, and this file.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mustRun, PYTHON, ROOT, run, startServer } from "./harness.mjs";

const FORMATS = ["csv", "xlsx", "jsonl", "sav", "triple-s"];
const t = (en, fi) => ({ en, fi });
const SURVEY = {
  slug: "everything",
  title: t("Everything & \"more\"", "Kaikki <ja> enemmän"),
  languages: ["en", "fi"],
  touchpoint: "store-visit",
  questions: [
    { id: "recommend", type: "nps", required: true, text: t("How likely?", "Kuinka todennäköisesti?") },
    { id: "channel", type: "csat", scale: { low: 1, high: 7 }, text: t("Satisfied?", "Tyytyväinen?") },
    { id: "food", type: "rating", scale: { low: -3, high: 3 }, text: t("Food?", "Ruoka?"), low_label: t("bad", "huono"), high_label: t("good", "hyvä") },
    { id: "felt", type: "emotion", text: t("How did it feel?", "Miltä se tuntui?") },
    { id: "pick", type: "choice", text: t("Which?", "Kumpi?"), choices: [{ id: "first-one", text: t("The first", "Ensimmäinen") }, { id: "b", text: t("Bröd & smör", "Leipä") }] },
    { id: "all", type: "choices", text: t("Which of them?", "Mitkä?"), choices: ["x", "y-z", "w"].map((id) => ({ id, text: t(`Any ${id}`, `Mikä ${id}`) })) },
    { id: "short", type: "text", text: t("A word?", "Sana?") },
    { id: "amount", type: "number", text: t("How many?", "Montako?") },
    { id: "day", type: "date", text: t("When?", "Milloin?") },
    { id: "may", type: "consent", text: t("May we?", "Saammeko?") },
    { id: "sorry", type: "story", text: t("What went wrong?", "Mikä meni pieleen?"), show_if: { field: "answers.recommend", op: "le", value: 6 } },
  ],
};
const LONG = `${"ÄÖ€😀 pitkä \"teksti\", ".repeat(399)}loppu`;
const GIVEN = [
  { recommend: 9, channel: 7, food: -3, felt: { strongest: "relief", all: { relief: 4, joy: 2 } }, pick: "first-one", all: ["x", "w"], short: "Hyvää päivää", amount: 2.5, day: "2026-02-28", may: true },
  { recommend: 0, felt: { strongest: "nothing_special", all: {} }, pick: "b", all: ["y-z"], short: "=1+1", amount: -12, day: "2024-02-29", may: false, sorry: LONG },
  { recommend: 6, short: '+cmd|"/c calc"!A1', sorry: "@SUM(1)\nsecond line, with a comma;\n\"quoted\" \\ and <tags> & ampersands" },
  { recommend: 3, short: "_x0041_", amount: 1234567.125, sorry: "ä".repeat(256) },
  { recommend: 10, short: "007", amount: 0 },
  { recommend: 2, short: "-", sorry: "x".repeat(253) },
];
const ATTRIBUTES = [{ segment: "gold", spent: 12.5, "Member since": "1999", vip: true }, { segment: "=HYPERLINK()", spent: 3 }, {}, { vip: false }, { segment: "Ö" }, {}];

let server;
let responses; // as the API shows them, oldest first
const file = (name, format) => join(server.dir, `${name}.${format}`);

function exported(name, format, more = []) {
  const path = file(name, format);
  mustRun(["export", "responses", "--survey", name, "--format", format, "-o", path, "--data", server.dir, ...more]);
  return path;
}

function reading(format, path) {
  const done = spawnSync(PYTHON, [join(ROOT, "test/api/export_read.py"), format, path], { encoding: "utf8", maxBuffer: 1 << 26 });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", SURVEY);
  await server.publish(SURVEY.slug);
  await server.ok("POST", "/api/v1/surveys", { ...SURVEY, slug: "nobody" });
  await server.publish("nobody");
  await server.ok("POST", "/api/v1/customers", { external_id: "C-1", name: "Anna" });
  const batch = GIVEN.map((answers, i) => ({
    submission_key: `k${i}`, at: `2026-03-0${i + 1}T10:00:0${i}.250+02:00`, channel: i % 2 ? "web" : "store", language: "fi", answers,
    attributes: ATTRIBUTES[i], ...(i === 0 ? { customer: { external_id: "C-1" } } : {}),
  }));
  await server.respondMany(batch, SURVEY.slug);
  responses = (await server.ok("GET", `/api/v1/responses?survey=${SURVEY.slug}&limit=100`)).items.reverse();
  assert.equal(responses.length, GIVEN.length);
});
after(() => server?.stop());

test("JSON Lines: one response a line, as the API shows it", () => {
  const lines = readFileSync(exported(SURVEY.slug, "jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines, responses);
});

test("XLSX: numbers, moments and days are such, texts are texts, and a sheet says what the columns are", () => {
  const { sheets } = reading("xlsx", exported(SURVEY.slug, "xlsx"));
  assert.deepEqual(Object.keys(sheets), ["responses", "columns"]);
  const [heads, ...rows] = sheets.responses;
  const cell = (row, name) => rows[row][heads.indexOf(name)];
  assert.equal(rows.length, GIVEN.length);
  responses.forEach((response, i) => {
    const given = response.answers;
    for (const id of ["recommend", "channel", "food", "pick", "short", "amount", "may", "sorry"])
      assert.strictEqual(cell(i, `answers.${id}`) ?? undefined, id === "short" && given.short === "_x0041_" ? "_x005F_x0041_" : given[id], `${id} of ${i}`);
    assert.strictEqual(cell(i, "answers.all") ?? "", (given.all ?? []).join(";"));
    assert.strictEqual(cell(i, "answers.felt.strongest") ?? undefined, given.felt?.strongest);
    assert.strictEqual(cell(i, "answers.day") ?? undefined, given.day && `${given.day}T00:00:00`);
    assert.strictEqual(cell(i, "id"), response.id);
    assert.strictEqual(new Date(`${cell(i, "at")}Z`).getTime(), new Date(response.at).getTime());
    for (const name of ["segment", "spent", "vip", "Member since"]) assert.strictEqual(cell(i, `attributes.${name}`) ?? undefined, response.attributes?.[name]);
  });
  assert.ok(sheets.columns.some((row) => row[0] === "answers.pick" && row[2] === "b" && row[3] === "Bröd & smör"));
  assert.ok(sheets.columns.some((row) => row[0] === "answers.food" && row[2] === -3 && row[3] === "bad"));
});

test("SPSS: values, labels, missing values and a multiple response set, as PSPP reads them", () => {
  const { names, rows, dictionary, sets } = reading("sav", exported(SURVEY.slug, "sav", ["--language", "fi"]));
  const cell = (row, name) => {
    assert.ok(names.includes(name), `${name} of ${names}`);
    return rows[row][names.indexOf(name)].trim();
  };
  assert.equal(rows.length, GIVEN.length);
  const code = { "first-one": "1", b: "2" };
  responses.forEach((response, i) => {
    const given = response.answers;
    const number = (name, value, none = "") => assert.equal(cell(i, name) === "" ? "" : String(Number(cell(i, name))), value === undefined ? none : String(value), `${name} of ${i}`);
    number("response_id", response.id);
    number("recommend", given.recommend);
    number("channel_2", given.channel);
    number("food", given.food);
    number("amount", given.amount);
    number("pick", code[given.pick]);
    number("may", given.may === undefined ? undefined : Number(given.may));
    number("felt_relief", given.felt?.all.relief);
    number("felt_strongest", { relief: 3, nothing_special: 13 }[given.felt?.strongest]);
    for (const id of ["x", "y-z", "w"]) number(`all_${id.replace("-", "_")}`, given.all && Number(given.all.includes(id)));
    number("spent", response.attributes?.spent);
    number("vip", response.attributes?.vip === undefined ? undefined : Number(response.attributes.vip));
    assert.equal(cell(i, "short"), given.short);
    assert.equal(cell(i, "sorry"), given.sorry ?? "");
    assert.equal(cell(i, "segment"), response.attributes?.segment ?? "");
    assert.equal(cell(i, "Member_since"), response.attributes?.["Member since"] ?? "");
    const [year, month, day] = (given.day ?? "").split("-");
    assert.equal(cell(i, "day"), given.day ? `${month}/${day}/${year}` : "");
  });
  for (const label of ["Kuinka todennäköisesti?", "Mitkä?: Mikä y-z", "Ensimmäinen", "huono", "Ei kysytty", "Helpotus", "Välinpitämättömyys"]) assert.ok(dictionary.includes(label), label);
  assert.match(sets, /\$all/);
  assert.match(sets, /Mitkä\?/);
  assert.match(sets, /all_y_z/);
});

test("SPSS: what was never shown is apart from what was left open", async () => {
  const survey = { ...SURVEY, slug: "paths", questions: [SURVEY.questions[0], { ...SURVEY.questions[1], show_if: { field: "answers.recommend", op: "le", value: 6 } }] };
  await server.ok("POST", "/api/v1/surveys", survey);
  await server.publish("paths");
  await server.respond({ recommend: 9 }, {}, "paths");
  await server.respond({ recommend: 4 }, {}, "paths");
  await server.respond({ recommend: 4, channel: 5 }, {}, "paths");
  const { names, rows, dictionary } = reading("sav", exported("paths", "sav"));
  assert.deepEqual(rows.map((row) => row[names.indexOf("channel_2")].trim()), ["-999", "", "5"]);
  assert.match(dictionary, /-999/);
});

test("triple-S: definition and data say the same as the API", () => {
  const { version, format, variables, rows } = reading("triple-s", exported(SURVEY.slug, "triple-s"));
  assert.equal(version, "2.0");
  assert.equal(format, "csv");
  assert.equal(rows.length, GIVEN.length);
  const field = (row, name) => rows[row][Number(variables.find((v) => v.name === name).position) - 1];
  for (const row of rows) assert.equal(row.length, variables.length);
  responses.forEach((response, i) => {
    const given = response.answers;
    for (const id of ["recommend", "food", "amount"]) assert.equal(field(i, id), String(given[id] ?? ""));
    const pick = variables.find((v) => v.name === "pick");
    assert.equal(pick.values[field(i, "pick")], { "first-one": "The first", b: "Bröd & smör" }[given.pick]);
    const all = variables.find((v) => v.name === "all");
    assert.equal(all.type, "multiple");
    assert.equal(field(i, "all"), given.all ? Object.keys(all.values).map((c) => (given.all.includes(["x", "y-z", "w"][c - 1]) ? "1" : "0")).join("") : "");
    assert.equal(field(i, "day"), (given.day ?? "").replaceAll("-", ""));
    assert.equal(field(i, "may"), given.may === undefined ? "" : String(Number(given.may)));
    assert.equal(field(i, "sorry").replace(/^'/, ""), given.sorry ?? "");
  });
  assert.equal(variables.find((v) => v.name === "food").values["3"], "good");
});

test("a survey without responses makes a whole file in every format", () => {
  for (const format of FORMATS) exported("nobody", format);
  assert.equal(readFileSync(file("nobody", "csv"), "utf8").split("\r\n").length, 2);
  assert.equal(readFileSync(file("nobody", "jsonl"), "utf8"), "");
  assert.equal(reading("xlsx", file("nobody", "xlsx")).sheets.responses.length, 1);
  assert.equal(reading("sav", file("nobody", "sav")).rows.length, 0);
  assert.equal(reading("triple-s", file("nobody", "triple-s")).rows.length, 0);
});

test("the download is the same as the command's file, and says what it is", async () => {
  for (const format of FORMATS) {
    const reply = await fetch(`${server.url}/api/v1/export/responses?survey=${SURVEY.slug}&format=${format}`, { headers: { authorization: `Bearer ${server.key}` } });
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get("content-disposition"), format === "triple-s" ? /everything\.zip"$/ : new RegExp(`everything\\.${format}"$`));
    const bytes = Buffer.from(await reply.arrayBuffer());
    if (format === "csv" || format === "jsonl") assert.equal(bytes.toString(), readFileSync(exported(SURVEY.slug, format), "utf8"));
    const path = file("downloaded", format);
    writeFileSync(path, bytes);
    if (format === "xlsx") assert.equal(reading(format, path).sheets.responses.length, GIVEN.length + 1);
    if (format === "sav" || format === "triple-s") assert.equal(reading(format, path).rows.length, GIVEN.length);
  }
  const wrong = await server.api("GET", `/api/v1/export/responses?survey=${SURVEY.slug}&format=pdf`);
  assert.equal(wrong.status, 422);
  assert.equal(run(["export", "responses", "--survey", SURVEY.slug, "--format", "pdf", "--data", server.dir]).code, 2);
});

test("who may not know the customer is not told by any format", async () => {
  assert.match(readFileSync(exported(SURVEY.slug, "csv"), "utf8"), /,C-1,/);
  await server.ok("POST", "/api/v1/surveys", { ...SURVEY, slug: "hidden", anonymity: "confidential" });
  await server.publish("hidden");
  await server.respond({ recommend: 9, short: "quiet" }, { customer: { external_id: "C-1" } }, "hidden");
  for (const format of FORMATS) {
    const path = exported("hidden", format);
    const told = ["csv", "jsonl"].includes(format) ? readFileSync(path, "utf8") : JSON.stringify(reading(format, path));
    assert.ok(told.includes("quiet"), format);
    assert.ok(!told.includes("C-1"), format);
  }
});
