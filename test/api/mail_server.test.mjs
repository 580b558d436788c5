// What a mail server can do to us: passwords, certificates, silence. A server of its own for each, and the state of each message true.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BINARY, startServer } from "./harness.mjs";
import { header, read, smtpServer } from "./smtp.mjs";

let folder, certificate;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "kuulo-certificate-"));
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => join(folder, name));
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0.0.0.0", "-keyout", key, "-out", cert], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  certificate = join(folder, "both.pem");
  writeFileSync(certificate, readFileSync(cert, "utf8") + readFileSync(key, "utf8"));
});
after(() => folder && rmSync(folder, { recursive: true, force: true }));

/** Kuulo with this mail server, one survey, and these customers asked: what became of their messages, by address. */
async function asking(post, addresses, work, args = [], from = ["--mail-from", "hello@askel.example"]) {
  const server = await startServer({ args: ["--smtp", post.url, "--public-url", "https://kuulo.example", ...from, ...args] });
  try {
    await server.prepare();
    for (const name of addresses) await server.ok("POST", "/api/v1/customers", { external_id: name, email: `${name}@shop.example`, consent_surveys: true });
    await server.ok("POST", "/api/v1/surveys/visit/invitations", { customers: addresses, channel: "email" });
    const message = async (name) => (await server.ok("GET", "/api/v1/messages?limit=500")).items.find((m) => m.customer === name);
    /** Asks again until it is so. */
    const until = async (name, holds) => {
      for (let i = 0; i < 600; i++) {
        const found = await message(name);
        if (holds(found)) return found;
        await new Promise((done) => setTimeout(done, 100));
      }
      throw new Error(`${name}: ${JSON.stringify(await message(name))}`);
    };
    await work({ server, message, until });
  } finally {
    await server.stop();
    post.stop();
  }
}
test("without a sender of one's own mail comes from kuulo@ the public host", async () => {
  const post = await smtpServer();
  await asking(post, ["aino"], async ({ server }) => {
    assert.equal((await server.ok("GET", "/api/v1/mail")).from_usual, "kuulo@kuulo.example");
    const mail = read((await post.next("aino@shop.example")).bytes);
    assert.match(header(mail, "from"), /kuulo@kuulo\.example/);
  }, [], []);
});

const tried = (m) => m.state === "queued" && m.reason;

test("the right password lets us in; the wrong one is told so, and stands nowhere", async () => {
  const login = ["--login", "kuulo:s3cret-right"];
  await asking(await smtpServer({ words: login, user: "kuulo:s3cret-right" }), ["aino"], async ({ until }) => {
    assert.equal((await until("aino", (m) => m.state === "sent")).tries, 1);
  });
  const post = await smtpServer({ words: login, user: "kuulo:s3cret-wrong" });
  await asking(post, ["aino"], async ({ server, until }) => {
    const message = await until("aino", tried);
    assert.equal(message.reason, "login_refused");
    assert.match(message.status, /^535/);
    assert.equal(post.mails.length, 0);
    assert.ok(!server.log.includes("s3cret"), server.log);
    const files = spawnSync("grep", ["-rlF", "s3cret", server.dir], { encoding: "utf8" });
    assert.equal(files.stdout, "");
  });
});

for (const [name, options] of [
  ["STARTTLS", { scheme: "smtp", smtps: [], host: "0.0.0.0", user: "kuulo:pass" }], // an address that is no "localhost" to us: TLS is demanded
  ["SMTPS", { scheme: "smtps", smtps: ["--smtps"], host: "127.0.0.1", user: "kuulo:pass" }],
]) {
  const words = () => ["--certificate", certificate, "--login", "kuulo:pass", ...options.smtps];
  test(`${name}: a certificate nobody vouches for is refused, and accepted when it is named`, async () => {
    const stranger = await smtpServer({ ...options, words: words() });
    await asking(stranger, ["aino"], async ({ until }) => {
      assert.equal((await until("aino", tried)).reason, "no_safe_connection");
      assert.equal(stranger.mails.length, 0);
    });
    const known = await smtpServer({ ...options, words: words() });
    await asking(known, ["aino"], async ({ until }) => {
      await known.next("aino@shop.example");
      assert.equal((await until("aino", (m) => m.state === "sent")).tries, 1);
    }, ["--smtp-ca", certificate]);
  });
}

test("who names an authority gets TLS or nothing: a server without it is not spoken to", async () => {
  const plain = await smtpServer();
  await asking(plain, ["aino"], async ({ until }) => {
    assert.equal((await until("aino", tried)).reason, "no_safe_connection");
    assert.equal(plain.mails.length, 0);
  }, ["--smtp-ca", certificate]);
  const none = spawnSync(BINARY, ["serve", "--data", join(folder, "none"), "--listen", "127.0.0.1:0", "--smtp", "smtps://127.0.0.1:1", "--smtp-ca", join(folder, "none.pem"),
    "--public-url", "https://kuulo.example", "--mail-from", "hello@askel.example"], { encoding: "utf8", timeout: 30_000 });
  assert.equal(none.status, 1);
  assert.match(none.stderr, /authority cannot be read/);
});

test("a server that takes the connection and says nothing: the message waits and comes again", async () => {
  const post = await smtpServer({ words: ["--mute", "1"] });
  await asking(post, ["aino"], async ({ until }) => {
    const waiting = await until("aino", tried);
    assert.deepEqual([waiting.reason, waiting.tries], ["no_connection", 1]);
    assert.equal((await until("aino", (m) => m.state === "sent")).tries, 2);
    assert.equal(post.count("aino@shop.example"), 1);
  }, ["--smtp-timeout", "3"]);
});

test("silence before the text and after it: each is told as it is, and the others go on", async () => {
  const post = await smtpServer();
  const others = ["c-1", "c-2", "c-3", "c-4", "c-5", "c-6"];
  await asking(post, ["hang-1", "stall-1", ...others], async ({ message, until }) => {
    // While two connections wait for an answer, everybody else's mail arrives.
    await post.next("hang-1@shop.example");
    for (const name of others) await post.next(`${name}@shop.example`);
    // The text was handed over whole: perhaps it arrived, so it is never sent again.
    const hung = await until("hang-1", (m) => m.state !== "queued" && m.state !== "sending");
    assert.deepEqual([hung.state, hung.reason, hung.tries], ["unclear", "no_answer", 1]);
    // Not one byte of the text had left: it comes again, once.
    assert.equal((await until("stall-1", (m) => m.state === "sent")).tries, 2);
    for (const name of others) assert.equal((await until(name, (m) => m.state === "sent")).tries, 1);
    for (const name of [...others, "stall-1", "hang-1"]) assert.equal(post.count(`${name}@shop.example`), 1, name);
    assert.equal((await message("hang-1")).state, "unclear");
  }, ["--smtp-timeout", "5"]);
});
