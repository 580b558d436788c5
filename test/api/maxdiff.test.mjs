// MaxDiff: the page without scripts, the API, figures that equal a recount of the rows under two versions, and files.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mustRun, PYTHON, ROOT, startServer } from "./harness.mjs";

const en = (text) => ({ en: text });
const ITEMS = ["price", "range", "staff", "queue", "place", "hours", "returns"];
const SURVEY = {
  slug: "matters", title: en("Matters"), languages: ["en"], touchpoint: "store-visit",
  questions: [{ id: "most", type: "maxdiff", required: true, text: en("What matters?"), per_task: 3, tasks: 7, choices: ITEMS.map((id) => ({ id, text: en(`The ${id}`) })) }],
};
let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", SURVEY);
  await server.publish("matters");
});
after(() => server?.stop());

const open = (path) => server.api("GET", path, undefined, { key: null });
const send = (fields) => server.api("POST", "/s/matters", new URLSearchParams(fields).toString(), { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } });
/** The tasks as the page shows them: {best_3: [items]} in the page's order. */
const tasksOf = (html) => {
  const tasks = {};
  for (const [, part, value] of html.matchAll(/name="most\.(best_\d+)" id="[^"]+" value="(\w+)"/g)) (tasks[part] ??= []).push(value);
  return tasks;
};
const byOrder = (tasks, order) =>
  Object.fromEntries(Object.entries(tasks).flatMap(([part, items]) => {
    const liked = [...items].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    return [[`most.${part}`, liked[0]], [`most.${part.replace("best", "worst")}`, liked.at(-1)]];
  }));

test("every form has the same tasks in an order of its own; the plain form is sent, kept and refused with a word at the question", async () => {
  const pages = await Promise.all([1, 2, 3, 4].map(async () => (await open("/s/matters")).text));
  const sets = pages.map((page) => Object.entries(tasksOf(page)).map(([part, items]) => `${part}:${[...items].sort()}`));
  assert.equal(sets[0].length, 7);
  for (const set of sets) assert.deepEqual([...set].sort(), [...sets[0]].sort());
  assert.ok(new Set(sets.map(String)).size > 1, "not all in one order");
  const shown = Object.values(tasksOf(pages[0])).flat();
  for (const item of ITEMS) assert.equal(shown.filter((one) => one === item).length, 3);
  const answers = byOrder(tasksOf(pages[0]), ITEMS);
  const { "most.worst_2": _, ...half } = answers;
  const refused = await send({ ...half, submission_key: "half" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Choose one as most and another as least/);
  assert.match(refused.text, new RegExp(`id="most\\.best_1-${answers["most.best_1"]}" value="\\w+" checked`), "what was chosen stays");
  const same = await send({ ...answers, "most.worst_2": answers["most.best_2"], submission_key: "same" });
  assert.equal(same.status, 422);
  assert.equal((await send({ ...answers, submission_key: "whole" })).status, 303);
  const { items } = await server.ok("GET", "/api/v1/responses?survey=matters");
  assert.deepEqual(items[0].answers, answers);
});

test("figures equal a recount of the rows, also of an older version; unknown items and halves are refused", async () => {
  const tasks = tasksOf((await open("/s/matters")).text);
  let seed = 11;
  const draw = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const person = () => byOrder(tasks, [...ITEMS].sort((a, b) => ITEMS.indexOf(a) + 4 * draw() - ITEMS.indexOf(b) - 4 * draw()));
  const give = (answers) => server.api("POST", "/api/v1/surveys/matters/responses", { answers });
  for (let i = 0; i < 40; i++) assert.equal((await give(person())).status, 201);
  const wrong = await give({ most: { best_1: ITEMS.find((item) => !tasks.best_1.includes(item)), worst_1: tasks.best_1[0] } });
  assert.deepEqual([wrong.status, wrong.body.slug, wrong.body.field], [422, "unknown_choice", "answers.most.best_1"]);

  const { headers } = await server.api("GET", "/api/v1/surveys/matters");
  const [first, ...rest] = SURVEY.questions[0].choices;
  const changed = { ...SURVEY, questions: [{ ...SURVEY.questions[0], choices: [...rest, { id: "parking", text: en("Parking") }] }] };
  await server.ok("PUT", "/api/v1/surveys/matters", changed, { headers: { "if-match": headers.get("etag") } });
  await server.publish("matters");
  const later = tasksOf((await open("/s/matters")).text);
  const order = [...rest.map(({ id }) => id), "parking"];
  for (let i = 0; i < 15; i++) assert.equal((await give(byOrder(later, [...order].sort((a, b) => order.indexOf(a) + 3 * draw() - order.indexOf(b) - 3 * draw())))).status, 201);

  const rows = JSON.parse(execFileSync(PYTHON, ["-c", "import sqlite3, json, sys\nprint(json.dumps([[v, json.loads(a)] for v, a in sqlite3.connect(sys.argv[1]).execute('SELECT version, answers FROM response')]))", join(server.dir, "kuulo.db")], { encoding: "utf8" }));
  const recount = (item) => {
    const people = rows.map(([version, answers]) => {
      let d = 0, m = 0;
      for (const [part, shown] of Object.entries(version === 1 ? tasks : later)) {
        if (!shown.includes(item)) continue;
        m += 1;
        d += (answers[`most.${part}`] === item) - (answers[`most.${part.replace("best", "worst")}`] === item);
      }
      return { d, m };
    }).filter(({ m }) => m > 0);
    const sum = (of) => people.reduce((all, one) => all + of(one), 0);
    const score = sum(({ d }) => d) / sum(({ m }) => m), n = people.length;
    return { n, score, error: Math.sqrt((n / (n - 1)) * sum(({ d, m }) => (d - score * m) ** 2)) / sum(({ m }) => m) };
  };
  const { items } = await server.ok("GET", "/api/v1/surveys/matters/maxdiff");
  const [question] = items;
  assert.equal(question.n, rows.length);
  assert.deepEqual(question.items.map((item) => item.choice).sort(), [...order].sort(), "the published version's items");
  assert.deepEqual(question.items.map((item) => item.score), question.items.map((item) => item.score).sort((a, b) => b - a));
  for (const item of question.items) {
    const wanted = recount(item.choice);
    assert.equal(item.n, wanted.n, item.choice);
    assert.ok(Math.abs(item.score - wanted.score) < 1e-9, item.choice);
    const t = (item.score - item.low) / wanted.error; /* Student's t at 0.975: 2.1448 at 14, 2.0040 at 55 degrees of freedom */
    if (item.low > -1) assert.ok(Math.abs(t - (wanted.n === 15 ? 2.144787 : 2.004045)) < 1e-4, `${item.choice}: ${t}`);
  }
  assert.equal(first.id, "price");
});

test("files have a column for the best and the worst of each task; kuulo check agrees", () => {
  const write = (format) => {
    const path = join(server.dir, `matters.${format}`);
    mustRun(["export", "responses", "--survey", "matters", "--format", format, "-o", path, "--data", server.dir]);
    return path;
  };
  const read = (format) => JSON.parse(execFileSync(PYTHON, [join(ROOT, "test/api/export_read.py"), format, write(format)], { encoding: "utf8", maxBuffer: 1 << 26 }));
  const rows = JSON.parse(execFileSync(PYTHON, ["-c", "import sqlite3, json, sys\nprint(json.dumps([json.loads(a) for a, in sqlite3.connect(sys.argv[1]).execute('SELECT answers FROM response ORDER BY id')]))", join(server.dir, "kuulo.db")], { encoding: "utf8" }));
  const [heads, ...lines] = read("xlsx").sheets.responses;
  const sav = read("sav");
  for (let task = 1; task <= 7; task++)
    for (const kind of ["best", "worst"]) {
      const want = rows.map((answers) => answers[`most.${kind}_${task}`]);
      assert.deepEqual(lines.map((line) => line[heads.indexOf(`answers.most.${kind}_${task}`)]), want);
      assert.ok(sav.names.includes(`most_${kind}_${task}`), String(sav.names));
    }
  assert.match(sav.dictionary, /What matters\? Worst 7/);
  /* one number for one item in every column */
  const codes = {};
  for (let task = 1; task <= 7; task++)
    rows.forEach((answers, i) => (codes[answers[`most.best_${task}`]] ??= new Set()).add(sav.rows[i][sav.names.indexOf(`most_best_${task}`)].trim()));
  for (const [item, seen] of Object.entries(codes)) assert.equal(seen.size, 1, `${item}: ${[...seen]}`);
  for (const format of ["surveyjs", "lss", "xlsform", "triple-s", "ddi"]) {
    const report = JSON.parse(mustRun(["export", "survey", "matters", "--format", format, "-o", join(server.dir, `matters.${format}`), "--data", server.dir]));
    if (["surveyjs", "lss", "xlsform"].includes(format)) assert.ok(report.notes.some((note) => note.question === "most"), format);
  }
  mustRun(["check", "--data", server.dir]);
});
