// Sign-in, sessions, passwords, keys and their limits, through a proxy that is trusted, so that each test may come from an address of its own.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { OWNER, startServer } from "./harness.mjs";

const REFILL_MS = 6000; // 10 sign-ins a minute
let server, addresses = 0;
before(async () => {
  server = await startServer({ args: ["--trusted-proxies", "1"] });
});
after(() => server?.stop());

const freshAddress = () => `203.0.113.${++addresses}`;
const from = (address) => ({ "x-forwarded-for": address });
const bare = (method, path, body, headers) => server.api(method, path, body, { key: null, headers });
const signInReply = (account, headers = from(freshAddress())) => bare("POST", "/api/v1/sign-in", { email: account.email, password: account.password }, headers);

async function signIn(account) {
  const reply = await signInReply(account);
  assert.equal(reply.status, 200, reply.text);
  return { cookie: reply.headers.getSetCookie()[0].split(";")[0], "x-csrf-token": reply.body.csrf_token };
}

let people = 0;
async function person(role = "viewer", more = {}) {
  const account = { email: `person-${++people}@example.test`, name: `Person ${people}`, password: `long password ${people}`, role, ...more };
  return { ...account, ...(await server.ok("POST", "/api/v1/accounts", account)), password: account.password };
}

const alive = async (headers) => (await bare("GET", "/api/v1/me", undefined, headers)).status === 200;
const ledgerHead = async () => (await server.ok("GET", "/api/v1/audit?limit=1")).items[0].number;

async function* operations() {
  const { paths } = await server.ok("GET", "/api/v1/openapi.json", undefined, { key: null });
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(item)) if (operation.operationId) yield { ...operation, method: method.toUpperCase(), path: path.replace(/\{[^}]+\}/g, "999999") };
}

test("signing in answers who one is, and sets a cookie out of reach", async () => {
  const reply = await signInReply({ ...OWNER, email: `  ${OWNER.email.toUpperCase()} ` });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.body.kind, "account");
  assert.equal(reply.body.email, OWNER.email);
  assert.equal(reply.body.role, "owner");
  assert.ok(reply.body.workspace.slug);
  const [cookie, ...others] = reply.headers.getSetCookie();
  assert.deepEqual(others, []);
  assert.match(cookie, /^kuulo_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/);
  const me = await bare("GET", "/api/v1/me", undefined, { cookie: cookie.split(";")[0] });
  assert.deepEqual(me.body, reply.body);
});

test("behind TLS the cookie is bound to the host, and the plain one counts for nothing", async () => {
  const secure = { ...from(freshAddress()), "x-forwarded-proto": "https" };
  const reply = await signInReply(OWNER, secure);
  const [cookie] = reply.headers.getSetCookie();
  assert.match(cookie, /^__Host-kuulo_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/);
  const token = cookie.split(";")[0].split("=")[1];
  assert.ok(await alive({ ...secure, cookie: `__Host-kuulo_session=${token}` }));
  assert.ok(!(await alive({ ...secure, cookie: `kuulo_session=${token}` })));
  assert.ok(!(await alive({ cookie: `__Host-kuulo_session=${token}` })));
});

test("wrong, unknown and disabled sound the same", async () => {
  const off = await person();
  await server.ok("PATCH", `/api/v1/accounts/${off.id}`, { disabled: true });
  const wrong = await signInReply({ ...OWNER, password: "not the password" });
  const unknown = await signInReply({ email: "nobody@example.test", password: "not the password" });
  const disabled = await signInReply(off);
  const nonsense = await signInReply({ email: "not an address", password: "x" });
  for (const reply of [wrong, unknown, disabled, nonsense]) {
    assert.equal(reply.status, 401);
    assert.equal(reply.text, wrong.text);
    assert.deepEqual(reply.headers.getSetCookie(), []);
  }
});

