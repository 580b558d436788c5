#!/usr/bin/env python3
"""Reads the finished binary and fails when a protection is missing: PIE, RELRO with BIND_NOW, a stack that cannot be executed, stack
canaries, control-flow protection, fortified calls.
Usage: check_binary.py BINARY
"""
import platform
import re
import subprocess
import sys


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments, sys.argv[1]], check=True, capture_output=True, text=True).stdout


def main():
    header, dynamic, segments, symbols, notes = readelf("-h"), readelf("-d"), readelf("-l"), readelf("--dyn-syms"), readelf("-n")
    stack = re.search(r"GNU_STACK.*", segments)
    checks = {
        "PIE": "DYN" in header and "PIE" in dynamic,
        "RELRO": "GNU_RELRO" in segments,
        "BIND_NOW": "BIND_NOW" in dynamic or re.search(r"FLAGS_1.*\bNOW\b", dynamic),
        "a stack that cannot be executed": stack and "RWE" not in stack[0],
        "no segment both writable and executable": "RWE" not in segments,
        "stack canaries": "__stack_chk_fail" in symbols,
        "fortified calls": re.search(r"__\w+_chk@", symbols),
        "no run-time search path": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
    }
    if platform.machine() == "x86_64":
        # The note is lost where the system's own start-up object lacks it, as Debian 12's does; the code tells the truth.
        main_code = subprocess.run(["objdump", "-d", "--disassemble=main", sys.argv[1]], check=True, capture_output=True, text=True).stdout
        checks["control-flow protection"] = "IBT" in notes or "endbr64" in main_code
    elif platform.machine() == "aarch64":
        checks["branch protection (BTI and PAC)"] = "BTI" in notes
    missing = [name for name, there in checks.items() if not there]
    for name in missing:
        print(f"{sys.argv[1]}: missing: {name}", file=sys.stderr)
    if not missing:
        print(f"{sys.argv[1]}: hardened ({', '.join(checks)})")
    sys.exit(1 if missing else 0)


main()
