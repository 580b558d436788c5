// Asking and earshot in a real browser: a rule made by choosing, decisions with their reasons, a talk written down.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { axe, launch, openScreen, PHONE, shot, startServer } from "./harness.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  await server.prepare();
  for (let i = 1; i <= 12; i++)
    await server.ok("POST", "/api/v1/customers", { external_id: `c-${i}`, name: `Customer ${i}`, email: `c${i}@shop.example`, phone: `+358 50 000 00${i}`, margin: i, consent_surveys: i !== 5 });
  await meet(1);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const meet = (i) => server.ok("POST", "/api/v1/encounters", { touchpoint: "store-visit", customer: { external_id: `c-${i}` } });

/** Until so many encounters have been judged. */
async function decided(count) {
  for (const end = Date.now() + 30_000; ; await pause(50)) {
    const { items } = await server.ok("GET", "/api/v1/ask-decisions");
    if (items.filter((one) => one.reason !== "waiting").length === count) return;
    assert.ok(Date.now() < end, `never came: ${JSON.stringify(items)}`);
  }
}

const open = (path, options) => openScreen(browser, server, path, options);

test("a rule is made by choosing, and says before it is kept whom it would have asked", async () => {
  const page = await open("/asking");
  await page.getByText("Nobody is asked by itself yet").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Make a rule" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("After a visit");
  await form.getByRole("textbox", { name: "After an encounter at" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option").first().click();
  await form.getByLabel("How it is asked").selectOption("link");
  await form.getByLabel("Days later").fill("0");
  await form.getByLabel("At this time").fill("");
  await form.getByLabel("Quiet from").fill("");
  await form.getByLabel("Quiet until").fill("");
  await form.getByText(/In the last 30 days this rule would have asked 1 of 1/).waitFor();
  await shot(page, "asking-form");
  assert.deepEqual(await axe(page), []);
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("One rule decides who is asked.", { exact: false }).waitFor();
  const [rule] = (await server.ok("GET", "/api/v1/ask-rules")).items;
  assert.deepEqual([rule.name, rule.channel, rule.touchpoints], ["After a visit", "link", ["store-visit"]]);
  await page.context().close();
});

test("decisions are read with their reasons", async () => {
  await meet(2);
  await meet(5);
  await decided(2);
  const page = await open("/asking/decisions");
  const table = page.getByRole("table");
  await table.getByText("The question was sent on its way.").waitFor();
  await table.getByText("The customer has not consented to surveys.").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.context().close();
});

test("a call list is drawn and a talk is written down: the customer has been heard", async () => {
  const page = await open("/earshot", { viewport: PHONE });
  await page.getByRole("button", { name: "Draw a call list" }).click();
  await page.getByRole("button", { name: /^Write down the talk/ }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox").first().fill("Winter shoes for the child.");
  await form.getByText("4", { exact: true }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("Talked", { exact: true }).waitFor();
  assert.deepEqual(await axe(page), []);
  assert.equal((await server.ok("GET", "/api/v1/earshot")).total.heard_90, 1);
  await page.context().close();
});
