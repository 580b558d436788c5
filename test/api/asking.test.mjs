// Asking rules, the contact budget and decisions (S16): who is asked, who is not, and why, in the rows.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { startServer, survey } from "./harness.mjs";

let server, made = 0;
let place; // each test has a touchpoint, a survey and people of its own
const hour = 3_600_000;
const ago = (ms) => new Date(Date.now() - ms).toISOString();

before(async () => (server = await startServer()));
after(() => server?.stop());
beforeEach(async () => {
  place = `place-${++made}`;
  await server.addTouchpoint(place);
  await newSurvey(place);
});

async function newSurvey(slug) {
  await server.ok("POST", "/api/v1/surveys", { ...survey(), slug, touchpoint: place });
  await server.publish(slug);
}

const addRule = (more = {}) => server.ok("POST", "/api/v1/ask-rules", { name: "After a visit", survey: place, touchpoint: place, channel: "link", ...more });
const changeRule = (rule, more = {}) => server.ok("PUT", `/api/v1/ask-rules/${rule.id}`, { name: "After a visit", survey: place, touchpoint: place, channel: "link", ...more });
const addCustomer = (external_id, more = {}) => server.ok("POST", "/api/v1/customers", { external_id, email: `${external_id}@example.test`, consent_surveys: true, ...more });
const meet = (customer, more = {}) => server.ok("POST", "/api/v1/encounters", { touchpoint: place, ...(customer && { customer: { external_id: customer } }), ...more });
const decisions = async (query) => (await server.ok("GET", `/api/v1/ask-decisions?${new URLSearchParams(query)}`)).items;

/** Looks until `enough` says so; what was seen last is the failure's text. */
async function until(enough, look) {
  const end = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (enough(seen)) return seen;
    if (Date.now() > end) assert.fail(`never came: ${JSON.stringify(seen)}`);
    await pause(50);
  }
}
const settled = (query) => until((items) => items.length > 0 && items.every((one) => one.reason !== "waiting"), () => decisions(query));
const reasonOf = async (customer) => (await settled({ customer }))[0].reason;

test("a rule is added, read, changed and removed; what is wrong is named", async () => {
  const where = { field: "attributes.total", op: "ge", value: 50 };
  const rule = await addRule({ where, delay: { days: 2, at: "10:00" }, share: 0.5, priority: 3, quiet: { from: "21:00", to: "08:00", weekends: true } });
  const { revision, ...shown } = rule;
  assert.deepEqual(shown, { id: rule.id, name: "After a visit", survey: place, touchpoints: [place], where, channel: "link", delay: { hours: 0, days: 2, at: "10:00" }, share: 0.5, priority: 3, quiet: { from: "21:00", to: "08:00", weekends: true }, expiry_hours: 48 + 168, active: true });
  const changed = await changeRule(rule, { active: false });
  assert.equal(changed.active, false);
  assert.ok(changed.revision > revision);
  const stale = await server.api("PUT", `/api/v1/ask-rules/${rule.id}`, { survey: place, touchpoint: place }, { headers: { "if-match": `"${revision}"` } });
  assert.equal(stale.status, 412);
  const wrong = async (more, field) => {
    const reply = await server.api("POST", "/api/v1/ask-rules", { survey: place, touchpoint: place, ...more });
    assert.equal(reply.status, 422, reply.text);
    assert.equal(reply.body.field, field, reply.text);
  };
  await wrong({ survey: "no-such" }, "survey");
  await wrong({ touchpoint: "no-such" }, "touchpoint");
  await wrong({ share: 1.5 }, "share");
  await wrong({ where: { field: "answers.x", op: "eq", value: 1 } }, "where.field");
  await wrong({ delay: { at: "25:00" } }, "delay.at");
  await wrong({ delay: { hours: 100 }, expiry_hours: 100 }, "expiry_hours");
  await wrong({ quiet: { from: "21:00", to: "x" } }, "quiet.to");
  assert.equal((await server.api("DELETE", `/api/v1/ask-rules/${rule.id}`)).status, 204);
  assert.equal((await server.api("GET", `/api/v1/ask-rules/${rule.id}`)).status, 404);
  assert.equal((await server.api("DELETE", `/api/v1/ask-rules/${rule.id}`)).status, 404);
});

