// Mail through a real SMTP server: what is sent, what is never sent twice, and who is left in peace.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BINARY, OWNER, mustRun, run, startServer } from "./harness.mjs";
import { header, read, smtpServer } from "./smtp.mjs";

const PUBLIC = "https://kuulo.example";
const FROM = "hello@askel.example";
let server, post, keys;


let made = 0;
async function customer(address, more = {}) {
  const external_id = `m-${++made}`;
  const email = `${address ?? `c${made}`}@shop.example`;
  await server.ok("POST", "/api/v1/customers", { external_id, name: "Aino Virtanen", email, language: "fi", consent_surveys: true, ...more });
  return { external_id, email: more.email ?? email };
}
const invite = async (who, more = {}) => (await server.ok("POST", "/api/v1/surveys/visit/invitations", { customers: [who.external_id], channel: "email", ...more })).items[0];
const messages = async (query = "") => (await server.ok("GET", `/api/v1/messages?limit=500${query}`)).items;
/** Asks again until the message has reached one of the states. */
async function settled(id, ...states) {
  for (let i = 0; i < 600; i++) {
    const message = (await messages()).find((m) => m.id === id);
    if (states.includes(message?.state)) return message;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`message ${id}: ${JSON.stringify((await messages()).find((m) => m.id === id))}`);
}
const openKey = (args, file) => spawnSync("openssl", [...args, "-out", file], { encoding: "utf8" });

before(async () => {
  keys = mkdtempSync(join(tmpdir(), "kuulo-keys-"));
  openKey(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], join(keys, "rsa.pem"));
  openKey(["genpkey", "-algorithm", "ED25519"], join(keys, "ed.pem"));
  post = await smtpServer();
  server = await startServer({ args: ["--smtp", post.url, "--public-url", PUBLIC, "--mail-from", FROM, "--dkim-key", join(keys, "rsa.pem"), "--dkim-selector", "k1"] });
  await server.prepare();
});
after(async () => {
  await server?.stop();
  post?.stop();
  if (keys) rmSync(keys, { recursive: true, force: true });
});

const publicKey = (file) => {
  const der = spawnSync("openssl", ["pkey", "-in", file, "-pubout", "-outform", "DER"]).stdout;
  return file.endsWith("ed.pem") ? `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString("base64")}` : `v=DKIM1; k=rsa; p=${der.toString("base64")}`;
};

test("an invitation by mail: parts, links, headers, signature", async () => {
  const who = await customer("aino");
  const item = await invite(who);
  const raw = await post.next(who.email);
  const mail = read(raw.bytes, publicKey(join(keys, "rsa.pem")));
  assert.equal(mail.defects, 0);
  assert.ok(mail.longest <= 998);
  assert.equal(header(mail, "from"), `Kuulo <${FROM}>`);
  assert.equal(header(mail, "to"), who.email);
  assert.equal(header(mail, "subject"), "Miten meni?");
  assert.match(header(mail, "message-id"), /^<[0-9a-f]{48}@askel\.example>$/);
  assert.match(mail.text, /^Hei Aino Virtanen,/);
  const link = mail.text.match(/Vastaa: (https:\/\/kuulo\.example\/r\/[\w-]{32})\r?\n/)[1];
  for (let score = 0; score <= 10; score++) assert.ok(mail.html.includes(`href="${link}?answer=${score}"`), `the HTML links ${score}`);
  assert.match(mail.text, /0: https.*\?answer=0 \(En lainkaan todennäköisesti\)/);
  // RFC 8058, and both of its headers under the signature.
  assert.match(header(mail, "list-unsubscribe"), /^<https:\/\/kuulo\.example\/unsubscribe\/[\w-]{32}>$/);
  assert.equal(header(mail, "list-unsubscribe-post"), "List-Unsubscribe=One-Click");
  assert.equal(mail.valid, true);
  for (const name of ["from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"]) assert.ok(mail.signed.includes(name), name);
  assert.equal((await settled(item.id, "sent")).tries, 1);
  // The link works, and the answer chosen in the mail stands chosen.
  const page = await server.api("GET", `${new URL(link).pathname}?answer=9`, undefined, { key: null });
  assert.match(page.text, /<input[^>]*name="recommend"[^>]*value="9"[^>]*checked/);
});

