// Questions with parts: made in the editor, answered with and without scripts, by keyboard, and seen again among the answers and in figures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, launch, openPage, PHONE, signedIn, startServer } from "./harness.mjs";

const en = (text) => ({ en: text });
const goods = [["price", "Price"], ["staff", "Friendly staff"], ["range", "Wide range"]].map(([id, text]) => ({ id, text: en(text) }));
const asked = {
  slug: "parts", title: en("Your visit"), languages: ["en"], touchpoint: "store",
  questions: [
    { id: "service", type: "matrix", cell: "rating", scale: { low: 1, high: 5 }, required: true, opt_outs: ["not_applicable"], text: en("How would you rate these?"), rows: [{ id: "staff", text: en("The staff") }, { id: "queue", text: en("The queue") }] },
    { id: "order", type: "ranking", most: 2, shuffle: true, choices: goods, text: en("What matters most?") },
    { id: "share", type: "sum", total: 100, choices: goods, text: en("Share out 100 points") },
    { id: "how", type: "choice", opt_outs: ["dont_know"], choices: [{ id: "bus", text: en("By bus") }, { id: "else", text: en("Some other way"), other: true }], text: en("How did you come?") },
    { id: "some", type: "choices", most: 2, choices: [...goods, { id: "none", text: en("None of these"), exclusive: true }], text: en("What did you buy?") },
    { id: "far", type: "slider", low: 0, high: 50, text: en("How far did you come?") },
    { id: "when", type: "time", text: en("When did you visit?"), show_if: { field: "answers.service.staff", op: "ge", value: 4 } },
    { id: "who", type: "contact", fields: ["name", "email"], text: en("Shall we get back to you?") },
  ],
};
let server, browser;

before(async () => {
  server = await startServer();
  await server.addTouchpoint("store");
  await server.ok("POST", "/api/v1/surveys", asked);
  await server.publish("parts");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const latest = async () => (await server.ok("GET", "/api/v1/responses?survey=parts&limit=1")).items[0].answers;

test("with a script, one question at a time, each fault told at its question", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url });
  const go = () => page.click("#go"), error = (id) => page.locator(`#q-${id} .error`);
  await page.goto(`${server.url}/s/parts`);
  await page.check('[id="service.staff-4"]');
  await go();
  assert.equal(await error("service").textContent(), "We need an answer on every line to continue.");
  await page.check('[id="service.queue-2"]');
  await page.check('[id="service.queue.opt_out-not_applicable"]');
  assert.equal(await page.isChecked('[id="service.queue-2"]'), false, "a reason for no answer takes the answer away");
  await go();
  // By keyboard: the first one chosen is the first.
  const rank = (name) => page.getByRole("button", { name: new RegExp(`^${name}`) });
  for (const name of ["Wide range", "Price", "Friendly staff"]) {
    await rank(name).focus();
    await page.keyboard.press("Space");
  }
  assert.equal(await rank("Friendly staff").getAttribute("aria-pressed"), "false", "two at the most");
  await rank("Wide range").click();
  assert.equal(await rank("Price").getAttribute("aria-label"), "Price, Place 1", "who follows moves up");
  await rank("Wide range").click();
  await go();
  await page.fill('[id="share.price"]', "70,5");
  assert.equal(await page.locator("#q-share .left").textContent(), "29.5 left to share out");
  await go();
  assert.equal(await error("share").textContent(), "The numbers must make 100 together.");
  await page.fill('[id="share.staff"]', "29,5");
  await go();
  assert.equal(await page.locator('[id="how.other"]').isVisible(), false);
  await page.check('[id="how-else"]');
  await page.fill('[id="how.other"]', "by boat");
  await go();
  for (const id of ["price", "staff", "range"]) await page.check(`#some-${id}`);
  await go();
  assert.equal(await error("some").textContent(), "Choose 1 to 2.");
  await page.check("#some-none");
  assert.equal(await page.locator("#q-some .c :checked").count(), 1, "what stands alone sends the others away");
  await go();
  await page.locator("#q-far input[type=range]").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await go();
  await page.fill("#when", "14:30");
  await go();
  await page.fill('[id="who.email"]', "nowhere");
  await go();
  assert.equal(await error("who").textContent(), "This does not look like an e-mail address.");
  await page.fill('[id="who.email"]', "aino@customers.example");
  await go();
  await page.waitForURL(/thanks/);
  assert.deepEqual(await latest(), {
    "service.staff": 4, "service.queue.opt_out": "not_applicable", "order.price": 1, "order.range": 2, "share.price": 70.5, "share.staff": 29.5,
    how: "else", "how.other": "by boat", some: ["none"], far: 1, when: "14:30", "who.email": "aino@customers.example",
  });
  await page.context().close();
});

test("without scripts the whole form, and the server's word at each question", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url, scripts: false });
  await page.goto(`${server.url}/s/parts`);
  await page.check('[id="service.staff-2"]');
  await page.selectOption('[id="order.staff"]', "2");
  await page.fill('[id="share.price"]', "10");
  await page.click("#go");
  await page.locator("#errors").waitFor();
  assert.equal(await page.locator("#q-service .error").textContent(), "We need an answer on every line to continue.");
  assert.equal(await page.isChecked('[id="service.staff-2"]'), true, "nothing is lost");
  await page.check('[id="service.queue-5"]');
  await page.check('[id="service.queue.opt_out-not_applicable"]'); // the answer wins
  await page.click("#go");
  assert.equal(await page.locator("#q-order .error").textContent(), "Give each place once, from 1 upwards.");
  await page.selectOption('[id="order.staff"]', "1");
  await page.fill('[id="share.staff"]', "90");
  await page.click("#go");
  await page.waitForURL(/thanks/);
  assert.deepEqual(await latest(), { "service.staff": 2, "service.queue": 5, "order.staff": 1, "share.price": 10, "share.staff": 90 });
  await page.context().close();
});

