// kuulo bench columns: what it prints, and that its figures are those of a plain recount.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mustRun, run } from "./harness.mjs";

test("one line: six questions, each with its time and its limit, equal to the recount", () => {
  const out = mustRun(["bench", "columns", "--rows", "20000", "--threads", "2"]);
  assert.equal(out.trim().split("\n").length, 1);
  const line = JSON.parse(out);
  assert.equal(line.rows, 20000);
  assert.equal(line.threads, 2);
  assert.ok(line.read_gb_s > 0 && line.bytes_per_row > 0);
  assert.deepEqual(Object.keys(line.queries), ["q1", "q2", "q3", "q4", "q5", "q6"]);
  for (const query of Object.values(line.queries)) {
    assert.ok(query.ms > 0 && query.limit_ms > 0);
    assert.ok(query.what.length > 2);
  }
  assert.equal(line.equal_to_recount, true); // answers that came in meanwhile are in it
});

test("a number of rows that cannot be is refused in words", () => {
  for (const rows of ["0", "many", "99999999999"]) {
    const refused = run(["bench", "columns", "--rows", rows]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /--rows takes a number/);
  }
});
