// Files given as answers: known by content, cleaned, kept with their response, gone with it, given out to be saved and never shown.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Model } from "survey-core";
import { mustRun, PYTHON, run, startServer, within } from "./harness.mjs";
import { form, png, pngChunk } from "./picture_files.mjs";

const en = (en) => ({ en });
let server;
before(async () => {
  server = await startServer();
  await server.ok("POST", "/api/v1/surveys", {
    slug: "damage", title: en("Damage"), languages: ["en"],
    questions: [
      { id: "photo", type: "file", required: true, accept: ["picture", "pdf"], most: 2, size_max: 200000, text: en("A picture of it?") },
      { id: "any", type: "file", text: en("Anything else?") },
      { id: "rate", type: "nps", text: en("Recommend?") },
    ],
  });
  await server.publish("damage");
  await server.ok("POST", "/api/v1/customers", { external_id: "C-1" });
});
after(() => server?.stop());

const photo = () => png(30, 20, [10, 20, 30], [pngChunk("tEXt", Buffer.from("Author\0Aino"))]);
const add = (question, bytes, name = "photo.png") => {
  const { body, headers } = form([{ name, bytes }]);
  return server.api("POST", `/api/v1/surveys/damage/files?question=${question}`, body, { headers });
};
const page = (files, fields, { json = false, path = "/s/damage/files?answer" } = {}) => {
  const { body, headers } = form(files, fields);
  return fetch(server.url + path, { method: "POST", redirect: "manual", body, headers: { ...headers, ...(json ? { accept: "application/json" } : {}) } });
};
const latest = async () => (await server.ok("GET", "/api/v1/responses?survey=damage&limit=1")).items[0];

test("a file comes first, its answer names it, and it is got to be saved", async () => {
  const given = await add("photo", photo(), "../kolari „Å\u202E.png");
  assert.equal(given.status, 201, given.text);
  const { id } = given.body;
  const { responses } = await server.respond({ photo: [id], rate: 3 }, { customer: { external_id: "C-1" } }, "damage");
  const response = await server.ok("GET", `/api/v1/responses/${responses[0].id}`);
  assert.deepEqual(response.answers.photo, [id]);
  const [file] = response.files.photo;
  assert.deepEqual([file.id, file.media_type, file.name], [id, "image/png", "kolari „Å.png"]);
  const got = await fetch(server.url + file.url, { headers: { authorization: `Bearer ${server.key}` } });
  assert.deepEqual(Buffer.from(await got.arrayBuffer()), png(30, 20, [10, 20, 30]), "without what a camera or a program wrote into it");
  assert.equal(got.headers.get("content-disposition"), "attachment; filename=\"kolari __.png\"; filename*=UTF-8''kolari%20%E2%80%9E%C3%85.png");
  assert.equal(got.headers.get("content-security-policy"), "default-src 'none'; sandbox");
  assert.equal(got.headers.get("x-content-type-options"), "nosniff");
  assert.equal(got.headers.get("cache-control"), "private, no-store");
  assert.equal((await fetch(server.url + file.url)).status, 401);
  const again = await server.api("POST", "/api/v1/surveys/damage/responses", { submission_key: randomUUID(), answers: { photo: [id] } });
  assert.deepEqual([again.status, again.body.slug, again.body.field], [422, "unknown_file", "answers.photo"], "it is one answer's alone");
  const csv = (await server.api("GET", "/api/v1/export/responses?survey=damage&format=csv")).text;
  assert.match(csv, new RegExp(`kolari „Å.png \\(${file.size}\\) ${file.url}`));
  assert.equal(run(["check", "--data", server.dir]).code, 0);
  await server.ok("DELETE", "/api/v1/customers/C-1");
  assert.equal((await server.api("GET", file.url)).status, 404, "it goes with its customer");
  assert.equal((await server.ok("GET", `/api/v1/responses/${responses[0].id}`)).files, undefined);
});

for (const [what, question, bytes, slug] of [
  ["a page for a picture", "photo", Buffer.from("<!doctype html><script>alert(1)</script>"), "not_taken"],
  ["a program", "any", Buffer.from("\x7fELF\x02\x01\x01\0\0\0\0\0\0\0", "latin1"), "not_taken"],
  ["a plain zip", "any", Buffer.from("PK\x05\x06" + "\0".repeat(18), "latin1"), "not_taken"],
  ["text where pictures are asked for", "photo", Buffer.from("hello"), "not_taken"],
  ["a broken picture", "photo", photo().subarray(0, 50), "picture_broken"],
  ["too large a one", "photo", Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(200000, 32)]), "too_large"],
  ["of a question that takes none", "rate", photo(), "not_for_type"],
  ["of no question", "nothing", photo(), "unknown_question"],
])
  test(`refused: ${what}`, async () => {
    const reply = await add(question, bytes);
    assert.deepEqual([reply.status, reply.body?.slug], [422, slug], reply.text);
  });

test("text and PDF are taken as what they are, and answers are judged", async () => {
  const text = await add("any", Buffer.from("päivä,arvo\n1,2\n"), "data.html");
  assert.equal(text.body.media_type, "text/plain");
  const pdf = await add("any", Buffer.from("%PDF-1.4\n%%EOF"));
  assert.equal(pdf.body.media_type, "application/pdf");
  const first = (await add("photo", photo())).body.id;
  const send = (answers) => server.api("POST", "/api/v1/surveys/damage/responses", { submission_key: randomUUID(), answers });
  for (const [answers, slug] of [
    [{ photo: [first], any: [text.body.id, pdf.body.id] }, "wrong_count"],
    [{ photo: [first, first] }, "twice"],
    [{ photo: "x" }, "not_a_list"],
    [{ photo: ["../../etc/passwd"] }, "unknown_file"],
    [{ photo: [text.body.id] }, "unknown_file"],
    [{ photo: [] }, "required"],
  ])
    assert.equal((await send(answers)).body.slug, slug, JSON.stringify(answers));
  assert.equal((await send({ photo: [first], any: [pdf.body.id] })).status, 201, "what was refused took nothing");
});

