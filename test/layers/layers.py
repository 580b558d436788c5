#!/usr/bin/env python3
"""Holds the house rules that a compiler cannot: who may include whom (src/LAYERS), where the outer world may be touched, which calls are
banned, names, sizes. Prints TAP.

Longer files and functions than the rule allows stand in test/layers/ratchet.txt with their size; a size there may only shrink.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SRC = ROOT / "src"
FILE_LINES_MAX, FUNCTION_LINES_MAX = 800, 70

# Third-party headers that reach outside the process, and the folders that may name them.
WORLD_HEADERS = {
    r"sqlite3\.h|libpq-fe\.h": ["port/"],
    r"curl/.*": ["port/"],
    r"microhttpd\.h": ["http/"],
    r"sys/socket\.h|netinet/.*|netdb\.h|sys/epoll\.h|poll\.h|sys/un\.h": ["port/", "http/"],
}
WORLD_CALLS = {
    r"clock_gettime|gettimeofday|time|timespec_get|localtime_r|gmtime_r": ["port/"],
    r"rand|srand|random|rand_r|drand48|arc4random\w*|getrandom|randombytes\w*": ["port/"],
    r"socket|connect|accept4?|bind|listen|getaddrinfo|epoll_\w+": ["port/", "http/"],
}
BANNED_CALLS = r"strcpy|strcat|strncat|sprintf|vsprintf|strtok|strtok_r|atoi|atol|atoll|atof|gets|scanf|sscanf|fscanf|gmtime|localtime|" \
               r"ctime|asctime|alloca|system|popen|tmpnam|mktemp|setjmp|longjmp|strncpy|printf_unlocked"
BANNED_NAMES = r"util|utils|misc|helper|helpers|common|manager"
PREPROCESSOR_FREE = ["port/", "base/os", "main.c"]
GENERATED = {"operations.h": "api"}
failures = 0
count = 0


def check(name, problems):
    global failures, count
    count += 1
    failures += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {count} - {name}")
    for problem in problems:
        print(f"  # {problem}")


def without_comments_and_texts(text):
    """The code alone, every newline kept, so that line numbers hold."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda m: "\n" * m[0].count("\n") if m[0][0] == "/" else '""', text)


def read_layers():
    layers = {}
    for line in (SRC / "LAYERS").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            folder, allowed = line.split(":")
            layers[folder.strip()] = allowed.split()
    return layers


def layer_of(path, layers):
    """The longest folder of LAYERS that the path lies in; None for src/main.c."""
    parts = path.split("/")[:-1]
    while parts and "/".join(parts) not in layers:
        parts.pop()
    return "/".join(parts) or None


def stage_of_noun(noun):
    """A contract or a file of statements may belong to one noun: its stage is the folder with the noun's statements or its header."""
    places = list(SRC.glob(f"*/{noun}.sql")) or list(SRC.glob(f"*/{noun}.h"))
    return places[0].parent.name if places else noun


def layer_of_header(header, layers):
    generated = re.fullmatch(r"(\w+)(_records|\.sql)\.h", header)
    if generated:
        return generated[1] if generated[1] in layers else stage_of_noun(generated[1])
    return GENERATED.get(header) or layer_of(header, layers)


def bad_includes(path, text, layers):
    mine = layer_of(path, layers)
    if mine is None or layers[mine] == ["*"]:
        return
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not include:
            continue
        theirs = layer_of_header(include[1], layers)
        if theirs is None:
            yield f"{path}:{number}: {include[1]} is in no layer"
        elif theirs != mine and theirs not in layers[mine]:
            yield f"{path}:{number}: {mine} may not include {theirs} ({include[1]})"


def bad_world(path, text, code):
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
        for headers, folders in WORLD_HEADERS.items():
            if include and re.fullmatch(headers, include[1]) and not path.startswith(tuple(folders)):
                yield f"{path}:{number}: <{include[1]}> only in {' '.join(folders)}"
    for number, line in enumerate(code.splitlines(), 1):
        for calls, folders in WORLD_CALLS.items():
            call = re.search(rf"(?<![\w.>])({calls})\s*\(", line)
            if call and not path.startswith((*folders, "cli/", "main.c")):
                yield f"{path}:{number}: {call[1]}() only in {' '.join(folders)}"


