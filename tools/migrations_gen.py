#!/usr/bin/env python3
"""Embeds migrations/NNNN_name.sql into C. Usage: migrations_gen.py OUT.c FILE.sql…  Numbers must run 1, 2, 3 … without a gap."""
import pathlib
import sys

out = ['#include "port/store/migrate.h"', "const struct migration migration_table[] = {"]
paths = sorted(map(pathlib.Path, sys.argv[2:]))
for number, path in enumerate(paths, 1):
    stem, name = path.stem.split("_", 1)
    if int(stem) != number:
        sys.exit(f"{path}: expected migration {number:04d}")
    lines = [line.replace("\\", "\\\\").replace('"', '\\"') for line in path.read_text().splitlines()]
    text = "\n".join(f'        "{line}\\n"' for line in lines)
    out.append(f'    {{{number}, "{name}",\n{text}}},')
out += ["};", f"const int migration_count = {len(paths)};", ""]
pathlib.Path(sys.argv[1]).write_text("\n".join(out))
