// A file brought in on the page: chosen, explained, run, and understood by itself the next time.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, openPage, PHONE, shot, signedIn, startServer } from "./harness.mjs";

let server, browser;
const file = { name: "visits.csv", mimeType: "text/csv", buffer: Buffer.from("Date;Place;Customer;Id\n03.11.2025 14:05;Counter;A-1;r1\n04.11.2025 09:30;Counter;A-2;r2\n31.02.2025 09:30;Counter;A-3;r3\n") };

before(async () => {
  server = await startServer();
  await server.addTouchpoint("checkout", { name: { en: "Checkout", fi: "Kassa" }, kind: "digital" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const fine = async (page, name) => {
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing runs out of the page");
  await shot(page, name);
};

test("from the empty page to stored encounters", async () => {
  const page = await signedIn(await openPage(browser, { origin: server.url }), server);
  await page.goto(`${server.url}/events`);
  await page.getByRole("link", { name: "Bring in a file" }).click();
  await page.getByRole("heading", { name: "Bring in a file" }).waitFor();
  await fine(page, "import-choose");
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("heading", { name: "What do the columns of visits.csv mean?" }).waitFor();
  assert.equal(await page.getByLabel("Date becomes").inputValue(), "at");
  await page.getByLabel("“Counter” means").selectOption("checkout");
  // One date is impossible: the form is what fits the others, and the page says so.
  await page.getByText("fits 2 of 3 values").waitFor();
  await page.getByText("Row 4, Date").waitFor();
  await fine(page, "import-explain");
  await page.getByText("Rows that would be left out: 1").waitFor();
  await page.getByRole("button", { name: "Bring the rows in" }).click();
  await page.getByText("Rows read: 3. Stored: 2. There already: 0. Left out: 1.").waitFor();
  await fine(page, "import-done");
  await page.context().close();
});

test("the next file is understood by itself, on a phone too", async () => {
  const page = await signedIn(await openPage(browser, { viewport: PHONE, theme: "dark", locale: "fi-FI", origin: server.url }), server);
  await page.goto(`${server.url}/events/import?kind=encounters`);
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByText("ymmärretään samoin").waitFor();
  await page.getByText("Pois jääviä rivejä: 1").waitFor();
  await fine(page, "import-phone");
  await page.context().close();
});

test("a time that can be read in two ways is asked in the reader's language before anything is shown", async () => {
  const either = { name: "slashes.csv", mimeType: "text/csv", buffer: Buffer.from("Date;Place\n03/04/2025;checkout\n05/06/2025;checkout\n") };
  const page = await signedIn(await openPage(browser, { locale: "sv-SE", origin: server.url }), server);
  await page.goto(`${server.url}/events/import?kind=encounters`);
  await page.locator('input[type="file"]').setInputFiles(either);
  await page.getByText("Båda läsningarna passar").waitFor();
  await page.getByText("Säg först hur tiden är skriven").waitFor();
  assert.deepEqual(await page.locator("select", { hasText: "2025" }).locator("option").allInnerTexts(), ["Välj", "03/11/2025", "11/03/2025"]);
  await fine(page, "import-asked");
  await page.locator("select", { hasText: "2025" }).selectOption("%m/%d/%Y");
  await page.getByText("Första raden hände").waitFor();
  await page.context().close();
});

test("the way to a file stands over lists that have rows too", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "C-1", name: "Aino" });
  const page = await signedIn(await openPage(browser, { locale: "fi-FI", origin: server.url }), server);
  await page.goto(`${server.url}/customers`);
  await page.getByText("Aino").waitFor();
  await fine(page, "customers-bring");
  await page.getByRole("link", { name: "Tuo tiedosto" }).click();
  await page.waitForURL("**/events/import?kind=customers");
  await page.context().close();
});
