// Saved views, boards and annotations: whose they are, who sees them, and what goes with what.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PYTHON, startServer } from "./harness.mjs";

let server, keys;
const view = (name, more = {}) => ({ name, address: "/explore?measure=nps&by=channel", shared: false, ...more });
const as = (who) => ({
  ok: (method, path, body) => server.ok(method, `/api/v1${path}`, body, { key: keys[who] }),
  refused: async (method, path, body, headers) => {
    const reply = await server.api(method, `/api/v1${path}`, body, { key: keys[who], headers });
    return [reply.status, reply.body?.slug, reply.body?.field ?? ""];
  },
});

before(async () => {
  server = await startServer();
  await server.ok("PATCH", "/api/v1/workspace", { time_zone: "UTC", languages: ["en"] });
  await server.addTouchpoint();
  await server.addTouchpoint("invoice", { name: { en: "Invoice" } });
  keys = { owner: server.key };
  for (const [name, role] of [["anna", "viewer"], ["bo", "viewer"], ["maria", "manager"]]) keys[name] = (await server.ok("POST", "/api/v1/keys", { name, role })).key;
});
after(() => server?.stop());

test("a view is its owner's until it is shared; then managers may change it too", async () => {
  const mine = await as("anna").ok("POST", "/views", view("By channel"));
  assert.deepEqual({ ...mine, id: 0, revision: 0 }, { id: 0, name: "By channel", address: "/explore?measure=nps&by=channel", shared: false, mine: true, revision: 0 });
  for (const other of ["bo", "maria", "owner"]) {
    assert.deepEqual((await as(other).ok("GET", "/views")).items, [], other);
    assert.deepEqual(await as(other).refused("PUT", `/views/${mine.id}`, view("x")), [404, "not_found", ""], other);
    assert.deepEqual(await as(other).refused("DELETE", `/views/${mine.id}`), [404, "not_found", ""], other);
  }
  assert.deepEqual(await as("anna").refused("PUT", `/views/${mine.id}`, view("x", { shared: true })), [403, "not_allowed", "shared"]);
  const shared = await as("maria").ok("POST", "/views", view("For all", { shared: true }));
  assert.deepEqual((await as("anna").ok("GET", "/views")).items.map((one) => [one.name, one.mine]), [["By channel", true], ["For all", false]]);
  assert.deepEqual(await as("anna").refused("PUT", `/views/${shared.id}`, view("x")), [403, "not_allowed", ""]);
  assert.deepEqual(await as("owner").refused("PUT", `/views/${shared.id}`, view("x"), { "if-match": `"${shared.revision + 99}"` }), [412, "stale", ""]);
  const renamed = await as("owner").ok("PUT", `/views/${shared.id}`, view("For everybody", { shared: true }));
  assert.deepEqual([renamed.name, renamed.mine, renamed.revision > shared.revision], ["For everybody", false, true]);
  await as("anna").ok("PUT", `/views/${mine.id}`, view("By channel, weighted"));
});

test("an address is Explore's and nothing else; names have a length", async () => {
  for (const address of ["https://elsewhere.example/", "//elsewhere.example", "/explored", "/explore/../settings", "javascript:alert(1)", "/explore?a b", "/explore?\n"])
    assert.deepEqual(await as("anna").refused("POST", "/views", view("x", { address })), [422, "unknown_address", "address"], address);
  assert.equal((await as("anna").refused("POST", "/views", view("")))[2], "name");
  assert.equal((await as("anna").refused("POST", "/views", view("x".repeat(81))))[2], "name");
});

