#!/usr/bin/env python3
"""Gives every statement of the stages' .sql files a typed C function.

  -- name: touchpoint_get one          exec | one | many
  -- in: workspace_id int, slug text   types: int real text blob, with ? when NULL may come
  -- out: id int, promise text?
  SELECT id, promise FROM touchpoint WHERE workspace_id = :workspace_id AND slug = :slug;

  -- out: as touchpoint_get          the row of an earlier statement, when several ask for the same
exec → enum err sql_NAME(store, &in, &changes)      changes may be NULL
one  → enum err sql_NAME(store, &in, arena, &row)   ERR_NOT_FOUND; texts are copied into the arena
many → enum err sql_NAME(store, &in, each, context) each(context, &row) until it returns false; texts valid during the call
Usage: sql_gen.py OUT_DIR FILE.sql…   writes OUT_DIR/STAGE.sql.h, OUT_DIR/statements.c
"""
import pathlib
import re
import sys

C_TYPES = {"int": "int64_t", "real": "double", "text": "struct str", "blob": "struct str"}
KINDS = {"int": "VALUE_INTEGER", "real": "VALUE_REAL", "text": "VALUE_TEXT", "blob": "VALUE_BLOB"}
MEMBERS = {"int": "integer", "real": "real", "text": "text", "blob": "text"}


def fail(place, text):
    sys.exit(f"{place}: {text}")


def columns(place, text):
    result = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        match = re.fullmatch(r"(\w+) (int|real|text|blob)(\??)", part)
        if not match:
            fail(place, f"cannot read column '{part}'")
        result.append((match[1], match[2], match[3] == "?"))
    return result


