// Asking known customers in a real browser: send, see the letter, see what became of each; settings and words of the mail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, openScreen, PHONE, shot, startServer } from "./harness.mjs";

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

const open = (path, options) => openScreen(browser, server, path, options);

test("customers are asked from the page, and who is not is said with the reason", async () => {
  for (let i = 1; i <= 12; i++)
    await server.ok("POST", "/api/v1/customers", { external_id: `c-${i}`, name: `Customer ${i}`, email: i === 3 ? "" : `c${i}@shop.example`, language: "en", consent_surveys: i !== 5 });
  const page = await open("/surveys/visit/share");
  await shot(page, "share");
  await page.getByRole("link", { name: "Invite customers" }).click();
  await page.getByText("Nobody has been asked").waitFor();
  await shot(page, "invite-empty");
  await page.getByText("By id", { exact: true }).click();
  await page.getByRole("textbox", { name: "Customers" }).fill("c-1, c-2\nc-3\nc-4;c-5\nnobody");
  await page.getByRole("button", { name: "See who is reached" }).click();
  await page.getByText("3 of 6 customers are reached.").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "invite-look");
  await page.getByText("no e-mail address: c-3").waitFor();
  await page.getByText("has not agreed to be asked: c-5").waitFor();
  await page.getByText("no such customer: nobody").waitFor();
  assert.equal((await server.ok("GET", "/api/v1/surveys/visit/invitations")).items.length, 0); // looking asks nobody
  await page.getByRole("button", { name: "Send 3 messages" }).click();
  await page.getByText("3 customers are asked.").waitFor();
  await page.getByText("3 are not asked:").waitFor();
  await page.getByText("has not agreed to be asked: c-5").waitFor(); // and still says who was not, and why
  const asked = await server.ok("GET", "/api/v1/ask-decisions?customer=c-5");
  assert.deepEqual(asked.items.map((one) => [one.by, one.reason]), [["person", "no_consent"]]);
  await page.getByRole("region", { name: "Who was asked" }).getByText("waits for an answer").nth(2).waitFor();
  await page.getByRole("region", { name: "Delivery log" }).getByText("sent", { exact: true }).nth(2).waitFor();
  const letter = page.frameLocator("iframe:not([inert])");
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
  await page.getByText("By id", { exact: true }).click();
  await page.getByRole("button", { name: "Take the ids out of a file (CSV)…" }).waitFor();
  await page.locator("input[type=file]").setInputFiles({ name: "who.csv", mimeType: "text/csv", buffer: Buffer.from("\ufeffname;customer_id\nAino;c-7\nBea;\"c-8\"\n") });
  await page.waitForFunction(() => [...document.querySelectorAll("textarea")].some((one) => one.value === "c-7\nc-8"));
  await page.getByRole("button", { name: "See who is reached" }).click();
  await page.getByRole("button", { name: "Make 2 links" }).click();
  await page.getByText(/c-7\thttps:\/\/kuulo\.example\/r\/[\w-]{32}/).waitFor();
  await page.context().close();
});

