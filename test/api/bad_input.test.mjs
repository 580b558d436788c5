// Bytes that are not what they claim to be, too many of them, or too slow: a clear error each, and the server goes on.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { startServer, within } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.prepare();
});
after(() => server?.stop());

const post = (body, options) => server.api("POST", "/api/v1/surveys/visit/responses", body, options);
const alive = async () => assert.equal((await server.api("GET", "/healthz", undefined, { key: null })).status, 200);

function problem(reply, status) {
  assert.equal(reply.status, status, reply.text.slice(0, 300));
  assert.match(reply.headers.get("content-type") ?? "", /application\/problem\+json/);
  assert.equal(reply.body.status, status);
  assert.ok(reply.body.type && reply.body.title);
  assert.doesNotMatch(reply.text, /\.c:\d|sqlite|SELECT |\/src\//i, "no internals");
}

/** Raw bytes to the server; everything it says until it closes or 10 s are over. */
function raw(bytes, { end = false } = {}) {
  const { hostname, port } = new URL(server.url);
  return within(20_000, new Promise((done) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (end) socket.end();
    });
    socket.on("data", (piece) => (text += piece.toString("latin1")));
    socket.on("close", () => done(text));
    socket.on("error", () => done(text));
    socket.setTimeout(10_000, () => socket.destroy());
  }), "the server's reply");
}

for (const [name, body] of [
  ["half an object", '{"answers":{"recommend":9}'],
  ["bytes after the end", '{"answers":{"recommend":9}} x'],
  ["a key that stands twice", '{"answers":{"recommend":9},"answers":{"recommend":1}}'],
  ["a comment", '{"answers":/* nine */{"recommend":9}}'],
  ["single quotes", "{'answers':{}}"],
  ["NaN", '{"answers":{"recommend":NaN}}'],
  ["nothing", ""],
  ["a NUL in a text", '{"answers":{"recommend":9,"why":"a\\u0000b"}}'],
  ["bad UTF-8", Uint8Array.from([...Buffer.from('{"answers":{"recommend":9,"why":"'), 0xc3, 0x28, ...Buffer.from('"}}')])],
  ["an over-long UTF-8 form", Uint8Array.from([...Buffer.from('{"answers":{"recommend":9,"why":"'), 0xc0, 0x80, ...Buffer.from('"}}')])],
  ["half a surrogate pair", '{"answers":{"recommend":9,"why":"\\ud83d"}}'],
  ["ten thousand brackets", "[".repeat(10_000)],
  ["nesting deeper than 32", `{"answers":${'{"a":'.repeat(40)}1${"}".repeat(40)}}`],
]) {
  test(`${name}: 400`, async () => problem(await post(body), 400));
}

for (const [name, body] of [["a list", "[1]"], ["a text", '"hello"'], ["a number", "7"], ["null", "null"]]) {
  test(`${name} where an object belongs is refused`, async () => {
    const reply = await post(body);
    assert.ok([400, 422].includes(reply.status), reply.text);
  });
}

test("a body over the route's ceiling: 413, and the connection's next user is served", async () => {
  problem(await post(`{"pad":"${"x".repeat(5 << 20)}"}`), 413);
  problem(await server.api("POST", "/api/v1/touchpoints", `{"pad":"${"x".repeat(70_000)}"}`), 413);
  await alive();
});

test("a body on a route that takes none is bounded too", async () => {
  const reply = await server.api("POST", "/api/v1/surveys/visit/publish", "x".repeat(2_000));
  assert.ok([400, 413].includes(reply.status), reply.text);
});

test("unknown paths, slugs and methods", async () => {
  for (const path of ["/api/v1/nothing", "/api/v1/touchpoints/nowhere", "/api/v1/surveys/nowhere", "/api/v1/responses/999999", "/api/v1/surveys/nowhere/qr", "/api/v2/metrics"])
    problem(await server.api("GET", path), 404);
  problem(await server.api("POST", "/api/v1/surveys/nowhere/responses", { answers: {} }), 404);
  assert.ok([404, 405].includes((await server.api("DELETE", "/api/v1/metrics")).status));
  assert.equal((await server.api("GET", "/s/nowhere", undefined, { key: null })).status, 404);
});

test("paths with escapes, dots and rubbish are refused, not followed", async () => {
  for (const path of ["/api/v1/touchpoints/%00", "/api/v1/touchpoints/%zz", "/api/v1/touchpoints/..%2f..%2fetc%2fpasswd", "/s/%2e%2e%2f%2e%2e", "/assets/..%2f..%2findex.html", `/api/v1/touchpoints/${"a".repeat(3000)}`]) {
    const reply = await server.api("GET", path);
    assert.ok(reply.status >= 400 && reply.status < 500, `${path.slice(0, 60)}: ${reply.status}`);
  }
});

test("a query with bad escapes or bad UTF-8 is refused", async () => {
  for (const query of ["measure=nps&by=%zz", "measure=nps&by=%c3%28", "measure=nps&measure=ces"]) {
    const reply = await server.api("GET", `/api/v1/metrics?${query}`);
    assert.ok([400, 422].includes(reply.status), `${query}: ${reply.status}`);
  }
});

test("ten thousand headers are refused and cost nobody else", async () => {
  const headers = Array.from({ length: 10_000 }, (_, i) => `x-h${i}: 1\r\n`).join("");
  const reply = await raw(`GET /healthz HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
  assert.match(reply, /^(HTTP\/1\.1 (400|413|431) |$)/);
  await alive();
});

test("6 KB of headers are accepted", async () => {
  const reply = await server.api("GET", "/healthz", undefined, { key: null, headers: { "x-long": "y".repeat(6_000) } });
  assert.equal(reply.status, 200);
});

test("rubbish instead of HTTP", async () => {
  for (const bytes of ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\r\n".repeat(500), `${"A".repeat(100_000)} / HTTP/1.1\r\n\r\n`]) {
    const reply = await raw(bytes, { end: true });
    assert.doesNotMatch(reply, /^HTTP\/1\.1 (200|5)/);
  }
  await alive();
});

test("two lengths, or a length and chunks, are not both believed", async () => {
  for (const heads of ["content-length: 5\r\ncontent-length: 6\r\n", "content-length: 5\r\ntransfer-encoding: chunked\r\n", "content-length: -1\r\n", "content-length: 99999999999999999999\r\n"]) {
    const reply = await raw(`POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${heads}\r\n{"a":1}`, { end: true });
    assert.doesNotMatch(reply, /^HTTP\/1\.1 2/);
  }
  await alive();
});

test("slow clients hold nobody up", async () => {
  const { hostname, port } = new URL(server.url);
  const slow = Array.from({ length: 100 }, () => connect(Number(port), hostname, function () {
    this.write("POST /api/v1/surveys/visit/responses HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n");
  }).on("error", () => {}));
  for (let i = 0; i < 20; i++) await server.respond({ recommend: 9 });
  slow.forEach((socket) => socket.destroy());
  await alive();
});

test("a client that leaves in the middle of its body leaves nothing behind", async () => {
  const before = (await server.ok("GET", "/api/v1/surveys/visit")).responses;
  await raw(`POST /api/v1/surveys/visit/responses HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"answers":{"recommend":9}}`, { end: true });
  assert.equal((await server.ok("GET", "/api/v1/surveys/visit")).responses, before);
});

test("a wrong content type is told", async () => {
  const reply = await post("recommend=9", { headers: { "content-type": "application/x-www-form-urlencoded" } });
  assert.ok([400, 415, 422].includes(reply.status), reply.text);
});
