// What the survey editor asks besides the survey: checks, a test run, versions, copies, the library.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mustRun, startServer, survey } from "./harness.mjs";
import { form, png } from "./picture_files.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
});
after(() => server?.stop());

const nps = { id: "recommend", type: "nps", text: { en: "Recommend?", fi: "Suosittelisitko?" } };
const never = { id: "never", type: "story", text: { en: "Why?", fi: "Miksi?" }, show_if: { all: [{ field: "answers.recommend", op: "le", value: 3 }, { field: "answers.recommend", op: "ge", value: 8 }] } };
const draft = (slug, questions, more = {}) => ({ slug, title: { en: "Visit", fi: "Käynti" }, languages: ["en", "fi"], questions, ...more });
const codes = (checks) => checks.findings.map(({ code }) => code);

test("a draft's remarks are told of what is sent and of what is stored, and stop nothing", async () => {
  const sent = draft("checked", [nps, { ...never, text: { en: "Why?" } }]);
  const before = await server.ok("POST", "/api/v1/surveys/checked/checks", sent);
  assert.deepEqual(codes(before), ["never_shown"]);
  assert.equal(before.findings[0].question, "never");
  assert.equal(before.findings[0].field, "questions[1].show_if");
  assert.deepEqual(before.languages, [{ language: "en", texts: 3, missing: 0 }, { language: "fi", texts: 3, missing: 1, next: "questions[1].text.fi" }]);
  assert.equal((await server.api("GET", "/api/v1/surveys/checked/checks")).status, 404);
  await server.ok("POST", "/api/v1/surveys", sent);
  assert.deepEqual(await server.ok("GET", "/api/v1/surveys/checked/checks"), before);
  const broken = await server.ok("POST", "/api/v1/surveys/checked/checks", draft("checked", [{ ...nps, type: "hum" }]));
  assert.deepEqual(broken.findings.map(({ level, field }) => [level, field]), [["refused", "questions[0].type"]]);
});

test("a test run tells how often each question is shown, repeats with its seed, and stores nothing", async () => {
  const low = { ...never, id: "low", show_if: { field: "answers.recommend", op: "le", value: 6 } };
  const sent = draft("checked", [{ ...nps, required: true }, low, never]);
  const run = (query = "") => server.ok("POST", `/api/v1/surveys/checked/trial${query}`, sent);
  const trial = await run("?runs=1000&seed=5");
  assert.equal(trial.runs, 1000);
  assert.equal(trial.invalid, 0);
  const shown = Object.fromEntries(trial.questions.map(({ question, shown }) => [question, shown]));
  assert.equal(shown.recommend, 1000);
  assert.equal(shown.never, 0);
  assert.ok(Math.abs(shown.low - 7000 / 11) < 5 * Math.sqrt(1000 * (7 / 11) * (4 / 11)), String(shown.low));
  assert.deepEqual(trial.shortest.questions, ["recommend"]);
  assert.deepEqual(trial.longest.questions, ["recommend", "low"]);
  assert.ok(trial.shortest.seconds < trial.longest.seconds);
  assert.deepEqual(await run("?runs=1000&seed=5"), trial);
  assert.notDeepEqual(await run("?runs=1000&seed=6"), { ...trial, seed: 6 });
  assert.equal((await run()).runs, 200);
  assert.equal((await server.api("POST", "/api/v1/surveys/checked/trial?runs=1001", sent)).status, 422);
  assert.equal((await server.ok("GET", "/api/v1/responses?survey=checked")).items.length, 0);
});

