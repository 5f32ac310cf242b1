"""Find the row or rows of headings of a sheet: below titles, over one another, with merged cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from plangraph.sheet.columns import Column
from plangraph.sheet.read.grid import HEAD, Grid
from plangraph.sheet.read.headings import CARRIED, KEY, Headings, Match

_FIRST_ROWS: Final = HEAD - 5
_DEEPEST: Final = 3
_LONGEST: Final = 200
_MOST_MERGED: Final = 2_000
_Merged = dict[tuple[int, int], tuple[int, int]]
_VALUES: Final = frozenset({"値", "数値", "数", "value"})


@dataclass(frozen=True)
class Header:
    """The rows of headings, from `top` to `bottom`; what each column is headed, and which it surely is."""

    top: int
    bottom: int
    texts: dict[int, str]
    matches: dict[int, Match]
    score: float

    @property
    def is_clear(self) -> bool:
        """Whether most of the headings are known, so that no other row is worth a look."""
        return len(self.matches) > 1 and len(self.matches) * 2 > len(self.texts)


def find(grid: Grid, headings: Headings) -> Header | None:
    """The rows whose headings mean the most columns of a sheet, of equals the fewest and uppermost; None if none do."""
    best: Header | None = None
    merged = _merged(grid)
    for bottom in _candidates(grid, headings):
        for depth in range(1, _DEEPEST + 1):
            top = bottom - depth + 1
            if top < 1 or top > _FIRST_ROWS or (depth > 1 and top not in grid.rows):
                continue
            header = _header(grid, headings, merged, top, bottom)
            if header.score > (0 if best is None else best.score):
                best = header
    return best


def _candidates(grid: Grid, headings: Headings) -> list[int]:
    """The row with most headings that are known on their own, and those below that may belong to it."""
    rows = sorted(row for row in grid.rows if row <= _FIRST_ROWS + _DEEPEST)
    known = {row: sum(headings.match(text) is not None for text in grid.rows[row].values()) for row in rows}
    if not any(known.values()):
        return rows
    first = max(rows, key=lambda row: known[row])
    return [row for row in rows if first <= row < first + _DEEPEST]


def _header(grid: Grid, headings: Headings, merged: _Merged, top: int, bottom: int) -> Header:
    stacks = {column: _stack(grid, merged, (top, bottom), column) for column in _columns(grid, top, bottom)}
    matches: dict[int, Match] = {}
    for column, parts in stacks.items():
        for text in _readings(parts):
            found = headings.match(text)
            if found is not None and (column not in matches or (found.is_placed and not matches[column].is_placed)):
                matches[column] = found
    seen: dict[Column | str, float] = {}
    for found in matches.values():
        worth = 0.4 if found.column in (KEY, CARRIED) else 0.5 if not found.is_placed else 0.9 + found.quality / 100
        seen[found.column] = max(seen.get(found.column, 0.0), worth)
    texts = {column: " ".join(part[:_LONGEST] for part in parts) for column, parts in stacks.items()}
    return Header(top, bottom, texts, matches, sum(seen.values()))


def _columns(grid: Grid, top: int, bottom: int) -> list[int]:
    return sorted({column for row in range(top, bottom + 1) for column in grid.rows.get(row, ())})


def _stack(grid: Grid, merged: _Merged, rows: tuple[int, int], column: int) -> list[str]:
    """The headings over one another in a column, from the top, the same merged cell once."""
    found: list[tuple[tuple[int, int], str]] = []
    bottom = rows[1]
    for row in range(rows[0], bottom + 1):
        place = merged.get((row, column), (row, column))
        text = grid.rows.get(place[0], {}).get(place[1], "")
        if not text and row < bottom and grid.rows.get(bottom, {}).get(column):
            place = (row, _left(grid, row, column))
            text = grid.rows.get(row, {}).get(place[1], "")
        if text and all(place != other for other, _ in found):
            found.append((place, text))
    return [text for _, text in found]


def _left(grid: Grid, row: int, column: int) -> int:
    """The nearest filled cell to the left: over a group of columns often only the first is."""
    return max((each for each in grid.rows.get(row, {}) if each <= column), default=column)


def _merged(grid: Grid) -> _Merged:
    """For each filled column of the first rows, into which cell it is merged."""
    columns = _columns(grid, 1, HEAD)
    found: _Merged = {}
    for area in [each for each in grid.merged if each.top <= HEAD][:_MOST_MERGED]:
        for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
            for row in range(area.top, min(area.bottom, HEAD) + 1):
                found.setdefault((row, column), (area.top, area.left))
    return found


def _readings(parts: list[str]) -> Iterator[str]:
    """What headings over one another may say together, most telling first."""
    if len(parts) < 2:
        yield from parts
        return
    above, last = parts[-2], parts[-1]
    if last.strip() in _VALUES:
        yield above
    yield f"{above}の{last}"
    yield f"{above}（{last}）"
    yield f"{last}（{above}）"
    if len(parts) > 2:
        yield f"{parts[0]}の{last}"
    yield last
