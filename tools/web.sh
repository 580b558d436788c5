#!/bin/sh
# Runs one script of web/package.json (build, check, lint …) after installing what its lock file names, when that changed.
# All of it runs with a node that is new enough (tools/node.sh), npm too: npm leaves out optional packages that ask for a newer node than its own,
# and the native parts of the tools are such packages.
# Usage: web.sh SCRIPT
set -eu
cd "$(dirname "$0")/.."
npm=$(command -v npm)
folder=$(tools/node.sh)
node="$folder/node"
if ! cmp -s web/package-lock.json web/node_modules/.kuulo-lock; then
    echo "Installing the web build's packages (npm ci)"
    (cd web && PATH="$folder:$PATH" "$node" "$npm" ci --no-audit --no-fund)
    cp web/package-lock.json web/node_modules/.kuulo-lock
fi
mkdir -p .cache/bin
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$node" "$npm" >.cache/bin/npm
chmod +x .cache/bin/npm
tools="$PWD/.cache/bin:$folder"
cd web
PATH="$tools:$PATH" npm run --silent "$1"
