"""A sheet of any file as plain text: which cells hold something, which of them could not be read, and what is merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

HEAD: Final = 20
"""How many rows at the top may hold the headings."""


class Area(NamedTuple):
    """Merged cells: the first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet by row and column, blank ones left out; `troubles` has an error value, or "" for no value yet."""

    rows: Mapping[int, Mapping[int, str]]
    troubles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()

    def is_hidden(self, column: int) -> bool:
        """Whether nobody sees the column."""
        return any(first <= column <= last for first, last in self.hidden)


@dataclass(frozen=True)
class Part:
    """A sheet of a file that can be read, only its first rows (`head`) or all; hidden ones are no less data."""

    name: str
    grid: Callable[[bool], Grid]
    is_hidden: bool = False
