"""A sheet of any file as plain text, and how one is read from the XML of an .xlsx file.

XML of unknown origin is read as a stream of events: no document types, no entities, no network. Cells that are formatted
but empty, however many, cost neither time nor memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import InvalidOperation
from functools import cache
from typing import IO, Final, NamedTuple
from xml.parsers import expat

HEAD: Final = 20
"""How many rows at the top may hold the headings."""
CHUNK: Final = 1 << 20
_EMPTY_CELL: Final = rb'<c r="[A-Z]{1,3}\d++"[^<>/]*+(?:/>|></c>)'
_EMPTY: Final = re.compile(rb'<row r="\d++"[^<>/]*+(?:/>|>(?:\s*+' + _EMPTY_CELL + rb")*+\s*+</row>)|" + _EMPTY_CELL)
_ROWS_END: Final = re.compile(rb"</(?:\w+:)?sheetData>")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS, _MOST_MERGED = 1_048_576, 16_384, 2_000_000, 200_000
_TRUE: Final = "○"


class RefusedError(ValueError):
    """XML with a document type: no office program writes one, and it may grow without bound."""


class TooMuchError(ValueError):
    """More cells than any plan has."""


class BeyondError(ValueError):
    """A cell outside of what a sheet can have, or of no known form; the text names it."""


class Area(NamedTuple):
    """Merged cells: the first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet by row and column, blank ones left out; `troubles` has an error value, or "" for no value yet."""

    rows: Mapping[int, Mapping[int, str]]
    troubles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()

    def is_hidden(self, column: int) -> bool:
        """Whether nobody sees the column."""
        return any(first <= column <= last for first, last in self.hidden)


@dataclass(frozen=True)
class Part:
    """A sheet of a file that can be read, only its first rows (`head`) or all; hidden ones are no less data."""

    name: str
    grid: Callable[[bool], Grid]


def events(
    pieces: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], object],
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed XML to functions that are given elements by their names without prefix; raises ExpatError or `RefusedError`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    names: dict[str, str] = {}

    def started(name: str, attributes: dict[str, str]) -> None:
        local = names.get(name)
        if local is None:
            local = names[name] = name.rpartition(":")[2]
        start(local, attributes)

    def ended(name: str) -> None:
        end(names[name])

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    if text is not None:
        parser.CharacterDataHandler = text
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise RefusedError("DOCTYPE")


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces."""
    while chunk := stream.read(CHUNK):
        yield chunk


def elements(stream: IO[bytes], *wanted: str) -> list[dict[str, str]]:
    """The attributes of every element within others of such names, in order; prefixes of attributes are left out too."""
    found: list[dict[str, str]] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(name)
        if inside[-len(wanted) :] == list(wanted):
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    events(chunks(stream), start, lambda _: inside.pop())
    return found


def parse(
    pieces: Iterable[bytes], shared: Sequence[str], number: Callable[[str, str], str], *, head: bool = False
) -> Grid:
    """The cells, merged areas and hidden columns of a sheet; of its rows only the first where it is only the `head`.

    `shared` are the strings that cells share; `number` gives the number of a cell with a style as it is shown.
    """
    handler = _Handler(shared, number, HEAD if head else _MOST_ROWS)
    filled = _without_empty(pieces, handler)
    events(_headed(filled, handler) if head else filled, handler.start, handler.end, handler.text)
    return Grid(handler.rows, handler.troubles, tuple(handler.merged), tuple(handler.hidden))


def _without_empty(chunks: Iterable[bytes], handler: _Handler) -> Iterator[bytes]:
    """The same XML without empty cells and rows, in pieces that end where a row or at least no element is cut."""
    rest = b""
    as_it_is = False
    for chunk in chunks:
        rest += chunk
        as_it_is = as_it_is or b"<![CDATA[" in rest or b"<!--" in rest
        cut = rest.rfind(b"</row>") + 6
        if cut < 6 and len(rest) > 2 * CHUNK:
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

    def __init__(self, shared: Sequence[str], number: Callable[[str, str], str], most_rows: int) -> None:
        self.shared, self.number, self.most_rows = shared, number, most_rows
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
                return self._shown(value) if value else ""
            case "b":
                return _TRUE if value in ("1", "true") else ""
            case "d":
                return value.removesuffix("T00:00:00").removesuffix("T00:00:00.000").replace("T", " ")
            case _:
                return clean("".join(self._value or ()))

    def _shown(self, value: str) -> str:
        try:
            return self.number(value, self._style)
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
