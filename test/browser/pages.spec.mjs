// A survey in pages, in three languages: forwards and back on a phone with scripts and without, by keyboard, with the network away between
// pages, with earlier answers in later texts, a value from the link, a calculated number, and continued on another device.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, openPage, openScreen, PHONE, shot, startServer } from "./harness.mjs";

const all = (en, fi, sv) => ({ en, fi, sv });
const bike = { id: "bike", text: all("A bike", "Polkupyörä", "En cykel"), score: 4 }, skis = { id: "skis", text: all("Skis", "Sukset", "Skidor"), score: 1 };
const asked = {
  slug: "paged", title: all("Your purchase", "Ostoksesi", "Ditt köp"), languages: ["en", "fi", "sv"], touchpoint: "store", show: "pages",
  questions: [
    { id: "campaign", type: "hidden", text: all("Campaign", "Kampanja", "Kampanj") },
    { id: "recommend", type: "nps", required: true, text: all("Would you recommend us?", "Suosittelisitko meitä?", "Skulle du rekommendera oss?") },
    { id: "bought", type: "choice", required: true, choices: [bike, skis], text: all("What did you buy?", "Mitä ostit?", "Vad köpte du?") },
    { id: "sure", type: "text", text: all("Why {{answers.bought}}?", "Miksi {{answers.bought}}?", "Varför {{answers.bought}}?") },
    { id: "wrong", type: "story", new_page: true, show_if: { field: "answers.recommend", op: "le", value: 6 }, text: all("What went wrong?", "Mikä meni vikaan?", "Vad gick fel?") },
    { id: "fit", type: "rating", new_page: true, scale: { low: 1, high: 5 }, required: true, text: all("How does it fit: {{answers.bought}}?", "Miten sopii: {{answers.bought}}?", "Hur passar: {{answers.bought}}?") },
    { id: "why_not", type: "text", required: true, show_if: { field: "answers.fit", op: "le", value: 2 }, text: all("Why not?", "Miksi ei?", "Varför inte?") },
    { id: "mean", type: "calculated", calculate: { mean: ["recommend", "bought", "fit"] }, text: all("Mean", "Keskiarvo", "Medelvärde") },
    { id: "end", type: "statement", new_page: true, text: all("Your number is {{answers.mean}}, {{attributes.name}}.", "Lukusi on {{answers.mean}}, {{attributes.name}}.", "Ditt tal är {{answers.mean}}, {{attributes.name}}.") },
    { id: "more", type: "story", text: all("Anything else?", "Vielä jotain?", "Något mer?") },
  ],
};
let server, browser;

before(async () => {
  server = await startServer();
  await server.addTouchpoint("store");
  for (const survey of [asked, { ...asked, slug: "single", show: "one_at_a_time" }]) {
    await server.ok("POST", "/api/v1/surveys", survey);
    await server.publish(survey.slug);
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const latest = async (slug = "paged") => (await server.ok("GET", `/api/v1/responses?survey=${slug}&limit=1`)).items[0];
const visible = (page) => page.locator(".q:visible").evaluateAll((list) => list.map((q) => q.dataset.id));
const close = (page) => page.context().close();

test("on a phone with a script: forwards, back, over a page that is not meant, and sent once", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url });
  const go = () => page.click("#go"), error = (id) => page.locator(`#q-${id} .error`);
  await page.goto(`${server.url}/s/paged?campaign=spring&attr.name=Aino`);
  await page.waitForSelector(".ready");
  assert.deepEqual(await visible(page), ["recommend", "bought", "sure"]);
  assert.equal(await page.locator("#back").isVisible(), false);
  await shot(page, "pages-first");
  await go();
  for (const id of ["recommend", "bought"]) assert.equal(await error(id).textContent(), "We need an answer here to continue.", "all faults of a page at once");
  assert.equal(await page.locator("#q-sure h2").textContent(), "Why …?");
  await page.check("#bought-bike");
  assert.equal(await page.locator("#q-sure h2").textContent(), "Why A bike?", "on the same page as one answers");
  await page.check("#recommend-9");
  assert.deepEqual(await axe(page), []);
  await go();
  assert.deepEqual(await visible(page), ["fit"], "who is content is not asked what went wrong");
  assert.equal(await page.locator("#q-fit h2").textContent(), "How does it fit: A bike?");
  assert.equal(await page.locator("#length .vh").textContent(), "Page 2 of 3");
  await page.click("#back");
  assert.deepEqual(await visible(page), ["recommend", "bought", "sure"]);
  assert.equal(await page.isChecked("#recommend-9"), true);
  await page.check("#recommend-3");
  await go();
  assert.deepEqual(await visible(page), ["wrong"]);
  assert.equal(await page.locator("#length .vh").textContent(), "Page 2 of 4");
  await page.fill("#wrong", "The chain");
  await page.goBack(); // the device's own way back
  await page.waitForSelector("#q-recommend:not(.away)");
  await page.goForward();
  await page.waitForSelector("#q-wrong:not(.away)");
  assert.equal(await page.inputValue("#wrong"), "The chain");
  await page.click("#back");
  await page.check("#recommend-8");
  await page.context().setOffline(true); // between pages nobody needs the network
  await go();
  await page.check("#fit-2");
  assert.deepEqual(await visible(page), ["fit", "why_not"], "a condition of the same page at once");
  await shot(page, "pages-middle");
  await page.check("#fit-3");
  await go();
  assert.equal(await page.locator("#q-end").textContent(), "Your number is 5, Aino."); // (8 + 4 + 3) / 3
  assert.equal(await page.textContent("#go"), "Send answer");
  await page.context().setOffline(false);
  assert.deepEqual(await axe(page), []);
  await shot(page, "pages-last");
  await go();
  await page.waitForURL(/thanks/);
  assert.deepEqual((await latest()).answers, { campaign: "spring", recommend: 8, bought: "bike", fit: 3, mean: 5 });
  assert.deepEqual(page.complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one)), []);
  await close(page);
});

