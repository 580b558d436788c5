// A file brought in on the page: chosen, explained, run, and understood by itself the next time.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, launch, looksFine, openPage, PHONE, shot, signedIn, startServer } from "./harness.mjs";

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

test("from the empty page to stored encounters", async () => {
  const page = await signedIn(await openPage(browser, { origin: server.url }), server);
  await page.goto(`${server.url}/events`);
  await page.getByRole("link", { name: "Bring in a file" }).click();
  await page.getByRole("heading", { name: "Bring in a file" }).waitFor();
  await looksFine(page, "import-choose");
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("heading", { name: "What do the columns of visits.csv mean?" }).waitFor();
  assert.equal(await page.getByLabel("Date becomes").inputValue(), "at");
  await page.getByLabel("“Counter” means").selectOption("checkout");
  // One date is impossible: the form is what fits the others, and the page says so.
  await page.getByText("fits 2 of 3 values").waitFor();
  await page.getByText("Row 4, Date").waitFor();
  await looksFine(page, "import-explain");
  await page.getByText("Rows that would be left out: 1").waitFor();
  await page.getByRole("button", { name: "Bring the rows in" }).click();
  await page.getByText("Rows read: 3. Stored: 2. There already: 0. Left out: 1.").waitFor();
  await looksFine(page, "import-done");
  await page.context().close();
});

test("the next file is understood by itself, on a phone too", async () => {
  const page = await signedIn(await openPage(browser, { viewport: PHONE, theme: "dark", locale: "fi-FI", origin: server.url }), server);
  await page.goto(`${server.url}/events/import?kind=encounters`);
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByText("ymmärretään samoin").waitFor();
  await page.getByText("Pois jääviä rivejä: 1").waitFor();
  await page.getByText("Rivi 4, Date: Aikaa ei voi lukea tällä muodolla.").waitFor();
  await looksFine(page, "import-phone");
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
  await looksFine(page, "import-asked");
  await page.locator("select", { hasText: "2025" }).selectOption("%m/%d/%Y");
  await page.getByText("Första raden hände").waitFor();
  await page.context().close();
});

test("the way to a file stands over lists that have rows too", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "C-1", name: "Aino" });
  const page = await signedIn(await openPage(browser, { locale: "fi-FI", origin: server.url }), server);
  await page.goto(`${server.url}/customers`);
  await page.getByText("Aino").waitFor();
  await looksFine(page, "customers-bring");
  await page.getByRole("link", { name: "Tuo tiedosto" }).click();
  await page.waitForURL("**/events/import?kind=customers");
  await page.context().close();
});

test("rows that were left out are told in the reader's language, on the page and in the file", async () => {
  const page = await signedIn(await openPage(browser, { locale: "sv-SE", origin: server.url }), server);
  await page.goto(`${server.url}/events/import?kind=encounters`);
  await page.locator('input[type="file"]').setInputFiles({ ...file, buffer: Buffer.from(`${file.buffer}05.11.2025 09:30;cellar;A-4;r4\n06.11.2025 10:00;Counter\n`) });
  await page.getByText("förstås på samma sätt").or(page.getByText("betyder kolumnerna")).waitFor();
  await page.getByText("Rad 5, touchpoint: Det finns ingen sådan kontaktpunkt.").waitFor();
  await page.getByRole("button", { name: "Läs in raderna" }).click();
  await page.getByText("Rad 6: Raden har ett annat antal kolumner än rubrikraden.").waitFor();
  await looksFine(page, "import-left-out");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Ladda ner de bortlämnade raderna" }).click()]);
  assert.deepEqual(readFileSync(await download.path(), "utf8").trim().split("\r\n"), [
    "row,column,reason,code",
    "4,Date,Tiden kan inte läsas med det här formatet.,not_a_moment",
    "5,touchpoint,Det finns ingen sådan kontaktpunkt.,unknown_touchpoint",
    "6,,Raden har ett annat antal kolumner än rubrikraden.,wrong_count",
  ]);
  await page.context().close();
});

/** More than two parts, in a file of its own: a browser knows it again by name, size and time. */
function bigFile() {
  const folder = mkdtempSync(join(tmpdir(), "kuulo-import-"));
  const rows = Array.from({ length: 60_000 }, (_, i) => `2025-11-03T14:05:00Z;checkout;B-${i};big-${i}`);
  const path = join(folder, "big.csv");
  writeFileSync(path, `When;Place;Customer;Id\n${rows.join("\n")}\n`);
  return { path, done: () => rmSync(folder, { recursive: true }) };
}

test("an upload whose network is cut goes on by itself from what the server has", async () => {
  const big = bigFile();
  const page = await signedIn(await openPage(browser, { origin: server.url }), server);
  const sent = [];
  page.on("request", (request) => {
    const part = /\/parts\/(\d+)$/.exec(request.url());
    if (part) sent.push(Number(part[1]));
  });
  let cut = false;
  await page.route("**/parts/1", async (route) => {
    if (cut) return route.continue();
    cut = true;
    await page.context().setOffline(true);
    await route.abort("connectionreset");
  });
  await page.goto(`${server.url}/events/import?kind=encounters`);
  await page.locator('input[type="file"]').setInputFiles(big.path);
  await page.getByText("The connection is broken.").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "import-broken");
  await page.context().setOffline(false);
  await page.getByRole("heading", { name: "What do the columns of big.csv mean?" }).waitFor();
  assert.deepEqual([...new Set(sent)], [0, 1, 2]);
  assert.equal(sent.filter((n) => n === 0).length, 1); // what the server has is not sent again
  await page.getByText("Every row can be stored.").waitFor();
  await page.getByRole("button", { name: "Bring the rows in" }).click();
  await page.getByText("Rows read: 60,000. Stored: 60,000.").waitFor({ timeout: 120_000 });
  await page.context().close();
  big.done();
});

test("after a reload the same file, chosen again, goes on where it was; another one begins anew", async () => {
  const big = bigFile();
  const page = await signedIn(await openPage(browser, { origin: server.url }), server);
  let broken = true;
  const sent = [];
  await page.route("**/parts/*", (route) => {
    const n = Number(route.request().url().split("/").pop());
    if (broken && n === 1) return route.abort("connectionreset");
    sent.push(n);
    return route.continue();
  });
  await page.goto(`${server.url}/events/import?kind=encounters`);
  await page.locator('input[type="file"]').setInputFiles(big.path);
  await page.getByText("The connection is broken.").waitFor();
  broken = false;
  await page.reload();
  await page.getByText(/big\.csv \(Encounters\) was not sent to its end: \d+% is there/).waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "import-unfinished");
  await page.locator('input[type="file"]').setInputFiles(big.path);
  await page.getByRole("heading", { name: "big.csv has the columns of an earlier file" }).waitFor();
  assert.deepEqual(sent, [0, 1, 2]);
  await page.getByRole("button", { name: "Remove the file" }).click();
  await page.getByRole("heading", { name: "Bring in a file" }).waitFor();
  assert.equal(await page.getByText("was not sent to its end").count(), 0);
  await page.context().close();
  big.done();
});