test("customers are chosen by what is known of them, and nobody is asked more than the budget lets", async () => {
  for (let i = 1; i <= 4; i++)
    await server.ok("POST", "/api/v1/customers", { external_id: `g-${i}`, email: `g${i}@shop.example`, consent_surveys: true, attributes: { tier: i === 4 ? "silver" : "gold", visits: i } });
  await server.ok("POST", "/api/v1/surveys", { ...(await server.ok("GET", "/api/v1/surveys/visit")).definition, slug: "other" });
  await server.publish("other");
  await server.ok("POST", "/api/v1/surveys/other/invitations", { customers: ["g-1"], channel: "link" });
  const page = await open("/surveys/visit/invite");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByRole("textbox", { name: "Field" }).fill("customer.attributes.tier");
  await page.getByRole("textbox", { name: "Value" }).fill("gold");
  await page.getByRole("button", { name: "See who is reached" }).click();
  await page.getByText("2 of 3 customers are reached.").waitFor();
  await page.getByText("has been asked lately (contact budget): g-1").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "invite-choice");
  await page.getByLabel("Ask those too whom the contact budget would leave in peace").check();
  await page.getByText("3 of 3 customers are reached.").waitFor();
  await page.getByLabel("Ask those too whom the contact budget would leave in peace").uncheck();
  await page.getByRole("button", { name: "Send 2 messages" }).click();
  await page.getByText("2 customers are asked.").waitFor();
  await page.getByText("has been asked lately (contact budget): g-1").waitFor();
  const asked = (await server.ok("GET", "/api/v1/surveys/visit/invitations")).items.map((one) => one.customer);
  assert.deepEqual(asked.filter((one) => one.startsWith("g-")).sort(), ["g-2", "g-3"]);
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
  await sending.getByText("Saved.", { exact: true }).waitFor();
  await page.getByRole("link", { name: "The usual invitation" }).click();
  await page.getByRole("heading", { name: "The usual invitation" }).waitFor();
  await page.getByText("English", { exact: true }).click();
  await page.getByLabel("Words").fill("{{greeting}}\n\n{{nonsense}}");
  await page.getByRole("alert").getByText(/Line 3/).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("form").getByText(/Line 3/).waitFor();
  await page.getByLabel("Words").fill("{{greeting}}\n\nTell us.\n\n");
  await page.getByRole("button", { name: "{{link}}" }).click();
  assert.equal(await page.getByLabel("Words").inputValue(), "{{greeting}}\n\nTell us.\n\n[Answer]({{link}})");
  await page.frameLocator("iframe:not([inert])").getByText("Tell us.").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "template");
  await page.getByText("Phone", { exact: true }).click();
  assert.ok((await page.locator("iframe:not([inert])").boundingBox()).width <= 375);
  await page.getByText("Plain text", { exact: true }).click();
  await page.locator("pre").getByText("Tell us.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Send one to me" }).isDisabled()); // a test is made of what is saved
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Back to the standard words" }).waitFor();
  await page.getByRole("button", { name: "Send one to me" }).click();
  await page.getByText("It is on its way to your own address.").waitFor();
  const letter = await server.ok("POST", "/api/v1/surveys/visit/letter", { language: "en" });
  assert.match(letter.text, /Tell us\./);
  assert.equal(letter.from, "Kuulo <voice@askel.example>");
  await page.context().close();
});

test("a letter of one's own: for one survey, chosen when customers are asked, and removed", async () => {
  await server.ok("POST", "/api/v1/customers", { external_id: "own", email: "own@shop.example", language: "en", consent_surveys: true });
  const page = await open("/settings/mail/new");
  await page.getByLabel("Name").fill("Summer letter");
  await page.getByText("English", { exact: true }).click();
  await page.getByLabel("Subject").fill("Summer at {{workspace.name}}");
  await page.getByLabel("Words").fill("Sun.\n\n[Answer]({{link}})");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Summer letter" }).waitFor();
  assert.ok(page.url().endsWith("/settings/mail/summer-letter"));
  await page.goto(`${server.url}/surveys/visit/invite`);
  await page.getByRole("textbox", { name: "Words" }).click();
  await page.getByRole("option", { name: "Summer letter" }).click();
  await page.getByText("By id", { exact: true }).click();
  await page.getByRole("textbox", { name: "Customers" }).fill("own");
  await page.getByRole("button", { name: "See who is reached" }).click();
  await page.getByRole("button", { name: "Send 1 message" }).click();
  await page.getByText("1 customer is asked.").waitFor();
  await page.goto(`${server.url}/settings/mail/summer-letter`);
  await page.getByRole("textbox", { name: "Used for" }).click();
  await page.getByRole("option", { name: "reminders of visit" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  assert.match((await server.ok("POST", "/api/v1/surveys/visit/letter", { language: "en", reminder: true })).text, /^Sun\./);
  await page.goto(`${server.url}/settings/mail`);
  await page.getByText("reminders of visit").waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "templates");
  await page.getByRole("link", { name: "Summer letter" }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("every invitation that has no words of its own").waitFor();
  assert.equal(await page.getByText("Summer letter").count(), 0);
  await page.context().close();
});

test("on a phone, in the dark, in Finnish and Swedish", async () => {
  for (const [locale, theme] of [["fi-FI", "light"], ["sv-SE", "dark"]]) {
    for (const [name, path] of [["invite", "/surveys/visit/invite"], ["mail", "/settings/mail"], ["template", "/settings/mail/reminder"], ["share", "/surveys/visit/share"]]) {
      const page = await open(path, { viewport: PHONE, locale, theme });
      await page.locator("iframe, textarea, img, table").first().waitFor();
      assert.deepEqual(await axe(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} ${locale} is as wide as the phone`);
      await shot(page, `${name}-${locale}-${theme}`);
      await page.context().close();
    }
  }
});
