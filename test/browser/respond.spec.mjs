// The respondent's page in a real browser: answered with and without scripts, by keyboard alone, through a lost network, at 320 px and on a
// desk, in both themes and three languages; axe finds nothing; nothing is stored on the device.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, NARROW, openPage, PHONE, shot, startServer } from "./harness.mjs";

const all = (en, fi, sv) => ({ en, fi, sv });
const VISIT = {
  slug: "visit",
  title: all("Your visit", "Käyntisi", "Ditt besök"),
  languages: ["en", "fi", "sv"],
  touchpoint: "store-visit",
  questions: [
    { id: "recommend", type: "nps", required: true, text: all("How likely would you be to recommend us to a friend?", "Kuinka todennäköisesti suosittelisit meitä ystävälle?", "Hur troligt är det att du skulle rekommendera oss till en vän?") },
    { id: "felt", type: "emotion", text: all("What feeling did it leave you with?", "Millainen tunne sinulle jäi?", "Vilken känsla blev kvar hos dig?") },
    { id: "why", type: "story", show_if: { field: "answers.recommend", op: "le", value: 6 }, text: all("Tell us what happened.", "Kerro, mitä tapahtui.", "Berätta vad som hände.") },
  ],
};
const choices = [{ id: "buy", text: all("I bought shoes", "Ostin kengät", "Jag köpte skor") }, { id: "look", text: all("I looked around", "Katselin", "Jag tittade") }];
const EVERYTHING = {
  slug: "everything",
  title: all("Everything we can ask", "Kaikki, mitä voi kysyä", "Allt vi kan fråga"),
  languages: ["en", "fi", "sv"],
  questions: [
    { id: "hello", type: "statement", text: all("Thank you for visiting us.", "Kiitos käynnistä.", "Tack för besöket.") },
    { id: "recommend", type: "nps", required: true, text: all("How likely are you to recommend us?", "Kuinka todennäköisesti suosittelisit meitä?", "Hur troligt är det att du rekommenderar oss?") },
    { id: "ease", type: "ces", text: all("How hard or easy was it?", "Kuinka vaikeaa tai helppoa se oli?", "Hur svårt eller lätt var det?") },
    { id: "happy", type: "csat", text: all("How satisfied are you?", "Kuinka tyytyväinen olet?", "Hur nöjd är du?") },
    { id: "fit", type: "rating", scale: { low: 0, high: 15 }, text: all("A long scale", "Pitkä asteikko", "En lång skala") },
    { id: "hundred", type: "rating", scale: { low: 0, high: 100 }, text: all("Nought to a hundred", "Nollasta sataan", "Noll till hundra") },
    { id: "expected", type: "expectation", text: all("How did it compare with what you expected?", "Miten kokemuksesi vastasi odotuksiasi?", "Hur blev det jämfört med vad du väntade?") },
    { id: "felt", type: "emotion", required: true, text: all("What did you feel?", "Mitä tunsit?", "Vad kände du?") },
    { id: "why", type: "story", length_max: 40, text: all("Tell us what happened.", "Kerro, mitä tapahtui.", "Berätta vad som hände.") },
    { id: "reason", type: "choice", choices, text: all("Why did you come?", "Miksi kävit?", "Varför kom du?") },
    { id: "bought", type: "choices", choices, text: all("What did you do?", "Mitä teit?", "Vad gjorde du?") },
    { id: "city", type: "text", text: all("Where do you live?", "Missä asut?", "Var bor du?") },
    { id: "minutes", type: "number", low: 0, high: 240, text: all("Minutes of waiting?", "Montako minuuttia odotit?", "Hur många minuter väntade du?") },
    { id: "day", type: "date", text: all("When did you visit?", "Milloin kävit?", "När besökte du oss?") },
    { id: "contact", type: "consent", text: all("You may contact me about this answer.", "Minuun saa ottaa yhteyttä tästä vastauksesta.", "Ni får kontakta mig om det här svaret.") },
  ],
};

let server, browser;

before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  for (const survey of [VISIT, EVERYTHING]) {
    await server.ok("POST", "/api/v1/surveys", survey);
    await server.publish(survey.slug);
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = async (path, options = {}) => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url, ...options });
  await page.goto(server.url + path);
  return page;
};
const close = (page) => page.context().close();
const responses = async (survey = "visit") => (await server.ok("GET", `/api/v1/responses?survey=${survey}&limit=200`)).items;
const go = (page) => page.click("#go");
const arrived = (page) => page.waitForURL(/\/thanks\?/);
const pick = (page, id) => page.check(`[id="${id}"]`);

