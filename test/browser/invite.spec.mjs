// Asking known customers in a real browser: send, see the letter, see what became of each; settings and words of the mail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, DESKTOP, launch, openPage, PHONE, shot, signedIn, startServer } from "./harness.mjs";

let server, browser;
before(async () => {
  server = await startServer({ args: ["--public-url", "https://kuulo.example"] });
  await server.prepare();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(path, options = {}) {
  const page = await signedIn(await openPage(browser, { viewport: DESKTOP, origin: server.url, ...options }), server);
  await page.goto(server.url + path);
  await page.locator("h1").first().waitFor();
  return page;
}

test("customers are asked from the page, and who is not is said with the reason", async () => {
  for (let i = 1; i <= 12; i++)
    await server.ok("POST", "/api/v1/customers", { external_id: `c-${i}`, name: `Customer ${i}`, email: i === 3 ? "" : `c${i}@shop.example`, language: "en", consent_surveys: i !== 5 });
  const page = await open("/surveys/visit/share");
  await shot(page, "share");
  await page.getByRole("link", { name: "Invite customers" }).click();
  await page.getByText("Nobody has been asked").waitFor();
  await shot(page, "invite-empty");
  await page.getByRole("textbox", { name: "Customers" }).fill("c-1, c-2\nc-3\nc-4;c-5\nnobody");
  await page.getByRole("button", { name: "Send 6 messages" }).click();
  await page.getByText("3 customers are asked.").waitFor();
  await page.getByText("no e-mail address: c-3").waitFor();
  await page.getByText("has not agreed to be asked: c-5").waitFor();
  await page.getByText("no such customer: nobody").waitFor();
  await page.getByRole("region", { name: "Who was asked" }).getByText("waits for an answer").nth(2).waitFor();
  await page.getByRole("region", { name: "Delivery log" }).getByText("sent", { exact: true }).nth(2).waitFor();
  const letter = page.frameLocator("iframe");
  await letter.getByText("Would you tell us how it went?").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "invite");
  assert.deepEqual(page.complaints.filter((text) => !/sandbox/.test(text)), []);
  await page.getByRole("button", { name: "Take back: c-1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await page.getByText("taken back").waitFor();
  await page.context().close();
});

test("links for those who are asked in another way", async () => {
  const page = await open("/surveys/visit/invite");
  await page.getByText("With links", { exact: true }).click();
  await page.getByRole("textbox", { name: "Customers" }).fill("c-7\nc-8");
  await page.getByRole("button", { name: "Make 2 links" }).click();
  await page.getByText(/c-7\thttps:\/\/kuulo\.example\/r\/[\w-]{32}/).waitFor();
  await page.context().close();
});

test("the words of the mail and its settings are changed, and what is wrong stands at its field", async () => {
  const page = await open("/settings/mail");
  await page.getByText("No mail server is set").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "mail-settings");
  const sending = page.getByRole("region", { name: "Sending" });
  await sending.getByLabel("Sender's address").fill("not an address");
  await sending.getByRole("button", { name: "Save" }).click();
  await sending.getByText(/plain e-mail address/).waitFor();
  await sending.getByLabel("Sender's address").fill("voice@askel.example");
  await sending.getByRole("button", { name: "Save" }).click();
  await sending.getByText("Saved").waitFor();
  const words = page.getByRole("region", { name: "Invitation" });
  await words.getByText("English", { exact: true }).click();
  await words.getByLabel("Words").fill("{{greeting}}\n\n{{nonsense}}");
  await words.getByRole("button", { name: "Save" }).click();
  await words.getByText(/Line 3/).waitFor();
  await words.getByLabel("Words").fill("{{greeting}}\n\nTell us.\n\n[Answer]({{link}})");
  await words.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Back to the standard words" }).waitFor();
  const letter = await server.ok("POST", "/api/v1/surveys/visit/letter", { language: "en" });
  assert.match(letter.text, /Tell us\./);
  assert.equal(letter.from, "Kuulo <voice@askel.example>");
  await page.context().close();
});

test("on a phone, in the dark, in Finnish and Swedish", async () => {
  for (const [locale, theme] of [["fi-FI", "light"], ["sv-SE", "dark"]]) {
    for (const [name, path] of [["invite", "/surveys/visit/invite"], ["mail", "/settings/mail"], ["share", "/surveys/visit/share"]]) {
      const page = await open(path, { viewport: PHONE, locale, theme });
      await page.locator("iframe, textarea, img").first().waitFor();
      assert.deepEqual(await axe(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} ${locale} is as wide as the phone`);
      await shot(page, `${name}-${locale}-${theme}`);
      await page.context().close();
    }
  }
});
