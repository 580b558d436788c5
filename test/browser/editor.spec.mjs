// The editor's checks, test run, versions, copies and library, in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, axe, launch, openScreen, startServer } from "./harness.mjs";

let server, browser, library;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("PATCH", "/api/v1/workspace", { languages: ["en", "fi", "sv"] });
  library = (await server.ok("GET", "/api/v1/survey-library")).items;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const ready = (name, slug, change = (definition) => definition) => server.ok("POST", "/api/v1/surveys", change({ ...library.find((one) => one.name === name).definition, slug }));
const open = (path, options = {}) => openScreen(browser, server, path, { viewport: { width: 1440, height: 1000 }, ...options });
const never = { id: "never", type: "story", text: { en: "Why?", fi: "Miksi?" }, show_if: { all: [{ field: "answers.recommend", op: "le", value: 3 }, { field: "answers.recommend", op: "ge", value: 8 }] } };

test("what is worth a look leads to its place, and goes when it is mended", async () => {
  await ready("encounter", "checked", (d) => ({ ...d, questions: [...d.questions, never] }));
  const page = await open("/surveys/checked");
  const checks = page.getByRole("region", { name: "What to look at" });
  await checks.getByRole("button", { name: /^3\. Why\? can never be shown: its condition contradicts itself/ }).click();
  await page.locator('[data-question="never"][aria-expanded="true"]').waitFor();
  assert.deepEqual(await axe(page), []);
  await checks.getByText("Swedish: 1 text of 4 is missing.").waitFor();
  await checks.getByRole("button", { name: "Swedish: Go to the next one" }).click();
  await page.locator('[data-field="questions[2].text.sv"]:focus').fill("Varför?");
  await checks.getByText("Swedish:").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Remove the question" }).click();
  await checks.getByText("Checked: nothing to remark.").waitFor();
  await page.context().close();
});

test("a test run says what is never shown, in the sheet, and another run has other answers", async () => {
  await ready("after-purchase", "tried", (d) => ({ ...d, questions: [...d.questions, { ...never, text: { en: "Why?", fi: "Miksi?", sv: "Varför?" } }] }));
  const page = await open("/surveys/tried", { viewport: PHONE });
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Test run" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("One question was never shown.").waitFor();
  assert.match(await sheet.getByRole("row", { name: /Why\?/ }).innerText(), /never/);
  const shown = () => sheet.getByRole("row", { name: /We are sorry/ }).getByRole("cell").nth(1).innerText();
  const first = await shown();
  await sheet.getByRole("button", { name: "Run again with other answers" }).click();
  await page.waitForFunction((was) => [...document.querySelectorAll("dialog tr")].some((row) => row.textContent.includes("We are sorry") && !row.textContent.endsWith(was)), first);
  assert.deepEqual(await axe(page, { include: "dialog" }), []);
  await page.context().close();
});

test("versions are compared in words, and an old one becomes the draft", async () => {
  await ready("encounter", "often");
  await server.publish("often");
  const { definition } = await server.ok("GET", "/api/v1/surveys/often");
  const [nps, why] = definition.questions;
  await server.ok("PUT", "/api/v1/surveys/often", { ...definition, questions: [{ ...nps, text: { ...nps.text, en: "Would you recommend us?" } }, { ...why, show_if: { any: [{ field: "answers.recommend", op: "in", value: [1, 2] }, { not: { field: "answers.recommend", op: "answered" } }] } }, { id: "new", type: "text", text: { en: "New", fi: "Uusi", sv: "Ny" } }] });
  await server.publish("often");
  const page = await open("/surveys/often/versions");
  const changes = page.getByRole("region", { name: "What changed" });
  assert.equal(await changes.locator("del").first().innerText(), nps.text.en);
  assert.equal(await changes.locator("ins").first().innerText(), "Would you recommend us?");
  await changes.getByText("Shown when the answer to question 1 is one of: 1, 2 or not: question 1 is answered.").waitFor();
  await changes.getByText("New question.").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Make it the draft: version 1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make it the draft" }).click();
  await page.locator('[data-question="recommend"]').waitFor();
  assert.deepEqual((await server.ok("GET", "/api/v1/surveys/often")).definition, definition);
  await page.context().close();
});

