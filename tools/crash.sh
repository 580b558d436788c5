#!/bin/sh
# Kills the server under load and cuts its power, and looks whether an acknowledged answer was lost or doubled. Prints TAP.
# Usage: crash.sh KILLS CUTS      environment: KUULO_BINARY
set -eu
cd "$(dirname "$0")/.."
PATH="$(tools/node.sh):$PATH"
exec node test/crash/crash.mjs --kills "$1" --cuts "$2"
