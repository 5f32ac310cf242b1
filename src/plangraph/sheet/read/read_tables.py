"""The tables of a workbook or of CSV files: rows of known columns, and notices of what is not read as it stands.

Merged cells and 〃 are filled in; what is no row, such as an example or a total, is left out with a notice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from plangraph.errors import PlangraphError
from plangraph.sheet import sheets as layout
from plangraph.sheet.columns import ROWS_SHEET, Column, Notice, ReadRow, ReadTable, Sheet, notice, refusal
from plangraph.sheet.read import input_files, recognised
from plangraph.sheet.read.grid import Grid, Part
from plangraph.sheet.read.headings import Headings, simplified
from plangraph.sheet.read.recognised import Found, Places
from plangraph.store.places import Cell, Place, Row, column_letters
from plangraph.text import Text
from plangraph.view import texts

_KEY, _CARRIED = Text("キー", "key"), Text("控え", "carried statements")
_MOST_BLANK: Final = 200
_MOST_LISTED: Final = 10
_SAME: Final = frozenset(["〃", "同上", "同", "″", "”", '"', "''", "仝", "々"])
_EXAMPLES: Final = frozenset(["例", "記入例", "記載例", "入力例", "見本", "サンプル", "example", "sample"])
_TOTALS: Final = frozenset(["合計", "小計", "総計", "計", "総合計", "中計", "累計", "total", "subtotal", "sum"])
_EXAMPLE: Final = re.compile(r"[(（【\[〈<]?(?:記入|記載|入力)?例[)）】\]〉>:：]|(?:記入|記載|入力)例")
_NOTE: Final = re.compile(r"[※＊*]|[(（]?注\d*[)）:：]")
_FORM_OF_KEY: Final = re.compile(r"(?:[a-z][a-z-]*:|https?://)[^\s<>\"{}|\\^`]+")
_Sheets = list[tuple[Sheet, Headings]]


@dataclass(frozen=True)
class Reading:
    """The tables in a file, in its order, and what a person should know of how they were read."""

    tables: list[ReadTable]
    notices: list[Notice]


def read(path: Path, kind: str = "both") -> Reading:
    """Read an .xlsx or .xlsm file, a CSV file or a folder of these; `kind` is "plan", "progress" or "both".

    Nothing in the file is run. Raises PlangraphError where it cannot be opened or none of its sheets is known.
    """
    wanted = layout.every() if kind == "both" else layout.workbook(kind)
    sheets = [(sheet, Headings(sheet)) for sheet in wanted]
    parts = input_files.parts(path)
    notices: list[Notice] = []
    exported = _exported(path, parts)
    tables = [_table(found, exported, notices) for found in _found(path, parts, sheets, notices)]
    if not tables:
        raise _nothing(path, parts, sheets)
    return Reading(tables, notices)


def _found(path: Path, parts: list[Part], sheets: _Sheets, notices: list[Notice]) -> Iterator[Found]:
    """The sheets that are ours, all of their cells read; a notice for each other one that has any."""
    for part in parts:
        if recognised.is_without_table(part.name):
            continue
        is_ours = recognised.is_named_as_ours(part, sheets)
        head = _grid(path, part, head=not is_ours)
        if not head.rows:
            continue
        found = recognised.recognised(part, sheets, head)
        if found is None:
            key = "sheet_without_headings" if is_ours else "sheet_unknown"
            notices.append(notice(key, Place(part.name), sheet=part.name))
        elif other := recognised.copied_from(part, parts):
            notices.append(notice("sheet_copied", Place(part.name), sheet=part.name, other=other))
        else:
            if recognised.plain(part.name) not in {
                recognised.plain(name) for name in (found.sheet.name.ja, found.sheet.name.en)
            }:
                notices.append(found.notice("sheet_taken_as", table=found.sheet.name))
            yield found if is_ours else replace(found, grid=_grid(path, part, head=False))


def _grid(path: Path, part: Part, *, head: bool) -> Grid:
    return input_files.guarded(path, lambda: part.grid(head), part.name)


def _exported(path: Path, parts: list[Part]) -> dict[str, frozenset[str]]:
    """The keys of the rows that the file had when it was written, by the key of their sheet; nothing of another's file."""
    found: dict[str, set[str]] = {}
    for part in parts:
        if part.name == ROWS_SHEET:
            for cells in _grid(path, part, head=False).rows.values():
                found.setdefault(cells.get(1, ""), set()).add(cells.get(2, ""))
    return {sheet: frozenset(keys) for sheet, keys in found.items()}


def _table(found: Found, exported: dict[str, frozenset[str]], notices: list[Notice]) -> ReadTable:
    found = recognised.below_headings(found)
    placed = recognised.places(found)
    notices += placed.notices
    return ReadTable(
        found.part.name,
        found.sheet,
        found.header.bottom,
        placed.columns,
        {place: re.sub(r"\s+", " ", text) for place, text in found.header.texts.items()},
        frozenset(column for column, place in placed.columns.items() if found.grid.is_hidden(place)),
        tuple(rows(found, placed, notices)),
        exported.get(found.sheet.key, frozenset()),
        {place: name for place, name in ((placed.key, _KEY), (placed.carried, _CARRIED)) if place},
    )


def _nothing(path: Path, parts: list[Part], sheets: _Sheets) -> PlangraphError:
    """What a file without a table should have: the sheets with some of their headings."""
    wanted = Text(
        "、".join(f"「{sheet.name.ja}」（{'・'.join(_some(sheet, 'ja'))} など）" for sheet, _ in sheets),
        "; ".join(f"“{sheet.name.en}” ({', '.join(_some(sheet, 'en'))}, …)" for sheet, _ in sheets),
    )
    names = [part.name for part in parts][:20]
    listed = Text("、".join(names), ", ".join(names))
    there = texts.both("sheets_there" if names else "no_sheets", "reading", sheets=listed)
    return refusal("no_table", file=path.name, there=there, wanted=wanted)


