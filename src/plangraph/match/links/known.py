"""What persons have decided already: links of the data that are confirmed or rejected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.store import lookup, terms

LINK: Final = terms.term("pg:Link")
STATUS: Final = terms.term("pg:linkStatus")
STATUSES: Final = terms.BASE + "concept/link-status/"
SUBJECT: Final = terms.term("rdf:subject")
PREDICATE: Final = terms.term("rdf:predicate")
OBJECT: Final = terms.term("rdf:object")

Pair = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """The pairs, in both directions, that persons have confirmed or rejected."""

    confirmed: frozenset[Pair]
    rejected: frozenset[Pair]


def known(store: Store) -> Known:
    """The pairs decided in the data; one that is both confirmed and rejected counts as confirmed."""
    confirmed = frozenset(_pairs(store, "confirmed"))
    return Known(confirmed, frozenset(_pairs(store, "rejected")) - confirmed)


def relations(store: Store) -> dict[Pair, str]:
    """The property of each pair decided in the data, in the direction in which it is stated; empty for a rejected one."""
    found: dict[Pair, str] = {}
    for status in ("rejected", "confirmed"):
        for link in sorted(lookup.subjects(store, STATUS, NamedNode(STATUSES + status)), key=str):
            one, path, other = (lookup.value(store, link, each) for each in (SUBJECT, PREDICATE, OBJECT))
            if all(isinstance(each, NamedNode) for each in (one, path, other)):
                found[one.value, other.value] = path.value if status == "confirmed" else ""
    return found


def _pairs(store: Store, status: str) -> Iterator[Pair]:
    for link in lookup.subjects(store, STATUS, NamedNode(STATUSES + status)):
        one, other = (lookup.value(store, link, path) for path in (SUBJECT, OBJECT))
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            yield one.value, other.value
            yield other.value, one.value