test("on a phone without scripts, in Finnish: the same way, page by page, and nothing is lost", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url, scripts: false, locale: "fi-FI" });
  const go = () => page.click("#go");
  await page.goto(`${server.url}/s/paged?campaign=autumn&attr.name=Eino&lang=fi`);
  assert.deepEqual(await visible(page), ["recommend", "bought", "sure"]);
  assert.equal(await page.textContent("#go"), "Jatka");
  await go();
  await page.locator("#errors").waitFor();
  assert.deepEqual(await page.locator("#errors li").count(), 2, "only what this page needs");
  await page.check("#recommend-4");
  await page.check("#bought-skis");
  await page.fill("#sure", "Talvi");
  await go();
  assert.deepEqual(await visible(page), ["wrong"]);
  assert.equal(await page.textContent("#length"), "Sivu 2/4");
  await shot(page, "pages-no-script");
  await page.fill("#wrong", "Siteet");
  await go();
  assert.equal(await page.locator("#q-fit h2").textContent(), "Miten sopii: Sukset?");
  await page.click("#back");
  await page.click("#back");
  assert.equal(await page.inputValue("#sure"), "Talvi");
  assert.equal(await page.locator("#q-sure h2").textContent(), "Miksi Sukset?");
  await page.check("#recommend-10");
  await go();
  assert.deepEqual(await visible(page), ["fit", "why_not"], "over the page that is not meant any more; what hangs on this page stays");
  await page.check("#fit-1");
  await go();
  assert.equal(await page.locator("#q-why_not .error").textContent(), "Tarvitsemme tähän vastauksen, jotta voit jatkaa.");
  await page.fill("#why_not", "Liian pitkät");
  await go();
  assert.equal(await page.locator("#q-end").textContent(), "Lukusi on 4, Eino."); // (10 + 1 + 1) / 3
  await page.click("#back");
  await page.check("#fit-2");
  await go();
  assert.equal(await page.locator("#q-end").textContent(), "Lukusi on 4,33, Eino.");
  assert.equal(await page.textContent("#go"), "Lähetä vastaus");
  await go();
  await page.waitForURL(/thanks/);
  const { answers, language } = await latest();
  assert.ok(Math.abs(answers.mean - 13 / 3) < 1e-9);
  assert.deepEqual([language, { ...answers, mean: 0 }], ["fi", { campaign: "autumn", recommend: 10, bought: "skis", sure: "Talvi", fit: 2, why_not: "Liian pitkät", mean: 0 }], "what is hidden now was not sent");
  await close(page);
});

