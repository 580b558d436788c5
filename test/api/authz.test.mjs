// Every route × who asks × whose object, from the contract itself: too low a role is 403, nobody is 401, another workspace's object is byte for
// byte a missing one, and nothing that was refused changed anything.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mustRun, startServer, survey } from "./harness.mjs";
import { form, png } from "./picture_files.mjs";

const ROLES = ["public", "source", "viewer", "worker", "manager", "owner"];
const MARK = { home: "marker-of-home", away: "marker-of-away" };
const weightScheme = (slug) => ({ slug, name: "x", margins: [{ by: "language", targets: [{ value: "en", share: 0.5 }, { value: "fi", share: 0.5 }] }] });
const asking = [...survey().questions, { id: "photo", type: "file", text: { en: "x", fi: "x" } }];
let server, operations, who, home, away, cells = 0;

/** What stands in each kind of path, for own, missing and foreign; what second in a path with two ("0" unless said); and a body with which the
 * operation would go through. */
const ROWS = {
  healthz: {},
  openmetrics: {},
  openapi: {},
  sign_in: { body: () => ({ email: "nobody@example.test", password: "x" }) },
  sign_out: {},
  me: {},
  password_change: { body: () => ({ current: "x", new: "long enough to be one" }) },
  session_list: {},
  session_end: { object: "session" },
  account_list: {},
  account_add: { body: () => ({ email: `${unique()}@example.test`, role: "viewer", password: "long enough to be one" }) },
  account_change: { object: "account", body: () => ({ name: "Changed" }) },
  account_remove: { object: "account" },
  key_list: {},
  key_add: { body: () => ({ name: "k", role: "viewer" }) },
  key_revoke: { object: "key" },
  unit_list: {},
  unit_change: { object: "unit", body: () => ({ name: { en: "y" } }) },
  unit_add: { body: () => ({ slug: unique(), name: { en: "x" } }) },
  audit_list: {},
  workspace_get: {},
  workspace_change: { body: () => ({ languages: ["en", "fi"] }) },
  touchpoint_list: {},
  touchpoint_add: { body: () => ({ slug: unique(), name: { en: "x" }, kind: "digital" }) },
  touchpoint_get: { object: "touchpoint" },
  touchpoint_change: { object: "touchpoint", body: (slug) => ({ slug, name: { en: "x" }, kind: "digital" }) },
  touchpoint_review: { object: "touchpoint" },
  moment_list: {},
  element_list: { object: "touchpoint" },
  element_add: { object: "touchpoint", body: () => ({ slug: unique(), name: { en: "x" } }) },
  element_change: { object: "element", body: () => ({ slug: "wording", name: { en: "x" } }) },
  element_remove: { object: "element" },
  element_change_record: { object: "element", body: () => ({ changed_on: "2026-02-01", note: { en: "x" } }) },
  journey_list: {},
  journey_add: { body: () => ({ slug: unique(), name: { en: "x" }, stages: [{ name: { en: "x" }, steps: [] }] }) },
  journey_get: { object: "journey" },
  journey_change: { object: "journey", body: (slug) => ({ slug, name: { en: "x" }, stages: [{ name: { en: "x" }, steps: [] }] }) },
  journey_figures: { object: "journey" },
  change_effects: { object: "touchpoint" },
  debt_list: {},
  map: { query: { journey: "journey", where: "where" } },
  journey_remove: { object: "journey" },
  customer_list: {},
  customer_put: { body: () => ({ external_id: unique() }) },
  customer_get: { object: "customer" },
  customer_erase: { object: "customer" },
  encounter_list: { query: { touchpoint: "touchpoint", customer: "customer" } },
  encounter_add: { body: () => ({ touchpoint: home.touchpoint, at: "2026-03-01T10:00:00Z" }) },
  survey_list: {},
  survey_add: { body: () => ({ ...survey(), slug: unique(), touchpoint: undefined }) },
  survey_get: { object: "survey" },
  survey_change: { object: "survey", body: (slug) => ({ ...survey(), slug, touchpoint: undefined, questions: asking }) },
  survey_publish: { object: "survey" },
  survey_close: { object: "survey" },
  survey_qr: { object: "survey" },
  survey_preview: { object: "survey", body: (slug) => ({ ...survey(), slug, touchpoint: undefined }) },
  survey_check: { object: "survey", body: (slug) => ({ ...survey(), slug, touchpoint: undefined }) },
  survey_check_stored: { object: "survey" },
  survey_trial: { object: "survey", body: (slug) => ({ ...survey(), slug, touchpoint: undefined }) },
  survey_version_list: { object: "survey" },
  survey_version_get: { object: "survey", second: "1" },
  survey_copy: { object: "survey", body: () => ({ slug: unique() }) },
  survey_library: {},
  survey_kano: { object: "survey" },
  survey_maxdiff: { object: "survey" },
  expectation_gaps: {},
  mail_get: {},
  mail_change: { body: () => ({ reminder_days: 5 }) },
  template_list: {},
  template_put: { body: () => ({ slug: home.mark, texts: { en: { subject: "x", body: "x" } } }) },
  template_remove: { object: "template" },
  letter_preview: { object: "survey", body: () => ({}) },
  test_message: { object: "survey", body: () => ({}) },
  message_list: { query: { survey: "survey" } },
  bounce_report: { body: () => ({ message: "x" }) },
  suppression_add: { body: () => ({ email: "nobody@example.test" }) },
  suppression_list: {},
  suppression_find: { body: () => ({ email: "nobody@example.test" }) },
  suppression_lift: { object: "suppression", body: () => ({ asked_again: true }) },
  contact_ban_set: { object: "customer", body: () => ({ banned: false }) },
  invitation_list: { object: "survey" },
  invitation_add: { object: "survey", body: () => ({ customers: ["nobody"], channel: "link" }) },
  invitation_look: { object: "survey", body: () => ({ channel: "link" }) },
  invitation_rate: { object: "survey" },
  invitation_revoke: { object: "invitation" },
  survey_standing: { object: "survey" },
  preview_link_make: { object: "survey", body: () => ({ days: 1 }) },
  response_add: { object: "survey", body: () => ({ submission_key: unique(), answers: { recommend: 9 } }) },
  response_file_add: { object: "survey", always: "question=photo", sent: () => pictureOf(unique()), body: () => ({}) },
  response_file_get: { object: "response" },
  response_list: { query: { survey: "survey", touchpoint: "touchpoint" } },
  response_get: { object: "response" },
  response_remove: { object: "response" },
  response_export: { query: { survey: "survey" }, needs: "survey" },
  metrics: { query: { where: "where" }, always: "measure=responses&by=touchpoint" },
  explain: { query: { where: "where" }, always: "figure=metrics&measure=nps" },
  control: { query: { where: "where" }, always: "measure=nps" },
  sample_size: { query: { where: "where" }, always: "measure=nps" },
  drivers: { query: { where: "where" }, always: "outcome=nps&of=touchpoints", few: true /* let in, and told that there are too few answers */ },
  today: {},
  live: {},
  dimensions: {},
  customer_path: { object: "customer" },
  event_list: { query: { customer: "customer" } },
  event_name_list: {},
  event_problem_list: {},
  event_settings_get: {},
  event_settings_put: { body: () => ({ keep_days: 700 }) },
  event_rule_list: {},
  event_rule_add: { body: () => ({ event: unique(), touchpoint: home.touchpoint }) },
  event_rule_get: { object: "rule" },
  event_rule_change: { object: "rule", body: () => ({ event: "x", touchpoint: home.touchpoint }) },
  event_rule_remove: { object: "rule" },
  event_rule_replay: { object: "rule" },
  segment_track: { body: () => ({ event: unique(), userId: "u" }) },
  segment_browser_track: { body: () => ({ event: unique(), userId: "u" }) },
  segment_identify: { body: () => ({ userId: unique() }) },
  segment_browser_identify: { body: () => ({ userId: unique() }) },
  segment_page: { body: () => ({ userId: "u" }) },
  segment_browser_page: { body: () => ({ userId: "u" }) },
  segment_screen: { body: () => ({ userId: "u" }) },
  segment_browser_screen: { body: () => ({ userId: "u" }) },
  segment_group: { body: () => ({ userId: "u", groupId: unique() }) },
  segment_browser_group: { body: () => ({ userId: "u", groupId: unique() }) },
  segment_alias: { body: () => ({ userId: "u", previousId: unique() }) },
  segment_browser_alias: { body: () => ({ userId: "u", previousId: unique() }) },
  segment_batch: { body: () => ({ batch: [{ type: "track", event: unique(), userId: "u" }] }) },
  segment_import: { body: () => ({ batch: [{ type: "track", event: unique(), userId: "u" }] }) },
  cloud_event_add: { type: "application/cloudevents+json", body: () => ({ specversion: "1.0", type: "t", source: "s", id: unique() }) },
  ask_rule_list: {},
  ask_rule_add: { body: () => ({ survey: home.survey, touchpoint: home.touchpoint }) },
  ask_rule_get: { object: "ask_rule" },
  ask_rule_change: { object: "ask_rule", body: () => ({ survey: home.survey, touchpoint: home.touchpoint }) },
  ask_rule_remove: { object: "ask_rule" },
  ask_rule_figures: { object: "ask_rule" },
  ask_simulate: { body: () => ({ survey: home.survey, touchpoint: home.touchpoint }) },
  ask_decision_list: { query: { customer: "customer", rule: "ask_rule" } },
  contact_budget_get: {},
  contact_budget_set: { body: () => ({}) },
  earshot_get: {},
  earshot_goal_set: { body: () => ({ coverage: 20, talks_month: 4 }) },
  campaign_list: {},
  campaign_add: { body: () => ({ survey: home.survey, schedule: { every: "months" }, state: "paused" }) },
  campaign_get: { object: "campaign" },
  campaign_change: { object: "campaign", body: () => ({ survey: home.survey, schedule: { every: "months" }, state: "paused" }) },
  campaign_run_list: { object: "campaign" },
  campaign_decision_list: { query: { customer: "customer" } },
  call_list_list: {},
  call_list_draw: { body: () => ({ size: 4 }) },
  call_list_get: { object: "call_list" },
  import_add: { always: "kind=customers", body: () => ({ name: "people.csv", bytes: 1 }) },
  import_get: { object: "import" },
  import_remove: { object: "import" },
  import_part_put: { object: "import", body: () => 5 },
  import_map_put: { object: "import", body: () => ({ customer: "5" }) },
  import_run: { object: "import" },
  import_rejects: { object: "import" },
  picture_list: {},
  picture_add: { sent: () => pictureOf(unique()), body: () => ({}) },
  picture_remove: { object: "picture" },
  media_exposure_list: {},
  media_exposure_put: { body: () => ({ items: [{ medium: unique(), week: "2026-03-02", spend_cents: 1, contacts: 1 }] }) },
  note_list: { query: { touchpoint: "touchpoint" } },
  note_add: { body: () => ({ kind: "quote", day: "2026-03-02", text: "x" }) },
  note_get: { object: "note" },
  note_change: { object: "note", body: () => ({ kind: "quote", day: "2026-03-02", text: "x" }) },
  coding_list: { object: "note" },
  coding_put: { object: "note", body: () => ({ codes: [] }) },
  note_remove: { object: "note" },
  view_list: {},
  view_add: { body: () => ({ name: "x", address: "/explore", shared: false }) },
  view_change: { object: "view", body: () => ({ name: "x", address: "/explore", shared: false }) },
  view_remove: { object: "view" },
  segment_list: {},
  segment_add: { body: () => ({ name: "x", shared: false, condition: { field: "channel", op: "eq", value: "x" } }) },
  segment_get: { object: "segment" },
  segment_change: { object: "segment", body: () => ({ name: "x", shared: false, condition: { field: "channel", op: "eq", value: "x" } }) },
  segment_remove: { object: "segment" },
  segment_count: {},
  board_list: {},
  board_add: { body: () => ({ name: "x", shared: false, tiles: [] }) },
  board_get: { object: "board" },
  board_change: { object: "board", body: () => ({ name: "x", shared: false, tiles: [] }) },
  board_remove: { object: "board" },
  board_visitors_change: { object: "board", body: () => ({ attributes: [], download: false }) },
  board_visitors_remove: { object: "board" },
  visitor_board: { object: "visitor" },
  visitor_tile: { object: "visitor" },
  visitor_tile_csv: { object: "visitor" },
  annotation_list: { query: { touchpoint: "touchpoint" } },
  annotation_add: { body: () => ({ day: "2026-02-01", text: "x" }) },
  annotation_change: { object: "annotation", body: () => ({ day: "2026-02-01", text: "x" }) },
  annotation_remove: { object: "annotation" },
  emotions: { query: { where: "where" } },
  whole_picture: { query: { where: "where" } },
  spill_over: { query: { where: "where" } },
  association: { query: { where: "where" } },
  target_emotion_list: {},
  target_emotion_add: { body: () => ({ from: unusedDay(), share: 50 }) },
  target_emotion_change: { object: "target_emotion", body: () => ({ from: unusedDay(), share: 50 }) },
  target_emotion_remove: { object: "target_emotion" },
  weight_scheme_list: {},
  weight_scheme_add: { body: () => weightScheme(unique()) },
  weight_scheme_change: { object: "weight_scheme", body: (slug) => weightScheme(slug) },
  weight_scheme_remove: { object: "weight_scheme" },
  code_list: {},
  code_add: { body: () => ({ slug: unique(), name: { en: "x" } }) },
  code_change: { object: "code", body: (slug) => ({ slug, name: { en: "x" } }) },
  coding_figures: {},
};
const MISSING = { visitor: "A".repeat(32), picture: "0".repeat(64), target_emotion: "999999", view: "999999", segment: "999999", board: "999999", annotation: "999999", weight_scheme: "no-such-thing", suppression: "999999", note: "999999", code: "no-such-thing", import: "0".repeat(32), template: "no-such-thing", call_list: "999999", campaign: "999999", ask_rule: "999999", rule: "999999", invitation: "999999", element: "999999", journey: "no-such-thing", unit: "no-such-thing", session: "999999", account: "999999", key: "999999", response: "999999", touchpoint: "no-such-thing", survey: "no-such-thing", customer: "no-such-thing" };