test("boards: tiles in their places; a shared one takes only what is shared; what a reader may not see is left out", async () => {
  const anna = as("anna"), maria = as("maria");
  const own = await anna.ok("POST", "/views", view("Own"));
  const shared = (await anna.ok("GET", "/views")).items.find((one) => one.shared);
  const board = await anna.ok("POST", "/boards", { name: "Mondays", shared: false, tiles: [{ view: shared.id }, { view: own.id }] });
  assert.deepEqual([board.name, board.mine, board.count, board.tiles.map((tile) => tile.name)], ["Mondays", true, 2, ["For everybody", "Own"]]);
  assert.deepEqual(await as("bo").refused("GET", `/boards/${board.id}`), [404, "not_found", ""]);
  assert.deepEqual((await as("bo").ok("GET", "/boards")).items, []);
  assert.deepEqual(await anna.refused("PUT", `/boards/${board.id}`, { name: "Mondays", shared: true, tiles: [] }), [403, "not_allowed", "shared"]);
  assert.deepEqual(await maria.refused("POST", "/boards", { name: "x", shared: true, tiles: [{ view: shared.id }, { view: own.id }] }), [422, "unknown_view", "tiles[1].view"], "another's own view");
  const hers = await maria.ok("POST", "/views", view("Hers"));
  assert.deepEqual(await maria.refused("POST", "/boards", { name: "x", shared: true, tiles: [{ view: hers.id }] }), [422, "not_shared", "tiles[0].view"]);
  assert.deepEqual(await maria.refused("POST", "/boards", { name: "x", shared: false, tiles: [{ view: hers.id }, { view: hers.id }] }), [422, "repeated", "tiles[1].view"]);
  const common = await maria.ok("POST", "/boards", { name: "Common", shared: true, tiles: [{ view: shared.id }] });
  assert.deepEqual((await as("bo").ok("GET", `/boards/${common.id}`)).tiles.map((tile) => tile.name), ["For everybody"]);
  assert.deepEqual(await as("bo").refused("DELETE", `/boards/${common.id}`), [403, "not_allowed", ""]);
  const turned = await anna.ok("PUT", `/boards/${board.id}`, { name: "Tuesdays", shared: false, tiles: [{ view: own.id }, { view: shared.id }] });
  assert.deepEqual([turned.name, turned.tiles.map((tile) => tile.name)], ["Tuesdays", ["Own", "For everybody"]]);
  await maria.ok("PUT", `/views/${shared.id}`, view("No longer", { shared: false }));
  assert.deepEqual((await anna.ok("GET", `/boards/${board.id}`)).tiles.map((tile) => tile.name), ["Own"]);
  assert.deepEqual((await as("bo").ok("GET", `/boards/${common.id}`)).tiles, []);
  await anna.ok("DELETE", `/views/${own.id}`);
  assert.deepEqual((await anna.ok("GET", `/boards/${board.id}`)).tiles, []);
  await maria.ok("DELETE", `/boards/${common.id}`);
  assert.deepEqual((await maria.ok("GET", "/boards")).items, []);
  assert.equal((await anna.refused("POST", "/boards", { name: "x", shared: false, tiles: Array.from({ length: 25 }, () => ({ view: 1 })) }))[2], "tiles");
});

