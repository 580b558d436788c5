// Qualtrics, XLSForm, triple-S and SPSS files as other programs wrote them: each is imported whole or refused with a reason that is right, and
// what came over is compared with what Python and PSPP read in the same files.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dataFolder, mustRun, PYTHON, ROOT, run, startServer, within } from "./harness.mjs";

const data = dataFolder("survey-definitions");
const skip = data ? false : "the data folder is not here (KUULO_DATA names it)";
const files = (folder, ...endings) =>
  data
    ? readdirSync(join(data, folder))
        .filter((name) => endings.some((ending) => name.endsWith(ending)))
        .map((name) => join(data, folder, name))
    : [];

let server;
let folder;
before(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), "kuulo-forms-"));
});
after(async () => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  await server?.stop();
});

/** What Python reads in the file (forms_read.py). */
function read(...args) {
  const done = spawnSync(PYTHON, [join(ROOT, "test/api/forms_read.py"), ...args], { encoding: "utf8", maxBuffer: 64 << 20 });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

/** The report, or {refused: sentence}. */
function bring(file) {
  const done = run(["import", "survey", file, "--data", server.dir]);
  assert.ok(done.code === 0 || done.code === 2, `${file}: code ${done.code} ${done.signal}\n${done.err}`);
  if (done.code === 2) {
    assert.match(done.err, /\w+ \w+/, `${file}: no reason`);
    return { refused: done.err };
  }
  return JSON.parse(done.out);
}

/** The command line writes beside the server, which takes it up in its own time: looks until there is something. */
async function until(look, what) {
  let seen;
  await within(
    30_000,
    (async () => {
      while (!(seen = await look())) await new Promise((again) => setTimeout(again, 50));
    })(),
    what,
  );
  return seen;
}

async function definitionOf(report) {
  const { body } = await until(async () => {
    const reply = await server.api("GET", `/api/v1/surveys/${report.slug}`);
    return reply.status === 200 && reply;
  }, report.slug);
  assert.equal(body.definition.questions.length, report.questions);
  return body.definition;
}

function answersOf(report) {
  const out = join(folder, `${report.slug}.jsonl`);
  mustRun(["export", "responses", "--survey", report.slug, "--format", "jsonl", "-o", out, "--data", server.dir]);
  const lines = readFileSync(out, "utf8").split("\n").filter(Boolean);
  assert.equal(lines.length, report.responses);
  return lines.map((line) => JSON.parse(line).answers);
}

/** "Q1.2 a" → "q1_2_a", as docs/guide/import-surveys.md says. */
const idOf = (name) =>
  name
    .toLowerCase()
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^(?=\d)/, "q");

/** How often each value stands there. */
function counts(values) {
  const found = {};
  for (const value of values) if (value !== "" && value !== undefined) found[value] = (found[value] ?? 0) + 1;
  return found;
}

test("Qualtrics: the questions in use come over, and every rule is kept or lost", { skip }, async () => {
  for (const file of files("qualtrics", ".qsf")) {
    const want = read("qsf", file);
    const report = bring(file);
    assert.equal(report.format, "qualtrics", file);
    assert.equal(report.logic.kept + report.logic.lost, want.logic, file);
    const ids = (await definitionOf(report)).questions.map(({ id }) => id);
    const noted = report.notes.filter(({ what }) => what === "lost").map(({ question }) => question);
    for (const tag of want.questions) {
      const id = idOf(tag).slice(0, 30);
      assert.ok(ids.some((one) => one.startsWith(id)) || noted.includes(tag), `${file}: ${tag}`);
    }
  }
});