let made = 0;
const unique = () => `made-${++made}`;
const unusedDay = () => new Date(Date.UTC(2000, 0, ++made)).toISOString().slice(0, 10);
let shade = 0;
const pictureOf = (name) => form([{ name: `${name}.png`, bytes: png(++shade, 2, [shade, 0, 0]) }]);
const as = (key) => (method, path, body) => server.ok(method, path, body, { key });

/** A workspace's objects, each carrying its mark. */
async function furnish(key, mark) {
  const call = as(key);
  const name = { en: mark, fi: mark };
  await call("POST", "/api/v1/touchpoints", { slug: mark, name, kind: "physical" });
  await call("POST", "/api/v1/units", { slug: mark, name });
  await call("POST", "/api/v1/surveys", { ...survey(), slug: mark, title: name, touchpoint: mark, questions: asking });
  await call("POST", `/api/v1/surveys/${mark}/publish`);
  await call("POST", "/api/v1/customers", { external_id: mark, name: mark, consent_surveys: true });
  await call("POST", "/api/v1/templates", { slug: mark, texts: { en: { subject: mark, body: mark } } });
  await call("POST", "/api/v1/suppressions", { email: `${mark}@suppressed.example` });
  const suppression = (await call("GET", "/api/v1/suppressions")).items[0];
  const invitation = (await call("POST", `/api/v1/surveys/${mark}/invitations`, { customers: [mark], channel: "link" })).items[0];
  const { responses } = await call("POST", `/api/v1/surveys/${mark}/responses`, { submission_key: mark, touchpoint: mark, customer: { external_id: mark }, answers: { recommend: 9, why: mark } });
  const account = await call("POST", "/api/v1/accounts", { email: `${mark}@example.test`, name: mark, role: "viewer", password: "long enough to be one" });
  for (let i = 0; i < 8; i++) await call("POST", "/api/v1/customers", { external_id: `${mark}-${i}`, name: mark, phone: "+358 40 1", consent_surveys: true });
  const call_list = await call("POST", "/api/v1/call-lists", { size: 4 });
  const campaign = await call("POST", "/api/v1/campaigns", { survey: mark, schedule: { every: "months" }, state: "paused" });
  const ask_rule = await call("POST", "/api/v1/ask-rules", { name: mark, survey: mark, touchpoint: mark });
  const added = await call("POST", "/api/v1/keys", { name: mark, role: "viewer" });
  const rule = await call("POST", "/api/v1/event-rules", { event: mark, touchpoint: mark });
  const element = await call("POST", `/api/v1/touchpoints/${mark}/elements`, { slug: "wording", name });
  await call("POST", "/api/v1/journeys", { slug: mark, name, stages: [{ name, steps: [{ touchpoint: mark }] }] });
  const sent = pictureOf(mark);
  const picture = (await server.api("POST", "/api/v1/pictures", sent.body, { key, headers: sent.headers })).body;
  const file = await call("POST", "/api/v1/imports?kind=customers", { name: mark, bytes: 1 });
  await call("PUT", `/api/v1/imports/${file.id}/parts/0`, "5");
  await call("PUT", "/api/v1/media-exposures", { items: [{ medium: mark, week: "2026-03-02", spend_cents: 1, contacts: 1 }] });
  await call("POST", "/api/v1/codes", { slug: mark, name });
  await call("POST", "/api/v1/weight-schemes", weightScheme(mark));
  const view = await call("POST", "/api/v1/views", { name: mark, address: "/explore", shared: true });
  const board = await call("POST", "/api/v1/boards", { name: mark, shared: true, tiles: [{ view: view.id }] });
  const { visitors } = await call("PUT", `/api/v1/boards/${board.id}/visitors`, { attributes: [], download: false });
  const segment = await call("POST", "/api/v1/segments", { name: mark, shared: true, condition: { field: "channel", op: "eq", value: mark } });
  const annotation = await call("POST", "/api/v1/annotations", { day: "2026-02-01", text: mark, touchpoint: mark });
  const target_emotion = await call("POST", "/api/v1/target-emotions", { from: "1999-02-01", touchpoint: mark, share: 50 });
  const note = await call("POST", "/api/v1/notes", { kind: "quote", day: "2026-03-02", segment: mark, text: mark });
  return { key, mark, visitor: visitors.url.split("/").pop(), picture: picture.id, target_emotion: String(target_emotion.id), view: String(view.id), segment: String(segment.id), board: String(board.id), annotation: String(annotation.id), weight_scheme: mark, suppression: String(suppression.id), note: String(note.id), code: mark, import: file.id, rule: String(rule.id), element: String(element.id), journey: mark, session: "1", unit: mark, touchpoint: mark, survey: mark, customer: mark, response: String(responses[0].id), invitation: String(invitation.id), template: mark, account: String(account.id), ask_rule: String(ask_rule.id), call_list: String(call_list.id), campaign: String(campaign.id), keyId: String(added.id) };
}

