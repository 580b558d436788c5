"""Reads an export by a program that is not Kuulo and prints what it found as JSON.

export_read.py xlsx FILE      openpyxl: {"sheets": {name: [[cell…]…]}}, dates as ISO texts
export_read.py sav FILE       GNU PSPP: {"names": […], "rows": [[text…]…], "dictionary": text, "sets": text}
export_read.py triple-s FILE  the standard library: {"variables": [{"ident", "type", "name", "label", "values": {code: label}, "size"}…], "rows": [[text…]…]}
"""
import csv
import datetime
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from xml.etree import ElementTree


def plain(cell):
    return cell.isoformat() if isinstance(cell, (datetime.datetime, datetime.date)) else cell


def xlsx(path):
    import openpyxl

    book = openpyxl.load_workbook(path)
    return {"sheets": {sheet.title: [[plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}}


def pspp(path, command, folder):
    syntax, told = pathlib.Path(folder, "look.sps"), pathlib.Path(folder, "told.txt")
    syntax.write_text(f"SET WIDTH=200.\nGET FILE='{path}'.\n{command}\n", encoding="utf-8")
    done = subprocess.run(["pspp", "-o", told, "-O", "format=csv", syntax], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"pspp: {done.stdout}{done.stderr}")
    return told.read_text(encoding="utf-8")


def sav(path):
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder, "data.csv")
        done = subprocess.run(["pspp-convert", "-O", "csv", path, data], capture_output=True, text=True)
        if done.returncode != 0 or done.stderr:
            sys.exit(f"pspp-convert: {done.stdout}{done.stderr}")
        with data.open(encoding="utf-8", newline="") as text:
            names, *rows = list(csv.reader(text))
        dictionary = pspp(path, "DISPLAY DICTIONARY.", folder)
        return {"names": names, "rows": rows, "dictionary": dictionary, "sets": pspp(path, "MRSETS /DISPLAY NAME=ALL.", folder)}


def triple_s(path):
    with zipfile.ZipFile(path) as both:
        assert both.testzip() is None
        names = both.namelist()
        definition = ElementTree.fromstring(both.read(next(n for n in names if n.endswith(".sss"))))
        rows = list(csv.reader(io.StringIO(both.read(next(n for n in names if n.endswith(".csv"))).decode(), newline="")))
    record = definition.find("survey/record")
    variables = [
        {
            "ident": v.get("ident"),
            "type": v.get("type"),
            "name": v.findtext("name"),
            "label": v.findtext("label"),
            "position": v.find("position").get("start"),
            "values": {value.get("code"): value.text for value in v.findall("values/value")},
            "size": v.findtext("size"),
        }
        for v in record.findall("variable")
    ]
    return {"version": definition.get("version"), "format": record.get("format"), "variables": variables, "rows": rows[int(record.get("skip", 0)):]}


if __name__ == "__main__":
    json.dump({"xlsx": xlsx, "sav": sav, "triple-s": triple_s}[sys.argv[1]](sys.argv[2]), sys.stdout)
