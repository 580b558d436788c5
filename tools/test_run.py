#!/usr/bin/env python3
"""Runs every suite of `make test`, says what each took, and ends with exactly one line "N passed, N failed".

A suite is a command that prints TAP ("ok 1 - name", "not ok 2 - name"), or Meson's unit programs, whose cmocka lines are counted.
A suite that ends badly without a failed test counts as one failure; so does a suite that ran no test at all.
Usage: test_run.py [SUITE…]     environment: KUULO_BINARY, KUULO_DATA, KUULO_CRASH_KILLS, KUULO_CRASH_CUTS
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build-test"
SLOW_S, SLOWEST_SHOWN = 20, 3


class Outcome:
    def __init__(self):
        self.passed, self.failed, self.skipped, self.slow, self.log = 0, [], [], [], ""


def environment():
    """The tests run with the node that built the web pages: Debian 12's own is too old for some of what they call."""
    env = dict(os.environ)
    newer = subprocess.run(["tools/node.sh"], cwd=ROOT, capture_output=True, text=True)
    if newer.returncode == 0:
        env["PATH"] = f"{newer.stdout.strip()}:{env['PATH']}"
    env.setdefault("KUULO_BINARY", str(BUILD / "kuulo"))
    env.setdefault("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1")
    env.setdefault("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1")
    return env


def run(command, limit_s, env=None):
    """The command's exit code and everything it printed. What it started ends with it."""
    started = subprocess.Popen(command, cwd=ROOT, env=env or environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", start_new_session=True)
    try:
        text = started.communicate(timeout=limit_s)[0]
        return started.returncode, text
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        return 124, started.communicate()[0] + f"\nstopped after {limit_s} s"


def tap(command, limit_s):
    outcome = Outcome()
    code, outcome.log = run(command, limit_s)
    parents = []
    for line in outcome.log.splitlines():
        depth = (len(line) - len(line.lstrip())) // 4
        result = re.match(r"\s*(not ok|ok) \d+ -? ?(.*)", line)
        took = re.match(r"\s*duration_ms: ([\d.]+)", line)
        if line.lstrip().startswith("# Subtest:"):
            del parents[depth:]
            parents.append([line.split(":", 1)[1].strip(), False])
            if depth > 0 and depth <= len(parents):
                for parent in parents[:depth]:
                    parent[1] = True
        elif result:
            word, name = result.groups()
            last = name
            # A file or a group is not a test of its own: its tests were counted. It counts when it failed without a failed test.
            group = depth < len(parents) and parents[depth][1]
            skip = re.search(r"# (SKIP|TODO)\b ?(.*)", name)
            if skip:
                outcome.skipped.append(name.replace("# SKIP", ":").strip())
            elif word == "not ok" and not (group and outcome.failed):
                outcome.failed.append(name)
            elif word == "ok" and not group:
                outcome.passed += 1
        elif took:
            outcome.slow.append((float(took[1]) / 1000, last))
    if code != 0 and not outcome.failed:
        outcome.failed.append(f"{' '.join(map(str, command[:3]))} … ended with {code}")
    return outcome


def units(limit_s):
    outcome = Outcome()
    code, outcome.log = run(["meson", "test", "-C", str(BUILD), "--no-rebuild", "--print-errorlogs"], limit_s)
    log = BUILD / "meson-logs" / "testlog.json"
    rows = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() and code != 124 else []
    for row in rows:
        text = row.get("stdout", "") + row.get("stderr", "")
        passed = sum(map(int, re.findall(r"\[  PASSED  \] (\d+) test\(s\)", text)))
        failed = re.findall(r"\[  FAILED  \] (\w+)$", text, re.M)
        outcome.passed += passed
        outcome.failed += [f"{row['name']}: {name}" for name in dict.fromkeys(failed)]
        if row["result"] not in ("OK", "SKIP") and not failed:
            outcome.failed.append(f"{row['name']}: {row['result'].lower()}")
        elif row["result"] == "OK" and passed == 0:
            outcome.passed += 1
        outcome.slow.append((row["duration"], row["name"]))
    if code != 0 and not outcome.failed:
        outcome.failed.append(f"meson test ended with {code}")
    return outcome


def packages():
    """What the tests in JavaScript use from npm; the failure, or nothing."""
    lock, kept = ROOT / "test" / "package-lock.json", ROOT / "test" / "node_modules" / ".kuulo-lock"
    if kept.exists() and kept.read_bytes() == lock.read_bytes():
        return None
    code, log = run(["npm", "ci", "--prefix", "test", "--no-audit", "--no-fund"], 300, dict(os.environ))
    if code == 0:
        kept.write_bytes(lock.read_bytes())
        return None
    outcome = Outcome()
    outcome.failed, outcome.log = ["npm ci of the tests"], log
    return outcome


def node(folder, pattern, limit_s):
    files = sorted((ROOT / folder).glob(pattern))
    if not files:
        return Outcome()
    return packages() or tap(["node", "--test", "--test-reporter=tap", *map(str, files)], limit_s)


def python(script, limit_s=120):
    return lambda: tap([sys.executable, script], limit_s)


def crash():
    kills, cuts = os.environ.get("KUULO_CRASH_KILLS", "3"), os.environ.get("KUULO_CRASH_CUTS", "3")
    return tap(["tools/crash.sh", kills, cuts], 240)


SUITES = {
    "layers": python("test/layers/layers.py"),
    "contract": python("test/layers/contract.py"),
    "unit": lambda: units(300),
    "api": lambda: node("test/api", "*.test.mjs", 1800),
    "browser": lambda: node("test/browser", "*.spec.mjs", 2400),
    "crash": crash,
}


def report(name, outcome, seconds):
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{name:<9} {outcome.passed:>5} passed, {len(outcome.failed)} failed{skipped}, {seconds:.1f} s", flush=True)
    for test in outcome.skipped:
        print(f"          skipped: {test}")
    if seconds > SLOW_S:
        for took, test in sorted(outcome.slow, reverse=True)[:SLOWEST_SHOWN]:
            print(f"          {took:6.1f} s  {test}")
    if outcome.failed:
        print(outcome.log[-20000:])
        for test in outcome.failed:
            print(f"  FAILED {name}: {test}")
    sys.stdout.flush()


def main():
    wanted = sys.argv[1:] or list(SUITES)
    passed = failed = 0
    for name in wanted:
        start = time.monotonic()
        outcome = SUITES[name]()
        if outcome.passed == 0 and not outcome.failed:
            outcome.failed.append("no test ran")
        report(name, outcome, time.monotonic() - start)
        passed, failed = passed + outcome.passed, failed + len(outcome.failed)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