test("what an account kept for itself goes with it, what it shared stays", async () => {
  const password = "long enough to be one";
  const account = await server.ok("POST", "/api/v1/accounts", { email: "leaver@example.test", name: "Leaver", role: "manager", password });
  const headers = await server.signIn({ email: "leaver@example.test", password });
  const post = async (path, body) => (await server.api("POST", `/api/v1${path}`, body, { key: null, headers })).body;
  const own = await post("/views", view("Only mine"));
  const shared = await post("/views", view("Left behind", { shared: true }));
  await post("/boards", { name: "Private", shared: false, tiles: [{ view: own.id }, { view: shared.id }] });
  assert.equal((await as("bo").ok("GET", "/views")).items.find((one) => one.id === shared.id).owner_name, "Leaver");
  /** Nobody else ever sees these rows: only the file can say that they are gone. */
  const kept = () => {
    const count = "import sqlite3,sys; print(*sqlite3.connect(sys.argv[1]).execute(\"SELECT (SELECT count(*) FROM saved_view WHERE name = 'Only mine'), (SELECT count(*) FROM board WHERE name = 'Private'), (SELECT count(*) FROM board_tile t JOIN board b ON b.id = t.board_id WHERE b.name = 'Private')\").fetchone())";
    const done = spawnSync(PYTHON, ["-c", count, join(server.dir, "kuulo.db")], { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout.trim();
  };
  assert.equal(kept(), "1 1 2");
  await server.ok("DELETE", `/api/v1/accounts/${account.id}`);
  assert.equal(kept(), "0 0 0");
  const left = (await as("bo").ok("GET", "/views")).items.find((one) => one.id === shared.id);
  assert.deepEqual([left.name, left.owner_name], ["Left behind", undefined]);
  await server.ok("DELETE", `/api/v1/views/${shared.id}`);
});

test("annotations stand beside the dated changes of small things, on their touchpoint's trends", async () => {
  const { ok } = as("maria");
  const everywhere = await ok("POST", "/annotations", { day: "2026-02-01", text: "The strike began" });
  const invoice = await ok("POST", "/annotations", { day: "2026-02-03", text: "New wording", touchpoint: "invoice" });
  await ok("POST", "/annotations", { day: "2026-02-02", text: "New floor", touchpoint: "store-visit" });
  const element = await ok("POST", "/touchpoints/invoice/elements", { slug: "due-day", name: { en: "Due day" } });
  await ok("POST", `/elements/${element.id}/changes`, { changed_on: "2026-02-05", note: { en: "A week later" } });
  const all = await as("anna").ok("GET", "/annotations?from=2026-01-01&to=2026-03-01");
  assert.deepEqual(all.items.map((one) => [one.day, one.text, one.touchpoint]), [["2026-02-03", "New wording", "invoice"], ["2026-02-02", "New floor", "store-visit"], ["2026-02-01", "The strike began", undefined]]);
  assert.deepEqual(all.changes.map((one) => [one.day, one.touchpoint, one.name.en, one.note.en]), [["2026-02-05", "invoice", "Due day", "A week later"]]);
  const shop = await as("anna").ok("GET", "/annotations?touchpoint=store-visit&from=2026-01-01&to=2026-03-01");
  assert.deepEqual([shop.items.map((one) => one.text), shop.changes], [["New floor", "The strike began"], []]);
  assert.deepEqual((await as("anna").ok("GET", "/annotations?from=2026-02-02&to=2026-02-02")).items.map((one) => one.text), ["New floor"]);
  const moved = await ok("PUT", `/annotations/${everywhere.id}`, { day: "2026-01-31", text: "The strike", touchpoint: "invoice" });
  assert.deepEqual([moved.day, moved.text, moved.touchpoint], ["2026-01-31", "The strike", "invoice"]);
  assert.deepEqual(await as("maria").refused("PUT", `/annotations/${invoice.id}`, { day: "2026-02-03", text: "x" }, { "if-match": `"${invoice.revision + 99}"` }), [412, "stale", ""]);
  assert.deepEqual(await as("maria").refused("POST", "/annotations", { day: "2999-01-01", text: "x" }), [422, "in_future", "day"]);
  assert.deepEqual(await as("maria").refused("POST", "/annotations", { day: "2026-01-01", text: "x", touchpoint: "nowhere" }), [422, "unknown_touchpoint", "touchpoint"]);
  assert.equal((await as("maria").refused("POST", "/annotations", { day: "2026-01-01", text: "" }))[2], "text");
  await ok("DELETE", `/annotations/${invoice.id}`);
  assert.deepEqual(await as("maria").refused("DELETE", `/annotations/${invoice.id}`), [404, "not_found", ""]);
  const worker = await server.ok("POST", "/api/v1/accounts", { email: "worker@example.test", name: "Worker", role: "worker", password: "long enough to be one", touchpoints: ["store-visit"] });
  const headers = await server.signIn({ email: "worker@example.test", password: "long enough to be one" });
  const seen = (await server.api("GET", "/api/v1/annotations?from=2026-01-01&to=2026-03-01", undefined, { key: null, headers })).body;
  assert.deepEqual([worker.role, seen.items.map((one) => one.text), seen.changes], ["worker", ["New floor"], []], "a worker sees what happened where they work");
});

test("it is all in the ledger, without a word of it, and survives a kill", async () => {
  await as("maria").ok("POST", "/views", view("Secret words in a name", { shared: true }));
  const audit = await server.ok("GET", "/api/v1/audit?limit=200");
  for (const kind of ["view_changed", "board_changed", "annotation_changed"]) assert.ok(audit.items.some((item) => item.kind === kind), kind);
  assert.doesNotMatch(JSON.stringify(audit), /Secret words|New floor/);
  await server.restart({ kill: true });
  assert.ok((await as("bo").ok("GET", "/views")).items.some((one) => one.name === "Secret words in a name"));
});
