"""Where in a workbook a thing and each of its properties stand: also the cell of a value that is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pyoxigraph import NamedNode

from plangraph.check.findings import Subject
from plangraph.store import lookup, shapes, terms
from plangraph.store.places import NOWHERE, Cell, Place


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
