"""Numbers that cannot be: values printed otherwise, figures of a text that are nearly those of a table, impossible years."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.reason.corpus import Fact, Written, fact, nodes
from plangraph.store import lookup, terms
from plangraph.text import normalised

_VALUES: Final = """
SELECT ?thing ?owner ?unit ?printed ?number ?period ?within ?figure WHERE {
  { ?thing pg:indicator ?owner BIND (false AS ?figure) OPTIONAL { ?owner pg:unit ?unit } }
  UNION { ?thing pg:statedIn ?owner BIND (true AS ?figure) OPTIONAL { ?thing pg:unit ?unit } }
  OPTIONAL { ?thing pg:printedValue ?printed }
  OPTIONAL { ?thing sdmx-measure:obsValue ?number }
  OPTIONAL { ?thing sdmx-dimension:refPeriod ?period }
  OPTIONAL { ?owner pg:isPartOf ?above . OPTIONAL { ?above pg:isPartOf ?over } }
  BIND (IF(?figure, ?over, ?above) AS ?within)
}"""
_UNITS: Final = """
SELECT ?unit ?word WHERE {
  ?unit skos:inScheme <https://w3id.org/plangraph/concept/unit> ; skos:prefLabel|skos:altLabel ?word . FILTER (LANG(?word) = "ja")
}"""
_PERIODS: Final = "SELECT DISTINCT ?plan ?text { ?plan pg:printedPeriod ?text } ORDER BY ?plan ?text"
_NUMBER: Final = re.compile(r"[▲△-]?\d[\d,]*(?:\.\d+)?")
_SCALES: Final = {"千": 1_000, "万": 10_000, "億": 100_000_000}
_SIGNS: Final = re.compile(r"[\W_ー]*")
_PRINTED: Final = terms.term("pg:printedValue")
_PERIOD: Final = terms.term("pg:printedPeriod")
_DOUBT: Final = terms.BASE + "concept/value-doubt/"
_DIGITS: Final = 4
_YEAR: Final = re.compile(
    r"(?P<era>昭和|平成|令和)\s?(?P<number>元|\d{1,2})(?:\s?[(（]\s?(?P<common>\d{4})年?\s?[)）])?\s?年"
    r"|(?P<first>\d{4})\s?[(（]\s?(?P<other>昭和|平成|令和)\s?(?P<count>元|\d{1,2})\s?年?\s?[)）]\s?年"
)
_ERAS: Final = {"昭和": (1926, 1989), "平成": (1989, 2019), "令和": (2019, 9999)}


@dataclass(frozen=True, order=True)
class Value:
    """One value of an indicator, or one figure of a text, with the measure in which it stands."""

    thing: str
    owner: str
    unit: str
    printed: str
    number: str
    period: str
    within: str
    figure: bool


@dataclass(frozen=True)
class DoubtfulYear:
    """A year that cannot be: as written, where, what it should be, and whether the era or the pair of years is wrong."""

    found: str
    start: int
    suggested: str
    outside: bool


def values(store: Store) -> list[Value]:
    """The values and figures, sorted; those that are given twice contradict themselves and are left out."""
    given: defaultdict[str, set[Value]] = defaultdict(set)
    for row in lookup.rows(store, _VALUES):
        figure = row.pop("figure") == "true"
        given[row["thing"]].add(Value(**row, figure=figure))
    return sorted(value for same in given.values() if len(same) == 1 for value in same)


def units(store: Store) -> dict[str, str]:
    """Which unit each word stands for."""
    return {normalised(row["word"]): row["unit"] for row in lookup.rows(store, _UNITS)}


def number(printed: str) -> Decimal | None:
    """The one number that is printed, with 千 and 万 counted in; None for no number or several."""
    flat = normalised(printed)
    found = _NUMBER.findall(flat)
    if len(found) != 1:
        return None
    try:
        value = Decimal(re.sub("[▲△]", "-", found[0]).replace(",", ""))
    except InvalidOperation:
        return None
    scale = flat[flat.index(found[0]) + len(found[0]) :][:1]
    return value * _SCALES.get(scale, 1)


def unit_word(printed: str) -> str:
    """What is printed after the number."""
    return _NUMBER.sub("", normalised(printed)).lstrip("約延べ年計千万億").strip("()")


def nearly(one: str, other: str) -> bool:
    """Whether two numbers of as many digits differ by one digit, or by two neighbours that changed places."""
    if len(one) != len(other) or len(one) < _DIGITS or not (one + other).isdecimal():
        return False
    places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 2 and places[1] - places[0] == 1:
        return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
    return len(places) == 1 and places[0] > 0


def of_values(values: Sequence[Value], words: dict[str, str]) -> Iterator[Fact]:
    """A fact for each value whose print says something else than its number or unit, and for each figure near a value."""
    tables: defaultdict[tuple[str, str], list[Value]] = defaultdict(list)
    for value in values:
        if not value.figure and value.within:
            tables[value.within, value.period].append(value)
    for value in values:
        yield from _printed(value, words)
        if value.figure:
            yield from _near(value, tables[value.within, value.period])


def _printed(value: Value, words: dict[str, str]) -> Iterator[Fact]:
    printed = number(value.printed)
    if printed is not None and value.number and Decimal(value.number) != printed:
        yield _doubtful("number-differs", value, value.printed)
    unit = words.get(unit_word(value.printed))
    if printed is not None and unit and value.unit and unit != value.unit:
        yield _doubtful("unit-differs", value, value.printed)
    if not value.figure and value.printed and not value.number and not _SIGNS.fullmatch(value.printed):
        yield _doubtful("no-number", value, value.printed)


def _near(figure: Value, table: Iterable[Value]) -> Iterator[Fact]:
    for value in table:
        one, other = (f"{Decimal(given.number or 0).normalize():f}" for given in (figure, value))
        if nearly(one, other):
            yield _doubtful("near-value", figure, figure.printed or one, value.owner)


def _doubtful(doubt: str, value: Value, found: str, *others: str) -> Fact:
    more = {"pg:valueDoubt": NamedNode(_DOUBT + doubt)}
    return Fact("pg:DoubtfulValue", NamedNode(value.thing), _PRINTED, found=found, others=nodes(others), more=more)


def doubtful_years(text: str) -> Iterator[DoubtfulYear]:
    """The years in a text that never were, or of which the two numbers disagree.

    A year that an era shares with the next, such as 平成31, is right in either.
    """
    for match in _YEAR.finditer(text):
        era, count = match["era"] or match["other"], match["number"] or match["count"]
        stated = match["common"] or match["first"]
        first, last = _ERAS[era]
        common = first - 1 + (1 if count == "元" else int(count))
        outside = not first <= common <= last
        if outside or (stated is not None and int(stated) != common):
            better = common if outside or stated is None else int(stated)
            meant = "" if count != "元" and int(count) == 0 else _rewritten(match, better)
            yield DoubtfulYear(match[0], match.start(), meant, outside)


def _rewritten(match: re.Match[str], common: int) -> str:
    """The year in the right era, in the form in which it was found."""
    era = next(era for era in reversed(_ERAS) if _ERAS[era][0] <= common)
    count = common - _ERAS[era][0] + 1
    shown = "元" if count == 1 else str(count)
    if match["first"] is not None:
        return match[0].replace(match["other"] + match["count"], era + shown, 1)
    if unicodedata.normalize("NFKC", match["number"]) != match["number"]:
        shown = "".join(chr(ord(c) + 0xFEE0) if c.isdecimal() else c for c in shown)
    head = match[0][: match.start("number") - match.start()].replace(match["era"], era, 1)
    return head + shown + match[0][match.end("number") - match.start() :]


def periods(store: Store) -> list[Written]:
    """The printed years of plans, as written things."""
    rows = lookup.rows(store, _PERIODS)
    return [Written(row["plan"], "Plan", row["plan"], _PERIOD.value, "", row["text"]) for row in rows]


def of_years(pieces: Iterable[Written]) -> Iterator[Fact]:
    """A fact for each doubtful year, in text order."""
    for piece in pieces:
        for year in doubtful_years(piece.text):
            more = {"pg:outsideEra": terms.boolean(year.outside)}
            yield fact("pg:DoubtfulYear", piece, year.found, year.start, suggested=year.suggested or None, more=more)
