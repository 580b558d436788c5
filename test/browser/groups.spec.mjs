// Groups of questions asked in rounds, as the respondent meets them: one at a time and by pages, on a phone with and without scripts, and
// continued on another device.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, openPage, openScreen, PHONE, shot, startServer } from "./harness.mjs";

const all = (en, fi, sv) => ({ en, fi, sv });
const choice = (id, text, more = {}) => ({ id, text: all(text, text, text), ...more });
const asked = {
  slug: "rounds", title: all("Your year with us", "Vuotesi kanssamme", "Ditt år med oss"), languages: ["en", "fi", "sv"], touchpoint: "store", show: "pages",
  questions: [
    { id: "brands", type: "choices", text: all("What have you bought?", "Mitä olet ostanut?", "Vad har du köpt?"), choices: [choice("bike", "Bike"), choice("skis", "Skis"), choice("boat", "Boat"), { ...choice("none", "None of these"), exclusive: true }] },
    { id: "each", type: "group", for: "answers.brands", new_page: true, text: all("What you bought", "Ostoksesi", "Det du köpt"), questions: [
      { id: "again", type: "csat", required: true, text: all("How content are you with: {{item}}?", "Kuinka tyytyväinen olet: {{item}}?", "Hur nöjd är du med: {{item}}?") },
      { id: "why", type: "text", text: all("What went wrong?", "Mikä meni vikaan?", "Vad gick fel?"), show_if: { field: "answers.each.again", op: "le", value: 2 } },
    ] },
    { id: "visits", type: "group", least: 1, most: 3, new_page: true, text: all("Your visits", "Käyntisi", "Dina besök"), hint: all("The latest first.", "Viimeisin ensin.", "Det senaste först."), questions: [
      { id: "ease", type: "ces", required: true, text: all("How easy was it to visit us?", "Kuinka helppoa asiointi oli?", "Hur enkelt var det att besöka oss?") },
      { id: "where", type: "text", text: all("Where was it?", "Missä se oli?", "Var var det?") },
    ] },
    { id: "last", type: "text", text: all("First you were in {{answers.visits[1].where}}. Anything else?", "Ensin olit: {{answers.visits[1].where}}. Vielä jotain?", "Först var du i {{answers.visits[1].where}}. Något mer?") },
  ],
};
let server, browser;

