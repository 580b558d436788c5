#!/usr/bin/env python3
"""A file as C bytes: `extern const char NAME[]; extern const size_t NAME_length;`. Usage: bytes_gen.py NAME IN OUT.c"""
import pathlib
import sys

name, source, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
data = [f"(char){b}" if b > 127 else str(b) for b in source.read_bytes()]
rows = [",".join(data[at:at + 24]) for at in range(0, len(data), 24)]
out.write_text(f"#include <stddef.h>\nextern const char {name}[];\nextern const size_t {name}_length;\n"
               f"const char {name}[] = {{\n" + ",\n".join(rows).replace("\n", "\n    ") + f"}};\nconst size_t {name}_length = sizeof {name};\n")