before(async () => {
  server = await startServer();
  mustRun(["workspace", "add", "away", "--name", "Away", "--data", server.dir]);
  const stranger = mustRun(["key", "add", "stranger", "--role", "owner", "--workspace", "away", "--data", server.dir]).trim();
  // Numbers run per workspace: fill this one first with what has no address of its own, so that its ids name nothing at home, nor home's here.
  await as(stranger)("POST", "/api/v1/touchpoints", { slug: "filler", name: { en: "x" }, kind: "digital" });
  await as(stranger)("POST", "/api/v1/encounters", { encounters: Array.from({ length: 200 }, () => ({ touchpoint: "filler", at: "2026-03-01T10:00:00Z" })) });
  home = await furnish(server.key, MARK.home);
  away = await furnish(stranger, MARK.away);
  who = { nobody: null, owner: server.key, stranger };
  for (const role of ["source", "viewer", "worker", "manager"]) who[role] = (await as(server.key)("POST", "/api/v1/keys", { name: role, role })).key;
  const revoked = await as(server.key)("POST", "/api/v1/keys", { name: "revoked", role: "owner" });
  await as(server.key)("DELETE", `/api/v1/keys/${revoked.id}`);
  const expires = new Date(Date.now() + 1000).toISOString();
  const expired = await as(server.key)("POST", "/api/v1/keys", { name: "expired", role: "owner", expires_at: expires });
  while (Date.now() <= Date.parse(expires)) await server.api("GET", "/healthz");
  Object.assign(who, { revoked: revoked.key, expired: expired.key });
  const { paths } = await server.ok("GET", "/api/v1/openapi.json", undefined, { key: null });
  operations = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() }))).filter((o) => o.operationId);
});
after(() => server?.stop());

