"""Reads a LimeSurvey file with Python's own XML and zip, and prints what it holds as JSON, one line a file.

limesurvey_read.py FILE…   {"file", "languages": [code…], "title", "logic": n, "responses": n, "questions": [{"code", "type", "hidden", "choices": n, "rows": n}…]}
logic: conditions of questions, of groups that have questions, of rows and choices, and filters of rows, each once.
"""
import json
import pathlib
import sys
import zipfile
from xml.etree import ElementTree

ALWAYS = ("", "1")


def rows(document, table):
    found = document.find(f"{table}/rows")
    return [] if found is None else [{cell.tag: (cell.text or "").strip() for cell in row} for row in found]


def once(table, *keys):
    """A row per language in older files: the first of each key counts."""
    seen = {}
    for row in table:
        seen.setdefault(tuple(row.get(key) or "0" for key in keys), row)
    return list(seen.values())


def survey(document):
    main = [q for q in once(rows(document, "questions"), "qid") if q.get("parent_qid", "") in ("", "0")]
    subs = once([s for s in rows(document, "subquestions") if s.get("title")], "parent_qid", "scale_id", "title")
    answers = once([a for a in rows(document, "answers") if a.get("code")], "qid", "scale_id", "code")
    attributes = once([a for a in rows(document, "question_attributes") if a.get("value")], "qid", "attribute")
    old = {c["qid"] for c in rows(document, "conditions")}
    ids = {q["qid"] for q in main}
    hidden = {a["qid"] for a in attributes if a["attribute"] == "hidden" and a["value"] in ("1", "Y")}
    logic = sum(q.get("relevance", "") not in ALWAYS or q["qid"] in old for q in main)
    logic += sum(g.get("grelevance", "") not in ALWAYS and any(q.get("gid") == g["gid"] for q in main) for g in once(rows(document, "groups"), "gid"))
    logic += sum(s.get("relevance", "") not in ALWAYS for s in subs if s["parent_qid"] in ids)
    logic += sum(a["attribute"] in ("array_filter", "array_filter_exclude") for a in attributes if a["qid"] in ids)
    settings = rows(document, "surveys")
    codes = [settings[0].get("language", "")] + settings[0].get("additional_languages", "").split() if settings else []
    titles = {t["surveyls_language"]: t.get("surveyls_title", "") for t in rows(document, "surveys_languagesettings")}
    return {
        "languages": list(dict.fromkeys(code.split("-")[0] for code in codes)),
        "title": titles.get(codes[0], "") if codes else "",
        "logic": logic,
        "questions": [{
            "code": q.get("title") or q["qid"],
            "type": q["type"],
            "hidden": q["qid"] in hidden,
            "other": q.get("other") == "Y",
            "choices": sum(a["qid"] == q["qid"] and a.get("scale_id", "0") in ("", "0") for a in answers),
            "rows": sum(s["parent_qid"] == q["qid"] and s.get("scale_id", "0") in ("", "0") for s in subs),
        } for q in main],
    }


def read(path):
    if not zipfile.is_zipfile(path):
        return {**survey(ElementTree.parse(path).getroot()), "responses": 0}
    with zipfile.ZipFile(path) as archive:
        found = {name.rsplit(".", 1)[-1]: name for name in archive.namelist()}
        parts = {ending: ElementTree.fromstring(archive.read(found[ending])) for ending in ("lss", "lsr") if ending in found}
    given = [row for row in rows(parts["lsr"], "responses") if row.get("submitdate") or any(value for key, value in row.items() if key[0] == "_")] if "lsr" in parts else []
    return {**survey(parts["lss"]), "responses": len(given)}


for name in sys.argv[1:]:
    print(json.dumps({"file": pathlib.Path(name).name, **read(name)}))
