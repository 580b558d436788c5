#!/bin/sh
# Fuzzes every target of fuzz/ with clang's libFuzzer, address and undefined sanitizers; new inputs go to build-fuzz/found/NAME, a crash to
# build-fuzz/crash-NAME-… and ends the run.
# Usage: fuzz.sh SECONDS [TARGET…]
set -eu
cd "$(dirname "$0")/.."
seconds=$1
shift
[ -f build-fuzz/build.ninja ] || CC=clang meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false \
    -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
ninja -C build-fuzz --quiet
targets="$*"
[ -n "$targets" ] || targets=$(for file in fuzz/fuzz_*.c; do basename "$file" .c | sed 's/^fuzz_//'; done)
for target in $targets; do
    [ -x "build-fuzz/fuzz/fuzz_$target" ] || { echo "fuzz/meson.build builds no fuzz_$target" >&2; exit 1; }
    mkdir -p "build-fuzz/found/$target"
    echo "fuzz $target for $seconds s"
    "build-fuzz/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build-fuzz/crash-$target-" "build-fuzz/found/$target" "fuzz/corpus/$target" 2>&1 |
        grep -E 'ERROR|SUMMARY|Assert|must|stat::|crash-' || true
    if [ -n "$(find build-fuzz -maxdepth 1 -name "crash-$target-*" -print -quit)" ]; then
        echo "fuzz $target: found an input that breaks it: put it in fuzz/corpus/$target when it is mended" >&2
        exit 1
    fi
done