test("ten encounters of one person in a day: one request, nine reasons", async () => {
  const rule = await addRule();
  const customer = `ten-${made}`;
  await addCustomer(customer);
  await server.ok("POST", "/api/v1/encounters", { encounters: Array.from({ length: 10 }, (_, i) => ({ touchpoint: place, at: ago(i * 2 * hour), customer: { external_id: customer } })) });
  const items = await settled({ customer });
  assert.equal(items.length, 10);
  const asked = items.filter((one) => one.asked);
  assert.equal(asked.length, 1);
  assert.ok(asked[0].invitation > 0);
  assert.deepEqual([...new Set(items.filter((one) => !one.asked).map((one) => one.reason))], ["already_invited"]);
  const figures = await server.ok("GET", `/api/v1/ask-rules/${rule.id}/figures`);
  assert.equal(figures.encounters, 10);
  assert.equal(figures.asked, 1);
  assert.equal(figures.capped, 9);
  assert.deepEqual(figures.reasons, [{ reason: "already_invited", count: 9 }]);
});

test("each reason for not asking can be read", async () => {
  await addRule({ where: { field: "attributes.total", op: "ge", value: 50 }, channel: "email" });
  const good = { attributes: { total: 60 } };
  const name = (what) => `${what}-${made}`;
  await addCustomer(name("fine"));
  await addCustomer(name("cheap"));
  await addCustomer(name("banned"), { contact_ban: true });
  await addCustomer(name("silent"), { consent_surveys: false });
  await addCustomer(name("nowhere"), { email: "" });
  await addCustomer(name("angry"), { complaint_open: true });
  await addCustomer(name("late"));
  for (const who of ["fine", "banned", "silent", "nowhere", "angry"]) await meet(name(who), good);
  await meet(name("cheap"), { attributes: { total: 49 } });
  await meet(name("late"), { ...good, at: ago(169 * hour) });
  await meet(undefined, good);
  assert.equal(await reasonOf(name("fine")), "asked");
  assert.equal(await reasonOf(name("cheap")), "condition_not_met");
  assert.equal(await reasonOf(name("banned")), "contact_ban");
  assert.equal(await reasonOf(name("silent")), "no_consent");
  assert.equal(await reasonOf(name("nowhere")), "no_address");
  assert.equal(await reasonOf(name("angry")), "complaint_open");
  assert.equal(await reasonOf(name("late")), "expired");
  const unknown = await decisions({ reason: "no_customer" });
  assert.equal(unknown[0].touchpoint, place);
  assert.equal(unknown[0].asked, false);
  assert.equal(unknown[0].customer, undefined);
});

test("of two requests for the same person the one with priority wins", async () => {
  await newSurvey(`${place}-b`);
  await addRule({ name: "Low", priority: 1 });
  const high = await addRule({ name: "High", priority: 9, survey: `${place}-b` });
  await addCustomer(`rival-${made}`);
  await meet(`rival-${made}`);
  const items = await settled({ customer: `rival-${made}` });
  assert.deepEqual(Object.fromEntries(items.map((one) => [one.rule_name, one.reason])), { High: "asked", Low: "other_priority" });
  assert.equal(items.find((one) => one.asked).rule, high.id);
});

test("a rule change counts for what is not asked yet: delay, condition, share, pause, removal", async () => {
  const rule = await addRule({ delay: { hours: 48 }, where: { field: "attributes.n", op: "lt", value: 2 } });
  const people = ["a", "b", "c"].map((one) => `${one}-${made}`);
  for (const [n, who] of people.entries()) {
    await addCustomer(who);
    await meet(who, { attributes: { n: n + 1 }, at: ago(hour) });
  }
  const seen = async () => Object.fromEntries(await Promise.all(people.map(async (who) => [who[0], (await decisions({ customer: who }))[0].reason])));
  assert.deepEqual(await seen(), { a: "waiting", b: "condition_not_met", c: "condition_not_met" });
  // Wider and later: b is reopened, and both wait until tomorrow.
  await changeRule(rule, { delay: { hours: 25 }, where: { field: "attributes.n", op: "lt", value: 3 } });
  const due = new Date((await until(([one]) => one.reason === "waiting" && new Date(one.due_at) > new Date(), () => decisions({ customer: people[1] })))[0].due_at);
  assert.ok(Math.abs(due - (Date.now() + 24 * hour)) < hour, "25 hours after the encounter an hour ago");
  assert.deepEqual(await until((all) => all.c === "condition_not_met", seen), { a: "waiting", b: "waiting", c: "condition_not_met" });
  // Now: both are asked, c is not.
  await changeRule(rule, { where: { field: "attributes.n", op: "lt", value: 3 } });
  assert.deepEqual(await until((all) => all.a === "asked" && all.b === "asked", seen), { a: "asked", b: "asked", c: "condition_not_met" });

  const paused = await addRule({ name: "Paused later", delay: { hours: 48 } });
  await addCustomer(`d-${made}`);
  await meet(`d-${made}`);
  await changeRule(paused, { active: false, delay: { hours: 48 } });
  assert.equal(await reasonOf(`d-${made}`), "rule_paused");
  await changeRule(paused, { active: true, delay: { hours: 48 } });
  await until(([one]) => one.reason === "waiting", () => decisions({ customer: `d-${made}` }));
  await changeRule(paused, { share: 0, delay: { hours: 1 } });
  await server.ok("DELETE", `/api/v1/ask-rules/${paused.id}`);
  assert.ok(["rule_removed", "sampled_out"].includes(await reasonOf(`d-${made}`)));
});

