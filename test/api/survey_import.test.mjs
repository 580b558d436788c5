// Surveys of other tools: brought in by the command line and over the API, read in a process that can do nothing else, refused when they
// are broken, and never a crash whatever a file holds.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BINARY, dataFolder, ROOT, run, startServer, within } from "./harness.mjs";

const place = mkdtempSync(join(tmpdir(), "kuulo-foreign-"));
const data = join(place, "data");
let server;

before(async () => {
  server = await startServer();
});
after(async () => {
  rmSync(place, { recursive: true, force: true });
  await server?.stop();
});

/** What comes to be true, asked again and again. */
const until = (look, what) =>
  within(30_000, (async () => {
    for (;;) {
      const found = await look();
      if (found) return found;
      await new Promise((next) => setTimeout(next, 20));
    }
  })(), what);

const file = (name, content) => {
  const path = join(place, name);
  writeFileSync(path, content);
  return path;
};
const bring = (path, where = data) => run(["import", "survey", path, "--data", where]);
const report = (path) => {
  const done = bring(path);
  assert.equal(done.code, 0, done.err);
  return JSON.parse(done.out);
};

const simple = {
  title: { default: "Käyntisi", en: "Your visit" },
  locale: "fi",
  elements: [
    { type: "radiogroup", name: "Came by", isRequired: true, title: "Miten tulit?", choices: ["Bus", { value: "c", text: "Auto" }], showOtherItem: true },
    { type: "comment", name: "why", title: "Miksi?", visibleIf: "{Came by} = 'c'" },
    { type: "signaturepad", name: "sign", visibleIf: "{why} notempty" },
  ],
};

test("a survey comes in as a draft, with its report on standard output", () => {
  const told = report(file("simple.json", JSON.stringify(simple)));
  assert.deepEqual({ ...told, notes: told.notes.map(({ question, what, code }) => [question, what, code]) }, {
    slug: "kayntisi",
    format: "surveyjs",
    questions: 2,
    logic: { kept: 1, lost: 1 },
    responses: 0,
    notes: [["sign", "lost", "signature_dropped"], ["sign", "lost", "logic_dropped"], ["", "changed", "not_translated"]],
    notes_left_off: 0,
  });
  assert.equal(report(join(place, "simple.json")).slug, "kayntisi-2", "a second one has a name of its own");
});

