// Boards split by a key and open to visitors, and a segment on the morning picture, the map and an export, in a real browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { PHONE, launch, looksFine, openPage, openScreen, startServer } from "./harness.mjs";

let server, browser, board, segment;
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString();
const address = (about) => `/explore?${new URLSearchParams(about)}`;
/** 400 answers on forty days; ten shops by turns, of two plans; every second by phone. */
const answers = Array.from({ length: 400 }, (_, i) => ({
  submission_key: `k${i}`, at: day(1 + (i % 40)), channel: i % 2 ? "phone" : "web",
  attributes: { shop: `shop-${String(i % 10)}`, plan: i % 4 < 2 ? "basic" : "plus" }, answers: { recommend: i % 2 ? 3 + (i % 3) : 8 + (i % 3) },
}));
before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en", "fi", "sv"] });
  await server.prepare();
  await server.respondMany(answers);
  segment = await server.ok("POST", "/api/v1/segments", { name: "Callers", shared: true, condition: { field: "channel", op: "eq", value: "phone" } });
  const asked = [["How we do", { measure: "nps", by: "week", days: "60" }], ["By shop", { measure: "nps", by: "attributes.shop", also: "month", days: "60" }], ["By plan", { measure: "nps", by: "attributes.plan", also: "month", days: "60" }]];
  const tiles = [];
  for (const [name, about] of asked) tiles.push({ view: (await server.ok("POST", "/api/v1/views", { name, shared: true, address: address(about) })).id });
  board = await server.ok("POST", "/api/v1/boards", { name: "Weekly", shared: true, tiles });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const open = (path, options = {}) => openScreen(browser, server, path, { viewport: { width: 1440, height: 1000 }, ...options });
const narrowed = (path) => `${path}?where=${encodeURIComponent(JSON.stringify([{ field: "segment", op: "eq", value: segment.id }]))}`;

test("a view split by a key is a grid of small charts on one scale, said by the arrow keys, with the rest in its table", async () => {
  const page = await open(`/boards/${board.id}`);
  const tile = page.getByRole("region", { name: "By shop" });
  await tile.getByText("The 8 with the most answers are shown; 2 more are left out. The table has all of them.").waitFor();
  assert.equal(await tile.locator("svg[role=img]").count(), 8);
  const scales = await tile.locator("svg[role=img]").evaluateAll((all) => all.map((svg) => [...svg.querySelectorAll("text[text-anchor=end]")].map((text) => text.textContent).filter((text) => text !== "n").join()));
  assert.deepEqual([...new Set(scales)], ["−100,−50,0,+50,+100"]);
  const first = tile.getByRole("group").first();
  await first.focus();
  await page.keyboard.press("ArrowLeft");
  assert.match(await tile.getByRole("status").first().textContent(), /n \d+/);
  await looksFine(page, "board-multiples");
  await tile.getByRole("button", { name: "Show as table" }).click();
  const shops = await tile.getByRole("row").evaluateAll((rows) => new Set(rows.slice(1).map((row) => row.cells[0].textContent)).size);
  assert.equal(shops, 10);
  await page.context().close();
});

test("a manager opens the board under a rule, and whoever has the link sees what it lets through, without an account", async () => {
  const page = await open(`/boards/${board.id}`);
  await page.getByRole("button", { name: "Visitors" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("plan").waitFor();
  for (const name of ["shop", "plan", "They may download the figures they see (CSV)"]) assert.equal(await form.getByLabel(name).isChecked(), false, name);
  await form.getByLabel("plan").check();
  await form.getByRole("button", { name: "Let visitors in" }).click();
  await form.getByText("Kept back from visitors: By shop.").waitFor();
  const link = await form.getByText(/\/visitor\//).textContent();
  await looksFine(page, "board-visitors-form");
  const visit = await openPage(browser, { origin: server.url, viewport: PHONE });
  await visit.goto(server.url + new URL(link).pathname);
  await visit.getByRole("region", { name: "By plan" }).getByRole("heading", { name: /^plus/ }).waitFor();
  await visit.getByText("1 view is not for visitors.").waitFor();
  assert.equal(await visit.getByText(/shop/).count(), 0);
  assert.equal(await visit.getByRole("link", { name: /Download/ }).count(), 0);
  await looksFine(visit, "visitor-phone");
  await form.getByLabel("They may download the figures they see (CSV)").check();
  await form.getByRole("button", { name: "Save" }).click();
  await visit.waitForFunction(async (path) => (await (await fetch(path)).json()).download, `/api/v1/visitor-boards/${link.split("/").pop()}`);
  await visit.reload();
  const [file] = await Promise.all([visit.waitForEvent("download"), visit.getByRole("link", { name: "Download CSV: By plan" }).click()]);
  assert.match(readFileSync(await file.path(), "utf8"), /^measure,attributes\.plan,month,value,low,high,n,quality\r\nnps,,,/);
  await form.getByRole("button", { name: "Shut visitors out" }).click();
  await form.waitFor({ state: "detached" });
  await visit.reload();
  await visit.getByRole("heading", { name: "This link leads nowhere any more" }).waitFor();
  await visit.context().close();
  await page.context().close();
});

test("a segment narrows the morning picture and the map by the same rows as Explore, and an export by its name", async () => {
  const page = await open(narrowed("/"));
  await page.getByText("−100").first().waitFor();
  await page.getByLabel("Value").waitFor();
  assert.equal(await page.getByLabel("Value").evaluate((select) => select.selectedOptions[0].textContent), "Callers");
  await page.getByText(/n 130/).first().waitFor();
  await looksFine(page, "today-segment");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText(/n 270/).first().waitFor();
  await page.context().close();
  const map = await open(narrowed("/map"));
  await map.getByText("n = 130").first().waitFor();
  await looksFine(map, "map-segment");
  await map.context().close();
  const list = await open("/responses");
  await list.getByRole("button", { name: "Export", exact: true }).click();
  await list.getByRole("textbox", { name: "Whose answers" }).click();
  await list.getByRole("option", { name: "Callers" }).click();
  const [file] = await Promise.all([list.waitForEvent("download"), list.getByRole("link", { name: "Download" }).click()]);
  assert.equal(readFileSync(await file.path(), "utf8").trim().split("\r\n").length - 1, 200);
  await list.context().close();
});

test("a chart for each segment, on Explore", async () => {
  await server.ok("POST", "/api/v1/segments", { name: "Plus online", shared: true, condition: { all: [{ field: "channel", op: "eq", value: "web" }, { field: "attributes.plan", op: "eq", value: "plus" }] } });
  const page = await open("/explore?by=segment&also=week&days=60");
  await page.getByRole("heading", { name: "Callers n 200" }).waitFor();
  await page.getByRole("heading", { name: "Plus online n 100" }).waitFor();
  await looksFine(page, "explore-segments");
  await page.context().close();
});
