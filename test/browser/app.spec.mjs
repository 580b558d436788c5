// The web application in a real browser: from signing in to a survey published, answered by a customer on another page, and the number on
// Today moving without a reload; unsaved text that is not lost; axe on every screen in both themes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, openPage, OWNER, PHONE, shot, signedIn, startServer } from "./harness.mjs";

const VISIT = {
  slug: "visit",
  title: { en: "Your visit", fi: "Käyntisi", sv: "Ditt besök" },
  languages: ["en", "fi"],
  touchpoint: "store-visit",
  questions: [
    { id: "recommend", type: "nps", required: true, text: { en: "Would you recommend us?", fi: "Suosittelisitko meitä?" } },
    { id: "ease", type: "ces", text: { en: "How easy was it?", fi: "Kuinka helppoa se oli?" } },
    { id: "felt", type: "emotion", text: { en: "What did you feel?", fi: "Mitä tunsit?" } },
    { id: "why", type: "story", text: { en: "What happened?", fi: "Mitä tapahtui?" } },
  ],
};

let server, browser;

before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", VISIT);
  await server.publish("visit");
  const answers = Array.from({ length: 24 }, (_, n) => ({
    submission_key: `k-${n}`,
    channel: n % 2 ? "web" : "qr",
    language: n % 3 ? "fi" : "en",
    answers: {
      recommend: n % 11,
      ease: 1 + (n % 7),
      felt: { strongest: n % 2 ? "relief" : "annoyance", all: { [n % 2 ? "relief" : "annoyance"]: 1 + (n % 5) } },
      ...(n % 2 ? { why: `Kerron, mitä tapahtui, kerta ${n}.` } : {}),
    },
  }));
  await server.respondMany(answers);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// Only where there is storage: the preview's frame has none.
const english = (page) => page.addInitScript(() => window.origin !== "null" && localStorage.setItem("kuulo-language", "en"));
const open = async (path, options = {}) => {
  const page = await openPage(browser, { viewport: DESKTOP, origin: server.url, ...options });
  await english(page);
  await signedIn(page, server);
  await page.goto(server.url + path);
  return page;
};
const close = (page) => page.context().close();

