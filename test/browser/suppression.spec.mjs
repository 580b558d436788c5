// Whom we leave in peace, in a real browser: listed with the reason, found by the address, lifted with open eyes; and a customer's contact ban.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, openScreen, PHONE, shot, startServer } from "./harness.mjs";

let server, browser;
before(async () => {
  server = await startServer({ args: ["--public-url", "https://kuulo.example"] });
  await server.prepare();
  await server.ok("POST", "/api/v1/customers", { external_id: "c-1", name: "Aino Virtanen", email: "aino@shop.example", consent_surveys: true });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (path, options) => openScreen(browser, server, path, options);

test("an address is added, looked up, and lifted only when its owner has asked for it", async () => {
  const page = await open("/settings/suppressions");
  await page.getByText("Nobody so far").waitFor();
  await shot(page, "suppressions-empty");
  const add = page.getByRole("region", { name: "Add an address" });
  await add.getByLabel("E-mail address").fill("aino@shop.example");
  await add.getByRole("button", { name: "Add to the list" }).click();
  await add.getByText("It is on the list.").waitFor();
  const look = page.getByRole("region", { name: "Look up an address" });
  await look.getByLabel("E-mail address").fill("nobody@shop.example");
  await look.getByRole("button", { name: "Look up" }).click();
  await look.getByText("nobody@shop.example is not on the list.").waitFor();
  await look.getByLabel("E-mail address").fill("Aino@shop.example");
  await look.getByRole("button", { name: "Look up" }).click();
  await look.getByText(/Aino@shop\.example is on the list: unsubscribed/).waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "suppressions");
  await page.getByRole("region", { name: "Not written to" }).getByRole("button", { name: /^Lift/ }).click();
  const dialog = page.getByRole("dialog");
  assert.ok(await dialog.getByRole("button", { name: "Lift" }).isDisabled());
  assert.deepEqual(await axe(page), []);
  await shot(page, "suppressions-lift");
  await dialog.getByLabel("They have asked for our messages again").check();
  await dialog.getByRole("button", { name: "Lift" }).click();
  await page.getByText("Nobody so far").waitFor();
  assert.equal((await server.ok("POST", "/api/v1/suppressions/find", { email: "aino@shop.example" })).suppressed, false);
  await page.context().close();
});

test("a contact ban is set on the customer's page, and lifted there", async () => {
  const page = await open("/customers/c-1");
  await page.getByRole("button", { name: "Set a contact ban…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Set the contact ban" }).click();
  await page.getByText("no: contact ban").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "customer-banned");
  await page.getByRole("button", { name: "Lift the contact ban…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Lift the contact ban" }).click();
  await page.getByRole("button", { name: "Set a contact ban…" }).waitFor();
  assert.equal((await server.ok("GET", "/api/v1/customers/c-1")).contact_ban, false);
  await page.context().close();
});

test("an open complaint and the margins stand on the customer's page", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "c-angry", consent_surveys: true, complaint_open: true, margin: 1250.5, margins: [{ year: 2025, margin: -3 }] });
  const page = await open("/customers/c-angry");
  await page.getByText("no: a complaint is open").waitFor();
  assert.match(await page.locator("main").innerText(), /Margin\s+1,250\.50\s+Margin of 2025\s+−3/);
  assert.deepEqual(await axe(page), []);
  await page.context().close();
});

test("on a phone, in the dark, in Finnish and Swedish", async () => {
  await server.ok("POST", "/api/v1/suppressions", { email: "x@shop.example", reason: "complaint" });
  for (const [locale, theme] of [["fi-FI", "light"], ["sv-SE", "dark"]]) {
    const page = await open("/settings/suppressions", { viewport: PHONE, locale, theme });
    await page.locator("table").waitFor();
    assert.deepEqual(await axe(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await shot(page, `suppressions-${locale}-${theme}`);
    await page.context().close();
  }
});