test("versions tell who published them and how many answered; a version becomes the draft again", async () => {
  await server.ok("POST", "/api/v1/surveys", { ...survey(), slug: "versions" });
  const path = "/api/v1/surveys/versions/versions";
  assert.deepEqual((await server.ok("GET", path)).items, []);
  await server.publish("versions");
  await server.respond({ recommend: 9 }, {}, "versions");
  await server.respond({ recommend: 2 }, {}, "versions");
  const first = (await server.ok("GET", "/api/v1/surveys/versions")).definition;
  await server.ok("PUT", "/api/v1/surveys/versions", { ...first, questions: first.questions.slice(0, 1) });
  const signed = { key: null, headers: await server.signIn() };
  await server.ok("POST", "/api/v1/surveys/versions/publish", undefined, signed);
  await server.respond({ recommend: 7 }, {}, "versions");
  const { items } = await server.ok("GET", path);
  assert.deepEqual(items.map(({ version, responses, questions }) => [version, responses, questions]), [[2, 1, 1], [1, 2, first.questions.length]]);
  assert.equal(items[0].published_by, "owner@example.test");
  assert.equal(items[1].published_by, undefined, "a key has no name to show");
  const old = await server.ok("GET", `${path}/1`);
  assert.deepEqual(old.definition, first);
  for (const missing of [3, 0, -1, "x"]) assert.equal((await server.api("GET", `${path}/${missing}`)).status, 404);
  await server.ok("PUT", "/api/v1/surveys/versions", old.definition);
  await server.restart();
  assert.deepEqual((await server.ok("GET", path)).items, items, "and all of it after a restart");
  assert.deepEqual((await server.ok("GET", "/api/v1/surveys/versions")).definition, first);
});

test("a survey is copied here and to a workspace of which one holds a key; what is unknown there is said", async () => {
  await server.ok("POST", "/api/v1/units", { slug: "espoo", name: { en: "Espoo" } });
  const { body: bytes, headers } = form([{ name: "shop.png", bytes: png(4, 2, [200, 0, 0]) }]);
  const picture = await server.ok("POST", "/api/v1/pictures", bytes, { headers });
  const shop = { id: picture.id, text: { en: "The shop", fi: "Myymälä" } };
  const questions = [
    { ...nps, touchpoint: "store-visit", text: { en: "Recommend {{attributes.brand}}?", fi: "Suosittelisitko?" }, picture: shop },
    { ...never, show_if: { field: "attributes.tier", op: "eq", value: "gold" } },
  ];
  const quotas = [{ id: "espoo", limit: 5, where: { field: "unit", op: "in", value: ["espoo", "vantaa"] } }];
  await server.ok("POST", "/api/v1/surveys", draft("travels", questions, { touchpoint: "store-visit", quotas }));
  const copy = (body, options) => server.api("POST", "/api/v1/surveys/travels/copies", body, options);

  const here = await copy({ slug: "travels-2" });
  assert.equal(here.status, 201, here.text);
  assert.deepEqual(here.body, { workspace: here.body.workspace, slug: "travels-2", touchpoints: [], units: ["vantaa"], attributes: ["brand", "tier"], pictures: 0 });
  assert.equal((await server.ok("GET", "/api/v1/surveys/travels-2")).definition.touchpoint, "store-visit");
  const taken = await copy({ slug: "travels-2" });
  assert.deepEqual([taken.status, taken.body.field], [409, "slug"]);

  mustRun(["workspace", "add", "askel", "--data", server.dir, "--name", "Askel"]);
  const keyFor = (role) => mustRun(["key", "add", `k-${role}`, "--role", role, "--data", server.dir, "--workspace", "askel"]).trim();
  const manager = keyFor("manager"), worker = keyFor("worker");
  for (const key of [worker, "nonsense", manager.slice(0, -1)]) {
    const refused = await copy({ slug: "travels", key });
    assert.deepEqual([refused.status, refused.body.slug, refused.body.field], [422, "not_a_key", "key"]);
  }
  let there;
  for (let i = 0; i < 100 && there?.status !== 201; i++) { // the key was made beside the server, which sees it a moment later
    there = await copy({ slug: "travels", key: manager });
    if (there.status !== 201) await new Promise((done) => setTimeout(done, 50));
  }
  assert.equal(there.status, 201, there.text);
  assert.deepEqual(there.body, { workspace: { slug: "askel", name: "Askel" }, slug: "travels", touchpoints: ["store-visit"], units: ["espoo", "vantaa"], attributes: ["brand", "tier"], pictures: 1 });
  const stored = await server.ok("GET", "/api/v1/surveys/travels", undefined, { key: manager });
  assert.equal(stored.state, "draft");
  assert.equal(stored.definition.touchpoint, undefined);
  assert.equal(stored.definition.questions[0].touchpoint, undefined);
  assert.equal(stored.definition.questions[0].picture, undefined);
  assert.deepEqual(stored.definition.quotas, quotas);
  assert.equal((await server.ok("GET", "/api/v1/surveys", undefined, { key: manager })).items.length, 1);
  assert.equal((await copy({ slug: "back", key: server.key }, { key: manager })).status, 201, "and the other way");
});

