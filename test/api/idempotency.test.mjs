// Idempotency-Key: a write sent again does nothing again and answers the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const touchpoint = (slug) => ({ slug, name: { en: slug }, kind: "digital" });
const add = (slug, key) => server.api("POST", "/api/v1/touchpoints", touchpoint(slug), { headers: { "idempotency-key": key } });

test("the same key and body: the first answer again", async () => {
  const first = await add("once", '"key-1"');
  assert.equal(first.status, 201, first.text);
  const again = await add("once", '"key-1"');
  assert.equal(again.status, 201, again.text);
  assert.deepEqual(again.body, first.body);
  assert.equal((await server.ok("GET", "/api/v1/touchpoints")).items.filter((t) => t.slug === "once").length, 1);
});

test("the same key with another body is refused", async () => {
  await add("first", '"key-2"');
  const other = await add("second", '"key-2"');
  assert.equal(other.status, 422, other.text);
  assert.equal((await server.api("GET", "/api/v1/touchpoints/second")).status, 404);
});

test("sent twenty times at once it happens once", async () => {
  const replies = await Promise.all(Array.from({ length: 20 }, () => add("crowd", '"key-3"')));
  for (const reply of replies) assert.ok([201, 409].includes(reply.status), reply.text);
  const ids = new Set(replies.filter((r) => r.status === 201).map((r) => r.body.id));
  assert.equal(ids.size, 1);
});

test("a key is remembered across a restart", async () => {
  const first = await add("kept", '"key-4"');
  await server.restart();
  const again = await add("kept", '"key-4"');
  assert.equal(again.status, 201, again.text);
  assert.equal(again.body.id, first.body.id);
});

test("a key too long is refused", async () => {
  assert.ok([400, 422].includes((await add("long", `"${"k".repeat(5000)}"`)).status));
});