test("a survey is found in the library, made, and copied under another name", async () => {
  const page = await open("/surveys");
  await page.getByRole("button", { name: "New survey" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("searchbox").fill("kano feature");
  await dialog.getByRole("radio", { name: "What would you think of it?" }).check();
  await dialog.getByRole("list", { name: "Its questions" }).getByText("Delivery on the same day").waitFor();
  assert.deepEqual(await axe(page, { include: "dialog" }), []);
  await dialog.getByRole("button", { name: "Make the survey" }).click();
  await page.locator('[data-question="same_day"]').waitFor();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Copy the survey" }).click();
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByText("Copied as “what-would-you-think-of-it-2”, a draft.").waitFor();
  await dialog.getByRole("link", { name: "Open the copy" }).click();
  await page.waitForURL(/what-would-you-think-of-it-2$/);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the preview opens at the question that is edited and stays there", async () => {
  await ready("yearly-relationship", "stays");
  const page = await open("/surveys/stays");
  const frame = page.frameLocator("iframe:not([inert])");
  await frame.locator("html.ready").waitFor();
  await frame.getByText("If someone you know needed the same").waitFor();
  await page.locator('[data-question="ease"]').click();
  await frame.getByText("How hard or easy was it").waitFor();
  await frame.getByRole("button", { name: "Continue" }).click();
  await frame.getByText("What should we change before next year?").waitFor();
  // A word alone is changed where it stands: the page in the frame is the same one, and what was chosen on it stays.
  await frame.getByRole("button", { name: "Back" }).click();
  await page.locator("iframe:not([inert])").evaluate((node) => { node.dataset.first = "yes"; });
  const title = page.locator('[data-field="questions[4].text.en"]');
  await title.fill('How "hard" & was <it>?');
  await frame.getByText('How "hard" & was <it>?').waitFor();
  await title.fill("How hard was it?");
  await frame.getByText("How hard was it?").waitFor();
  assert.equal(await page.locator("iframe").count(), 1);
  assert.equal(await page.locator("iframe").getAttribute("data-first"), "yes");
  // Anything else makes the page anew, and it begins where it stood.
  await frame.getByRole("button", { name: "Continue" }).click();
  await frame.getByText("What should we change before next year?").waitFor();
  await page.getByLabel("Must be answered").first().click();
  await page.locator('iframe:not([inert]):not([data-first])').waitFor();
  await frame.locator("html.ready").waitFor();
  await frame.getByText("What should we change before next year?").waitFor();
  await title.fill("How hard was it this year?");
  await frame.getByRole("button", { name: "Back" }).click();
  await frame.getByText("How hard was it this year?").waitFor();
  await page.context().close();
});

test("a Kano pair's kind of feature stands where answering is looked at", async () => {
  await ready("feature-pair", "kano");
  await server.publish("kano");
  const answers = (functional, dysfunctional) => ({ answers: { "same_day.functional": functional, "same_day.dysfunctional": dysfunctional, "track.functional": "neutral", "track.dysfunctional": "neutral" } });
  await server.ok("POST", "/api/v1/surveys/kano/responses", { responses: Array.from({ length: 40 }, (_, i) => (i < 30 ? answers("neutral", "dislike") : answers("like", "dislike"))) });
  const page = await open("/surveys/kano/standing");
  const section = page.getByRole("region", { name: "Features with and without (Kano)" });
  await section.getByText("It is taken for granted: only its absence is noticed. Having it adds 25% (").waitFor();
  await section.getByText("It makes no difference to most.").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.context().close();
});