test("at a desk by keyboard alone, in Swedish", async () => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url, locale: "sv-SE" });
  await page.goto(`${server.url}/s/paged`);
  await page.waitForSelector(".ready");
  assert.equal(await page.locator("#q-recommend h2").textContent(), "Skulle du rekommendera oss?");
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.focus("#recommend-0");
  await press("ArrowRight", "ArrowRight", "Tab");
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
  while ((await focused()) !== "bought-bike") await press("Tab");
  await press("Space", "Tab");
  while ((await focused()) !== "sure") await press("Tab");
  await press("Enter"); // the page's first button
  assert.deepEqual(await visible(page), ["wrong"]);
  while ((await focused()) !== "back") await press("Tab");
  await press("Enter");
  assert.deepEqual(await visible(page), ["recommend", "bought", "sure"]);
  while ((await focused()) !== "go") await press("Tab");
  await press("Space");
  assert.deepEqual(await visible(page), ["wrong"]);
  assert.equal(await page.locator("#length .vh").textContent(), "Sida 2 av 4");
  assert.deepEqual(await axe(page), []);
  await shot(page, "pages-desk");
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("continued on another device on the page where it was left, with scripts there or not", async () => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await page.goto(`${server.url}/s/paged?lang=en`);
  await page.waitForSelector(".ready");
  await page.check("#recommend-9");
  await page.check("#bought-bike");
  await page.click("#go");
  await page.click("#elsewhere button");
  const link = await page.getAttribute("#elsewhere a", "href");
  for (const scripts of [true, false]) {
    const phone = await openPage(browser, { viewport: PHONE, origin: server.url, scripts });
    await phone.goto(link);
    if (scripts) await phone.waitForSelector(".ready");
    assert.deepEqual((await visible(phone))[0], "fit", `scripts: ${scripts}`);
    assert.equal(await phone.isChecked("#recommend-9"), true);
    await close(phone);
  }
  await close(page);
});

test("behind a personal link the customer is named, and the form goes on where it was left, without scripts", async () => {
  const questions = [{ id: "ease", type: "ces", text: all("Dear {{customer.name}}", "Hei {{customer.name}}", "Hej {{customer.name}}") }, { id: "why", type: "text", new_page: true, text: all("Why?", "Miksi?", "Varför?") }];
  await server.ok("POST", "/api/v1/surveys", { ...asked, slug: "named", questions });
  await server.publish("named");
  await server.ok("POST", "/api/v1/customers", { external_id: "c-1", name: "Aino <b> Virtanen", email: "aino@example.test", language: "en", consent_surveys: true });
  const { items } = await server.ok("POST", "/api/v1/surveys/named/invitations", { customers: ["c-1"], channel: "link" });
  const address = server.url + new URL(items[0].url).pathname;
  const page = await openPage(browser, { viewport: PHONE, origin: server.url, scripts: false });
  await page.goto(address);
  assert.equal(await page.locator("#q-ease h2").textContent(), "Dear Aino <b> Virtanen");
  await page.check("#ease-6");
  await page.click("#go");
  await page.goto(address);
  assert.deepEqual(await visible(page), ["why"]);
  await page.fill("#why", "Easy");
  await page.click("#go");
  await page.waitForURL(/thanks/);
  assert.deepEqual((await latest("named")).answers, { ease: 6, why: "Easy" });
  await close(page);
});

test("a kiosk goes by pages, and the next person begins on the first", async () => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url });
  await page.goto(`${server.url}/k/paged?lang=en&campaign=till`);
  await page.waitForSelector("html[data-kept]", { state: "attached" });
  await page.click("#kiosk-start .start >> nth=0");
  await page.check("#recommend-9");
  await page.check("#bought-skis");
  await page.click("#go");
  await page.click("#back");
  await page.click("#go");
  await page.check("#fit-5");
  await page.click("#go");
  await shot(page, "pages-kiosk");
  await page.click("#go");
  await page.waitForSelector("#kiosk-thanks:not([hidden])");
  await page.click("#kiosk-thanks .start");
  await page.waitForSelector("#kiosk-start:not([hidden])");
  await page.click("#kiosk-start .start >> nth=0");
  assert.deepEqual(await visible(page), ["recommend", "bought", "sure"]);
  assert.equal(await page.locator(":checked").count(), 0);
  assert.deepEqual((await latest()).answers, { campaign: "till", recommend: 9, bought: "skis", fit: 5, mean: 5 });
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("one question at a time passes over breaks with a script, and goes by pages without", async () => {
  const page = await openPage(browser, { viewport: PHONE, origin: server.url });
  await page.goto(`${server.url}/s/single?lang=en`);
  await page.waitForSelector(".ready");
  assert.deepEqual(await visible(page), ["recommend"]);
  await page.check("#recommend-10");
  await page.click("#go");
  await page.check("#bought-skis");
  await page.click("#go");
  await page.click("#go");
  assert.deepEqual(await visible(page), ["fit"]);
  assert.equal(await page.locator("#back").isVisible(), false);
  await page.getByRole("button", { name: "Change: Would you recommend us?" }).click();
  assert.deepEqual(await visible(page), ["recommend"]);
  await close(page);
  const plain = await openPage(browser, { viewport: PHONE, origin: server.url, scripts: false });
  await plain.goto(`${server.url}/s/single?lang=en`);
  assert.deepEqual(await visible(plain), ["recommend", "bought", "sure"]);
  await close(plain);
});