test("Qualtrics: the answers' CSV fits by itself, a column for each choice made too", { skip }, async () => {
  for (const [qsf, csv] of [
    ["Better_Sample_Survey__Better_Sample_Survey.qsf", "Better_Sample_Survey__Better_Sample_Survey.csv"],
    ["Many_Different_Question_Types__Sample_Survey.qsf", "Many_Different_Question_Types__Sample_Survey_Insights.csv"],
    ["Single_Answer_Multiple_Choice_Questions__Single_Answer_MC_Questions.qsf", "Single_Answer_Multiple_Choice_Questions__Single_Answer_MC_Questions_Insights.csv"],
  ]) {
    const report = bring(join(data, "qualtrics", qsf));
    const { questions } = await definitionOf(report);
    await server.ok("POST", `/api/v1/surveys/${report.slug}/publish`);
    const bytes = readFileSync(join(data, "qualtrics", csv));
    const { id } = await server.ok("POST", "/api/v1/imports?kind=responses", { name: csv, bytes: bytes.length });
    await server.ok("PUT", `/api/v1/imports/${id}/parts/0`, bytes, { headers: { "content-type": "application/octet-stream" } });
    const { guess } = await server.ok("GET", `/api/v1/imports/${id}`);
    assert.equal(guess.skip, 2, "the rows that explain the columns");
    await server.ok("PUT", `/api/v1/imports/${id}/map`, { ...guess, survey: { slug: report.slug } });
    await server.ok("POST", `/api/v1/imports/${id}/run`);
    const done = await until(async () => {
      const now = await server.ok("GET", `/api/v1/imports/${id}`);
      return now.state !== "running" && now;
    }, csv);
    assert.deepEqual([done.state, done.rejected, done.stored], ["done", 0, done.rows], csv);
    const answers = answersOf({ slug: report.slug, responses: done.stored });
    const signed = (value) => String(value).replace(/^minus_/, "-");
    let several = 0;
    for (const [tag, want] of Object.entries(read("qualtrics", join(data, "qualtrics", qsf), join(data, "qualtrics", csv)))) {
      const question = questions.find((one) => one.id === idOf(tag));
      several += question.type === "choices";
      assert.deepEqual(counts(answers.flatMap((one) => one[question.id] ?? []).map(signed)), want, `${csv}: ${tag}`);
    }
    assert.ok(several > 0 || csv.startsWith("Single"), csv);
    if (csv.startsWith("Single")) assert.ok(answers.some((one) => one["mc_question_five.other"]), "the words beside a choice");
  }
});

test("XLSForm: every row of a kind that can be asked is asked, with its words and choices", { skip }, async () => {
  const asked = /^(text|string|integer|int|decimal|date|time|note|range|acknowledge)$|^select[ _](one|multiple) |^rank /i;
  for (const file of files("xlsform", ".xlsx")) {
    const report = bring(file);
    if (report.refused) {
      assert.match(report.refused, /two columns named|no question that could be asked/, file);
      continue;
    }
    const want = read("xlsx", file);
    const questions = (await definitionOf(report)).questions.flatMap((one) => [one, ...(one.questions ?? [])]); // what repeats stands in a group
    for (const row of want.questions.filter(({ type }) => asked.test(type))) {
      const question = questions.find(({ id }) => id === idOf(row.name));
      const list = row.type.split(/ or |\s+/)[1];
      if (!question && /^(select|rank)/i.test(row.type) && !want.choices[list]) continue; // its list is not in the file
      assert.ok(question, `${file}: ${row.name}`);
      if (row.label && !row.label.includes("${")) assert.ok(Object.values(question.text).includes(row.label.replace(/\s+/g, " ")), `${file}: ${row.name}`);
      if (/^select_(one|multiple)/i.test(row.type))
{
        const names = [...want.choices[list], ...(/ or[_ ]/.test(row.type) ? ["other"] : [])];
        assert.deepEqual(question.choices.map(({ id }) => id), [...new Set(names.map((name) => name.toLowerCase().replace(/\W/g, "_")))], `${file}: ${row.name}`);
      }
    }
  }
});

test("XLSForm: a CSV or an old workbook of a form gives what its new workbook gives", { skip }, async () => {
  for (const file of files("xlsform", ".csv", ".xls")) {
    const twin = file.replace(/\w+$/, "xlsx");
    const report = bring(file);
    if (report.refused) assert.match(report.refused, /no question that could be asked/, file);
    if (!files("xlsform", ".xlsx").includes(twin)) continue;
    const other = bring(twin);
    assert.equal(!report.refused, !other.refused, file);
    if (!report.refused) assert.deepEqual((await definitionOf(report)).questions, (await definitionOf(other)).questions, file);
  }
});

test("triple-S: the definition alone, and with its answers in a zip", { skip }, async () => {
  for (const [name, ending, rows] of [["sample-1", "asc", 3], ["sample-2", "csv", 1], ["sample-4", "asc", 10]]) {
    const sss = join(data, "triple-s", `${name}.sss`);
    const alone = bring(sss);
    assert.equal(alone.format, "triple-s");
    assert.equal(alone.responses, 0);
    const zip = join(folder, `${name}.zip`);
    read("pair", sss, join(data, "triple-s", `${name}.${ending}`), zip);
    const report = bring(zip);
    assert.equal(report.responses, rows, name);
    assert.equal(report.questions, alone.questions);
    if (name !== "sample-1") continue;
    /* By the positions its definition gives: Q1 is the first character, Q5 the three from the 43rd. */
    const lines = readFileSync(join(data, "triple-s/sample-1.asc"), "latin1").split(/\r?\n/).filter(Boolean);
    const answers = answersOf(report);
    assert.deepEqual(answers.map(({ q1 }) => q1), lines.map((line) => line[0]));
    assert.deepEqual(answers.map(({ q5 }) => q5), lines.map((line) => Number(line.slice(42, 45))));
    assert.deepEqual(answers.map(({ q2 }) => q2), lines.map((line) => [...line.slice(1, 10)].flatMap((flag, i) => (flag === "1" ? [String(i + 1)] : []))));
    assert.deepEqual(answers.map(({ q6 }) => q6), lines.map((line) => line[45] === "1"));
  }
});