test("made-up tokens are nobody's", async () => {
  const [name, token] = (await signIn(OWNER)).cookie.split("=");
  const forged = [token.slice(1), `${token}A`, token.toLowerCase(), `${token.slice(0, -1)}${token.endsWith("A") ? "E" : "A"}`, "none", "null", "0".repeat(43), ...Array.from({ length: 300 }, () => randomBytes(32).toString("base64url"))];
  for (const value of forged) assert.ok(!(await alive({ cookie: `${name}=${value}` })), value);
  for (const value of forged.slice(0, 100)) assert.equal((await server.api("GET", "/api/v1/me", undefined, { key: `kuulo_${value}` })).status, 401);
  assert.ok(await alive({ cookie: `${name}=${token}` }));
  const both = await bare("GET", "/api/v1/me", undefined, { cookie: `${name}=${token}`, authorization: "Bearer kuulo_wrong" });
  assert.equal(both.status, 401, "a wrong key is not mended by a good cookie");
});

test("no changing operation runs by cookie alone", async () => {
  const { cookie } = await signIn(OWNER);
  const head = await ledgerHead();
  let asked = 0;
  for await (const operation of operations()) {
    if (operation.method === "GET" || operation["x-role"] === "public") continue;
    const reply = await bare(operation.method, operation.path, operation.method === "DELETE" ? undefined : {}, { cookie });
    assert.equal(reply.status, 403, `${operation.operationId}: ${reply.text}`);
    assert.equal(reply.body.slug, "csrf", operation.operationId);
    asked++;
  }
  assert.ok(asked >= 20, `${asked} operations`);
  assert.equal(await ledgerHead(), head);
  assert.ok(await alive({ cookie }), "nor did it sign anybody out");
});

test("another site's page is refused even with the token", async () => {
  const headers = await signIn(OWNER);
  const add = (slug, more) => bare("POST", "/api/v1/units", { slug, name: { en: "x" } }, { ...headers, ...more });
  const host = new URL(server.url).host;
  for (const more of [{ origin: "https://evil.example" }, { origin: "null" }, { origin: `http://${host}.evil.example` }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }])
    assert.equal((await add("csrf", more)).status, 403, JSON.stringify(more));
  for (const [i, more] of [{}, { origin: `http://${host}` }, { "sec-fetch-site": "same-origin" }].entries()) assert.equal((await add(`csrf-${i}`, more)).status, 201, JSON.stringify(more));
  const reply = await signInReply(OWNER, { ...from(freshAddress()), origin: "https://evil.example" });
  assert.equal(reply.status, 403, "nor may it sign its victim in");
  assert.deepEqual(reply.headers.getSetCookie(), []);
});

test("reading changes nothing", async () => {
  const { cookie } = await signIn(OWNER);
  const head = await ledgerHead();
  for await (const { method, path, operationId } of operations()) {
    if (method !== "GET") continue;
    const stop = new AbortController();
    const reply = await fetch(server.url + path, { headers: { cookie }, signal: stop.signal });
    assert.ok(reply.status < 500, `${operationId}: ${reply.status} ${reply.status < 500 ? "" : await reply.text()}`);
    stop.abort();
  }
  assert.equal(await ledgerHead(), head);
});

test("one's sessions are listed, and each can be ended", async () => {
  const account = await person();
  const [first, second] = [await signIn(account), await signIn(account)];
  const { items } = (await bare("GET", "/api/v1/me/sessions", undefined, second)).body;
  assert.equal(items.length, 2);
  const current = items.find((s) => s.current), other = items.find((s) => !s.current);
  assert.ok(current && other);
  assert.equal((await bare("DELETE", `/api/v1/me/sessions/${other.id}`, undefined, second)).status, 204);
  assert.ok(!(await alive(first)));
  assert.ok(await alive(second));
  const owner = await signIn(OWNER);
  const theirs = await bare("DELETE", `/api/v1/me/sessions/${current.id}`, undefined, owner);
  const missing = await bare("DELETE", "/api/v1/me/sessions/999999", undefined, owner);
  assert.equal(theirs.status, 404);
  assert.equal(theirs.text, missing.text);
  assert.ok(await alive(second), "another's session is out of reach");
  const gone = await bare("POST", "/api/v1/sign-out", undefined, second);
  assert.equal(gone.status, 204);
  assert.match(gone.headers.getSetCookie()[0], /^kuulo_session=; .*Max-Age=0/);
  assert.ok(!(await alive(second)));
});