before(async () => {
  server = await startServer();
  await server.addTouchpoint("store");
  for (const survey of [asked, { ...asked, slug: "single", show: "one_at_a_time" }]) {
    await server.ok("POST", "/api/v1/surveys", survey);
    await server.publish(survey.slug);
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const latest = async (slug) => (await server.ok("GET", `/api/v1/responses?survey=${slug}&limit=1`)).items[0].answers;
const visible = (page) => page.locator(".q:visible").evaluateAll((list) => list.map((q) => (q.dataset.type === "more" ? "more" : q.dataset.id)));
const close = (page) => page.context().close();
const pick = (page, id) => page.check(`[id="${id}"]`);
const fill = (page, id, text) => page.fill(`[id="${id}"]`, text);

test("by pages with a script: what was chosen, rounds more and less, on a phone", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url });
  await page.goto(`${server.url}/s/rounds`);
  await page.waitForSelector(".ready");
  await page.check("#brands-skis");
  await page.check("#brands-boat");
  await page.click("#go");
  assert.deepEqual(await visible(page), ["each", "each[skis].again", "each[boat].again"]);
  await pick(page, "each[skis].again-2");
  assert.deepEqual(await visible(page), ["each", "each[skis].again", "each[skis].why", "each[boat].again"], "what a round asks further, of the same round");
  assert.match(await page.locator("[id='q-each[boat].again'] h2").textContent(), /Boat: How content are you with: Boat\?/);
  await fill(page, "each[skis].why", "Too short");
  await pick(page, "each[boat].again-5");
  await shot(page, "groups-chosen");
  assert.deepEqual(await axe(page), []);
  await page.click("#go");
  assert.deepEqual(await visible(page), ["visits", "visits[1].ease", "visits[1].where", "more", "last"]);
  assert.equal(await page.locator(".less:visible").count(), 0, "one is the least");
  await pick(page, "visits[1].ease-7");
  await fill(page, "visits[1].where", "Oulu");
  await page.click(".add");
  await pick(page, "visits[2].ease-2");
  await fill(page, "visits[2].where", "Turku");
  await page.click(".add");
  assert.equal(await page.locator(".add").isVisible(), false, "three are the most");
  await pick(page, "visits[3].ease-4");
  await fill(page, "visits[3].where", "Pori");
  await shot(page, "groups-added");
  assert.deepEqual(await axe(page), []);
  await page.locator("[id='q-visits[1].ease'] .less").click();
  assert.deepEqual(await visible(page), ["visits", "visits[1].ease", "visits[1].where", "visits[2].ease", "visits[2].where", "more", "last"]);
  assert.match(await page.locator("#q-last h2").textContent(), /Turku/);
  await page.click("#go");
  await page.waitForURL(/thanks/);
  assert.deepEqual(await latest("rounds"), { brands: ["skis", "boat"], "each[skis].again": 2, "each[skis].why": "Too short", "each[boat].again": 5, visits: 2, "visits[1].ease": 2, "visits[1].where": "Turku", "visits[2].ease": 4, "visits[2].where": "Pori" });
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("one question at a time, by keyboard: the group's words with its first round, another visit, one less", async () => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await page.goto(`${server.url}/s/single`);
  await page.waitForSelector(".ready");
  const enter = () => page.keyboard.press("Enter");
  await page.focus("#brands-boat");
  await page.keyboard.press("Space");
  await enter();
  assert.deepEqual(await visible(page), ["each", "each[boat].again"], "the words come with the first that is asked");
  await shot(page, "groups-one-at-a-time");
  await pick(page, "each[boat].again-4");
  await enter();
  assert.deepEqual(await visible(page), ["visits", "visits[1].ease"]);
  await pick(page, "visits[1].ease-6");
  await enter();
  await page.keyboard.type("Oulu");
  await enter();
  assert.deepEqual(await visible(page), ["more"]);
  assert.equal(await page.locator("#go").textContent(), "Continue");
  await shot(page, "groups-more");
  assert.deepEqual(await axe(page), []);
  await page.focus(".add:visible");
  await enter();
  assert.deepEqual(await visible(page), ["visits[2].ease"]);
  await pick(page, "visits[2].ease-1");
  await enter();
  await page.keyboard.type("Turku");
  await enter();
  assert.deepEqual(await visible(page), ["more"]);
  await page.click(".add:visible");
  assert.deepEqual(await visible(page), ["visits[3].ease"]);
  await page.click(".less:visible");
  await page.waitForFunction(() => document.querySelector("[name=visits]").value === "2");
  for (let i = 0; i < 4 && !(await visible(page)).includes("last"); i++) await page.click("#go");
  await page.click("#go");
  await page.waitForURL(/thanks/);
  assert.deepEqual(await latest("single"), { brands: ["boat"], "each[boat].again": 4, visits: 2, "visits[1].ease": 6, "visits[1].where": "Oulu", "visits[2].ease": 1, "visits[2].where": "Turku" });
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("without a script: the pages, rounds added and removed by the form's buttons, faults at their round", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url, scripts: false, locale: "fi-FI" });
  await page.goto(`${server.url}/s/rounds`);
  await page.check("#brands-bike");
  await page.click("#go");
  assert.deepEqual(await visible(page), ["each", "each[bike].again", "each[bike].why"], "what hangs on this page stays");
  await page.click("#go");
  assert.equal(await page.locator(".summary a").textContent(), "Bike: Kuinka tyytyväinen olet: Bike?");
  await pick(page, "each[bike].again-5");
  await page.click("#go");
  assert.deepEqual(await visible(page), ["visits", "visits[1].ease", "visits[1].where", "more", "last"]);
  await pick(page, "visits[1].ease-3");
  await page.click(".add");
  assert.deepEqual(await visible(page), ["visits", "visits[1].ease", "visits[1].where", "visits[2].ease", "visits[2].where", "more", "last"]);
  assert.equal(await page.isChecked("[id='visits[1].ease-3']"), true, "the form carries what was answered");
  await pick(page, "visits[2].ease-5");
  await fill(page, "visits[2].where", "Vaasa");
  await shot(page, "groups-without-script");
  await page.locator("[id='q-visits[1].ease'] .less").click();
  assert.equal(await page.inputValue("[id='visits[1].where']"), "Vaasa");
  await page.focus("[id='visits[1].where']");
  await page.keyboard.press("Enter"); /* sends, although buttons for rounds stand before */
  await page.waitForURL(/thanks/);
  assert.deepEqual(await latest("rounds"), { brands: ["bike"], "each[bike].again": 5, visits: 1, "visits[1].ease": 5, "visits[1].where": "Vaasa" });
  await close(page);
});

test("what was begun goes on elsewhere with its rounds", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url });
  await page.goto(`${server.url}/s/single`);
  await page.waitForSelector(".ready");
  await page.check("#brands-none");
  await page.click("#go");
  await pick(page, "visits[1].ease-6");
  await page.click("#go");
  await page.click("#go");
  await page.click(".add:visible");
  await pick(page, "visits[2].ease-2");
  await page.click("#go");
  await page.click("#elsewhere button");
  await page.waitForSelector("#elsewhere a");
  const link = await page.locator("#elsewhere a").getAttribute("href");
  const other = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await other.goto(server.url + new URL(link).pathname);
  await other.waitForSelector(".ready");
  assert.equal(await other.inputValue("[name=visits]"), "2");
  assert.equal(await other.isChecked("[id='visits[2].ease-2']"), true);
  await close(page);
  await close(other);
});

