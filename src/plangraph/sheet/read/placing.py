"""Which column of the layout stands where in a sheet, and what to tell of headings that are not clear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from plangraph.sheet.columns import Column
from plangraph.sheet.read.headings import CARRIED, KEY, Match, without_year
from plangraph.sheet.read.recognising import Found
from plangraph.sheet.tables import Notice
from plangraph.store import terms
from plangraph.store.places import Cell, Place, column_letters
from plangraph.text import Message, Text

_FISCAL_YEAR: Final = terms.term("pg:FiscalYear")
_MOST_LISTED: Final = 8


@dataclass
class Places:
    """Where the columns stand: `years` are those that have no place of their own, by the value beside which they belong."""

    columns: dict[Column, int] = field(default_factory=dict)
    years: dict[Column, tuple[Column, str]] = field(default_factory=dict)
    key: int = 0
    carried: int = 0
    notices: list[Notice] = field(default_factory=list)


def places(found: Found) -> Places:
    """The columns of a sheet: sure headings first, then misspelt ones; every other heading gets a notice."""
    header = found.header
    placed = Places()
    sure = sorted(header.matches.items(), key=lambda pair: (-pair[1].quality, pair[0]))
    said = {place: match for place, match in sure if _put(placed, found, place, match)}
    for place in sorted(header.texts):
        if place in header.matches:
            continue
        near, name = found.headings.nearest(header.texts[place], placed.columns)
        if near is not None and near.is_placed and isinstance(near.column, Column):
            placed.columns[near.column] = place
            said[place] = near
            placed.notices.append(_read_as(found, place, near.column))
        else:
            placed.notices.append(_unknown(found, place, name))
    _years(placed, found, said)
    placed.notices += _without_heading(found)
    return placed


def _put(placed: Places, found: Found, place: int, match: Match) -> bool:
    if match.column == KEY:
        placed.key = placed.key or place
        return False
    if match.column == CARRIED:
        placed.carried = placed.carried or place
        return False
    assert isinstance(match.column, Column)
    if not match.is_placed:
        placed.notices.append(_no_year(found, place, match.column))
        return False
    if match.column in placed.columns:
        placed.notices.append(_twice(found, place, match.column, placed.columns[match.column]))
        return False
    placed.columns[match.column] = place
    return True


def _years(placed: Places, found: Found, said: dict[int, Match]) -> None:
    """A year in the heading of a value stands for the column of its year where there is none."""
    for place, match in said.items():
        column = match.column
        if not (match.year and isinstance(column, Column) and column.kind == "value" and column.year is None):
            continue
        year = next((c for c in found.sheet.columns if c.via == column.via and c.range == _FISCAL_YEAR), None)
        if year is not None and year not in placed.columns:
            placed.columns[year] = place
            placed.years[year] = (column, match.year)


def _heading(found: Found, column: int) -> Place:
    return Place(found.part.name, (Cell(found.part.name, found.header.bottom, column),))


def _read_as(found: Found, place: int, column: Column) -> Notice:
    text, letter = found.header.texts[place], column_letters(place)
    return Notice(
        _heading(found, place),
        Message(
            Text(
                f"列「{text}」を「{column.name['ja']}」として読みました（{letter}列）。",
                f"Column “{text}” ({letter}) was read as “{column.name['en']}”.",
            ),
            Text("違うときは見出しを直してください。", "Change the heading if that is wrong."),
        ),
    )


def _unknown(found: Found, place: int, name: str) -> Notice:
    text, letter = found.header.texts[place], column_letters(place)
    bare = bool(without_year(text)[1]) and not without_year(text)[0]
    if bare:
        remedy = Text(
            f"年度だけでは実績値か目標値か分かりません。「実績値（{text}）」のように書いてください。",
            f"A year alone does not tell actual values from targets; write “actual value ({text})”.",
        )
    elif name:
        remedy = Text(f"近い見出しは「{name}」です。", f"The nearest known heading is “{name}”.")
    else:
        remedy = Text("", "")
    return Notice(
        _heading(found, place),
        Message(
            Text(
                f"{letter}列「{text}」は知らない見出しのため、この列のセルは読みませんでした。",
                f"Column {letter}, “{text}”, is not known, so its cells were not read.",
            ),
            remedy,
        ),
    )


def _twice(found: Found, place: int, column: Column, other: int) -> Notice:
    text, letters = found.header.texts[place], (column_letters(place), column_letters(other))
    return Notice(
        _heading(found, place),
        Message(
            Text(
                f"{letters[0]}列「{text}」は、{letters[1]}列と同じ「{column.name['ja']}」にあたるため読みませんでした。",
                f"Column {letters[0]}, “{text}”, was not read: like column {letters[1]} it stands for “{column.name['en']}”.",
            )
        ),
    )


def _no_year(found: Found, place: int, column: Column) -> Notice:
    text, letter = found.header.texts[place], column_letters(place)
    return Notice(
        _heading(found, place),
        Message(
            Text(
                f"{letter}列「{text}」は何年度の値か分からないため読みませんでした。",
                f"Column {letter}, “{text}”, was not read, as it names no year.",
            ),
            Text(
                f"見出しを「{column.name['ja']}（令和7年度）」のように書いてください。",
                f"Write “{column.name['en']} (2025)”.",
            ),
        ),
    )


def _without_heading(found: Found) -> Iterable[Notice]:
    filled = {place for row, cells in found.grid.rows.items() if row > found.header.bottom for place in cells}
    bare = sorted(filled - set(found.header.texts))
    if bare:
        letters = [column_letters(place) for place in bare[:_MOST_LISTED]] + ["…"] * (len(bare) > _MOST_LISTED)
        yield Notice(
            _heading(found, bare[0]),
            Message(
                Text(
                    f"見出しのない列（{'、'.join(letters)}）のセルは読みませんでした。",
                    f"Cells in columns without a heading ({', '.join(letters)}) were not read.",
                )
            ),
        )


def below_headings(found: Found) -> Found:
    """The same sheet with its headings reaching as far down as the cells into which they are merged."""
    header = found.header
    reach = [
        area.bottom
        for area in found.grid.merged
        if header.top <= area.top <= header.bottom < area.bottom <= header.top + 3 and area.left in header.texts
    ]
    if not reach:
        return found
    return replace(found, header=replace(header, bottom=max(reach)))
