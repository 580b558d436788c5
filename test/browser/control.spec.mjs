// A figure that moves: what the chart says, by eye, keyboard and table; how many answers a change would need; notes on the trend; saved views and
// boards, whose they are and what they show.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { axe, launch, openScreen, PHONE, shot, startServer } from "./harness.mjs";

let server, browser;
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString();
const VIEWER = { email: "viewer@example.test", password: "long enough to be one" };
/** Ten a day on the invoice: 40 % promoters and 20 % detractors for a year, and 10 % and 50 % in the last 70 days. */
const scores = (back) => (back > 70 ? [10, 10, 10, 9, 8, 8, 7, 7, 3, 5] : [9, 8, 8, 7, 7, 3, 3, 5, 6, 0]);

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en", "fi"] });
  await server.addTouchpoint("invoice", { name: { en: "The invoice", fi: "Lasku" } });
  await server.addTouchpoint("call", { name: { en: "The call", fi: "Puhelu" } });
  await server.ok("POST", "/api/v1/surveys", { slug: "nps", title: { en: "NPS" }, languages: ["en"], questions: [{ id: "recommend", type: "nps", text: { en: "Would you recommend us?" } }] });
  await server.publish("nps");
  const rows = Array.from({ length: 181 }, (_, i) => 2 * i).flatMap((back) => scores(back).map((recommend) => ({ at: day(back), touchpoint: "invoice", answers: { recommend } })));
  for (let back = 0; back < 56; back++) rows.push({ at: day(back), touchpoint: "call", answers: { recommend: [10, 8, 3][back % 3] } });
  for (let i = 0; i < rows.length; i += 1000) await server.respondMany(rows.slice(i, i + 1000), "nps");
  await server.ok("POST", "/api/v1/accounts", { ...VIEWER, name: "Viewer", role: "viewer" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (path, options) => openScreen(browser, server, path, options);
const control = (query) => server.ok("GET", `/api/v1/control?${new URLSearchParams({ measure: "nps", where: JSON.stringify({ field: "touchpoint", op: "eq", value: "invoice" }), ...query })}`);

test("the touchpoint's trend says since when it is lower and how often chance says so; keyboard, table and the other rules agree with the API", async () => {
  const page = await open("/touchpoints/invoice");
  const got = await control({});
  const [ewma, limits] = got.rules;
  assert.equal(ewma.verdict, "worse");
  const section = page.getByRole("region", { name: "Recommendation, week by week" });
  await section.getByText(`than chance explains since week ${Number(ewma.since.slice(-2))}`).waitFor();
  await section.getByText(`Such an alarm comes by chance about once in ${Math.round(ewma.run_length)} weeks.`).waitFor();
  await section.getByText(`would still ring somewhere in ${Math.round(100 * ewma.false_alarm)}% of cases`).waitFor();
  await section.getByText("worse", { exact: true }).waitFor();
  const chart = section.getByRole("group", { name: /^Recommendation at/ });
  assert.equal(await chart.locator("path[d$='Z'][class*=signal]").count(), ewma.alarms, "a wedge for each alarm");
  await chart.focus();
  await page.keyboard.press("ArrowLeft");
  const last = got.points.at(-1);
  await chart.getByRole("status").getByText(new RegExp(`week ${Number(last.label.slice(-2))} · n ${last.n} · signal below`)).waitFor();
  await page.keyboard.press("ArrowLeft");
  await chart.getByRole("status").getByText(new RegExp(`week ${Number(got.points.at(-2).label.slice(-2))} `)).waitFor();
  await section.getByLabel("Listen for").selectOption("limits");
  await section.getByText(`about once in ${Math.round(limits.run_length)} weeks`).waitFor();
  await section.getByRole("button", { name: "Table" }).click();
  const row = section.getByRole("row", { name: new RegExp(`week ${Number(last.label.slice(-2))}\\b`) });
  assert.match(await row.textContent(), new RegExp(Math.abs(last.z).toFixed(2)));
  assert.equal(await section.getByRole("row").count(), got.points.length + 1);
  await section.getByRole("button", { name: "Chart" }).click();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await shot(page, "control-touchpoint");
  await page.context().close();
});

test("a note is written once, stands as a number on the trend, and can be changed; a viewer reads it", async () => {
  const page = await open("/touchpoints/invoice");
  const section = page.getByRole("region", { name: "Recommendation, week by week" });
  await section.getByRole("button", { name: "Add a note" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a note" });
  await dialog.getByLabel("Day").fill(day(71).slice(0, 10));
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("A field that is needed is empty", { exact: false }).or(dialog.getByText(/at least|empty|short/i)).first().waitFor();
  await dialog.getByLabel("What happened").fill("New invoice system");
  await dialog.getByRole("button", { name: "Save" }).click();
  await section.getByRole("listitem").getByText("New invoice system").waitFor();
  await section.getByRole("button", { name: "Change the note: New invoice system" }).click();
  await page.getByLabel("What happened").fill("New invoice system taken into use");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await section.getByRole("listitem").getByText("New invoice system taken into use").waitFor();
  assert.deepEqual(await axe(page), []);
  const viewer = await openScreen(browser, server, "/touchpoints/invoice", { account: VIEWER });
  await viewer.getByText("New invoice system taken into use").waitFor();
  assert.equal(await viewer.getByRole("button", { name: "Add a note" }).count(), 0);
  await viewer.context().close();
  await page.context().close();
});

test("Explore watches a score by week; where a comparison shows nothing, it says how many answers would", async () => {
  const page = await open("/explore?by=week&days=90");
  await page.getByText(/than chance explains since week/).waitFor();
  await page.goto(`${server.url}/explore?by=touchpoint&compare=previous&where=${encodeURIComponent(JSON.stringify([{ field: "touchpoint", op: "eq", value: "call" }]))}`);
  const advice = page.getByRole("region", { name: "What would show a change?" });
  const asked = async (change) => {
    const to = day(0).slice(0, 10), from = day(27).slice(0, 10), where = JSON.stringify({ all: [{ all: [{ field: "touchpoint", op: "eq", value: "call" }] }, { field: "touchpoint", op: "eq", value: "call" }] });
    return server.ok("GET", `/api/v1/sample-size?${new URLSearchParams({ measure: "nps", where, from, to, ...(change ? { change } : {}) })}`);
  };
  const number = (n) => n.toLocaleString("en-GB");
  const usual = await asked();
  await advice.getByText(`answers a month cannot show a change of 5 points: ${number(usual.needed)} in each group could`).waitFor();
  await advice.getByLabel("A change of").fill("60");
  await advice.getByText(`${number((await asked(60)).needed)} in each group`).waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await shot(page, "control-advice");
  await page.context().close();
});

test("a measure is grouped by what it is made of: nothing that would be refused is offered", async () => {
  await server.ok("POST", "/api/v1/encounters", { touchpoint: "call", channel: "phone", initiator: "customer" });
  const page = await open("/explore?measure=nps&by=initiator&days=90");
  const offered = () => page.getByLabel("By", { exact: true }).locator("option").evaluateAll((all) => all.map((one) => one.value));
  await page.waitForFunction(() => [...document.querySelectorAll("main option")].some((one) => one.value === "outcome"));
  assert.deepEqual([(await offered()).includes("initiator"), (await offered()).includes("outcome")], [false, true]);
  await page.getByLabel("Measure").selectOption("volume");
  await page.waitForFunction(() => [...document.querySelectorAll("main option")].some((one) => one.value === "initiator"));
  assert.equal((await offered()).includes("outcome"), false);
  await page.getByRole("cell", { name: /customer/i }).or(page.getByText("customer", { exact: false })).first().waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a view is saved, pinned on a new board, shared, and opened as it was saved", async () => {
  const empty = await open("/boards");
  await empty.getByRole("heading", { name: "What you look at every week, on one page" }).waitFor();
  assert.deepEqual(await axe(empty), []);
  await empty.context().close();
  const page = await open("/explore?measure=nps&by=week&days=90");
  await page.getByRole("button", { name: "Save this view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await dialog.getByLabel("Name").fill("Recommendation by week");
  await dialog.getByLabel("Pin on a board").selectOption("new");
  await dialog.getByLabel("Share with everybody").check();
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.goto(`${server.url}/explore?measure=responses&by=channel`);
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("link", { name: "Recommendation by week" }).click();
  await page.waitForURL((url) => url.searchParams.get("by") === "week" && url.searchParams.get("days") === "90");
  await page.getByRole("link", { name: "Boards" }).click();
  await page.getByRole("region", { name: "Boards" }).getByRole("link", { name: "Recommendation by week" }).click();
  const tile = page.getByRole("region", { name: "Recommendation by week" });
  const to = day(0).slice(0, 10), from = day(89).slice(0, 10);
  const [row] = (await server.metrics({ measure: "nps", from, to })).rows;
  await tile.getByText(`n ${row.n.toLocaleString("en-GB")}`, { exact: false }).first().waitFor();
  assert.match(await tile.textContent(), new RegExp(String(Math.abs(Math.round(row.value)))));
  await tile.getByRole("img").waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await shot(page, "board");
  await page.context().close();
});

test("a board is put in order by keyboard, renamed and shared; a viewer sees it and cannot change it", async () => {
  for (const name of ["First", "Second"]) await server.ok("POST", "/api/v1/views", { name, address: "/explore?measure=nps", shared: true });
  const page = await open("/boards");
  await page.getByRole("button", { name: "Add a board" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Mondays");
  await page.getByRole("dialog").getByLabel("Share with everybody").check();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Mondays" }).waitFor();
  for (const name of ["First", "Second"]) {
    await page.getByLabel("Pin a saved view").selectOption({ label: name });
    await page.getByRole("region", { name }).waitFor();
  }
  await page.getByRole("button", { name: "One place forward: Second" }).press("Enter");
  await page.waitForFunction(() => document.querySelector("section[aria-label] h2")?.textContent === "Second");
  await page.getByRole("button", { name: "Unpin: First" }).click();
  await page.getByRole("region", { name: "First" }).waitFor({ state: "detached" });
  assert.deepEqual(await axe(page), []);
  const viewer = await openScreen(browser, server, new URL(page.url()).pathname, { viewport: PHONE, account: VIEWER });
  await viewer.getByRole("region", { name: "Second" }).waitFor();
  assert.equal(await viewer.getByRole("button", { name: "Change" }).count(), 0);
  assert.ok(await viewer.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  assert.deepEqual(await axe(viewer), []);
  await viewer.context().close();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.waitForURL("**/boards");
  await page.getByRole("region", { name: "Saved views" }).getByRole("link", { name: "Second" }).waitFor();
  await page.getByRole("link", { name: "Mondays" }).waitFor({ state: "detached" });
  await page.context().close();
});

/** A PNG as the browser sees it: its size, and how many of its points are near a colour. */
const look = (page, bytes, colour) =>
  page.evaluate(
    async ([data, [r, g, b]]) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(data)], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const points = context.getImageData(0, 0, image.width, image.height).data;
      let near = 0;
      for (let i = 0; i < points.length; i += 4) near += Math.abs(points[i] - r) + Math.abs(points[i + 1] - g) + Math.abs(points[i + 2] - b) < 12;
      return { width: image.width, height: image.height, near };
    },
    [[...bytes], colour],
  );

test("a chart is copied as a picture and saved as one, with its signals and its caption; its figures as CSV", async () => {
  const page = await open("/touchpoints/invoice");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  const got = await control({});
  const section = page.getByRole("region", { name: "Recommendation, week by week" });
  const last = got.points.at(-1);
  assert.match(await section.getByText(/^The invoice, Recommendation:/).textContent(), new RegExp(`n ${last.n} · `), "said in the picture only");
  assert.equal(await section.getByText(/^The invoice, Recommendation:/).isVisible(), false);
  const choose = async (name) => {
    await section.getByRole("button", { name: "Copy or save" }).click();
    await section.getByRole("button", { name }).click();
  };
  const width = await section.evaluate((one) => one.getBoundingClientRect().width);
  const red = [0xb3, 0x12, 0x3a];
  const [saved] = await Promise.all([page.waitForEvent("download"), choose("Save as a picture")]);
  assert.equal(saved.suggestedFilename(), "nps_invoice.png");
  const picture = await look(page, readFileSync(await saved.path()), red);
  assert.equal(picture.width, (Math.round(width) + 40) * 2);
  assert.ok(picture.near > 20 * got.rules[0].alarms, `${picture.near} points in the colour of signals`);
  await section.getByText("Saved.").waitFor();
  await choose("Copy as a picture");
  await section.getByText("Copied.").waitFor();
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return [...new Uint8Array(await (await item.getType("image/png")).arrayBuffer())];
  });
  assert.equal((await look(page, copied, red)).width, picture.width);
  const [csv] = await Promise.all([page.waitForEvent("download"), choose("Save the figures as CSV")]);
  const lines = readFileSync(await csv.path(), "utf8").trim().split("\r\n");
  assert.match(lines[0], /period,from,to,value,low,high,n,limit_low,limit_high,z,ewma,cusum,alarms$/);
  assert.equal(lines.length, got.points.length + 1);
  assert.equal(lines.at(-1).split(",")[9], String(last.z));
  assert.deepEqual(page.complaints, []);
  await page.goto(`${server.url}/explore?by=touchpoint&days=90`);
  const result = page.getByRole("region", { name: "Recommendation: touchpoint" });
  await result.getByRole("button", { name: "Copy or save" }).click();
  const [strips] = await Promise.all([page.waitForEvent("download"), result.getByRole("button", { name: "Save as a picture" }).click()]);
  assert.ok((await look(page, readFileSync(await strips.path()), [0xc9, 0xc2, 0xb4])).near > 200, "the bands of the strips are in it");
  assert.deepEqual(await axe(page), []);
  await page.context().close();
});

test("on a phone nothing is wider than the screen", async () => {
  for (const path of ["/touchpoints/invoice", "/explore?by=week&days=90", "/boards"]) {
    const page = await open(path, { viewport: PHONE });
    await page.getByText(/than chance explains|Saved views/).first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path);
    assert.deepEqual(await axe(page), [], path);
    await page.context().close();
  }
});