test("a new password ends the other sessions and only it signs in", async () => {
  const account = await person();
  const [kept, other] = [await signIn(account), await signIn(account)];
  const change = (body) => bare("POST", "/api/v1/me/password", body, { ...kept, ...from(freshAddress()) });
  const wrong = await change({ current: "not it at all", new: "a fresh long password" });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.body.field, "current");
  assert.equal((await change({ current: account.password, new: "short" })).status, 422);
  assert.ok(await alive(other));
  assert.equal((await change({ current: account.password, new: "a fresh long password" })).status, 204);
  assert.ok(await alive(kept));
  assert.ok(!(await alive(other)));
  assert.equal((await signInReply(account)).status, 401);
  assert.equal((await signInReply({ ...account, password: "a fresh long password" })).status, 200);
});

test("an owner's reset, a disabling and a removal end sessions too", async () => {
  const account = await person();
  const session = await signIn(account);
  await server.ok("PATCH", `/api/v1/accounts/${account.id}`, { password: "given by the owner" });
  assert.ok(!(await alive(session)));
  const again = await signIn({ ...account, password: "given by the owner" });
  await server.ok("PATCH", `/api/v1/accounts/${account.id}`, { disabled: true });
  assert.ok(!(await alive(again)));
  await server.ok("PATCH", `/api/v1/accounts/${account.id}`, { disabled: false });
  assert.ok(!(await alive(again)), "it does not come back");
  const third = await signIn({ ...account, password: "given by the owner" });
  assert.equal((await server.api("DELETE", `/api/v1/accounts/${account.id}`)).status, 204);
  assert.ok(!(await alive(third)));
});

test("a lowered role counts at once", async () => {
  const account = await person("manager");
  const session = await signIn(account);
  assert.equal((await bare("GET", "/api/v1/accounts", undefined, session)).status, 200);
  await server.ok("PATCH", `/api/v1/accounts/${account.id}`, { role: "viewer" });
  assert.equal((await bare("GET", "/api/v1/accounts", undefined, session)).status, 403);
});

test("accounts: one address once, checked fields, If-Match", async () => {
  const account = await person("worker");
  const twice = await server.api("POST", "/api/v1/accounts", { email: ` ${account.email.toUpperCase()}`, role: "viewer", password: "long enough password" });
  assert.equal(twice.status, 409);
  assert.equal(twice.body.field, "email");
  const field = async (body) => {
    const reply = await server.api("POST", "/api/v1/accounts", { email: "new@example.test", role: "worker", password: "long enough password", ...body });
    assert.equal(reply.status, 422, reply.text);
    return reply.body.field;
  };
  assert.equal(await field({ email: "no address" }), "email");
  assert.equal(await field({ password: "short" }), "password");
  assert.equal(await field({ role: "king" }), "role");
  assert.equal(await field({ touchpoints: ["nowhere"] }), "touchpoints");
  assert.equal(await field({ units: ["nowhere"] }), "units");
  const path = `/api/v1/accounts/${account.id}`;
  const changed = await server.api("PATCH", path, { name: "Once" });
  assert.equal(changed.status, 200);
  const tag = changed.headers.get("etag");
  await server.ok("PATCH", path, { name: "Twice" }, { headers: { "if-match": tag } });
  assert.equal((await server.api("PATCH", path, { name: "Late" }, { headers: { "if-match": tag } })).status, 412);
  const { items } = await server.ok("GET", "/api/v1/accounts");
  assert.equal(items.find((a) => a.id === account.id).name, "Twice");
});

