"""What a plan holds, as plain values, so that one generation can be laid beside another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.store import labels, lookup, terms

KINDS: Final = ("Goal", "Policy", "Measure", "Initiative", "Program", "Indicator")
_OBSERVED_VALUE: Final = terms.term("sdmx-measure:obsValue")
_ABOVE: Final = tuple(
    terms.term(name) for name in ("pg:isPartOf", "pg:contributesTo", "pg:measuredElement", "pg:namesProgram")
)
_STATUS: Final = terms.term("pg:programStatus")
CITATIONS: Final = tuple(
    terms.term(f"pg:{name}") for name in ("legalBasis", "higherPlan", "counterpartPlan", "quotedPlan")
)


@dataclass(frozen=True, order=True)
class Element:
    """An element of a plan: its class, name, IRI, what it directly stands under or measures, and the bodies in charge.

    `statuses` are what its rows say becomes of it: row, concept and the name of the concept.
    """

    kind: str
    name: str
    iri: str
    above: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    statuses: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, order=True)
class Value:
    """A value of an indicator: its kind, fiscal year (0 where none is given), number, printed form and IRI."""

    kind: str
    year: int
    number: float
    printed: str
    iri: str


def elements(store: Store, plan: NamedNode) -> list[Element]:
    """The elements of a plan that have a name and one of `KINDS`, sorted."""
    inside = {node for node in lookup.subjects(store, terms.term("pg:isWithin"), plan) if isinstance(node, NamedNode)}
    return sorted(found for node in inside if (found := _element(store, node, plan)) is not None)


def _element(store: Store, node: NamedNode, plan: NamedNode) -> Element | None:
    kinds = {terms.local_name(each.value) for each in lookup.objects(store, node, terms.TYPE)}
    kind = next((each for each in KINDS if each in kinds), None)
    name = _name(store, node)
    if kind is None or not name:
        return None
    above = {each.value for path in _ABOVE for each in lookup.objects(store, node, path)} - {plan.value}
    bodies = {labels.label(store, each, "ja") for each in lookup.objects(store, node, terms.term("pg:responsibleBody"))}
    return Element(kind, name, node.value, frozenset(above), frozenset(bodies), tuple(_statuses(store, node)))


def _name(store: Store, node: NamedNode) -> str:
    """The printed name where there is one, for the label may be made up by whoever entered the data."""
    printed = sorted(each.value for each in lookup.objects(store, node, terms.term("pg:printedName")))
    return printed[0] if printed else labels.own_label(store, node, "ja")


def _statuses(store: Store, program: NamedNode) -> list[tuple[str, str, str]]:
    rows = lookup.subjects(store, terms.term("pg:lists"), program)
    return sorted(
        (row.value, status.value, labels.label(store, status, "ja"))
        for row in rows
        for status in lookup.objects(store, row, _STATUS)
    )


def bodies(store: Store, things: Iterable[Element]) -> dict[str, str]:
    """The IRIs of the bodies in charge of these elements, by name."""
    path = terms.term("pg:responsibleBody")
    nodes = {body for each in things for body in lookup.objects(store, NamedNode(each.iri), path)}
    return {labels.label(store, body, "ja"): body.value for body in sorted(nodes, key=str)}


def classified(store: Store, things: Iterable[Element], path: NamedNode) -> dict[str, list[str]]:
    """The IRIs of the programs among these elements, by the name of each concept that `path` leads to."""
    found: dict[str, list[str]] = {}
    for each in things:
        if each.kind == "Program":
            for concept in lookup.objects(store, NamedNode(each.iri), path):
                found.setdefault(labels.label(store, concept, "ja"), []).append(each.iri)
    return found


def values(store: Store, indicator: str, kind: str) -> list[Value]:
    """The numbers of an indicator of one kind, in the order of their years."""
    found = []
    for node in lookup.subjects(store, terms.term("pg:indicator"), NamedNode(indicator)):
        kinds = {terms.local_name(each.value) for each in lookup.objects(store, node, terms.term("pg:valueKind"))}
        number = _number(lookup.value(store, node, _OBSERVED_VALUE))
        if kind in kinds and number is not None:
            printed = lookup.value(store, node, terms.term("pg:printedValue"))
            shown = f"{number:g}" if printed is None else printed.value
            found.append(Value(kind, _year(store, node), number, shown, node.value))
    return sorted(found)


def _number(literal: Any) -> float | None:
    try:
        return None if literal is None else float(literal.value)
    except ValueError:
        return None


def _year(store: Store, observation: Any) -> int:
    period = lookup.value(store, observation, terms.term("sdmx-dimension:refPeriod"))
    return 0 if period is None else lookup.number(store, period, terms.term("pg:yearNumber")) or 0


def unit(store: Store, indicator: str) -> str:
    """The name of the unit of an indicator, empty where none is given."""
    node = lookup.value(store, NamedNode(indicator), terms.term("pg:unit"))
    return "" if node is None else labels.label(store, node, "ja")


def citations(store: Store, plan: NamedNode, path: NamedNode) -> list[str]:
    """The laws or plans that a plan cites in one of `CITATIONS`, by name, sorted."""
    return sorted({labels.label(store, each, "ja") for each in lookup.objects(store, plan, path)})