test("from signing in to a number that moves by itself", async () => {
  const page = await openPage(browser, { viewport: { width: 1440, height: 1000 }, origin: server.url });
  await english(page);
  await page.goto(server.url);
  await page.getByLabel("E-mail address").fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("link", { name: "Listen" }).first().waitFor();
  page.complaints.length = 0; // before the sign-in the browser tells of a 401

  await page.getByRole("link", { name: "Listen" }).first().click();
  await page.getByRole("link", { name: "Surveys" }).click();
  await page.getByRole("button", { name: "New survey" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("After the fitting");
  await page.getByRole("dialog").getByRole("textbox", { name: "Touchpoint" }).click();
  await page.getByRole("option", { name: "Store visit" }).click();
  await page.getByRole("button", { name: "Make the survey" }).click();
  await page.getByRole("heading", { level: 1, name: "After the fitting" }).waitFor();
  assert.match(page.url(), /\/surveys\/after-the-fitting$/);
  await page.getByText("If someone you know needed the same as you").first().waitFor();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("the link takes answers").waitFor();
  await shot(page, "editor");

  await page.getByRole("link", { name: "Today" }).first().click();
  const heard = page.getByRole("region", { name: "Recommendation", exact: true });
  await heard.getByText("n 24").waitFor();
  const customer = await openPage(browser, { viewport: PHONE, origin: server.url });
  await customer.goto(`${server.url}/s/after-the-fitting?lang=en&channel=qr`);
  await customer.locator("#recommend-10").check();
  await customer.click("#go");
  await customer.getByRole("textbox").fill("You let me try every pair.");
  await customer.click("#go");
  await customer.waitForURL(/\/thanks\?/);
  await heard.getByText("n 25").waitFor();
  assert.deepEqual(page.complaints, []);
  await close(customer);
  await close(page);
});

test("a draft that is not complete names every problem at its field", async () => {
  await server.ok("POST", "/api/v1/surveys", { ...VISIT, slug: "half", questions: VISIT.questions.map((q) => ({ ...q, text: { en: q.text.en } })) });
  const page = await open("/surveys/half");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const told = page.getByRole("alert").filter({ hasText: "4 things are missing" });
  await told.waitFor();
  await told.getByRole("button").nth(1).click();
  await page.locator('[data-field="questions[1].text.fi"]:focus').fill("Kuinka helppoa se oli?");
  await page.getByRole("alert").filter({ hasText: "3 things are missing" }).waitFor();
  await close(page);
});

test("unsaved text is kept over a reload, and another's change is never overwritten unasked", async () => {
  await server.ok("POST", "/api/v1/surveys", { ...VISIT, slug: "kept" });
  const page = await open("/surveys/kept");
  const title = page.locator('[data-field="title.en"]');
  await title.fill("My title");
  page.once("dialog", (dialog) => dialog.accept());
  await page.reload();
  await page.getByText("Your unsaved text from before is here again.").waitFor();
  assert.equal(await title.inputValue(), "My title");

  await page.getByRole("link", { name: "Responses" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stay" }).click();
  await server.ok("PUT", "/api/v1/surveys/kept", { ...VISIT, slug: "kept", title: { en: "Their title", fi: "Heidän" } });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Someone changed this while you were editing.").waitFor();
  assert.equal((await server.ok("GET", "/api/v1/surveys/kept")).definition.title.en, "Their title");
  assert.equal(await title.inputValue(), "My title");
  await page.getByRole("button", { name: "Save mine over theirs" }).click();
  await page.getByText("· saved").waitFor();
  assert.equal((await server.ok("GET", "/api/v1/surveys/kept")).definition.title.en, "My title");
  await close(page);
});

test("questions are added, moved by keyboard and shown by a condition that reads as a sentence", async () => {
  await server.ok("POST", "/api/v1/surveys", { ...VISIT, slug: "moved" });
  const page = await open("/surveys/moved");
  await page.getByRole("button", { name: "Move question 2 up" }).press("Enter");
  await page.locator("[data-question]").nth(2).press("Enter");
  await page.getByRole("button", { name: "Show only sometimes" }).press("Enter");
  await page.getByText("Shown when the answer to question 2 is at most 6.").first().waitFor();
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByRole("menuitem", { name: "Number", exact: true }).click();
  await page.locator('[data-field="questions[4].text.en"]').fill("How many minutes?");
  await page.locator('[data-field="questions[4].text.fi"]').fill("Montako minuuttia?");
  await page.frameLocator("iframe:not([inert])").getByText("How many minutes?").waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("· saved").waitFor();
  const stored = (await server.ok("GET", "/api/v1/surveys/moved")).definition.questions;
  assert.deepEqual(stored.map((question) => question.id), ["ease", "recommend", "felt", "why", "number"]);
  assert.deepEqual(stored[2].show_if, { all: [{ field: "answers.recommend", op: "le", value: 6 }] });
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("responses are filtered in the address, and new ones wait for a tap", async () => {
  const page = await open("/responses?channel=web&stories=true");
  await page.getByRole("table").getByText("kerta 23").waitFor();
  assert.equal(await page.getByRole("row").count(), 13);
  await server.respond({ recommend: 3, why: "Tuore tarina." }, { channel: "web", language: "fi" });
  const newer = page.getByRole("button", { name: "1 new answer. Show it" });
  await newer.waitFor();
  assert.equal(await page.getByText("Tuore tarina.").count(), 0);
  await newer.click();
  await page.getByText("Tuore tarina.").waitFor();
  await page.getByRole("row").nth(1).getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Tuore tarina." }).waitFor();
  await page.getByText("Would you recommend us?").waitFor();
  await close(page);
});

test("a key is shown once and works until it is revoked", async () => {
  const page = await open("/settings/keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByRole("dialog").getByLabel("What it is for").fill("cash register");
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText("Copy the key now.").waitFor();
  const key = await page.getByTestId("secret").innerText();
  assert.equal((await server.api("GET", "/api/v1/surveys", undefined, { key })).status, 200);
  await page.getByRole("button", { name: "I have kept it" }).click();
  assert.equal((await page.content()).includes(key), false);
  await page.getByRole("button", { name: "Revoke: cash register" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByRole("cell", { name: "revoked" }).waitFor();
  assert.equal((await server.api("GET", "/api/v1/surveys", undefined, { key })).status, 401);
  await close(page);
});

const SCREENS = [
  ["today", "/"],
  ["touchpoints", "/touchpoints"],
  ["touchpoint", "/touchpoints/store-visit"],
  ["map", "/map"],
  ["journeys", "/journeys"],
  ["explore", "/explore"],
  ["surveys", "/surveys"],
  ["survey", "/surveys/visit"],
  ["share", "/surveys/visit/share"],
  ["poster", "/surveys/visit/poster"],
  ["responses", "/responses"],
  ["workspace", "/settings"],
  ["people", "/settings/people"],
  ["keys", "/settings/keys"],
  ["own", "/settings/own"],
  ["audit", "/settings/audit"],
];

for (const theme of ["light", "dark"]) {
  for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
    test(`axe finds nothing on any screen: ${theme}, ${size}`, async () => {
      const page = await open("/", { theme, viewport });
      for (const [name, path] of SCREENS) {
        await page.goto(server.url + path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        if (name === "survey") await page.locator("[data-question]").first().click();
        assert.deepEqual(await axe(page), [], `${name}, ${theme}, ${size}`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wider, 0, `${name} is ${wider} pixels wider than the ${size}`);
        await shot(page, `${name}-${theme}-${size}`);
      }
      assert.deepEqual(page.complaints, []);
      await close(page);
    });
  }
}
