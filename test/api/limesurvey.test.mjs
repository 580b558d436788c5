// LimeSurvey's files through the command line: every sample file comes in, and what came in is what Python's own XML finds in it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dataFolder, PYTHON, ROOT, run, startServer } from "./harness.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const FEW = { "!": "choices", L: "choices", O: "choices", M: "rows", P: "rows" }; // the questions of one list of choices
const ROWS = new Set(["A", "B", "C", "E", "F", "H", "Q"]);
const idOf = (code) => code.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^(\d)/, "q$1").replace(/^_|_$/g, "");

const files = () => {
  const samples = dataFolder("survey-definitions");
  return samples ? readdirSync(join(samples, "limesurvey")).map((name) => join(samples, "limesurvey", name)) : [];
};

function brought(path, dir = server.dir) {
  const done = run(["import", "survey", path, "--data", dir]);
  assert.equal(done.code, 0, `${path}: ${done.err}`);
  return JSON.parse(done.out);
}

test("every sample comes in with its questions, languages, logic and answers", async (context) => {
  const paths = files();
  if (!paths.length) return context.skip("the sample files are not here (KUULO_DATA names the folder)");
  const read = spawnSync(PYTHON, [join(ROOT, "test/api/limesurvey_read.py"), ...paths], { encoding: "utf8", maxBuffer: 1 << 26 });
  assert.equal(read.status, 0, read.stderr);
  const expected = read.stdout.trim().split("\n").map((line) => JSON.parse(line));
  for (const [i, file] of expected.entries()) {
    const report = brought(paths[i]);
    const { definition } = await server.arrived(`/api/v1/surveys/${report.slug}`);
    context.diagnostic(`${file.file}: ${report.questions} questions, logic ${report.logic.kept} kept ${report.logic.lost} lost, ${report.responses} responses`);
    assert.equal(report.format, "limesurvey");
    assert.equal(report.logic.kept + report.logic.lost, file.logic, `${file.file}: every condition counts once`);
    assert.equal(report.responses, file.responses, file.file);
    if (file.languages.length) assert.deepEqual(definition.languages, file.languages, file.file);
    const lost = new Set(report.notes.filter((note) => note.what === "lost").map((note) => note.question));
    for (const question of file.questions) {
      const mine = definition.questions.find((one) => one.id === idOf(question.code));
      if (!mine) {
        assert.ok(lost.has(question.code), `${file.file}: ${question.code} is neither there nor reported`);
        continue;
      }
      const list = FEW[question.type];
      if (list) assert.equal(mine.choices.length, question[list] + Number(question.other), `${file.file}: ${question.code}`);
      if (ROWS.has(question.type)) assert.equal(mine.rows.length, question.rows, `${file.file}: ${question.code}`);
    }
  }
});

