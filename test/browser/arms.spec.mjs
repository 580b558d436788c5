// A survey in arms and with a MaxDiff, as the respondent meets it by thumb and by keyboard, and as its maker sees it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, openPage, openScreen, PHONE, shot, startServer } from "./harness.mjs";

const all = (en, fi, sv) => ({ en, fi, sv });
const choice = (id) => ({ id, text: all(id, `${id}-fi`, `${id}-sv`) });
const asked = {
  slug: "tried", title: all("Tried", "Kokeiltu", "Prövat"), languages: ["en", "fi", "sv"], touchpoint: "store",
  arms: [{ id: "a", name: "Plain", share: 1 }, { id: "b", name: "Warm", share: 1 }],
  questions: [
    { id: "most", type: "maxdiff", required: true, text: all("What matters?", "Mikä on tärkeää?", "Vad är viktigt?"), per_task: 3, tasks: 2, choices: ["price", "staff", "range", "place"].map(choice) },
    { id: "warm", type: "text", text: all("Only for the warm", "Vain lämpimille", "Bara för de varma"), show_if: { field: "attributes.arm", op: "eq", value: "b" } },
  ],
};
let server, browser;
before(async () => {
  server = await startServer();
  await server.addTouchpoint("store");
  await server.ok("POST", "/api/v1/surveys", asked);
  await server.publish("tried");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const latest = async () => (await server.ok("GET", "/api/v1/responses?survey=tried&limit=1")).items[0];

test("by thumb: what is chosen as most leaves the least; half a list is told at once; the arm's question comes", async () => {
  const page = await openPage(browser, { viewport: PHONE });
  await page.goto(`${server.url}/s/tried?lang=en&attr.arm=b`);
  const task = (number) => page.locator(".task").nth(number);
  const pick = (number, side, line) => task(number).locator(`.${side} .pick label`).nth(line).click();
  await pick(0, "best", 0);
  await page.locator("#go").click();
  await page.getByText("Choose one as most and another as least").first().waitFor();
  await pick(0, "worst", 0);
  assert.equal(await task(0).locator(".best input:checked").count(), 0, "one thing is not both");
  await pick(0, "best", 1);
  await pick(1, "best", 2);
  await pick(1, "worst", 0);
  await shot(page, "maxdiff_phone");
  assert.deepEqual(await axe(page), []);
  await page.locator("#go").click();
  await page.fill("#warm", "So it is");
  await page.locator("#go").click();
  await page.waitForURL(/thanks/);
  const { answers, attributes } = await latest();
  assert.deepEqual(attributes, { arm: "b" });
  assert.equal(answers.warm, "So it is");
  for (const number of [1, 2]) assert.notEqual(answers[`most.best_${number}`], answers[`most.worst_${number}`]);
  await page.context().close();
});

test("by keyboard: arrows choose within a column, and the other arm is not asked", async () => {
  const page = await openPage(browser, {});
  await page.goto(`${server.url}/s/tried?lang=sv&attr.arm=a`);
  for (const number of [0, 1]) {
    const task = page.locator(".task").nth(number);
    await task.locator(".best input").first().focus();
    await page.keyboard.press("Space");
    await task.locator(".worst input").first().focus();
    await page.keyboard.press("ArrowDown");
  }
  await page.locator("#go").click();
  await page.waitForURL(/thanks/);
  assert.equal((await latest()).answers.warm, undefined);
  await page.context().close();
});

test("the maker sees arms, words, sentence and figures", async () => {
  const page = await openScreen(browser, server, "/surveys/tried");
  await page.getByText("Shown when the respondent is in “Warm”.").first().waitFor();
  await page.getByLabel("Name of arm 2").fill("Kind");
  await page.getByText("Shown when the respondent is in “Kind”.").first().waitFor();
  assert.deepEqual(await axe(page), []);
  const standing = await openScreen(browser, server, "/surveys/tried/standing");
  await standing.getByText("What matters most (MaxDiff)").waitFor();
  assert.deepEqual(await axe(standing), []);
});
