// The channels in a real browser: a kiosk whose network is pulled out and put back (R19), the widget on another site's page, a frame of the
// page, a form continued on another device, three languages, axe.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, openPage, PHONE, ROOT, shot, signedIn, startServer, within } from "./harness.mjs";

const all = (en, fi, sv) => ({ en, fi, sv });
const VISIT = {
  slug: "visit",
  title: all("How was your visit?", "Miten käyntisi meni?", "Hur gick ditt besök?"),
  languages: ["en", "fi", "sv"],
  touchpoint: "store-visit",
  questions: [
    { id: "recommend", type: "nps", required: true, text: all("How likely would you be to recommend us?", "Kuinka todennäköisesti suosittelisit meitä?", "Hur troligt är det att du rekommenderar oss?") },
    { id: "why", type: "story", text: all("Tell us what happened.", "Kerro, mitä tapahtui.", "Berätta vad som hände.") },
  ],
};
let server, browser, shop, shopServer;
let page_of_shop = "";

before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  shopServer = createServer((request, response) => {
    const csp = `default-src 'none'; script-src ${server.url} 'nonce-n1'; frame-src ${server.url}; style-src 'none'`;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": csp });
    response.end(request.url === "/favicon.ico" ? "" : page_of_shop);
  });
  await new Promise((done) => shopServer.listen(0, "127.0.0.1", done));
  shop = `http://localhost:${shopServer.address().port}`;
  for (const survey of [VISIT, { ...VISIT, slug: "framed", embed_origins: [shop] }, { ...VISIT, slug: "alone", questions: VISIT.questions.slice(0, 1) }]) {
    await server.ok("POST", "/api/v1/surveys", survey);
    await server.publish(survey.slug);
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shopServer?.close();
  await server?.stop();
});

const responses = async (survey) => (await server.ok("GET", `/api/v1/responses?survey=${survey}&limit=500`)).items;
const close = (page) => page.context().close();
const until = (what, look) => within(30_000, (async () => {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 50));
  }
})(), what);
const kiosk = async (path, options = {}) => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url, ...options });
  await page.goto(server.url + path);
  await page.waitForSelector("html[data-kept]", { state: "attached" });
  return page;
};
const answerKiosk = async (page, score) => {
  await page.click("#kiosk-start .start >> nth=0");
  await page.check(`[id="recommend-${score}"]`);
  await page.click("#go");
  await page.waitForSelector("#kiosk-thanks:not([hidden])");
  await page.click("#kiosk-thanks .start");
  await page.waitForSelector("#kiosk-start:not([hidden])");
};

test("a kiosk loses no answer and doubles none while the network comes and goes, with reloads in between (R19)", async () => {
  const page = await kiosk("/k/alone?lang=en&unit=espoo&attr.device=till-3&touchpoint=store-visit");
  const context = page.context(), given = [];
  const rounds = Number(process.env.KIOSK_ROUNDS ?? 20);
  for (let i = 0; i < rounds; i++) {
    if (i % 4 === 1) await context.setOffline(true);
    if (i % 4 === 3) await context.setOffline(false);
    if (i % 3 === 2) await page.reload();
    given.push(i % 11);
    await answerKiosk(page, i % 11);
  }
  await context.setOffline(true);
  await page.reload();
  given.push(10);
  await answerKiosk(page, 10);
  assert.match(await page.textContent("#kiosk-state:not([hidden])"), /waiting to be sent/);
  await context.setOffline(false);
  await until("everything sent", async () => (await responses("alone")).length >= given.length);
  await page.waitForSelector("#kiosk-state", { state: "hidden" });
  const items = await responses("alone");
  assert.deepEqual(items.map((r) => r.answers.recommend).sort(), [...given].sort());
  for (const item of items) {
    assert.equal(item.channel, "kiosk");
    assert.equal(item.unit, "espoo");
    assert.equal(item.attributes.device, "till-3");
    assert.ok(Math.abs(Date.parse(item.at) - Date.parse(item.received_at)) < 600_000);
  }
  await close(page);
});

