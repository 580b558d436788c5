// Who may do what: every operation of the contract against every role; sessions, keys, and the headers every reply carries.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OWNER, startServer } from "./harness.mjs";

const ROLES = ["public", "source", "viewer", "worker", "manager", "owner"];
const OF_ACCOUNTS = ["password_change", "session_list", "session_end", "sign_out"];
let server, contract, keys;

before(async () => {
  server = await startServer();
  await server.prepare();
  contract = await server.ok("GET", "/api/v1/openapi.json", undefined, { key: null });
  keys = { owner: server.key };
  for (const role of ["source", "viewer", "worker", "manager"]) keys[role] = (await server.ok("POST", "/api/v1/keys", { name: role, role })).key;
});
after(() => server?.stop());

function* operations() {
  for (const [path, item] of Object.entries(contract.paths))
    for (const [method, operation] of Object.entries(item).filter(([, o]) => o.operationId)) yield { method: method.toUpperCase(), path: path.replace(/\{[^}]+\}/g, "999999"), ...operation };
}

/** Status and headers only: the live stream never ends by itself. */
async function knock({ method, path }, key, more = {}) {
  const stop = new AbortController();
  const reply = await fetch(server.url + path, {
    method, redirect: "manual", signal: stop.signal,
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(method === "GET" || method === "DELETE" ? {} : { "content-type": "application/json" }), ...more },
    body: method === "GET" || method === "DELETE" ? undefined : "{}",
  });
  stop.abort();
  return reply;
}

function guarded(headers, what) {
  const csp = headers.get("content-security-policy") ?? "";
  assert.match(csp, /default-src 'none'|default-src 'self'/, `${what}: content security policy`);
  assert.match(csp, /frame-ancestors/, `${what}: frame-ancestors`);
  assert.match(csp, /base-uri 'none'/, `${what}: base-uri`);
  assert.doesNotMatch(csp, /unsafe-eval/, `${what}: eval`);
  assert.equal(headers.get("x-content-type-options"), "nosniff", what);
  assert.ok(headers.get("referrer-policy"), `${what}: referrer-policy`);
  assert.doesNotMatch(headers.get("server") ?? "", /\d/, `${what}: a server's version`);
}

test("without a key every operation that is not public answers 401, guarded", async () => {
  for (const operation of operations()) {
    const reply = await knock(operation, null);
    const what = `${operation.method} ${operation.path}`;
    if (operation["x-role"] === "public") assert.notEqual(reply.status, 401 * (operation.operationId !== "sign_in"), what);
    else assert.equal(reply.status, 401, what);
    guarded(reply.headers, what);
  }
});

test("every operation refuses the roles below its own and lets in the others; a source is let in only where the contract names it", async () => {
  for (const operation of operations()) {
    for (const role of ROLES.slice(1)) {
      const needs = ROLES.indexOf(operation["x-role"]);
      if (needs === 0) continue;
      const reply = await knock(operation, keys[role]);
      const what = `${role}: ${operation.method} ${operation.path}: ${reply.status}`;
      const enough = operation["x-role"] === "source" ? role === "source" : ROLES.indexOf(role) >= needs || (role === "source" && operation["x-source"] === true);
      if (!enough) assert.equal(reply.status, 403, what);
      else if (!OF_ACCOUNTS.includes(operation.operationId)) assert.ok(![401, 403].includes(reply.status) && reply.status < 500, what);
      guarded(reply.headers, what);
    }
  }
});

