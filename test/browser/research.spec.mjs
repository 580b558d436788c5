// Research: a code book is made, a note is written and coded by keyboard apart from another coder, agreement is told, media weeks are shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, looksFine, openPage, openScreen, PHONE, signedIn, startServer } from "./harness.mjs";

let server, browser, other;
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const monday = (ago) => {
  const at = new Date(`${day(7 * ago)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
};

before(async () => {
  server = await startServer();
  await server.addTouchpoint("invoice", { name: { en: "Invoice", fi: "Lasku" } });
  const key = (await server.ok("POST", "/api/v1/keys", { name: "otto", role: "manager" })).key;
  other = (method, path, body) => server.ok(method, path, body, { key });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const opened = (path, settings) => openScreen(browser, server, path, settings);

test("from nothing: a code book and the first note", async () => {
  const page = await opened("/research/codes");
  await looksFine(page, "research-codes-empty");
  for (const [name, tone] of [["Invoice late", "bad"], ["Kind service", "good"]]) {
    await page.getByRole("button", { name: "Add a code" }).click();
    await page.getByLabel(/^Code/).first().fill(name);
    await page.getByLabel("Tone").selectOption(tone);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name }).waitFor();
  }
  await looksFine(page, "research-codes");
  await page.getByRole("link", { name: "Notes", exact: true }).click();
  await page.getByRole("heading", { name: "No notes yet" }).waitFor();
  await looksFine(page, "research-empty");
  await page.getByRole("button", { name: "Write a note" }).click();
  await page.getByLabel("What was said or seen").fill("The invoice came late, but the person on the phone was kind.");
  await page.getByLabel("Touchpoint").selectOption("invoice");
  await looksFine(page, "research-note-form");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("the person on the phone was kind").waitFor();
  await page.context().close();
});

test("coding by keyboard: the other's codes are kept back until one's own are in", async () => {
  const [{ id }] = (await server.ok("GET", "/api/v1/notes")).items;
  const { body: _ } = { body: await server.ok("POST", "/api/v1/notes", { kind: "quote", day: day(1), text: "Second note." }) };
  await other("PUT", `/api/v1/notes/${id}/codings`, { codes: ["invoice-late"] });
  const page = await opened("/research");
  await page.getByRole("button", { name: "Code the notes" }).click();
  await page.keyboard.press("j");
  const note = page.locator(`[data-note="${id}"]`);
  await note.getByText("You see their codes when yours are saved").waitFor();
  assert.ok(!(await note.locator("dl").count()), "nothing of the other's codes is on the page");
  await page.keyboard.press("Enter");
  await note.getByText("Choose at least one code").waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("2");
  assert.equal(await note.getByRole("button", { name: "Kind service" }).getAttribute("aria-pressed"), "true");
  await looksFine(page, "research-coding");
  await page.keyboard.press("Enter");
  await note.getByText("Saved.").waitFor();
  assert.match(await note.locator("dl").innerText(), /You[\s\S]*Invoice late[\s\S]*Kind service[\s\S]*An access key|An access key[\s\S]*Invoice late[\s\S]*You/);
  assert.deepEqual((await server.ok("GET", `/api/v1/notes/${id}`)).mine, undefined, "the owner's key is another coder than the one on the page");
  await page.keyboard.press("k");
  await page.keyboard.press("0");
  await page.locator("li", { hasText: "Second note." }).getByText("Coded by you").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keys" }).waitFor();
  await looksFine(page, "research-keys");
  await page.keyboard.press("Escape");
  await page.goto(`${server.url}/research?show=differing&code=kind-service`);
  await page.getByText("the person on the phone was kind").waitFor();
  assert.equal(await page.locator("[data-note]").count(), 1);
  await page.context().close();
});

test("agreement and media weeks, in three languages, wide and on a phone", async () => {
  const own = (await server.ok("POST", "/api/v1/keys", { name: "anna", role: "manager" })).key;
  for (let i = 0; i < 12; i++) {
    const { id } = await server.ok("POST", "/api/v1/notes", { kind: "interview", day: day(10 + i), touchpoint: "invoice", segment: "families", text: `Note ${i}` });
    await other("PUT", `/api/v1/notes/${id}/codings`, { codes: i % 2 ? ["invoice-late"] : ["kind-service"] });
    await server.ok("PUT", `/api/v1/notes/${id}/codings`, { codes: i % 2 && i !== 5 ? ["invoice-late"] : ["kind-service"] }, { key: own });
  }
  const items = [1, 2, 3].map((ago) => ({ medium: "radio", daypart: "morning", week: monday(ago), spend_cents: 100000 * ago, contacts: 40000 * ago }));
  await server.ok("PUT", "/api/v1/media-exposures", { items });
  for (const [locale, viewport, theme, words] of [["en-GB", undefined, "light", /agreement of .* is almost perfect/i], ["fi-FI", PHONE, "dark", /yksimielisyys on lähes täydellinen/i], ["sv-SE", undefined, "dark", /är nästan perfekt/i]]) {
    const page = await opened("/research/agreement", { locale, viewport, theme });
    assert.match(await page.locator("h1").innerText(), words);
    await looksFine(page, `research-agreement-${locale}`);
    for (const path of ["/research", "/research/codes", "/research/media"]) {
      await page.goto(`${server.url}${path}`);
      await page.locator("h1").waitFor();
      await looksFine(page, `research${path.slice(9).replace("/", "-")}-${locale}`);
    }
    await page.context().close();
  }
});

test("a media week is added and corrected in its cell; a viewer sees media and no notes", async () => {
  const page = await opened("/research/media");
  await page.getByRole("button", { name: "Add a week" }).click();
  await page.getByRole("textbox", { name: "Medium" }).fill("Outdoor");
  await page.getByLabel("Week", { exact: true }).fill(day(7));
  await page.getByLabel("Contacts").last().fill("5000");
  await page.getByLabel("Cost").last().fill("99.5");
  await looksFine(page, "research-media-form");
  await page.getByRole("button", { name: "Save" }).click();
  const cell = page.getByRole("button", { name: /Outdoor, whole day, everybody/ });
  await cell.click();
  await page.getByLabel("Contacts").last().fill("6000");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Outdoor.*6,000/ }).waitFor();
  const [stored] = (await server.ok("GET", "/api/v1/media-exposures?medium=outdoor")).items;
  assert.deepEqual([stored.week, stored.contacts, stored.spend_cents], [monday(1), 6000, 9950]);
  await page.context().close();
  await server.ok("POST", "/api/v1/accounts", { email: "viewer@kuulo.example", name: "V", role: "viewer", password: "a-long-enough-password" });
  const viewer = await signedIn(await openPage(browser, { origin: server.url }), server, { email: "viewer@kuulo.example", password: "a-long-enough-password" });
  await viewer.goto(`${server.url}/research`);
  await viewer.waitForURL(/research\/media/);
  await viewer.locator("h1").waitFor();
  assert.equal(await viewer.getByRole("button", { name: "Add a week" }).count(), 0);
  await looksFine(viewer, "research-viewer");
  await viewer.context().close();
});
