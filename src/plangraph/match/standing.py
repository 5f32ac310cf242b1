"""Which two plans are compared, and how they stand to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.store import labels, lookup, terms

WITHIN: Final = "within"
GENERATIONS: Final = "generations"
PARALLEL: Final = "parallel"
CITIES: Final = "cities"


@dataclass(frozen=True)
class Comparison:
    """Two plans in the order of a link, older or the municipality's first, and how they stand to each other.

    `apart` is how many generations lie between the two; 1 is a direct succession, 0 where there is none.
    """

    one: NamedNode
    other: NamedNode
    kind: str
    apart: int = 0


def compared(store: Store, one: NamedNode, other: NamedNode) -> Comparison:
    """How two plans stand to each other, in the order in which links are written."""
    if one == other:
        return Comparison(one, other, WITHIN)
    if _disjoint(store, one, other, "pg:municipality"):
        return Comparison(one, other, CITIES)
    series = [set(lookup.objects(store, each, terms.term("pg:inSeries"))) for each in (one, other)]
    if series[0] & series[1]:
        numbers = [_generation(store, each) for each in (one, other)]
        apart = numbers[1] - numbers[0]
        first, second = (one, other) if apart >= 0 else (other, one)
        return Comparison(first, second, GENERATIONS, abs(apart))
    first, second = sorted((one, other), key=lambda each: (not _of_municipality(store, each), each != one))
    return Comparison(first, second, PARALLEL)


def standing(store: Store) -> Callable[[str, str], tuple[str, bool]]:
    """For two elements: how their plans stand to each other, and whether the first is of the older; "" where unknown."""
    of_plan = {quad.subject for quad in lookup.quads(store, None, terms.term("pg:shortName"))}
    held: defaultdict[str, set[NamedNode]] = defaultdict(set)
    for quad in lookup.quads(store, None, terms.term("pg:isWithin")):
        if quad.object in of_plan:
            held[quad.subject.value].add(quad.object)
    for plan in of_plan:
        held[plan.value].add(plan)

    @cache
    def stand(one: NamedNode, other: NamedNode) -> tuple[str, bool]:
        found = compared(store, one, other)
        return found.kind, found.one == one

    def stands(one: str, other: str) -> tuple[str, bool]:
        if len(held[one]) != 1 or len(held[other]) != 1:
            return "", True
        return stand(*held[one], *held[other])

    return stands


def titled(store: Store, plan: NamedNode, lang: str) -> str:
    """The title of a plan."""
    return labels.label(store, plan, lang)


def _disjoint(store: Store, one: NamedNode, other: NamedNode, path: str) -> bool:
    held = [set(lookup.objects(store, each, terms.term(path))) for each in (one, other)]
    return bool(held[0] and held[1]) and held[0].isdisjoint(held[1])


def _generation(store: Store, plan: NamedNode) -> int:
    number = lookup.number(store, plan, terms.term("pg:generation"))
    if number is not None:
        return number
    year = lookup.value(store, plan, terms.term("pg:firstYear"))
    text = "" if year is None else terms.local_name(year.value)
    return int(text) if text.isdecimal() else 0


def _of_municipality(store: Store, plan: NamedNode) -> bool:
    publishers = set(lookup.objects(store, plan, terms.term("pg:publisher")))
    return bool(publishers & set(lookup.objects(store, plan, terms.term("pg:municipality"))))
