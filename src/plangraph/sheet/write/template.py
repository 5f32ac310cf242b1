"""Tables to start from: empty ones, the next generation of a plan, or the next year of its progress."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pyoxigraph import NamedNode

from plangraph.errors import PlangraphError
from plangraph.sheet import cells, exporting, sheet_layout
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column, Sheet
from plangraph.sheet.exporting import Row, Table
from plangraph.sheet.statements import Statements
from plangraph.sheet.write.wording import texts
from plangraph.store import terms

Kind = Literal["plan", "progress"]
_PLAN, _REVIEW, _MEASURE = (terms.term(f"pg:{name}") for name in ("Plan", "Review", "Measure"))
_GENERATION, _STATUS, _REVIEW_YEAR, _IS_PART_OF = (
    terms.term(f"pg:{name}") for name in ("generation", "programStatus", "reviewYear", "isPartOf")
)
_KEPT_OF_PLAN: Final = frozenset(
    terms.term(name) for name in ("rdf:type", "pg:inSeries", "pg:municipality", "pg:publisher")
)
_BLANK_OF_SUBPLAN: Final = frozenset(
    terms.term(f"pg:{name}") for name in ("shortName", "firstYear", "lastYear", "printedPeriod")
)
_CONTINUED: Final = NamedNode(f"{terms.BASE}concept/program-status/continued")
_BASELINE: Final = NamedNode(f"{terms.BASE}concept/value-kind/baseline")
_VALUE_KIND: Final = terms.term("pg:valueKind")

Cells = dict[Column, cells.Cell]


def template(
    statements: Statements, like: NamedNode | None = None, kind: Kind = "plan", year: int | None = None
) -> list[Table]:
    """Tables to fill in.

    A plan `like` another has its elements as new things, all programs continued, its targets blank, and its last actual
    values as baseline; bodies and places remain the same things. Progress of `year` has the indicators and change steps
    of the plan, a blank column for the year, and the latest reviews as the texts to start from; `year` is by default the
    one after the last for which there is any.
    """
    if like is None:
        return [_empty(sheet, _years(kind, year)) for sheet in sheet_layout.workbook(kind)]
    tables = exporting.tables(statements, like, sheet_layout.workbook(kind))
    if kind == "progress":
        return _progress(statements, like, tables, year)
    renewal = _Renewal(statements, like, frozenset(exporting.within(statements, like)))
    return [renewal.table(table) for table in tables]


def _empty(sheet: Sheet, years: tuple[int, ...]) -> Table:
    return Table(sheet, exporting.written_out(Statements(()), sheet, (), years), ())


def _years(kind: Kind, year: int | None) -> tuple[int, ...]:
    if kind == "plan":
        return ()
    if year is None:
        raise PlangraphError(texts("ja")["no_year"], texts("en")["no_year"])
    return (year,)


@dataclass(frozen=True)
class _Renewal:
    """Makes the rows of a plan those of the next."""

    statements: Statements
    plan: NamedNode
    inside: frozenset[NamedNode]

    def table(self, table: Table) -> Table:
        columns = tuple(column for column in table.columns if column.year is None)
        rows = (
            row if row.node not in self.inside else replace(row, cells=self._cells(table, row, columns), carried="")
            for row in table.rows
        )
        said = [
            replace(row, cells=_of_columns(table, row, columns)) if len(row.cells) != len(columns) else row
            for row in rows
        ]
        visible = [index for index, column in enumerate(columns) if not column.hidden and column.kind != "class"]
        return Table(
            table.sheet,
            columns,
            tuple(row for row in said if row.carried or any(row.cells[index] is not None for index in visible)),
        )

    def _cells(self, table: Table, row: Row, columns: tuple[Column, ...]) -> tuple[cells.Cell, ...]:
        said: Cells = dict(zip(table.columns, row.cells, strict=True))
        if row.node == self.plan:
            return tuple(self._of_plan(column, said[column]) for column in columns)
        is_plan = _PLAN in self.statements.objects(row.node, terms.TYPE)
        last = self._last_actual(table, row)
        return tuple(
            None
            if is_plan and column.path in _BLANK_OF_SUBPLAN
            else (last.get(column.kind) if _is_baseline(column) else None)
            if _is_observed(column)
            else self._renewed(row, column, said[column])
            for column in columns
        )

    def _of_plan(self, column: Column, value: cells.Cell) -> cells.Cell:
        if column.path == _GENERATION:
            return value + 1 if isinstance(value, int) else None
        return value if column.path in _KEPT_OF_PLAN else None

    def _renewed(self, row: Row, column: Column, value: cells.Cell) -> cells.Cell:
        if column.positional or self.plan in self._named(row, column):
            return None
        if column.path == _STATUS:
            return _label(self.statements, _CONTINUED)
        return self._without_old_keys(value) if isinstance(value, str) else value

    def _named(self, row: Row, column: Column) -> list[Any]:
        if column.kind != "reference":
            return []
        nodes = cells.targets(self.statements, row.node, column)
        return [each for node in nodes for each in self.statements.objects(node, column.path)]

    def _without_old_keys(self, text: str) -> str:
        """The text in which things of the old plan are named without their keys, so that those of the new are meant."""
        return re.sub(
            r"［([^\s］]+)］",
            lambda found: "" if NamedNode(terms.expand_id(found[1])) in self.inside else found[0],
            text,
        )

    def _last_actual(self, table: Table, row: Row) -> dict[str, cells.Cell]:
        """By kind of column, what an indicator's baseline becomes: its last actual value and the year of that."""
        actual = [
            (column.year, value)
            for column, value in zip(table.columns, row.cells, strict=True)
            if column.year is not None and column.kind == "value" and value is not None
        ]
        if not actual:
            return {}
        year, value = max(actual, key=lambda each: each[0])
        return {"value": value, "reference": _year_label(self.statements, year)}


