"""Reads survey files of other tools with Python's own means, to compare with what Kuulo imports. Prints JSON.

forms_read.py qsf FILE       {"questions": [tag…], "logic": n}: the questions in use, and the rules they carry
forms_read.py xlsx FILE      {"questions": [{"type", "name", "label"}…], "choices": {list: [name…]}}
forms_read.py qualtrics QSF CSV  {tag: {value: n}}: how often each choice was made, of the questions with choices whose columns are there
forms_read.py sav FILE       {"columns": {name: [value…]}}: as pspp-convert, another program, reads it; missing values are ""
forms_read.py pair SSS DATA ZIP   writes the zip of both
"""
import csv
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def members(value):
    return value if isinstance(value, list) else list((value or {}).values())


def qsf(path):
    elements = json.load(open(path, encoding="utf-8"))["SurveyElements"]
    payloads = {e["PrimaryAttribute"]: e["Payload"] for e in elements if e["Element"] == "SQ"}
    questions, logic = [], 0
    for block in members(next(e["Payload"] for e in elements if e["Element"] == "BL")):
        for place in [] if block["Type"] == "Trash" else members(block.get("BlockElements")):
            if place["Type"] != "Question":
                continue
            payload = payloads[place["QuestionID"]]
            questions.append(payload["DataExportTag"])
            logic += bool(payload.get("DisplayLogic")) + len(members(place.get("SkipLogic")))
            logic += sum(bool(c.get("DisplayLogic")) for s in ("Choices", "Answers") for c in members(payload.get(s)))
    return {"questions": questions, "logic": logic}


def qualtrics(path, answers):
    payloads = [e["Payload"] for e in json.load(open(path, encoding="utf-8"))["SurveyElements"] if e["Element"] == "SQ"]
    rows = list(csv.reader(open(answers, encoding="utf-8")))
    head = rows[0]
    cells = lambda name: [row[head.index(name)] for row in rows[3:]]
    found = {}
    for payload in payloads:
        tag, recode = payload["DataExportTag"], payload.get("RecodeValues") or {}
        if payload["QuestionType"] != "MC" or payload["Selector"] == "NPS":
            continue
        if tag in head:
            values = [value for value in cells(tag) if value]
            found[tag] = {value: values.count(value) for value in values}
        codes = {code: str(recode.get(code, code)) for code in payload["Choices"]}
        flags = {value: f"{tag}_{value}" for value in codes.values() if f"{tag}_{value}" in head}
        if payload["Selector"].startswith("MA") and flags:
            found[tag] = {value: sum(bool(cell) for cell in cells(name)) for value, name in flags.items()}
            found[tag] = {value: n for value, n in found[tag].items() if n}
    return found


def column(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference).group():
        number = number * 26 + ord(letter) - 64
    return number - 1


def sheets(path):
    book = zipfile.ZipFile(path)
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        for one in tree.fromstring(book.read("xl/sharedStrings.xml")).findall(MAIN + "si"):
            shared.append("".join(t.text or "" for t in one.iter(MAIN + "t")))
    targets = {r.get("Id"): r.get("Target") for r in tree.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
    for sheet in tree.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet"):
        target = targets[sheet.get(RELATION + "id")]
        rows = []
        for row in tree.fromstring(book.read(target[1:] if target.startswith("/") else "xl/" + target)).iter(MAIN + "row"):
            cells = {}
            for i, cell in enumerate(row.findall(MAIN + "c")):
                value = cell.findtext(MAIN + "v")
                if cell.get("t") == "s":
                    value = shared[int(value)]
                elif cell.get("t") == "inlineStr":
                    value = "".join(t.text or "" for t in cell.iter(MAIN + "t"))
                elif cell.get("t") == "b":
                    value = "TRUE" if value == "1" else "FALSE"
                elif cell.get("t") in (None, "n") and value:
                    value = "%.15g" % float(value)
                cells[column(cell.get("r")) if cell.get("r") else i] = (value or "").strip()
            rows.append(cells)
        yield sheet.get("name").lower(), rows


def xlsx(path):
    found = {}
    for name, rows in sheets(path):
        heads = {i: re.sub("[ -]", "_", h.lower()) for i, h in (rows[0] if rows else {}).items()}
        found[name] = [{heads.get(i, ""): v for i, v in row.items() if v} for row in rows[1:]]
    choices = {}
    for row in found.get("choices", []):
        if "list_name" in row and ("name" in row or "value" in row):
            choices.setdefault(row["list_name"], []).append(row.get("name", row.get("value")))
    label = lambda row: next((v for h, v in row.items() if h == "label" or h.startswith("label:")), "")
    questions = [{"type": r["type"], "name": r.get("name", ""), "label": label(r)} for r in found["survey"] if "type" in r]
    return {"questions": questions, "choices": choices}


def sav(path):
    with tempfile.NamedTemporaryFile(suffix=".csv") as out:
        subprocess.run(["pspp-convert", "--recode", path, out.name], check=True, capture_output=True)
        rows = list(csv.reader(open(out.name, encoding="utf-8")))
    return {"columns": {name: [row[i].strip() if i < len(row) else "" for row in rows[1:]] for i, name in enumerate(rows[0])}}


def pair(sss, data, out):
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(sss, "folder/survey.sss")
        archive.write(data, "folder/survey" + data[data.rindex("."):])
    return {}


print(json.dumps({"qsf": qsf, "qualtrics": qualtrics, "xlsx": xlsx, "sav": sav, "pair": pair}[sys.argv[1]](*sys.argv[2:])))
