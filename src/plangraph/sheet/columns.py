"""What a sheet, a column and a row of a workbook are: as the shapes describe them, as written, and as read from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from pyoxigraph import NamedNode

from plangraph.errors import PlangraphError
from plangraph.store import terms
from plangraph.store.places import Cell, Place
from plangraph.text import Message, Text
from plangraph.view import texts

ROWS_SHEET: Final = "_rows"
"""The hidden sheet that lists the rows that a file had when it was written."""
PLAN, PROGRAM, LISTING, FISCAL_YEAR = (
    terms.term(f"pg:{name}") for name in ("Plan", "Program", "ProgramListing", "FiscalYear")
)
IS_PART_OF, LISTED_UNDER, LISTS, MUNICIPALITY, SHORT_NAME = (
    terms.term(f"pg:{name}") for name in ("isPartOf", "listedUnder", "lists", "municipality", "shortName")
)
NOTATION: Final = terms.term("skos:notation")
BOOLEAN, INTEGER, DECIMAL, STRING = (terms.term(f"xsd:{name}") for name in ("boolean", "integer", "decimal", "string"))

NOTHING: Final = Text("", "")

Value = str | int | float | bool | None
"""What a cell shows; None for a blank one."""


@dataclass(frozen=True)
class Via:
    """How things that belong to a row are reached: a path from the row (or, `inverse`, to it), and what kind they have.

    `labelled` is the name of the group, by language, where its things have names of their own.
    """

    path: NamedNode
    inverse: bool
    klass: NamedNode
    kind_property: NamedNode | None = None
    kind_value: NamedNode | None = None
    repeated_by: NamedNode | None = None
    labelled: Text | None = None

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.path, self.klass, self.kind_value))


@dataclass(frozen=True)
class Column:
    """A column: its heading by language, the property it shows, and how.

    Kinds: literal, label (a name in `lang`), reference, words (the text of a passage), list (names of participants),
    value (a printed number), class (which class the row is). `via` leads from the row to what has the property.
    """

    name: Text
    kind: str
    path: NamedNode
    classes: frozenset[NamedNode]
    lang: str = ""
    about: Text = NOTHING
    datatype: NamedNode | None = None
    range: NamedNode | None = None
    scheme: NamedNode | None = None
    cell_property: NamedNode | None = None
    via: Via | None = None
    single: bool = False
    required: bool = False
    hidden: bool = False
    positional: bool = False
    named_as: NamedNode | None = None
    aliases: frozenset[str] = frozenset()
    item: tuple[NamedNode, NamedNode, NamedNode] | None = None
    other_kinds: frozenset[NamedNode] = frozenset()
    parsed: tuple[NamedNode, ...] = ()
    year: int | None = None
    gives: NamedNode | None = None
    makes: NamedNode | None = None
    origin: str = ""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.name.en, self.path, self.via, self.year))

    @cached_property
    def alone(self) -> Column:
        """The same column for the thing itself that has the property."""
        return replace(self, via=None)

    @property
    def repeats(self) -> bool:
        """Whether the column stands once for each year, and is here without one."""
        return self.via is not None and self.via.repeated_by is not None and self.year is None

    @property
    def is_name(self) -> bool:
        """Whether the column holds the Japanese name of the row itself."""
        return self.kind == "label" and self.lang == "ja" and self.path == terms.PREF_LABEL and self.via is None

    @property
    def is_english_name(self) -> bool:
        """Whether the column holds the English name of the row itself."""
        return self.kind == "label" and self.lang == "en" and self.path == terms.PREF_LABEL and self.via is None

    @property
    def is_number(self) -> bool:
        """Whether the column holds the number that the plan prints."""
        return self.path == NOTATION and self.via is None

    @property
    def is_several(self) -> bool:
        """Whether a cell may name several things."""
        return self.kind == "list" or (self.kind == "reference" and not self.single)

    @property
    def is_shared(self) -> bool:
        """Whether the property is that of something which several rows may share, such as a program."""
        return self.via is not None and not (self.kind == "list" or self.via.inverse or self.via.kind_property)

    def for_year(self, year: int) -> Column:
        """The column for one fiscal year, which its name tells."""
        era = f"令和{year - 2018}年度" if year > 2019 else f"{year}年度"
        return replace(self, name=Text(f"{self.name.ja}（{era}）", f"{self.name.en} ({year})"), year=year)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and description by language, the classes that may be rows in it, and its columns in order.

    `other_kinds` are other words by which people call the classes.
    """

    key: str
    name: Text
    about: Text
    classes: tuple[tuple[NamedNode, Text], ...]
    columns: tuple[Column, ...]
    other_kinds: tuple[tuple[str, NamedNode], ...] = ()

    @cached_property
    def kinds(self) -> list[NamedNode]:
        """The classes alone, in their order."""
        return [klass for klass, _ in self.classes]


@dataclass(frozen=True)
class Row:
    """A row to be written: what it is about, its cells in the order of the columns, and what goes along unseen."""

    node: NamedNode
    cells: tuple[Value, ...]
    carried: str

    @property
    def key(self) -> str:
        """What the hidden first column holds; nothing for a row without statements, which is to become a new thing."""
        return terms.compact_id(self.node.value) if self.carried else ""


@dataclass(frozen=True)
class Table:
    """A sheet filled in: `columns` are those of the sheet with repeated ones written out."""

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def by_column(self, row: Row) -> dict[Column, Value]:
        """The cells of a row."""
        return dict(zip(self.columns, row.cells, strict=True))


@dataclass(frozen=True)
class ReadRow:
    """A row of a file: its number (from 1), its key and carried statements (empty if none), and its cells as text."""

    number: int
    key: str
    carried: str
    cells: dict[Column, str]


@dataclass(frozen=True, eq=False)
class ReadTable:
    """A sheet as found in a file: under which name, as which sheet of the layout, which columns where (from 1).

    `exported` are the keys of the rows that the file had when it was written: one that is missing now was deleted.
    `bookkeeping` are the columns of the program itself, which hold keys and what goes along with rows.
    """

    name: str
    sheet: Sheet
    header_row: int
    columns: dict[Column, int]
    headings: dict[int, str]
    hidden: frozenset[Column]
    rows: tuple[ReadRow, ...]
    exported: frozenset[str] = frozenset()
    bookkeeping: Mapping[int, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """Something about a file that a person should know: it was read, but not all as it stands."""

    place: Place
    message: Message


def notice(key: str, place: Place, **values: Any) -> Notice:
    """The notice of a key of the texts of reading."""
    return Notice(place, texts.message(key, "reading", **values))


def refusal(key: str, **values: Any) -> PlangraphError:
    """The error of a key of the texts of reading."""
    text = texts.both(key, "reading", **values)
    return PlangraphError(text.ja, text.en)


def with_texts(tables: Sequence[ReadTable], texts: Mapping[Cell, str]) -> list[ReadTable]:
    """The tables with other texts in some cells."""
    return [replace(table, rows=tuple(_with_texts(table, row, texts) for row in table.rows)) for table in tables]


def _with_texts(table: ReadTable, row: ReadRow, texts: Mapping[Cell, str]) -> ReadRow:
    cells = {
        column: texts.get(Cell(table.name, row.number, table.columns.get(column, 0)), text)
        for column, text in row.cells.items()
    }
    return replace(row, cells=cells)
