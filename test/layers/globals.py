#!/usr/bin/env python3
"""Fails when an object of the program holds memory that can change after the start: there are no mutable globals.

Usage: globals.py BUILD_DIR     (a build without sanitizers, which add their own)
"""
import pathlib
import re
import subprocess
import sys

# NAME: why it may be there.
ALLOWED = {
    "hash_key": "base/map.c: the process's key against colliding texts, drawn once",
    "hash_once": "base/map.c: the once of hash_key",
    "system.0": "port/clock.c, port/random.c: the system's own clock and generator",
}


def main():
    libraries = [pathlib.Path(sys.argv[1]) / name for name in ("libcore.a", "libengine.a")]
    bad = []
    for library in libraries:
        table = subprocess.run(["objdump", "-t", library], check=True, capture_output=True, text=True).stdout
        file = ""
        for line in table.splitlines():
            if ".o:" in line:
                file = line.split(":")[0]
            found = re.match(r"^[0-9a-f]+ .{7} (\.data|\.bss|\.tbss|\.tdata|\*COM\*)(?:\.\S+)?\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)", line)
            if found and int(found[2], 16) > 0 and not found[1].startswith(".data.rel.ro") and found[3] not in ALLOWED:
                if not re.match(r"\.data\.rel\.ro", line.split()[-3] if len(line.split()) > 3 else ""):
                    bad.append(f"{file}: {found[3]}")
    for item in bad:
        print(f"mutable global: {item}")
    sys.exit(1 if bad else 0)


main()