test("a group is built in the editor: what it is asked for, questions into it by hand and by keyboard, and published", async () => {
  const en = (text) => ({ en: text });
  await server.ok("POST", "/api/v1/surveys", { slug: "built", title: en("Built"), languages: ["en"], touchpoint: "store", questions: [
    { id: "bought", type: "choices", text: en("What did you buy?"), choices: [{ id: "bike", text: en("Bike") }, { id: "skis", text: en("Skis") }] },
    { id: "broke", type: "text", text: en("What broke?"), show_if: { field: "answers.bought", op: "answered" } },
  ] });
  const page = await openScreen(browser, server, "/surveys/built", { viewport: { width: 1440, height: 900 } });
  await page.getByRole("button", { name: "Add a question", exact: true }).click();
  await page.getByRole("menuitem", { name: "Repeating group" }).click();
  await page.getByRole("textbox", { name: /^Text|^Question/ }).first().fill("What you bought");
  await page.getByRole("textbox", { name: "Asked" }).click();
  await page.getByRole("option", { name: "once for each choice chosen in question 1" }).click();
  await page.getByText("once for each choice chosen in question 1").first().waitFor();
  await page.getByRole("button", { name: "Add a question to the group" }).click();
  await page.getByRole("menuitem", { name: "Satisfaction (CSAT)" }).click();
  await page.getByRole("textbox", { name: /^Question, English|^Question/ }).first().fill("How content are you with {{item}}?");
  await page.locator("[data-question='group.satisfied']").click(); /* folds it */
  /* The second question comes into the group: down past the group's line, by its button. */
  await page.getByRole("button", { name: "Move question 2 down" }).click();
  assert.deepEqual(await page.locator("[data-question]").evaluateAll((all) => all.map((one) => one.dataset.question)), ["bought", "group", "group.broke", "group.satisfied"]);
  const handle = page.getByRole("button", { name: "Drag question 2.1", exact: true });
  await handle.focus();
  await page.keyboard.press("Space");
  await page.getByText(/Question 2.1 taken|Over place 3/).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.getByText("Over place 4.").waitFor({ state: "attached" });
  await page.keyboard.press("Space");
  await page.waitForFunction(() => [...document.querySelectorAll("[data-question]")].at(-1).dataset.question === "group.broke");
  await shot(page, "groups-editor");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("Version 1 published").waitFor({ timeout: 8000 });
  const { definition, state } = await server.ok("GET", "/api/v1/surveys/built");
  assert.equal(state, "published");
  assert.deepEqual(definition.questions.map(({ id, type, for: repeats }) => [id, type, repeats]), [["bought", "choices", undefined], ["group", "group", "answers.bought"]]);
  assert.deepEqual(definition.questions[1].questions.map(({ id }) => id), ["satisfied", "broke"]);
  const given = await server.ok("POST", "/api/v1/surveys/built/responses", { answers: { bought: ["skis"], group: { skis: { satisfied: 2, broke: "The left one" } } } });
  await page.goto(`${server.url}/responses/${given.responses?.[0]?.id ?? given.id}`);
  await page.getByText("The left one").first().waitFor();
  await page.getByText("How content are you with Skis?").waitFor();
  await shot(page, "groups-responses");
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("the editor speaks of what a group asks by its place: checks, test run, versions", async () => {
  const t = (en) => ({ en });
  const ease = { id: "ease", type: "ces", text: t("How easy was it?") };
  const never = { id: "why", type: "story", text: t("Why not?"), show_if: { all: [{ field: "answers.trips.ease", op: "le", value: 2 }, { field: "answers.trips.ease", op: "ge", value: 6 }] } };
  const group = (questions) => ({ id: "trips", type: "group", least: 1, most: 3, text: t("Your trips"), questions });
  const definition = (questions) => ({ slug: "trips", title: t("Trips"), languages: ["en"], questions: [{ id: "recommend", type: "nps", text: t("Recommend?") }, group(questions)] });
  await server.ok("POST", "/api/v1/surveys", definition([ease, never]));
  await server.publish("trips");
  await server.ok("PUT", "/api/v1/surveys/trips", definition([{ ...ease, text: t("Was it easy?") }, never, { id: "more", type: "text", text: t("More?") }]));
  const page = await openScreen(browser, server, "/surveys/trips", { viewport: { width: 1440, height: 1000 } });
  await page.getByRole("button", { name: "2.2. Why not? can never be shown: its condition contradicts itself." }).click();
  await page.locator('[data-question="trips.why"][aria-expanded="true"]').waitFor();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Test run" }).click();
  const sheet = page.getByRole("dialog");
  assert.match(await sheet.getByRole("row", { name: /2\.2\. Why not\?/ }).innerText(), /never/);
  assert.equal(await sheet.getByRole("row", { name: /Was it easy\?/ }).count(), 1);
  await page.context().close();
  const versions = await openScreen(browser, server, "/surveys/trips/versions");
  const changes = versions.locator("main");
  await changes.getByText("2.1. Was it easy?").waitFor();
  await changes.getByText("2.3. More?").waitFor();
  assert.doesNotMatch(await changes.innerText(), /[{}]/, "no JSON on a page");
  await versions.context().close();
});
