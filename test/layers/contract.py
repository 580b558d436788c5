#!/usr/bin/env python3
"""Reads the contract (api/*.yaml) and fails where it repeats or contradicts itself, or names what is not there. Prints TAP.

The compiler sees to the rest: each operation is a row of the generated route table with a handler that must exist.
"""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
METHODS = ["get", "post", "put", "patch", "delete"]
failures = 0
count = 0


def check(name, problems):
    global failures, count
    count += 1
    failures += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {count} - {name}")
    for problem in problems:
        print(f"  # {problem}")


class Strict(yaml.SafeLoader):
    """YAML lets a key stand twice and keeps the last: here that is an error."""


def mapping(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=deep) for key, _ in node.value]
    for key in set(map(str, keys)):
        if list(map(str, keys)).count(key) > 1:
            repeated.append(f"{node.start_mark.name}:{node.start_mark.line + 1}: {key} twice")
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


repeated = []
Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)


def load():
    parts = {}
    for path in sorted((ROOT / "api").glob("*.yaml")):
        with path.open() as file:
            parts[path.name] = yaml.load(file, Strict)
    return parts


def operations(parts):
    for file, part in parts.items():
        for path, item in (part.get("paths") or {}).items():
            for method in METHODS:
                if method in item:
                    yield file, path, method, item[method]


def twice(pairs):
    seen = {}
    for key, place in pairs:
        if key in seen:
            yield f"{key}: in {seen[key]} and in {place}"
        seen[key] = place


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def named(parts):
    for file, part in parts.items():
        for group, items in (part.get("components") or {}).items():
            for name in items:
                yield f"#/components/{group}/{name}", file


def main():
    parts = load()
    every = list(operations(parts))
    known = dict(named(parts))
    used = {ref for part in parts.values() for ref in references(part)}
    records = {n.rsplit("/", 1)[1] for n in known if "/schemas/" in n}
    source = "\n".join(p.read_text() for p in (ROOT / "src").rglob("*.c"))
    check("there are operations", [] if len(every) > 20 else [f"only {len(every)}"])
    check("no key stands twice", repeated)
    check("operation ids are unique", list(twice((op["operationId"], f"{m} {p}") for _, p, m, op in every)))
    check("names of components are unique", list(twice(named(parts))))
    check("paths differ in more than the names of their parameters",
          list(twice((f"{m} {re.sub('{[^}]*}', '{}', p)}", f"{f} {p}") for f, p, m, _ in every)))
    check("every reference leads somewhere", sorted(ref for ref in used if ref not in known))
    check("every component is used", sorted(
        f"{name} ({file})" for name, file in known.items()
        if name not in used and "securitySchemes" not in name and not re.search(rf"\brecord_{name.rsplit('/', 1)[1]}\b", source)
        and name.rsplit("/", 1)[1] != "Problem") if "record_" in source else [])
    check("every operation says who may and what comes back",
          [f"{m} {p}" for _, p, m, op in every if "x-role" not in op or not op.get("responses")])
    check("every operation that takes a body bounds it or takes the default", [
        f"{m} {p}" for _, p, m, op in every if op.get("x-body-max", 1) <= 0 or op.get("x-body-max", 0) > 64 * 1024 * 1024])
    check("records are lower case, descriptions CamelCase", sorted(n for n in records if n != n.lower() and not n[0].isupper()))
    print(f"1..{count}")
    sys.exit(1 if failures else 0)


main()