test("an answer whose acknowledgement was lost is sent again and stays one", async () => {
  const page = await kiosk("/k/visit?lang=en");
  let lost = 0;
  await page.route("**/s/visit?answer", (route) => route.continue());
  await page.route("**/s/visit", async (route) => {
    if (route.request().method() !== "POST" || lost++ > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  const before = (await responses("visit")).length;
  await page.click("#kiosk-start .start >> nth=0");
  await page.check('[id="recommend-9"]');
  await page.click("#go");
  await page.click("#go");
  await page.waitForSelector("#kiosk-thanks:not([hidden])");
  await until("a third try", () => lost > 2);
  await page.waitForSelector("#kiosk-state", { state: "hidden" });
  assert.equal((await responses("visit")).length, before + 1);
  await close(page);
});

test("a kiosk speaks the chosen language, thanks, asks whether somebody is there, and forgets", async () => {
  const page = await kiosk("/k/visit?lang=en&idle=10");
  await page.clock.install();
  await page.reload();
  assert.deepEqual(await page.locator("#kiosk-start .start").allTextContents(), ["English", "Suomi", "Svenska"]);
  assert.deepEqual(await axe(page), []);
  await shot(page, "kiosk-start");
  await page.click("#kiosk-start [data-lang=fi]");
  await page.waitForSelector("html[lang=fi] form:not([hidden])");
  assert.deepEqual(await axe(page), []);
  await shot(page, "kiosk-question");
  await page.check('[id="recommend-2"]');
  await page.clock.fastForward(11_000);
  await page.waitForSelector("dialog[open]");
  assert.match(await page.textContent("dialog[open] h2"), /Oletko vielä siinä/);
  assert.deepEqual(await axe(page), []);
  await shot(page, "kiosk-there");
  await page.click("dialog .start");
  assert.ok(await page.isChecked('[id="recommend-2"]'));
  await page.click("#go");
  await page.click("#go");
  await page.waitForSelector("#kiosk-thanks:not([hidden])");
  assert.match(await page.textContent("#kiosk-thanks .big"), /Olemme pahoillamme/);
  assert.deepEqual(await axe(page), []);
  await shot(page, "kiosk-thanks");
  await page.clock.fastForward(9_000);
  await page.waitForSelector("html[lang=en] #kiosk-start:not([hidden])");
  await page.click("#kiosk-start .start >> nth=0");
  assert.equal(await page.isChecked('[id="recommend-2"]'), false);
  await page.clock.fastForward(11_000);
  await page.waitForSelector("dialog[open]");
  await page.clock.fastForward(16_000);
  await page.waitForSelector("#kiosk-start:not([hidden])");
  await close(page);
});

test("a form grows as it is answered and goes on on a phone", async () => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await page.goto(`${server.url}/s/visit?lang=en`);
  assert.equal(await page.locator("#elsewhere").count(), 0);
  const saved = page.waitForResponse("**/s/visit/partial");
  await page.check('[id="recommend-6"]');
  await page.click("#go");
  assert.equal((await saved).status(), 204);
  await page.fill("#why", "Half of it");
  await page.click("#elsewhere button");
  const link = await page.getAttribute("#elsewhere a", "href");
  assert.deepEqual(await axe(page), []);
  await shot(page, "elsewhere");
  const phone = await openPage(browser, { viewport: PHONE, origin: server.url });
  await phone.goto(link);
  await phone.waitForSelector(".ready");
  assert.equal(await phone.inputValue("#why"), "Half of it");
  await phone.fill("#why", "All of it");
  await phone.click("#go");
  await phone.waitForURL(/\/thanks\?/);
  const [item] = await responses("visit");
  assert.equal(item.answers.why, "All of it");
  assert.equal(item.answers.recommend, 6);
  /* The first device sends its own: the same form, so the same response. */
  await page.click("#go");
  await page.waitForURL(/\/thanks\?/);
  assert.equal((await responses("visit"))[0].id, item.id);
  assert.deepEqual(page.complaints, []);
  await close(page);
  await close(phone);
});

const shopPage = (attributes) => `<!doctype html><html lang="en"><title>Shop</title><main><h1>Shoes</h1><p>Words</p></main>
<script src="${server.url}/widget.js" data-survey="framed" ${attributes} async></script></html>`;
const visitShop = async (attributes, options = {}) => {
  page_of_shop = shopPage(attributes);
  const page = await openPage(browser, { viewport: DESKTOP, ...options });
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shift += entry.value))).observe({ type: "layout-shift", buffered: true });
    globalThis.said = [];
    for (const name of ["shown", "done", "closed"]) addEventListener(`kuulo:${name}`, () => globalThis.said.push(name));
  });
  await page.goto(shop);
  return page;
};

test("the widget shows under a strict policy, moves nothing, and takes an answer", async () => {
  const page = await visitShop('data-event="bought" data-attr-segment="gold"');
  await page.waitForFunction(() => typeof globalThis.kuulo === "function");
  assert.equal(await page.locator("[data-kuulo]").count(), 0, "nothing before the event");
  await page.evaluate(() => globalThis.kuulo("track", "bought"));
  const frame = page.frameLocator("iframe");
  await choose(frame.locator('[id="recommend-9"]'));
  await frame.locator("#go").click();
  await page.waitForFunction(() => globalThis.said.includes("shown"));
  assert.deepEqual(await axe(page, { include: "[data-kuulo]" }), []);
  await shot(page, "widget");
  await frame.locator("#go").click();
  await page.waitForFunction(() => globalThis.said.includes("done"));
  const [item] = await responses("framed");
  assert.equal(item.channel, "widget");
  assert.deepEqual(item.attributes, { segment: "gold" });
  assert.equal(await page.evaluate(() => globalThis.shift), 0);
  assert.deepEqual(await page.context().cookies(), []);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.deepEqual(page.complaints.filter((text) => !/favicon/.test(text)), []);
  await close(page);
});

