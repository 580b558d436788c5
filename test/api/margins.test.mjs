// What customers bring, year by year: how it comes in, and that each answer weighs by the margin of the year it was given in, against a
// recount in Python (test/recount/margins.py).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mustRun, PYTHON, ROOT, startServer } from "./harness.mjs";

let server, source;
const put = (customer) => server.ok("POST", "/api/v1/customers", customer);
const get = (id) => server.ok("GET", `/api/v1/customers/${id}`);
const near = (got, want, what) => assert.ok(Math.abs(got - want) < 1e-9 * Math.max(1, Math.abs(want)), `${what}: ${got}, not ${want}`);

before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  source = mustRun(["key", "add", "crm", "--role", "source", "--data", server.dir]).trim();
});
after(() => server?.stop());

async function survey(slug) {
  await server.ok("POST", "/api/v1/surveys", { slug, title: { en: slug }, languages: ["en"], touchpoint: "store-visit", questions: [{ id: "recommend", type: "nps", text: { en: "?" } }] });
  await server.publish(slug);
}
const only = (slug) => JSON.stringify({ field: "survey", op: "eq", value: slug });

test("margins come in with a customer, with traits and with a file, and go with the customer", async () => {
  const years = [{ year: 2024, margin: 120.1 }, { year: 2025, margin: -3 }];
  await put({ external_id: "m-1", margin: 7, margins: [years[1], years[0]] });
  assert.deepEqual((await get("m-1")).margins, years, "in order of years");
  assert.deepEqual((await server.ok("GET", "/api/v1/customers")).items.find((c) => c.external_id === "m-1").margins, years);

  const sent = await server.api("POST", "/v1/identify", { userId: "m-1", traits: { margins: [{ year: 2025, margin: 40 }, { year: 2026, margin: 50.5 }] } }, { key: source });
  assert.equal(sent.status, 200, sent.text);
  assert.deepEqual((await get("m-1")).margins, [years[0], { year: 2025, margin: 40 }, { year: 2026, margin: 50.5 }], "others stay");
  await server.api("POST", "/v1/identify", { userId: "m-1", traits: { margins: [{ year: 1999, margin: 1 }, { year: 2024, margin: 1 }] } }, { key: source });
  assert.equal((await get("m-1")).margins[0].margin, 120.1, "all of them or none");

  const file = Buffer.from("customer,Margin 2024,Margin 2026\nm-1,99.5,\nm-9,,x\n");
  const { id } = await server.ok("POST", "/api/v1/imports?kind=customers", { name: "people.csv", bytes: file.length });
  assert.equal((await server.api("PUT", `/api/v1/imports/${id}/parts/0`, file)).status, 200);
  const { guess } = await server.ok("GET", `/api/v1/imports/${id}`);
  assert.deepEqual(guess.margins, { 2024: "Margin 2024", 2026: "Margin 2026" });
  const wrong = await server.api("PUT", `/api/v1/imports/${id}/map`, { ...guess, margins: { 24: "Margin 2024" } });
  assert.equal(wrong.status, 422, wrong.text);
  const preview = await server.ok("PUT", `/api/v1/imports/${id}/map`, guess);
  assert.deepEqual(preview.problems.map(({ row, column, code }) => [row, column, code]), [[3, "Margin 2026", "not_a_number"]]);
  await server.ok("POST", `/api/v1/imports/${id}/run`);
  while ((await server.ok("GET", `/api/v1/imports/${id}`)).state === "running");
  assert.deepEqual((await get("m-1")).margins.map((m) => m.margin), [99.5, 40, 50.5], "an empty cell leaves what was");

  await put({ external_id: "m-1", name: "Anna" });
  assert.equal((await get("m-1")).margins, undefined, "a whole customer without margins has none");

  for (const [margins, field] of [
    [[{ year: 2024, margin: 1 }, { year: 2024, margin: 2 }], "margins[1].year"],
    [[{ year: 1999, margin: 1 }], "margins[0].year"],
    [[{ year: 2024 }], "margins[0].margin"],
    [[{ year: 2024, margin: "much" }], "margins[0].margin"],
  ]) {
    const reply = await server.api("POST", "/api/v1/customers", { external_id: "bad", margins });
    assert.equal(reply.status, 422, reply.text);
    assert.equal(reply.body.field, field);
  }

  await put({ external_id: "m-2", margins: years });
  await server.ok("DELETE", "/api/v1/customers/m-2");
  await put({ external_id: "m-2" });
  assert.equal((await get("m-2")).margins, undefined);
});

