// What encounters did to the customer's picture of us, and who began them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server;
const effects = [...Array(10).fill("strengthened"), ...Array(24).fill("unchanged"), ...Array(6).fill("weakened")];
before(async () => {
  server = await startServer();
  await server.addTouchpoint("invoice", { kind: "digital", moment: "gets_invoice", owner: "Aino", owner_function: "Finance" });
  await server.addTouchpoint("phone");
  const at = "2026-03-01T10:00:00Z";
  await server.ok("POST", "/api/v1/encounters", {
    encounters: effects.map((effect, i) => ({ touchpoint: "invoice", at, effect, channel: i % 2 ? "email" : "paper", initiator: i % 4 ? "company" : "dialogue" })),
  });
  await server.ok("POST", "/api/v1/encounters", { encounters: Array.from({ length: 5 }, () => ({ touchpoint: "phone", at, initiator: "customer" })) });
});
after(() => server?.stop());
const near = (got, want) => assert.ok(Math.abs(got - want) < 0.06, `${got}, not ${want}`);

test("forty encounters at the invoice: +10.0, −9.6 … +28.2, not shown", async () => {
  const { rows, unit } = await server.metrics({ measure: "strengthening", by: "touchpoint" });
  assert.equal(unit, "points");
  assert.deepEqual(rows.map((row) => [row.group.touchpoint, row.n]), [["invoice", 40]], "encounters of unknown effect are not counted");
  const [row] = rows;
  near(row.value, 10);
  near(row.low, -9.6);
  near(row.high, 28.2);
  assert.equal(row.shown, "not shown");
  assert.deepEqual(row.histogram, { "-1": 6, 0: 24, 1: 10 });
  near(row.shares.strengthened, 25);
});

test("by channel and month it adds up, and survives a restart", async () => {
  await server.restart();
  const { rows } = await server.metrics({ measure: "strengthening", by: "channel,month" });
  assert.deepEqual(rows.map((row) => row.n), [20, 20]);
  assert.equal(rows.reduce((sum, row) => sum + row.histogram[1], 0), 10);
});

test("who began an encounter is kept and counted", async () => {
  const { items } = await server.ok("GET", "/api/v1/encounters?touchpoint=phone");
  assert.equal(items[0].initiator, "customer");
  const { rows } = await server.metrics({ measure: "volume", by: "initiator" });
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.group.initiator, row.n])), { company: 30, dialogue: 10, customer: 5 });
  const refused = await server.api("POST", "/api/v1/encounters", { touchpoint: "phone", initiator: "chance" });
  assert.equal(refused.status, 422);
  assert.equal(refused.body.field, "initiator");
});

test("a touchpoint's moment is one of the library", async () => {
  const { moment, owner_function } = await server.ok("GET", "/api/v1/touchpoints/invoice");
  assert.deepEqual([moment, owner_function], ["gets_invoice", "Finance"]);
  const refused = await server.api("POST", "/api/v1/touchpoints", { slug: "other", name: { en: "x" }, kind: "digital", moment: "eclipse" });
  assert.equal(refused.status, 422);
  assert.equal(refused.body.slug, "unknown_moment");
});
