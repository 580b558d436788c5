// A journey is drawn, moved by keyboard, saved and found again; the map names what hurts; a change of a small thing has its before and after.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, openScreen, PHONE, startServer } from "./harness.mjs";

let server, browser;
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString();
before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en"] });
  for (const [slug, name, stage] of [["door", "The door", "choose"], ["till", "The till", "buy"], ["bill", "The bill", "get"]]) await server.addTouchpoint(slug, { name: { en: name }, stage, owner: "Aino" });
  await server.addSurvey({ slug: "door", touchpoint: "door", languages: ["en"] });
  await server.publish("door");
  const answer = (recommend, back, i) => ({ submission_key: `${back}-${i}`, at: day(back), channel: "phone", answers: { recommend } });
  await server.respondMany([...Array.from({ length: 40 }, (_, i) => answer(10, 40, i)), ...Array.from({ length: 40 }, (_, i) => answer(2, 5, i))], "door");
  const visits = ["door", "till", "bill"].flatMap((touchpoint, at) => Array.from({ length: 12 }, (_, i) => ({ touchpoint, at: day(9 - at), initiator: "dialogue", customer: { external_id: `C-${i}` } })));
  await server.ok("POST", "/api/v1/encounters", { encounters: visits });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (path, options) => openScreen(browser, server, path, options);

test("a journey is begun from the touchpoints, changed in its list, saved and found again", async () => {
  const page = await open("/journeys");
  await page.getByRole("button", { name: "Draw a journey" }).click();
  await page.getByLabel("Name").fill("Buying");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.locator(".react-flow__node").nth(5).waitFor();
  assert.equal(await page.locator(".react-flow__node-step").count(), 3, "three steps on the canvas");
  await page.getByRole("button", { name: "Later: The door" }).press("Enter");
  await page.getByRole("button", { name: "Edit: The bill" }).last().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What the customer is told comes next").fill("How to pay");
  await dialog.getByLabel("Within, hours").fill("24");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  const { stages, guidance } = await server.ok("GET", "/api/v1/journeys/buying");
  assert.deepEqual(stages.map((stage) => stage.steps.map((step) => step.touchpoint)), [[], ["door", "till"], ["bill"]]);
  assert.deepEqual(guidance, { steps: 3, guided: 1 });
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a journey is renamed, its silence set, and taken away after a question", async () => {
  const stages = [{ name: { en: "Buying" }, steps: [{ touchpoint: "till" }] }];
  await server.ok("POST", "/api/v1/journeys", { slug: "short", name: { en: "Short" }, stages });
  const page = await open("/journeys/short");
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByLabel("A new walk begins").inputValue(), "60", "what holds unless said is shown");
  assert.deepEqual(await axe(page), []);
  await dialog.getByLabel("Name").fill("In and out");
  await dialog.getByLabel("A new walk begins").fill("14");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Edit: The till" }).last().click();
  await dialog.getByLabel("What the customer is told comes next").fill("How to return");
  await dialog.getByLabel("Where it is told").fill("receipt");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  const kept = await server.ok("GET", "/api/v1/journeys/short");
  assert.deepEqual([kept.name.en, kept.window_days, kept.stages[0].steps[0].next.channel], ["In and out", 14, "receipt"]);
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  await dialog.getByRole("button", { name: "Remove the journey" }).click();
  assert.match(await page.getByRole("dialog").innerText(), /Remove “In and out”\?/);
  assert.deepEqual(await axe(page), []);
  await page.getByRole("dialog").getByRole("button", { name: "Remove the journey" }).click();
  await page.waitForURL("**/journeys");
  assert.equal((await server.api("GET", "/api/v1/journeys/short")).status, 404);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE]])
  test(`the map says what hurts: ${size}`, async () => {
    const page = await open("/map?days=28", { viewport });
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /The door is what hurts: by phone it is worse/);
    assert.match(await page.locator("main").innerText(), /−100/);
    assert.deepEqual(await axe(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

test("a small thing is written down, its change recorded, and before and after stand beside it", async () => {
  const page = await open("/touchpoints/door");
  await page.getByRole("button", { name: "Add a small thing" }).click();
  await page.getByRole("dialog").getByLabel("What", { exact: true }).fill("The greeting");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Record a change: The greeting" }).click();
  await page.getByLabel("Since which day").fill(day(20).slice(0, 10));
  await page.getByLabel("What became different").fill("Nobody greets any more");
  await page.getByRole("dialog").getByRole("button", { name: "Record a change" }).click();
  await page.getByText("Nobody greets any more").waitFor();
  await page.getByText(/after\s*−100/).waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