const enough = (role, operation) => (role === "source" ? ["public", "source"].includes(operation["x-role"]) || operation["x-source"] === true : operation["x-role"] === "source" ? false : ROLES.indexOf(role) >= ROLES.indexOf(operation["x-role"]));
const roleOf = (name) => (ROLES.includes(name) ? name : { stranger: "owner" }[name]);
const objectOf = (place, kind) => (kind === "key" ? place.keyId : place[kind]);
const rowOf = (operation) => ROWS[operation.operationId];
const heads = async () => Promise.all([home, away].map(async ({ key }) => (await as(key)("GET", "/api/v1/audit?limit=1")).items[0].number));

/** One cell. The live stream never ends: its headers are enough. */
async function ask(operation, key, object, query) {
  cells++;
  const row = rowOf(operation);
  const path = operation.path.replace(/\{[^}]+\}/, encodeURIComponent(object ?? "")).replace(/\{[^}]+\}/g, row.second ?? "0") + (query ? `?${query}` : "");
  const stop = new AbortController();
  const sent = row.sent?.();
  const body = sent?.body ?? (row.body ? JSON.stringify(row.body(object)) : undefined);
  const reply = await fetch(server.url + path, {
    method: operation.method, redirect: "manual", signal: stop.signal, body,
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(body ? { "content-type": row.type ?? "application/json" } : {}), ...sent?.headers },
  });
  const endless = /event-stream/.test(reply.headers.get("content-type"));
  const text = endless ? "" : await reply.text();
  stop.abort();
  return { status: reply.status, text, what: `${operation.method} ${path}` };
}