test("a customer answers on a phone, and the answer is stored as given", async () => {
  const before = (await responses()).length;
  const page = await open("/s/visit?lang=fi&channel=qr&attr.segment=gold");
  assert.equal(await page.getAttribute("html", "lang"), "fi");
  assert.match(await page.textContent("#length"), /2–3 kysymystä/);
  await pick(page, "recommend-3");
  await go(page);
  await pick(page, "felt-relief");
  await pick(page, "felt.intensity.relief-4");
  await go(page);
  await page.fill("#why", "Hienosti hoidettu");
  await go(page);
  await arrived(page);
  assert.match(await page.textContent("h1"), /Olemme pahoillamme/);
  const [latest] = await responses();
  assert.equal((await responses()).length, before + 1);
  assert.deepEqual(latest.answers.recommend, 3);
  assert.deepEqual(latest.answers.felt, { strongest: "relief", all: { relief: 4 } });
  assert.equal(latest.answers.why, "Hienosti hoidettu");
  assert.equal(latest.channel, "qr");
  assert.equal(latest.language, "fi");
  assert.deepEqual(latest.attributes, { segment: "gold" });
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("the page is three requests, 25 KB, no cookie and no storage", async () => {
  const page = await open("/s/everything?lang=fi");
  assert.equal(page.loaded.length, 3);
  let bytes = 0;
  for (const reply of page.loaded) bytes += (await reply.request().sizes()).responseBodySize;
  assert.ok(bytes <= 25 * 1024, `${bytes} bytes`);
  assert.deepEqual(await page.context().cookies(), []);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  const headers = page.loaded[0].headers();
  assert.match(headers["content-security-policy"], /default-src 'none'/);
  assert.doesNotMatch(headers["content-security-policy"], /unsafe/);
  assert.doesNotMatch(headers["cache-control"], /no-store/);
  for (const file of page.loaded.slice(1)) assert.match(file.headers()["cache-control"], /immutable/);
  await close(page);
});

test("without scripts the whole survey is one form; faults come back at their questions with everything kept", async () => {
  const page = await open("/s/everything?lang=en", { scripts: false });
  assert.equal(await page.locator(".q:visible").count(), EVERYTHING.questions.length);
  await page.fill("#why", "This is far longer than the forty characters allowed.");
  await pick(page, "felt-joy");
  await pick(page, "felt.intensity.joy-5");
  assert.ok(await page.isHidden("[id='felt.intensity.relief-5']"));
  await go(page);
  assert.equal(await page.textContent("#recommend-error"), "We need an answer here to continue.");
  assert.equal(await page.evaluate(() => document.activeElement.id), "errors");
  assert.match(await page.inputValue("#why"), /^This is far longer/);
  assert.ok(await page.isChecked("[id='felt.intensity.joy-5']"));
  await shot(page, "respond-plain-errors");
  await page.click("#errors a");
  assert.equal(await page.evaluate(() => document.activeElement.id), "recommend-0");
  await pick(page, "recommend-10");
  await go(page);
  assert.match(await page.textContent("#why-error"), /characters too long/);
  await page.fill("#why", "Short");
  await page.fill("#minutes", "2,5");
  await go(page);
  await arrived(page);
  assert.match(await page.textContent("h1"), /Thank you/);
  const [latest] = await responses("everything");
  assert.equal(latest.answers.minutes, 2.5);
  assert.equal(latest.answers.why, "Short");
  await close(page);
});

test("without scripts, going back and sending again is still one response", async () => {
  for (const path of ["/s/visit?lang=en", "/s/visit"]) {
    const before = (await responses()).length;
    const page = await open(path, { scripts: false, origin: undefined }); // watching every request would switch the browser's cache off
    const key = await page.inputValue("[name=submission_key]");
    await pick(page, "recommend-9");
    await go(page);
    await arrived(page);
    await page.goBack();
    assert.equal(await page.inputValue("[name=submission_key]"), key);
    await pick(page, "recommend-8");
    await go(page);
    await arrived(page);
    await page.reload();
    assert.equal((await responses()).length, before + 1);
    await close(page);
  }
});

test("an answer to a hidden question is dropped, without a fault", async () => {
  const page = await open("/s/visit?lang=en", { scripts: false });
  await pick(page, "recommend-9");
  await page.fill("#why", "shown only to the unhappy");
  await go(page);
  await arrived(page);
  assert.deepEqual((await responses())[0].answers, { recommend: 9 });
  await close(page);
});

test("conditions and faults are told at once; an answer can be changed", async () => {
  const page = await open("/s/visit?lang=en");
  await go(page);
  assert.equal(await page.textContent("#recommend-error"), "We need an answer here to continue.");
  await pick(page, "recommend-9");
  assert.ok(await page.isHidden("#recommend-error"));
  await go(page);
  assert.equal(await page.textContent("#go"), "Send answer");
  assert.match(await page.innerText("#length"), /2 \/ 2/);
  await page.click("text=Change");
  await pick(page, "recommend-2");
  await go(page);
  assert.match(await page.innerText("#length"), /3 \/ 3/);
  assert.ok(await page.isVisible("#why"));
  await close(page);
});

test("by keyboard alone", async () => {
  const page = await open("/s/visit?lang=en", { viewport: DESKTOP });
  await page.focus("#recommend-0");
  await page.keyboard.press("Space");
  for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowRight");
  assert.ok(await page.isChecked("#recommend-9"));
  await shot(page, "respond-focus");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "go");
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement.closest("#q-felt") !== null));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.ok(await page.isChecked("#felt-joy"));
  await page.focus("#go");
  await page.keyboard.press("Enter");
  await arrived(page);
  await close(page);
});

