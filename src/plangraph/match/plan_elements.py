"""Plans, their elements and the links between them, read from a store as plain values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.match.elements import KINDS, Element, Link, Named, Plan
from plangraph.match.links.kinds import PREDICATES, SYMMETRIC
from plangraph.store import labels, lookup, places, terms

Rows = Callable[..., list[dict[str, Any]]]
"""The rows of a question of the catalogue, its parameters by name."""

RELATIONS: Final = {terms.term(curie).value: key for key, curie in PREDICATES.items()}
"""The key of each relation by the IRI of its property."""
_PREDICATES: Final = {key: terms.term(curie) for key, curie in PREDICATES.items()}
_END: Final = 10**9


def plan(store: Store, row: Mapping[str, Any], files: dict[str, Path]) -> Plan:
    """The plan of a row of the question "plans", with every element that has a name."""
    within = NamedNode(row["planIri"])
    municipality = lookup.value(store, within, terms.term("pg:municipality"))
    return Plan(
        key=row["plan"],
        iri=row["planIri"],
        title=row["title"],
        municipality=None if municipality is None else municipality.value,
        series=row["series"],
        generation=row["generation"],
        years=(row["startYear"], row["endYear"]),
        elements=tuple(_elements(store, within, files)),
    )


def _elements(store: Store, within: NamedNode, files: dict[str, Path]) -> list[Element]:
    inside = set(lookup.subjects(store, terms.term("pg:isWithin"), within))
    merged: dict[Any, list[Any]] = defaultdict(list)
    kinds: dict[Any, str] = {}
    for kind in KINDS:
        for node in lookup.subjects(store, terms.TYPE, terms.term(f"pg:{kind}")):
            if node in inside and isinstance(node, NamedNode):
                stands_for = _counted_as(store, node)
                merged[stands_for].append(node)
                kinds[stands_for] = kind
    listings = _listings(store)
    found = [(_element(store, node, kinds[node], own, listings, files)) for node, own in merged.items()]
    return [element for _, element in sorted(found, key=lambda pair: (*pair[0], pair[1].iri)) if element.name]


def _counted_as(store: Store, node: Any) -> Any:
    return lookup.value(store, node, terms.term("pg:countedAs")) or node


def _listings(store: Store) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for quad in lookup.quads(store, None, terms.term("pg:lists")):
        found[quad.object].append(quad.subject)
    return found


def _element(
    store: Store, node: Any, kind: str, own: list[Any], listings: dict[Any, list[Any]], files: dict[str, Path]
) -> tuple[tuple[Any, ...], Element]:
    """An element and the key that puts it in the order of its plan."""
    rows = [row for each in own for row in listings.get(each, ())]
    under = [
        (_named(store, above), _order(store, row)) for row in rows for above in _above(store, row, "pg:listedUnder")
    ]
    if not under:
        relations = ("pg:contributesTo", "pg:isPartOf")
        under = [
            (_named(store, above), _order(store, node)) for each in own for above in _above(store, each, *relations)
        ]
    under.sort(key=lambda pair: (natural(pair[0].number), pair[1], pair[0].iri))
    number = getattr(lookup.value(store, node, terms.term("skos:notation")), "value", None)
    bodies = {body for each in own for body in lookup.objects(store, each, terms.term("pg:responsibleBody"))}
    first = under[0] if under else (Named("", ""), _order(store, node))
    place = places.stated_at(store, node, files)
    element = Element(
        iri=node.value,
        kind=kind,
        name=_name(store, node, kind),
        number=number,
        place=str(place),
        groups=tuple(dict.fromkeys(named for named, _ in under)),
        bodies=tuple(sorted((_named(store, body) for body in bodies), key=lambda each: (each.name, each.iri))),
        aliases=tuple(sorted(each.value for each in own if each != node)),
    )
    nowhere = not first[0].number
    key = (
        KINDS.index(kind),
        natural(number),
        nowhere,
        natural(first[0].number),
        first[1],
        place.lines[0].first if place.lines else _END,
    )
    return key, element


def _name(store: Store, node: Any, kind: str) -> str:
    printed = lookup.value(store, node, terms.term("pg:printedName")) if kind == "Indicator" else None
    return printed.value if printed is not None else labels.own_label(store, node, "ja")


def _above(store: Store, node: Any, *relations: str) -> list[Any]:
    """What a thing directly stands under, a plan left out."""
    found = {each for relation in relations for each in lookup.objects(store, node, terms.term(relation))}
    kinds = {terms.term(f"pg:{kind}") for kind in KINDS}
    return [each for each in found if kinds.intersection(lookup.objects(store, each, terms.TYPE))]


def _order(store: Store, node: Any) -> int:
    order = lookup.number(store, node, terms.term("pg:order"))
    return _END if order is None else order


def _named(store: Store, node: Any) -> Named:
    number = lookup.value(store, node, terms.term("skos:notation"))
    return Named(node.value, labels.label(store, node, "ja"), getattr(number, "value", None))


def natural(text: str | None) -> tuple[tuple[int, str], ...]:
    """A sort key that puts 1-2 before 1-10, and nothing last."""
    if not text:
        return ((_END, ""),)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", text))


def links(store: Store) -> list[Link]:
    """All links that the store holds, and the relations stated without one, each IRI counted as what stands for it."""
    found = [link for each in lookup.subjects(store, terms.TYPE, terms.term("pg:Link")) if (link := _link(store, each))]
    told = {frozenset((link.source, link.target)) for link in found if link.status == "confirmed"}
    for key, predicate in _PREDICATES.items():
        for quad in lookup.quads(store, None, predicate):
            ends = _counted_as(store, quad.subject).value, _counted_as(store, quad.object).value
            if frozenset(ends) not in told:
                found.append(Link(*ends, key))
    return sorted(set_of(found), key=lambda link: (link.source, link.target, link.relation, link.iri))


def set_of(found: list[Link]) -> list[Link]:
    """The links without those that say the same between the same two things; the surest stays."""
    best: dict[tuple[Any, ...], Link] = {}
    for link in sorted(found, key=lambda each: (-(each.confidence or 0), each.iri)):
        ends = frozenset((link.source, link.target)) if link.relation in SYMMETRIC else (link.source, link.target)
        best.setdefault((ends, link.relation, link.status), link)
    return list(best.values())


def _link(store: Store, node: Any) -> Link | None:
    ends = [lookup.value(store, node, terms.term(f"rdf:{part}")) for part in ("subject", "predicate", "object")]
    if not all(isinstance(each, NamedNode) for each in ends) or ends[1].value not in RELATIONS:
        return None
    status = lookup.value(store, node, terms.term("pg:linkStatus"))
    confidence = lookup.value(store, node, terms.term("pg:confidence"))
    by = lookup.value(store, node, terms.term("prov:wasAttributedTo"))
    return Link(
        source=_counted_as(store, ends[0]).value,
        target=_counted_as(store, ends[2]).value,
        relation=RELATIONS[ends[1].value],
        status="suggested" if status is None else terms.local_name(status.value),
        confidence=_decimal(confidence),
        reason=_by_language(lookup.objects(store, node, terms.term("pg:reason"))),
        by={} if by is None else {lang: labels.label(store, by, lang) for lang in ("ja", "en")},
        iri=node.value,
    )


def _decimal(literal: Any) -> float | None:
    try:
        return None if literal is None else float(literal.value)
    except ValueError:
        return None


def _by_language(literals: list[Any]) -> dict[str, str]:
    return {each.language or "ja": each.value for each in sorted(literals, key=str) if isinstance(each, Literal)}


def successors(store: Store) -> dict[str, set[str]]:
    """What each body became in reorganisations, directly or over several of them."""
    direct: dict[str, set[str]] = defaultdict(set)
    for quad in lookup.quads(store, None, terms.term("org:originalOrganization")):
        for after in lookup.objects(store, quad.subject, terms.term("org:resultingOrganization")):
            direct[quad.object.value].add(after.value)
    return {body: _reached(direct, body) for body in list(direct)}


def _reached(direct: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for after in direct.get(waiting.pop(), ()):
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    return reached
