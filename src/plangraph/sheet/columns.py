"""What a sheet and its columns are, what was read of them, and in which cells a thing and each of its properties stand: also that of a value that is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Final

from pyoxigraph import NamedNode

from plangraph.check.findings import Subject
from plangraph.errors import PlangraphError
from plangraph.store import lookup, shapes, terms
from plangraph.store.places import NOWHERE, Cell, Place
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


@dataclass
class SourceMap:
    """The cells of things, by thing, by (thing, property) and by (thing, column); filled while a workbook is read."""

    rows: dict[Any, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[tuple[Any, Any], list[Cell]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[tuple[Any, str], list[Cell]] = field(default_factory=lambda: defaultdict(list))
    names: dict[tuple[str, int], str] = field(default_factory=dict)

    def find(self, thing: Any, path: Any, columns: Iterable[str] = ()) -> list[Cell]:
        """The cells of a finding on a thing: in the first of the given columns, else of the property, else of the thing."""
        return self.exact(thing, path, columns) or self.rows.get(thing) or []

    def exact(self, thing: Any, path: Any, columns: Iterable[str] = ()) -> list[Cell]:
        """The cells in the columns of a finding; none where the file has no such column."""
        wanted = list(columns)
        for name in wanted:
            if found := self.columns.get((thing, name)):
                return found[:1]
        return [] if wanted else self.cells.get((thing, path), [])

    def put(self, thing: NamedNode, path: Any, cell: Cell) -> None:
        """Remember that a property of a thing stands in a cell."""
        known = self.cells[thing, path]
        if cell not in known:
            known.append(cell)

    def name(self, sheet: str, column: int, headings: Mapping[int, str]) -> None:
        """Remember what stands over a column."""
        self.names[sheet, column] = headings.get(column, "")

    def column(self, cell: Cell) -> str:
        """The heading over a cell, as the user wrote it."""
        return self.names.get((cell.sheet, cell.column), "")

    def own(self, about: Subject, rule: str) -> list[Cell]:
        """The cells of what a rule found."""
        return self.find(about.element, about.path, columns_of_rule(rule))

    def place(self, about: Subject, rule: str) -> Place:
        """The cells of what a rule found and of what was compared, with the heading over the first."""
        columns = columns_of_rule(rule)
        others = [cell for other in about.others for cell in self.find(other, about.path, columns)]
        is_named = about.value is not None and about.value != about.element
        named = self.cells.get((about.value, about.path), []) if is_named else []
        found = list(dict.fromkeys([*self.own(about, rule), *others, *named]))
        if not found:
            return NOWHERE
        heading = self.column(found[0]) if self.exact(about.element, about.path, columns) else None
        return Place(found[0].sheet, tuple(found), heading)


@cache
def _rule_columns() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for quad in lookup.quads(shapes.store(), None, terms.term("pg:inColumns")):
        found.setdefault(terms.local_name(quad.subject.value), []).append(terms.local_name(quad.object.value))
    return {rule: tuple(sorted(names)) for rule, names in found.items()}


def columns_of_rule(rule: str) -> tuple[str, ...]:
    """The columns in which the findings of a rule stand, where the shapes name any."""
    return _rule_columns().get(rule, ())