test("in the editor a page begins by a box, moves by keyboard, and is seen in the preview; an earlier answer is put into a text", async () => {
  await server.ok("POST", "/api/v1/surveys", {
    slug: "made", title: { en: "Made" }, languages: ["en"],
    questions: [
      { id: "bought", type: "choice", text: { en: "What?" }, choices: [{ id: "bike", text: { en: "A bike" } }] },
      { id: "fit", type: "nps", text: { en: "How about" } },
      { id: "more", type: "text", text: { en: "More?" } },
    ],
  });
  const page = await openScreen(browser, server, "/surveys/made", { viewport: DESKTOP });
  await page.locator('[data-question="fit"]').click();
  await page.getByRole("checkbox", { name: "A new page begins here" }).check();
  await page.getByText("Page 2", { exact: true }).waitFor();
  assert.equal(await page.getByRole("radio", { name: "Page by page" }).isChecked(), true, "who divides means to show by pages");
  await page.getByRole("textbox", { name: "Question, English", exact: true }).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" ");
  await page.getByRole("button", { name: "Insert an earlier answer" }).first().click();
  await page.getByRole("menuitem", { name: "1. What?" }).click();
  assert.equal(await page.getByRole("textbox", { name: "Question, English", exact: true }).inputValue(), "How about {{answers.bought}}");
  const preview = page.frameLocator("iframe:not([inert])");
  await preview.locator("html.ready").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "editor-pages");
  await page.getByRole("button", { name: "Move the beginning of page 2 down" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("· saved").waitFor();
  const { definition } = await server.ok("GET", "/api/v1/surveys/made");
  assert.deepEqual(definition.questions.map((question) => Boolean(question.new_page)), [false, false, true]);
  assert.equal(definition.show, "pages");
  assert.equal(definition.questions[1].text.en, "How about {{answers.bought}}");
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("in the editor a number is calculated of earlier answers and their scores, and a question nobody can see says so", async () => {
  const never = { all: [{ field: "answers.kind", op: "eq", value: "a" }, { field: "answers.kind", op: "eq", value: "b" }] };
  const choices = ["a", "b"].map((id) => ({ id, text: { en: id.toUpperCase(), fi: id.toUpperCase() } }));
  await server.ok("POST", "/api/v1/surveys", {
    slug: "counted", title: { en: "Counted", fi: "Laskettu" }, languages: ["en", "fi"],
    questions: [
      { id: "kind", type: "choice", text: { en: "Which?", fi: "Kumpi?" }, choices },
      { id: "ease", type: "ces", text: { en: "How easy?", fi: "Kuinka helppoa?" } },
      { id: "lost", type: "text", text: { en: "Lost", fi: "Hukassa" }, show_if: never },
    ],
  });
  const page = await openScreen(browser, server, "/surveys/counted", { viewport: PHONE, theme: "dark" });
  await page.getByText("can never be shown").first().waitFor();
  await page.locator('[data-question="kind"]').click();
  await page.getByRole("checkbox", { name: "Each choice is worth a number" }).check();
  await page.getByRole("textbox", { name: "What choice 2 is worth" }).fill("7");
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByRole("menuitem", { name: "Calculated number" }).click();
  for (const language of ["English", "Finnish"]) await page.getByRole("textbox", { name: new RegExp(`^What it is called in figures and exports, ${language}`, "i") }).fill("Index");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Choose the answers it is calculated of.").first().waitFor();
  await page.locator('[data-field="questions[3].calculate"]').press("ArrowDown");
  for (const name of ["1. Which?", "2. How easy?"]) await page.getByRole("option", { name }).click();
  await page.keyboard.press("Escape");
  await shot(page, "editor-calculated-dark");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Version 1 published").waitFor();
  const { definition } = await server.ok("GET", "/api/v1/surveys/counted");
  assert.deepEqual(definition.questions[3].calculate, { mean: ["kind", "ease"] });
  assert.deepEqual(definition.questions[0].choices.map((choice) => choice.score), [1, 7]);
  await close(page);
  const dark = await openPage(browser, { viewport: PHONE, origin: server.url, theme: "dark", locale: "fi-FI" });
  await dark.goto(`${server.url}/s/paged?lang=fi&attr.name=Aino`);
  await dark.waitForSelector(".ready");
  await dark.check("#recommend-2");
  await dark.check("#bought-bike");
  await dark.click("#go");
  assert.deepEqual(await axe(dark), []);
  await shot(dark, "pages-dark-fi");
  await close(dark);
});
