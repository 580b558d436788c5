#!/usr/bin/env python3
"""Turns the contract (api/*.yaml, OpenAPI 3.1) into C and into one openapi.json.

Each schema with a lower_case name becomes a C struct and a record table (base/record.h) in FILE_records.h/.c; schemas that only describe
answers may be CamelCase and stay documentation. Each operation becomes a row of the route table in operations.h/.c, and its query parameters a
record OPERATION_query. Extensions: x-role (public, viewer, worker, manager, owner, and source: keys that send events in), x-body-max (bytes), x-rate (read, write, submit, login),
x-raw (the handler reads the body itself), x-source (a source's key may too),
x-moment / x-slug / x-day on strings, x-json on free values.
Usage: api_gen.py OUT_DIR FILE.yaml…
"""
import json
import pathlib
import re
import sys

import yaml

ROLES = ["public", "source", "viewer", "worker", "manager", "owner"]
METHODS = ["get", "post", "put", "patch", "delete"]


def fail(text):
    sys.exit(f"api: {text}")


def ref_name(schema):
    return schema["$ref"].rsplit("/", 1)[1] if "$ref" in schema else None


def kind_of(schema, place):
    if ref_name(schema):
        return "FIELD_RECORD"
    if schema.get("x-json"):
        return "FIELD_JSON"
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(k for k in kind if k != "null")
    if kind == "string":
        if schema.get("x-slug"):
            return "FIELD_SLUG"
        return {"date-time": "FIELD_MOMENT", "date": "FIELD_DAY"}.get(schema.get("format"), "FIELD_TEXT")
    if kind == "array":
        return "FIELD_RECORDS" if ref_name(schema["items"]) else "FIELD_TEXTS"
    simple = {"integer": "FIELD_INTEGER", "number": "FIELD_REAL", "boolean": "FIELD_BOOLEAN", "object": "FIELD_OBJECT"}
    if kind not in simple:
        fail(f"{place}: unknown type {kind}")
    return simple[kind]


C_TYPES = {
    "FIELD_TEXT": "struct str", "FIELD_SLUG": "struct str", "FIELD_INTEGER": "int64_t", "FIELD_REAL": "double", "FIELD_BOOLEAN": "bool",
    "FIELD_MOMENT": "int64_t", "FIELD_DAY": "int32_t", "FIELD_JSON": "const json_t *", "FIELD_OBJECT": "const json_t *",
    "FIELD_TEXTS": "struct str_list", "FIELD_RECORDS": "struct record_list",
}
COUNTED = {"FIELD_INTEGER", "FIELD_REAL", "FIELD_BOOLEAN", "FIELD_MOMENT", "FIELD_DAY"}


def limits(schema, kind):
    low, high = {
        "FIELD_TEXT": ("minLength", "maxLength"), "FIELD_TEXTS": ("minItems", "maxItems"), "FIELD_RECORDS": ("minItems", "maxItems"),
        "FIELD_OBJECT": ("minProperties", "maxProperties"),
    }.get(kind, ("minimum", "maximum"))
    if low not in schema and high not in schema:
        return 0, 0
    big = 2**53
    return int(schema.get(low, 0 if kind not in ("FIELD_INTEGER", "FIELD_REAL") else -big)), int(schema.get(high, big))


class Records:
    def __init__(self):
        self.order, self.fields = [], {}

    def add(self, name, properties, required, place):
        rows = []
        for field, schema in properties.items():
            kind = kind_of(schema, f"{place}.{field}")
            rows.append((field, kind, schema, field in required))
        self.order.append(name)
        self.fields[name] = rows


def header(guard_note, records, names, extra=""):
    out = [f"/* Generated from {guard_note}: do not edit. */", "#pragma once", '#include "base/record.h"', extra]
    for name in names:
        out.append(f"struct {name};")
    for name in names:
        out.append(f"struct {name} {{")
        for field, kind, schema, required in records.fields[name]:
            if kind in COUNTED and not required:
                out.append(f"    bool has_{field};")
            if kind == "FIELD_RECORD":
                out.append(f"    struct {ref_name(schema)} *{field};")
            else:
                note = f" /* of struct {ref_name(schema['items'])} */" if kind == "FIELD_RECORDS" else ""
                out.append(f"    {C_TYPES[kind]} {field};{note}")
        out.append("};")
        out.append(f"extern const struct record record_{name};\n")
    return "\n".join(out) + "\n"


def source(include, records, names):
    out = [f'#include "{include}"', ""]
    for name in names:
        rows = []
        for field, kind, schema, required in records.fields[name]:
            has = f"offsetof(struct {name}, has_{field})" if kind in COUNTED and not required else "-1"
            least, most = limits(schema, kind)
            one_of = f"one_of_{name}_{field}" if "enum" in schema else "NULL"
            if "enum" in schema:
                words = ", ".join(f'"{w}"' for w in schema["enum"] if w is not None)
                out.append(f"static const char *const {one_of}[] = {{{words}, NULL}};")
            of = ref_name(schema) or ref_name(schema.get("items", {}))
            nullable = isinstance(schema.get("type"), list) and "null" in schema["type"]
            rows.append(
                f'    {{"{field}", {kind}, {str(required).lower()}, {str(nullable).lower()}, offsetof(struct {name}, {field}), {has}, '
                f"{least}, {most}, {one_of}, {f'&record_{of}' if of else 'NULL'}}},")
        out.append(f"static const struct field fields_{name}[] = {{")
        out += rows
        out.append("};")
        out.append(f'const struct record record_{name} = {{"{name}", sizeof(struct {name}), fields_{name}, {len(rows)}}};\n')
    return "\n".join(out) + "\n"


