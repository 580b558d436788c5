#!/bin/sh
# Runs one script of web/package.json (build, check, lint …) after installing what its lock file names, when that changed.
# npm runs with the node it was packaged for; the tools it starts run with a node that is new enough (tools/node.sh).
# Usage: web.sh SCRIPT
set -eu
cd "$(dirname "$0")/.."
npm=$(command -v npm)
node=$(command -v node)
if ! cmp -s web/package-lock.json web/node_modules/.kuulo-lock; then
    echo "Installing the web build's packages (npm ci)"
    (cd web && "$npm" ci --no-audit --no-fund)
    cp web/package-lock.json web/node_modules/.kuulo-lock
fi
mkdir -p .cache/bin
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$node" "$npm" >.cache/bin/npm
chmod +x .cache/bin/npm
tools="$PWD/.cache/bin:$(tools/node.sh)"
cd web
PATH="$tools:$PATH" npm run --silent "$1"
