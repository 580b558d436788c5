#!/bin/sh
# Every bench in turn, against build/. Goes through all of them and then says which missed a figure.
set -u
cd "$(dirname "$0")/.." || exit 1
missed=""
bench() {
    echo "── $1"
    "$@" || missed="$missed $1"
    echo
}
bench bench/ingest/run build
bench bench/events/run build
bench bench/asking/run build
bench bench/http/idle build
bench bench/import/run build
bench bench/export/run build
bench bench/analytics/run build
bench bench/morning/run build
bench bench/mail/run build
bench bench/editor/run build
[ -z "$missed" ] || { echo "figures missed in:$missed"; exit 1; }
echo "every figure reached"