def read(path):
    statements, current = [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        place = f"{path}:{number}"
        name = re.fullmatch(r"-- name: (\w+) (exec|one|many)", line.strip())
        field = re.fullmatch(r"-- (in|out): (.*)", line.strip())
        if name:
            current = {"name": name[1], "row": name[1], "form": name[2], "in": [], "out": [], "sql": [], "place": place}
            statements.append(current)
        elif field and current and field[2].startswith("as "):
            other = next((s for s in statements if s["name"] == field[2][3:].strip()), None)
            if not other or field[1] != "out":
                fail(place, f"there is no statement before with the row '{field[2][3:]}'")
            current["row"], current["out"] = other["row"], other["out"]
        elif field and current:
            current[field[1]] += columns(place, field[2])
        elif line.strip().startswith("--") or not line.strip():
            continue
        elif current is None:
            fail(place, "a statement without a name")
        else:
            current["sql"].append(line.strip())
    for s in statements:
        finish(s)
    return statements


def finish(s):
    names = [c[0] for c in s["in"]]
    used = set()

    def number(match):
        if match[1] not in names:
            fail(s["place"], f"parameter :{match[1]} is not declared")
        used.add(match[1])
        return f"?{names.index(match[1]) + 1}"

    s["text"] = re.sub(r"(?<![:\w]):(\w+)", number, " ".join(s["sql"]).rstrip(";"))
    if ";" in s["text"]:
        fail(s["place"], "more than one statement")
    for name in names:
        if name not in used:
            fail(s["place"], f"parameter {name} is never used")
    if (s["form"] == "exec") == bool(s["out"]):
        fail(s["place"], "exec has no out columns, one and many must have some")


def struct(name, cols):
    lines = [f"struct {name} {{"]
    for column, kind, null in cols:
        if null and kind in ("int", "real"):
            lines.append(f"    bool has_{column};")
        lines.append(f"    {C_TYPES[kind]} {column};")
    return "\n".join(lines + ["};"])


def bind(cols):
    lines = []
    for column, kind, null in cols:
        there = f"in->{column}.at" if kind in ("text", "blob") else f"in->has_{column}"
        kind_text = f"{there} ? {KINDS[kind]} : VALUE_NULL" if null else KINDS[kind]
        lines.append(f"        {{.kind = {kind_text}, .{MEMBERS[kind]} = in->{column}}},")
    return "\n".join(lines) if lines else "        {.kind = VALUE_NULL},"


def unpack(cols, row):
    lines = []
    for i, (column, kind, null) in enumerate(cols):
        if null and kind in ("int", "real"):
            lines.append(f"    {row}->has_{column} = out[{i}].kind != VALUE_NULL;")
        if kind in ("text", "blob"):
            lines.append(f"    {row}->{column} = out[{i}].kind == VALUE_NULL ? (struct str){{0}} : out[{i}].text;")
        elif kind == "real":
            lines.append(f"    {row}->{column} = out[{i}].kind == VALUE_INTEGER ? (double)out[{i}].integer : out[{i}].kind == VALUE_REAL ? out[{i}].real : 0;")
        else:
            lines.append(f"    {row}->{column} = out[{i}].kind == VALUE_INTEGER ? out[{i}].integer : 0;")
    return "\n".join(lines)


def header(stage, statements):
    out = [f"/* Generated from {stage}.sql: do not edit. */", "#pragma once", '#include "port/store.h"', ""]
    for s in statements:
        name = s["name"]
        if s["in"]:
            out.append(struct(f"{name}_in", s["in"]))
        if s["out"] and s["row"] == name:
            out.append(struct(f"{name}_row", s["out"]))
        given = f"const struct {name}_in *in" if s["in"] else "const void *in"
        s["given"] = given
        of = s["row"]
        tail = {
            "exec": "int64_t *changes",
            "one": f"struct arena *arena, struct {of}_row *row",
            "many": f"bool (*each)(void *context, const struct {of}_row *row), void *context",
        }[s["form"]]
        s["signature"] = f"enum err sql_{name}(struct store *store, {given}, {tail})"
        out.append(f"{s['signature']} must_check;\n")
    return "\n".join(out)


def body(s):
    name, of, cols = s["name"], s["row"], s["in"]
    out = [f'static const struct statement statement_{name} = {{{s["number"]}, "{name}",']
    text = s["text"].replace("\\", "\\\\").replace('"', '\\"')
    out.append(f'    "{text}", {len(cols)}, {len(s["out"])}}};')
    values = f"    const struct value values[] = {{\n{bind(cols)}\n    }};"
    unused = "" if cols else "    (void)in;\n"
    if s["form"] == "exec":
        out.append(f"{s['signature']}\n{{\n{unused}{values}\n    return store_run(store, &statement_{name}, values, NULL, NULL, changes);\n}}\n")
        return "\n".join(out)
    if s["form"] == "one":
        keep = "\n".join(
            f"    if (row->{c}.at && !(row->{c} = str_keep(got->arena, row->{c})).at)\n        got->err = ERR_MEMORY;"
            for c, kind, _ in s["out"] if kind in ("text", "blob"))
        out.append(f"""struct {name}_got {{ struct {of}_row *row; struct arena *arena; bool found; enum err err; }};
static bool {name}_take(void *context, const struct value *out)
{{
    struct {name}_got *got = context;
    struct {of}_row *row = got->row;
    got->found = true;
{unpack(s["out"], "row")}
{keep}
    return false;
}}
{s["signature"]}
{{
{unused}{values}
    struct {name}_got got = {{row, arena, false, ERR_NONE}};
    enum err err = store_run(store, &statement_{name}, values, {name}_take, &got, NULL);
    return err != ERR_NONE ? err : got.err != ERR_NONE ? got.err : got.found ? ERR_NONE : ERR_NOT_FOUND;
}}
""")
        return "\n".join(out)
    out.append(f"""struct {name}_got {{ bool (*each)(void *context, const struct {of}_row *row); void *context; }};
static bool {name}_take(void *context, const struct value *out)
{{
    struct {name}_got *got = context;
    struct {of}_row values = {{0}}, *row = &values;
{unpack(s["out"], "row")}
    return got->each(got->context, row);
}}
{s["signature"]}
{{
{unused}{values}
    struct {name}_got got = {{each, context}};
    return store_run(store, &statement_{name}, values, {name}_take, &got, NULL);
}}
""")
    return "\n".join(out)


def main():
    out_dir, paths = pathlib.Path(sys.argv[1]), [pathlib.Path(p) for p in sorted(sys.argv[2:])]
    source = ["/* Generated from the stages' .sql files: do not edit. */"]
    every = []
    for path in paths:
        statements = read(path)
        for s in statements:
            if any(s["name"] == other["name"] for other in every):
                fail(s["place"], f"statement {s['name']} exists twice")
            s["number"] = len(every)
            every.append(s)
        (out_dir / f"{path.stem}.sql.h").write_text(header(path.stem, statements))
        source.append(f'#include "{path.stem}.sql.h"')
    source += ["", *(body(s) for s in every)]
    table = ", ".join(f"&statement_{s['name']}" for s in every)
    source.append(f"const struct statement *const statement_table[] = {{{table}}};")
    source.append(f"const int statement_count = {len(every)};")
    (out_dir / "statements.c").write_text("\n".join(source) + "\n")


main()
