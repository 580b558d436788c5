// Choices and rows that are offered on a condition: in the editor, taken along from an earlier question, and on the page with a script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, openPage, PHONE, signedIn, startServer } from "./harness.mjs";

const all = (en, fi, sv) => ({ en, fi, sv });
const brands = [["acme", "Acme"], ["bolt", "Bolt"], ["core", "Core"]].map(([id, name]) => ({ id, text: all(name, name, name) }));
const definition = {
  slug: "brands", title: all("Brands", "Merkit", "Märken"), languages: ["en", "fi", "sv"], touchpoint: "store",
  questions: [
    { id: "had", type: "choices", text: all("Which have you had?", "Mitä sinulla on ollut?", "Vilka har du haft?"), choices: [...brands, { id: "else", other: true, text: all("Another", "Muu", "En annan") }, { id: "none", exclusive: true, text: all("None", "Ei mitään", "Inget") }] },
    { id: "best", type: "ranking", text: all("Which are best?", "Mitkä ovat parhaita?", "Vilka är bäst?"), choices: [{ id: "x", text: all("", "", "") }, { id: "y", text: all("", "", "") }] },
    { id: "rate", type: "matrix", cell: "rating", scale: { low: 1, high: 5 }, required: true, text: all("How are they?", "Millaisia ne ovat?", "Hur är de?"), rows: [{ id: "x", text: all("", "", "") }] },
  ],
};
let server, browser;
before(async () => {
  server = await startServer();
  await server.addTouchpoint("store");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const draft = async () => (await server.ok("GET", "/api/v1/surveys/brands")).definition.questions;

test("the editor takes choices and rows along from an earlier question, says when each is offered, and changes it", async () => {
  await server.ok("POST", "/api/v1/surveys", { ...definition, questions: definition.questions.map((one) => ({ ...one, choices: one.choices?.map((choice) => (choice.text.en ? choice : { ...choice, text: all("-", "-", "-") })), rows: one.rows?.map((row) => ({ ...row, text: all("-", "-", "-") })) })) });
  const page = await signedIn(await openPage(browser, { viewport: DESKTOP, origin: server.url }), server);
  await page.goto(`${server.url}/surveys/brands`);
  await page.getByRole("button", { name: /Which are best\?/ }).first().click();
  for (const name of ["Choice 1, English", "Choice 2, English"]) for (const language of ["English", "Finnish", "Swedish"]) await page.getByRole("textbox", { name: name.replace("English", language) }).fill("");
  await page.getByRole("button", { name: "Take from an earlier question" }).click();
  await page.getByRole("menuitem", { name: "Those that were chosen", exact: true }).click();
  await page.getByText("Offered when the answer to question 1 has “Acme”.").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: /How are they\?/ }).first().click();
  for (const language of ["English", "Finnish", "Swedish"]) await page.getByRole("textbox", { name: `Row 1, ${language}` }).fill("");
  await page.getByRole("button", { name: "Take from an earlier question" }).click();
  await page.getByRole("menuitem", { name: "Those that were answered", exact: true }).click();
  await page.getByRole("button", { name: "Change when it is offered: Core" }).click();
  await page.getByRole("button", { name: "Remove the condition" }).click();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Version 1 published").waitFor();
  const [, best, rate] = await draft();
  assert.deepEqual(best.choices.map(({ id, show_if, other }) => [id, show_if, other]), ["acme", "bolt", "core", "else"].map((id) => [id, { field: "answers.had", op: "contains", value: id }, undefined]));
  assert.equal(best.choices[3].text.fi, "{{answers.had.other}}");
  assert.deepEqual(rate.rows.map(({ id, show_if }) => [id, show_if]), ["acme", "bolt", "core", "else"].map((id) => [id, id === "core" ? undefined : { field: `answers.best.${id}`, op: "answered" }]));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("versions tell what became of a choice's condition", async () => {
  const { revision, definition: now } = await server.ok("GET", "/api/v1/surveys/brands");
  const rows = now.questions[2].rows.map((row) => (row.id === "core" ? { ...row, show_if: { field: "answers.best.core", op: "answered" } } : row));
  await server.ok("PUT", "/api/v1/surveys/brands", { ...now, questions: [...now.questions.slice(0, 2), { ...now.questions[2], rows }] }, { "if-match": String(revision) });
  await server.publish("brands");
  const page = await signedIn(await openPage(browser, { viewport: DESKTOP, origin: server.url }), server);
  await page.goto(`${server.url}/surveys/brands/versions`);
  await page.getByText("Row Core:").waitFor();
  await page.getByText("Offered when question 2 (Core) is answered.").waitFor();
  await page.context().close();
});

test("on the page what is chosen first decides what is offered next, by turning back too", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url });
  const go = () => page.click("#go");
  await page.goto(`${server.url}/s/brands?lang=fi`);
  await page.check("#had-acme");
  await page.check("#had-core");
  await page.check("#had-else");
  await page.fill('[id="had.other"]', "Dune");
  await go();
  const rank = (name) => page.getByRole("button", { name: new RegExp(`^${name}`) });
  await rank("Dune").click();
  await rank("Core").click();
  await rank("Acme").click();
  assert.equal(await rank("Bolt").count(), 0);
  await go();
  assert.deepEqual(await page.locator("#q-rate fieldset.part:visible > legend").allTextContents(), ["Acme", "Core", "Dune"]);
  for (const id of ["acme", "core", "else"]) await page.check(`[id="rate.${id}-4"]`);
  assert.deepEqual(await axe(page), []);
  await page.locator(".done button").first().click();
  await page.uncheck("#had-core");
  await page.getByRole("button", { name: "Muuta: Mitkä ovat parhaita?" }).click();
  assert.deepEqual([await rank("Dune").getAttribute("aria-label"), await rank("Acme").getAttribute("aria-label")].map((label) => label.at(-1)), ["1", "2"], "who follows moves up");
  assert.equal(await rank("Core").count(), 0);
  await go();
  await page.waitForURL(/thanks/);
  const { items } = await server.ok("GET", "/api/v1/responses?survey=brands");
  assert.deepEqual(items[0]?.answers, { had: ["acme", "else"], "had.other": "Dune", "best.acme": 2, "best.else": 1, "rate.acme": 4, "rate.else": 4 });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