test("a form without a script brings its files along, and keeps them when it is refused", async () => {
  const key = randomUUID(), fields = [["submission_key", key], ["lang", "en"], ["version", "1"]];
  const wrong = await page([{ field: "photo.file", name: "x.html", bytes: Buffer.from("<b>") }], fields);
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /This file cannot be taken/);
  const half = await page([{ field: "photo.file", name: "a&b.png", bytes: photo() }], [...fields, ["rate", "11"]]);
  assert.equal(half.status, 422);
  const html = await half.text();
  const value = html.match(/type="checkbox" name="photo" [^>]*value="([^"]+)" checked/)[1].replace("&amp;", "&");
  assert.match(value, /^[\w-]{22} a&b\.png$/);
  const sent = await page([], [...fields, ["photo", value], ["rate", "9"]]);
  assert.equal(sent.status, 303);
  assert.equal((await latest()).files.photo[0].name, "a&b.png");
  const whole = await page([{ field: "photo.file", name: "b.png", bytes: photo() }, { field: "any.file", name: "", bytes: Buffer.alloc(0) }], [["submission_key", randomUUID()], ["lang", "en"], ["rate", "8"]]);
  assert.equal(whole.status, 303);
  const response = await latest();
  assert.deepEqual(Object.keys(response.files), ["photo"]);
  await server.ok("DELETE", `/api/v1/responses/${response.id}`);
  assert.equal((await server.api("GET", response.files.photo[0].url)).status, 404);
});

test("a script sends a file ahead of its form", async () => {
  const reply = await page([{ field: "photo.file", name: "c.png", bytes: photo() }], [], { json: true });
  assert.equal(reply.status, 201);
  const [{ id, name }] = await reply.json();
  assert.equal(name, "c.png");
  const body = new URLSearchParams({ submission_key: randomUUID(), lang: "en", photo: `${id} c.png` });
  assert.equal((await fetch(`${server.url}/s/damage?answer`, { method: "POST", redirect: "manual", body })).status, 303);
  assert.equal((await latest()).files.photo[0].id, id);
  assert.equal((await page([{ field: "photo.file", name: "c.png", bytes: Buffer.from("x") }], [], { json: true })).status, 422);
});

test("in other tools' forms it is a question of files", () => {
  const path = `${server.dir}/damage.json`;
  mustRun(["export", "survey", "damage", "--format", "surveyjs", "-o", path, "--data", server.dir]);
  const question = new Model(JSON.parse(readFileSync(path, "utf8"))).getQuestionByName("photo");
  assert.deepEqual([question.getType(), question.maxSize, question.allowMultiple], ["file", 200000, true]);
});

test("a survey that promises anonymity takes no files", async () => {
  const reply = await server.api("POST", "/api/v1/surveys", { slug: "secret", title: en("S"), languages: ["en"], anonymity: "anonymous", questions: [{ id: "f", type: "file", text: en("F") }] });
  assert.deepEqual([reply.status, reply.body.slug, reply.body.field], [422, "not_anonymous", "questions[0].type"]);
});

const sql = (text) => {
  const done = spawnSync(PYTHON, ["-c", "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nprint(c.execute(sys.argv[2]).fetchall())\nc.commit()", `${server.dir}/kuulo.db`, text], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim();
};

test("what was erased is not in the database file any more", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "C-9" });
  const ids = [], marked = (mark) => Buffer.from(`${mark} `.repeat(9000));
  for (const mark of ["erasedcustomerwords", "removedresponsewords"]) {
    const any = (await add("any", marked(mark))).body.id, photoId = (await add("photo", photo())).body.id;
    const { responses } = await server.respond({ photo: [photoId], any: [any] }, { customer: { external_id: "C-9" } }, "damage");
    ids.push(responses[0].id);
  }
  await server.ok("DELETE", `/api/v1/responses/${ids[1]}`);
  const held = () => readFileSync(`${server.dir}/kuulo.db`, "latin1");
  sql("PRAGMA wal_checkpoint(FULL)");
  assert.ok(held().includes("erasedcustomerwords"), "it was there");
  await server.ok("DELETE", "/api/v1/customers/C-9");
  sql("PRAGMA wal_checkpoint(FULL)");
  for (const mark of ["erasedcustomerwords", "removedresponsewords"]) assert.ok(!held().includes(mark), mark);
});

test("a file whose form was never sent is forgotten, and wrong bytes are found by a check", async () => {
  const { body, headers } = form([{ name: "p.png", bytes: photo() }]);
  await server.ok("POST", "/api/v1/pictures", body, { headers });
  const waiting = (await add("any", Buffer.from("a note"))).body.id, count = () => sql(`SELECT count(*) FROM answer_file WHERE id = '${waiting}'`);
  sql(`UPDATE answer_file SET forget_at = 1 WHERE id = '${waiting}'`);
  const gone = async () => {
    while (count() !== "[(0,)]") await server.api("GET", "/healthz");
  };
  await within(20_000, gone(), "the file to be forgotten");
  mustRun(["check", "--data", server.dir]);
  sql("UPDATE picture SET content = x'00'");
  const checked = run(["check", "--data", server.dir]);
  assert.equal(checked.code, 1);
  assert.match(checked.out, /its bytes are others than its name says/);
});
