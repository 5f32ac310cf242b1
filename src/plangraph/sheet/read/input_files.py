"""Files with tables, workbooks and CSV of any usual encoding: opened, or refused with the reason; and names in files.

Refused is what is old, locked, encrypted, broken, too large, or of another kind.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from xml.parsers import expat

from plangraph.errors import PlangraphError
from plangraph.sheet.columns import refusal
from plangraph.sheet.read import ooxml
from plangraph.sheet.read.grid import HEAD, Grid, Part, RefusedError, TooMuchError, clean
from plangraph.text import Text, folded
from plangraph.view.texts import both

CSV: Final = (".csv", ".tsv")
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MOST_BYTES, _MOST_XML, _MOST_ENTRIES, _MOST_RATIO, _SMALL = 300_000_000, 200_000_000, 10_000, 300, 20_000_000
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    ValueError,
    ArithmeticError,
    RuntimeError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)
_BODIES: Final = (
    "所管課", "所管", "担当課", "担当", "主管課", "担当部署", "所管課名", "担当課名", "担当部署名", "所管部署", "所属", "部署名",
    "部署", "課名", "課", "department", "departments",
)  # fmt: skip
_NAMES: Final = (
    "名前", "名称", "団体名", "団体", "組織", "組織名", "機関", "施設名", "施設", "地区", "圏域", "自治体", "市町村", "事業名", "事業",
    "name", "names", "label", "title", "organization", "organisation", "facility", "area", "municipality", "program",
)  # fmt: skip
_SEPARATORS: Final = re.compile(r"[\n\r、，,;；]+")
_DELIMITERS: Final = (",", "\t", ";")
_LONGEST_CELL: Final = 1 << 24
_LARGEST: Final = 200_000_000
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_T = TypeVar("_T")


def workbook_files(path: Path) -> bool:
    """Whether a path is a workbook or CSV file, or a folder with CSV files and no Turtle; old workbooks count too."""
    try:
        if not path.is_dir():
            return path.suffix.lower() in (*_WORKBOOKS, *CSV)
        suffixes = {file.suffix.lower() for file in path.iterdir()}
    except OSError:
        return False
    return not suffixes.isdisjoint(CSV) and suffixes.isdisjoint({".ttl", ".trig"})


def parts(path: Path) -> list[Part]:
    """The sheets of a workbook, of a CSV file, or of the CSV files in a folder."""
    return guarded(path, lambda: _parts(path))


def guarded(path: Path, action: Callable[[], _T], sheet: str = "") -> _T:
    """The outcome of an action on a file; whatever goes wrong becomes a PlangraphError that names file and sheet."""
    file = path.name
    where = both("sheet_of_file", "reading", file=file, sheet=sheet) if sheet else file
    try:
        return action()
    except PermissionError:
        raise refusal("locked", file=file) from None
    except FileNotFoundError:
        raise refusal("missing", file=file) from None
    except OSError as error:
        raise refusal("unreadable", file=file, reason=error.strerror) from None
    except RefusedError:
        raise refusal("doctype", where=where) from None
    except TooMuchError:
        raise refusal("too_many_cells", where=where) from None
    except _BROKEN as error:
        raise refusal("broken", where=where, reason=f"{type(error).__name__}: {error}"[:120]) from None


def _parts(path: Path) -> list[Part]:
    if path.is_dir():
        return _folder(path)
    if path.name.startswith("~$"):
        raise refusal("mark_of_excel", file=path.name, real=path.name[2:])
    with path.open("rb") as stream:
        start = stream.read(4096)
    if not start:
        raise refusal("empty", file=path.name)
    if start.startswith(_OLE):
        with path.open("rb") as stream:
            encrypted = _ENCRYPTED in stream.read(_SMALL)
        raise refusal("encrypted" if encrypted else "old_format", file=path.name)
    if start.startswith(b"PK"):
        _refuse_archive(path)
        return ooxml.parts(path)
    if path.suffix.lower() in CSV:
        return [_csv_part(path)]
    raise refusal(_kind_of(start), file=path.name)


def _folder(path: Path) -> list[Part]:
    """The CSV files right in a folder, sorted, without what programs hide there."""
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in CSV and file.is_file())
    seen = [file for file in found if not file.name.startswith((".", "~$"))]
    if not seen:
        raise refusal("no_csv", file=path.name)
    return [guarded(file, partial(_csv_part, file)) for file in seen]


def _refuse_archive(path: Path) -> None:
    """Raise PlangraphError where an archive is no workbook of ours, or would unpack to more than any plan needs."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        names = {entry.filename.lower() for entry in entries}
        kind = (
            archive.read("mimetype")[:80]
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            else b""
        )
    size = sum(entry.file_size for entry in entries)
    xml = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    if (
        size > _MOST_BYTES
        or len(entries) > _MOST_ENTRIES
        or any(entry.file_size > _MOST_XML for entry in xml)
        or any(entry.file_size > max(_SMALL, _MOST_RATIO * entry.compress_size) for entry in entries)
    ):
        raise refusal("unpacks_too_large", file=path.name, size=size)
    if b"opendocument" in kind or "xl/workbook.bin" in names:
        raise refusal("other_spreadsheet", file=path.name)
    if "_rels/.rels" not in names or not any(name.startswith("xl/") for name in names):
        raise refusal("no_workbook", file=path.name)


