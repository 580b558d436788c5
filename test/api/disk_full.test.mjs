// A full disk: answers are refused with 507 and nothing acknowledged is lost; reading goes on; when there is room again the server resumes by itself.
// Needs the right to mount a small tmpfs; without it the test says so and is skipped.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { mustRun, OWNER, startServer } from "./harness.mjs";

const MIB = 1 << 20;

function smallDisk() {
  const dir = mkdtempSync(join(tmpdir(), "kuulo-small-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", dir]).status === 0;
  return { dir, mounted, free: () => (mounted && spawnSync("umount", ["-l", dir]), rmSync(dir, { recursive: true, force: true })) };
}

/** Takes what is left of the disk in ever smaller pieces. */
function fill(dir) {
  for (let size = MIB, n = 0; size >= 4096; n++) {
    try {
      writeFileSync(join(dir, `ballast-${n}`), Buffer.alloc(size));
    } catch {
      rmSync(join(dir, `ballast-${n}`), { force: true });
      size = size >> 1;
    }
  }
}

const unload = (dir) => spawnSync("sh", ["-c", `rm -f "${dir}"/ballast-*`]);

test("a full disk refuses with 507, loses nothing, and resumes by itself", async (t) => {
  const disk = smallDisk();
  t.after(disk.free);
  if (!disk.mounted) return t.skip("mounting a tmpfs is not allowed here");
  mustRun(["user", "add", OWNER.email, "--role", "owner", "--password-stdin", "--data", disk.dir], { input: `${OWNER.password}\n` });
  const key = mustRun(["key", "add", "test", "--role", "owner", "--data", disk.dir]).trim();
  const server = await startServer({ data: disk.dir });
  server.key = key;
  t.after(() => server.stop());
  const survey = { slug: "visit", title: { en: "Visit" }, languages: ["en"], questions: [{ id: "recommend", type: "nps", text: { en: "Recommend?" } }] };
  assert.equal((await server.api("POST", "/api/v1/surveys", survey)).status, 201);
  assert.equal((await server.api("POST", "/api/v1/surveys/visit/publish", {})).status, 200);

  const acknowledged = [];
  let n = 0;
  const answer = async () => {
    const submission_key = `k-${++n}`;
    const reply = await server.api("POST", "/api/v1/surveys/visit/responses", { submission_key, answers: { recommend: n % 11 }, attributes: { pad: "x".repeat(150) } });
    if (reply.status === 201) acknowledged.push([submission_key, reply.body.responses[0].id]);
    return reply;
  };
  for (let i = 0; i < 20; i++) assert.equal((await answer()).status, 201);
  fill(disk.dir);
  let refused;
  for (let i = 0; i < 20_000 && !refused; i++) {
    const reply = await answer();
    if (reply.status !== 201) refused = reply;
  }
  assert.equal(refused?.status, 507, "the disk was full at some point");
  assert.match(refused.body.detail, /disk is full/i);

  const read = await server.api("GET", "/api/v1/metrics?measure=responses&floor=none");
  assert.equal(read.status, 200);
  assert.equal(read.body.rows[0].n, acknowledged.length, "only what was acknowledged is counted");

  unload(disk.dir);
  let again;
  for (let i = 0; i < 50 && again?.status !== 201; i++) again = await answer();
  assert.equal(again.status, 201, "it takes answers again without a restart");
  for (const [submission_key, id] of acknowledged) {
    const reply = await server.api("POST", "/api/v1/surveys/visit/responses", { submission_key, answers: { recommend: 1 } });
    assert.deepEqual([reply.body.repeated, reply.body.responses[0].id], [1, id]);
  }
});
