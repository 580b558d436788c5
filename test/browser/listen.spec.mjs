// The whole of Listen, as somebody new walks through it: a journey is drawn, the shop's own client sends, deliveries become encounters, a third
// of the buyers is asked two days later, and answers come from the mail, a phone, a kiosk without its network and the widget of the shop's page.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Analytics } from "@segment/analytics-node";
import { header, read, smtpServer } from "../api/smtp.mjs";
import { DESKTOP, launch, mustRun, openPage, openScreen, PHONE, startServer, survey, within } from "./harness.mjs";

const BUYERS = 60, TODAY = 30, PUBLIC = "https://kuulo.example";
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000);
const wrote = (number) => `buyer-${number}@buyers.example`;
let server, browser, post, shop, writeKey, shopOrigin;

before(async () => {
  post = await smtpServer();
  server = await startServer({ args: ["--smtp", post.url, "--public-url", PUBLIC, "--mail-from", "hello@shop.example"] });
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC" });
  await server.addTouchpoint("checkout", { name: { en: "Checkout", fi: "Kassa", sv: "Kassan" }, kind: "digital", stage: "buy" });
  await server.addTouchpoint("delivery", { name: { en: "Delivery", fi: "Toimitus", sv: "Leverans" }, kind: "physical", stage: "get" });
  shop = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": `default-src 'none'; script-src ${server.url}; frame-src ${server.url}` });
    response.end(request.url === "/favicon.ico" ? "" : `<!doctype html><html lang="en"><title>Shop</title><h1>Shoes</h1><script src="${server.url}/widget.js" data-survey="delivered" data-event="thanks" async></script></html>`);
  });
  await new Promise((ready) => shop.listen(0, "127.0.0.1", ready));
  shopOrigin = `http://localhost:${shop.address().port}`;
  await server.ok("POST", "/api/v1/surveys", { ...survey(), slug: "delivered", touchpoint: "delivery", embed_origins: [shopOrigin] });
  await server.publish("delivered");
  writeKey = mustRun(["key", "add", "shop", "--role", "source", "--data", server.dir]).trim();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shop?.close();
  await server?.stop();
  post?.stop();
});

const open = (path, options) => openScreen(browser, server, path, options);
const until = (what, look) => within(60_000, (async () => {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 100));
  }
})(), what);
const decisions = async () => (await server.ok("GET", "/api/v1/ask-decisions?limit=200")).items;
const responses = async () => (await server.ok("GET", "/api/v1/responses?survey=delivered&limit=200")).items;
const personal = (mail) => read(mail.bytes).text.match(/https:\/\/kuulo\.example(\/r\/[\w-]{32})\s/)[1];

test("a journey is drawn from the touchpoints", async () => {
  const page = await open("/journeys");
  await page.getByRole("button", { name: "Draw a journey" }).click();
  await page.getByLabel("Name").fill("Buying shoes");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.locator(".react-flow__node-step").nth(1).waitFor();
  await page.context().close();
  const { items } = await server.ok("GET", "/api/v1/journeys");
  assert.deepEqual(items.map((journey) => journey.name.en), ["Buying shoes"]);
});

