// A survey in a language that runs from right to left: the page turns around with it, and its scales begin where reading begins.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, launch, looksFine, openPage, PHONE, startServer } from "./harness.mjs";

const t = (ar, en) => ({ ar, en });
let server, browser;
before(async () => {
  server = await startServer();
  await server.ok("POST", "/api/v1/surveys", {
    slug: "visit", title: t("زيارتك", "Your visit"), languages: ["ar", "en"], show: "pages",
    questions: [
      { id: "recommend", type: "nps", required: true, text: t("ما مدى احتمال أن توصي بنا؟", "How likely are you to recommend us?"), low_label: t("غير محتمل إطلاقا", "Not at all"), high_label: t("محتمل جدا", "Extremely") },
      { id: "mood", type: "rating", scale: { low: -3, high: 3 }, text: t("كيف كانت الخدمة؟", "How was the service?") },
      { id: "far", type: "slider", low: 0, high: 50, text: t("كم كيلومترا قطعت؟", "How far did you come?") },
      { id: "how", type: "choices", text: t("كيف أتيت؟", "How did you come?"), choices: [{ id: "bus", text: t("بالحافلة", "By bus") }, { id: "foot", text: t("سيرا على الأقدام", "On foot") }] },
      { id: "order", type: "ranking", text: t("ما الأهم؟", "What matters most?"), choices: [{ id: "price", text: t("السعر", "Price") }, { id: "staff", text: t("الموظفون", "Staff") }] },
      { id: "why", type: "story", text: t("ماذا حدث؟", "What happened?") },
    ],
  });
  await server.publish("visit");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [viewport, theme] of [[PHONE, "light"], [DESKTOP, "dark"]])
  test(`it turns around: ${viewport.width} ${theme}`, async () => {
    const page = await openPage(browser, { viewport, theme, locale: "ar", origin: server.url });
    await page.goto(`${server.url}/s/visit`);
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ["ar", "rtl"]);
    const x = async (selector) => (await page.locator(selector).boundingBox()).x;
    assert.ok((await x('[for="recommend-0"]')) > (await x('[for="recommend-10"]')), "0 stands where reading begins");
    assert.ok((await x('[for="mood--3"]')) > (await x('[for="mood-3"]')));
    const minus = await page.locator('[for="mood--3"]').evaluate((label) => {
      const text = label.firstChild, at = (from) => {
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + 1);
        return range.getBoundingClientRect().x;
      };
      return at(0) < at(1);
    });
    assert.ok(minus, "the minus sign stands before its number");
    const range = page.locator("#q-far [type=range]"), box = await range.boundingBox();
    await range.click({ position: { x: box.width - 4, y: box.height / 2 } });
    assert.equal(await page.inputValue('[id="far"]'), "0", "a slider begins at the right");
    await page.locator('[id="how-bus"]').check();
    await page.locator('[id="recommend-9"]').check();
    await looksFine(page, `right-to-left-${viewport.width}-${theme}`);
    await page.getByRole("link", { name: "English" }).click();
    assert.equal(await page.evaluate(() => document.documentElement.dir), "");
  });

test("our own words are in the language too: buttons, ends of scales, faults, numbers, thanks", async () => {
  const he = (he) => ({ he });
  await server.ok("POST", "/api/v1/surveys", {
    slug: "bikur", title: he("הביקור שלך"), languages: ["he"], show: "pages",
    questions: [
      { id: "happy", type: "csat", required: true, text: he("עד כמה השירות היה לשביעות רצונך?") },
      { id: "felt", type: "emotion", text: he("מה הרגשת?") },
      { id: "budget", type: "sum", total: 100, text: he("איך היית מחלק?"), choices: [{ id: "price", text: he("מחיר") }, { id: "staff", text: he("צוות") }] },
      { id: "change", type: "number", low: -5.5, high: 5, text: he("בכמה זה השתנה?") },
      { id: "why", type: "story", text: he("מה קרה?") },
    ],
  });
  await server.publish("bikur");
  const page = await openPage(browser, { viewport: PHONE, theme: "light", locale: "he", origin: server.url });
  await page.goto(`${server.url}/s/bikur`);
  assert.match(await page.locator("body").innerText(), /מאוד לשביעות רצוני/);
  await page.locator('[id="budget.price"], [name="budget.price"]').first().fill("99.5");
  assert.match(await page.locator("#q-budget .left").innerText(), /נותרו לחלוקה: 0\.5/);
  await page.locator('[id="change"]').fill("7");
  const send = page.getByRole("button", { name: "שליחת התשובה" });
  await send.click();
  await page.getByText("כדי להמשיך נדרשת כאן תשובה.").first().waitFor();
  assert.match(await page.locator("#q-change").innerText(), /בין .*5\.5/);
  assert.doesNotMatch((await page.locator("body").innerText()).replaceAll("Kuulo", ""), /[A-Za-z]{3,}/, "only the workspace is named in Latin letters");
  const signs = await page.locator("#q-change").evaluate((q) => {
    const found = [], walk = document.createTreeWalker(q, NodeFilter.SHOW_TEXT);
    const x = (node, at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect().x;
    };
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.search(/[-\u2212]5\.5/);
      if (at >= 0) found.push(x(node, at) < x(node, at + 1));
    }
    return found;
  });
  assert.deepEqual(signs, [true, true], "in the hint and in the fault the sign stands before its number");
  await looksFine(page, "right-to-left-own-words");
  await page.locator('[id="happy-5"]').check();
  await page.locator('[id="change"]').fill("1");
  await page.locator('[name="budget.price"]').first().fill("60");
  await page.locator('[name="budget.staff"]').first().fill("40");
  await send.click();
  await page.getByText("התשובה שלך שמורה.").waitFor();
  await looksFine(page, "right-to-left-thanks");
});
