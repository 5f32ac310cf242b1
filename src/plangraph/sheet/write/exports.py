"""A plan of a graph as files: a workbook, CSV, a workbook a department, and workbooks to start from.

Enter by `workbook`, `csv`, `by_department` and `template`; they take the store of a graph and give the bytes of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pyoxigraph import NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.match.search import plan_named
from plangraph.sheet import cells, plan_tables
from plangraph.sheet import sheets as layout
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import IS_PART_OF, LISTING, LISTS, PLAN, PROGRAM, Column, Row, Sheet, Table, Value
from plangraph.sheet.statements import Statements, stated
from plangraph.sheet.write import book
from plangraph.store import terms
from plangraph.view.texts import texts

Kind = Literal["plan", "progress"]
_FOR_DEPARTMENTS: Final = ("plan", "structure", "programs", "bodies")
_REVIEW, _MEASURE, _GENERATION, _STATUS, _REVIEW_YEAR, _VALUE_KIND = (
    terms.term(f"pg:{name}") for name in ("Review", "Measure", "generation", "programStatus", "reviewYear", "valueKind")
)
_KEPT_OF_PLAN: Final = frozenset(
    terms.term(name) for name in ("rdf:type", "pg:inSeries", "pg:municipality", "pg:publisher")
)
_BLANK_OF_SUBPLAN: Final = frozenset(
    terms.term(f"pg:{name}") for name in ("shortName", "firstYear", "lastYear", "printedPeriod")
)
_CONTINUED: Final = NamedNode(f"{terms.BASE}concept/program-status/continued")
_BASELINE: Final = NamedNode(f"{terms.BASE}concept/value-kind/baseline")


def files(
    store: Store, plan: str, form: str = "xlsx", kind: Kind = "plan", by: str | None = None, lang: str = "ja"
) -> Iterator[tuple[str, bytes]]:
    """A plan, by its short name, as files by name: one workbook, CSV files, or a workbook for each department."""
    node = plan_named(store, plan)
    if by is not None:
        yield from by_department(store, node, lang)
    elif form == "csv":
        yield from csv(store, node, kind, lang).items()
    else:
        yield f"{plan}.xlsx", workbook(store, node, kind, lang)


def workbook(store: Store, plan: NamedNode, kind: Kind = "plan", lang: str = "ja") -> bytes:
    """A plan, or its progress, as a workbook."""
    statements = stated(store, texts=True)
    title = book.titled(_name(statements, plan, lang), kind, lang)
    return book.xlsx(_tables(store, statements, plan, kind, lang), statements, lang, title=title, plan=plan)


def csv(store: Store, plan: NamedNode, kind: Kind = "plan", lang: str = "ja") -> dict[str, bytes]:
    """A plan, or its progress, as CSV files by name."""
    return book.csv_files(_tables(store, stated(store, texts=True), plan, kind, lang), lang)


def by_department(store: Store, plan: NamedNode, lang: str = "ja") -> Iterator[tuple[str, bytes]]:
    """For each department the name of a file and a workbook with the rows that it is in charge of, one after the other."""
    statements = stated(store, texts=True)
    title = book.titled(_name(statements, plan, lang), "plan", lang)
    taken: set[str] = set()
    for name, own in departments(statements, plan, lang).items():
        stem = file_name(name)
        while stem in taken:
            stem += "_"
        taken.add(stem)
        whose = f"{title} ({name})" if lang == "en" else f"{title}（{name}）"
        tables = of_department(statements, plan, own, lang)
        yield f"{stem}.xlsx", book.xlsx(tables, statements, lang, title=whose, plan=plan)


def template(
    store: Store, like: str | None = None, kind: Kind = "plan", year: int | None = None, lang: str = "ja"
) -> bytes:
    """A workbook to fill in: empty, or started from the plan `like` it, by its short name; see `template_tables`."""
    earlier = None if like is None else plan_named(store, like)
    statements = stated(store, texts=True, judged=True)
    tables = template_tables(statements, earlier, kind, year, lang)
    is_progress = earlier is not None and kind == "progress"
    title = book.titled(_name(statements, earlier, lang) if earlier is not None and is_progress else "", kind, lang)
    start: Any = "plain" if earlier is None else "year" if is_progress else "carried"
    return book.xlsx(tables, statements, lang, title=title, plan=earlier if is_progress else None, start=start)


def _name(statements: Statements, plan: NamedNode, lang: str) -> str:
    return Names(statements, ()).label(plan, lang)


def _tables(store: Store, statements: Statements, plan: NamedNode, kind: Kind, lang: str) -> list[Table]:
    judged = stated(store, texts=True, judged=True)
    return plan_tables.tables(statements, plan, layout.workbook(kind), judged=judged, lang=lang)


def departments(statements: Statements, plan: NamedNode, lang: str) -> dict[str, frozenset[NamedNode]]:
    """The rows of programs by name of each department in charge; those without one have an entry of their own."""
    names = Names(statements, ())
    sheet = next(sheet for sheet in layout.workbook() if LISTING in sheet.kinds)
    column = next(c for c in sheet.columns if c.kind == "list" and c.via and c.via.kind_value)
    assert column.item is not None
    found: dict[str, set[NamedNode]] = {}
    for row in plan_tables.within(statements, plan):
        if LISTING not in statements.objects(row, terms.TYPE):
            continue
        bodies = [b for part in cells.parts(statements, row, column) for b in statements.objects(part, column.item[0])]
        for name in {label for body in bodies if (label := names.label(body, lang))} or {
            texts(lang, "workbook")["no_department"]
        }:
            found.setdefault(name, set()).add(row)
    return {name: frozenset(own) for name, own in sorted(found.items())}


def of_department(statements: Statements, plan: NamedNode, own: frozenset[NamedNode], lang: str = "ja") -> list[Table]:
    """The tables of a plan with only the given rows of programs, and what is needed to understand them."""
    programs = {program for row in own for program in statements.objects(row, LISTS)}
    others = {
        node
        for node in plan_tables.within(statements, plan)
        for klass in statements.objects(node, terms.TYPE)
        if (klass == LISTING and node not in own) or (klass == PROGRAM and node not in programs)
    }
    sheets = [sheet for sheet in layout.workbook() if sheet.key in _FOR_DEPARTMENTS]
    return plan_tables.tables(statements, plan, sheets, others, lang=lang)


def file_name(name: str) -> str:
    """The name as that of a file: without what some system does not allow in one."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(" .")
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", plain)
    return (f"_{plain}" if reserved else plain[:80]) or "_"