test("every respondent gets an order of their own, and the same again when the form comes back", async () => {
  const orders = new Set();
  const order = (html) => [...html.matchAll(/class="part rank" data-part="(\w+)"/g)].map((hit) => hit[1]).join();
  for (let i = 0; i < 40; i++) orders.add(order(await (await fetch(`${server.url}/s/parts`)).text()));
  assert.equal(orders.size, 6, "all six orders of three come in forty forms"); // one is missing once in 250
  const form = new URLSearchParams({ submission_key: "the same", lang: "en", version: "1" });
  const again = async () => {
    const reply = await fetch(`${server.url}/s/parts?answer`, { method: "POST", body: form });
    assert.equal(reply.status, 422, "the matrix must be answered");
    return order(await reply.text());
  };
  const first = await again();
  assert.equal(first.split(",").length, 3, first);
  for (let i = 0; i < 5; i++) assert.equal(await again(), first);
});

test("a page that is too large is refused when it would be published; a very long one comes whole, squeezed or not", async () => {
  const rows = (count, words) => Array.from({ length: count }, (_, i) => ({ id: `r${i}`, text: en(words) }));
  const matrices = (count, more, words) => Array.from({ length: count }, (_, i) => ({ id: `m${i}`, type: "matrix", text: en("?"), rows: rows(48, words), ...more }));
  const published = async (slug, questions) => {
    await server.ok("POST", "/api/v1/surveys", { slug, title: en(slug), languages: ["en"], questions });
    return server.api("POST", `/api/v1/surveys/${slug}/publish`, {});
  };
  const refused = await published("huge", matrices(8, { cell: "choice", choices: rows(60, "x".repeat(200)) }, "row"));
  assert.deepEqual([refused.status, refused.body.slug, refused.body.field], [422, "too_large", "questions"]);
  assert.equal((await published("long", matrices(40, { cell: "rating", scale: { low: 0, high: 10 } }, "a row with some words"))).status, 200);
  for (const encoding of ["identity", "gzip"]) {
    const page = await (await fetch(`${server.url}/s/long`, { headers: { "accept-encoding": encoding } })).text();
    assert.equal(page.match(/class="part"/g)?.length, 1920, encoding);
  }
});

test("figures go by the part; a rank is no rating, and a reason for none no answer", async () => {
  const figure = async (measure) => Object.fromEntries((await server.ok("GET", `/api/v1/metrics?measure=${measure}&by=question&floor=none`)).rows.map((row) => [row.group.question, [row.n, row.value]]));
  assert.deepEqual(await figure("rating"), { "service.staff": [2, 3], "service.queue": [1, 5] });
  assert.deepEqual(await figure("rank"), { "order.price": [1, 1], "order.range": [1, 2], "order.staff": [1, 1] });
  const count = async (where) => (await server.ok("GET", `/api/v1/metrics?measure=responses&floor=none&where=${encodeURIComponent(JSON.stringify(where))}`)).rows[0]?.n ?? 0;
  assert.equal(await count({ field: "answers.service.queue.opt_out", op: "eq", value: "not_applicable" }), 1);
  assert.equal(await count({ field: "answers.order", op: "answered" }), 2);
  assert.equal(await count({ field: "answers.who", op: "not_answered" }), 1);
});

test("a matrix is made in the editor, a later question hangs on one of its rows, and an answer is read with its parts", async () => {
  await server.ok("POST", "/api/v1/surveys", { slug: "made", title: en("Made"), languages: ["en"], touchpoint: "store", questions: [] });
  const page = await signedIn(await openPage(browser, { viewport: DESKTOP, origin: server.url }), server);
  await page.goto(`${server.url}/surveys/made`);
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByRole("menuitem", { name: "Matrix" }).click();
  await page.getByRole("textbox", { name: /^Question, English/ }).fill("How did we do?");
  await page.getByRole("textbox", { name: /^Row 1, English/ }).fill("The staff");
  await page.getByRole("textbox", { name: /^Row 2, English/ }).fill("The queue");
  await page.getByRole("checkbox", { name: "Does not apply to me" }).check();
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByRole("menuitem", { name: "Short text" }).click();
  await page.getByRole("textbox", { name: /^Question, English/ }).fill("What went wrong?");
  await page.getByRole("button", { name: "Show only sometimes" }).click();
  await page.getByText(/question 1 \(The queue\)/).first().waitFor();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Version 1 published").waitFor();
  const { definition } = await server.ok("GET", "/api/v1/surveys/made");
  assert.deepEqual(definition.questions[0].rows.map((row) => row.text.en), ["The staff", "The queue"]);
  assert.match(JSON.stringify(definition.questions[1].show_if), new RegExp(`"answers.${definition.questions[0].id}.row-2"`));
  const { items } = await server.ok("GET", "/api/v1/responses?survey=parts");
  await page.goto(`${server.url}/responses/${items.find((one) => one.answers["how.other"]).id}`);
  await page.getByText("by boat").waitFor();
  await page.getByText("Does not apply to me").waitFor();
  await page.context().close();
});
