// Campaigns: a survey sent by the calendar, through a real SMTP server. Of an anonymous one no letter, link or row leads to a person.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PYTHON, mustRun, startServer, survey, within } from "./harness.mjs";
import { read, smtpServer } from "./smtp.mjs";

const PUBLIC = "https://kuulo.example";
let server, post, made = 0;
before(async () => {
  post = await smtpServer();
  server = await startServer({ args: ["--smtp", post.url, "--public-url", PUBLIC, "--mail-from", "hello@askel.example"] });
  await server.addTouchpoint();
});
after(async () => {
  await server?.stop();
  post?.stop();
});

const python = (script, ...args) => execFileSync(PYTHON, ["-c", `import sqlite3, json, sys\ndb = sqlite3.connect(sys.argv[1], timeout=20)\n${script}`, join(server.dir, "kuulo.db"), ...args], { encoding: "utf8" });
const rows = (sql) => JSON.parse(python("print(json.dumps(db.execute(sys.argv[2]).fetchall(), default=lambda b: b.hex()))", sql));
const write = (sql) => python("db.execute(sys.argv[2]); db.commit()", sql);
const until = (what, look) => within(60_000, (async () => {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 100));
  }
})(), what);

async function newSurvey(more = {}) {
  const slug = `campaign-${++made}`;
  await server.ok("POST", "/api/v1/surveys", { ...survey(), slug, ...more });
  await server.publish(slug);
  return slug;
}
/** Customers of one test, told apart by an attribute. */
async function people(group, names, more = {}) {
  for (const name of names)
    await server.ok("POST", "/api/v1/customers", { external_id: `${group}-${name}`, name: `Name ${name}`, email: `${group}-${name}@shop.example`, language: "fi", consent_surveys: true, attributes: { group }, ...more });
}
const where = (group) => ({ field: "customer.attributes.group", op: "eq", value: group });
const add = (body) => server.ok("POST", "/api/v1/campaigns", { schedule: { every: "once" }, ...body });
const runs = async (id) => (await server.ok("GET", `/api/v1/campaigns/${id}/runs`)).items;
const done = (id) => until("the run's end", async () => (await runs(id)).find((run) => run.state === "done"));
const decisions = async (query) => (await server.ok("GET", `/api/v1/campaign-decisions?${new URLSearchParams({ limit: 500, ...query })}`)).items;
const form = (path, fields) => server.api("POST", path, new URLSearchParams(fields).toString(), { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } });

test("a campaign is added, read, changed and listed; what is wrong is named", async () => {
  const slug = await newSurvey();
  const schedule = { every: "weeks", interval: 2, weekday: 3, from: "2031-01-01", at: "09:30" };
  const body = { name: "Twice a month", survey: slug, where: where("nobody"), share: 0.25, schedule, quiet: { from: "21:00", to: "08:00" } };
  const { id, revision, ...shown } = await add(body);
  const next = "2031-01-01T07:30:00Z"; // a Wednesday, 9:30 in Helsinki
  assert.deepEqual(shown, { ...body, quiet: { ...body.quiet, weekends: false }, state: "active", anonymous: false, next_at: next });
  assert.deepEqual(await server.ok("GET", `/api/v1/campaigns/${id}`), { id, revision, ...shown });
  const paused = await server.ok("PUT", `/api/v1/campaigns/${id}`, { ...body, state: "paused" });
  assert.deepEqual([paused.state, paused.next_at], ["paused", undefined]);
  const stale = await server.api("PUT", `/api/v1/campaigns/${id}`, body, { headers: { "if-match": `"${revision}"` } });
  assert.equal(stale.status, 412);
  const monthly = await server.ok("PUT", `/api/v1/campaigns/${id}`, { ...body, schedule: { ...schedule, every: "months", interval: 3, weekday: 1 } });
  assert.equal(monthly.next_at, "2031-01-06T07:30:00Z");
  assert.ok((await server.ok("GET", "/api/v1/campaigns")).items.some((one) => one.id === id));
  const wrong = async (more, field) => {
    const reply = await server.api("POST", "/api/v1/campaigns", { ...body, ...more });
    assert.equal(reply.status, 422, reply.text);
    assert.equal(reply.body.field, field, reply.text);
  };
  await wrong({ survey: "no-such" }, "survey");
  await wrong({ share: 2 }, "share");
  await wrong({ where: { field: "attributes.total", op: "ge", value: 50 } }, "where.field");
  await wrong({ schedule: { every: "days" } }, "schedule.every");
  await wrong({ schedule: { every: "weeks", at: "25:00" } }, "schedule.at");
  await wrong({ schedule: { every: "once", from: "2020-01-01" } }, "schedule.from");
  assert.equal((await server.api("GET", "/api/v1/campaigns/999999")).status, 404);
  assert.equal((await server.api("GET", "/api/v1/campaign-decisions?run=1&customer=x")).status, 422);
});