const always = (operation, more = "") => [rowOf(operation).always, more].filter(Boolean).join("&");

test("every operation of the contract has a row, and every row an operation", () => {
  assert.deepEqual(operations.map((o) => o.operationId).sort(), Object.keys(ROWS).sort());
  for (const operation of operations) {
    assert.equal(/\{/.test(operation.path), "object" in rowOf(operation), operation.operationId);
    if (operation.requestBody) assert.ok(rowOf(operation).body, `${operation.operationId} needs a body`);
  }
});

test("nobody, a revoked and an expired key: 401 whatever the object, and nothing changes", async () => {
  const before = await heads();
  for (const operation of operations.filter((o) => o["x-role"] !== "public"))
    for (const name of ["nobody", "revoked", "expired"]) {
      const { object } = rowOf(operation);
      const answers = object ? [home, away].map((place) => objectOf(place, object)).concat(MISSING[object]) : [undefined];
      const texts = new Set();
      for (const one of answers) {
        const reply = await ask(operation, who[name], one, always(operation));
        assert.equal(reply.status, 401, `${name}: ${reply.what}: ${reply.text}`);
        texts.add(reply.text);
      }
      assert.equal(texts.size, 1, `${operation.operationId} tells ${name} whether the object is there`);
    }
  assert.deepEqual(await heads(), before);
});

test("a role too low: 403 whatever the object, and nothing changes", async () => {
  const before = await heads();
  for (const operation of operations)
    for (const name of ["source", "viewer", "worker", "manager", "owner"].filter((role) => !enough(role, operation))) {
      const { object } = rowOf(operation);
      const answers = object ? [home, away].map((place) => objectOf(place, object)).concat(MISSING[object]) : [undefined];
      const texts = new Set();
      for (const one of answers) {
        const reply = await ask(operation, who[name], one, always(operation));
        assert.equal(reply.status, 403, `${name}: ${reply.what}: ${reply.text}`);
        texts.add(reply.text);
      }
      assert.equal(texts.size, 1, `${operation.operationId} tells ${name} whether the object is there`);
    }
  assert.deepEqual(await heads(), before);
});

test("another workspace's object is a missing one, byte for byte, and nothing changes", async () => {
  const before = await heads();
  // A link to a board open to visitors is for whoever has it, of whatever workspace: board_visitors.test.mjs.
  for (const operation of operations.filter((o) => rowOf(o).object && o["x-role"] !== "public")) {
    if (["survey_preview", "survey_check", "survey_trial"].includes(operation.operationId)) continue; // shows what was sent: no object is read
    const { object } = rowOf(operation);
    for (const name of ["viewer", "worker", "manager", "owner", "stranger"].filter((n) => enough(roleOf(n), operation))) {
      const foreign = await ask(operation, who[name], objectOf(name === "stranger" ? home : away, object));
      const missing = await ask(operation, who[name], MISSING[object]);
      assert.equal(missing.status, 404, `${name}: ${missing.what}: ${missing.text}`);
      assert.equal(foreign.status, 404, `${name}: ${foreign.what}: ${foreign.text}`);
      assert.equal(foreign.text, missing.text, `${name}: ${foreign.what}`);
    }
  }
  assert.deepEqual(await heads(), before);
});

test("nor does it show through a query", async () => {
  for (const operation of operations.filter((o) => rowOf(o).query))
    for (const [parameter, kind] of Object.entries(rowOf(operation).query))
      for (const name of ["owner", "stranger"]) {
        const theirs = name === "stranger" ? home : away;
        const value = (v) => (kind === "where" ? JSON.stringify({ field: "touchpoint", op: "eq", value: v }) : v);
        const id = kind === "where" ? theirs.touchpoint : objectOf(theirs, kind);
        const foreign = await ask(operation, who[name], undefined, always(operation, new URLSearchParams({ [parameter]: value(id) }).toString()));
        const missing = await ask(operation, who[name], undefined, always(operation, new URLSearchParams({ [parameter]: value("no-such-thing") }).toString()));
        assert.equal(foreign.status, missing.status, foreign.what);
        assert.equal(foreign.text.replaceAll(id, "X"), missing.text.replaceAll("no-such-thing", "X"), foreign.what);
      }
});

test("nor through what a body refers to", async () => {
  const before = (await heads())[1];
  const refer = async (method, path, body) => {
    const texts = [];
    for (const name of [MARK.away, "no-such-thing"]) {
      const reply = await server.api(method, path, body(name), { key: who.owner });
      cells++;
      texts.push(`${reply.status} ${reply.text.replaceAll(name, "X").replace(/"(id|number)":\d+/g, '"$1":0')}`);
    }
    assert.equal(texts[0], texts[1], `${method} ${path}`);
  };
  await refer("POST", "/api/v1/encounters", (touchpoint) => ({ touchpoint, at: "2026-03-01T10:00:00Z" }));
  await refer("POST", "/api/v1/journeys", (touchpoint) => ({ slug: "refers", name: { en: "x" }, stages: [{ name: { en: "x" }, steps: [{ touchpoint }] }] }));
  await refer("POST", "/api/v1/accounts", (touchpoint) => ({ email: `${touchpoint}-w@example.test`, role: "worker", password: "long enough to be one", touchpoints: [touchpoint] }));
  await refer("POST", "/api/v1/accounts", (unit) => ({ email: `${unit}-u@example.test`, role: "worker", password: "long enough to be one", units: [unit] }));
  await refer("POST", `/api/v1/surveys/${home.survey}/responses`, (touchpoint) => ({ submission_key: `refers-${touchpoint}`, touchpoint, answers: { recommend: 1 } }));
  await refer("POST", `/api/v1/surveys/${home.survey}/responses`, (touchpoint) => ({ responses: [{ submission_key: `bulk-${touchpoint}`, touchpoint, answers: { recommend: 1 } }] }));
  assert.equal((await heads())[1], before, "the other workspace did not change");
});

test("no list shows another workspace's things", async () => {
  for (const operation of operations.filter((o) => o.method === "GET" && !rowOf(o).object && o["x-role"] !== "public")) {
    const query = (place) => always(operation, rowOf(operation).needs ? `survey=${place.survey}` : "");
    const mine = await ask(operation, who.owner, undefined, query(home));
    const theirs = await ask(operation, who.stranger, undefined, query(away));
    for (const reply of [mine, theirs]) assert.equal(reply.status, rowOf(operation).few ? 422 : 200, `${reply.what}: ${reply.text}`);
    assert.doesNotMatch(mine.text, new RegExp(MARK.away), mine.what);
    assert.doesNotMatch(theirs.text, new RegExp(MARK.home), theirs.what);
  }
});

test("the role that is high enough is let in to its own", async () => {
  const destroys = ["response_file_get" /* has two names: files.test.mjs */, "picture_remove", "import_run", "import_remove", "test_message" /* a key has no address */, "template_remove", "weight_scheme_remove", "target_emotion_remove", "view_change" /* whose they are decides: board.test.mjs */, "view_remove", "segment_change" /* likewise */, "segment_remove", "board_change", "board_remove", "annotation_remove", "suppression_lift", "ask_rule_remove", "event_rule_remove", "element_remove", "journey_remove", "note_remove", "account_remove", "key_revoke", "customer_erase", "survey_close", "password_change", "session_end", "response_remove"];
  for (const operation of operations.filter((o) => o["x-role"] !== "public" && !destroys.includes(o.operationId)))
    for (const name of ["source", "viewer", "worker", "manager", "owner"].filter((role) => enough(role, operation))) {
      const { object, needs, few } = rowOf(operation);
      const reply = await ask(operation, who[name], object && objectOf(home, object), always(operation, needs ? `survey=${home.survey}` : ""));
      if (few) assert.match(reply.text, /"slug":"too_few"/, `${name}: ${reply.what}: ${reply.status} ${reply.text}`);
      else assert.ok(reply.status >= 200 && reply.status < 300, `${name}: ${reply.what}: ${reply.status} ${reply.text}`);
    }
  for (const id of ["picture_remove", "import_run", "template_remove", "weight_scheme_remove", "target_emotion_remove", "view_change", "board_change", "board_remove", "view_remove", "segment_change", "segment_remove", "annotation_remove", "suppression_lift", "ask_rule_remove", "element_remove", "journey_remove", "note_remove", "response_remove", "customer_erase", "survey_close", "key_revoke", "account_remove"]) {
    const operation = operations.find((o) => o.operationId === id);
    const reply = await ask(operation, who.owner, objectOf(home, rowOf(operation).object));
    assert.ok(reply.status >= 200 && reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
  }
});

test("that was a matrix, not a sample", () => assert.ok(cells >= 500, `${cells} cells`));
