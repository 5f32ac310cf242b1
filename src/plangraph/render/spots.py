"""Read the place of a finding: the lines of a document, or the cells of a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")
_CELL: Final = re.compile(
    r"(?:^|, )(?:(?P<sheet>.+?)!)??(?P<letters>[A-Z]{1,3})(?P<row>[0-9]{1,7})(?::[A-Z]+[0-9]+)?(?=, |$)"
)
_LINES: Final = re.compile(r"([0-9]+)(?:-([0-9]+))?")


@dataclass(frozen=True)
class Cell:
    """One cell; `row` and `column` count from 1, `name` is like D14."""

    sheet: str
    name: str
    row: int
    column: int

    @property
    def full_name(self) -> str:
        """Sheet and cell, as in 事業!D14."""
        return f"{self.sheet}!{self.name}"


def cells(finding: Mapping[str, Any]) -> tuple[Cell, ...]:
    """The cells that the place names, in that order; those without a sheet are on the sheet that is the source.

    A range counts as its first cell; a cell that no sheet can have is left out.
    """
    found = [
        Cell(
            (each["sheet"] or finding["source"]).strip("'"),
            each["letters"] + str(int(each["row"])),
            int(each["row"]),
            _column(each["letters"]),
        )
        for each in _CELL.finditer(finding["place"] or "")
    ]
    return tuple(cell for cell in found if 1 <= cell.row <= LAST_ROW and cell.column <= LAST_COLUMN)


def lines(finding: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    """First and last line of each stretch that the place names; none where it names cells."""
    parts = [_LINES.fullmatch(part) for part in (finding["place"] or "").split(", ")]
    pairs = [(int(part[1]), int(part[2] or part[1])) for part in parts if part is not None]
    return tuple((first, max(first, last)) for first, last in pairs if first)


def order(finding: Mapping[str, Any]) -> tuple[int, int]:
    """Sort by this to have findings of one sheet or document from top to bottom."""
    for cell in cells(finding):
        return (cell.row, cell.column)
    for first, last in lines(finding):
        return (first, last)
    return (0, 0)


def is_workbook(name: str) -> bool:
    """Whether a file of this name is a workbook, so that sources of its findings are sheets."""
    return name.lower().endswith(WORKBOOKS)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