test("every survey of the library can be made, published and answered", async () => {
  const { items } = await server.ok("GET", "/api/v1/survey-library");
  assert.ok(items.length >= 12);
  for (const { name, about, seconds, definition } of items) {
    assert.ok(about.en && about.fi && about.sv && seconds > 0, name);
    await server.ok("POST", "/api/v1/surveys", { ...definition, slug: `ready-${name}` });
    assert.deepEqual(codes(await server.ok("GET", `/api/v1/surveys/ready-${name}/checks`)), [], name);
    await server.publish(`ready-${name}`);
    const page = await server.api("GET", `/s/ready-${name}?lang=fi`, undefined, { key: null });
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(definition.title.fi), name);
  }
});

test("a Kano pair's figures are a recount of its answers, and only of its own", async () => {
  const { items } = await server.ok("GET", "/api/v1/survey-library");
  const { definition } = items.find(({ name }) => name === "feature-pair");
  const path = "/api/v1/surveys/kano/kano";
  await server.ok("POST", "/api/v1/surveys", { ...definition, slug: "kano" });
  assert.deepEqual((await server.ok("GET", path)).items, [], "nothing before it is published");
  await server.publish("kano");
  const rest = { "track.functional": "neutral", "track.dysfunctional": "neutral" };
  const give = (functional, dysfunctional, times) => Array.from({ length: times }, () => ({ answers: { "same_day.functional": functional, "same_day.dysfunctional": dysfunctional, ...rest } }));
  const responses = [...give("like", "dislike", 8), ...give("like", "neutral", 30), ...give("neutral", "dislike", 5), ...give("live_with", "live_with", 4), ...give("dislike", "like", 2), ...give("like", "like", 1)];
  await server.ok("POST", "/api/v1/surveys/kano/responses", { responses });
  const [pair, track] = (await server.ok("GET", path)).items;
  const wilson = (hits, n, z = 1.959963984540054) => {
    const p = hits / n, half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / 4 / n / n), middle = p + (z * z) / 2 / n;
    return [p, (middle - half) / (1 + (z * z) / n), (middle + half) / (1 + (z * z) / n)].map((x) => 100 * x);
  };
  const near = ({ value, low, high }, expected) => [value, low, high].forEach((x, i) => assert.ok(Math.abs(x - expected[i]) < 0.01, `${x} for ${expected[i]}`));
  assert.deepEqual([pair.question, pair.n, pair.leading], ["same_day", 50, "attractive"]);
  const counts = { attractive: 30, one_dimensional: 8, must_be: 5, indifferent: 4, reverse: 2, questionable: 1 };
  for (const [name, count] of Object.entries(counts)) near(pair.shares[name], wilson(count, 50));
  near(pair.better, wilson(38, 47));
  const [value, low, high] = wilson(13, 47);
  near(pair.worse, [-value, -high, -low]);
  assert.deepEqual([track.question, track.leading, track.shares.indifferent.value], ["track", "indifferent", 100]);
  const { key } = await server.ok("POST", "/api/v1/keys", { name: "viewer", role: "viewer" });
  assert.equal((await server.api("GET", path, undefined, { key })).status, 200);
});