test("the last owner stays", async () => {
  const { items } = await server.ok("GET", "/api/v1/accounts");
  const owner = items.find((a) => a.email === OWNER.email);
  const path = `/api/v1/accounts/${owner.id}`;
  for (const reply of [await server.api("PATCH", path, { role: "manager" }), await server.api("PATCH", path, { disabled: true }), await server.api("DELETE", path)]) {
    assert.equal(reply.status, 409, reply.text);
    assert.equal(reply.body.slug, "last_owner");
  }
  const second = await person("owner");
  await server.ok("PATCH", path, { role: "manager" });
  await server.ok("PATCH", path, { role: "owner" });
  assert.equal((await server.api("DELETE", `/api/v1/accounts/${second.id}`)).status, 204);
});

test("a key is shown once, expires and is revoked", async () => {
  const expires = new Date(Date.now() + 1500).toISOString();
  const added = await server.ok("POST", "/api/v1/keys", { name: "short", role: "viewer", expires_at: expires });
  const lasting = await server.ok("POST", "/api/v1/keys", { name: "lasting", role: "viewer" });
  assert.match(added.key, /^kuulo_[A-Za-z0-9_-]{43}$/);
  const list = await server.api("GET", "/api/v1/keys");
  assert.ok(!list.text.includes(added.key) && !list.text.includes("kuulo_"));
  const status = async (key) => (await server.api("GET", "/api/v1/me", undefined, { key })).status;
  assert.equal(await status(lasting.key), 200);
  while (Date.now() <= Date.parse(expires)) await status(added.key);
  assert.equal(await status(added.key), 401, "expired");
  assert.equal((await server.api("DELETE", `/api/v1/keys/${lasting.id}`)).status, 204);
  assert.equal(await status(lasting.key), 401, "revoked");
  assert.equal((await server.api("DELETE", `/api/v1/keys/${lasting.id}`)).status, 404, "once");
  assert.equal((await server.ok("GET", "/api/v1/keys")).items.find((k) => k.id === lasting.id).revoked, true);
  const headers = { "idempotency-key": "the-same" };
  const first = await server.ok("POST", "/api/v1/keys", { name: "twice", role: "viewer" }, { headers });
  const repeat = await server.ok("POST", "/api/v1/keys", { name: "twice", role: "viewer" }, { headers });
  assert.equal(repeat.id, first.id);
  assert.equal(repeat.key, undefined, "a repeat does not show it again");
});

test("units have a slug and a name", async () => {
  const unit = await server.ok("POST", "/api/v1/units", { slug: "kamppi", name: { fi: "Kampin myymälä", en: "Kamppi store" } });
  assert.ok((await server.ok("GET", "/api/v1/units")).items.some((u) => u.id === unit.id && u.name.fi === "Kampin myymälä"));
  assert.equal((await server.api("POST", "/api/v1/units", { slug: "kamppi", name: { en: "x" } })).status, 409);
  for (const name of [{}, { en: "" }, { en: 3 }]) assert.equal((await server.api("POST", "/api/v1/units", { slug: "other", name })).status, 422);
  const changed = await server.ok("PUT", "/api/v1/units/kamppi", { name: { fi: "Kamppi" } });
  assert.equal(changed.id, unit.id);
  assert.deepEqual((await server.ok("GET", "/api/v1/units")).items.find((u) => u.id === unit.id).name, { fi: "Kamppi" });
  assert.equal((await server.api("PUT", "/api/v1/units/kamppi", { name: {} })).status, 422);
  assert.equal((await server.api("PUT", "/api/v1/units/nowhere", { name: { en: "x" } })).status, 404);
});

