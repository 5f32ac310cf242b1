"""A plan of a graph as tables: one row a thing, one cell a column, and what goes along unseen."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from pyoxigraph import NamedNode, Triple

from plangraph.sheet import carrying, cells
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column, Sheet
from plangraph.sheet.statements import Statements
from plangraph.store import terms

_ABOVE: Final = (terms.term("pg:isPartOf"), terms.term("pg:listedUnder"))
_ORDER: Final = terms.term("pg:order")
_MUNICIPALITY: Final = terms.term("pg:municipality")


@dataclass(frozen=True)
class Row:
    """A row: what it is about, its cells in the order of the columns, and its statements as `carrying.to_text`."""

    node: NamedNode
    cells: tuple[cells.Cell, ...]
    carried: str

    @property
    def key(self) -> str:
        """What the hidden first column holds; nothing for a row without statements, which is to become a new thing."""
        return terms.compact_id(self.node.value) if self.carried else ""


@dataclass(frozen=True)
class Table:
    """A sheet filled in: `columns` are those of the sheet with repeated ones written out; `choices` fill drop-downs."""

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def tables(
    statements: Statements,
    plan: NamedNode,
    sheets: Iterable[Sheet],
    without: Container[NamedNode] = (),
    judged: Statements | None = None,
) -> list[Table]:
    """The tables of a plan: all within it, and the bodies and places of its municipality or named by it.

    What is `without` is neither there nor makes another name unclear. Cells show what is `judged` beside what is stated.
    """
    shown = statements if judged is None else judged
    inside = [node for node in within(shown, plan) if node not in without]
    chosen = [(sheet, _rows(shown, sheet, plan, inside)) for sheet in sheets]
    names = Names(shown, near(shown, [*inside, *(node for _, nodes in chosen for node in nodes)]))
    rows = {node for _, nodes in chosen for node in nodes}
    return [_table(statements, shown, names, sheet, nodes, rows) for sheet, nodes in chosen]


def near(statements: Statements, nodes: Iterable[NamedNode]) -> set[NamedNode]:
    """The things and all that they name, also through what belongs to them: among these a name has to be clear."""
    found = set(nodes)
    for _ in range(2):
        found |= {
            triple.object for node in found for triple in statements.about(node) if isinstance(triple.object, NamedNode)
        }
    return found


def within(statements: Statements, plan: NamedNode) -> list[NamedNode]:
    """The plan and all that stands in it, from the top down, in printed order."""
    found = dict.fromkeys([plan])
    _descend(statements, plan, found)
    return list(found)


def _descend(statements: Statements, node: NamedNode, found: dict[NamedNode, None]) -> None:
    below = {each for path in _ABOVE for each in statements.subjects(path, node)}
    for each in sorted(below, key=lambda each: (_order(statements, each), each.value)):
        if each not in found:
            found[each] = None
            _descend(statements, each, found)


def _order(statements: Statements, node: NamedNode) -> int:
    found = statements.value(node, _ORDER)
    return int(found.value) if found is not None and found.value.isdecimal() else 10**6


def _rows(statements: Statements, sheet: Sheet, plan: NamedNode, inside: list[NamedNode]) -> list[NamedNode]:
    classes = [klass for klass, _ in sheet.classes]
    own = [node for node in inside if _class(statements, node, classes) is not None]
    others = _outside(statements, plan, inside, classes)
    return own + sorted(
        (node for node in others if node not in inside),
        key=lambda node: (classes.index(_class(statements, node, classes) or classes[0]), node.value),
    )


def _outside(
    statements: Statements, plan: NamedNode, inside: list[NamedNode], classes: list[NamedNode]
) -> set[NamedNode]:
    """Things of the classes that stand in no plan: of the plan's municipality, or named by the plan or a participant."""
    municipalities = set(statements.objects(plan, _MUNICIPALITY))
    found = {node for place in municipalities for node in statements.subjects(_MUNICIPALITY, place)} | municipalities
    for node in inside:
        for triple in statements.about(node):
            found.add(triple.object)
            if terms.term("pg:Participation") in statements.objects(triple.object, terms.TYPE):
                found |= set(statements.objects(triple.object, terms.term("pg:participant")))
    return {
        node
        for node in found
        if isinstance(node, NamedNode)
        and _class(statements, node, classes) is not None
        and not any(statements.objects(node, path) for path in _ABOVE)
        and terms.term("pg:Plan") not in statements.objects(node, terms.TYPE)
    }


def _class(statements: Statements, node: NamedNode, classes: list[NamedNode]) -> NamedNode | None:
    return next((klass for klass in classes if klass in statements.objects(node, terms.TYPE)), None)


def _table(
    statements: Statements,
    judged: Statements,
    names: Names,
    sheet: Sheet,
    nodes: list[NamedNode],
    rows: set[NamedNode],
) -> Table:
    columns = written_out(statements, sheet, nodes)
    labels = {klass: name["ja"] for klass, name in sheet.classes}
    found = []
    for node in nodes:
        klass = _class(statements, node, list(labels))
        shown = tuple(
            labels[klass]
            if column.kind == "class" and klass
            else cells.show(judged, names, node, column)
            if klass in column.classes
            else None
            for column in columns
        )
        said = carrying.carried(statements, node, sheet)
        more = [] if judged is statements else _judged_of(statements, judged, node, sheet)
        text = carrying.to_text([*said, *carrying.stubs(judged, [*said, *more], rows)])
        found.append(Row(node, shown, carrying.with_judged(text, more)))
    return Table(sheet, columns, tuple(found))


def _judged_of(statements: Statements, judged: Statements, node: NamedNode, sheet: Sheet) -> list[Triple]:
    """What the row and what belongs to it are judged to be beyond what is stated, in properties that have a column."""
    paths = {column.path for column in sheet.columns}
    return [
        triple
        for each in carrying.belonging(statements, node, sheet)
        for triple in judged.about(each)
        if triple.predicate in paths and triple.object not in statements.objects(each, triple.predicate)
        if triple.predicate != terms.TEXT
    ]


def written_out(
    statements: Statements, sheet: Sheet, nodes: Iterable[NamedNode], more: Iterable[int] = ()
) -> tuple[Column, ...]:
    """The columns of a sheet; one repeated for years stands once for each year that the rows have, and for `more`."""
    found: list[Column] = []
    listed = list(nodes)
    for column in sheet.columns:
        via = column.via
        if via is None or via.repeated_by is None:
            found.append(column)
            continue
        having = {
            year
            for node in listed
            for each in (statements.subjects(via.path, node) if via.inverse else statements.objects(node, via.path))
            if via.kind_value is None or via.kind_value in statements.objects(each, via.kind_property or terms.TYPE)
            for year in cells.years(statements, each, via.repeated_by)
        }
        found += [for_year(column, year) for year in sorted(having | set(more))]
    return tuple(found)


def for_year(column: Column, year: int) -> Column:
    """The column for one fiscal year, which its name says."""
    era = f"令和{year - 2018}年度" if year > 2019 else f"{year}年度"
    names = {"ja": f"{column.name['ja']}（{era}）", "en": f"{column.name['en']} ({year})"}
    return replace(column, name=names, year=year)


def key_column(node: Any) -> str:
    """What the hidden first column holds."""
    return terms.compact_id(node.value)


def triples_of(table: Table) -> list[Triple]:
    """All that goes along with the rows of a table."""
    return carrying.from_texts(row.carried for row in table.rows)
