"""Checks a JSON file against a JSON Schema (draft 7) with python3-jsonschema. schema_check.py SCHEMA FILE: prints what is wrong, ends with 1."""
import json
import sys

import jsonschema

schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
# In this schema the parts find each other by "$id" alone.
resolver = jsonschema.RefResolver("", schema, store={part["$id"]: part for part in schema["definitions"].values() if "$id" in part})
problems = list(jsonschema.Draft7Validator(schema, resolver=resolver).iter_errors(document))
for problem in problems[:20]:
    print("/".join(map(str, problem.absolute_path)), problem.message)
sys.exit(1 if problems else 0)