test("a closed widget stays closed in its tab, and nothing is stored before somebody acts", async () => {
  const page = await visitShop('data-event="bought"');
  await page.waitForFunction(() => typeof globalThis.kuulo === "function");
  await page.evaluate(() => globalThis.kuulo("track", "bought"));
  await page.waitForFunction(() => globalThis.said.includes("shown"));
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await page.click("[data-kuulo] .close");
  await page.reload();
  await page.waitForFunction(() => typeof globalThis.kuulo === "function");
  await page.evaluate(() => globalThis.kuulo("track", "bought"));
  assert.equal(await page.locator("[data-kuulo] iframe").count(), 0);
  await close(page);
});

/** The panel may still be growing to its height when the click lands. */
function choose(answer) {
  return until("the choice", async () => {
    await answer.check({ timeout: 2000 }).catch(() => {});
    return answer.isChecked();
  });
}

test("a widget that lost its network sends when it is back, closed or not", async () => {
  const page = await visitShop('data-event="bought"');
  await page.waitForFunction(() => typeof globalThis.kuulo === "function");
  await page.evaluate(() => globalThis.kuulo("track", "bought"));
  const frame = page.frameLocator("iframe"), before = (await responses("framed")).length;
  await choose(frame.locator('[id="recommend-4"]'));
  await frame.locator("#go").click();
  await page.context().setOffline(true);
  await frame.locator("#go").click();
  await frame.locator("#status:not(:empty)").waitFor();
  await page.click("[data-kuulo] .close");
  await page.context().setOffline(false);
  await until("the answer", async () => (await responses("framed")).length === before + 1);
  await close(page);
});

test("the widget's triggers: never outside its pages or its share; a button when nothing else is said", async () => {
  const none = await visitShop('data-after="0.01" data-page="/checkout*"');
  const share = await visitShop('data-after="0.01" data-share="0"');
  for (const page of [none, share]) {
    await page.waitForFunction(() => typeof globalThis.kuulo === "function");
    await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
    assert.equal(await page.locator("[data-kuulo]").count(), 0);
    await close(page);
  }
  const button = await visitShop('data-label="Tell us"', { viewport: PHONE });
  await button.click("[data-kuulo] .tab");
  await button.waitForFunction(() => globalThis.said.includes("shown"));
  await shot(button, "widget-phone");
  await close(button);
});

test("a site that is not named cannot frame the page", async () => {
  page_of_shop = `<!doctype html><html lang="en"><title>Thief</title><iframe src="${server.url}/s/visit?embed=1"></iframe></html>`;
  const page = await openPage(browser);
  await page.goto(shop);
  await until("the browser's refusal", () => page.complaints.some((text) => /frame-ancestors/.test(text)));
  await close(page);
});

test("an author sees the draft in the widget on a sample page, and nothing can be sent from there", async () => {
  await server.ok("POST", "/api/v1/surveys", { slug: "not-yet", title: { en: "Not yet", fi: "Ei vielä" }, languages: ["en", "fi"], questions: [{ id: "recommend", type: "nps", text: { en: "Recommend?", fi: "Suositteletko?" } }] });
  const page = await signedIn(await openPage(browser, { viewport: DESKTOP, origin: server.url }), server);
  await page.goto(`${server.url}/surveys/not-yet/share`);
  await page.getByRole("button", { name: "Make a sample page" }).click();
  const link = await page.getByRole("link", { name: "Open the sample page" }).getAttribute("href");
  await close(page);
  const sample = await openPage(browser, { viewport: DESKTOP });
  await sample.goto(link);
  await sample.getByRole("heading", { name: "A page of your own site" }).waitFor();
  assert.deepEqual(await axe(sample), []);
  await sample.locator("[data-kuulo] .tab").click();
  const frame = sample.frameLocator("iframe");
  await frame.getByText("Preview. Nothing is sent.").waitFor();
  await choose(frame.locator('[id="recommend-9"]'));
  await shot(sample, "widget-sample");
  assert.deepEqual(sample.complaints, []);
  assert.equal((await responses("not-yet")).length, 0);
  await close(sample);
  const phone = await openPage(browser, { viewport: PHONE, locale: "fi-FI", theme: "dark" });
  await phone.goto(link.replace("sample=button", "sample=scroll"));
  await phone.getByRole("heading", { name: "Sivu omalla sivustollasi" }).waitFor();
  assert.equal(await phone.locator("iframe").count(), 0);
  await phone.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await phone.frameLocator("iframe").getByText("Suositteletko?").waitFor();
  await shot(phone, "widget-sample-phone");
  await close(phone);
});

test("the widget weighs at most 12 KB", async () => {
  const reply = await fetch(`${server.url}/widget.js`, { headers: { "accept-encoding": "identity" } });
  assert.equal(reply.headers.get("cross-origin-resource-policy"), "cross-origin");
  assert.equal(reply.headers.get("cache-control"), "no-cache");
  const bytes = Buffer.from(await reply.arrayBuffer());
  assert.deepEqual(bytes, readFileSync(join(ROOT, "web/dist-respond/widget.js")));
  const size = gzipSync(bytes, { level: 6 }).length;
  assert.ok(size <= 12 * 1024, `${size} bytes`);
});