test("a changed rule goes through what waits a piece at a time, also when the server is killed on the way", async () => {
  const rule = await addRule({ delay: { hours: 5 }, expiry_hours: 300 });
  const visits = Array.from({ length: 2300 }, (_, i) => ({ touchpoint: place, at: ago(hour + i * 1000), customer: { external_id: `piece-${made}-${i % 500}` } }));
  for (let i = 0; i < visits.length; i += 1000) await server.ok("POST", "/api/v1/encounters", { encounters: visits.slice(i, i + 1000) });
  const figures = () => server.ok("GET", `/api/v1/ask-rules/${rule.id}/figures`);
  assert.equal((await figures()).waiting, 2300);
  await changeRule(rule, { delay: { hours: 4 }, expiry_hours: 300 });
  await server.restart({ kill: true });
  await changeRule(rule, { where: { field: "channel", op: "eq", value: "nowhere" }, delay: { hours: 4 }, expiry_hours: 300 });
  await until(({ reasons: [one] }) => one?.reason === "condition_not_met" && one.count === 2300, figures);
  const pieces = [];
  for (let next = ""; next !== undefined && pieces.length < 3; ) {
    const page = await server.ok("GET", `/api/v1/audit?limit=200${next && `&cursor=${next}`}`);
    pieces.push(...page.items.filter((fact) => fact.kind === "asks_reopened" && fact.subject === rule.id));
    next = page.next;
  }
  assert.ok(pieces.length >= 3, `${pieces.length} pieces`);
  assert.ok(pieces.every((fact) => fact.payload.asks <= 1000), JSON.stringify(pieces));
});

test("a share of the encounters is drawn once and kept", async () => {
  const rule = await addRule({ share: 0.25 });
  const count = 400;
  await server.ok("POST", "/api/v1/encounters", { encounters: Array.from({ length: count }, (_, i) => ({ touchpoint: place, customer: { external_id: `share-${made}-${i}` }, key: `share-${made}-${i}` })) });
  const figures = await server.ok("GET", `/api/v1/ask-rules/${rule.id}/figures`);
  assert.equal(figures.encounters, count);
  // 300 of 400 with a standard deviation of 8.7: five of them either way.
  assert.ok(Math.abs(figures.sampled_out - 300) <= 44, `${figures.sampled_out} of ${count}`);
  const again = await server.ok("POST", "/api/v1/encounters", { encounters: [{ touchpoint: place, customer: { external_id: `share-${made}-0` }, key: `share-${made}-0` }] });
  assert.equal(again.repeated, 1);
  assert.equal((await server.ok("GET", `/api/v1/ask-rules/${rule.id}/figures`)).encounters, count, "a repeat makes no second ask");
  const first = await server.ok("GET", `/api/v1/ask-rules/${rule.id}/figures`);
  await changeRule(rule, { share: 0.25 });
  assert.equal((await server.ok("GET", `/api/v1/ask-rules/${rule.id}/figures`)).sampled_out, first.sampled_out, "the lot is the same");
});

test("the budget counts whoever asked, and an exception lifts it", async () => {
  await addRule();
  const invited = `manual-${made}`, special = `special-${made}`;
  await addCustomer(invited);
  await addCustomer(special, { attributes: { panel: true } });
  await newSurvey(`${place}-m`);
  for (const who of [invited, special]) await server.ok("POST", `/api/v1/surveys/${place}-m/invitations`, { customers: [who], channel: "link" });
  const budget = await server.ok("PUT", "/api/v1/contact-budget", { exceptions: [{ name: "Panel", where: { field: "customer.attributes.panel", op: "eq", value: true }, lately: { requests: 2, days: 7 } }] });
  assert.deepEqual(budget.lately, { requests: 1, days: 7 });
  assert.deepEqual(budget.year, { requests: 4, days: 365 });
  assert.equal(budget.unanswered, 3);
  assert.equal(budget.exceptions[0].name, "Panel");
  await meet(invited);
  await meet(special);
  assert.equal(await reasonOf(invited), "asked_lately");
  assert.equal(await reasonOf(special), "asked");
  const wrong = await server.api("PUT", "/api/v1/contact-budget", { exceptions: [{ name: "x", where: { field: "answers.x", op: "eq", value: 1 } }] });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.body.field, "exceptions[0].where.field");
});