test("each answer weighs by the margin of its year, else of an earlier one, and the figure says how many", async () => {
  await survey("years");
  let seed = 7;
  const draw = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below); // its high digits: the low ones of such a row repeat
  };
  const customers = Object.fromEntries(
    Array.from({ length: 120 }, (_, i) => {
      const margins = Object.fromEntries([2022, 2023, 2024, 2026].filter(() => draw(3) > 0).map((year) => [year, draw(900) / 4 - 20]));
      return [`y${i}`, { margin: draw(2) ? draw(400) / 8 : null, margins }];
    }),
  );
  for (const [id, { margin, margins }] of Object.entries(customers))
    await put({ external_id: id, ...(margin !== null && { margin }), margins: Object.entries(margins).map(([year, m]) => ({ year: Number(year), margin: m })) });
  const answers = Array.from({ length: 1500 }, (_, i) => {
    const day = `${2021 + draw(6)}-${String(1 + draw(12)).padStart(2, "0")}-${String(1 + draw(28)).padStart(2, "0")}`;
    return [i % 50 === 0 ? null : `y${draw(120)}`, day, draw(11)];
  }).filter(([, day]) => day < "2026-11-01");
  // the two sides of New Year, as the workspace's clock has them
  answers.push(["y0", "2023-12-31", 9], ["y0", "2024-01-01", 9]);
  for (let i = 0; i < answers.length; i += 500)
    await server.respondMany(answers.slice(i, i + 500).map(([who, day, score], j) => ({ submission_key: `${i + j}`, at: `${day}T12:00:00Z`, answers: { recommend: score }, ...(who && { customer: { external_id: who } }) })), "years");
  const done = spawnSync(PYTHON, [join(ROOT, "test/recount/margins.py")], { encoding: "utf8", input: JSON.stringify({ customers, answers }) });
  assert.equal(done.status, 0, done.stderr);
  const wanted = JSON.parse(done.stdout);
  const ask = { measure: "nps", where: only("years"), weight: "margin", floor: "none" };
  const { rows } = await server.metrics({ ...ask, by: "quarter" });
  assert.equal(rows.length, Object.keys(wanted).length);
  assert.ok(rows.length > 20 && rows.some((r) => r.carried > 0) && rows.some((r) => r.left_out > 0));
  for (const row of rows) {
    const want = wanted[row.group.quarter];
    assert.deepEqual([row.n, row.left_out, row.carried], [want.n, want.left_out, want.carried], row.group.quarter);
    for (const name of ["effective_n", "value", "low", "high"]) near(row[name], want[name], `${row.group.quarter} ${name}`);
  }
  // the whole, and a part that begins in the middle of a year: nothing is counted twice where years meet
  const [whole] = (await server.metrics(ask)).rows;
  const sum = (name) => Object.values(wanted).reduce((all, one) => all + one[name], 0);
  assert.deepEqual([whole.n, whole.left_out, whole.carried], [sum("n"), sum("left_out"), sum("carried")]);
  const [part] = (await server.metrics({ ...ask, from: "2023-07-01", to: "2024-06-30" })).rows;
  const four = ["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"].map((q) => wanted[q].n + wanted[q].left_out);
  assert.equal(part.n + part.left_out, four.reduce((a, b) => a + b));
  // quarters compared with the one before keep their own weights
  const compared = (await server.metrics({ ...ask, by: "quarter", compare: "previous" })).rows;
  near(compared[5].previous.value, rows[4].value, "the quarter before");
});