test("SPSS: the cases give the counts that PSPP gives", { skip }, async () => {
  for (const file of files("spss", "sav", ".por")) {
    /* PSPP reads everything but .zsav of some writers: then its twin. */
    const { columns } = read("sav", file.replace(/zsav$/, "sav"));
    const report = bring(file);
    assert.equal(report.format, "spss", file);
    const { questions } = await definitionOf(report);
    const answers = answersOf(report);
    assert.equal(questions.length, Object.keys(columns).length, file);
    for (const [i, [name, values]] of Object.entries(columns).entries()) {
      const { id, type } = questions[i]; /* by place: PSPP does not know every long name */
      const got = answers.map((answer) => answer[id]);
      if (type === "number") assert.deepEqual(counts(got), counts(values), `${file}: ${name}`);
      else if (type === "choice") assert.deepEqual(counts(got), counts(values.map((value) => value.toLowerCase())), `${file}: ${name}`);
      else if (type === "text" && !/^\d{4}-\d\d-\d\d$/.test(got.find(Boolean))) assert.deepEqual(counts(got), counts(values), `${file}: ${name}`);
      else assert.equal(got.filter((value) => value !== undefined).length, values.filter(Boolean).length, `${file}: ${name}`);
    }
  }
});

/* Written by PSPP: flags, places, a long name, and a variable in two sets. */
const SETS = `DATA LIST LIST /id brands_acme brands_bolt brands_core first second third reason_number_four (F8.0) city (A10).
BEGIN DATA
1 1 0 1 2 3 . 1 Oulu
2 0 0 0 . . . . Espoo
3 . 1 . 1 . 4 4 Turku
4 1 1 1 4 3 1 2 Oulu
END DATA.
VARIABLE LABELS brands_acme 'Acme' brands_bolt 'Bolt' brands_core 'Core'.
VALUE LABELS first second third reason_number_four 1 'Price' 2 'Staff' 3 'Place' 4 'Range'.
MRSETS /MDGROUP NAME=$brands LABEL='Which brands?' VARIABLES=brands_acme brands_bolt brands_core VALUE=1
 /MCGROUP NAME=$why LABEL='Why there?' VARIABLES=first second third reason_number_four
 /MDGROUP NAME=$some LABEL='Some' VARIABLES=brands_acme brands_core VALUE=1.
`;

test("SPSS: a multiple response set is one question of several choices, and comes back from our own file", async () => {
  const sav = join(folder, "sets.sav");
  writeFileSync(join(folder, "sets.sps"), `${SETS}SAVE OUTFILE='${sav}'.\n`);
  const done = spawnSync("pspp", ["-o", join(folder, "sets.txt"), join(folder, "sets.sps")], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  const report = bring(sav);
  const asked = async (told) => (await definitionOf(told)).questions.map(({ id, type, text, choices }) => [id, type, text.en, choices?.map((one) => [one.id, one.text.en])]);
  const brands = ["brands", "choices", "Which brands?", [["acme", "Acme"], ["bolt", "Bolt"], ["core", "Core"]]];
  const found = await asked(report);
  assert.deepEqual(found.map(([id]) => id), ["id", "brands", "why", "city"]);
  assert.deepEqual(found[1], brands);
  assert.deepEqual(found[2], ["why", "choices", "Why there?", [["1", "Price"], ["2", "Staff"], ["3", "Place"], ["4", "Range"]]]);
  assert.deepEqual(report.notes.map(({ question, code }) => [question, code]), [["some", "response_set"]]);
  const answers = answersOf(report);
  assert.deepEqual(answers.map((one) => one.brands), [["acme", "core"], undefined, ["bolt"], ["acme", "bolt", "core"]]);
  assert.deepEqual(answers.map((one) => one.why), [["1", "2", "3"], undefined, ["1", "4"], ["1", "2", "3", "4"]]);
  const ours = join(folder, "ours.sav");
  mustRun(["export", "responses", "--survey", report.slug, "--format", "sav", "-o", ours, "--data", server.dir]);
  const again = bring(ours);
  const back = (await asked(again)).find(([id]) => id === "brands");
  assert.deepEqual(back, brands);
  assert.deepEqual(answersOf(again).map((one) => one.brands), answers.map((one) => one.brands));
});