test("pages, refusals and files are guarded too", async () => {
  const page = (path, init) => fetch(server.url + path, { redirect: "manual", ...init });
  for (const path of ["/", "/surveys", "/s/visit", "/s/nowhere", "/nothing.png", "/api/v1/nothing", "/healthz", "/metrics", "/respond/respond.js", "/favicon.ico"]) guarded((await page(path)).headers, path);
  const large = await page("/api/v1/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: "x".repeat(100_000) });
  assert.equal(large.status, 413);
  guarded(large.headers, "413");
  const stale = await server.api("PUT", "/api/v1/touchpoints/store-visit", { slug: "store-visit", name: { en: "x" }, kind: "physical" }, { headers: { "if-match": '"0"' } });
  assert.equal(stale.status, 412);
  guarded(stale.headers, "412");
});

test("a made-up, cut, revoked or expired key is nobody's", async () => {
  const status = async (key) => (await server.api("GET", "/api/v1/me", undefined, { key })).status;
  for (const key of ["x", server.key.slice(0, -1), `${server.key}x`, server.key.toUpperCase() === server.key ? "y" : server.key.toUpperCase(), "x".repeat(5000)]) assert.equal(await status(key), 401, key.slice(0, 20));
  const { id, key } = await server.ok("POST", "/api/v1/keys", { name: "short", role: "viewer" });
  assert.equal(await status(key), 200);
  await server.ok("DELETE", `/api/v1/keys/${id}`);
  assert.equal(await status(key), 401, "revoked");
  const old = await server.api("POST", "/api/v1/keys", { name: "old", role: "viewer", expires_at: "2020-01-01T00:00:00Z" });
  if (old.status === 201) assert.equal(await status(old.body.key), 401, "expired");
  else assert.equal(old.status, 422);
});

test("keys are listed without their secrets", async () => {
  const { text } = await server.api("GET", "/api/v1/keys");
  for (const key of Object.values(keys)) assert.ok(!text.includes(key));
});

test("a session: signed in, used, signed out", async () => {
  const headers = await server.signIn();
  const me = await server.ok("GET", "/api/v1/me", undefined, { key: null, headers });
  assert.equal(me.email, OWNER.email);
  assert.equal(me.role, "owner");
  assert.equal((await server.api("POST", "/api/v1/sign-out", undefined, { key: null, headers })).status, 204);
  assert.equal((await server.api("GET", "/api/v1/me", undefined, { key: null, headers })).status, 401);
});

test("the session cookie is out of reach of scripts and other sites", async () => {
  const reply = await server.api("POST", "/api/v1/sign-in", OWNER, { key: null });
  const [cookie] = reply.headers.getSetCookie();
  assert.match(cookie, /HttpOnly/i);
  assert.match(cookie, /SameSite=(Lax|Strict)/i);
  assert.match(cookie, /Path=\//i);
});

test("a session changes nothing without its CSRF token", async () => {
  const { cookie, "x-csrf-token": token } = await server.signIn();
  const add = (headers) => server.api("POST", "/api/v1/touchpoints", { slug: "csrf", name: { en: "x" }, kind: "digital" }, { key: null, headers });
  assert.equal((await add({ cookie })).status, 403);
  assert.equal((await add({ cookie, "x-csrf-token": `${token.slice(0, -2)}xx` })).status, 403);
  const other = await server.signIn();
  assert.equal((await add({ cookie, "x-csrf-token": other["x-csrf-token"] })).status, 403, "another session's token");
  assert.equal((await add({ cookie, "x-csrf-token": token })).status, 201);
});

test("a worker sees the touchpoints given and no others", async () => {
  await server.addTouchpoint("secret");
  await server.addSurvey({ slug: "hidden", touchpoint: "secret" });
  await server.publish("hidden");
  await server.respond({ recommend: 1, why: "not for everybody" }, {}, "hidden");
  await server.respond({ recommend: 9, why: "for the worker" });
  const worker = { email: "worker@example.test", password: "another long password", role: "worker", touchpoints: ["store-visit"] };
  await server.ok("POST", "/api/v1/accounts", worker);
  const headers = await server.signIn(worker);
  const see = (path) => server.api("GET", path, undefined, { key: null, headers });
  assert.doesNotMatch((await see("/api/v1/responses")).text, /not for everybody/);
  assert.match((await see("/api/v1/responses")).text, /for the worker/);
  const { body } = await see("/api/v1/metrics?measure=responses&by=touchpoint");
  assert.deepEqual(body.rows.map((r) => r.group.touchpoint), ["store-visit"]);
  assert.deepEqual((await see("/api/v1/touchpoints")).body.items.map((t) => t.slug), ["store-visit"]);
  assert.equal((await see("/api/v1/touchpoints/secret")).status, 404);
});

test("a disabled or removed account is out at once", async () => {
  const person = { email: "leaver@example.test", password: "a third long password", role: "viewer" };
  const { id } = await server.ok("POST", "/api/v1/accounts", person);
  const headers = await server.signIn(person);
  await server.ok("PATCH", `/api/v1/accounts/${id}`, { disabled: true });
  assert.equal((await server.api("GET", "/api/v1/me", undefined, { key: null, headers })).status, 401);
  const { email, password } = person;
  assert.equal((await server.api("POST", "/api/v1/sign-in", { email, password }, { key: null })).status, 401);
  assert.equal((await server.api("DELETE", `/api/v1/accounts/${id}`)).status, 204);
});

test("the audit trail tells who did what", async () => {
  const { items } = await server.ok("GET", "/api/v1/audit?limit=500");
  const kinds = new Set(items.map((f) => f.kind));
  for (const kind of ["touchpoint_added", "survey_published", "key_added", "response_given"]) assert.ok(kinds.has(kind), kind);
  assert.doesNotMatch(JSON.stringify(items), /example\.test|not for everybody/, "references and numbers only");
});

// The last: it uses up the allowance of this address.
test("guessing passwords is slowed down, and a wrong one tells nothing about the account", async () => {
  const guess = (email, password) => server.api("POST", "/api/v1/sign-in", { email, password }, { key: null });
  const wrong = await guess(OWNER.email, "wrong password");
  const unknown = await guess("nobody@example.test", "wrong password");
  assert.equal(wrong.status, 401);
  assert.equal(unknown.status, 401);
  assert.equal(wrong.body.detail, unknown.body.detail);
  let last;
  for (let i = 0; i < 60 && last?.status !== 429; i++) last = await guess(OWNER.email, `guess ${i}`);
  assert.equal(last.status, 429);
  assert.ok(Number(last.headers.get("retry-after")) > 0);
});
