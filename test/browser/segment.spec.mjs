// Segment's browser client, unchanged but for its address, in a page of another site: what it sends arrives once.
import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import { after, before, test } from "node:test";
import { launch, mustRun, openPage, startServer } from "./harness.mjs";

let server, browser, shop, writeKey;
const bundles = join(dirname(createRequire(import.meta.url).resolve("@segment/analytics-next/package.json")), "dist/umd");
const html = (key, host) => `<!doctype html><title>Shop</title><script src="/index.js"></script><script>
window.analytics = AnalyticsNext.AnalyticsBrowser.load(
  { writeKey: "${key}", cdnSettings: { integrations: { "Segment.io": { apiKey: "${key}" } } } },
  { integrations: { "Segment.io": { apiHost: "${host}/v1", protocol: "http" } } });
window.failures = [];
analytics.on("error", (e) => failures.push(String(e.reason ?? e.code)));
</script>`;

before(async () => {
  server = await startServer();
  writeKey = mustRun(["key", "add", "pages", "--role", "source", "--data", server.dir]).trim();
  shop = createServer((request, reply) => {
    const file = join(bundles, normalize(new URL(request.url, "http://x").pathname));
    if (request.url !== "/" && request.url !== "/wrong" && existsSync(file)) createReadStream(file).pipe(reply.setHeader("content-type", "text/javascript"));
    else reply.setHeader("content-type", "text/html").end(html(request.url === "/wrong" ? "kuulo_wrong" : writeKey, new URL(server.url).host));
  });
  await new Promise((ready) => shop.listen(0, "127.0.0.1", ready));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shop?.close();
  await server?.stop();
});

const names = async () => Object.fromEntries((await server.ok("GET", "/api/v1/event-names")).items.map((n) => [n.name, n.received]));
const shopPage = async (path) => {
  const page = await openPage(browser);
  await page.goto(`http://127.0.0.1:${shop.address().port}${path}`);
  return page;
};

test("a page of another site tells of its visitor, who becomes a customer", async () => {
  const page = await shopPage("/");
  const delivered = page.waitForResponse((r) => r.url().endsWith("/v1/t") && r.request().method() === "POST" && r.request().postData().includes("Order Completed"));
  await page.evaluate(async () => {
    await analytics.page("Checkout");
    await analytics.track("Product Viewed", { sku: "boot" });
    await analytics.identify("customer-9", { name: "Aino Mäki", tier: "gold" });
    await analytics.track("Order Completed", { total: 89.5 });
  });
  assert.equal((await delivered).status(), 200);
  assert.deepEqual(await names(), { "Page Viewed": 1, "Product Viewed": 1, "Order Completed": 1 });
  assert.equal((await server.ok("GET", "/api/v1/customers/customer-9")).attributes.tier, "gold");
  assert.equal((await server.ok("GET", "/api/v1/events?customer=customer-9")).items.length, 3, "what the visitor did before is the customer's");
  assert.deepEqual(await page.evaluate(() => failures), []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a wrong key is told to the page, which drops the event and does not try for ever", async () => {
  const page = await shopPage("/wrong");
  const refused = page.waitForResponse((r) => r.url().endsWith("/v1/t") && r.request().method() === "POST");
  await page.evaluate(() => void analytics.track("Never"));
  assert.equal((await refused).status(), 401);
  assert.equal((await names()).Never, undefined);
  await page.context().close();
});

test("only sending is open to other sites", async () => {
  const ask = (path) => fetch(`${server.url}${path}`, { method: "OPTIONS", headers: { origin: "https://shop.example", "access-control-request-method": "POST" } });
  assert.equal((await ask("/v1/t")).headers.get("access-control-allow-origin"), "*");
  assert.equal((await ask("/v1/batch")).headers.get("access-control-allow-methods"), (await ask("/v1/batch")).headers.get("allow"));
  for (const path of ["/api/v1/notes", "/api/v1/sign-in"]) assert.equal((await ask(path)).headers.get("access-control-allow-origin"), null);
});
