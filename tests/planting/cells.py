"""Cells of tables by sheet, row and heading; edits, and tables or files with edits made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter

from plangraph.sheet.columns import Column, ReadRow, ReadTable


class Spot(NamedTuple):
    """A cell: the name of its sheet, its row, the heading over it."""

    sheet: str
    row: int
    heading: str


class Edit(NamedTuple):
    """A new text for a cell; in a row below the last one it begins a new row. Without a cell: the row goes."""

    sheet: str
    row: int
    heading: str
    text: str


@dataclass(frozen=True)
class Sheets:
    """The tables of a workbook, asked by names."""

    tables: tuple[ReadTable, ...]

    def table(self, sheet: str) -> ReadTable:
        """The table of a sheet."""
        return next(table for table in self.tables if table.name == sheet)

    def column(self, sheet: str, heading: str) -> Column:
        """The shown column of a heading."""
        table = self.table(sheet)
        return next(c for c, place in table.columns.items() if table.headings[place] == heading)

    def text(self, spot: Spot) -> str:
        """What a cell holds."""
        row = next(row for row in self.table(spot.sheet).rows if row.number == spot.row)
        return row.cells.get(self.column(spot.sheet, spot.heading), "")

    def texts(self, sheet: str, heading: str) -> dict[int, str]:
        """What the cells of a column hold, by row."""
        column = self.column(sheet, heading)
        return {row.number: row.cells.get(column, "") for row in self.table(sheet).rows}

    def end(self, sheet: str) -> int:
        """The row below the last one."""
        return max(row.number for row in self.table(sheet).rows) + 1

    def address(self, spot: Spot) -> tuple[str, str]:
        """A cell as findings name it."""
        column = self.table(spot.sheet).columns[self.column(spot.sheet, spot.heading)]
        return spot.sheet, f"{get_column_letter(column)}{spot.row}"


def edited(tables: Iterable[ReadTable], edits: Iterable[Edit]) -> list[ReadTable]:
    """The tables with edits made."""
    wanted = list(edits)
    return [_edited(table, [edit for edit in wanted if edit.sheet == table.name]) for table in tables]


def _edited(table: ReadTable, edits: list[Edit]) -> ReadTable:
    if not edits:
        return table
    headings = {table.headings[place]: column for column, place in table.columns.items()}
    changed: defaultdict[int, dict[Column, str]] = defaultdict(dict)
    gone = {edit.row for edit in edits if not edit.heading}
    for edit in edits:
        if edit.heading:
            changed[edit.row][headings[edit.heading]] = edit.text
    there = {row.number for row in table.rows}
    rows = [replace(row, cells={**row.cells, **changed.get(row.number, {})}) for row in table.rows]
    rows += [ReadRow(number, "", "", cells) for number, cells in sorted(changed.items()) if number not in there]
    return replace(table, rows=tuple(row for row in rows if row.number not in gone))


def edit_file(path: Path, target: Path, sheets: Sheets, edits: Iterable[Edit]) -> None:
    """Write a copy of a workbook file with edits made in its cells."""
    book = openpyxl.load_workbook(path)
    for edit in edits:
        sheet = book[edit.sheet]
        if not edit.heading:
            for cell in sheet[edit.row]:
                cell.value = None
            continue
        table = sheets.table(edit.sheet)
        column = table.columns[sheets.column(edit.sheet, edit.heading)]
        sheet.cell(edit.row, column).value = edit.text or None
    book.save(target)
