// The real client of Segment, unchanged but for its host: what it sends arrives once, whatever the way between loses.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Analytics } from "@segment/analytics-node";
import { mustRun, startServer } from "./harness.mjs";

let server, writeKey;

before(async () => {
  server = await startServer();
  writeKey = mustRun(["key", "add", "shop", "--role", "source", "--data", server.dir]).trim();
  await server.addTouchpoint("checkout", { kind: "digital" });
  await server.ok("POST", "/api/v1/event-rules", { event: "Order Completed", where: { field: "properties.total", op: "ge", value: 10 }, touchpoint: "checkout", channel: "web" });
});
after(() => server?.stop());

const names = async () => Object.fromEntries((await server.ok("GET", "/api/v1/event-names")).items.map((n) => [n.name, n.received]));

/** A way between that answers what `say(nth)` returns instead of the server's answer, after the server has taken the batch. */
async function lossyWay(say) {
  let requests = 0;
  const way = createServer(async (request, reply) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const taken = await fetch(server.url + request.url, { method: "POST", body: Buffer.concat(parts), headers: { authorization: request.headers.authorization, "content-type": request.headers["content-type"] } });
    const instead = say(++requests);
    const text = await taken.text();
    if (instead) reply.writeHead(instead, { "retry-after": "0" }).end();
    else reply.writeHead(taken.status, { "content-type": "application/json" }).end(text);
  });
  await new Promise((ready) => way.listen(0, "127.0.0.1", ready));
  return { host: `http://127.0.0.1:${way.address().port}`, count: () => requests, close: () => way.close() };
}

test("every kind of message arrives and does what it is for", async () => {
  const errors = [];
  const client = new Analytics({ writeKey, host: server.url, flushAt: 4 });
  client.on("error", (e) => errors.push(e));
  client.track({ anonymousId: "visitor-1", event: "Product Viewed", properties: { sku: "boot" } });
  client.page({ anonymousId: "visitor-1", name: "Checkout", properties: { path: "/checkout" } });
  client.identify({ userId: "customer-1", anonymousId: "visitor-1", traits: { email: "aino@example.test", name: "Aino Mäki", language: "fi", tier: "gold" } });
  client.track({ userId: "customer-1", event: "Order Completed", properties: { total: 89.5, currency: "EUR" } });
  client.track({ userId: "customer-1", event: "Order Completed", properties: { total: 5 } });
  client.group({ userId: "customer-1", groupId: "household-7", traits: { size: 3 } });
  client.track({ anonymousId: "visitor-2", event: "Product Viewed" });
  client.alias({ previousId: "visitor-2", userId: "customer-1" });
  client.screen({ userId: "customer-1", name: "Receipt" });
  await client.closeAndFlush();
  assert.deepEqual(errors, []);
  assert.deepEqual(await names(), { "Product Viewed": 2, "Page Viewed": 1, "Order Completed": 2, "Screen Viewed": 1 });
  const customer = await server.ok("GET", "/api/v1/customers/customer-1");
  assert.deepEqual([customer.name, customer.email, customer.language], ["Aino Mäki", "aino@example.test", "fi"]);
  assert.deepEqual(customer.attributes, { tier: "gold", group: "household-7", group_size: 3 });
  const { items } = await server.ok("GET", "/api/v1/encounters?customer=customer-1");
  assert.deepEqual(items.map((e) => [e.touchpoint, e.channel, e.attributes.total, e.attributes.tier]), [["checkout", "web", 89.5, "gold"]]);
  assert.ok(Math.abs(Date.parse(items[0].at) - Date.now()) < 3_600_000, items[0].at);
  assert.equal((await server.ok("GET", "/api/v1/events?customer=customer-1")).items.length, 6, "the visitor's earlier steps are the customer's");
});

for (const [what, status] of [["a failed answer", 500], ["an answer that says to slow down", 429]])
  test(`${what} (${status}) makes the client send again, and nothing is doubled`, async () => {
    const way = await lossyWay((nth) => (nth <= 2 ? status : 0));
    const client = new Analytics({ writeKey, host: way.host, flushAt: 5, maxRetries: 5 });
    const event = `Retried after ${status}`;
    for (let i = 0; i < 5; i++) client.track({ userId: `retry-${i}`, event, properties: { i } });
    await client.closeAndFlush();
    assert.equal(way.count(), 3);
    assert.equal((await names())[event], 5);
    way.close();
  });

test("a wrong write key is told to the client, which does not go on", async () => {
  const errors = [];
  const client = new Analytics({ writeKey: "wrong", host: server.url, flushAt: 1, maxRetries: 0 });
  client.on("error", (e) => errors.push(e));
  client.track({ userId: "x", event: "Never" });
  await client.closeAndFlush();
  assert.equal(errors.length, 1);
  assert.equal((await names()).Never, undefined);
});
