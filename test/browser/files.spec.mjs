// Files as answers: chosen with and without scripts, taken back, refused, and got from the response's screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { png } from "../api/picture_files.mjs";
import { DESKTOP, launch, looksFine, openPage, openScreen, PHONE, shot, startServer } from "./harness.mjs";

const t = (en, fi) => ({ en, fi });
const photo = { name: "vaurio.png", mimeType: "image/png", buffer: png(40, 30, [120, 60, 20]) };
let server, browser;
before(async () => {
  server = await startServer();
  await server.ok("POST", "/api/v1/surveys", {
    slug: "damage", title: t("Damage", "Vaurio"), languages: ["en", "fi"], show: "pages",
    questions: [
      { id: "photo", type: "file", required: true, accept: ["picture"], most: 2, text: t("Please show us the damage", "Näytä vaurio") },
      { id: "rate", type: "nps", required: true, text: t("Would you recommend us?", "Suosittelisitko?") },
    ],
  });
  await server.publish("damage");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const latest = async () => (await server.ok("GET", "/api/v1/responses?survey=damage&limit=1")).items[0];

for (const [viewport, theme, lang] of [[PHONE, "light", "fi"], [DESKTOP, "dark", "en"]])
  test(`with a script: ${viewport.width} ${theme}`, async () => {
    const page = await openPage(browser, { viewport, theme, origin: server.url });
    await page.goto(`${server.url}/s/damage?lang=${lang}`);
    const field = page.locator("#q-photo [type=file]");
    await field.setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
    await page.locator("#q-photo .error", { hasText: lang === "fi" ? "ei voi ottaa vastaan" : "cannot be taken" }).waitFor();
    page.complaints.splice(0); // the browser tells of the 422
    await field.setInputFiles([photo, { ...photo, name: "toinen.png" }]);
    await page.getByRole("checkbox", { name: "toinen.png" }).waitFor();
    await field.setInputFiles(photo);
    await page.locator("#q-photo .error", { hasText: "2" }).waitFor();
    await page.getByRole("checkbox", { name: "toinen.png" }).uncheck();
    await page.locator('[id="rate-9"]').check();
    await looksFine(page, `files-${viewport.width}-${theme}-${lang}`);
    await page.click("#go");
    await page.getByText(lang === "fi" ? "Kiitos" : "Thank you").first().waitFor();
    assert.deepEqual((await latest()).files.photo.map((file) => file.name), ["vaurio.png"]);
  });

test("without a script the file stays when another question is at fault", async () => {
  const page = await openPage(browser, { viewport: PHONE, scripts: false, origin: server.url });
  await page.goto(`${server.url}/s/damage?lang=en`);
  await page.locator("#q-photo [type=file]").setInputFiles(photo);
  await page.click(".go button");
  await page.getByRole("checkbox", { name: "vaurio.png" }).waitFor();
  await shot(page, "files-refused");
  await page.locator('[id="rate-7"]').check();
  await page.click(".go button");
  await page.getByText("Thank you").first().waitFor();
  const response = await latest();
  assert.equal(response.files.photo[0].name, "vaurio.png");
  const screen = await openScreen(browser, server, `/responses/${response.id}`, { viewport: { width: 1440, height: 900 } });
  const [download] = await Promise.all([screen.waitForEvent("download"), screen.getByRole("link", { name: "vaurio.png" }).click()]);
  assert.equal(download.suggestedFilename(), "vaurio.png");
  await looksFine(screen, "response-files");
});

test("without a script a file comes along when a round is added", async () => {
  const ease = { id: "ease", type: "ces", text: t("How easy was it?", "Kuinka helppoa?") };
  await server.ok("POST", "/api/v1/surveys", { slug: "visits", title: t("Visits", "Käynnit"), languages: ["en", "fi"], questions: [
    { id: "photo", type: "file", accept: ["picture"], text: t("A photo", "Kuva") },
    { id: "visits", type: "group", least: 1, most: 3, text: t("Your visits", "Käyntisi"), questions: [ease] },
  ] });
  await server.publish("visits");
  const page = await openPage(browser, { viewport: PHONE, scripts: false, origin: server.url });
  await page.goto(`${server.url}/s/visits?lang=en`);
  await page.locator("#q-photo [type=file]").setInputFiles(photo);
  await page.getByRole("button", { name: "Add another" }).click();
  await page.getByRole("checkbox", { name: "vaurio.png" }).waitFor();
  assert.match(page.url(), /#q-visits\[2\]\.ease$/);
  await page.locator('[id="visits[2].ease-5"]').check();
  await page.click(".go button");
  await page.getByText("Thank you").first().waitFor();
  const [response] = (await server.ok("GET", "/api/v1/responses?survey=visits&limit=1")).items;
  assert.deepEqual([response.files.photo[0].name, response.answers["visits[2].ease"]], ["vaurio.png", 5]);
});

test("the editor asks for files", async () => {
  await server.ok("POST", "/api/v1/surveys", { slug: "made", title: { en: "Made" }, languages: ["en"], questions: [] });
  const page = await openScreen(browser, server, "/surveys/made", { viewport: { width: 1440, height: 1000 } });
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByRole("menuitem", { name: "File", exact: true }).click();
  await page.getByRole("textbox", { name: /^Question, English/ }).fill("Show us");
  await page.getByRole("checkbox", { name: "Word, Excel" }).uncheck();
  await page.getByRole("textbox", { name: "Files at the most" }).fill("3");
  await page.locator("iframe:not([inert])").waitFor();
  await looksFine(page, "editor-file");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("Version 1 published").waitFor();
  const { definition } = await server.ok("GET", "/api/v1/surveys/made");
  assert.deepEqual([definition.questions[0].accept, definition.questions[0].most], [["picture", "pdf", "text"], 3]);
});