test("a signature is worth something: one changed letter makes it invalid", async () => {
  const raw = post.mails[0].bytes.toString("latin1").replace("Miten", "Niten");
  assert.notEqual(raw, post.mails[0].bytes.toString("latin1"));
  const other = raw.replace(/^(Subject: ).*$/m, "$1Forged");
  assert.equal(read(Buffer.from(other, "latin1"), publicKey(join(keys, "rsa.pem"))).valid, false);
});

test("line ends, markup and Markdown in what comes from outside stay text", async () => {
  const nasty = "Eve\r\nBcc: all@example.test\r\n\r\n<script>alert(1)</script> [free](https://evil.example) {{link}}";
  const who = await customer(undefined, { name: nasty });
  await server.ok("POST", "/api/v1/templates", { slug: "nasty", texts: { en: { subject: "For {{customer.name}}", body: "Hello {{customer.name}}\n\n[Go]({{link}})" } } });
  await server.ok("POST", "/api/v1/customers", { external_id: who.external_id, name: nasty, email: who.email, language: "en", consent_surveys: true });
  await invite(who, { template: "nasty" });
  const mail = read((await post.next(who.email)).bytes, publicKey(join(keys, "rsa.pem")));
  assert.equal(mail.valid, true);
  assert.equal(mail.defects, 0);
  assert.equal(header(mail, "bcc"), undefined);
  assert.match(header(mail, "subject"), /^For Eve {1,2}Bcc: all@example\.test/);
  assert.doesNotMatch(mail.html, /<script|href="https:\/\/evil/);
  assert.match(mail.html, /&lt;script&gt;/);
});

test("a merge field we do not know is refused with its line, and only the link may be a link", async () => {
  const put = (body, subject = "x") => server.api("POST", "/api/v1/templates", { slug: "wrong", texts: { fi: { subject, body } } });
  const reply = await put("Hei\n\n{{customer.nmae}}");
  assert.equal(reply.status, 422);
  assert.equal(reply.body.field, "texts.fi.body");
  assert.match(reply.body.detail, /^Line 3: there is no merge field \{\{customer\.nmae\}\}\.$/);
  assert.equal((await put("[x]({{attributes.url}})")).body.slug, "not_a_link");
  assert.equal((await put("{{greeting")).body.slug, "unclosed_field");
  assert.equal((await put("x", "{{link}}")).body.field, "texts.fi.subject");
  assert.equal((await put("x", "a\r\nBcc: b")).body.slug, "one_line");
});

test("unsubscribing: looking changes nothing, one POST without a cookie does, as often as it comes, for whoever has the address", async () => {
  const who = await customer();
  await invite(who);
  const url = new URL(header(read((await post.next(who.email)).bytes), "list-unsubscribe").slice(1, -1)).pathname;
  await server.ok("PATCH", "/api/v1/workspace", { name: "Askel & Ääni", colour: "#5b2a86" });
  const before_ = (await server.ok("GET", "/api/v1/audit?limit=1")).items[0].number;
  const ofTheHouse = (page) => {
    assert.match(page.text, /<b class="brand">Askel &amp; Ääni<\/b>/);
    const own = page.text.match(/<style>([^<]*#5b2a86[^<]*)<\/style>/i);
    assert.ok(own, "the colour of the workspace");
    assert.ok(page.headers.get("content-security-policy").includes(`'sha256-${createHash("sha256").update(own[1]).digest("base64")}'`));
  };
  for (const language of ["fi", "en", "sv"]) {
    const page = await server.api("GET", url, undefined, { key: null, headers: { "accept-language": language } });
    assert.match(page.text, new RegExp(`<html lang="${language}"`));
    ofTheHouse(page);
  }
  for (let i = 0; i < 3; i++) {
    const page = await server.api("GET", url, undefined, { key: null, headers: { "accept-language": "sv" } });
    assert.equal(page.status, 200);
    assert.match(page.text, /<button>Sluta skicka meddelanden<\/button>/);
  }
  assert.equal((await server.ok("GET", "/api/v1/audit?limit=1")).items[0].number, before_);
  const oneClick = () => server.api("POST", url, "List-Unsubscribe=One-Click", { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } });
  for (let i = 0; i < 3; i++) {
    const page = await oneClick();
    assert.equal(page.status, 200);
    ofTheHouse(page);
  }
  const newcomer = await customer(undefined, { email: who.email.toUpperCase() });
  assert.equal((await invite(newcomer)).reason, "unsubscribed");
  assert.equal((await invite(newcomer, { channel: "link" })).reason, "unsubscribed");
  for (const path of ["/unsubscribe/", "/unsubscribe/x", `/unsubscribe/${"A".repeat(32)}`]) {
    assert.equal((await server.api("POST", path, "", { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } })).status, 404);
  }
});

test("what the server says: nobody there, a full mailbox, a policy, no answer, come back later", async () => {
  const people = {};
  for (const kind of ["unknown", "full", "policy", "reset", "later"]) {
    people[kind] = await customer(`${kind}-1`);
    people[kind].id = (await invite(people[kind])).id;
  }
  const unknown = await settled(people.unknown.id, "bounced");
  assert.equal(unknown.status, "550 5.1.1");
  assert.equal((await invite(await customer("unknown-1"))).reason, "bounced");
  const full = await settled(people.full.id, "failed");
  assert.equal(full.status, "552 5.2.2");
  assert.equal((await invite(await customer("full-1"))).asked, true); // the address is not to blame
  assert.equal((await settled(people.policy.id, "failed")).status, "554 5.7.1");
  // All bytes given and no answer: perhaps it arrived, so it is never sent again.
  assert.equal((await settled(people.reset.id, "unclear")).reason, "no_answer");
  const later = await settled(people.later.id, "sent");
  assert.equal(later.tries, 2);
  assert.equal(post.count(people.reset.email), 1);
  assert.equal(post.count(people.later.email), 1);
});

test("a report that came back by mail: ours is believed once, anybody else's never", async () => {
  const who = await customer();
  const item = await invite(who);
  const mail = read((await post.next(who.email)).bytes);
  await settled(item.id, "sent");
  const report = (id, status = "5.1.1", action = "failed") =>
    [`Content-Type: multipart/report; report-type=delivery-status; boundary="b"`, "", "--b", "Content-Type: message/delivery-status", "",
      "Reporting-MTA: dns; mx.example", "", `Final-Recipient: rfc822; ${who.email}`, `Action: ${action}`, `Status: ${status}`, "", "--b",
      "Content-Type: text/rfc822-headers", "", `Message-ID: ${id}`, "", "--b--"].join("\r\n");
  const send = (text) => server.ok("POST", "/api/v1/bounces", { message: text });
  const id = header(mail, "message-id");
  const forged = id.replace(/[0-9a-f]/, (c) => (c === "0" ? "1" : "0"));
  assert.equal((await send(report(forged))).bounced, false);
  assert.equal((await send(report(id, "4.4.1", "delayed"))).bounced, false);
  assert.equal((await send(`Subject: away\r\n\r\n${id}`)).bounced, false);
  assert.equal((await settled(item.id, "sent")).state, "sent");
  const done = run(["bounce", "--data", server.dir], { input: report(id) });
  assert.equal(done.code, 0, done.err);
  assert.equal((await settled(item.id, "bounced")).status, "5.1.1");
  assert.equal((await server.ok("GET", "/api/v1/surveys/visit/invitations?state=bounced")).items[0].id, item.id);
  assert.equal((await invite(await customer(undefined, { email: who.email }))).reason, "bounced");
  assert.equal((await send(report(id))).bounced, true); // said again: nothing changes
  // The mail server's own key needs to be no more than a source.
  const { key } = await server.ok("POST", "/api/v1/keys", { name: "mx", role: "source" });
  assert.equal((await server.ok("POST", "/api/v1/bounces", { message: report(id) }, { key })).bounced, true);
  assert.equal((await server.api("GET", "/api/v1/messages", undefined, { key })).status, 403);
});

test("settings: who it is from, where it returns; what is wrong is named", async () => {
  await server.ok("PATCH", "/api/v1/mail", { from_name: "Askel Ääni", from_address: "voice@askel.example", reply_to: "people@askel.example", bounce_address: "back@askel.example" });
  const who = await customer();
  await invite(who);
  const raw = await post.next(who.email);
  const mail = read(raw.bytes, publicKey(join(keys, "rsa.pem")));
  assert.equal(header(mail, "from"), "Askel Ääni <voice@askel.example>");
  assert.equal(header(mail, "reply-to"), "people@askel.example");
  assert.match(raw.from, /^back\+[0-9a-f]{48}@askel\.example$/);
  assert.equal(mail.valid, true);
  assert.equal((await server.api("PATCH", "/api/v1/mail", { reply_to: "a@b.example\r\nBcc: c@d.example" })).body.field, "reply_to");
  await server.ok("PATCH", "/api/v1/mail", { from_name: "", from_address: "", reply_to: "", bounce_address: "" });
});

test("a test goes to one's own address, and its page sends nothing", async () => {
  const headers = await server.signIn();
  const { id } = await server.ok("POST", "/api/v1/surveys/visit/test-message", { language: "en" }, { key: null, headers });
  const mail = read((await post.next(OWNER.email)).bytes);
  assert.equal((await settled(id, "sent")).kind, "test");
  assert.equal(header(mail, "list-unsubscribe"), undefined);
  const path = new URL(mail.text.match(/https:\/\/kuulo\.example\/r\/[\w-]+/)[0]).pathname;
  const page = await server.api("GET", path, undefined, { key: null });
  assert.match(page.text, /Preview\. Nothing is sent\./);
  assert.equal((await server.api("POST", path, "recommend=9", { key: null, headers: { "content-type": "application/x-www-form-urlencoded" } })).status, 404);
  assert.equal((await server.api("POST", "/api/v1/surveys/visit/test-message", {})).status, 409);
});

test("a mail in Arabic runs from right to left and speaks it throughout", async () => {
  const { definition } = await server.ok("GET", "/api/v1/surveys/visit");
  const arabic = JSON.parse(JSON.stringify(definition, (_, value) => (typeof value?.en === "string" ? { ar: "نص", en: value.en } : value)));
  await server.ok("POST", "/api/v1/surveys", { ...arabic, slug: "ziyara", languages: ["ar", "en"] });
  await server.publish("ziyara");
  const letter = await server.ok("POST", "/api/v1/surveys/ziyara/letter", { language: "ar" });
  assert.equal(letter.subject, "كيف كانت تجربتك؟");
  assert.match(letter.html, /<html lang="ar" dir="rtl">/);
  assert.match(letter.html, /غير محتمل إطلاقًا/);
  assert.match(letter.text, /^مرحبًا ليلى،.*شكرًا لأنك من عملائنا.*إلغاء الاشتراك/s);
});

test("the preview is what is sent, with words not saved yet too", async () => {
  const letter = await server.ok("POST", "/api/v1/surveys/visit/letter", { language: "fi" });
  assert.equal(letter.subject, "Miten meni?");
  assert.match(letter.text, /^Hei Aino,/);
  const own = await server.ok("POST", "/api/v1/surveys/visit/letter", { language: "en", subject: "S {{survey.title}}", body: "**B** {{greeting}}" });
  assert.equal(own.subject, "S Your visit");
  assert.match(own.html, /<strong>B<\/strong> Hello Alice,/);
  assert.equal((await server.api("POST", "/api/v1/surveys/visit/letter", { subject: "S", body: "{{x}}" })).body.field, "body");
});

test("the words are those chosen, else the survey's own, else the usual ones; each in the languages it has", async () => {
  const put = (slug, subject, more = {}) => server.api("POST", "/api/v1/templates", { slug, texts: { en: { subject, body: "[Go]({{link}})" } }, ...more });
  const subject = async (body) => (await server.ok("POST", "/api/v1/surveys/visit/letter", { language: "en", ...body })).subject;
  assert.equal((await put("of-visit", "Of the survey", { name: "Visits", survey: "visit" })).status, 204);
  assert.equal((await put("again", "Of its reminders", { name: "Again", survey: "visit", kind: "reminder" })).status, 204);
  assert.equal((await put("chosen", "Chosen", { name: "Summer" })).status, 204);
  assert.equal((await put("invitation", "Usual")).status, 204);
  assert.deepEqual([await subject({}), await subject({ reminder: true }), await subject({ template: "chosen" })], ["Of the survey", "Of its reminders", "Chosen"]);
  assert.equal(await subject({ language: "fi" }), "Miten meni?"); // none of them speaks Finnish
  const who = await customer(undefined, { language: "en" });
  await invite(who);
  assert.equal(header(read((await post.next(who.email)).bytes), "subject"), "Of the survey");
  const rival = await put("rival", "x", { survey: "visit" });
  assert.deepEqual([rival.status, rival.body.slug], [409, "survey_has_words"]);
  assert.equal((await put("rival", "x", { survey: "nothing" })).body.field, "survey");
  assert.equal((await put("rival", "x", { kind: "reminder" })).body.field, "survey");
  assert.equal((await put("reminder", "x", { name: "Mine" })).body.slug, "usual_template");
  const listed = (await server.ok("GET", "/api/v1/templates")).items.map(({ slug, kind, name, survey, standard }) => [slug, kind, name, survey, standard]);
  assert.deepEqual(listed.find(([slug]) => slug === "again"), ["again", "reminder", "Again", "visit", false]);
  assert.deepEqual(listed.find(([slug]) => slug === "reminder"), ["reminder", "reminder", undefined, undefined, true]);
  for (const slug of ["of-visit", "again", "chosen"]) await server.ok("DELETE", `/api/v1/templates/${slug}`);
  assert.equal(await subject({ template: "chosen" }), "Usual");
  await server.ok("DELETE", "/api/v1/templates/invitation");
  assert.equal(await subject({}), "How did it go?");
});

test("erased before it left: nothing leaves, and no trace of the address stays", async () => {
  const who = await customer("later-erased");
  const item = await invite(who);
  await settled(item.id, "queued", "sending");
  await server.ok("DELETE", `/api/v1/customers/${who.external_id}`);
  assert.equal((await settled(item.id, "cancelled")).reason, "erased");
  assert.equal(post.count(who.email), 0);
  await server.restart(); // the write-ahead log goes when the last one leaves
  const files = readdirSync(server.dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  assert.ok(files.some((f) => f.name === "kuulo.db"));
  for (const f of files) assert.ok(!readFileSync(join(f.parentPath ?? f.path, f.name)).includes(who.email), f.name);
});

test("killed while sending: never twice; the spool: whole files, and a key of the other kind", async () => {
  const spoolServer = await startServer({ args: ["--public-url", PUBLIC, "--dkim-key", join(keys, "ed.pem")] });
  try {
    await spoolServer.prepare();
    const customers = Array.from({ length: 300 }, (_, i) => `s-${i}`);
    for (const external_id of customers) await spoolServer.ok("POST", "/api/v1/customers", { external_id, email: `${external_id}@shop.example`, consent_surveys: true });
    await spoolServer.ok("POST", "/api/v1/surveys/visit/invitations", { customers, channel: "email" });
    const ask = async () => (await spoolServer.ok("GET", "/api/v1/messages?limit=500")).items;
    while (!(await ask()).some((m) => m.state === "sent" || m.state === "sending"));
    await spoolServer.restart({ kill: true });
    let all;
    do all = await ask();
    while (all.some((m) => m.state === "queued" || m.state === "sending"));
    assert.equal(all.length, 300);
    assert.deepEqual([...new Set(all.map((m) => m.state))].filter((s) => s !== "sent" && s !== "unclear"), []);
    assert.deepEqual([...new Set(all.map((m) => m.tries))], [1]); // nothing was tried twice
    const files = readdirSync(join(spoolServer.dir, "spool")).filter((f) => f.endsWith(".eml"));
    const sent = all.filter((m) => m.state === "sent").length;
    assert.ok(files.length >= sent && files.length <= 300, `${files.length} files, ${sent} sent`);
    const mail = read(readFileSync(join(spoolServer.dir, "spool", files[0])), publicKey(join(keys, "ed.pem")));
    assert.equal(mail.valid, true);
  } finally {
    await spoolServer.stop();
  }
});

test("mail needs to know where its links lead, and a key must be a key", () => {
  const dir = mkdtempSync(join(tmpdir(), "kuulo-test-"));
  const env = { ...process.env };
  const serve = (...args) => spawnSync(BINARY, ["serve", "--data", dir, "--listen", "127.0.0.1:0", ...args], { encoding: "utf8", timeout: 30_000, env });
  try {
    assert.match(serve("--smtp", "smtp://127.0.0.1:25").stderr, /--public-url/);
    assert.match(serve("--smtp", "http://127.0.0.1", "--public-url", PUBLIC).stderr, /smtp:\/\/HOST:PORT/);
    writeFileSync(join(dir, "no.pem"), "nothing");
    assert.match(serve("--dkim-key", join(dir, "no.pem")).stderr, /private key/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  mustRun(["check", "--data", server.dir]);
});
