"""The headings of a sheet: which column each means, and in which rows they stand.

A column is called by its name, in other words for it, with a year in it, or misspelt; headings stand below titles, over one
another, with merged cells.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from plangraph.sheet.cell_names import fiscal_year
from plangraph.sheet.columns import Column, Sheet
from plangraph.sheet.read.grid import HEAD, Grid
from plangraph.text import normalised

KEY, CARRIED = "key", "carried"
EXACT, SIMPLE, ALIAS, NEAR = 4, 3, 2, 1
_KEYS: Final = frozenset({"キー", "key", "id", "識別子", "iri", "uri"})
_CARRIED: Final = frozenset({"控え", "控", "carried", "carriedstatements", "record"})
_LIKE: Final = 75
_RESEMBLING: Final = 40
_LONGEST: Final = 80
_MARKS: Final = re.compile(
    r"[(\[【〔〈［（{](?:必須|任意|選択|選択式|入力|自動|再掲|案|\*|※|required|optional)[)\]】〕〉］）}]|[※*＊★☆●■◆▼▽↓□◎・:：。.\s_]+$"
    r"|^[※*＊★☆●■◆▼▽・\s]+|(?:必須|※\d*)$"
)
_BRACKETS: Final = re.compile(r"[(\[【〔〈{](?!英語|English)[^()\[\]【】〔〕〈〉{}]*[)\]】〕〉}]", re.IGNORECASE)
_ALIKE: Final = str.maketrans("科果積責漂索直置", "課課績績標策値値")
_OTHERS: Final = frozenset({
    "事業費", "事業者", "事業者名", "担当者", "担当者名", "課長名", "担当課長", "事業番号", "事業コード", "備考", "予算額", "決算額",
    "目標数", "電話番号",
})  # fmt: skip
"""Headings that are known to mean something else than those which they resemble."""
_ONE_YEAR: Final = r"(?:(?:明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])\.?\s*(?:元|\d{1,2})(?!\d)|(?:西暦|FY\s*)?(?<!\d)(?:19|20|21)\d{2}(?!\d))"
_YEAR: Final = re.compile(
    rf"{_ONE_YEAR}(?:\s*\({_ONE_YEAR}年?度?\))?\s*(?:年度末|年度|年末|年(?:\s*(?P<month>\d{{1,2}})月(?:末|\d{{1,2}}日)?)?)?(?:時点|現在)?",
    re.IGNORECASE,
)
_FIRST_ROWS: Final = HEAD - 5
_DEEPEST: Final = 3
_LONGEST_TEXT: Final = 200
_MOST_MERGED: Final = 2_000
_Merged = dict[tuple[int, int], tuple[int, int]]
_VALUES: Final = frozenset({"値", "数値", "数", "value"})


@dataclass(frozen=True)
class Match:
    """What a heading means: a column (or KEY, CARRIED), how sure that is, and the year in the heading as it stands there."""

    column: Column | str
    quality: int
    year: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether a column that is repeated for years has its year."""
        return isinstance(self.column, str) or not self.column.repeats


@lru_cache(maxsize=2_000)
def simplified(text: str) -> str:
    """A heading without width, case, blanks and marks such as （必須） or ※."""
    before, wanted = "", normalised(text)
    while before != wanted:
        before, wanted = wanted, _MARKS.sub("", wanted)
    return wanted.replace("_", "").casefold()


