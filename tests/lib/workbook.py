# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the cells of a workbook (ECMA-376) as text, with nothing but the standard library."""

import csv
import re
import sys
import xml.etree.ElementTree
import zipfile

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cell_text(cell):
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(NAMESPACE + "t"))
    assert cell.get("t") in (None, "n"), cell.get("t")
    return cell.find(NAMESPACE + "v").text


def column_of(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference).group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def sheet_names(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        book = xml.etree.ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return [sheet.get("name") for sheet in book.iter(NAMESPACE + "sheet")]


def rows(path, sheet=1, kinds=False):
    """A list a row, as wide as the first; with kinds a cell is (text, whether it is a number)."""
    with zipfile.ZipFile(path) as archive:
        name = "xl/worksheets/sheet%d.xml" % sheet
        root = xml.etree.ElementTree.fromstring(archive.read(name))
    found = []
    for row in root.iter(NAMESPACE + "row"):
        cells = list(row)
        empty = ("", False) if kinds else ""
        line = [empty] * (len(found[0]) if found else len(cells))
        for cell in cells:
            if len(cell) == 0:
                continue
            text = cell_text(cell)
            line[column_of(cell.get("r"))] = (text, cell.get("t") is None) if kinds else text
        found.append(line)
    return found


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for number in range(1, len(sheet_names(sys.argv[1])) + 1):
        writer.writerows([("#" if is_number else "") + text for text, is_number in line]
                         if "--kinds" in sys.argv else [text for text, _ in line]
                         for line in rows(sys.argv[1], number, True))