def _kind_of(start: bytes) -> str:
    """What a file is that is neither a workbook nor named as CSV, as the key of a text."""
    lower = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if lower.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "web_page"
    is_text = b"\0" not in start and any(sign in start for sign in (b",", b"\t", b";"))
    return "csv_inside" if is_text and not start.startswith(b"%PDF") else "no_excel"


def _csv_part(path: Path) -> Part:
    """A CSV file as a sheet named as the file; raises PlangraphError where it is no text or no CSV."""
    size = path.stat().st_size
    if size > _LARGEST:
        raise refusal("csv_too_large", file=path.name, size=size)
    grid = _grid(decoded(path.read_bytes(), path.name), path.name)
    return Part(path.stem, lambda _: grid)


def decoded(content: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or CP932 (Shift_JIS as Windows has it)."""
    try:
        if content.startswith(_UTF_16):
            return content.decode("utf-16")
        if b"\0" in content:
            raise refusal("no_text", file=name, place=content.index(b"\0") + 1)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            return content.decode("cp932")
        except UnicodeDecodeError as other:
            raise refusal("no_text", file=name, place=max(error.start, other.start) + 1) from None


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
        raise refusal("csv_broken", file=name, line=reader.line_num, reason=error) from None


def _delimiter(text: str) -> str:
    """What parts the cells: of the first lines, quoted cells aside, the sign met most."""
    lines = re.sub(r'"[^"]*"', "", text[:20_000]).split("\n")[:15]
    return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))


def _safe(raw: str) -> str:
    """A cell without the ' that keeps a spreadsheet from running it as a formula."""
    text = clean(raw)
    return text[1:] if re.match(r"'[=@+\-\t\r]", text) else text


def names(path: Path, column: str | None = None, *, divided: bool = True) -> list[str]:
    """The names in a text file (one a line) or in a column of a CSV, TSV or Excel file, each once, in their order.

    Without a `column` the only one is taken, else those with a usual heading. A cell may hold several names, parted by
    line ends or commas, unless they are not to be `divided`. An unknown column is an error that lists those there are.
    """
    if path.suffix.lower() in CSV or workbook_files(path):
        grids = [guarded(path, partial(part.grid, False), part.name) for part in parts(path)]
        found = _columns_of_names(grids, column)
        if not found:
            raise _no_names(path, grids, column)
        cells = [
            cells[place]
            for grid, top, place in found
            for row, cells in sorted(grid.rows.items())
            if row > top and place in cells
        ]
    else:
        cells = guarded(path, lambda: decoded(path.read_bytes(), path.name)).splitlines()
    pieces = (piece for cell in cells for piece in (_SEPARATORS.split(cell) if divided else [cell]))
    return list(dict.fromkeys(name for piece in pieces if (name := piece.strip())))


def _columns_of_names(grids: list[Grid], column: str | None) -> list[tuple[Grid, int, int]]:
    """The columns to read: grid, row of the heading (0 where there is none) and number of the column."""
    for headings in [(column,)] if column is not None else [_BODIES, _NAMES]:
        if found := [place for grid in grids if (place := _headed(grid, headings)) is not None]:
            return found
    columns = [(grid, {place for cells in grid.rows.values() for place in cells}) for grid in grids if grid.rows]
    if column is None and len(columns) == 1 and len(columns[0][1]) == 1:
        return [(columns[0][0], 0, min(columns[0][1]))]
    return []


def _headed(grid: Grid, headings: Iterable[str]) -> tuple[Grid, int, int] | None:
    """Where in the first rows one of these headings stands, the one named first before the others."""
    head = sorted(grid.rows.items())[:HEAD]
    places = [(folded(text), row, place) for row, cells in head for place, text in cells.items()]
    found = ((grid, row, place) for wanted in headings for text, row, place in places if text == folded(wanted))
    return next(found, None)


def _no_names(path: Path, grids: Iterable[Grid], column: str | None) -> PlangraphError:
    """That a column is not there, or not clear, with the headings: the first of the top rows that has most cells."""
    heads = [[cells for _, cells in sorted(grid.rows.items())[:HEAD]] for grid in grids]
    found = [text for head in heads if head for text in max(head, key=len).values()][:30]
    listed = Text("、".join(found), ", ".join(found))
    return refusal("which_column" if column is None else "no_column", file=path.name, column=column, found=listed)
