// Wanted and felt emotions, the whole picture, what followed, weights: the sentence says what the API says, a goal and a scheme are made by hand,
// every picture has its table, on a phone too, and an empty screen teaches.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, openScreen, PHONE, startServer } from "./harness.mjs";

let server, empty, browser;
const at = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString();
const rating = (id) => ({ id, type: "rating", scale: { low: 1, high: 7 }, text: { en: id } });

before(async () => {
  [server, empty] = [await startServer(), await startServer()];
  for (const one of [server, empty]) await one.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en"] });
  await server.addTouchpoint("counter", { name: { en: "The counter" }, kind: "physical", target_emotions: ["relief"] });
  await server.addTouchpoint("site", { name: { en: "The site" }, kind: "digital", target_emotions: ["trust"] });
  const questions = [{ id: "recommend", type: "nps", text: { en: "?" } }, { id: "compared", type: "expectation", text: { en: "?" } }, rating("warm"), { id: "felt", type: "emotion", text: { en: "?" } }];
  await server.ok("POST", "/api/v1/surveys", { slug: "all", title: { en: "All" }, languages: ["en"], touchpoint: "counter", questions });
  await server.publish("all");
  const answers = (i) => ({ recommend: [3, 8, 10][i % 3], compared: [-2, 0, 2][i % 3], warm: 3 + (i % 5), felt: { all: i % 4 ? { relief: 4 } : { annoyance: 5 } } });
  const one = (i, touchpoint, channel) => ({ at: at(60 + (i % 9)), touchpoint, channel, customer: { external_id: `c-${i}` }, attributes: { segment: i % 3 ? "new" : "old" }, answers: answers(i) });
  await server.respondMany(Array.from({ length: 120 }, (_, i) => one(i, "counter", i % 2 ? "store" : "phone")), "all");
  await server.respondMany(Array.from({ length: 120 }, (_, i) => ({ ...one(i, "site", "web"), answers: { ...answers(i), warm: 1 + (i % 3) } })), "all");
  const encounters = Array.from({ length: 120 }, (_, i) => [100, 61, ...(i % 3 ? [40, 35] : [])].map((ago) => ({ touchpoint: "counter", at: at(ago), customer: { external_id: `c-${i}` } }))).flat();
  await server.ok("POST", "/api/v1/encounters", { encounters });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await empty?.stop();
});

const open = (path, options) => openScreen(browser, server, path, options);
const fine = async (page) => {
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

test("a goal is set by hand, and the screen opens with what misses it", async () => {
  const page = await open("/");
  await page.getByRole("link", { name: "Understand" }).first().click();
  await page.getByRole("link", { name: "Emotions" }).first().click();
  await page.getByRole("heading", { level: 1, name: /No goal has been set yet/ }).waitFor();
  await page.getByRole("button", { name: "The site" }).click();
  await page.getByRole("button", { name: "Set a target" }).click();
  await page.getByLabel("Goal, per cent").fill("30");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: /At The site the goal is missed: 0% .* name trust, and the goal is 30%/ }).waitFor();
  assert.match(await page.getByRole("row", { name: /The site/ }).textContent(), /missed/);
  await page.getByRole("button", { name: "Show as table" }).click();
  const { places } = await server.ok("GET", "/api/v1/emotions");
  const counter = places.find((place) => place.touchpoint === "counter");
  assert.match(await page.getByRole("row", { name: /The counter/ }).textContent(), new RegExp(`${Math.round(counter.hit.value)}%.*${counter.accuracy.value.toFixed(2)}`));
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("heading", { level: 1, name: /No goal has been set yet/ }).waitFor();
  await fine(page);
});

test("the whole picture names the place that breaks it; the triangle has its table", async () => {
  const page = await open("/whole-picture?days=365");
  const { attributes } = await server.ok("GET", "/api/v1/whole-picture");
  await page.getByRole("heading", { level: 1, name: new RegExp(`Warm .*${attributes[0].consistency.toFixed(2)}.*web breaks the chain`) }).waitFor();
  await page.getByLabel("Target image from").fill("4");
  await page.getByLabel("to", { exact: true }).fill("6");
  await page.getByText("breaks the chain · out of line").waitFor();
  await page.getByRole("img", { name: /Customers to whom (physical|digital) encounters were/ }).waitFor();
  const pull = page.getByRole("region", { name: "What lifts and what drags" }).first();
  await pull.getByRole("button", { name: "Show as table" }).click();
  const spill = await server.ok("GET", "/api/v1/spill-over");
  const lift = spill.effects.find((one) => one.of === "physical" && one.on === "digital").lift;
  assert.match(await pull.getByRole("row", { name: /physical digital excellent against good/ }).textContent(), new RegExp(`\\+${lift.value.toFixed(2)}`));
  await fine(page);
});

test("what followed is called an association, and says who took part", async () => {
  const page = await open("/followed?days=365&after=30");
  await page.getByRole("heading", { level: 1, name: /to whom it was weak had .* fewer encounters/ }).waitFor();
  await page.getByText("Association", { exact: true }).waitFor();
  await page.getByText(/^120 customers, by their first answer/).waitFor();
  await page.getByLabel("What followed").selectOption("retention");
  await page.getByRole("heading", { level: 1, name: /percentage points fewer/ }).waitFor();
  await fine(page);
});

test("a scheme is made by hand: its shares must make a hundred, and its figure stands beside the persons' own", async () => {
  const page = await open("/weights?days=365");
  await page.getByRole("button", { name: "Make a scheme" }).click();
  await page.getByLabel("Name").fill("Our customers");
  await page.getByRole("button", { name: "Add what the population is known by" }).click();
  await page.getByLabel("Known by").selectOption("attributes.segment");
  await page.getByLabel("Share of new, per cent").fill("30");
  await page.getByLabel("Share of old, per cent").fill("60");
  await page.getByText(/Together 90 %/).waitFor();
  assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
  await page.getByLabel("Share of old, per cent").fill("70");
  await page.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("row", { name: /Our customers/ });
  await row.waitFor();
  const [figure] = (await server.metrics({ measure: "nps", weight: "our-customers" })).rows;
  await page.getByRole("cell", { name: figure.effective_n.toFixed(0), exact: true }).waitFor();
  assert.match(await row.textContent(), new RegExp(`${Math.abs(Math.round(figure.value))}.*${Math.abs(Math.round(figure.persons.value))}`));
  await fine(page);
});

test("on a phone nothing is wider than the screen; without data each screen teaches", async () => {
  for (const path of ["emotions", "whole-picture", "followed", "weights"]) {
    const page = await open(`/${path}?days=365`, { viewport: PHONE });
    await page.locator("table").first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path);
    await fine(page);
    const bare = await openScreen(browser, empty, `/${path}?days=365`);
    await fine(bare);
  }
});
