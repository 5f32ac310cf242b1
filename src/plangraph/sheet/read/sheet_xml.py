"""The cells of one sheet from its XML; formatted but empty cells, however many, cost neither time nor memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import InvalidOperation
from functools import cache
from typing import Final

from plangraph.sheet.read import number_formats, xml_parts
from plangraph.sheet.read.grid import HEAD, Area, Grid

_EMPTY_CELL: Final = rb'<c r="[A-Z]{1,3}\d++"[^<>/]*+(?:/>|></c>)'
_EMPTY: Final = re.compile(rb'<row r="\d++"[^<>/]*+(?:/>|>(?:\s*+' + _EMPTY_CELL + rb")*+\s*+</row>)|" + _EMPTY_CELL)
_ROWS_END: Final = re.compile(rb"</(?:\w+:)?sheetData>")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS, _MOST_MERGED = 1_048_576, 16_384, 2_000_000, 200_000
_TRUE: Final = "○"


class TooMuchError(ValueError):
    """More cells than any plan has."""


class BeyondError(ValueError):
    """A cell outside of what a sheet can have, or of no known form; the text names it."""


def parse(
    chunks: Iterable[bytes],
    shared: Sequence[str],
    styles: Sequence[number_formats.Format],
    *,
    from_1904: bool = False,
    head: bool = False,
) -> Grid:
    """The cells, merged areas and hidden columns of a sheet; of its rows only the first where it is only the `head`."""
    handler = _Handler(shared, styles, from_1904=from_1904, most_rows=HEAD if head else _MOST_ROWS)
    pieces = _without_empty(chunks, handler)
    xml_parts.read(_headed(pieces, handler) if head else pieces, handler.start, handler.end, handler.text)
    return Grid(handler.rows, handler.troubles, tuple(handler.merged), tuple(handler.hidden))


def _without_empty(chunks: Iterable[bytes], handler: _Handler) -> Iterator[bytes]:
    """The same XML without empty cells and rows, in pieces that end where a row or at least no element is cut."""
    rest = b""
    as_it_is = False
    for chunk in chunks:
        rest += chunk
        as_it_is = as_it_is or b"<![CDATA[" in rest or b"<!--" in rest
        cut = rest.rfind(b"</row>") + 6
        if cut < 6 and len(rest) > 2 * xml_parts.CHUNK:
            cut = max(rest.rfind(b"<c "), 0) or rest.rfind(b"<")
        if as_it_is or cut >= 6:
            cut = len(rest) if as_it_is else cut
            yield rest[:cut] if as_it_is or handler.is_full else _EMPTY.sub(b"", rest[:cut])
            rest = rest[cut:]
    yield rest if as_it_is else _EMPTY.sub(b"", rest)


def _headed(pieces: Iterable[bytes], handler: _Handler) -> Iterator[bytes]:
    """The pieces until enough rows were read, then only what follows the rows, such as merged areas."""
    skipping = False
    rest = b""
    for piece in pieces:
        if not skipping:
            yield piece
            skipping = handler.is_full and piece.endswith(b"</row>")
            continue
        rest = rest[-40:] + piece
        if match := _ROWS_END.search(rest):
            yield rest[match.start() :]
            skipping = False


class _Handler:
    """What the parser has met so far."""

    def __init__(
        self,
        shared: Sequence[str],
        styles: Sequence[number_formats.Format],
        *,
        from_1904: bool,
        most_rows: int,
    ) -> None:
        self.shared, self.styles, self.from_1904, self.most_rows = shared, styles, from_1904, most_rows
        self.rows: dict[int, dict[int, str]] = {}
        self.troubles: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self.hidden: list[tuple[int, int]] = []
        self.is_full = False
        self._row = self._column = self._count = self._reading = 0
        self._type = self._style = ""
        self._value: list[str] | None = None
        self._texts: list[str] = []
        self._into: list[str] | None = None
        self._has_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._into = self._value = []
        elif name == "t" and not self._reading:
            self._into = self._texts
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._reading += 1
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            self.is_full = self._row > self.most_rows
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and _is_unseen(attributes):
            self.hidden.append((int(attributes["min"]), int(attributes["max"])))

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._into = None
        elif name == "rPh":
            self._reading -= 1

    def text(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = self._column + 1 if place is None else column_number(place.rstrip("0123456789"))
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._value, self._texts, self._has_formula = None, [], False

    def _end_cell(self) -> None:
        if self.is_full:
            return
        if not (1 <= self._row <= _MOST_ROWS and 1 <= self._column <= _MOST_COLUMNS):
            raise BeyondError(f"{self._row}:{self._column}")
        value = "" if self._value is None else "".join(self._value).strip()
        if self._type == "e" or (self._has_formula and not value and self._type == "n"):
            self.troubles[self._row, self._column] = value
        elif text := self._text(value):
            self._count += 1
            self.rows.setdefault(self._row, {})[self._column] = text
        if self._count + len(self.troubles) > _MOST_CELLS:
            raise TooMuchError

    def _text(self, value: str) -> str:
        match self._type:
            case "s":
                return self.shared[int(value)] if value else ""
            case "inlineStr":
                return clean("".join(self._texts))
            case "n":
                return self._number(value) if value else ""
            case "b":
                return _TRUE if value in ("1", "true") else ""
            case "d":
                return value.removesuffix("T00:00:00").removesuffix("T00:00:00.000").replace("T", " ")
            case _:
                return clean("".join(self._value or ()))

    def _number(self, value: str) -> str:
        style = int(self._style) if self._style.isdecimal() else -1
        form = self.styles[style] if 0 <= style < len(self.styles) else number_formats.PLAIN
        try:
            return number_formats.shown(value, form, from_1904=self.from_1904)
        except InvalidOperation:
            raise BeyondError(f"{self._row}:{self._column}") from None

    def _merge(self, reference: str) -> None:
        match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?", reference.replace("$", ""))
        if match is None or len(self.merged) >= _MOST_MERGED:
            return
        last_column, last_row = match[3] or match[1], match[4] or match[2]
        self.merged.append(Area(int(match[2]), column_number(match[1]), int(last_row), column_number(last_column)))


def _is_unseen(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true") or attributes.get("width", "1").strip("0.") == ""


@cache
def column_number(letters: str) -> int:
    """1 for A; raises `BeyondError` where no sheet has such a column."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    if not (letters.isascii() and letters.isupper() and number <= _MOST_COLUMNS):
        raise BeyondError(letters[:20])
    return number


def clean(text: str) -> str:
    """The text of a cell: escapes such as _x000D_ undone, one form of line end, nothing blank around it."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