def bad_calls(path, code):
    for number, line in enumerate(code.splitlines(), 1):
        call = re.search(rf"(?<![\w.>])({BANNED_CALLS})\s*\(", line)
        if call:
            yield f"{path}:{number}: {call[1]}() is banned"


def bad_conditions(path, code):
    if path.startswith(tuple(PREPROCESSOR_FREE)):
        return
    for number, line in enumerate(code.splitlines(), 1):
        if re.match(r"\s*#\s*(if|ifdef|ifndef)\b", line):
            yield f"{path}:{number}: conditional compilation only in {' '.join(PREPROCESSOR_FREE)}"


def functions(code):
    """(name, first line, lines) of every function: a line that begins a body with '{' alone in the first column, to its '}'."""
    lines = code.splitlines()
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            head = start - 1
            while head > 0 and lines[head - 1].strip() and not lines[head - 1].endswith((";", "}")) and not lines[head - 1].startswith("#"):
                head -= 1
            name = re.search(r"(\w+)\s*\(", " ".join(lines[head:start]))
            yield name[1] if name else "?", head + 1, i - head + 1
            start = None


def read_ratchet():
    path = ROOT / "test" / "layers" / "ratchet.txt"
    rows = (line.split() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#"))
    return {row[0]: int(row[1]) for row in rows}


def bad_sizes(sizes, ratchet):
    for thing, (lines, most) in sizes.items():
        allowed = max(most, ratchet.get(thing, 0))
        if lines > allowed:
            yield f"{thing}: {lines} lines, at most {allowed}"
        elif thing in ratchet and lines < ratchet[thing]:
            yield f"{thing}: now {lines} lines: write that into ratchet.txt, or take the row out at {most}"
    for thing in ratchet:
        if thing not in sizes:
            yield f"{thing} of ratchet.txt is gone: take the row out"


def bad_rooms():
    """The settings room of fact/kinds.def is what listen_apply and people_apply have a case for, no more and no less."""
    remembered = set()
    for stage in ("listen", "people"):
        text = (SRC / stage / f"{stage}.c").read_text()
        body = text[text.index(f"\nvoid {stage}_apply("):]
        remembered |= set(re.findall(r"case FACT_(\w+):", body[:body.index("\n}\n")]))
    told = set(re.findall(r"KIND\((\w+), \w+, \d+, SETTINGS\)", (SRC / "fact/kinds.def").read_text()))
    return [f"{kind} is remembered: SETTINGS" for kind in sorted(remembered - told)] + [f"{kind} is not remembered: ROWS" for kind in sorted(told - remembered)]


def main():
    layers, ratchet = read_layers(), read_ratchet()
    files = sorted(p for p in SRC.rglob("*") if p.suffix in (".c", ".h"))
    includes, world, calls, conditions, names, sizes, guards = [], [], [], [], [], {}, []
    for file in files:
        path, text = file.relative_to(SRC).as_posix(), file.read_text()
        code = without_comments_and_texts(text)
        includes += bad_includes(path, text, layers)
        world += bad_world(path, text, code)
        calls += bad_calls(path, code)
        conditions += bad_conditions(path, code)
        if re.fullmatch(BANNED_NAMES, file.stem):
            names.append(f"{path}: a name that says nothing")
        if file.suffix == ".h" and "#pragma once" not in text:
            guards.append(f"{path}: no #pragma once")
        sizes[path] = (text.count("\n"), FILE_LINES_MAX)
        for name, _, lines in functions(code):
            sizes[f"{path}:{name}"] = (lines, FUNCTION_LINES_MAX)
    check("there are sources", [] if len(files) > 20 else ["src/ is nearly empty"])
    check("includes follow src/LAYERS", includes)
    check("the outer world is touched in port/ and http/ only", world)
    check("no banned call", calls)
    check("no conditional compilation outside port/ and base/os", conditions)
    check("no file with a name that says nothing", names)
    check("every header is guarded", guards)
    check("facts that stages remember are told apart in fact/kinds.def", bad_rooms())
    check(f"files within {FILE_LINES_MAX} lines, functions within {FUNCTION_LINES_MAX}", list(bad_sizes(sizes, ratchet)))
    print(f"1..{count}")
    sys.exit(1 if failures else 0)


main()