test("a double click, a slow line and a retry make one response", async () => {
  const before = (await responses()).length;
  const page = await open("/s/visit?lang=en");
  await pick(page, "recommend-9");
  await go(page);
  await page.route("**/s/visit?answer", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch(); // it arrived, but the answer got lost on the way back
    await route.abort();
    await page.unroute("**/s/visit?answer");
  });
  await page.dblclick("#go");
  await page.waitForFunction(() => /No connection/.test(document.getElementById("status")?.textContent ?? ""));
  await arrived(page);
  assert.equal((await responses()).length, before + 1);
  await close(page);
});

test("answers are kept in the page through a lost network and sent when it returns", async () => {
  const before = (await responses()).length;
  const page = await open("/s/visit?lang=fi");
  await pick(page, "recommend-9");
  await page.context().setOffline(true);
  await go(page);
  await go(page);
  await page.waitForFunction(() => /Ei yhteyttä/.test(document.getElementById("status").textContent));
  assert.deepEqual(await axe(page), []);
  await shot(page, "respond-offline");
  await page.context().setOffline(false);
  await arrived(page);
  assert.equal((await responses()).length, before + 1);
  assert.equal((await responses())[0].answers.recommend, 9);
  await close(page);
});

test("back after sending does not lead to the form again", async () => {
  const page = await open("/healthz");
  await page.goto(`${server.url}/s/visit?lang=en`);
  await pick(page, "recommend-9");
  await go(page);
  await go(page);
  await arrived(page);
  await page.goBack();
  assert.match(page.url(), /healthz/);
  await close(page);
});

test("the 0-10 row is one row of fields that can be hit, and nothing scrolls sideways", async () => {
  for (const viewport of [PHONE, NARROW]) {
    const page = await open("/s/everything?lang=fi", { viewport, scripts: false });
    const cells = await page.$$eval("#q-recommend input", (inputs) => inputs.map((i) => i.getBoundingClientRect()).map((r) => [r.top, r.width, r.height]));
    assert.equal(cells.length, 11);
    assert.equal(new Set(cells.map(([top]) => top)).size, 1);
    for (const [, width, height] of cells) assert.ok(width >= 24 && height >= 44, `${width} × ${height}`);
    for (const side of await page.$$eval("#q-ease input, .list input, .emo.felt input, #go", (fields) => fields.map((f) => f.getBoundingClientRect().height)))
      assert.ok(side >= 44);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `sideways at ${viewport.width}`);
    await shot(page, `respond-everything-${viewport.width}`);
    await close(page);
  }
});

test("axe finds nothing: three languages, both themes, narrow and wide, with the script and as a plain form", async () => {
  await server.ok("PATCH", "/api/v1/workspace", { colour: "#7a1fa2", logo_svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 24"><path fill="#7a1fa2" d="M2 22 13 2l11 20z"/></svg>' });
  for (const [lang, theme, viewport] of [["fi", "light", PHONE], ["sv", "dark", NARROW], ["en", "dark", DESKTOP]]) {
    const page = await open(`/s/visit?lang=${lang}`, { theme, viewport });
    const look = async (step) => {
      if (lang === "fi" || step === "emotion") assert.deepEqual(await axe(page), [], `${lang} ${theme} ${step}`);
      await shot(page, `respond-${lang}-${theme}-${viewport.width}-${step}`);
    };
    await go(page);
    await look("needed");
    await pick(page, "recommend-2");
    await go(page);
    await pick(page, "felt-relief");
    await pick(page, "felt-frustration");
    await look("emotion");
    await go(page);
    await look("story");
    await go(page);
    await arrived(page);
    await look("thanks");
    assert.deepEqual(page.complaints, []);
    await close(page);
  }
  /* The plain form: axe itself needs scripts, so only the page's own is kept away. */
  const page = await openPage(browser, { viewport: NARROW, theme: "dark" });
  await page.route("**/respond.js*", (route) => route.abort());
  await page.goto(`${server.url}/s/everything?lang=en`);
  assert.equal(await page.locator(".q:visible").count(), EVERYTHING.questions.length);
  await pick(page, "felt-joy");
  await pick(page, "felt-hurry");
  await go(page);
  await page.waitForSelector("#errors");
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.url}/s/nothing-here`);
  assert.deepEqual(await axe(page), []);
  assert.match(await page.textContent("h1"), /does not work/);
  await close(page);
});
