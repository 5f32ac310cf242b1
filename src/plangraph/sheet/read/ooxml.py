"""The sheets of an .xlsx or .xlsm file, transitional or strict; macros and links to other files are not looked at."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from plangraph.sheet.read import number_formats, sheet_xml, xml_parts
from plangraph.sheet.read.grid import Grid, Part

_MOST_TEXTS: Final = 2_000_000


@dataclass(frozen=True)
class _Book:
    path: Path
    texts: tuple[str, ...]
    styles: tuple[number_formats.Format, ...]
    from_1904: bool


def parts(path: Path) -> list[Part]:
    """The sheets in their order; charts are none. Raises KeyError where the archive is no workbook."""
    with zipfile.ZipFile(path) as archive:
        main = _targets(archive, "", "officeDocument")[0][1]
        sheets = _elements(archive, main, "sheet")
        targets = dict(_targets(archive, main, "worksheet"))
        book = _Book(
            path,
            tuple(text for _, name in _targets(archive, main, "sharedStrings")[:1] for text in _texts(archive, name)),
            tuple(form for _, name in _targets(archive, main, "styles")[:1] for form in _styles(archive, name)),
            any(each.get("date1904") in ("1", "true") for each in _elements(archive, main, "workbookPr")),
        )
    return [
        Part(
            sheet_xml.clean(each["name"]),
            partial(_grid, book, targets[each["id"]]),
            each.get("state", "visible") != "visible",
        )
        for each in sheets
        if each.get("id") in targets
    ]


def _grid(book: _Book, name: str, head: bool) -> Grid:
    with zipfile.ZipFile(book.path) as archive, archive.open(name) as stream:
        chunks = xml_parts.chunks(stream)
        return sheet_xml.parse(chunks, book.texts, book.styles, from_1904=book.from_1904, head=head)


def _targets(archive: zipfile.ZipFile, source: str, kind: str) -> list[tuple[str, str]]:
    """The parts to which a part is related in one way: by which key, and their names in the archive."""
    folder, name = posixpath.split(source)
    relations = _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
    names = {each.lower(): each for each in archive.namelist()}
    found = []
    for each in relations:
        if each.get("Type", "").rpartition("/")[2] == kind and each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, each["Target"])).lstrip("/")
            found.append((each.get("Id", ""), names.get(target.lower(), target)))
    if not found and kind == "officeDocument":
        raise KeyError(kind)
    return found


def _elements(archive: zipfile.ZipFile, name: str, wanted: str) -> list[dict[str, str]]:
    with archive.open(name) as stream:
        return xml_parts.elements(stream, wanted)


def _styles(archive: zipfile.ZipFile, name: str) -> list[number_formats.Format]:
    formats: list[dict[str, str]] = []
    used: list[str] = []
    inside: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        inside.append(element)
        if inside[-2:] == ["numFmts", "numFmt"]:
            formats.append(attributes)
        elif inside[-2:] == ["cellXfs", "xf"]:
            used.append(attributes.get("numFmtId", "0"))

    def end(_: str) -> None:
        inside.pop()

    with archive.open(name) as stream:
        xml_parts.read(xml_parts.chunks(stream), start, end)
    return number_formats.styles(formats, used)


def _texts(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The shared strings, without readings in kana and without fonts."""
    found: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []

    def start(element: str, _: dict[str, str]) -> None:
        inside.append(element)

    def end(element: str) -> None:
        inside.pop()
        if element == "si":
            found.append(sheet_xml.clean("".join(pieces)))
            pieces.clear()
            if len(found) > _MOST_TEXTS:
                raise sheet_xml.TooMuchError

    def text(data: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            pieces.append(data)

    with archive.open(name) as stream:
        xml_parts.read(xml_parts.chunks(stream), start, end, text)
    return found