def _is_observed(column: Column) -> bool:
    """Whether a column belongs to a value of an indicator."""
    return column.via is not None and column.via.kind_property == _VALUE_KIND


def _is_baseline(column: Column) -> bool:
    return column.via is not None and column.via.kind_value == _BASELINE


def _of_columns(table: Table, row: Row, columns: Iterable[Column]) -> tuple[cells.Cell, ...]:
    said: Cells = dict(zip(table.columns, row.cells, strict=True))
    return tuple(said.get(column) for column in columns)


def _progress(statements: Statements, plan: NamedNode, tables: list[Table], year: int | None) -> list[Table]:
    known = [column.year for table in tables for column in table.columns if column.year is not None]
    known += [
        each for table in tables for row in table.rows for each in cells.years(statements, row.node, _REVIEW_YEAR)
    ]
    wanted = year if year is not None else max(known) + 1 if known else _years("progress", None)[0]
    made: list[Table] = []
    for table in tables:
        if _REVIEW in dict(table.sheet.classes):
            made.append(_reviews(statements, plan, table, wanted))
        else:
            nodes = [row.node for row in table.rows]
            columns = exporting.written_out(statements, table.sheet, nodes, (wanted,))
            rows = (replace(row, cells=_of_columns(table, row, columns)) for row in table.rows)
            made.append(Table(table.sheet, columns, tuple(rows)))
    return made


def _reviews(statements: Statements, plan: NamedNode, table: Table, year: int) -> Table:
    """The reviews of the year; for measures without, the latest as a new row, or a row with the measure and year alone."""
    latest: dict[NamedNode, tuple[int, Row]] = {}
    for row in table.rows:
        for measure in statements.objects(row.node, _IS_PART_OF):
            for when in cells.years(statements, row.node, _REVIEW_YEAR):
                if when <= year and latest.get(measure, (0, row))[0] <= when:
                    latest[measure] = (when, row)
    inside = exporting.within(statements, plan)
    names = Names(statements, exporting.near(statements, inside))
    rows = []
    for measure in (each for each in inside if _MEASURE in statements.objects(each, terms.TYPE)):
        when, before = latest.get(measure, (0, None))
        if before is None:
            rows.append(_new_review(statements, names, table, measure, year))
        else:
            rows.append(before if when == year else _copied_review(statements, table, before, when, year))
    return replace(table, rows=tuple(rows))


def _new_review(statements: Statements, names: Names, table: Table, measure: NamedNode, year: int) -> Row:
    def value(column: Column) -> cells.Cell:
        if column.path == _IS_PART_OF and column.via is None:
            return names.shown(measure, column)
        if column.path == _REVIEW_YEAR:
            return _year_label(statements, year)
        if column.path == terms.PREF_LABEL and column.lang == "ja":
            return f"{names.shown(measure, column)} {_year_label(statements, year)}"
        return None

    return Row(measure, tuple(value(column) for column in table.columns), "")


def _copied_review(statements: Statements, table: Table, row: Row, when: int, year: int) -> Row:
    """The row as one of another year; what only hidden cells say of its texts is left out."""

    def value(column: Column, old: cells.Cell) -> cells.Cell:
        if column.path == _REVIEW_YEAR:
            return _year_label(statements, year)
        if column.kind == "label" and isinstance(old, str):
            told = _year_label(statements, when), _year_label(statements, year)
            return old.replace(*told).replace(str(when), str(year))
        return None if column.hidden else old

    pairs = zip(table.columns, row.cells, strict=True)
    return Row(row.node, tuple(value(column, old) for column, old in pairs), "")


def _year_label(statements: Statements, year: int) -> str:
    return _label(statements, NamedNode(f"{terms.ID}fiscal-year/{year}")) or str(year)


def _label(statements: Statements, node: NamedNode) -> str:
    labels = statements.objects(node, terms.PREF_LABEL)
    return next((each.value for each in labels if each.language == "ja"), "")