test("the audit trail pages without gaps and names nobody", async () => {
  const account = await person("viewer", { name: "Unmistakable Name" });
  await signInReply({ ...account, password: "a wrong password" });
  const seen = [];
  for (let next = ""; next !== undefined; ) {
    const page = await server.ok("GET", `/api/v1/audit?limit=7${next ? `&cursor=${next}` : ""}`);
    assert.ok(page.items.length <= 7);
    seen.push(...page.items);
    next = page.next;
  }
  assert.deepEqual(seen.map((f) => f.number), Array.from({ length: seen.length }, (_, i) => seen.length - i));
  const refused = seen.find((f) => f.kind === "sign_in_refused");
  assert.equal(refused.subject, account.id);
  const added = seen.find((f) => f.kind === "account_added" && f.subject === account.id);
  assert.match(added.actor, /^key:\d+$/);
  assert.doesNotMatch(JSON.stringify(seen), /@|example\.test|Unmistakable/);
});

test("sessions outlive a restart, and no secret is in the files", async () => {
  const account = await person();
  const session = await signIn(account);
  const { key } = await server.ok("POST", "/api/v1/keys", { name: "secret", role: "viewer" });
  await server.restart();
  assert.ok(await alive(session));
  for (const name of readdirSync(server.dir)) {
    const bytes = name.startsWith("kuulo.db") ? readFileSync(join(server.dir, name)) : Buffer.alloc(0);
    for (const secret of [session.cookie.split("=")[1], key, account.password, session["x-csrf-token"]]) assert.ok(!bytes.includes(secret), `${name} holds a secret`);
  }
});

/** Guesses until refused; how many went through, and how many the time spent allows at most. */
async function guessUntilLimited(next) {
  const began = Date.now();
  for (let passed = 0; passed < 40; passed++) {
    const reply = await next(passed);
    if (reply.status !== 429) continue;
    const retry = Number(reply.headers.get("retry-after"));
    assert.ok(retry >= 1 && retry <= REFILL_MS / 1000, `Retry-After ${retry}`);
    return { passed, most: 10 + Math.ceil((Date.now() - began) / REFILL_MS) };
  }
  assert.fail("never limited");
}

test("sign-ins are limited by address, whatever a client says it was forwarded for", async () => {
  const address = freshAddress();
  const { passed, most } = await guessUntilLimited((i) => signInReply({ email: `guess-${i}@example.test`, password: "x" }, from(`198.51.100.${i}, ${address}`)));
  assert.ok(passed >= 10 && passed <= most, `${passed} of at most ${most}`);
  assert.equal((await signInReply(OWNER, from(address))).status, 429, "a right password does not help");
  assert.equal((await signInReply(OWNER)).status, 200, "another address is free");
});

test("and by account, from everywhere", async () => {
  const account = await person();
  const { passed, most } = await guessUntilLimited(() => signInReply({ ...account, password: "x" }));
  assert.ok(passed >= 10 && passed <= most, `${passed} of at most ${most}`);
});

test("an IPv6 network is one address", async () => {
  const { passed, most } = await guessUntilLimited((i) => signInReply({ email: `six-${i}@example.test`, password: "x" }, from(`2001:db8:0:1::${i + 1}`)));
  assert.ok(passed >= 10 && passed <= most, `${passed} of at most ${most}`);
  assert.equal((await signInReply(OWNER, from("2001:db8:0:2::1"))).status, 200);
});

test("without a trusted proxy the forwarding headers count for nothing", async () => {
  const plain = await startServer();
  try {
    const guess = (i) => plain.api("POST", "/api/v1/sign-in", { email: `g-${i}@example.test`, password: "x" }, { key: null, headers: { "x-forwarded-for": `192.0.2.${i}`, forwarded: `for=192.0.2.${i}`, "x-real-ip": `192.0.2.${i}` } });
    const { passed, most } = await guessUntilLimited(guess);
    assert.ok(passed >= 10 && passed <= most, `${passed} of at most ${most}`);
  } finally {
    await plain.stop();
  }
});
