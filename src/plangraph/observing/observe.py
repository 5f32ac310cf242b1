"""Run all observers over a graph and add what they find to its graph of observed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph import lookup, terms, texts
from plangraph.observing import facts, generations, reading, slips

Observer = Callable[[Store, list[reading.Written]], Iterator[facts.Fact]]
OBSERVERS: Final[tuple[Observer, ...]] = (
    lambda store, written: slips.observed(written, slips.slips(store)),
    lambda store, _written: generations.observed(store),
)


def _digests(store: Store) -> Iterator[Quad]:
    """The digests of a user's own texts, which nobody stated."""
    for quad in lookup.quads(store, None, terms.TEXT):
        if not lookup.holds(store, quad.subject, terms.DIGEST):
            yield Quad(quad.subject, terms.DIGEST, Literal(texts.digest(quad.object.value)), terms.OBSERVED_GRAPH)


def observe(store: Store, against: tuple[NamedNode, NamedNode] | None = None) -> int:
    """Compute the observed facts anew and return their number; what was observed before is dropped.

    `against` names a plan and an earlier one with which to compare it; so does a triple `pg:comparedWith` of the data.
    """
    store.clear_graph(terms.OBSERVED_GRAPH)
    if against is not None:
        store.add(Quad(against[0], terms.COMPARED_WITH, against[1], terms.OBSERVED_GRAPH))
    written = reading.written(store)
    found = [fact for observer in OBSERVERS for fact in observer(store, written)]
    store.extend(facts.quads(found))
    store.extend(list(_digests(store)))
    return len(found)
