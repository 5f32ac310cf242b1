"""From what a cell of each column may be chosen: terms, years, or the names that rows of other sheets bear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from plangraph.sheet import cells, exporting
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column, Sheet
from plangraph.sheet.exporting import Table
from plangraph.sheet.statements import Statements
from plangraph.sheet.values import fiscal_year
from plangraph.store import terms

_CONCEPT: Final = terms.term("skos:Concept")
LISTS: Final = terms.term("pg:lists")
FISCAL_YEAR: Final = terms.term("pg:FiscalYear")
_PLAN, _PROGRAM = terms.term("pg:Plan"), terms.term("pg:Program")
_BOOLEAN: Final = terms.term("xsd:boolean")
_RANGE: Final = NamedNode("https://schema.org/rangeIncludes")
_NOTATION: Final = terms.term("skos:notation")
_YEARS_BEFORE, _YEARS_AFTER, _FIRST_YEAR = 3, 10, 2019


@dataclass(frozen=True)
class Fixed:
    """Words to choose from, with their English beside them where they are terms."""

    items: tuple[str, ...]
    english: tuple[str, ...] = ()


@dataclass(frozen=True)
class FromRows:
    """The names that the rows of some kinds bear on other sheets: of each sheet, the labels of the kinds."""

    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    programs: bool = False


Choice = Fixed | FromRows
YES_OR_BLANK: Final = Fixed((cells.YES,))


@dataclass(frozen=True)
class Chooser:
    """Knows the tables of a workbook and the statements behind them; says what a column offers.

    `plan` is the plan whose elements may be chosen where their own sheet is not in the workbook.
    """

    statements: Statements
    tables: tuple[Table, ...]
    plan: NamedNode | None = None

    @cached_property
    def names(self) -> Names:
        """The names of what the rows and the plan are about."""
        inside = [] if self.plan is None else exporting.within(self.statements, self.plan)
        rows = [row.node for table in self.tables for row in table.rows]
        return Names(self.statements, exporting.near(self.statements, [*inside, *rows]))

    def choice(self, table: Table, column: Column) -> Choice | None:
        """What a column of a table offers; None where anything may be written."""
        if column.kind == "class":
            return Fixed(tuple(names["ja"] for _, names in table.sheet.classes), _english(table.sheet))
        if column.kind == "list":
            return self._things(table.sheet, column)
        if column.kind == "literal" and column.datatype == _BOOLEAN:
            return YES_OR_BLANK
        if column.kind != "reference":
            return None
        if column.range == FISCAL_YEAR:
            return Fixed(tuple(self.names.label(node) for node in self._years))
        if column.scheme is not None or self._is_concept(column.range):
            return self._terms(column)
        return self._things(table.sheet, column)

    def _terms(self, column: Column) -> Fixed | None:
        found = [
            node
            for node in self.statements.subjects(terms.TYPE, _CONCEPT if column.scheme else column.range)
            if self.names.fits(node, column)
        ]
        ordered = sorted(found, key=lambda node: (_rank(self.statements, node), node.value))
        if not ordered:
            return None
        return Fixed(
            tuple(self.names.shown(node, column) for node in ordered),
            tuple(_label(self.statements, node, "en") for node in ordered),
        )

    @cached_property
    def _years(self) -> list[NamedNode]:
        """The years around those that the tables name, else those of the present era."""
        known = {int(terms.local_name(node.value)): node for node in self.statements.subjects(terms.TYPE, FISCAL_YEAR)}
        named = {
            year
            for table in self.tables
            for index, column in enumerate(table.columns)
            if column.range == FISCAL_YEAR
            for row in table.rows
            if (year := fiscal_year(str(row.cells[index] or ""))) is not None
        }
        named |= {column.year for table in self.tables for column in table.columns if column.year is not None}
        first = min(named) - _YEARS_BEFORE if named else _FIRST_YEAR
        last = max(named) + _YEARS_AFTER if named else max(known, default=0)
        return [node for year, node in sorted(known.items()) if first <= year <= last]

    def _is_concept(self, klass: NamedNode | None) -> bool:
        return klass is not None and _CONCEPT in _above(self.statements, klass)

    def _things(self, sheet: Sheet, column: Column) -> Choice | None:
        wanted = self._classes(sheet, column)
        if not wanted:
            return None
        kinds = tuple(
            (table.sheet.key, found)
            for table in self.tables
            if (found := tuple(names["ja"] for klass, names in table.sheet.classes if klass in wanted))
        )
        listing = next((t for t in self.tables if any(c.path == LISTS for c in t.columns)), None)
        if wanted == {_PROGRAM} and listing is not None:
            return FromRows(((listing.sheet.key, ()),), programs=True)
        return FromRows(kinds) if kinds else self._named(wanted, column)

    def _classes(self, sheet: Sheet, column: Column) -> set[NamedNode]:
        """The classes of what the column may name, as far as things of them are rows, or programs."""
        path = column.path if column.item is None else column.item[0]
        ranges = [
            each
            for each in self.statements.objects(path, _RANGE)
            if column.range is None or column.kind == "list" or column.range in _above(self.statements, each)
        ] or ([column.range] if column.range is not None else [])
        rows = {klass for kind in ("plan", "progress") for each in _sheets(kind) for klass, _ in each.classes}
        concrete = {each for each in ranges if each in rows or each == _PROGRAM}
        if all(each in concrete or self._is_concept(each) for each in ranges):
            return concrete
        if column.makes is not None:
            return {column.makes}
        return {_PLAN, *(klass for klass, _ in sheet.classes)}

    def _named(self, wanted: set[NamedNode], column: Column) -> Fixed | None:
        """The things of the classes that stand in the plan or are named by it."""
        inside = [] if self.plan is None else exporting.within(self.statements, self.plan)
        found = [node for node in inside if wanted & set(self.statements.objects(node, terms.TYPE))]
        if not found:
            return None
        return Fixed(tuple(dict.fromkeys(self.names.shown(node, column) for node in found)))


def own_name(chooser: Chooser, table: Table) -> list[str | None]:
    """Of each row, how other sheets have to name it where number and name are not enough; else None.

    Rows that list a program are not named by other sheets, the program is.
    """
    label = next((column for column in table.columns if is_name(column)), None)
    column = Column({"ja": "", "en": ""}, "reference", terms.LABEL, frozenset())
    if label is None or any(each.path == LISTS for each in table.columns):
        return [None] * len(table.rows)
    shown = (chooser.names.shown(row.node, column) if row.carried else "" for row in table.rows)
    return [text if "［" in text else None for text in shown]


def is_name(column: Column) -> bool:
    """Whether a column holds the Japanese name of the row itself."""
    return column.kind == "label" and column.lang == "ja" and column.path == terms.PREF_LABEL and column.via is None


def is_number(column: Column) -> bool:
    """Whether a column holds the number that the plan prints."""
    return column.path == _NOTATION and column.via is None


def is_several(column: Column) -> bool:
    """Whether a cell may name several things."""
    return column.kind == "list" or (column.kind == "reference" and not column.single)


def _sheets(kind: str) -> Sequence[Sheet]:
    from plangraph.sheet import sheet_layout

    return sheet_layout.workbook(kind)


def _english(sheet: Sheet) -> tuple[str, ...]:
    return tuple(names["en"] for _, names in sheet.classes)


def _rank(statements: Statements, node: NamedNode) -> tuple[int, str]:
    found = statements.value(node, _NOTATION)
    text = "" if found is None else found.value
    return (int(text), "") if text.isdecimal() else (10**6, text)


def _label(statements: Statements, node: NamedNode, lang: str) -> str:
    labels: Iterable[Any] = statements.objects(node, terms.PREF_LABEL)
    return next((each.value for each in labels if isinstance(each, Literal) and each.language == lang), "")


def _above(statements: Statements, klass: NamedNode) -> set[Any]:
    found: set[Any] = set()
    waiting = [klass]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += statements.objects(each, terms.term("rdfs:subClassOf"))
    return found
