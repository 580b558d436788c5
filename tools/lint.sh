#!/bin/sh
# Everything that reads the code without running it. Goes through all of it and then says what failed.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=""
step() {
    name=$1
    shift
    if output=$("$@" 2>&1); then echo "ok      $name"; else
        echo "FAILED  $name"
        printf '%s\n' "$output" | tail -60
        failed="$failed $name"
    fi
}
compile() { # compiler folder
    [ -f "$2/build.ninja" ] || CC=$1 meson setup "$2" -Dwerror=true || return 1
    ninja -C "$2" --quiet
}
sources() { find src test/unit fuzz -name '*.[ch]' | sort; }
tidy() {
    grep -o '"file": "\.\./src/[^"]*\.c"' build-clang/compile_commands.json | sed 's/.*"\.\.\/\(.*\)"/\1/' | sort | xargs -P "${JOBS:-2}" -n 4 clang-tidy --quiet --warnings-as-errors='*' -p build-clang 2>/dev/null | grep -E 'error:|warning:' && return 1
    return 0
}
globals() { "${PYTHON:-python3}" test/layers/globals.py build-lint; }

step gcc compile gcc build-lint
step clang compile clang build-clang
step globals globals
step format sh -c "$(command -v clang-format) --dry-run -Werror $(sources | tr '\n' ' ')"
step layers "${PYTHON:-python3}" test/layers/layers.py
step contract "${PYTHON:-python3}" test/layers/contract.py
step clang-tidy tidy
if [ -f web/package.json ]; then
    step web-types tools/web.sh check
    step web-biome tools/web.sh lint
fi
[ -z "$failed" ] || { echo "lint failed:$failed" >&2; exit 1; }
echo "lint: nothing to say"