test("everybody is asked or has a reason that can be read, and the rate counts the answers", async () => {
  const slug = await newSurvey(), group = `all-${made}`;
  await people(group, ["a", "b"]);
  await people(group, ["banned"], { contact_ban: true });
  await people(group, ["silent"], { consent_surveys: false });
  await people(group, ["nowhere"], { email: "" });
  await people(group, ["angry"], { complaint_open: true });
  await people(`${group}-other`, ["c"]);
  const { id } = await add({ survey: slug, where: where(group) });
  const run = await done(id);
  const reason = Object.fromEntries((await decisions({ run: run.id })).map((one) => [one.customer, one.reason]));
  assert.equal(reason[`${group}-a`], "asked");
  assert.equal(reason[`${group}-banned`], "contact_ban");
  assert.equal(reason[`${group}-silent`], "no_consent");
  assert.equal(reason[`${group}-nowhere`], "no_address");
  assert.equal(reason[`${group}-angry`], "complaint_open");
  assert.equal(reason[`${group}-other-c`], "condition_not_met");
  assert.equal(run.asked, 2);
  assert.equal(run.customers, run.asked + run.waiting + run.reasons.reduce((sum, one) => sum + one.count, 0));
  const mail = read((await post.next(`${group}-a@shop.example`)).bytes);
  const path = new URL(mail.text.match(/https:\/\/kuulo\.example\/r\/[\w-]{32}/)[0]).pathname;
  await post.next(`${group}-b@shop.example`);
  assert.equal((await form(path, { recommend: "9", submission_key: "personal" })).status, 303);
  const counted = await until("both sent", async () => (await runs(id)).find((one) => one.sent === 2));
  assert.equal(counted.answered, 1);
  // Wilson, n = 2, one answer.
  assert.deepEqual([counted.response_rate.value, counted.response_rate.low, counted.response_rate.high].map((x) => Math.round(x * 10) / 10), [50, 9.5, 90.5]);
  const [mine] = await decisions({ customer: `${group}-a` });
  assert.deepEqual([mine.run, mine.campaign, mine.survey, mine.asked], [run.id, id, slug, true]);
  assert.equal((await server.ok("GET", `/api/v1/campaigns/${id}`)).next_at, undefined, "once is once");
  // The budget is one for rules and campaigns.
  const again = await add({ survey: await newSurvey(), where: where(group) });
  await done(again.id);
  assert.equal((await decisions({ customer: `${group}-a` }))[0].reason, "asked_lately");
});