test("a rule says which event is an encounter, another who is asked about it, and when", async () => {
  const client = new Analytics({ writeKey, host: server.url });
  client.identify({ userId: "buyer-0", traits: { email: wrote(0), name: "Buyer 0", consent_surveys: true } });
  client.track({ userId: "buyer-0", event: "Order Delivered", timestamp: daysAgo(20) });
  await client.closeAndFlush();
  let page = await open("/events");
  await page.getByRole("button", { name: "Make a rule: Order Delivered" }).click();
  const rule = page.getByRole("dialog");
  await rule.getByText("the customer met Checkout").waitFor();
  await rule.getByLabel("Touchpoint").selectOption("delivery");
  await rule.getByRole("button", { name: "Save" }).click();
  await rule.waitFor({ state: "detached" });
  await page.context().close();
  page = await open("/asking");
  await page.getByRole("button", { name: "Make a rule" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("A third of buyers");
  await form.getByRole("textbox", { name: "After an encounter at" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: "Delivery" }).click();
  await form.getByLabel("Days later").fill("2");
  await form.getByLabel("At this time").fill("");
  await form.getByLabel("Quiet from").fill("");
  await form.getByLabel("Quiet until").fill("");
  await form.getByLabel("Share that is asked").fill("33");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  await page.context().close();
  const [made] = (await server.ok("GET", "/api/v1/ask-rules")).items;
  assert.deepEqual([made.touchpoints, made.delay.days, made.share, made.survey, made.channel], [["delivery"], 2, 0.33, "delivered", "email"]);
});

test("the shop's client sends; deliveries of three days ago are judged now, those of today wait", async () => {
  const client = new Analytics({ writeKey, host: server.url, flushAt: 20 });
  for (let i = 1; i <= BUYERS; i++) {
    client.identify({ userId: `buyer-${i}`, traits: { email: wrote(i), name: `Buyer ${i}`, consent_surveys: i % 10 > 0 } }); // six of the sixty: no
    client.track({ userId: `buyer-${i}`, event: "Order Delivered", properties: { total: i }, timestamp: daysAgo(3) });
  }
  const late = Array.from({ length: TODAY }, (_, i) => `late-${i}`);
  for (const userId of late) client.track({ userId, event: "Order Delivered", timestamp: new Date() });
  await client.closeAndFlush();
  const everybody = await until("everybody judged", async () => {
    const found = await decisions();
    return found.length === BUYERS + TODAY && found.every((one) => one.reason !== "waiting" || late.includes(one.customer)) && found;
  });
  const all = everybody.filter((one) => !late.includes(one.customer)), waiting = everybody.filter((one) => one.reason === "waiting");
  assert.ok(waiting.length > 0 && waiting.length < TODAY, `the lot is drawn at once, the rest waits for two days: ${waiting.length} of ${TODAY}`);
  assert.ok(everybody.every((one) => !late.includes(one.customer) || !one.asked));
  const asked = all.filter((one) => one.asked);
  assert.ok(asked.length >= 4 && asked.length <= 34, `about a third: ${asked.length} of ${BUYERS}`); // 33 % of 54 by lot: outside once in 300,000
  assert.ok(all.every((one) => Boolean(one.asked) === (one.reason === "asked") && one.reason), "everybody who was not asked has a reason");
  assert.ok(all.filter((one) => one.reason === "sampled_out").length > 0);
  assert.ok(asked.every((one) => Number(one.customer.split("-")[1]) % 10), "nobody without consent");
  await until("the mail", () => post.mails.length >= asked.length);
  assert.deepEqual(new Set(post.mails.map((mail) => mail.to[0])), new Set(asked.map((one) => `${one.customer}@buyers.example`)));
  const page = await open("/asking/decisions");
  await page.getByRole("table").getByText("The question was sent on its way.").first().waitFor();
  await page.getByRole("table").getByText("The lot did not fall on this one.").first().waitFor();
  await page.context().close();
});

test("answers come from the mail, a phone, the kiosk and the widget, each once", async () => {
  const before = (await responses()).length;
  // From the mail: the score chosen there stands, and sending takes it. The link serves once.
  const fromMail = personal(post.mails[0]);
  const mail = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await mail.goto(`${server.url}${fromMail}?answer=9`);
  await mail.locator('[id="recommend-9"]:checked').waitFor({ state: "attached" });
  await send(mail);
  await mail.goto(server.url + fromMail);
  assert.equal(await mail.locator("form").count(), 0, "a used link asks nothing");
  // On a phone, from another letter.
  const phone = await openPage(browser, { viewport: PHONE, origin: server.url });
  await phone.goto(server.url + personal(post.mails[1]));
  await phone.check('[id="recommend-7"]');
  await send(phone);
  // The kiosk, its network pulled out, the page loaded anew, and the network put back.
  const kiosk = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await kiosk.goto(`${server.url}/k/delivered?lang=en`);
  await kiosk.waitForSelector("html[data-kept]", { state: "attached" });
  await kiosk.context().setOffline(true);
  await kiosk.reload();
  await kiosk.click("#kiosk-start .start >> nth=0");
  await kiosk.check('[id="recommend-3"]');
  await press(kiosk, () => kiosk.locator("#kiosk-thanks:not([hidden])").isVisible());
  assert.equal((await responses()).length, before + 2, "nothing came without the network");
  await kiosk.context().setOffline(false);
  await until("the kiosk's answer", async () => (await responses()).length === before + 3);
  // The widget, on the shop's own page with its strict policy.
  const visitor = await openPage(browser, { viewport: DESKTOP });
  await visitor.goto(shopOrigin);
  await visitor.waitForFunction(() => typeof globalThis.kuulo === "function");
  await visitor.evaluate(() => (addEventListener("kuulo:done", () => (globalThis.done = true)), globalThis.kuulo("track", "thanks")));
  const frame = visitor.frameLocator("iframe"), choice = frame.locator('[id="recommend-5"]');
  await until("the choice", async () => (await choice.check({ timeout: 2000 }).catch(() => {}), choice.isChecked()));
  await press(frame, () => visitor.evaluate(() => globalThis.done));
  const items = (await responses()).slice(0, 4).map((one) => [one.channel, one.answers.recommend]).sort();
  assert.deepEqual(items, [["email", 7], ["email", 9], ["kiosk", 3], ["widget", 5]]);
  assert.equal((await responses()).length, before + 4);
  for (const page of [mail, phone, kiosk, visitor]) await page.context().close();
});

// One question a page: onward until what comes after the last.
async function press(where, arrived) {
  await until("the end of the questions", async () => {
    if (await arrived()) return true;
    await where.locator("#go").click({ timeout: 500 }).catch(() => {});
    return arrived();
  });
}
const send = (page) => press(page, async () => page.url().includes("/thanks"));

test("one click stops the letters, and every way of asking honours it", async () => {
  const mail = post.mails[2], customer = mail.to[0].split("@")[0];
  const address = header(read(mail.bytes), "list-unsubscribe").slice(1, -1);
  const reply = await fetch(server.url + new URL(address).pathname, { method: "POST", body: "List-Unsubscribe=One-Click", headers: { "content-type": "application/x-www-form-urlencoded" } });
  assert.equal(reply.status, 200);
  const client = new Analytics({ writeKey, host: server.url });
  client.track({ userId: customer, event: "Order Delivered", timestamp: daysAgo(2.5) });
  await client.closeAndFlush();
  const [latest] = await until("the second delivery judged", async () => {
    const { items } = await server.ok("GET", `/api/v1/ask-decisions?customer=${customer}`);
    return items.length === 2 && items.every((one) => one.reason !== "waiting") && items;
  });
  assert.ok(["unsubscribed", "sampled_out"].includes(latest.reason), latest.reason);
  const { items } = await server.ok("POST", "/api/v1/surveys/delivered/invitations", { customers: [customer], channel: "email" });
  assert.equal(items[0].reason, "unsubscribed");
  assert.equal(post.count(mail.to[0]), 1);
});
