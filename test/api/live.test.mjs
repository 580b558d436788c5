// The live stream: what moved is told, and a reconnect resumes where it was.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
  await server.prepare();
});
after(() => server?.stop());

async function until(stream, holds) {
  for (;;) {
    const event = await stream.next();
    assert.ok(event, "the stream ended");
    if (holds(event)) return event;
  }
}

test("an answer is told to who watches", async () => {
  const stream = await server.live();
  assert.match(stream.headers.get("content-type"), /text\/event-stream/);
  await server.respond({ recommend: 9 });
  const event = await until(stream, (e) => e.event === "changed" && e.data.kinds?.includes("response_given"));
  assert.deepEqual(event.data.touchpoints, ["store-visit"]);
  assert.deepEqual(event.data.surveys, ["visit"]);
  assert.equal(Number(event.id), event.data.fact);
  stream.close();
});

test("Last-Event-ID resumes: what happened meanwhile is told at once", async () => {
  const first = await server.live();
  await server.respond({ recommend: 9 });
  const seen = await until(first, (e) => e.data.kinds?.includes("response_given"));
  first.close();
  const missed = await server.respond({ recommend: 3 });
  const second = await server.live({ lastEventId: seen.id });
  const event = await until(second, (e) => Number(e.id) > Number(seen.id));
  assert.ok(event.data.fact >= missed.responses[0].id, "the missed answer is in it");
  second.close();
});

test("a resume across a restart works the same", async () => {
  const first = await server.live();
  await server.respond({ recommend: 9 });
  const seen = await until(first, (e) => e.data.kinds?.includes("response_given"));
  await server.respond({ recommend: 5 });
  await server.restart();
  const second = await server.live({ lastEventId: seen.id });
  await until(second, (e) => Number(e.id) > Number(seen.id));
  second.close();
});

test("many watchers hear the same", async () => {
  const streams = await Promise.all(Array.from({ length: 50 }, () => server.live()));
  const made = await server.respond({ recommend: 10 });
  for (const stream of streams) {
    const event = await until(stream, (e) => e.data.fact >= made.responses[0].id && e.data.touchpoints);
    assert.ok(event.data.touchpoints.includes("store-visit"));
  }
  streams.forEach((stream) => stream.close());
});

test("a burst is merged, and the last word is the last fact", async () => {
  const stream = await server.live();
  let last;
  for (let i = 0; i < 200; i++) last = await server.respond({ recommend: i % 11 });
  let events = 0;
  await until(stream, (e) => ++events && e.data.fact >= last.responses[0].id);
  assert.ok(events < 200, `${events} events for 200 answers`);
  stream.close();
});

test("a bad Last-Event-ID is refused or read as the beginning, never a fault of the server", async () => {
  for (const id of ["nonsense", "-1", "99999999999999999999"]) {
    const stop = new AbortController();
    const reply = await fetch(`${server.url}/api/v1/live`, { signal: stop.signal, headers: { authorization: `Bearer ${server.key}`, "last-event-id": id } });
    assert.ok(reply.status < 500, `${id}: ${reply.status}`);
    stop.abort();
  }
});
