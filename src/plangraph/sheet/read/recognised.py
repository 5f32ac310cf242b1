"""Which sheet of a file is which of ours, and which of its columns stand where; what is not clear becomes a notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from rapidfuzz import fuzz

from plangraph.sheet.columns import FISCAL_YEAR, Column, Notice, Sheet, notice
from plangraph.sheet.read.grid import Grid, Part
from plangraph.sheet.read.headings import CARRIED, KEY, Header, Headings, Match, find, without_year
from plangraph.store.places import Cell, Place, Span, column_letters
from plangraph.text import Text, folded
from plangraph.view import texts

_NO_TABLES: Final = (
    "はじめに", "使い方", "使いかた", "説明", "語彙", "用語", "検査結果", "readme", "read me", "start here", "introduction",
    "how to use", "vocabulary", "terms", "findings",
)  # fmt: skip
_LIKE: Final = 75
_SAME_NAME, _LIKE_NAME = 2.5, 1.0
_ENOUGH, _SHARE = 1.8, 0.3
_MOST_LISTED: Final = 8


@dataclass(frozen=True)
class Found:
    """A sheet of a file, the sheet of the layout that it is, its cells, and where its headings are."""

    part: Part
    sheet: Sheet
    headings: Headings
    grid: Grid
    header: Header

    def notice(self, key: str, *spans: Span, **values: Any) -> Notice:
        """That something of the sheet was not read as it stands."""
        return notice(key, Place(self.part.name, spans), sheet=self.part.name, **values)

    def of_heading(self, key: str, place: int, **values: Any) -> Notice:
        """That a column was not read, or not as what its heading says."""
        cell = Cell(self.part.name, self.header.bottom, place)
        heading, letter = self.header.texts.get(place, ""), column_letters(place)
        return self.notice(key, cell, heading=heading, letter=letter, **values)


@dataclass
class Places:
    """Where the columns stand: `years` are those that have no place of their own, by the value beside which they belong."""

    columns: dict[Column, int] = field(default_factory=dict)
    years: dict[Column, tuple[Column, str]] = field(default_factory=dict)
    key: int = 0
    carried: int = 0
    notices: list[Notice] = field(default_factory=list)


def plain(name: str) -> str:
    """The name of a sheet without number, width, case, blanks and words such as 一覧."""
    wanted = folded(name)
    return re.sub(r"^[\d\W_]+|(?:一覧表|一覧|シート|データ|sheet)$|[\W_]+$", "", wanted) or wanted


def is_without_table(name: str) -> bool:
    """Whether a sheet is one of those that explain, list terms or show findings."""
    bare = re.sub(r"\s*[(（]\d+[)）]$", "", name.strip())
    return plain(bare) in {plain(other) for other in _NO_TABLES} or name.startswith("_")


def recognised(part: Part, sheets: Sequence[tuple[Sheet, Headings]], grid: Grid) -> Found | None:
    """The sheet of the layout that a sheet of a file is, judged by its first rows; None if it is none."""
    best: tuple[float, Found] | None = None
    for sheet, headings in sorted(sheets, key=lambda pair: -_worth(part.name, pair[0])):
        worth = _worth(part.name, sheet)
        if best is not None and worth < _SAME_NAME <= best[0] and best[1].header.is_clear:
            break
        header = find(grid, headings)
        if header is None or not _is_enough(header, worth):
            continue
        if best is None or header.score + worth > best[0]:
            best = (header.score + worth, Found(part, sheet, headings, grid, header))
    return None if best is None else best[1]


def _worth(name: str, sheet: Sheet) -> float:
    """How much the name of a sheet speaks for it."""
    wanted = plain(name)
    names = [plain(other) for other in (sheet.name.ja, sheet.name.en, sheet.key)]
    if wanted in names:
        return _SAME_NAME
    return _LIKE_NAME if max(fuzz.ratio(wanted, other) for other in names) >= _LIKE else 0.0


def _is_enough(header: Header, worth: float) -> bool:
    known = sum(isinstance(match.column, Column) for match in header.matches.values())
    if worth == _SAME_NAME:
        return known > 0
    return known > 0 and (worth > 0 or header.score >= _ENOUGH) and known >= _SHARE * len(header.texts)


def is_named_as_ours(part: Part, sheets: Sequence[tuple[Sheet, Headings]]) -> bool:
    """Whether the name of a sheet is that of one of ours."""
    return any(_worth(part.name, sheet) == _SAME_NAME for sheet, _ in sheets)


def copied_from(part: Part, parts: Sequence[Part]) -> str:
    """The name of the sheet of which this is a copy by its name, such as 事業 (2); "" if it is none."""
    match = re.fullmatch(r"(.+?)\s*[(（]\d+[)）]", part.name)
    return match[1] if match and any(match[1] == other.name for other in parts) else ""


def places(found: Found) -> Places:
    """The columns of a sheet: sure headings first, then misspelt ones; every other heading gets a notice."""
    header = found.header
    placed = Places()
    sure = sorted(header.matches.items(), key=lambda pair: (-pair[1].quality, pair[0]))
    meant = {place: match for place, match in sure if _put(placed, found, place, match)}
    for place in sorted(header.texts):
        if place in header.matches:
            continue
        near, name = found.headings.nearest(header.texts[place], placed.columns)
        if near is not None and near.is_placed and isinstance(near.column, Column):
            placed.columns[near.column] = place
            meant[place] = near
            placed.notices.append(found.of_heading("column_read_as", place, column=near.column.name))
        else:
            placed.notices.append(_unknown(found, place, name))
    _years(placed, found, meant)
    placed.notices += _without_heading(found)
    return placed


def _put(placed: Places, found: Found, place: int, match: Match) -> bool:
    """Place a column of which the heading is sure; a notice where that is not possible."""
    column = match.column
    if column == KEY:
        placed.key = placed.key or place
    elif column == CARRIED:
        placed.carried = placed.carried or place
    elif isinstance(column, Column) and column.repeats:
        placed.notices.append(found.of_heading("column_without_year", place, column=column.name))
    elif isinstance(column, Column) and column in placed.columns:
        first = column_letters(placed.columns[column])
        placed.notices.append(found.of_heading("column_twice", place, column=column.name, first=first))
    elif isinstance(column, Column):
        placed.columns[column] = place
        return True
    return False


def _years(placed: Places, found: Found, meant: dict[int, Match]) -> None:
    """A year in the heading of a value stands for the column of its year where there is none."""
    for place, match in meant.items():
        column = match.column
        if not (match.year and isinstance(column, Column) and column.kind == "value" and column.year is None):
            continue
        year = next((c for c in found.sheet.columns if c.via == column.via and c.range == FISCAL_YEAR), None)
        if year is not None and year not in placed.columns:
            placed.columns[year] = place
            placed.years[year] = (column, match.year)


def _unknown(found: Found, place: int, name: str) -> Notice:
    heading = found.header.texts[place]
    rest, year = without_year(heading)
    advice = Text("", "")
    if year and not rest:
        advice = texts.both("year_alone", "reading", heading=heading)
    elif name:
        advice = texts.both("nearest", "reading", name=name)
    return found.of_heading("column_unknown", place, advice=advice)


def _without_heading(found: Found) -> Iterable[Notice]:
    filled = {place for row, cells in found.grid.rows.items() if row > found.header.bottom for place in cells}
    bare = sorted(filled - set(found.header.texts))
    if bare:
        letters = [column_letters(place) for place in bare[:_MOST_LISTED]] + ["…"] * (len(bare) > _MOST_LISTED)
        listed = Text("、".join(letters), ", ".join(letters))
        yield found.of_heading("columns_without_heading", bare[0], letters=listed)


def below_headings(found: Found) -> Found:
    """The same sheet with its headings reaching as far down as the cells into which they are merged."""
    header = found.header
    reach = [
        area.bottom
        for area in found.grid.merged
        if header.top <= area.top <= header.bottom < area.bottom <= header.top + 3 and area.left in header.texts
    ]
    return replace(found, header=replace(header, bottom=max(reach))) if reach else found
