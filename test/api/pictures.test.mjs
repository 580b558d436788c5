// The pictures that surveys show: known by content, cleaned, served as what they are and nothing else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Model } from "survey-core";
import { mustRun, startServer } from "./harness.mjs";
import { form, png, pngChunk } from "./picture_files.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const add = (bytes, name = "picture.png", options = {}) => {
  const { body, headers } = form([{ name, bytes }]);
  return server.api("POST", "/api/v1/pictures", body, { ...options, headers });
};
const texts = (text) => ({ en: text });
const asked = (slug, id, alt = texts("A red tram")) => ({
  slug, title: texts("Trams"), languages: ["en"],
  questions: [{ id: "tram", type: "choice", text: texts("Which one?"), choices: [{ id: "red", text: texts("Red"), picture: { id, text: alt } }, { id: "none", text: texts("Neither") }] }],
});

test("a picture is cleaned of what nobody sees, named by its content, and served so that nothing else can be made of it", async () => {
  const secret = pngChunk("tEXt", Buffer.from("Author\0Aino Virtanen")), place = pngChunk("eXIf", Buffer.from("MM\0*60.17N 24.94E"));
  const bytes = png(8, 6, [200, 30, 30], [secret, place]);
  const reply = await add(Buffer.concat([bytes, Buffer.from("PK\x03\x04<script>alert(1)</script>")]), "../../etc/pass\u202Ewd.html");
  assert.equal(reply.status, 201, reply.text);
  const { id, url, name, media_type, width, height, size } = reply.body;
  assert.deepEqual([media_type, width, height, name], ["image/png", 8, 6, "passwd.html"]);
  const served = await fetch(server.url + url);
  const content = Buffer.from(await served.arrayBuffer());
  assert.equal(served.status, 200);
  assert.deepEqual(content, png(8, 6, [200, 30, 30]), "the same pixels, and nothing more");
  assert.equal(createHash("sha256").update(content).digest("hex"), id);
  assert.equal(content.length, size);
  const header = (name) => served.headers.get(name);
  assert.equal(header("content-type"), "image/png");
  assert.equal(header("x-content-type-options"), "nosniff");
  assert.equal(header("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'none'");
  assert.equal(header("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(header("set-cookie"), null);
  const again = await fetch(server.url + url, { headers: { "if-none-match": header("etag") } });
  assert.equal(again.status, 304);
  const twice = await add(bytes, "other.png");
  assert.equal(twice.body.id, id, "the same picture is one");
  assert.equal((await server.ok("GET", "/api/v1/pictures")).items.length, 1);
});

for (const [what, bytes, slug] of [
  ["an SVG with a script", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "not_a_picture"],
  ["a page that is called a picture", Buffer.from("<!doctype html><script>alert(1)</script>"), "not_a_picture"],
  ["a PNG cut short", png(8, 8, [1, 2, 3]).subarray(0, 60), "picture_broken"],
  ["a PNG with a wrong sum", (() => { const b = png(8, 8, [1, 2, 3]); b[30] ^= 1; return b; })(), "picture_broken"],
  ["a GIF that is a script", Buffer.from("GIF89a/*<script>*/=alert(1)//".padEnd(64, " ")), "picture_broken"],
  ["too many pixels", png(4097, 1, [1, 2, 3]), "too_many_pixels"],
  ["too many bytes", Buffer.concat([png(8, 8, [1, 2, 3]), Buffer.alloc(2 << 20)]), "too_large"],
])
  test(`refused: ${what}`, async () => {
    const reply = await add(bytes);
    assert.equal(reply.body?.slug, slug, reply.text);
    assert.ok(reply.status === 422 || reply.status === 413);
  });

test("no file, two files, or no form at all are refused", async () => {
  const two = form([{ name: "a.png", bytes: png(2, 2, [0, 0, 0]) }, { name: "b.png", bytes: png(2, 2, [0, 0, 1]) }]);
  assert.equal((await server.api("POST", "/api/v1/pictures", two.body, { headers: two.headers })).body.slug, "no_file");
  assert.equal((await server.api("POST", "/api/v1/pictures", png(2, 2, [0, 0, 0]), { headers: { "content-type": "image/png" } })).body.slug, "no_file");
  for (const path of ["/pictures/", "/pictures/x", `/pictures/${"0".repeat(64)}`, "/pictures/../kuulo.db"]) assert.equal((await server.api("GET", path)).status, 404, path);
});

test("a survey shows pictures of its own workspace only, with their words, and what was shown stays", async () => {
  const { id } = (await add(png(9, 9, [10, 20, 30]))).body;
  mustRun(["workspace", "add", "away", "--name", "Away", "--data", server.dir]);
  const stranger = mustRun(["key", "add", "stranger", "--role", "owner", "--workspace", "away", "--data", server.dir]).trim();
  const foreign = await server.api("POST", "/api/v1/surveys", asked("trams", id), { key: stranger });
  assert.deepEqual([foreign.status, foreign.body.slug, foreign.body.field], [422, "unknown_picture", "questions[0].choices[0].picture.id"]);
  const mute = await server.api("POST", "/api/v1/surveys", asked("trams", id, {}));
  assert.equal(mute.body.field, "questions[0].choices[0].picture.text.en", "words for who does not see it are needed");
  const path = await server.api("POST", "/api/v1/surveys", asked("trams", "../../secret"));
  assert.equal(path.body.field, "questions[0].choices[0].picture.id");
  await server.ok("POST", "/api/v1/surveys", asked("trams", id));
  await server.publish("trams");
  const page = await server.api("GET", "/s/trams", undefined, { key: null });
  assert.match(page.text, new RegExp(`<img class="choose" src="/pictures/${id}" alt="A red tram">`));
  assert.match(page.headers.get("content-security-policy"), /img-src 'self' data:;/);
  const change = asked("trams", id);
  delete change.questions[0].choices[0].picture;
  await server.ok("PUT", "/api/v1/surveys/trams", change);
  const removed = await server.api("DELETE", `/api/v1/pictures/${id}`);
  assert.deepEqual([removed.status, removed.body.slug], [409, "in_use"]);
  const unused = (await add(png(3, 3, [1, 1, 1]))).body.id;
  assert.equal((await server.api("DELETE", `/api/v1/pictures/${unused}`)).status, 204);
  assert.equal((await server.api("GET", `/pictures/${unused}`)).status, 404);
});

test("SurveyJS gets a picker with links, others are told that the pictures stay", () => {
  const out = (format) => {
    const path = join(server.dir, `trams.${format}`);
    return { path, report: JSON.parse(mustRun(["export", "survey", "trams", "--format", format, "-o", path, "--data", server.dir])) };
  };
  const { path, report } = out("surveyjs");
  const model = new Model(JSON.parse(readFileSync(path, "utf8")));
  const question = model.getQuestionByName("tram");
  assert.equal(question.getType(), "imagepicker");
  assert.match(question.choices[0].imageLink, /^\/pictures\/[0-9a-f]{64}$/);
  assert.equal(question.choices[0].text, "Red");
  assert.deepEqual(report.notes.map((note) => note.what), ["picture"]);
  assert.deepEqual(out("lss").report.notes.map((note) => note.what), ["picture"]);
});