def template_tables(
    statements: Statements,
    like: NamedNode | None = None,
    kind: Kind = "plan",
    year: int | None = None,
    lang: str = "ja",
) -> list[Table]:
    """Tables to fill in.

    A plan `like` another has its elements as new things, all programs continued, its targets blank, and its last actual
    values as baseline; bodies and places remain the same things. Progress of `year` has the indicators and change steps
    of the plan, a blank column for the year, and the latest reviews as the texts to start from; `year` is by default the
    one after the last for which there is any.
    """
    if like is None:
        years = () if kind == "plan" else (_given(year),)
        return [_blank(sheet, years) for sheet in layout.workbook(kind)]
    tables = plan_tables.tables(statements, like, layout.workbook(kind), lang=lang)
    if kind == "progress":
        return _Progress(statements, like, lang).tables(tables, year)
    renewal = _Renewal(statements, like, lang, frozenset(plan_tables.within(statements, like)))
    return [renewal.table(table) for table in tables]


def _blank(sheet: Sheet, years: Iterable[int]) -> Table:
    return Table(sheet, plan_tables.written_out(Statements(()), sheet, (), years), ())


def _given(year: int | None) -> int:
    if year is None:
        raise PlangraphError(texts("ja", "workbook")["no_year"], texts("en", "workbook")["no_year"])
    return year


def _of_columns(table: Table, row: Row, columns: Iterable[Column]) -> Row:
    own = table.by_column(row)
    return replace(row, cells=tuple(own.get(column) for column in columns))


def _year_label(statements: Statements, year: int, lang: str) -> str:
    return _name(statements, NamedNode(f"{terms.ID}fiscal-year/{year}"), lang) or str(year)


