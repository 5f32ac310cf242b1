"""The rows of a sheet below its headings: merged cells and 〃 filled in, what is no row left out with a notice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final

from plangraph.sheet.columns import Column
from plangraph.sheet.read.grid import Grid
from plangraph.sheet.read.headings import simplified
from plangraph.sheet.read.placing import Places
from plangraph.sheet.read.recognising import Found
from plangraph.sheet.tables import Notice, ReadRow
from plangraph.store.places import Cell, Place, Row, column_letters
from plangraph.text import Message, Text

_MOST_BLANK: Final = 200
_MOST_LISTED: Final = 10
_SAME: Final = frozenset(["〃", "同上", "同", "″", "”", '"', "''", "仝", "々"])
_EXAMPLES: Final = frozenset(["例", "記入例", "記載例", "入力例", "見本", "サンプル", "example", "sample"])
_TOTALS: Final = frozenset(["合計", "小計", "総計", "計", "総合計", "中計", "累計", "total", "subtotal", "sum"])
_EXAMPLE: Final = re.compile(r"[(（【\[〈<]?(?:記入|記載|入力)?例[)）】\]〉>:：]|(?:記入|記載|入力)例")
_NOTE: Final = re.compile(r"[※＊*]|[(（]?注\d*[)）:：]")
_KEY: Final = re.compile(r"(?:[a-z][a-z-]*:|https?://)[^\s<>\"{}|\\^`]+")


def read(found: Found, placed: Places, notices: list[Notice]) -> Iterator[ReadRow]:
    """The rows in their order; those that are blank or repeat the headings are left out silently."""
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
        key = written if _KEY.fullmatch(written) else ""
        if written and not key:
            wrong_keys.append(number)
        reason = None if key else _reason(own, placed, (number, min(own)) in bands)
        if reason is not None:
            wrong = Text(f"{number} 行目は{reason.ja}", f"Row {number} {reason.en}")
            notices.append(Notice(Place(name, (Row(name, number),)), Message(wrong)))
            continue
        cells = _cells(own, placed, fills, number, above)
        above = cells
        yield ReadRow(number, key, own.get(placed.carried, "") if placed.carried else "", cells)
    notices += _troubles(found, placed)
    if wrong_keys:
        notices.append(_wrong_keys(found, placed, wrong_keys))


def _numbers(found: Found, placed: Places, notices: list[Notice]) -> list[int]:
    """The rows that have a cell of a known column, until two hundred in a row are blank."""
    known = set(placed.columns.values())
    bottom = found.header.bottom
    numbers: list[int] = []
    for number in sorted(row for row, cells in found.grid.rows.items() if row > bottom and not known.isdisjoint(cells)):
        if number - (numbers[-1] if numbers else bottom) > _MOST_BLANK:
            name = found.part.name
            notices.append(
                Notice(
                    Place(name, (Row(name, number),)),
                    Message(
                        Text(
                            f"シート「{name}」の {number} 行目から後は、{_MOST_BLANK} 行より長い空白の後にあるため読みませんでした。",
                            f"Sheet “{name}” was not read from row {number} on, as more than {_MOST_BLANK} blank rows come before.",
                        )
                    ),
                )
            )
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


def _reason(own: Mapping[int, str], placed: Places, is_merged: bool) -> Text | None:
    """Why a row is none of the table, to follow its number; None where it is one."""
    places = sorted(own)
    first = own[places[0]]
    said = {_word(own[place]) for place in places[:2]}
    if said & _EXAMPLES or (_EXAMPLE.match(first) and len(first) < 20):
        return Text("記入例と見て、読みませんでした。", "was taken for an example and not read.")
    if said & _TOTALS:
        return Text("合計の行と見て、読みませんでした。", "was taken for a total and not read.")
    if len(own) == 1 and len(placed.columns) > 1:
        if _NOTE.match(first):
            return Text("注記と見て、読みませんでした。", "was taken for a note and not read.")
        if is_merged:
            return Text(
                "横に結合された見出しと見て、読みませんでした。",
                "was taken for a heading across the table and not read.",
            )
    return None


def _word(text: str) -> str:
    return re.sub(r"[^\w]", "", simplified(text)) if len(text) < 20 else text


def _troubles(found: Found, placed: Places) -> Iterator[Notice]:
    """Cells of known columns that hold an error or a formula never calculated, one notice a column and kind."""
    kinds: dict[tuple[int, str], list[int]] = {}
    known = {*placed.columns.values(), placed.key, placed.carried} - {0}
    for (row, place), error in sorted(found.grid.troubles.items()):
        if place in known and row > found.header.bottom:
            kinds.setdefault((place, error), []).append(row)
    for (place, error), rows in kinds.items():
        cells = _listed(place, rows)
        if error:
            message = Message(
                Text(
                    f"{cells.ja} はエラー値（{error}）のため、空欄として読みました。",
                    f"{cells.en}: error value ({error}), read as blank.",
                )
            )
        else:
            message = Message(
                Text(
                    f"{cells.ja} の数式は計算された値が保存されていないため、空欄として読みました。",
                    f"{cells.en}: a formula without a saved value, read as blank.",
                ),
                Text("Excel で開いて保存し直してください。", "Open the file in Excel and save it."),
            )
        yield Notice(Place(found.part.name, (Cell(found.part.name, rows[0], place),)), message)


def _listed(place: int, rows: list[int]) -> Text:
    cells = [f"{column_letters(place)}{row}" for row in rows[:_MOST_LISTED]]
    more = len(rows) - len(cells)
    return Text(
        "、".join(cells) + (f" ほか {more} 個" if more else ""),
        ", ".join(cells) + (f" and {more} more" if more else ""),
    )


def _wrong_keys(found: Found, placed: Places, rows: list[int]) -> Notice:
    cells = _listed(placed.key, rows)
    return Notice(
        Place(found.part.name, (Cell(found.part.name, rows[0], placed.key),)),
        Message(
            Text(
                f"{cells.ja} はキーの形でないため、キーのない行として読みました。",
                f"{cells.en}: not of the form of a key, so read as rows without one.",
            )
        ),
    )