test("after three requests without an answer nobody is asked again", async () => {
  const open = { requests: 100, days: 1 };
  await server.ok("PUT", "/api/v1/contact-budget", { lately: open, survey: open, year: open });
  const who = `never-${made}`;
  await addCustomer(who);
  for (let i = 1; i <= 4; i++) {
    if (i > 1) await newSurvey(`${place}-${i}`);
    const rule = await addRule({ name: `Rule ${i}`, survey: i > 1 ? `${place}-${i}` : place });
    await meet(who);
    await settled({ customer: who });
    await server.ok("DELETE", `/api/v1/ask-rules/${rule.id}`);
  }
  const items = await decisions({ customer: who });
  assert.deepEqual(items.map((one) => one.reason), ["never_answers", "asked", "asked", "asked"]);
  await server.ok("PUT", "/api/v1/contact-budget", {});
});

test("pages: by rule, by customer and of all, each decision once", async () => {
  const rule = await addRule({ share: 0 });
  const people = Array.from({ length: 7 }, (_, i) => ({ touchpoint: place, customer: { external_id: `page-${made}` }, at: ago(i * hour) }));
  await server.ok("POST", "/api/v1/encounters", { encounters: people });
  for (const query of [{ rule: rule.id }, { customer: `page-${made}` }, { reason: "sampled_out", asked: false }]) {
    const seen = [];
    let cursor;
    do {
      const page = await server.ok("GET", `/api/v1/ask-decisions?${new URLSearchParams({ ...query, limit: 3, ...(cursor && { cursor }) })}`);
      seen.push(...page.items.filter((one) => one.rule === rule.id).map((one) => one.encounter));
      cursor = page.next;
    } while (cursor);
    assert.equal(seen.length, 7, JSON.stringify(query));
    assert.equal(new Set(seen).size, 7, JSON.stringify(query));
  }
  assert.equal((await server.api("GET", "/api/v1/ask-decisions?cursor=x")).status, 422);
  assert.equal((await server.api("GET", "/api/v1/ask-decisions?reason=because")).status, 422);
});

test("a simulation says what a rule would have done, and does nothing", async () => {
  const people = ["a", "b", "c", "d"].map((one) => `sim-${one}-${made}`);
  await addCustomer(people[0]);
  await addCustomer(people[1]);
  await addCustomer(people[2], { contact_ban: true });
  await addCustomer(people[3]);
  for (const days of [1, 3, 12]) await meet(people[0], { at: ago(days * 24 * hour), attributes: { total: 80 } });
  await meet(people[1], { at: ago(hour), attributes: { total: 80 } });
  await meet(people[2], { at: ago(hour), attributes: { total: 80 } });
  await meet(people[3], { at: ago(hour), attributes: { total: 10 } });
  await meet(undefined, { at: ago(hour), attributes: { total: 80 } });
  const before = (await decisions({})).length;
  const body = { survey: place, touchpoint: place, channel: "email", where: { field: "attributes.total", op: "ge", value: 50 } };
  const out = await server.ok("POST", "/api/v1/ask-simulation?days=30", body);
  // The first person is asked 12 days ago and then within 30 days of that one no more for the same survey.
  assert.deepEqual(out, {
    days: 30,
    encounters: 7,
    asked: 2,
    cut: false,
    reasons: [
      { reason: "no_customer", count: 1 },
      { reason: "condition_not_met", count: 1 },
      { reason: "contact_ban", count: 1 },
      { reason: "asked_this_survey", count: 2 },
    ],
  });
  assert.equal((await decisions({})).length, before);
});

test("what was decided stays decided after a restart, and rules come back", async () => {
  const rule = await addRule({ delay: { hours: 1 } });
  await addCustomer(`back-${made}`);
  await meet(`back-${made}`, { at: ago(2 * hour) });
  const first = await settled({ customer: `back-${made}` });
  await server.restart({ kill: true });
  assert.deepEqual(await decisions({ customer: `back-${made}` }), first);
  assert.equal((await server.ok("GET", `/api/v1/ask-rules/${rule.id}`)).delay.hours, 1);
});