class Headings:
    """The columns of a sheet by all that they may be called; made once, asked for every heading."""

    def __init__(self, sheet: Sheet) -> None:
        """Index names as they are, simplified, and other words; where several columns fit, the first counts."""
        self._exact: dict[str, Column] = {}
        self._simple: dict[str, Column] = {}
        self._other: dict[str, Column] = {}
        self._loose: dict[str, Column] = {}
        self._known: dict[str, Match | None] = {}
        for column in sheet.columns:
            for name in (column.name.ja, column.name.en):
                self._exact.setdefault(name, column)
                self._simple.setdefault(simplified(name), column)
            for name in sorted(column.aliases):
                self._other.setdefault(simplified(name), column)
        for name, column in [*self._simple.items(), *self._other.items()]:
            self._loose.setdefault(_loose(name), column)

    def match(self, text: str) -> Match | None:
        """The column that a heading surely means, or None."""
        if not text or len(text) > _LONGEST:
            return None
        if text not in self._known:
            self._known[text] = self._special(text) or self._named(text) or self._of_year(text) or self._bare(text)
        return self._known[text]

    def nearest(self, text: str, taken: Iterable[Column | str] = ()) -> tuple[Match | None, str]:
        """The column that a misspelt heading may mean, if it is not `taken`; and the name that is most like the heading."""
        rest, year = without_year(text)
        wanted = simplified(rest or text).translate(_ALIKE)
        names = {**self._other, **self._simple}
        best = process.extractOne(wanted, {name: name.translate(_ALIKE) for name in names}, scorer=fuzz.ratio)
        if not wanted or best is None or len(wanted) > _LONGEST:
            return None, ""
        _, score, name = best
        found = _dated(Match(names[name], NEAR), year) if year else Match(names[name], NEAR)
        fits = score >= _LIKE and wanted not in _OTHERS and len(wanted) > 1 and found.column not in set(taken)
        resembles = score >= _RESEMBLING
        return (found if fits else None), names[name].name.ja if resembles else ""

    def _special(self, text: str) -> Match | None:
        form = simplified(_BRACKETS.sub("", _narrow(text)))
        return Match(KEY, EXACT) if form in _KEYS else Match(CARRIED, EXACT) if form in _CARRIED else None

    def _named(self, text: str) -> Match | None:
        if column := self._exact.get(text):
            return Match(column, EXACT)
        form = simplified(text)
        if column := self._simple.get(form):
            return Match(column, SIMPLE)
        other = self._other.get(form) or self._loose.get(_loose(form))
        return Match(other, ALIAS) if other else None

    def _of_year(self, text: str) -> Match | None:
        rest, year = without_year(text)
        found = (self._named(rest) or self._bare(rest)) if year and rest else None
        return None if found is None else _dated(found, year)

    def _bare(self, text: str) -> Match | None:
        return self._named(_BRACKETS.sub("", _narrow(text)))


def _loose(form: str) -> str:
    """A simplified heading without particle and dots: 現状値年度 is 現状値の年度."""
    return re.sub(r"[の・･/,、及び]|および", "", form)


def _dated(found: Match, written: str) -> Match:
    column, year = found.column, fiscal_year(written)
    if isinstance(column, Column) and column.repeats and year is not None:
        column = column.for_year(year)
    return Match(column, found.quality, written)


def without_year(text: str) -> tuple[str, str]:
    """A heading without the one year in it, and that year as written; ("", year) for a bare year, (text, "") for none."""
    wanted = _narrow(text)
    found = list(_YEAR.finditer(wanted))
    if len({fiscal_year(year[0].strip()) or year[0] for year in found}) != 1:
        return text, ""
    written = found[0][0].strip()
    if (month := found[0]["month"]) and int(month) <= 3 and (year := fiscal_year(re.sub(r"年.*", "年", written))):
        written = f"{year - 1}年度"
    elif month:
        written = re.sub(r"年.*", "年", written)
    elif re.match(r"(?i)FY", written):
        written = re.sub(r"年.*|(?i:^FY\s*)", "", written)
    rest = re.sub(r"[(\[【〔〈{]\s*[)\]】〕〉}]", "", _YEAR.sub("", wanted))
    return re.sub(r"^[\s・の:/／]+|[\s・の:/／]+$", "", rest), re.sub(r"時点|現在", "", written)


@lru_cache(maxsize=2_000)
def _narrow(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


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
    texts = {column: " ".join(part[:_LONGEST_TEXT] for part in parts) for column, parts in stacks.items()}
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
    return max((place for place in grid.rows.get(row, {}) if place <= column), default=column)


def _merged(grid: Grid) -> _Merged:
    """For each filled column of the first rows, into which cell it is merged."""
    columns = _columns(grid, 1, HEAD)
    found: _Merged = {}
    for area in [area for area in grid.merged if area.top <= HEAD][:_MOST_MERGED]:
        for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
            for row in range(area.top, min(area.bottom, HEAD) + 1):
                found.setdefault((row, column), (area.top, area.left))
    return found


def _readings(parts: list[str]) -> Iterator[str]:
    """What headings over one another may mean together, the clearest first."""
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
