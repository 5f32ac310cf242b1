"""Which column a heading means: by its name, in other words for it, with a year in it, or misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from plangraph.sheet.columns import Column, Sheet
from plangraph.sheet.exporting import for_year
from plangraph.sheet.values import fiscal_year

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
_OTHERS: Final = frozenset(
    [
        "事業費",
        "事業者",
        "事業者名",
        "担当者",
        "担当者名",
        "課長名",
        "担当課長",
        "事業番号",
        "事業コード",
        "備考",
        "予算額",
        "決算額",
        "目標数",
        "電話番号",
    ]
)
"""Headings that are known to mean something else than those which they resemble."""

_ONE_YEAR: Final = r"(?:(?:明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])\.?\s*(?:元|\d{1,2})(?!\d)|(?:西暦|FY\s*)?(?<!\d)(?:19|20|21)\d{2}(?!\d))"
_YEAR: Final = re.compile(
    rf"{_ONE_YEAR}(?:\s*\({_ONE_YEAR}年?度?\))?\s*(?:年度末|年度|年末|年(?:\s*(?P<month>\d{{1,2}})月(?:末|\d{{1,2}}日)?)?)?(?:時点|現在)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Match:
    """What a heading means: a column (or KEY, CARRIED), the year that the heading says as it says it, and how sure that is."""

    column: Column | str
    quality: int
    year: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether a column that is repeated for years has its year."""
        column = self.column
        return (
            isinstance(column, str) or column.via is None or column.via.repeated_by is None or column.year is not None
        )


@lru_cache(maxsize=2_000)
def simplified(text: str) -> str:
    """A heading without width, case, blanks and marks such as （必須） or ※."""
    wanted = unicodedata.normalize("NFKC", text).strip()
    before = ""
    while before != wanted:
        before, wanted = wanted, _MARKS.sub("", wanted)
    return re.sub(r"[\s_]+", "", wanted).casefold()


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
            for name in column.name.values():
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
        rest, said = without_year(text)
        wanted = simplified(rest or text).translate(_ALIKE)
        names = {**self._other, **self._simple}
        best = process.extractOne(wanted, {name: name.translate(_ALIKE) for name in names}, scorer=fuzz.ratio)
        if not wanted or best is None or len(wanted) > _LONGEST:
            return None, ""
        _, score, name = best
        found = _dated(Match(names[name], NEAR), said) if said else Match(names[name], NEAR)
        fits = score >= _LIKE and wanted not in _OTHERS and len(wanted) > 1 and found.column not in set(taken)
        resembles = score >= _RESEMBLING
        return (found if fits else None), names[name].name["ja"] if resembles else ""

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
        rest, said = without_year(text)
        found = (self._named(rest) or self._bare(rest)) if said and rest else None
        return None if found is None else _dated(found, said)

    def _bare(self, text: str) -> Match | None:
        return self._named(_BRACKETS.sub("", _narrow(text)))


def _loose(form: str) -> str:
    """A simplified heading without particle and dots: 現状値年度 is 現状値の年度."""
    return re.sub(r"[の・･/,、及び]|および", "", form)


def _dated(found: Match, said: str) -> Match:
    column, year = found.column, fiscal_year(said)
    if (
        isinstance(column, Column)
        and column.via is not None
        and column.via.repeated_by is not None
        and year is not None
    ):
        return Match(for_year(column, year), found.quality, said)
    return Match(column, found.quality, said)


def without_year(text: str) -> tuple[str, str]:
    """A heading without the one year in it, and that year as written; ("", year) for a bare year, (text, "") for none."""
    wanted = _narrow(text)
    found = list(_YEAR.finditer(wanted))
    if len({fiscal_year(each[0].strip()) or each[0] for each in found}) != 1:
        return text, ""
    said = found[0][0].strip()
    if (month := found[0]["month"]) and int(month) <= 3 and (year := fiscal_year(re.sub(r"年.*", "年", said))):
        said = f"{year - 1}年度"
    elif month or re.match(r"(?i)FY", said):
        said = re.sub(r"年.*|(?i:^FY\s*)", "", said) if not month else re.sub(r"年.*", "年", said)
    rest = re.sub(r"[(\[【〔〈{]\s*[)\]】〕〉}]", "", _YEAR.sub("", wanted))
    return re.sub(r"^[\s・の:/／]+|[\s・の:/／]+$", "", rest), re.sub(r"時点|現在", "", said)


@lru_cache(maxsize=2_000)
def _narrow(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
