#!/usr/bin/env python3
"""Embeds the survey library (src/listen/library/*.json) into C. Usage: library_gen.py OUT.c FILE.json…"""
import json
import pathlib
import sys

out = ['#include "listen/survey_library.h"']
rows = []
for number, path in enumerate(sorted(map(pathlib.Path, sys.argv[2:]))):
    tree = json.loads(path.read_text("utf-8"))
    if tree["definition"]["slug"] != path.stem:
        sys.exit(f"{path}: its slug is not its name")
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
    out.append(f"static const unsigned char file_{number}[] = {{{','.join(map(str, text))}}};")
    rows.append(f'    {{"{path.stem}", file_{number}, sizeof file_{number}}},')
out += ["const struct library_file library_files[] = {", *rows, "};", f"const size_t library_files_count = {len(rows)};", ""]
pathlib.Path(sys.argv[1]).write_text("\n".join(out))
