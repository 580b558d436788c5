// What doctor says of mail: a real name server answers it, and a real mail server, or nobody does.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PYTHON, BINARY, ROOT, OWNER, mustRun, within } from "./harness.mjs";

const records = new Map(); // name → texts; a name that is not here is not there
let names, dir, key, relay;

/** A name server for TXT records over UDP: enough of RFC 1035 to be asked by a resolver. `silent`: it hears and says nothing. */
async function nameServer() {
  const socket = createSocket("udp4");
  const server = { silent: false, asked: [], stop: () => socket.close() };
  socket.on("message", (query, from) => {
    let at = 12;
    const labels = [];
    for (; query[at]; at += query[at] + 1) labels.push(query.toString("latin1", at + 1, at + 1 + query[at]));
    const name = labels.join(".").toLowerCase(), texts = records.get(name);
    server.asked.push(name);
    if (server.silent) return;
    const question = query.subarray(12, at + 5);
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(texts ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(texts?.length ?? 0, 6);
    head.writeUInt32BE(0, 8);
    const answers = (texts ?? []).map((text) => {
      const pieces = text.match(/.{1,200}/g).map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)]));
      const data = Buffer.concat(pieces);
      const record = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0]);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
    socket.send(Buffer.concat([head, question, ...answers]), from.port, from.address);
  });
  await new Promise((done) => socket.bind(0, "127.0.0.1", done));
  server.place = `127.0.0.1:${socket.address().port}`;
  return server;
}

const doctor = (...args) =>
  new Promise((done, fail) =>
    execFile(BINARY, ["doctor", "--data", dir, ...args], { env: { ...process.env, KUULO_DNS: names.place } }, (error, out, err) => (error ? fail(new Error(`${error}\n${err}`)) : done(out))),
  );
const ours = ["--mail-from", "hello@shop.example"];
const line = (out, word) => out.split("\n").filter((l) => l.includes(word)).join("\n");

before(async () => {
  names = await nameServer();
  dir = mkdtempSync(join(tmpdir(), "kuulo-test-"));
  key = join(dir, "dkim.pem");
  execFileSync("openssl", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key], { stdio: "ignore" });
  mustRun(["user", "add", OWNER.email, "--role", "owner", "--password-stdin", "--data", dir], { input: `${OWNER.password}\n` });
  relay = spawn(PYTHON, [join(ROOT, "test/api/smtp_server.py")], { stdio: ["ignore", "pipe", "inherit"] });
  relay.url = await within(20_000, new Promise((done) => relay.stdout.once("data", (port) => done(`smtp://127.0.0.1:${String(port).trim()}`))), "the SMTP server");
});
after(() => {
  relay?.kill();
  names?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test("where no mail leaves nobody is asked", async () => {
  const out = await doctor();
  assert.doesNotMatch(out, /SPF|DKIM/);
  assert.deepEqual(names.asked, []);
});

test("a domain without records is told what to put where, with our own key", async () => {
  const out = await doctor(...ours, "--dkim-key", key, "--dkim-selector", "k1");
  assert.match(line(out, "SPF"), /advice {2}shop\.example has no SPF record/);
  assert.match(line(out, "_dmarc"), /advice {2}shop\.example has no DMARC record.*v=DMARC1; p=none/);
  const der = execFileSync("openssl", ["pkey", "-in", key, "-pubout", "-outform", "DER"]).toString("base64");
  assert.ok(line(out, "k1._domainkey.shop.example has no key").endsWith(`v=DKIM1; k=rsa; p=${der}`));
  records.set("k1._domainkey.shop.example", [`v=DKIM1; k=rsa; p=${der.slice(0, 120)} ${der.slice(120)}`]);
});

test("records as they should be are fine: SPF once, our key, a policy from above", async () => {
  records.set("news.shop.example", ["something=else", "v=spf1 include:relay.example ~all"]);
  records.set("k1._domainkey.news.shop.example", records.get("k1._domainkey.shop.example"));
  records.set("_dmarc.shop.example", ["v=DMARC1; p=none; sp=reject"]);
  const out = await doctor("--mail-from", "hello@news.shop.example", "--dkim-key", key, "--dkim-selector", "k1");
  assert.match(line(out, "SPF"), /fine .*distrusts all others \(~all\).*include:relay\.example/);
  assert.match(line(out, "_domainkey"), /fine .*has the key/);
  assert.match(line(out, "DMARC"), /fine .*p=reject/);
  assert.match(line(await doctor(...ours), "DMARC"), /advice .*p=none/); // the domain itself is under p
});

test("what is wrong with each record is said", async () => {
  const spf = async (...texts) => (records.set("shop.example", texts), line(await doctor(...ours), "SPF"));
  assert.match(await spf("v=spf1 a -all", "v=spf1 mx -all"), /advice .*2 SPF records/);
  assert.match(await spf("v=spf1 a all"), /advice .*everybody/);
  assert.match(await spf("v=spf1 a ?all"), /advice .*does not say/);
  assert.match(await spf("v=spf1 a"), /advice .*does not say/);
  assert.match(await spf("v=spf10 a -all"), /advice .*no SPF record/);
  assert.match(await spf("v=spf1 redirect=relay.example"), /fine .*redirect/);
  assert.match(await spf("v=spf1 a -all"), /fine .*forbids/);
  const dmarc = async (...texts) => (records.set("_dmarc.shop.example", texts), line(await doctor(...ours), "DMARC"));
  assert.match(await dmarc("v=DMARC1; p=none"), /advice .*only watches/);
  assert.match(await dmarc("v=DMARC1; p=reject", "v=DMARC1; p=none"), /advice .*2 DMARC/);
  assert.match(await dmarc("v=DMARC1; rua=mailto:a@b.example"), /advice .*no policy/);
  assert.match(await dmarc("v=DMARC1;p=quarantine"), /fine .*p=quarantine/);
  records.set("kuulo._domainkey.shop.example", ["v=DKIM1; k=rsa; p=AAAA"]);
  assert.match(line(await doctor(...ours, "--dkim-key", key), "_domainkey"), /advice .*another key/);
});

test("nobody answers: said once, kindly", async () => {
  names.silent = true;
  const out = await doctor(...ours);
  names.silent = false;
  assert.equal(line(out, "No name server answered").split("\n").length, 1);
  assert.doesNotMatch(out, /has no SPF/);
});

test("the mail server is tried: one that is there, one that refuses", async () => {
  assert.match(await doctor("--smtp", relay.url, ...ours), /fine {4}The mail server can be reached/);
  const closed = createServer();
  await new Promise((done) => closed.listen(0, "127.0.0.1", done));
  const { port } = closed.address();
  await new Promise((done) => closed.close(done));
  assert.match(await doctor("--smtp", `smtp://127.0.0.1:${port}`, ...ours), /advice {2}The mail server does not let us in/);
});
