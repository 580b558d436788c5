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

/* Whatever tool it came from, what was changed and lost is told in the reader's language, with what it speaks of. */
const qsf = {
  SurveyEntry: { SurveyName: "Brands", SurveyLanguage: "EN" },
  SurveyElements: [
    { Element: "BL", Payload: [
      { Type: "Default", ID: "BL_1", Description: "Before", BlockElements: [{ Type: "Question", QuestionID: "QID1" }, { Type: "Question", QuestionID: "QID3" }] },
      { Type: "Standard", ID: "BL_2", Description: "Per brand", BlockElements: [{ Type: "Question", QuestionID: "QID2" }], Options: { Looping: "Question", LoopingOptions: { QID: "QID1", ChoiceGroupLocator: "q://QID1/ChoiceGroup/SelectedChoices", Randomization: "All" } } },
    ] },
    { Element: "FL", Payload: { Flow: [{ Type: "Block", ID: "BL_1" }, { Type: "Block", ID: "BL_2" }, { Type: "WebService", FlowID: "FL_9" }] } },
    ...[
      ["QID1", "Q1", { QuestionText: "Which brands?", QuestionType: "MC", Selector: "MAVR", Choices: { 1: { Display: "Acme" }, 2: { Display: "Bolt" } } }],
      ["QID2", "Q2", { QuestionText: "Why ${lm://Field/1}?", QuestionType: "TE", Selector: "ML" }],
      ["QID3", "Q3", { QuestionText: "Where?", QuestionType: "HeatMap", Selector: "Image" }],
    ].map(([QuestionID, DataExportTag, rest]) => ({ Element: "SQ", PrimaryAttribute: QuestionID, Payload: { QuestionID, DataExportTag, ...rest } })),
  ],
};

for (const [name, locale, theme, viewport, texts] of [
  ["fi", "fi-FI", "dark", PHONE, ["Lohko kysytään kierroksittain; sen nimi on niiden yläpuolella.", "Täällä ei ole sen kaltaista kysymystä.", "Kyselyn kulun vaiheella ”WebService” ei ole täällä vastinetta."]],
  ["sv", "sv-SE", "light", undefined, ["Blocket ställs i omgångar; dess namn står ovanför dem.", "Steget ”WebService” i enkätens flöde har ingen motsvarighet här."]],
])
  test(`a Qualtrics survey, told in ${name}`, async () => {
    const page = await openScreen(browser, server, "/surveys/bring", { locale, theme, ...(viewport ? { viewport } : {}) });
    await page.locator('input[type="file"]').setInputFiles({ name: "brands.qsf", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(qsf)) });
    for (const text of texts) await page.getByText(text).waitFor();
    await looksFine(page, `bring-qualtrics-${name}`);
    await page.context().close();
  });
