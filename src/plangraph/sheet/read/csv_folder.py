"""CSV files as sheets: of any usual encoding and delimiter, each named as its sheet."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from plangraph.errors import PlangraphError
from plangraph.sheet.read.grid import Grid, Part
from plangraph.sheet.read.sheet_xml import clean

SUFFIXES: Final = (".csv", ".tsv")
_DELIMITERS: Final = (",", "\t", ";")
_LONGEST_CELL: Final = 1 << 24
_LARGEST: Final = 200_000_000
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def files(folder: Path) -> list[Path]:
    """The CSV files right in a folder, sorted, without what programs hide there."""
    found = (each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES and each.is_file())
    return sorted(each for each in found if not each.name.startswith((".", "~$")))


def part(path: Path) -> Part:
    """A CSV file as a sheet named as the file; raises PlangraphError where it is no text or no CSV."""
    size = path.stat().st_size
    if size > _LARGEST:
        raise PlangraphError(
            f"{path.name} は大きすぎます（{size:,} バイト）。計画の表だけのファイルにしてください。",
            f"{path.name} is too large ({size:,} bytes). Keep only the tables of the plan in it.",
        )
    grid = _grid(decoded(path.read_bytes(), path.name), path.name)
    return Part(path.stem, lambda _: grid)


def decoded(content: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or CP932 (Shift_JIS as Windows has it)."""
    try:
        if content.startswith(_UTF_16):
            return content.decode("utf-16")
        if b"\0" in content:
            raise _no_text(name, content.index(b"\0"))
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            return content.decode("cp932")
        except UnicodeDecodeError as other:
            raise _no_text(name, max(error.start, other.start)) from None


def _no_text(name: str, place: int) -> PlangraphError:
    return PlangraphError(
        f"{name} の {place + 1} バイト目が、UTF-8 としても Shift_JIS（CP932）としても読めません。"
        "Excel の「CSV UTF-8（コンマ区切り）」で保存し直してください。",
        f"Byte {place + 1} of {name} is neither UTF-8 nor Shift_JIS (CP932). Save it again as “CSV UTF-8” in Excel.",
    )


def _grid(text: str, name: str) -> Grid:
    rows: dict[int, dict[int, str]] = {}
    for number, record in enumerate(_records(text, name), 1):
        cells = {place: cell for place, raw in enumerate(record, 1) if (cell := _safe(raw))}
        if cells:
            rows[number] = cells
    return Grid(rows)


def _records(text: str, name: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        yield from reader
    except csv.Error as error:
        raise PlangraphError(
            f"{name} の {reader.line_num} 行目は CSV として読めません（{error}）。引用符の閉じ忘れがないか見てください。",
            f"Line {reader.line_num} of {name} cannot be read as CSV ({error}). Look for a quotation mark left open.",
        ) from None


def _delimiter(text: str) -> str:
    """What parts the cells: of the first lines, quoted cells aside, the sign met most."""
    lines = re.sub(r'"[^"]*"', "", text[:20_000]).split("\n")[:15]
    return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))


def _safe(raw: str) -> str:
    """A cell without the ' that keeps a spreadsheet from running it as a formula."""
    text = clean(raw)
    return text[1:] if re.match(r"'[=@+\-\t\r]", text) else text