def _some(sheet: Sheet, lang: str) -> list[str]:
    return [column.name.text(lang) for column in sheet.columns if not column.hidden][:4]


def rows(found: Found, placed: Places, notices: list[Notice]) -> Iterator[ReadRow]:
    """The rows below the headings in their order; those that are blank or repeat the headings are left out silently."""
    grid, name = found.grid, found.part.name
    numbers = _numbers(found, placed, notices)
    fills = _fills(grid, set(placed.columns.values()), numbers)
    bands = {(area.top, area.left) for area in grid.merged if area.right - area.left >= 2}
    above: dict[Column, str] = {}
    wrong_keys: list[int] = []
    for number in numbers:
        own = grid.rows[number]
        if _repeats(own, found):
            continue
        written = own.get(placed.key, "") if placed.key else ""
        key = written if _FORM_OF_KEY.fullmatch(written) else ""
        if written and not key:
            wrong_keys.append(number)
        reason = "" if key else _reason(own, placed, (number, min(own)) in bands)
        if reason:
            notices.append(found.notice(reason, Row(name, number), row=number))
            continue
        above = _cells(own, placed, fills, number, above)
        yield ReadRow(number, key, own.get(placed.carried, "") if placed.carried else "", above)
    notices += _troubles(found, placed)
    if wrong_keys:
        cells = _listed(placed.key, wrong_keys)
        notices.append(found.notice("keys_malformed", Cell(name, wrong_keys[0], placed.key), cells=cells))


def _numbers(found: Found, placed: Places, notices: list[Notice]) -> list[int]:
    """The rows that have a cell of a known column, until two hundred in a row are blank."""
    known = set(placed.columns.values())
    bottom, name = found.header.bottom, found.part.name
    numbers: list[int] = []
    for number in sorted(row for row, cells in found.grid.rows.items() if row > bottom and not known.isdisjoint(cells)):
        if number - (numbers[-1] if numbers else bottom) > _MOST_BLANK:
            notices.append(found.notice("rows_behind_blank", Row(name, number), row=number, most=_MOST_BLANK))
            break
        numbers.append(number)
    return numbers


def _fills(grid: Grid, places: set[int], numbers: list[int]) -> dict[tuple[int, int], str]:
    """What merged cells put into the rows below their first one."""
    found: dict[tuple[int, int], str] = {}
    reached: dict[int, int] = {}
    for area in sorted(grid.merged):
        if area.left not in places or area.top <= reached.get(area.left, 0):
            continue
        reached[area.left] = area.bottom
        text = grid.rows.get(area.top, {}).get(area.left, "")
        if text and numbers and area.top >= numbers[0]:
            for number in numbers[bisect_right(numbers, area.top) : bisect_right(numbers, area.bottom)]:
                found[number, area.left] = text
    return found


def _cells(
    own: Mapping[int, str], placed: Places, fills: Mapping[tuple[int, int], str], number: int, above: dict[Column, str]
) -> dict[Column, str]:
    cells: dict[Column, str] = {}
    for column, place in placed.columns.items():
        if column in placed.years:
            continue
        text = own.get(place) or fills.get((number, place), "")
        cells[column] = above[column] if text in _SAME and above.get(column) else text
    for column, (value, year) in placed.years.items():
        cells[column] = year if cells.get(value) else ""
    return cells


def _repeats(own: Mapping[int, str], found: Found) -> bool:
    """Whether a row repeats the headings, as after a page break."""
    header = found.header
    return any(
        len(own) * 3 <= len(same) * 5 and (len(same) > 1 or len(header.texts) == 1)
        for row in range(header.top, header.bottom + 1)
        if (same := [place for place, text in own.items() if found.grid.rows.get(row, {}).get(place) == text])
    )


def _reason(own: Mapping[int, str], placed: Places, is_merged: bool) -> str:
    """Why a row is none of the table, as the key of a text; empty where it is one."""
    places = sorted(own)
    first = own[places[0]]
    words = {_word(own[place]) for place in places[:2]}
    if words & _EXAMPLES or (_EXAMPLE.match(first) and len(first) < 20):
        return "row_example"
    if words & _TOTALS:
        return "row_total"
    is_alone = len(own) == 1 and len(placed.columns) > 1
    if is_alone and _NOTE.match(first):
        return "row_note"
    return "row_band" if is_alone and is_merged else ""


def _word(text: str) -> str:
    return re.sub(r"[^\w]", "", simplified(text)) if len(text) < 20 else text


def _troubles(found: Found, placed: Places) -> Iterator[Notice]:
    """Cells of known columns that hold an error or a formula never calculated, one notice a column and kind."""
    kinds: dict[tuple[int, str], list[int]] = {}
    known = {*placed.columns.values(), placed.key, placed.carried} - {0}
    for (row, place), error in sorted(found.grid.troubles.items()):
        if place in known and row > found.header.bottom:
            kinds.setdefault((place, error), []).append(row)
    for (place, error), numbers in kinds.items():
        key = "cells_error" if error else "cells_uncalculated"
        yield found.notice(key, Cell(found.part.name, numbers[0], place), cells=_listed(place, numbers), error=error)


def _listed(place: int, rows: list[int]) -> Text:
    cells = [f"{column_letters(place)}{row}" for row in rows[:_MOST_LISTED]]
    listed, more = Text("、".join(cells), ", ".join(cells)), len(rows) - len(cells)
    return texts.both("some_cells", "reading", cells=listed, more=more) if more else listed
