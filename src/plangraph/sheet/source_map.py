"""Where in a workbook a thing and each of its properties stand: also the cell of a value that is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode

from plangraph.store.places import Cell


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
