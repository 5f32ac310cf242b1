"""What was read from a workbook or CSV folder, before it is understood: sheets with known columns, rows with their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from plangraph.sheet.columns import Column, Sheet
from plangraph.store.places import Cell, Place
from plangraph.text import Message, Text

ROWS_SHEET: Final = "_rows"
"""The hidden sheet that says which rows a file had when it was written."""


@dataclass(frozen=True)
class ReadRow:
    """A row: its number in the file (from 1), its key and carried statements (empty if none), and its cells as text."""

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


def with_texts(tables: Sequence[ReadTable], texts: Mapping[Cell, str]) -> list[ReadTable]:
    """The tables with other texts in some cells."""
    return [replace(table, rows=tuple(_with_texts(table, row, texts) for row in table.rows)) for table in tables]


def _with_texts(table: ReadTable, row: ReadRow, texts: Mapping[Cell, str]) -> ReadRow:
    cells = {
        column: texts.get(Cell(table.name, row.number, table.columns.get(column, 0)), text)
        for column, text in row.cells.items()
    }
    return replace(row, cells=cells)