test("an anonymous survey's letters carry one address for everybody; nothing tells who answered, and everybody is reminded so", async () => {
  const slug = await newSurvey({ anonymity: "anonymous" }), group = `secret-${made}`;
  const names = ["a", "b", "c", "d", "e", "f"];
  await people(group, names);
  const campaign = await add({ survey: slug, where: where(group) });
  assert.equal(campaign.anonymous, true);
  const rival = await server.api("POST", "/api/v1/campaigns", { survey: slug, schedule: { every: "months" } });
  assert.deepEqual([rival.status, rival.body.field], [422, "survey"]);
  const run = await done(campaign.id);
  assert.deepEqual([run.asked, run.anonymous], [6, true]);
  const mails = [];
  for (const name of names) mails.push(read((await post.next(`${group}-${name}@shop.example`)).bytes));
  const links = mails.map((mail) => mail.text.match(/Vastaa: (\S+)/)[1]);
  assert.deepEqual(new Set(links), new Set([`${PUBLIC}/s/${slug}?meta.lang=fi&meta.channel=email`]));
  for (const mail of mails) for (const part of [mail.text, mail.html]) assert.doesNotMatch(part, /\/r\//);
  // Apart from name and unsubscribing, one letter is as the other.
  const plain = (mail) => mail.text.replace(/Name \w/, "").replace(/unsubscribe\/[\w-]+/, "");
  assert.equal(new Set(mails.map(plain)).size, 1);
  assert.ok(mails[0].html.includes(`/s/${slug}?meta.lang=fi&amp;meta.channel=email&amp;recommend=9"`));
  const page = await server.api("GET", `/s/${slug}?meta.lang=fi&meta.channel=email&recommend=9`, undefined, { key: null });
  assert.match(page.text, /<html lang="fi"/);
  assert.match(page.text, /<input[^>]*name="recommend"[^>]*value="9"[^>]*checked/);
  const channel = page.text.match(/<input type="hidden" name="channel" value="(\w+)">/)[1];
  assert.equal(channel, "email");
  for (let i = 0; i < 5; i++) assert.equal((await form(`/s/${slug}`, { recommend: "9", channel, submission_key: `secret-key-${made}-${i}` })).status, 303);
  await server.ok("POST", `/api/v1/surveys/${slug}/close`);
  const counted = await until("the release", async () => (await runs(campaign.id)).find((one) => one.answered > 0));
  assert.deepEqual([counted.answered, counted.sent], [5, 6]);
  const survey_id = (await server.ok("GET", `/api/v1/surveys/${slug}`)).id;
  assert.deepEqual(rows(`SELECT DISTINCT state, answered_at, open_link FROM invitation WHERE survey_id = ${survey_id}`), [[1, null, 1]]);
  assert.deepEqual(rows(`SELECT count(*), count(customer_id), count(attributes) FROM response WHERE survey_id = ${survey_id}`), [[5, 0, 0]]);
  const files = readdirSync(server.dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => [f.name, readFileSync(join(f.parentPath ?? f.path, f.name))]);
  for (const [name, bytes] of [...files, ["log", Buffer.from(server.log)]]) assert.equal(bytes.includes("secret-key-"), false, name);
});

test("the reminder of an anonymous survey goes to everybody once and says that nobody knows who has answered", async () => {
  const slug = await newSurvey({ anonymity: "anonymous" }), group = `again-${made}`, to = `${group}-a@shop.example`;
  await people(group, ["a"]);
  await add({ survey: slug, where: where(group) });
  await post.next(to);
  const invitation = `customer_id = (SELECT id FROM customer WHERE external_id = '${group}-a')`;
  await until("sent", () => rows(`SELECT 1 FROM invitation WHERE ${invitation} AND state = 1`)[0]);
  write(`UPDATE invitation SET sent_at = sent_at - 10 * 86400000 WHERE ${invitation}`); // ten days ago
  await until("the reminder", () => post.count(to) === 2);
  const reminder = read(post.mails.filter((mail) => mail.to[0] === to)[1].bytes);
  assert.match(reminder.text, /^Jos olet jo vastannut, kiitos! Kysely on nimetön, joten emme voi tietää, kuka on vastannut\./);
  assert.match(reminder.html, /Jos olet jo vastannut, kiitos!/);
  assert.doesNotMatch(reminder.text, /\/r\//);
  assert.equal(rows(`SELECT count(*) FROM message WHERE ${invitation} AND kind = 2`)[0][0], 1);
});

test("requests of which nobody can know whether they were answered do not make somebody one who never answers", async () => {
  const group = `never-${made + 1}`;
  await people(group, ["a"]);
  const ask = async (more) => {
    const { id } = await add({ survey: await newSurvey(more), where: where(group) });
    await done(id);
    const { reason } = (await decisions({ customer: `${group}-a` }))[0];
    write(`UPDATE invitation SET made_at = made_at - 100 * 86400000 WHERE customer_id = (SELECT id FROM customer WHERE external_id = '${group}-a')`);
    return reason;
  };
  for (let i = 0; i < 3; i++) assert.equal(await ask({ anonymity: "anonymous" }), "asked");
  for (let i = 0; i < 3; i++) assert.equal(await ask(), "asked");
  assert.equal(await ask(), "never_answers");
});

test("the calendar makes the runs: missed ones are not made up, a pause holds, a stop ends", async () => {
  const slug = await newSurvey(), group = `calendar-${made}`;
  await people(group, ["a", "b", "c", "d"]);
  const body = { survey: slug, where: where(group), share: 0.5, schedule: { every: "weeks", weekday: 2, at: "10:00" } };
  const { id, next_at } = await add(body);
  assert.ok(Date.parse(next_at) > Date.now());
  write(`UPDATE campaign SET next_at = next_at - 5 * 7 * 86400000 WHERE id = ${id}`); // five weeks without a server
  const run = await done(id);
  const now = await server.ok("GET", `/api/v1/campaigns/${id}`);
  assert.equal(now.next_at, next_at);
  assert.equal(now.last_run.id, run.id);
  assert.equal((await runs(id)).length, 1);
  const mine = (await decisions({ run: run.id })).filter((one) => one.customer.startsWith(group));
  assert.equal(mine.length, 4);
  assert.ok(mine.every((one) => ["asked", "sampled_out"].includes(one.reason)), JSON.stringify(mine));
  await server.ok("PUT", `/api/v1/campaigns/${id}`, { ...body, state: "paused" });
  write(`UPDATE campaign SET next_at = 1 WHERE id = ${id}`);
  const other = await add({ survey: await newSurvey(), where: where("nobody") });
  await done(other.id); // the chore has looked
  assert.equal((await runs(id)).length, 1);
});

test("quiet hours hold the asking; what waits when it is stopped has that reason", async () => {
  const slug = await newSurvey(), group = `quiet-${made}`;
  await people(group, ["a"]);
  // Quiet all around the clock but for a minute twelve hours away.
  const local = new Date(Date.now() + 12 * 3_600_000), clock = (minutes) => new Date(local.getTime() + minutes * 60_000).toISOString().slice(11, 16);
  const body = { survey: slug, where: where(group), schedule: { every: "once" }, quiet: { from: clock(1), to: clock(0) } };
  const { id } = await add(body);
  await until("who waits", async () => (await runs(id)).find((one) => one.state === "asking" && one.waiting === 1));
  const other = await add({ survey: await newSurvey(), where: where("nobody") });
  await done(other.id);
  assert.equal((await runs(id))[0].waiting, 1, "still quiet");
  await server.ok("PUT", `/api/v1/campaigns/${id}`, { ...body, state: "stopped" });
  const run = await done(id);
  assert.equal(run.asked, 0);
  const mine = (await decisions({ run: run.id })).find((one) => one.customer === `${group}-a`);
  assert.deepEqual([mine.reason, mine.asked], ["campaign_stopped", false]);
});

test("two thousand customers are looked at in pieces, and a killed server goes on where it was", async () => {
  const slug = await newSurvey(), group = `many-${made}`;
  const file = join(server.dir, "many.csv"), map = join(server.dir, "many.json");
  writeFileSync(file, `id,mail,ask,group\n${Array.from({ length: 2000 }, (_, i) => `${group}-${i},${group}-${i}@shop.example,yes,${group}\n`).join("")}`);
  writeFileSync(map, JSON.stringify({ customer: "id", email: "mail", consent_surveys: "ask", attributes: { group: "group" } }));
  assert.match(mustRun(["import", "customers", file, "--map", map, "--data", server.dir]), /2000 stored/);
  const { id } = await add({ survey: slug, where: where(group), share: 0.02 });
  await until("the run", async () => (await runs(id))[0]);
  await server.restart({ kill: true });
  const run = await done(id);
  const customers = rows(`SELECT count(*) FROM customer `)[0][0];
  assert.equal(run.customers, customers, "each once");
  assert.equal(rows(`SELECT count(*), count(DISTINCT customer_id) FROM campaign_ask WHERE run_id = ${run.id}`)[0].join(), `${customers},${customers}`);
  assert.ok(run.asked > 10 && run.asked < 90, `${run.asked} of 2000 by a lot of 2 %`);
  assert.equal(rows(`SELECT count(*) FROM invitation WHERE survey_id = (SELECT id FROM survey WHERE slug = '${slug}')`)[0][0], run.asked);
});
