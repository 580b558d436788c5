// The map compares all its cells at once: what is called alone is not called among forty that stand still.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

const STEADY = 40;
const days = { from: "2026-03-15", to: "2026-03-28" };
/** Promoters, passives, detractors at one place on one day. */
const scores = (touchpoint, day, [promoters, passives, detractors]) =>
  [...Array(promoters).fill(10), ...Array(passives).fill(8), ...Array(detractors).fill(3)].map((recommend) => ({ touchpoint, channel: "web", at: `2026-03-${day}T12:00:00Z`, answers: { recommend } }));

let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint("moved");
  for (let i = 0; i < STEADY; i++) await server.addTouchpoint(`steady-${i}`);
  await server.ok("POST", "/api/v1/surveys", { slug: "visit", title: { en: "Visit" }, languages: ["en"], questions: [{ id: "recommend", type: "nps", text: { en: "?" } }] });
  await server.publish();
  // 24 promoters and 6 detractors of 40, then 10 and 14: z = 3.14 by the adjusted quantities, p = 0.0017
  const all = [...scores("moved", "06", [24, 10, 6]), ...scores("moved", "20", [10, 16, 14])];
  for (let i = 0; i < STEADY; i++) all.push(...scores(`steady-${i}`, "06", [8, 8, 4]), ...scores(`steady-${i}`, "20", [8, 8, 4]));
  for (let i = 0; i < all.length; i += 1000) await server.respondMany(all.slice(i, i + 1000));
});
after(() => server?.stop());

test("a fall of three standard errors is called alone, and not among eighty cells", async () => {
  const where = JSON.stringify({ field: "touchpoint", op: "eq", value: "moved" });
  const map = (query) => server.ok("GET", `/api/v1/map?${new URLSearchParams({ ...days, ...query })}`);
  const verdicts = ({ columns, cells }) => [columns, cells].map((list) => list.find((one) => one.touchpoint === "moved").verdict);
  const alone = await map({ where });
  assert.deepEqual(verdicts(alone), ["worse", "worse"]);
  assert.equal(alone.worst?.touchpoint, "moved");
  const among = await map({});
  assert.equal(among.cells.length, STEADY + 1);
  assert.deepEqual(verdicts(among), ["no shown change", "no shown change"]);
});
