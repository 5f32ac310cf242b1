"""The sheets of an .xlsx or .xlsm file, transitional or strict, with numbers as a spreadsheet shows them.

Macros and links to other files are not looked at.
"""

from __future__ import annotations

import datetime
import posixpath
import re
import zipfile
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Final

from plangraph.sheet.read.grid import Grid, Part, TooMuchError, chunks, clean, elements, events, parse

_MOST_TEXTS: Final = 2_000_000
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENTS: Final = {9: 0, 10: 2}
_MOST_DAYS: Final = 2958466
_SECONDS_OF_DAY: Final = 86400


@dataclass(frozen=True)
class _Book:
    path: Path
    texts: tuple[str, ...]
    formats: tuple[Format, ...]
    from_1904: bool

    def grid(self, name: str, head: bool) -> Grid:
        with zipfile.ZipFile(self.path) as archive, archive.open(name) as stream:
            return parse(chunks(stream), self.texts, self.number, head=head)

    def number(self, value: str, style: str) -> str:
        """A number as cells of a style show it."""
        known = style.isdecimal() and int(style) < len(self.formats)
        return shown(value, self.formats[int(style)] if known else PLAIN, from_1904=self.from_1904)


def parts(path: Path) -> list[Part]:
    """The sheets in their order; charts are none. Raises KeyError where the archive is no workbook."""
    with zipfile.ZipFile(path) as archive:
        main = _targets(archive, "", "officeDocument")[0][1]
        sheets = _elements(archive, main, "sheet")
        targets = dict(_targets(archive, main, "worksheet"))
        book = _Book(
            path,
            tuple(text for _, name in _targets(archive, main, "sharedStrings")[:1] for text in _texts(archive, name)),
            tuple(form for _, name in _targets(archive, main, "styles")[:1] for form in _formats(archive, name)),
            any(properties.get("date1904") in ("1", "true") for properties in _elements(archive, main, "workbookPr")),
        )
    found = (sheet for sheet in sheets if sheet.get("id") in targets)
    return [Part(clean(sheet["name"]), partial(book.grid, targets[sheet["id"]])) for sheet in found]


def _targets(archive: zipfile.ZipFile, source: str, kind: str) -> list[tuple[str, str]]:
    """The parts to which a part is related in one way: by which key, and their names in the archive."""
    folder, name = posixpath.split(source)
    relations = _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
    names = {name.lower(): name for name in archive.namelist()}
    found = []
    for relation in relations:
        if relation.get("Type", "").rpartition("/")[2] == kind and relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation["Target"])).lstrip("/")
            found.append((relation.get("Id", ""), names.get(target.lower(), target)))
    if not found and kind == "officeDocument":
        raise KeyError(kind)
    return found


def _elements(archive: zipfile.ZipFile, name: str, *wanted: str) -> list[dict[str, str]]:
    with archive.open(name) as stream:
        return elements(stream, *wanted)


def _formats(archive: zipfile.ZipFile, name: str) -> list[Format]:
    """The format of numbers of each cell style."""
    codes = {form.get("numFmtId"): form.get("formatCode", "") for form in _elements(archive, name, "numFmts", "numFmt")}
    used = [style.get("numFmtId", "0") for style in _elements(archive, name, "cellXfs", "xf")]
    made = {number: number_format(int(number), codes.get(number)) for number in set(used) if number.isdecimal()}
    return [made.get(number, PLAIN) for number in used]


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
            found.append(clean("".join(pieces)))
            pieces.clear()
            if len(found) > _MOST_TEXTS:
                raise TooMuchError

    def text(data: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            pieces.append(data)

    with archive.open(name) as stream:
        events(chunks(stream), start, end, text)
    return found


@dataclass(frozen=True)
class Format:
    """What of a number format matters to a reader: kind (number, percent, date, year), decimals, words around, width."""

    kind: str = "number"
    decimals: int = 0
    before: str = ""
    after: str = ""
    width: int = 0


PLAIN: Final = Format()


def number_format(number: int, code: str | None) -> Format:
    """The format of a number in a style sheet: its code where the file gives one, else as every program knows it."""
    if code is None:
        if number in _PERCENTS:
            return Format("percent", _PERCENTS[number])
        return Format("date") if number in _DATES else PLAIN
    first = code.split(";")[0]
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", first)
    if re.search(r"[ymdhsge]", re.sub(r"general|e[+-]", "", bare, flags=re.IGNORECASE), re.IGNORECASE):
        if not re.search(r"[mdhs]", bare, re.IGNORECASE):
            return Format("year", after="年度" if "年度" in first else "年" if "年" in first else "")
        return Format("date")
    decimals = len(match[1]) if (match := re.search(r"\.([0#?]+)", bare)) else 0
    if "%" in bare:
        return Format("percent", decimals)
    return _with_words(first, bare, decimals)


def _with_words(code: str, bare: str, decimals: int) -> Format:
    """A number with a unit behind or words in front, such as 0"人"; signs of currency and brackets are no words."""
    written = re.sub(r"\[[^\]]*\]|_.|\*.", "", code)
    written = re.sub(r'"([^"]*)"', lambda match: match[1].replace("0", "０").replace("#", "＃"), written)
    written = written.replace("\\", "")
    match = re.fullmatch(r"([^0#?]*)([0#?][0#?,.\s]*)([^0#?]*)", written)
    zeros = re.fullmatch(r"0{2,15}", bare.strip())
    if match is None:
        return Format(width=len(bare.strip()) if zeros else 0)
    before, after = (re.sub(r"[^\w▲△%％㎡]+|General", "", words) for words in (match[1], match[3]))
    return Format("number", decimals, before, after, len(zeros[0]) if zeros else 0)


def shown(value: str, form: Format, *, from_1904: bool = False) -> str:
    """The number of a cell as text: "64.7%", "2025-04-01", "40人", "0086"; otherwise all its digits, without ".0"."""
    number = Decimal(value)
    if not number.is_finite():
        return value
    if form.kind == "percent":
        places = Decimal(1).scaleb(-form.decimals)
        return f"{(_rounded(number) * 100).quantize(places, ROUND_HALF_UP):f}%"
    if form.kind in ("date", "year"):
        return _date(float(number), form, from_1904) or _plain(number)
    text = _plain(number)
    if form.width and text.isdecimal():
        text = text.zfill(form.width)
    return f"{form.before}{text}{form.after}"


def _rounded(number: Decimal) -> Decimal:
    """To the fifteen digits that spreadsheets know: 0.30000000000000004 is 0.3."""
    return Decimal(f"{number:.15g}")


def _plain(number: Decimal) -> str:
    rounded = _rounded(number)
    if rounded.adjusted() > 20 or rounded.adjusted() < -20:
        return str(rounded.normalize())
    text = f"{rounded:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-0", "0") if rounded == 0 else text


def _date(serial: float, form: Format, from_1904: bool) -> str:
    """The day, the time where there is one; "" where the number is no date."""
    if not 0 <= serial < _MOST_DAYS:
        return ""
    first = datetime.datetime(1904, 1, 1) if from_1904 else datetime.datetime(1899, 12, 30 if serial >= 60 else 31)  # noqa: DTZ001 - cells have no zone
    moment = first + datetime.timedelta(seconds=round(serial * _SECONDS_OF_DAY))
    if form.kind == "year":
        return f"{moment.year}{form.after}"
    clock = f"{moment:%H:%M}" if not moment.second else f"{moment:%H:%M:%S}"
    if serial < 1:
        return clock
    return f"{moment:%Y-%m-%d}" if clock == "00:00" else f"{moment:%Y-%m-%d} {clock}"
