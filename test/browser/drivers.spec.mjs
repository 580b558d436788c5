// What to change first and how sure that is, in three clicks from the morning picture: the ranks, the picture, their table, by keyboard too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, openScreen, PHONE, startServer } from "./harness.mjs";

let server, browser;
const IDS = ["door", "till", "bill"];
/** A hundred days ago and back, so that a month of them is too few and a year is enough. */
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString();

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en"] });
  for (const id of IDS) await server.addTouchpoint(id, { name: { en: `The ${id}` } });
  const rating = (id) => ({ id, type: "rating", scale: { low: 1, high: 5 }, text: { en: `How was the ${id}?` }, touchpoint: id });
  await server.ok("POST", "/api/v1/surveys", { slug: "whole", title: { en: "The whole visit" }, languages: ["en"], questions: [{ id: "recommend", type: "nps", text: { en: "Would you recommend us?" } }, ...IDS.map(rating)] });
  await server.publish("whole");
  const responses = Array.from({ length: 240 }, (_, i) => {
    const [door, till, bill] = [1 + (i % 5), 1 + (Math.floor(i / 5) % 5), 1 + (Math.floor(i / 3) % 4)];
    return { at: day(100 + (i % 20)), customer: { external_id: `c-${i}` }, answers: { recommend: Math.max(0, Math.min(10, 1 + door + Math.round(till / 2) + (i % 2))), door, till, bill } };
  });
  await server.respondMany(responses, "whole");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (path, options) => openScreen(browser, server, path, options);

test("two clicks from the morning picture, Understand and Sweet spots, begin with a year; a month of too few offers it", async () => {
  const page = await open("/");
  await page.getByRole("link", { name: "Understand" }).first().click();
  await page.getByRole("link", { name: "Sweet spots" }).first().click();
  await page.waitForURL("**/sweet-spots?days=365");
  await page.goto(`${server.url}/sweet-spots`);
  await page.getByRole("heading", { name: "Too few answers to say what to change first" }).waitFor();
  await page.getByRole("button", { name: "Look at a year" }).click();
  const lead = page.getByRole("heading", { level: 1, name: /Change The .* first/ });
  await lead.waitFor();
  const got = await server.ok("GET", "/api/v1/drivers?outcome=nps&of=touchpoints");
  assert.match(await lead.textContent(), new RegExp(`The ${got.drivers[0].name}`));
  await page.getByText(`explains ${Math.round(100 * got.r2)}% of Recommendation (${Math.round(100 * got.r2_low)}–${Math.round(100 * got.r2_high)})`).waitFor();
  await page.getByText("an association, not proof of cause").waitFor();
  await page.getByText("240 people who rated two or more").waitFor();
  await page.getByRole("button", { name: "Why this number" }).click();
  await page.getByText("240 people answered something of this; 240 of them rated two things and gave the outcome.").waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints.filter((one) => !/422/.test(one)), [], "too few answers is an answer");
  await page.context().close();
});

test("the side follows what is chosen by keyboard; the table says what the picture shows; the condition narrows both", async () => {
  const page = await open("/sweet-spots?days=365");
  const got = await server.ok("GET", "/api/v1/drivers?outcome=nps&of=touchpoints");
  const second = got.drivers.filter((driver) => driver.shown)[1];
  await page.getByRole("button", { name: `The ${second.name}` }).press("Enter");
  await page.getByText(`The ${second.name}, one point better`).waitFor();
  await page.getByRole("region", { name: "Importance and performance" }).getByRole("button", { name: "Table" }).click();
  const row = page.getByRole("region", { name: "Importance and performance" }).getByRole("row", { name: new RegExp(`The ${second.name}`) });
  assert.match(await row.textContent(), new RegExp(second.weight.toFixed(1)));
  await page.getByLabel("What moves it").selectOption("whole");
  await page.getByText("240 responses").waitFor();
  await page.getByRole("button", { name: /How was the/ }).first().waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("on a phone nothing is wider than the screen", async () => {
  const page = await open("/sweet-spots?days=365", { viewport: PHONE });
  await page.getByRole("heading", { name: "Importance and performance" }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  assert.deepEqual(await axe(page), []);
  await page.context().close();
});
