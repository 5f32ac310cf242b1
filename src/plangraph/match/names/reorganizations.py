"""What became of departments: reorganizations as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Store

from plangraph.store import lookup, terms

_BEFORE: Final = terms.term("org:originalOrganization")
_AFTER: Final = terms.term("org:resultingOrganization")
_FROM: Final = terms.term("pg:fromYear")
_YEAR: Final = terms.term("pg:yearNumber")


@dataclass(frozen=True, order=True)
class Reorganization:
    """Units before and after (by IRI), and the first fiscal year of those after; None where it is not known."""

    iri: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    year: int | None


def reorganizations(store: Store) -> list[Reorganization]:
    """All reorganizations of the graph, sorted by IRI."""
    nodes = {quad.subject for path in (_BEFORE, _AFTER) for quad in lookup.quads(store, None, path)}
    return sorted(_reorganization(store, node) for node in nodes)


def _reorganization(store: Store, node: Any) -> Reorganization:
    year = lookup.value(store, node, _FROM)
    before, after = (sorted(each.value for each in lookup.objects(store, node, path)) for path in (_BEFORE, _AFTER))
    return Reorganization(
        node.value, tuple(before), tuple(after), None if year is None else lookup.number(store, year, _YEAR)
    )


def closing(events: Iterable[Reorganization], body: str) -> Reorganization | None:
    """The reorganization that closed a unit: it stands before it and not after it; None where none did."""
    return next((each for each in events if body in each.before and body not in each.after), None)


def current(events: Sequence[Reorganization], body: str, year: int) -> frozenset[str]:
    """The units that have the work of `body` in a fiscal year: itself, or those that followed it; none where it was closed."""
    return _followed(events, body, year, frozenset())


def _followed(events: Sequence[Reorganization], body: str, year: int, seen: frozenset[str]) -> frozenset[str]:
    event = closing(events, body)
    if event is None or event.year is None or event.year > year or body in seen:
        return frozenset({body})
    return frozenset().union(*(_followed(events, each, year, seen | {body}) for each in event.after))


def followed_by(events: Sequence[Reorganization], body: str) -> frozenset[str]:
    """All units that took the place of one, however late; a unit that stays beside them is one of these."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        each = waiting.pop()
        new = {after for event in events if each in event.before for after in event.after} - found
        found |= new
        waiting += new
    return frozenset(found)
