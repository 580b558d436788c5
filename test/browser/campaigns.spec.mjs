// Campaigns and the exceptions of the contact budget in a real browser, in three languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { survey } from "../api/harness.mjs";
import { axe, DESKTOP, launch, openScreen, PHONE, shot, startServer } from "./harness.mjs";

const locales = { en: "en-GB", fi: "fi-FI", sv: "sv-SE" };
let server, browser;
before(async () => {
  server = await startServer();
  await server.prepare();
  await server.ok("POST", "/api/v1/surveys", { ...survey(), slug: "secret", anonymity: "anonymous" });
  await server.publish("secret");
  for (let i = 1; i <= 12; i++)
    await server.ok("POST", "/api/v1/customers", { external_id: `c-${i}`, email: `c${i}@shop.example`, consent_surveys: i !== 5, attributes: { tier: i % 2 ? "gold" : "silver" } });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (path, options) => openScreen(browser, server, path, options);

test("a campaign is made by choosing, says what it is, and tells whom it asked and why not the others", async () => {
  const page = await open("/asking/campaigns");
  await page.getByText("Nobody is asked by the calendar").waitFor();
  await page.getByText("Level 1 of 4").waitFor();
  await shot(page, "campaigns-empty");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Make a campaign" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("How are we doing");
  await form.getByLabel("Survey").selectOption("secret");
  await form.getByText("Anonymous: every letter carries the same link.", { exact: false }).waitFor();
  await form.getByText("Every 6 months, on the first Tuesday at 10:00: all customers get the survey", { exact: false }).waitFor();
  await shot(page, "campaigns-form");
  assert.deepEqual(await axe(page), []);
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("The next campaign is How are we doing;", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Pause: How are we doing" }).click();
  await page.getByText("No campaign is going to ask.").waitFor();
  const [campaign] = (await server.ok("GET", "/api/v1/campaigns")).items;
  assert.deepEqual([campaign.state, campaign.anonymous, campaign.schedule.every, campaign.schedule.interval, campaign.schedule.weekday], ["paused", true, "months", 6, 2]);
  await server.ok("POST", "/api/v1/campaigns", { name: "Now", survey: "visit", schedule: { every: "once" }, where: { field: "customer.attributes.tier", op: "eq", value: "gold" } });
  for (const end = Date.now() + 30_000; ; await pause(100)) {
    const { items } = await server.ok("GET", "/api/v1/campaigns");
    if (items[1].last_run?.state === "done") break;
    assert.ok(Date.now() < end, JSON.stringify(items));
  }
  await page.reload();
  await page.getByText("Not asked: 7").click();
  await page.getByText("The customer has not consented to surveys.").waitFor();
  await shot(page, "campaigns");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("link", { name: "Who was asked and who was not" }).click();
  await page.getByText("Everybody this run looked at", { exact: false }).waitFor();
  await page.getByRole("link", { name: "c-5", exact: true }).waitFor();
  await shot(page, "campaigns-run");
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.url}/customers/c-5`);
  await page.getByRole("heading", { name: "In campaigns" }).waitFor();
});

test("an exception to the budget is added on the page", async () => {
  const page = await open("/asking");
  await page.getByRole("button", { name: "Change the budget" }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Add an exception" }).click();
  await form.getByLabel("Name").fill("Gold");
  await form.getByRole("textbox", { name: "Field" }).fill("customer.attributes.tier");
  await form.getByLabel("Value").fill("gold");
  await form.getByRole("textbox", { name: "Requests", exact: true }).nth(3).fill("2");
  await shot(page, "budget-exception");
  assert.deepEqual(await axe(page), []);
  await form.getByRole("button", { name: "Save" }).click();
  await page.locator("b", { hasText: "Gold" }).waitFor();
  const { exceptions } = await server.ok("GET", "/api/v1/contact-budget");
  assert.deepEqual(exceptions, [{ name: "Gold", where: { all: [{ field: "customer.attributes.tier", op: "eq", value: "gold" }] }, lately: { requests: 2, days: 7 } }]);
});

test("the pages of asking and earshot stand in three languages, wide and narrow, light and dark", async () => {
  for (const [language, viewport, theme] of [["fi", DESKTOP, "light"], ["sv", PHONE, "dark"], ["en", PHONE, "light"], ["fi", PHONE, "dark"], ["sv", DESKTOP, "light"]]) {
    for (const path of ["/asking", "/asking/campaigns", "/asking/decisions", "/earshot"]) {
      const page = await open(path, { viewport, theme, locale: locales[language] });
      assert.deepEqual(await axe(page), [], `${path} ${language} ${theme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${path} ${language} is ${wide} px too wide`);
      await shot(page, `${path.slice(1).replaceAll("/", "-")}-${language}-${viewport.width}-${theme}`);
      await page.context().close();
    }
  }
});
