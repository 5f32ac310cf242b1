"""A table of mappings in the SSSOM standard, read as any spreadsheet may have saved it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plangraph.errors import PlangraphError
from plangraph.store import terms

COLUMNS: Final = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label",
    "mapping_justification", "confidence", "similarity_score", "author_label", "mapping_date", "comment",
    "decision", "relation", "rank",
)  # fmt: skip
LEXICAL: Final = "semapv:LexicalMatching"
COMPOSITE: Final = "semapv:CompositeMatching"
CURATED: Final = "semapv:ManualMappingCuration"
NEEDED: Final = ("subject_id", "predicate_id", "object_id")
"""By these columns a table is known for one of the standard."""
_BOOKS: Final = (".xlsx", ".xlsm")
_SUFFIXES: Final = (".tsv", ".csv", ".txt", *_BOOKS)
_LOOKED_AT: Final = 400
_LOOKED_AT_IN_A_BOOK: Final = 2_000_000
_Cells = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Mappings:
    """The rows of a table that hold anything, each with its line and its cells by column, and the prefixes of its metadata."""

    rows: tuple[tuple[int, Mapping[str, str]], ...]
    prefixes: Mapping[str, str]

    def expanded(self, name: str) -> str:
        """The IRI of a prefixed name, by the prefixes of the table, else by our own."""
        prefix, colon, rest = name.partition(":")
        if colon and not rest.startswith("//"):
            namespace = self.prefixes.get(prefix) or terms.PREFIXES.get(prefix)
            if namespace:
                return namespace + rest
        return terms.expand_id(name)


def is_table(path: Path) -> bool:
    """Whether a file is a table of mappings in the SSSOM standard, by its columns."""
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return False
    if path.suffix.lower() in _BOOKS:
        return _holds(path, NEEDED[1])
    try:
        _header(_grid(path, most=_LOOKED_AT))
    except PlangraphError:
        return False
    return True


def read(path: Path) -> Mappings:
    """The rows of a table, in any usual encoding and with columns in any order; PlangraphError where it is none."""
    grid = _grid(path)
    start, columns = _header(grid)
    rows = []
    for line, cells in grid[start + 1 :]:
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        if any(row.values()):
            rows.append((line, row))
    return Mappings(tuple(rows), _prefixes(path, grid[:start]))


def _grid(path: Path, most: int | None = None) -> _Cells:
    content = path.read_bytes()
    if path.suffix.lower() in _BOOKS:
        return _book_grid(content)
    lines = _decoded(content).splitlines(keepends=True)[:most]
    comments = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    found: _Cells = [(place + 1, [line.rstrip("\r\n")]) for place, line in enumerate(lines[:comments])]
    delimiter = "\t" if any("\t" in line and NEEDED[0] in line for line in lines) else ","
    reader = csv.reader(io.StringIO("".join(lines[comments:])), delimiter=delimiter, strict=most is None)
    try:
        found.extend((comments + reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        line = found[-1][0] + 1 if found else 1
        raise PlangraphError(
            f'{path.name} の {line} 行目から先が読めません。引用符（"）が閉じていないようです。',
            f"{path.name} cannot be read from line {line} on: a quotation mark seems not to be closed.",
        ) from error
    return found


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlangraphError(
        "文字コードがわかりません。UTF-8で保存してください。", "The encoding is unknown. Save it as UTF-8."
    )


def _header(grid: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    for place, (_, cells) in enumerate(grid):
        names = {heading.strip(): number for number, heading in enumerate(cells) if heading.strip()}
        if all(name in names for name in NEEDED):
            return place, names
    raise PlangraphError(
        f"列 {'、'.join(NEEDED)} がありません。plangraph link が書いた表かSSSOMの表を指定してください。",
        f"The columns {', '.join(NEEDED)} are missing. Name a table of plangraph link or of the SSSOM standard.",
    )


def _prefixes(path: Path, head: Sequence[tuple[int, list[str]]]) -> dict[str, str]:
    """The prefixes of the table's metadata."""
    lines = [cells[0].removeprefix("#") for _, cells in head if cells and cells[0].startswith("#")]
    if path.suffix.lower() in _BOOKS:
        lines += _lines(path.read_bytes())
    found = (re.match(r"\s+([A-Za-z][\w.-]*):\s*(\S+)\s*$", line) for line in lines)
    return {prefix[1]: prefix[2].strip("\"'") for prefix in found if prefix and "://" in prefix[2]}


def _holds(path: Path, word: str) -> bool:
    """Whether a workbook has a word in its first cells, seen without opening it as a workbook."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/") and name.endswith(".xml")]
        for name in names:
            with archive.open(name) as part:
                if word.encode() in part.read(_LOOKED_AT_IN_A_BOOK):
                    return True
    return False


def _book_grid(content: bytes) -> _Cells:
    """The rows of the first sheet of mappings, with their numbers, cells as text; formulas are not run."""
    book = _opened(content)
    found: _Cells = []
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            found = [(number, [_text(cell) for cell in cells]) for number, cells in enumerate(rows, 1)]
            if any(set(NEEDED) <= set(cells) for _, cells in found):
                break
        return found
    finally:
        book.close()


def _opened(content: bytes) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise PlangraphError(
            "ブックが壊れているようです。Excelで開いて保存し直してください。",
            "The workbook seems to be damaged. Open it in Excel and save it again.",
        ) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    date = getattr(value, "date", None)
    return str(date() if callable(date) else value).strip()


def _lines(content: bytes) -> list[str]:
    """The metadata of a workbook, line by line; none where it has no such sheet."""
    book = _opened(content)
    try:
        if "sssom" not in book.sheetnames:
            return []
        return [str(cells[0]) for cells in book["sssom"].iter_rows(values_only=True) if cells and cells[0] is not None]
    finally:
        book.close()
