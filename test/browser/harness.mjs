// Debian's chromium driven by playwright-core, and axe-core for accessibility, on a server of one's own (test/api/harness.mjs).
// CHROMIUM chooses another browser binary.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ROOT, OWNER } from "../api/harness.mjs";

export * from "../api/harness.mjs";
export const PHONE = { width: 390, height: 844 };
export const NARROW = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Launches the browser; close it in after(). */
export async function launch() {
  const executablePath = process.env.CHROMIUM || ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) throw new Error("no chromium: install Debian's package chromium, or name one with CHROMIUM=");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
}

/** A page in a context of its own. Everything the page complains of is kept in page.complaints; requests to other hosts are refused and kept there too. */
export async function openPage(browser, { viewport = DESKTOP, theme = "light", locale = "en-GB", scripts = true, origin } = {}) {
  const context = await browser.newContext({ viewport, colorScheme: theme, locale, javaScriptEnabled: scripts, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.complaints = [];
  page.loaded = [];
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("response", (response) => page.loaded.push(response));
  if (origin) {
    await context.route((url) => url.origin !== origin && !["data:", "blob:", "about:"].includes(url.protocol), (route) => {
      page.complaints.push(`a request to another host: ${route.request().url()}`);
      return route.abort();
    });
  }
  return page;
}

/** What axe finds on the page by WCAG 2.2 A and AA, as short sentences; an empty list is what every screen must give. */
export async function axe(page, { include } = {}) {
  // Injected through the debugging protocol: the page's own content security policy stays in force.
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    (where) => globalThis.axe.run(where ?? document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    include,
  );
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(" | ")}`);
}

const sessions = new WeakMap(); // of each server, by account: signing in over and over is refused as guessing

/** Gives the browser a session made through the API, so that a test of a screen starts on that screen. */
export async function signedIn(page, server, account = OWNER) {
  if (!sessions.has(server)) sessions.set(server, new Map());
  const known = sessions.get(server);
  if (!known.has(account.email)) known.set(account.email, await server.signIn(account));
  const { cookie } = known.get(account.email);
  const cookies = cookie.split("; ").map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), url: server.url }));
  await page.context().addCookies(cookies);
  return page;
}

/** A screen of the application, signed in, with its heading there. */
export async function openScreen(browser, server, path, { account, ...options } = {}) {
  const page = await signedIn(await openPage(browser, { origin: server.url, ...options }), server, account);
  await page.goto(server.url + path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return page;
}

/** A picture for people to look at; only when SHOTS names a folder. */
export async function shot(page, name) {
  if (!process.env.SHOTS) return;
  const folder = join(ROOT, process.env.SHOTS);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Nothing that axe finds, nothing the page complained of, nothing wider than the screen; and its picture. */
export async function looksFine(page, name) {
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing runs out of the page");
  await shot(page, name);
}
