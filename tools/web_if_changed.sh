#!/bin/sh
# Builds the web application (web/dist) and the respondent's script and style (web/dist-respond) when a source of theirs, the contract or the
# lock file is newer than the last build.
set -eu
cd "$(dirname "$0")/.."
if [ ! -f web/package.json ]; then
    echo "web/ has no package.json: the binary will carry a page that says so"
    exit 0
fi
stamp=web/dist/.built
if [ -f "$stamp" ] && [ -z "$(find web api tools/api_gen.py \( -name node_modules -o -name dist -o -name dist-respond -o -name '*.gen.ts' \) -prune -o \
    -type f -newer "$stamp" -print -quit)" ]; then
    exit 0
fi
echo "Building the web pages"
tools/web.sh build
if [ -f web/respond/build.mjs ]; then
    (cd web && PATH="$(../tools/node.sh):$PATH" node respond/build.mjs)
fi
touch "$stamp"