test("every note that a reader writes has a sentence in every language of the web application", () => {
  const folder = join(ROOT, "src/foreign");
  const codes = new Set(["not_taken", "logic_not_taken", "too_many_responses"]);
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".c"))) {
    const text = readFileSync(join(folder, name), "utf8").replace(/"\s*\n\s*"/g, "");
    /* A stable word and the sentence behind it: in a call, or in a row of a table. */
    for (const [, code] of text.matchAll(/"([a-z]{3,}(?:_[a-z]+)*)",\s*"[A-Z][^"]* [^"]*"/g)) codes.add(code);
    for (const [, one, or] of text.matchAll(/(?:FOREIGN_(?:LOST|CHANGED),|_lost\(m,)[^",]*"([a-z_]+)"(?:\s*:\s*"([a-z_]+)")?/g)) {
      codes.add(one);
      if (or) codes.add(or);
    }
  }
  assert.ok(codes.size > 120, `${codes.size} codes`);
  for (const language of ["en", "fi", "sv"]) {
    const { note } = JSON.parse(readFileSync(join(ROOT, "web/src/words", language, "bring.json"), "utf8"));
    assert.deepEqual([...codes].filter((code) => !note[code]).sort(), [], language);
    assert.deepEqual(Object.keys(note).filter((code) => !codes.has(code)).sort(), [], `${language}: nobody says these`);
  }
});

test("a note carries what its sentence speaks of, for other languages", () => {
  const { notes } = report(file("strange.json", JSON.stringify({ elements: [{ type: "text", name: "a" }, { type: "hologram", name: "b" }] })));
  assert.deepEqual(notes, [{ question: "b", what: "lost", code: "type_unknown", why: 'Kuulo has no question of the type "hologram".', values: ["hologram"] }]);
});

test("a file that is no survey is refused with a sentence and exit code 2", () => {
  for (const [name, content, words] of [
    ["empty", "", /no survey file/],
    ["words.txt", "hello", /no survey file/],
    ["broken.json", '{"pages": [', /not valid JSON/],
    ["twice.json", '{"pages": [], "pages": []}', /not valid JSON/],
    ["deep.json", `{"pages":${"[".repeat(100)}${"]".repeat(100)}}`, /nested deeper/],
    ["nothing.json", '{"pages": [{"elements": [{"type": "html", "html": "hi"}]}]}', /no question/],
    ["other.json", '{"questions": 5}', /no SurveyJS survey/],
  ]) {
    const done = bring(file(name, content));
    assert.equal(done.code, 2, `${name}: ${done.err}`);
    assert.match(done.err, words, name);
    assert.equal(done.out, "");
  }
  assert.equal(bring(join(place, "not-there")).code, 2);
});

test("what a file says steers no terminal", () => {
  const done = bring(file("names.json", JSON.stringify({ elements: [{ type: "text", name: "a" }, { type: "no\u001b[31mne\u202e", name: "b\u009b2J" }] })));
  assert.equal(done.code, 0);
  assert.doesNotMatch(done.out + done.err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("the reader can do nothing but read", { skip: process.platform !== "linux" }, async () => {
  const child = spawn(BINARY, ["read-foreign"], { stdio: ["pipe", "pipe", "ignore"] });
  const status = () => readFileSync(`/proc/${child.pid}/status`, "utf8");
  await until(() => /^Seccomp:\t2$/m.test(status()), "the filter of system calls");
  assert.match(status(), /^NoNewPrivs:\t1$/m);
  const limits = readFileSync(`/proc/${child.pid}/limits`, "utf8");
  for (const name of ["Max open files", "Max processes", "Max file size", "Max core file size"]) assert.match(limits, new RegExp(`^${name} +0 `, "m"), name);
  const ended = new Promise((done) => child.once("exit", done));
  let out = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  child.stdin.end(JSON.stringify(simple));
  assert.equal(await ended, 0);
  assert.equal(JSON.parse(out.split("\n")[0]).format, "surveyjs");
});

/** The example's files of one tool. */
const samples = (tool) => {
  const folder = dataFolder("survey-definitions");
  return folder ? readdirSync(join(folder, tool)).map((name) => join(folder, tool, name)) : [];
};

test("every SurveyJS file comes in, and could be published as it is", { skip: !dataFolder("survey-definitions") && "no data here" }, async () => {
  const where = join(place, "samples");
  const slugs = [];
  for (const path of samples("surveyjs")) {
    const done = bring(path, where);
    assert.equal(done.code, 0, `${path}: ${done.err}`);
    const told = JSON.parse(done.out);
    assert.ok(told.questions > 0, path);
    assert.deepEqual(told.notes.filter((note) => /not_taken/.test(note.code)), [], path);
    slugs.push(told.slug);
  }
  const key = run(["key", "add", "t", "--role", "owner", "--data", where]).out.trim();
  const other = await startServer({ data: where });
  try {
    for (const slug of slugs) assert.equal((await other.api("POST", `/api/v1/surveys/${slug}/publish`, undefined, { key })).status, 200, slug);
  } finally {
    await other.stop();
  }
});

test("visible triggers, conditions and choices are what the file says", { skip: !dataFolder("survey-definitions") && "no data here" }, async () => {
  const named = (name) => readFileSync(samples("surveyjs").find((path) => path.endsWith(name)));
  const cars = await whole("cars.json", named("visibleTrigger.spec__1.json"));
  assert.deepEqual(cars.logic, { kept: 9, lost: 0 });
  const { definition } = await server.ok("GET", `/api/v1/surveys/${cars.slug}`);
  const find = (id) => definition.questions.find((q) => q.id === id);
  assert.deepEqual(find("sedan").show_if, { field: "answers.type", op: "eq", value: "sedan" });
  assert.equal(find("type").choices.find((c) => c.id === "sedan").text.en, "Sports saloon / sports sedan");
  assert.equal(find("type").choices.at(-1).other, true);
  const kids = await whole("kids.json", named("conditionsAndTriggers__visibleIf.spec__1.json"));
  assert.deepEqual(kids.logic, { kept: 6, lost: 0 });
});

/** Sends a survey file as a form and waits for its report. */
async function whole(name, content, { key = server.key } = {}) {
  const form = new FormData();
  form.append("file", new Blob([content]), name);
  const begun = await fetch(`${server.url}/api/v1/imports`, { method: "POST", headers: { authorization: `Bearer ${key}` }, body: form });
  const { id } = await begun.json();
  assert.equal(begun.status, 201);
  const done = await until(async () => {
    const found = await server.ok("GET", `/api/v1/imports/${id}`);
    return found.state !== "running" && found;
  }, "the end of the import");
  assert.equal(done.kind, "survey");
  return done.report ?? done;
}

test("over the API: a form with one file, then the report", async () => {
  const told = await whole("Käynti.json", JSON.stringify(simple));
  assert.deepEqual(told.logic, { kept: 1, lost: 1 });
  const survey = await server.ok("GET", `/api/v1/surveys/${told.slug}`);
  assert.equal(survey.state, "draft");
  assert.deepEqual(survey.definition.languages, ["fi", "en"]);
  assert.deepEqual(survey.definition.questions[1].show_if, { field: "answers.came_by", op: "eq", value: "c" });
  const refused = await whole("broken.json", '{"pages": [');
  assert.equal(refused.state, "failed");
  assert.match(refused.problem.detail, /^The file is not valid JSON/);
});

test("over the API in parts, and what does not fit there", async () => {
  const bytes = Buffer.from(JSON.stringify(simple));
  const begun = await server.ok("POST", "/api/v1/imports?kind=survey", { name: "s.json", bytes: bytes.length });
  await server.ok("PUT", `/api/v1/imports/${begun.id}/parts/0`, bytes, { headers: { "content-type": "application/octet-stream" } });
  assert.equal((await server.api("PUT", `/api/v1/imports/${begun.id}/map`, {})).status, 409);
  await server.ok("POST", `/api/v1/imports/${begun.id}/run`);
  await until(async () => (await server.ok("GET", `/api/v1/imports/${begun.id}`)).report, "the report");

  const send = (body, query = "") => server.api("POST", `/api/v1/imports${query}`, body.text, { headers: { "content-type": body.type } });
  const form = (parts) => ({ type: "multipart/form-data; boundary=b", text: parts.map((part) => `--b\r\n${part}\r\n`).join("") + "--b--\r\n" });
  const one = 'Content-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n{}';
  for (const [body, query, status, slug] of [
    [form([one, one]), "", 400, "no_file"],
    [form(['Content-Disposition: form-data; name="x"\r\n\r\n1']), "", 400, "no_file"],
    [{ type: "multipart/form-data", text: "x" }, "", 400, "no_file"],
    [form(['Content-Disposition: form-data; name="file"; filename="a"\r\n\r\n']), "", 400, "no_file"],
    [form([one]), "?kind=responses", 422, "in_parts"],
    [{ type: "application/json", text: '{"name":"x","bytes":1}' }, "", 422, "required"],
    [{ type: "text/plain", text: "x" }, "?kind=survey", 400, "content_type"],
  ]) {
    const reply = await send(body, query);
    assert.equal(reply.status, status, `${JSON.stringify(body)} ${reply.text}`);
    assert.equal(reply.body.slug, slug, reply.text);
  }
  assert.equal((await server.api("POST", "/api/v1/imports?kind=survey", { name: "s", bytes: (64 << 20) + 1 })).status, 413);
});

// ---- hostile files ----

/** A small generator whose numbers can be had again. */
const dice = (seed) => () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32);

function spoiled(bytes, roll) {
  const out = Buffer.from(bytes);
  const at = Math.floor(roll() * out.length), kind = Math.floor(roll() * 6);
  if (kind === 0) return out.subarray(0, at);
  if (kind === 1) for (let i = 0; i < 8; i++) out[Math.floor(roll() * out.length)] ^= 1 << Math.floor(roll() * 8);
  if (kind === 2) return Buffer.concat([out.subarray(0, at), out.subarray(Math.floor(roll() * out.length))]);
  if (kind === 3) return Buffer.concat([out.subarray(0, at), Buffer.alloc(4096, '{"elements":['), out.subarray(at)]);
  if (kind === 4) return Buffer.concat([out.subarray(0, at), Buffer.alloc(200_000, "a<b>&amp;"), out.subarray(at)]);
  if (kind === 5) return Buffer.from(out.toString("latin1").replace(/"(name|title|type)"/g, () => (roll() < 0.5 ? '"name"' : '"elements"')), "latin1");
  return out;
}

test("spoiled files are taken or refused, and nothing else", { skip: !dataFolder("survey-definitions") && "no data here" }, () => {
  const roll = dice(20261130), where = join(place, "spoiled");
  const kinds = readdirSync(dataFolder("survey-definitions")).filter((name) => !name.includes(".") && name !== "SHA256SUMS");
  const all = kinds.flatMap(samples).filter((path) => readFileSync(path).length < 200_000);
  const outcomes = { 0: 0, 2: 0 };
  for (let i = 0; i < 60; i++) {
    const path = file("spoiled.bin", spoiled(readFileSync(all[Math.floor(roll() * all.length)]), roll));
    const done = bring(path, where);
    assert.ok(done.code === 0 || done.code === 2, `${done.code} ${done.signal} ${done.err}`);
    assert.doesNotMatch(done.err, /Sanitizer|runtime error|could not be read to its end/);
    outcomes[done.code]++;
  }
  assert.ok(outcomes[2] > 0);
});
