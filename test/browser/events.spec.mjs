// Events and customers on the page: a shop's events arrive while one looks, a rule is made by choosing, the customer's path shows what came of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, looksFine, mustRun, openPage, PHONE, signedIn, startServer } from "./harness.mjs";

let server, browser, write;
const send = (message) => server.ok("POST", "/v1/track", message, { key: write });

before(async () => {
  server = await startServer();
  write = mustRun(["key", "add", "shop", "--role", "source", "--data", server.dir]).trim();
  await server.addTouchpoint("checkout", { name: { en: "Checkout", fi: "Kassa" }, kind: "digital" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("from nothing to an encounter, by clicking", async () => {
  const page = await signedIn(await openPage(browser, { origin: server.url }), server);
  await page.goto(`${server.url}/events`);
  await page.getByText("No events yet").waitFor();
  await looksFine(page, "events-empty");
  await send({ userId: "c-1", event: "Order Completed", messageId: "one", properties: { total: 80, currency: "EUR" } });
  await page.getByText("Order Completed", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Make a rule: Order Completed" }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Add a condition" }).click();
  await form.getByRole("textbox", { name: "Field" }).fill("properties.total");
  await form.getByLabel("Comparison").selectOption("ge");
  await form.getByLabel("Value").fill("50");
  await form.getByText("When Order Completed comes in and total is at least 50, the customer met Checkout (Web).").waitFor();
  await looksFine(page, "events-rule");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  assert.deepEqual((await server.ok("GET", "/api/v1/event-rules")).items[0].where, { all: [{ field: "properties.total", op: "ge", value: 50 }] });
  await page.getByRole("button", { name: /^Apply to the past/ }).click();
  await page.getByText("1 encounter was made of past events.").waitFor();
  await looksFine(page, "events");
  await page.goto(`${server.url}/customers/c-1`);
  await page.getByText("1 step with us").waitFor();
  await page.getByText("total: 80 · currency: EUR").waitFor();
  await looksFine(page, "customer");
  await page.context().close();
});

test("on a phone and in the dark too", async () => {
  const page = await signedIn(await openPage(browser, { viewport: PHONE, theme: "dark", locale: "fi-FI", origin: server.url }), server);
  await page.goto(`${server.url}/events`);
  await page.getByText("Order Completed", { exact: true }).first().waitFor();
  await looksFine(page, "events-phone");
  await page.goto(`${server.url}/customers`);
  await page.getByRole("link", { name: "c-1" }).click();
  await page.getByText("Polku").waitFor();
  await looksFine(page, "customer-phone");
  await page.context().close();
});

test("who may only look sees what comes in and changes nothing", async () => {
  await server.ok("POST", "/api/v1/accounts", { email: "viewer@example.test", role: "viewer", password: "long enough to be one" });
  const page = await signedIn(await openPage(browser, { origin: server.url }), server, { email: "viewer@example.test", password: "long enough to be one" });
  await page.goto(`${server.url}/events`);
  await page.getByText("Order Completed", { exact: true }).first().waitFor();
  assert.equal(await page.getByRole("button", { name: /rule/ }).count(), 0);
  await looksFine(page, "events-viewer");
  await page.goto(`${server.url}/customers`);
  await page.getByText("Only managers and owners see customers.").waitFor();
  await page.context().close();
});