@dataclass(frozen=True)
class _Renewal:
    """Makes the rows of a plan those of the next."""

    statements: Statements
    plan: NamedNode
    lang: str
    inside: frozenset[NamedNode]

    def table(self, table: Table) -> Table:
        columns = tuple(column for column in table.columns if column.year is None)
        visible = [index for index, column in enumerate(columns) if not column.hidden and column.kind != "class"]
        rows = [
            replace(row, cells=self._cells(table, row, columns), carried="")
            if row.node in self.inside
            else _of_columns(table, row, columns)
            for row in table.rows
        ]
        kept = (row for row in rows if row.carried or any(row.cells[index] is not None for index in visible))
        return Table(table.sheet, columns, tuple(kept))

    def _cells(self, table: Table, row: Row, columns: tuple[Column, ...]) -> tuple[Value, ...]:
        own = table.by_column(row)
        if row.node == self.plan:
            return tuple(self._of_plan(column, own[column]) for column in columns)
        is_plan = PLAN in self.statements.objects(row.node, terms.TYPE)
        last = self._last_actual(table, row)
        found: list[Value] = []
        for column in columns:
            if is_plan and column.path in _BLANK_OF_SUBPLAN:
                found.append(None)
            elif column.via is not None and column.via.kind_property == _VALUE_KIND:
                found.append(last.get(column.kind) if column.via.kind_value == _BASELINE else None)
            else:
                found.append(self._renewed(row, column, own[column]))
        return tuple(found)

    def _of_plan(self, column: Column, value: Value) -> Value:
        if column.path == _GENERATION:
            return value + 1 if isinstance(value, int) else None
        return value if column.path in _KEPT_OF_PLAN else None

    def _renewed(self, row: Row, column: Column, value: Value) -> Value:
        owners = cells.targets(self.statements, row.node, column) if column.kind == "reference" else []
        named = [thing for owner in owners for thing in self.statements.objects(owner, column.path)]
        if column.positional or self.plan in named:
            return None
        if column.path == _STATUS:
            return _name(self.statements, _CONTINUED, self.lang)
        return self._without_old_keys(value) if isinstance(value, str) else value

    def _without_old_keys(self, text: str) -> str:
        """The text in which things of the old plan are named without their keys, so that those of the new are meant."""
        return re.sub(
            r"［([^\s］]+)］",
            lambda found: "" if NamedNode(terms.expand_id(found[1])) in self.inside else found[0],
            text,
        )

    def _last_actual(self, table: Table, row: Row) -> dict[str, Value]:
        """By kind of column, what an indicator's baseline becomes: its last actual value and the year of that."""
        actual = [
            (column.year, value)
            for column, value in table.by_column(row).items()
            if column.year is not None and column.kind == "value" and value is not None
        ]
        if not actual:
            return {}
        year, value = max(actual, key=lambda pair: pair[0])
        return {"value": value, "reference": _year_label(self.statements, year, self.lang)}


@dataclass(frozen=True)
class _Progress:
    """Makes the tables of a year's progress."""

    statements: Statements
    plan: NamedNode
    lang: str

    def tables(self, tables: list[Table], year: int | None) -> list[Table]:
        nodes = [row.node for table in tables for row in table.rows]
        known = [column.year for table in tables for column in table.columns if column.year is not None]
        known += [each for node in nodes for each in cells.years(self.statements, node, _REVIEW_YEAR)]
        wanted = _given(year) if year is not None or not known else max(known) + 1
        return [
            self._reviews(table, wanted) if _REVIEW in table.sheet.kinds else self._with_year(table, wanted)
            for table in tables
        ]

    def _with_year(self, table: Table, year: int) -> Table:
        nodes = [row.node for row in table.rows]
        columns = plan_tables.written_out(self.statements, table.sheet, nodes, (year,))
        return Table(table.sheet, columns, tuple(_of_columns(table, row, columns) for row in table.rows))

    def _reviews(self, table: Table, year: int) -> Table:
        """The reviews of the year; for measures without, the latest as a new row, or a row with the measure and year alone."""
        latest: dict[NamedNode, tuple[int, Row]] = {}
        for row in table.rows:
            for measure in self.statements.objects(row.node, IS_PART_OF):
                for when in cells.years(self.statements, row.node, _REVIEW_YEAR):
                    if when <= year and latest.get(measure, (0, row))[0] <= when:
                        latest[measure] = (when, row)
        inside = plan_tables.within(self.statements, self.plan)
        names = Names(self.statements, plan_tables.near(self.statements, inside), self.lang)
        rows = []
        for measure in (node for node in inside if _MEASURE in self.statements.objects(node, terms.TYPE)):
            when, before = latest.get(measure, (0, None))
            if before is None:
                rows.append(self._new(names, table, measure, year))
            else:
                rows.append(before if when == year else self._copied(table, before, when, year))
        return replace(table, rows=tuple(rows))

    def _new(self, names: Names, table: Table, measure: NamedNode, year: int) -> Row:
        def value(column: Column) -> Value:
            if column.path == IS_PART_OF and column.via is None:
                return names.shown(measure, column)
            if column.path == _REVIEW_YEAR:
                return _year_label(self.statements, year, self.lang)
            if column.is_name:
                return f"{names.shown(measure, column, 'ja')} {_year_label(self.statements, year, 'ja')}"
            return None

        return Row(measure, tuple(value(column) for column in table.columns), "")

    def _copied(self, table: Table, row: Row, when: int, year: int) -> Row:
        """The row as one of another year; what only hidden cells hold of its texts is left out."""

        def value(column: Column, old: Value) -> Value:
            if column.path == _REVIEW_YEAR:
                return _year_label(self.statements, year, self.lang)
            if column.kind == "label" and isinstance(old, str):
                before, after = (_year_label(self.statements, each, "ja") for each in (when, year))
                return old.replace(before, after).replace(str(when), str(year))
            return None if column.hidden else old

        return Row(row.node, tuple(value(column, old) for column, old in table.by_column(row).items()), "")
