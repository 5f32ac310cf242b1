"""Where in a workbook a thing and each of its properties stand: also the cell of a value that is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode


@dataclass(frozen=True, order=True)
class Address:
    """A cell: its sheet, row and column, both from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell as spreadsheets name it, such as D14."""
        return f"{column_letters(self.column)}{self.row}"


def column_letters(column: int) -> str:
    """The letters of a column from 1: A, B, ... Z, AA."""
    above, last = divmod(column - 1, 26)
    return (column_letters(above) if above else "") + chr(ord("A") + last)


@dataclass
class SourceMap:
    """The cells of things, by thing, by (thing, property) and by (thing, column); filled while a workbook is read."""

    rows: dict[Any, list[Address]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[tuple[Any, Any], list[Address]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[tuple[Any, str], list[Address]] = field(default_factory=lambda: defaultdict(list))
    names: dict[tuple[str, int], str] = field(default_factory=dict)

    def find(self, thing: Any, path: Any, columns: Iterable[str] = ()) -> list[Address]:
        """The cells of a finding on a thing: in the first of the given columns, else of the property, else of the thing."""
        return self.exact(thing, path, columns) or self.rows.get(thing) or []

    def exact(self, thing: Any, path: Any, columns: Iterable[str] = ()) -> list[Address]:
        """The cells in the columns of a finding; none where the file has no such column."""
        wanted = list(columns)
        for name in wanted:
            if found := self.columns.get((thing, name)):
                return found[:1]
        return [] if wanted else self.cells.get((thing, path), [])

    def put(self, thing: NamedNode, path: Any, address: Address) -> None:
        """Remember that a property of a thing stands in a cell."""
        known = self.cells[thing, path]
        if address not in known:
            known.append(address)

    def name(self, sheet: str, column: int, headings: Mapping[int, str]) -> None:
        """Remember what stands over a column."""
        self.names[sheet, column] = headings.get(column, "")

    def column(self, address: Address) -> str:
        """The heading over a cell, as the user wrote it."""
        return self.names.get((address.sheet, address.column), "")
