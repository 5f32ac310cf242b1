"""Read the tables of a workbook or of CSV files: what is understood as rows of known columns, and what is not, as notices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from plangraph.errors import PlangraphError
from plangraph.sheet import sheet_layout
from plangraph.sheet.columns import Sheet
from plangraph.sheet.read import opening, recognising, rows
from plangraph.sheet.read.grid import Grid, Part
from plangraph.sheet.read.headings import Headings
from plangraph.sheet.read.opening import workbook_files
from plangraph.sheet.read.placing import below_headings, places
from plangraph.sheet.read.recognising import Found
from plangraph.sheet.tables import ROWS_SHEET, Notice, ReadTable
from plangraph.store.places import Place
from plangraph.text import Message, Text

__all__ = ["Reading", "read", "workbook_files"]
KINDS: Final = ("plan", "progress")
_KEY, _CARRIED = Text("キー", "key"), Text("控え", "carried statements")


@dataclass(frozen=True)
class Reading:
    """The tables in a file, in its order, and what a person should know of how they were read."""

    tables: list[ReadTable]
    notices: list[Notice]


def read(path: Path, kind: str = "both") -> Reading:
    """Read an .xlsx or .xlsm file, a CSV file or a folder of these; `kind` is "plan", "progress" or "both".

    Nothing in the file is run. Raises PlangraphError where it cannot be opened or none of its sheets is known.
    """
    sheets = [(sheet, Headings(sheet)) for sheet in _layout(kind)]
    parts = opening.parts(path)
    notices: list[Notice] = []
    written = _written(path, parts)
    tables = [_table(found, written, notices) for found in _found(path, parts, sheets, notices)]
    if not tables:
        raise _nothing(path, parts, sheets)
    return Reading(tables, notices)


def _layout(kind: str) -> list[Sheet]:
    """The sheets of one or both workbooks, each once."""
    kinds = KINDS if kind == "both" else (kind,)
    found: dict[str, Sheet] = {}
    for each in kinds:
        for sheet in sheet_layout.workbook(each):
            found.setdefault(sheet.key, sheet)
    return list(found.values())


def _found(
    path: Path, parts: list[Part], sheets: list[tuple[Sheet, Headings]], notices: list[Notice]
) -> Iterator[Found]:
    """The sheets that are ours, all of their cells read; a notice for each other one that has any."""
    for part in parts:
        if recognising.is_without_table(part.name):
            continue
        is_ours = recognising.is_named_as_ours(part, sheets)
        head = _grid(path, part, head=not is_ours)
        if not head.rows:
            continue
        found = recognising.recognised(part, sheets, head)
        if found is None:
            notices.append(recognising.not_read(part, sheets))
        elif other := recognising.copied_from(part, parts):
            notices.append(_copy(part, other))
        else:
            if recognising.plain(part.name) not in {recognising.plain(each) for each in found.sheet.name.values()}:
                notices.append(_taken_as(part, found.sheet))
            yield found if is_ours else replace(found, grid=_grid(path, part, head=False))


def _grid(path: Path, part: Part, *, head: bool) -> Grid:
    return opening.guarded(path, lambda: part.grid(head), part.name)


def _written(path: Path, parts: list[Part]) -> dict[str, frozenset[str]]:
    """The keys of the rows that the file had when it was written, by the key of their sheet; nothing of another's file."""
    found: dict[str, set[str]] = {}
    for part in parts:
        if part.name == ROWS_SHEET:
            for cells in _grid(path, part, head=False).rows.values():
                found.setdefault(cells.get(1, ""), set()).add(cells.get(2, ""))
    return {sheet: frozenset(keys) for sheet, keys in found.items()}


def _table(found: Found, written: dict[str, frozenset[str]], notices: list[Notice]) -> ReadTable:
    found = below_headings(found)
    placed = places(found)
    notices += placed.notices
    return ReadTable(
        found.part.name,
        found.sheet,
        found.header.bottom,
        placed.columns,
        {place: re.sub(r"\s+", " ", text) for place, text in found.header.texts.items()},
        frozenset(column for column, place in placed.columns.items() if found.grid.is_hidden(place)),
        tuple(rows.read(found, placed, notices)),
        written.get(found.sheet.key, frozenset()),
        {place: name for place, name in ((placed.key, _KEY), (placed.carried, _CARRIED)) if place},
    )


def _copy(part: Part, other: str) -> Notice:
    return Notice(
        Place(part.name),
        Message(
            Text(
                f"シート「{part.name}」は「{other}」の写しと見て、読みませんでした。",
                f"Sheet “{part.name}” was taken for a copy of “{other}” and not read.",
            ),
            Text("読むときはシートの名前を変えてください。", "Rename it if it is to be read."),
        ),
    )


def _taken_as(part: Part, sheet: Sheet) -> Notice:
    return Notice(
        Place(part.name),
        Message(
            Text(
                f"シート「{part.name}」を「{sheet.name['ja']}」の表として読みました。",
                f"Sheet “{part.name}” was read as the table “{sheet.name['en']}”.",
            )
        ),
    )


def _nothing(path: Path, parts: list[Part], sheets: list[tuple[Sheet, Headings]]) -> PlangraphError:
    ja, en = recognising.expected(sheets)
    names = [part.name for part in parts][:20]
    there_ja = f"あるシートは {'、'.join(names)} です。" if names else "シートがありません。"
    there_en = f"Its sheets are {', '.join(names)}." if names else "It has no sheets."
    return PlangraphError(
        f"{path.name} に計画の表が見つかりません。{there_ja}"
        f"次のどれかの名前か見出しの表にしてください: {ja}。ひな形は `plangraph template` で作れます。",
        f"{path.name} has no table of a plan. {there_en} "
        f"It should have one of these sheets or headings: {en}. `plangraph template` makes an empty workbook.",
    )
