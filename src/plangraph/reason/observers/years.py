"""Years written in an era to which they do not belong, or beside a year of the common era that is another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.written import Written
from plangraph.store import terms

_PERIODS: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT ?plan ?text WHERE { ?plan pg:printedPeriod ?text }"""
_YEAR: Final = re.compile(
    r"(?P<era>昭和|平成|令和)\s?(?P<number>元|\d{1,2})(?:\s?[(（]\s?(?P<common>\d{4})年?\s?[)）])?\s?年"
    r"|(?P<first>\d{4})\s?[(（]\s?(?P<other>昭和|平成|令和)\s?(?P<count>元|\d{1,2})\s?年?\s?[)）]\s?年"
)
_ERAS: Final = {"昭和": (1926, 1989), "平成": (1989, 2019), "令和": (2019, 9999)}


@dataclass(frozen=True)
class Doubtful:
    """A year that cannot be: as written, where, what it should be, and whether the era or the pair of years is wrong."""

    found: str
    start: int
    suggested: str
    outside: bool


def doubtful(text: str) -> Iterator[Doubtful]:
    """The years in a text that never were, or of which the two numbers disagree.

    A year that an era shares with the next, such as 平成31, is right in either.
    """
    for match in _YEAR.finditer(text):
        era, number = match["era"] or match["other"], match["number"] or match["count"]
        stated = match["common"] or match["first"]
        count = 1 if number == "元" else int(number)
        common = _ERAS[era][0] - 1 + count
        outside = not _ERAS[era][0] <= common <= _ERAS[era][1]
        if outside or (stated is not None and int(stated) != common):
            better = _in_era(common) if outside or stated is None else _in_era(int(stated))
            if count:
                yield Doubtful(match[0], match.start(), _written(match, better), outside)
            else:
                yield Doubtful(match[0], match.start(), "", outside)


def _in_era(common: int) -> tuple[str, int]:
    era = next(era for era in reversed(_ERAS) if _ERAS[era][0] <= common)
    return era, common - _ERAS[era][0] + 1


def _written(match: re.Match[str], year: tuple[str, int]) -> str:
    """The year in the right era, in the form in which it was found."""
    era, number = year[0], "元" if year[1] == 1 else str(year[1])
    if match["first"] is not None:
        return match[0].replace(match["other"] + match["count"], era + number, 1)
    wide = unicodedata.normalize("NFKC", match["number"]) != match["number"]
    shown = "".join(chr(ord(c) + 0xFEE0) if c.isdecimal() else c for c in number) if wide else number
    head = match[0][: match.start("number") - match.start()].replace(match["era"], era, 1)
    return head + shown + match[0][match.end("number") - match.start() :]


def periods(store: Store) -> list[Written]:
    """The printed years of plans, as written things."""
    found: Any = store.query(_PERIODS, use_default_graph_as_union=True)
    path = terms.term("pg:printedPeriod").value
    return sorted(Written(row["plan"].value, "Plan", row["plan"].value, path, "", row["text"].value) for row in found)


def observed(written: Iterable[Written]) -> Iterator[Fact]:
    """A fact for each doubtful year, in text order."""
    for each in written:
        for year in doubtful(each.text):
            yield Fact(
                "pg:DoubtfulYear",
                NamedNode(each.element),
                NamedNode(each.path),
                found=year.found,
                suggested=year.suggested or None,
                passage=NamedNode(each.passage) if each.passage else None,
                start=year.start,
                more={"pg:outsideEra": terms.boolean(year.outside)},
            )