def deref(document, parameter):
    if "$ref" not in parameter:
        return parameter
    return document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]


def operation_row(document, path, method, op, records, queries):
    name = op["operationId"]
    parameters = [deref(document, p) for p in op.get("parameters", [])]
    query = {p["name"]: p["schema"] for p in parameters if p["in"] == "query"}
    required = [p["name"] for p in parameters if p["in"] == "query" and p.get("required")]
    if query:
        records.add(f"{name}_query", query, required, name)
        queries.append(f"{name}_query")
    body = "NULL"
    content = op.get("requestBody", {}).get("content", {}).get("application/json")
    if content and ref_name(content["schema"]) and ref_name(content["schema"]) in records.fields:
        body = f"&record_{ref_name(content['schema'])}"
    role = op.get("x-role")
    if role not in ROLES:
        fail(f"{name}: x-role must be one of {ROLES}")
    default_max = 65536 if op.get("requestBody") else 0
    return (f'    {{"{method.upper()}", "{path}", "{name}", ROLE_{role.upper()}, RATE_{op.get("x-rate", "read" if method == "get" else "write").upper()}, '
            f'{op.get("x-body-max", default_max)}, {str(bool(op.get("x-raw"))).lower()}, {str(bool(op.get("x-source"))).lower()}, {body}, {f"&record_{name}_query" if query else "NULL"}, op_{name}}},')


def main():
    out_dir = pathlib.Path(sys.argv[1])
    document = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {}, "parameters": {}, "responses": {}}}
    records = Records()
    for path in sorted(map(pathlib.Path, sys.argv[2:])):
        part = yaml.safe_load(path.read_text())
        for key in ("info", "servers", "security", "tags"):
            if key in part:
                document[key] = part[key]
        document["paths"].update(part.get("paths") or {})
        for group, items in (part.get("components") or {}).items():
            document["components"].setdefault(group, {}).update(items)
        names = [n for n, s in ((part.get("components") or {}).get("schemas") or {}).items() if n == n.lower() and "properties" in s]
        for name in names:
            schema = part["components"]["schemas"][name]
            records.add(name, schema["properties"], schema.get("required", []), name)
        if path.stem != "common":
            stem = f"{path.stem}_records"
            (out_dir / f"{stem}.h").write_text(header(path.name, records, names))
            (out_dir / f"{stem}.c").write_text(source(f"{stem}.h", records, names))
    rows, handlers, queries = [], [], []
    for path, item in document["paths"].items():
        if names := re.findall(r"\{(\w+)\}", path):  # said once, in the path; OpenAPI and its clients want it declared too
            item["parameters"] = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
        for method in METHODS:
            if method in item:
                rows.append(operation_row(document, path, method, item[method], records, queries))
                handlers.append(item[method]["operationId"])
    extra = "\n".join(['struct call;', "enum role { ROLE_SOURCE = -1, ROLE_PUBLIC, ROLE_VIEWER, ROLE_WORKER, ROLE_MANAGER, ROLE_OWNER };",
                       "enum rate { RATE_READ, RATE_WRITE, RATE_SUBMIT, RATE_LOGIN };",
                       "struct operation {", "    const char *method, *path, *name;", "    enum role role;", "    enum rate rate;", "    size_t body_max;", "    bool raw; /* the handler reads the body itself */", "    bool source_too; /* keys of sources may, beside those whose role is enough */",
                       "    const struct record *body, *query;", "    void (*handle)(struct call *call);", "};",
                       "extern const struct operation operation_table[];", "extern const size_t operation_count;",
                       *(f"void op_{h}(struct call *call);" for h in handlers), ""])
    (out_dir / "operations.h").write_text(header("the contract", records, queries, extra))
    includes = "".join(f'#include "{p}_records.h"\n' for p in sorted(pathlib.Path(a).stem for a in sys.argv[2:]) if (out_dir / f"{p}_records.h").exists())
    (out_dir / "operations.c").write_text(
        includes + source("operations.h", records, queries) + "const struct operation operation_table[] = {\n" + "\n".join(rows)
        + f"\n}};\nconst size_t operation_count = {len(rows)};\n")
    text = json.dumps(document, default=str)
    (out_dir / "openapi.json").write_text(text)
    words = ",".join(str(b - 256 if b > 127 else b) for b in text.encode())
    (out_dir / "openapi_bytes.c").write_text(
        f'#include <stddef.h>\nextern const char openapi_json[];\nextern const size_t openapi_json_length;\n'
        f"const char openapi_json[] = {{{words}}};\nconst size_t openapi_json_length = sizeof openapi_json;\n")


main()
