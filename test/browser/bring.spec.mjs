// A survey of another tool, brought in on the page: chosen, read, and told about.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, looksFine, openScreen, PHONE, startServer } from "./harness.mjs";

let server, browser;
const survey = {
  title: "Your visit",
  pages: [
    { elements: [{ type: "radiogroup", name: "how", title: "How did you come?", choices: ["Bus", "Car"] }, { type: "text", name: "line", title: "Which line?", visibleIf: "{how} = 'Bus'" }] },
    { elements: [{ type: "dropdown", name: "age", title: "Your age", choicesMin: 1, choicesMax: 110 }, { type: "signaturepad", name: "sign", visibleIf: "{age} > 18" }] },
  ],
};
const file = { name: "visit.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(survey)) };
const broken = { name: "broken.json", mimeType: "application/json", buffer: Buffer.from('{"pages": [') };

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("from the list of surveys to the survey that came over", async () => {
  const page = await openScreen(browser, server, "/surveys");
  await page.getByRole("link", { name: "Bring a survey" }).click();
  await page.getByRole("heading", { name: "Bring a survey from another tool" }).waitFor();
  await looksFine(page, "bring-choose");
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("heading", { name: "3 questions of visit.json came over." }).waitFor();
  await page.getByText("Conditions and jumps kept: 1 of 2.").waitFor();
  await page.getByRole("region", { name: "What was changed" }).getByText("age").waitFor();
  await page.getByRole("region", { name: "What could not be kept" }).getByText("A signature cannot be drawn.").waitFor();
  await looksFine(page, "bring-report");
  await page.getByRole("link", { name: "Open the survey" }).click();
  await page.waitForURL("**/surveys/your-visit");
  await page.context().close();
});

test("on a phone, in Finnish and in the dark; a broken file is told kindly", async () => {
  const page = await openScreen(browser, server, "/surveys/bring", { viewport: PHONE, theme: "dark", locale: "fi-FI" });
  await looksFine(page, "bring-choose-phone");
  await page.locator('input[type="file"]').setInputFiles(broken);
  await page.getByText("Tiedosto on rikki: sitä ei voi lukea JSONina.").waitFor();
  await looksFine(page, "bring-refused-phone");
  await page.getByRole("button", { name: "Tuo toinen kysely" }).click();
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("heading", { name: "Tiedostosta visit.json tuli 3 kysymystä." }).waitFor();
  await page.getByText("Allekirjoitusta ei voi piirtää.").waitFor();
  await looksFine(page, "bring-report-phone");
  await page.context().close();
});

test("in Swedish, nothing lost", async () => {
  const whole = { name: "s.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ elements: [{ type: "text", name: "a" }] })) };
  const page = await openScreen(browser, server, "/surveys/bring", { locale: "sv-SE" });
  await page.locator('input[type="file"]').setInputFiles(whole);
  await page.getByRole("heading", { name: "En fråga kom från s.json. Inget gick förlorat." }).waitFor();
  await looksFine(page, "bring-whole-sv");
  await page.context().close();
});
