"""Values that say something else than their number, and figures of a text that are nearly those of a table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.reason.observers.facts import Fact
from plangraph.store import terms
from plangraph.text import normalised

_VALUES: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX measure: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
SELECT ?thing ?owner ?unit ?printed ?number ?period ?within ?figure WHERE {
  { ?thing pg:indicator ?owner BIND (false AS ?figure) OPTIONAL { ?owner pg:unit ?unit } }
  UNION { ?thing pg:statedIn ?owner BIND (true AS ?figure) OPTIONAL { ?thing pg:unit ?unit } }
  OPTIONAL { ?thing pg:printedValue ?printed }
  OPTIONAL { ?thing measure:obsValue ?number }
  OPTIONAL { ?thing dimension:refPeriod ?period }
  OPTIONAL { ?owner pg:isPartOf ?above . OPTIONAL { ?above pg:isPartOf ?over } }
  BIND (IF(?figure, ?over, ?above) AS ?within)
}"""
_UNITS: Final = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?unit ?word WHERE {
  ?unit skos:inScheme <https://w3id.org/plangraph/concept/unit> ; skos:prefLabel|skos:altLabel ?word . FILTER (LANG(?word) = "ja")
}"""
_NUMBER: Final = re.compile(r"[▲△-]?\d[\d,]*(?:\.\d+)?")
_SCALES: Final = {"千": 1_000, "万": 10_000, "億": 100_000_000}
_SIGNS: Final = re.compile(r"[\W_ー]*")
_PRINTED: Final = terms.term("pg:printedValue")
_DOUBT: Final = terms.BASE + "concept/value-doubt/"
_DIGITS: Final = 4


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


def values(store: Store) -> list[Value]:
    """The values and figures, sorted; those that are given twice contradict themselves and are left out."""
    found: Any = store.query(_VALUES, use_default_graph_as_union=True)
    held: defaultdict[str, set[Value]] = defaultdict(set)
    for row in found:
        held[row["thing"].value].add(
            Value(
                row["thing"].value,
                row["owner"].value,
                _text(row["unit"]),
                _text(row["printed"]),
                _text(row["number"]),
                _text(row["period"]),
                _text(row["within"]),
                row["figure"].value == "true",
            )
        )
    return sorted(value for same in held.values() if len(same) == 1 for value in same)


def _text(node: Any) -> str:
    return "" if node is None else str(node.value)


def units(store: Store) -> dict[str, str]:
    """Which unit each word stands for."""
    found: Any = store.query(_UNITS, use_default_graph_as_union=True)
    return {normalised(row["word"].value): row["unit"].value for row in found}


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


def observed(found: Iterable[Value], words: dict[str, str]) -> Iterator[Fact]:
    """A fact for each value whose print says something else than its number or unit, and for each figure near a value."""
    tables: defaultdict[tuple[str, str], list[Value]] = defaultdict(list)
    all_values = list(found)
    for value in all_values:
        if not value.figure and value.within:
            tables[value.within, value.period].append(value)
    for value in all_values:
        yield from _printed(value, words)
        if value.figure:
            yield from _near(value, tables[value.within, value.period])


def _printed(value: Value, words: dict[str, str]) -> Iterator[Fact]:
    said = number(value.printed)
    if said is not None and value.number and Decimal(value.number) != said:
        yield _fact("number-differs", value, value.printed, None)
    unit = words.get(unit_word(value.printed))
    if said is not None and unit and value.unit and unit != value.unit:
        yield _fact("unit-differs", value, value.printed, None)
    if not value.figure and value.printed and not value.number and not _SIGNS.fullmatch(value.printed):
        yield _fact("no-number", value, value.printed, None)


def _near(figure: Value, table: Iterable[Value]) -> Iterator[Fact]:
    for value in table:
        one, other = (str(Decimal(each.number or 0).normalize().__format__("f")) for each in (figure, value))
        if nearly(one, other):
            yield _fact("near-value", figure, figure.printed or one, value.owner)


def _fact(doubt: str, value: Value, found: str, other: str | None) -> Fact:
    return Fact(
        "pg:DoubtfulValue",
        NamedNode(value.thing),
        _PRINTED,
        found=found,
        others=() if other is None else (NamedNode(other),),
        more={"pg:valueDoubt": NamedNode(_DOUBT + doubt)},
    )
