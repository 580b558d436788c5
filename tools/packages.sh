#!/bin/sh
# Installs the Debian packages of the named groups that are missing (tools/packages.txt). Says what it does; does nothing when all are there.
# Usage: packages.sh GROUP…
set -eu
list="$(dirname "$0")/packages.txt"
missing=""
for group in "$@"; do
    for package in $(awk -v group="[$group]" '/^\[/ {on = ($0 == group); next} on && !/^#/ && NF {print $1}' "$list"); do
        # A newer npm comes inside the nodejs of other sources, without a package of its own.
        if [ "$package" = npm ] && command -v npm >/dev/null 2>&1; then continue; fi
        if command -v dpkg-query >/dev/null 2>&1; then
            dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed && continue
        fi
        missing="$missing $package"
    done
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "This system has no apt-get. Kuulo needs what Debian calls:$missing" >&2
    echo "Going on in the hope that they are here under other names." >&2
    exit 0
fi
if [ "$(id -u)" = 0 ]; then as_root=""; elif command -v sudo >/dev/null 2>&1; then as_root="sudo"; else
    echo "Missing packages:$missing" >&2
    echo "Install them as root:  apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
echo "Installing missing Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
