"""Which sheet of a file is which of ours, and which of its columns stand where; what is not clear becomes a notice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz import fuzz

from plangraph.sheet.columns import FISCAL_YEAR, Column, Notice, Sheet
from plangraph.sheet.read.grid import Grid, Part
from plangraph.sheet.read.headings import CARRIED, KEY, Header, Headings, Match, find, without_year
from plangraph.store.places import Cell, Place, Span, column_letters
from plangraph.text import Message, Text

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

    def notice(self, *spans: Span, ja: str, en: str, do_ja: str = "", do_en: str = "") -> Notice:
        """That something of the sheet was not read as it stands: what is wrong and what to do."""
        return Notice(Place(self.part.name, spans), Message(Text(ja, en), Text(do_ja, do_en)))


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
    wanted = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()
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
    names = [plain(other) for other in (*sheet.name.values(), sheet.key)]
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
            placed.notices.append(_read_as(found, place, near.column))
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
        placed.notices.append(_no_year(found, place, column))
    elif isinstance(column, Column) and column in placed.columns:
        placed.notices.append(_twice(found, place, column, placed.columns[column]))
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


def _heading(found: Found, column: int) -> Cell:
    return Cell(found.part.name, found.header.bottom, column)


def _read_as(found: Found, place: int, column: Column) -> Notice:
    text, letter = found.header.texts[place], column_letters(place)
    return found.notice(
        _heading(found, place),
        ja=f"列「{text}」を「{column.name['ja']}」として読みました（{letter}列）。",
        en=f"Column “{text}” ({letter}) was read as “{column.name['en']}”.",
        do_ja="違うときは見出しを直してください。",
        do_en="Change the heading if that is wrong.",
    )


def _unknown(found: Found, place: int, name: str) -> Notice:
    text, letter = found.header.texts[place], column_letters(place)
    rest, year = without_year(text)
    do_ja, do_en = "", ""
    if year and not rest:
        do_ja = f"年度だけでは実績値か目標値か分かりません。「実績値（{text}）」のように書いてください。"
        do_en = f"A year alone does not tell actual values from targets; write “actual value ({text})”."
    elif name:
        do_ja, do_en = f"近い見出しは「{name}」です。", f"The nearest known heading is “{name}”."
    return found.notice(
        _heading(found, place),
        ja=f"{letter}列「{text}」は知らない見出しのため、この列のセルは読みませんでした。",
        en=f"Column {letter}, “{text}”, is not known, so its cells were not read.",
        do_ja=do_ja,
        do_en=do_en,
    )


def _twice(found: Found, place: int, column: Column, other: int) -> Notice:
    text, letter, first = found.header.texts[place], column_letters(place), column_letters(other)
    return found.notice(
        _heading(found, place),
        ja=f"{letter}列「{text}」は、{first}列と同じ「{column.name['ja']}」にあたるため読みませんでした。",
        en=f"Column {letter}, “{text}”, was not read: like column {first} it stands for “{column.name['en']}”.",
    )


def _no_year(found: Found, place: int, column: Column) -> Notice:
    text, letter = found.header.texts[place], column_letters(place)
    return found.notice(
        _heading(found, place),
        ja=f"{letter}列「{text}」は何年度の値か分からないため読みませんでした。",
        en=f"Column {letter}, “{text}”, was not read, as it names no year.",
        do_ja=f"見出しを「{column.name['ja']}（令和7年度）」のように書いてください。",
        do_en=f"Write “{column.name['en']} (2025)”.",
    )


def _without_heading(found: Found) -> Iterable[Notice]:
    filled = {place for row, cells in found.grid.rows.items() if row > found.header.bottom for place in cells}
    bare = sorted(filled - set(found.header.texts))
    if bare:
        letters = [column_letters(place) for place in bare[:_MOST_LISTED]] + ["…"] * (len(bare) > _MOST_LISTED)
        yield found.notice(
            _heading(found, bare[0]),
            ja=f"見出しのない列（{'、'.join(letters)}）のセルは読みませんでした。",
            en=f"Cells in columns without a heading ({', '.join(letters)}) were not read.",
        )


def below_headings(found: Found) -> Found:
    """The same sheet with its headings reaching as far down as the cells into which they are merged."""
    header = found.header
    reach = [
        area.bottom
        for area in found.grid.merged
        if header.top <= area.top <= header.bottom < area.bottom <= header.top + 3 and area.left in header.texts
    ]
    return replace(found, header=replace(header, bottom=max(reach))) if reach else found