test("hostile variants of a sample are refused in words, and nothing is left behind", async (context) => {
  const sample = files().find((path) => path.endsWith("survey_demo.lss"));
  if (!sample) return context.skip("the sample files are not here (KUULO_DATA names the folder)");
  const text = readFileSync(sample, "utf8");
  const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
  const variants = {
    "entities.lss": text.replace("<document>", `<!DOCTYPE d [<!ENTITY l0 "ha">${lol}]><document>`).replace("<![CDATA[", "&l9;<![CDATA["),
    "file.lss": text.replace("<document>", '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><document>').replace("<![CDATA[", "&f;<![CDATA["),
    "cut.lss": text.slice(0, text.length / 2),
    "other.lss": text.replace(">Survey<", ">Tokens<"),
    "deep.lss": `<document><LimeSurveyDocType>Survey</LimeSurveyDocType>${"<a>".repeat(100_000)}`,
  };
  const fresh = await startServer();
  context.after(() => fresh.stop());
  for (const [name, content] of Object.entries(variants)) {
    const path = join(fresh.dir, name);
    writeFileSync(path, content);
    const done = run(["import", "survey", path, "--data", fresh.dir]);
    assert.equal(done.code, 2, `${name}: ${done.out}${done.err}`);
    assert.match(done.err, /\S+ \S+ \S+/, name);
    assert.doesNotMatch(done.err + done.out, /root:/, name);
  }
  const path = join(fresh.dir, "script.lss");
  writeFileSync(path, text.replaceAll(/<(surveyls_title|question)><!\[CDATA\[/g, "<$1><![CDATA[<script>alert(1)</script><img src=x onerror=alert(2)>"));
  const { slug } = brought(path, fresh.dir);
  const { definition } = await fresh.arrived(`/api/v1/surveys/${slug}`);
  assert.doesNotMatch(JSON.stringify(definition), /alert|script|onerror/);
  assert.deepEqual((await fresh.ok("GET", "/api/v1/surveys")).items.map((one) => one.slug), [slug]);
});

test("an archive's answers come in on their days, and are counted as the test counted them when it made them", async () => {
  const t = (en) => ({ en });
  const choices = (...ids) => ids.map((id) => ({ id, text: t(id) }));
  const questions = [
    { id: "recommend", type: "rating", scale: { low: 0, high: 10 }, required: true, text: t("Recommend?") },
    { id: "way", type: "choice", choices: [...choices("bus", "car"), { id: "other", other: true, text: t("Other") }], text: t("How?") },
    { id: "seen", type: "choices", choices: choices("menu", "till", "door"), text: t("Seen?") },
    { id: "rate", type: "matrix", cell: "rating", scale: { low: 1, high: 5 }, rows: choices("staff", "queue"), text: t("Rate") },
    { id: "why", type: "story", text: t("Why?"), show_if: { field: "answers.recommend", op: "le", value: 6 } },
  ];
  await server.ok("POST", "/api/v1/surveys", { slug: "visit-lime", title: t("Archive of visits"), languages: ["en"], questions });
  const lss = join(server.dir, "visit.lss"), lsr = join(server.dir, "visit_responses.lsr"), lsa = join(server.dir, "visit.lsa");
  assert.equal(run(["export", "survey", "visit-lime", "--format", "lss", "-o", lss, "--data", server.dir]).code, 0);
  const id = Object.fromEntries([...readFileSync(lss, "utf8").matchAll(/<qid>(\d+)<\/qid><parent_qid>0<.*?<title>(\w+)</g)].map(([, qid, code]) => [code, qid]));
  const column = (code, rest = "") => `_100001X1X${id[code]}${rest}`;
  const expected = {};
  const count = (key) => (expected[key] = (expected[key] ?? 0) + 1);
  const rows = Array.from({ length: 300 }, (_, i) => {
    const cells = { id: i + 1, submitdate: i % 50 === 49 ? "" : `2023-0${1 + (i % 9)}-11 08:30:00`, startlanguage: "en" };
    cells[column("recommend")] = i % 11;
    count(`recommend ${i % 11}`);
    const way = ["bus", "car", "-oth-"][i % 3];
    cells[column("way")] = way;
    count(`way ${way === "-oth-" ? "oth" : way}`);
    if (way === "-oth-") cells[column("way", "other")] = `boat ${i}`;
    for (const [at, box] of ["menu", "till", "door"].entries()) {
      cells[column("seen", box)] = i & (1 << at) ? "Y" : "";
      if (i & (1 << at)) count(`seen ${box}`);
    }
    for (const row of ["staff", "queue"]) {
      cells[column("rate", row)] = 1 + (i % 5);
      count(`rate.${row} ${1 + (i % 5)}`);
    }
    if (i % 11 <= 6) {
      cells[column("why")] = `because <of> & ${i}`;
      count("why");
    }
    count(`month ${i % 50 === 49 ? "none" : cells.submitdate.slice(0, 7)}`);
    return `<row>${Object.entries(cells).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join("")}</row>`;
  });
  writeFileSync(lsr, `<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Responses</LimeSurveyDocType><responses><fields/><rows>${rows.join("")}</rows></responses></document>`);
  const zipped = spawnSync(PYTHON, ["-m", "zipfile", "-c", lsa, lss, lsr], { encoding: "utf8" });
  assert.equal(zipped.status, 0, zipped.stderr);
  const report = brought(lsa);
  assert.equal(report.responses, 300);
  assert.deepEqual(report.logic, { kept: 1, lost: 0 });
  const survey = await server.arrived(`/api/v1/surveys/${report.slug}`);
  assert.equal(survey.state, "published");
  const path = join(server.dir, "back.jsonl");
  assert.equal(run(["export", "responses", "--survey", report.slug, "--format", "jsonl", "-o", path, "--data", server.dir]).code, 0);
  const found = {};
  const find = (key) => (found[key] = (found[key] ?? 0) + 1);
  for (const { at, answers, attributes } of readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line))) {
    for (const key of ["recommend", "way", "rate.staff", "rate.queue"]) find(`${key} ${answers[key]}`);
    for (const box of answers.seen ?? []) find(`seen ${box}`);
    assert.equal(answers["way.other"] !== undefined, answers.way === "oth");
    if (answers.why) find("why");
    if (answers.why) assert.match(answers.why, /^because <of> & \d+$/);
    find(`month ${attributes?.sent === false ? "none" : at.slice(0, 7)}`);
  }
  assert.deepEqual(found, expected);
});
