// "Ask or not", over real rows. Encounters of a fifth as many people wait under a rule; then the rule changes, and every one of them is looked
// at again: judged, and its decision on the disk, with its reason. The simulation judges the same encounters without storing anything. Ends
// with 1 when a decision is missing or the simulation misses the rate.
import { setTimeout as pause } from "node:timers/promises";
import { mustRun, startServer, survey } from "../../test/api/harness.mjs";
import { figure, turnSeconds } from "../beside.mjs";

const COUNT = Number(process.argv[2] ?? 100) * 1000, PEOPLE = COUNT / 5, BATCH = 1000, WANTED = 100_000;
const HOUR_MS = 3_600_000;

const server = await startServer();
const rule = { name: "After a visit", survey: "visit", touchpoint: "reception", channel: "link", share: 0.3, expiry_hours: 300 };
await server.addTouchpoint("reception");
await server.addSurvey({ ...survey(), touchpoint: "reception" });
await server.publish();
const { id } = await server.ok("POST", "/api/v1/ask-rules", { ...rule, delay: { hours: 5 } });
const figures = () => server.ok("GET", `/api/v1/ask-rules/${id}/figures`);

const key = mustRun(["key", "add", "shop", "--role", "source", "--data", server.dir]).trim();
for (let from = 0; from < PEOPLE; from += BATCH)
  await server.ok("POST", "/v1/batch", { batch: Array.from({ length: Math.min(BATCH, PEOPLE - from) }, (_, i) => ({ type: "identify", userId: `c-${from + i}`, traits: { consent_surveys: (from + i) % 10 !== 0 } })) }, { key });

let began = performance.now();
const at = new Date(Date.now() - HOUR_MS).toISOString();
for (let from = 0; from < COUNT; from += BATCH)
  await server.ok("POST", "/api/v1/encounters", {
    encounters: Array.from({ length: BATCH }, (_, i) => ({ touchpoint: "reception", channel: i % 2 ? "web" : "phone", at, customer: { external_id: `c-${(from + i) % PEOPLE}` }, attributes: { total: i % 200 } })),
  });
const first = await figures();
console.log(`${figure(COUNT)} encounters of ${figure(PEOPLE)} people, each judged as it came in: ${figure((COUNT * 1000) / (performance.now() - began))}/s; ${figure(first.waiting)} wait, ${figure(first.sampled_out)} are left out by the share`);

began = performance.now();
const { reasons: simulated } = await server.ok("POST", "/api/v1/ask-simulation?days=1", rule);
const judged = (COUNT * 1000) / (performance.now() - began);
console.log(`simulated: ${figure(judged)} decisions/s (≥ ${figure(WANTED)} wanted)`);

began = performance.now();
const before = turnSeconds(server.child.pid);
await server.ok("PUT", `/api/v1/ask-rules/${id}`, { ...rule, delay: { hours: 0 }, where: { field: "attributes.total", op: "ge", value: 20 } });
let seen;
do {
  await pause(100);
  seen = await figures();
} while (seen.waiting || (seen.reasons.find((one) => one.reason === "condition_not_met")?.count ?? 0) === 0);
const ms = performance.now() - began, turn = turnSeconds(server.child.pid) - before;
const decided = seen.reasons.reduce((sum, one) => sum + one.count, seen.asked);
console.log(`stored: ${figure((COUNT * 1000) / ms)} decisions/s, ${((turn * 1e6) / COUNT).toFixed(1)} µs of the turn each; asked ${figure(seen.asked)}; not: ${seen.reasons.map((one) => `${one.reason} ${figure(one.count)}`).join(", ")}`);
console.log(`the simulation without the condition said: ${simulated.map((one) => `${one.reason} ${figure(one.count)}`).join(", ")}`);
await server.stop();
process.exit(decided === COUNT && judged >= WANTED ? 0 : 1);
