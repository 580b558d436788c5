// Segments on their screen and on Explore, in a real browser.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { PHONE, launch, looksFine, openScreen, startServer } from "./harness.mjs";

let server, browser;
const today = () => new Date(Date.now() - 86_400_000).toISOString();
const answer = (channel, recommend, i) => ({ submission_key: randomUUID(), at: today(), channel, answers: { recommend }, customer: { external_id: `${channel}-${i % 7}` } });
before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { languages: ["en", "fi", "sv"] });
  await server.prepare();
  await server.respondMany([...Array.from({ length: 40 }, (_, i) => answer("phone", i % 4, i)), ...Array.from({ length: 40 }, (_, i) => answer("email", 9 + (i % 2), i))]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const open = (path, options = {}) => openScreen(browser, server, path, { viewport: { width: 1440, height: 1000 }, ...options });

test("a segment is made of a condition with its count before one's eyes, and chosen on Explore by its name", async () => {
  const page = await open("/segments");
  await page.getByText("Name a group once, choose it everywhere").waitFor();
  await looksFine(page, "segments-empty");
  await page.getByRole("button", { name: "Add a segment" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("By phone");
  await form.getByText("Say what the answers have in common.").waitFor();
  await form.getByRole("button", { name: "Narrow it down" }).click();
  await form.getByLabel("Field").selectOption("channel");
  await form.getByLabel("Value").selectOption("phone");
  await form.getByText("40 answers · 7 known customers").waitFor();
  await form.getByRole("button", { name: "Add a condition" }).click();
  await form.getByLabel("Field").nth(1).selectOption({ label: "Answer: recommend" });
  await form.getByLabel("Comparison").nth(1).selectOption("ge");
  await form.getByLabel("Value").nth(1).selectOption("2");
  await form.getByText("20 answers · 7 known customers").waitFor();
  await looksFine(page, "segments-form");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  await page.getByText("Channel is Phone and Answer: recommend is at least 2").waitFor();
  await page.getByText("20 answers · 7 known customers").waitFor();
  await looksFine(page, "segments-list");
  await page.getByRole("link", { name: "By phone" }).click();
  await page.getByLabel("Field").waitFor();
  assert.equal(await page.getByLabel("Value").evaluate((select) => select.selectedOptions[0].textContent), "By phone");
  await page.getByText(/\b20\b/).first().waitFor();
  await looksFine(page, "segments-explore");
  await page.context().close();
});

test("a new answer moves the count; one that a view speaks of is not removed, and it is said why", async () => {
  const { id } = await server.ok("POST", "/api/v1/segments", { name: "Phone", shared: true, condition: { field: "channel", op: "eq", value: "phone" } });
  await server.ok("POST", "/api/v1/views", { name: "Phone, monthly", shared: true, address: `/explore?measure=nps&where=${encodeURIComponent(JSON.stringify([{ field: "segment", op: "eq", value: id }]))}` });
  const page = await open("/segments");
  await page.getByText("in Phone, monthly").waitFor();
  await page.getByText("40 answers · 7 known customers").waitFor();
  await server.respondMany([answer("phone", 3, 99)]);
  await page.getByText("41 answers").waitFor();
  await page.getByRole("button", { name: "Remove: Phone" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("Saved views or weightings speak of this segment.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Change: Phone" }).click();
  await page.getByText("What speaks of it, a view or a weighting, will follow the new condition.").waitFor();
  await page.context().close();
});

test("it reads well on a phone, in the dark and in Finnish", async () => {
  for (const [name, options] of [["phone", { viewport: PHONE }], ["dark", { theme: "dark" }], ["fi", { locale: "fi-FI", viewport: PHONE, theme: "dark" }]]) {
    const page = await open("/segments", options);
    await page.locator("ul li a").first().waitFor();
    await page.getByText(/41 /).first().waitFor();
    await looksFine(page, `segments-${name}`);
    await page.context().close();
  }
});
