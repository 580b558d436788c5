#!/usr/bin/env bash
# The client's types come from the same contract as the server's records: api/*.yaml, merged by tools/api_gen.py.
set -eu
web=$(cd "$(dirname "$0")/.." && pwd)
merged=$(mktemp -d)
trap 'rm -rf "$merged"' EXIT
/usr/bin/python3 "$web/../tools/api_gen.py" "$merged" "$web"/../api/*.yaml >/dev/null
openapi-typescript "$merged/openapi.json" --output "$web/src/app/contract.gen.ts" >/dev/null
