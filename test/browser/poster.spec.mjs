// A code for one spot: chosen on the page, carried by the image, the poster in the survey's language, one sheet when printed; answers land there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, openPage, signedIn, startServer } from "./harness.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  await server.ok("POST", "/api/v1/units", { slug: "turku", name: { en: "Turku", sv: "Åbo" } });
  await server.addTouchpoint("till", { name: { en: "The till", sv: "Kassan" } });
  await server.prepare({ languages: ["en", "sv"], title: { en: "Your visit", sv: "Ditt besök" }, questions: [{ id: "recommend", type: "nps", required: true, text: { en: "Would you recommend us?", sv: "Skulle du rekommendera oss?" } }] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a poster for one shop, in its language, on one sheet; the answer given there counts there", async () => {
  const page = await signedIn(await openPage(browser, { origin: server.url }), server);
  await page.goto(`${server.url}/surveys/visit/share`);
  const code = page.getByRole("img", { name: /QR code/ });
  await code.waitFor();
  const section = page.getByRole("region", { name: "QR code" }); // the kiosk has a unit of its own
  const choose = async (label, option) => {
    await section.getByRole("textbox", { name: label }).click();
    await page.getByRole("option", { name: option }).click();
  };
  await choose("Unit", "Turku");
  await page.locator('img[src*="unit=turku"]').waitFor();
  await choose("Touchpoint", "The till");
  await page.locator('img[src*="touchpoint=till"]').waitFor();
  assert.match(await code.getAttribute("src"), /touchpoint=till.*unit=turku/);
  assert.deepEqual(await axe(page), []);
  await page.getByRole("link", { name: "Poster for printing" }).click();
  await page.waitForURL("**/poster?*");
  await page.goto(`${page.url()}&lang=sv`);
  await page.getByText("Rikta").waitFor();
  assert.match(await page.locator("article").innerText(), /Åbo[^]*Ditt besök/);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  const sheet = await page.pdf({ preferCSSPageSize: true });
  assert.equal(sheet.toString("latin1").match(/\/Type\s*\/Page\b/g).length, 1, "one sheet");
  await page.goto(`${server.url}/s/visit?channel=qr&touchpoint=till&unit=turku&lang=sv`);
  await page.locator("#recommend-10").check();
  await page.click("#go");
  await page.waitForURL(/\/thanks/);
  const [given] = (await server.ok("GET", "/api/v1/responses")).items;
  assert.deepEqual([given.touchpoint, given.unit, given.channel, given.language], ["till", "turku", "qr", "sv"]);
  await page.context().close();
});
