// Pictures: put in by the editor with words for who does not see them, chosen with and without scripts, by mouse and by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { form, png } from "../api/picture_files.mjs";
import { DESKTOP, launch, looksFine, openPage, openScreen, PHONE, startServer } from "./harness.mjs";

const en = (en, fi) => ({ en, fi });
let server, browser, pictures;
before(async () => {
  server = await startServer();
  pictures = [];
  for (const [width, height, colour] of [[60, 40, [190, 40, 40]], [40, 60, [40, 90, 190]], [60, 60, [40, 140, 80]]]) {
    const { body, headers } = form([{ name: "x.png", bytes: png(width, height, colour) }]);
    pictures.push((await server.ok("POST", "/api/v1/pictures", body, { headers })).id);
  }
  const choices = [["red", "Red", "Punainen"], ["blue", "Blue", "Sininen"], ["green", "Green", "Vihreä"]].map(([id, text, fi], i) => ({ id, text: en(text, fi), picture: { id: pictures[i], text: en(`A ${text.toLowerCase()} tram`, `${fi} raitiovaunu`) } }));
  await server.ok("POST", "/api/v1/surveys", {
    slug: "trams", title: en("Trams", "Raitiovaunut"), languages: ["en", "fi"], show: "pages",
    questions: [
      { id: "one", type: "choice", required: true, text: en("Which tram do you like best?", "Mistä vaunusta pidät eniten?"), choices: [...choices, { id: "none", text: en("None of them", "En mistään") }] },
      { id: "all", type: "choices", text: en("Which have you seen?", "Mitä olet nähnyt?"), choices },
      { id: "seen", type: "nps", text: en("Would you recommend this one?", "Suosittelisitko tätä?"), picture: { id: pictures[0], text: en("A red tram at a stop", "Punainen vaunu pysäkillä") } },
    ],
  });
  await server.publish("trams");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const latest = async () => (await server.ok("GET", "/api/v1/responses?survey=trams&limit=1")).items[0].answers;

for (const [viewport, theme, lang] of [[PHONE, "light", "fi"], [DESKTOP, "dark", "en"]])
  test(`the cards look fine: ${viewport.width} ${theme}`, async () => {
    const page = await openPage(browser, { viewport, theme, origin: server.url });
    await page.goto(`${server.url}/s/trams?lang=${lang}`);
    await page.locator("#q-one img").first().waitFor();
    assert.ok(await page.$$eval("img", (all) => all.every((one) => one.complete && one.naturalWidth > 0)), "every picture is shown");
    await page.getByRole("radio", { name: lang === "fi" ? /Punainen raitiovaunu.*Punainen/ : /A red tram.*Red/ }).check();
    await looksFine(page, `cards-${viewport.width}-${theme}-${lang}`);
  });

test("by keyboard with a script, by clicks without one", async () => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await page.goto(`${server.url}/s/trams?lang=en`);
  await page.locator('[id="one-red"]').focus();
  await page.keyboard.press("ArrowRight");
  await page.locator('[id="all-green"]').focus();
  await page.keyboard.press("Space");
  await page.click("#go");
  await page.getByText("Thank you").first().waitFor();
  assert.deepEqual(await latest(), { one: "blue", all: ["green"] });
  const plain = await openPage(browser, { viewport: PHONE, scripts: false, origin: server.url });
  await plain.goto(`${server.url}/s/trams?lang=en`);
  await plain.check('[id="one-green"]');
  await plain.check('[id="all-red"]');
  await plain.check('[id="all-blue"]');
  await plain.click(".go button");
  await plain.getByText("Thank you").first().waitFor();
  assert.deepEqual(await latest(), { one: "green", all: ["red", "blue"] });
});

test("the editor takes a picture, asks for its words, refuses what is none, and shows it in the preview", async () => {
  await server.ok("POST", "/api/v1/surveys", { slug: "draft", title: { en: "Draft" }, languages: ["en"], questions: [{ id: "pick", type: "choice", text: { en: "Which?" }, choices: [{ id: "a", text: { en: "Red" } }, { id: "b", text: { en: "Blue" } }] }] });
  const page = await openScreen(browser, server, "/surveys/draft", { viewport: { width: 1440, height: 1000 } });
  await page.getByRole("button", { name: "Which?" }).first().click();
  const choose = async (button, file) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: button }).click()]);
    await chooser.setFiles(file);
  };
  await choose("Red: Add a picture", { name: "evil.png", mimeType: "image/png", buffer: Buffer.from("<svg onload=alert(1)>") });
  await page.getByText("This is not a picture we can show").waitFor();
  page.complaints.splice(0); // the browser tells of the 422
  await choose("Red: Add a picture", { name: "tram.png", mimeType: "image/png", buffer: png(60, 40, [190, 40, 40]) });
  await page.getByRole("button", { name: "Red: Choose another picture" }).waitFor();
  await page.getByRole("button", { name: /Publish/ }).click();
  await page.getByText("say in words what the picture shows").first().waitFor();
  await page.getByLabel(/What the picture shows, in words/).first().fill("A red tram");
  const shown = page.frameLocator("iframe:not([inert])").getByAltText("A red tram");
  await shown.waitFor();
  assert.ok(await shown.evaluate((one) => one.decode().then(() => one.naturalWidth === 60)), "the preview may show it");
  await looksFine(page, "editor-picture");
});
