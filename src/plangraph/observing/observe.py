"""Run all observers over a graph and add what they find to its graph of observed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Literal, Quad, Store

from plangraph import lookup, terms, texts
from plangraph.observing import facts, reading, slips

Observer = Callable[[Store, list[reading.Written]], Iterator[facts.Fact]]
OBSERVERS: Final[tuple[Observer, ...]] = (lambda store, written: slips.observed(written, slips.slips(store)),)


def _digests(store: Store) -> Iterator[Quad]:
    """The digests of a user's own texts, which nobody stated."""
    for quad in lookup.quads(store, None, terms.TEXT):
        if not lookup.holds(store, quad.subject, terms.DIGEST):
            yield Quad(quad.subject, terms.DIGEST, Literal(texts.digest(quad.object.value)), terms.OBSERVED_GRAPH)


def observe(store: Store) -> int:
    """Compute the observed facts anew and return their number; what was observed before is dropped."""
    store.clear_graph(terms.OBSERVED_GRAPH)
    written = reading.written(store)
    found = [fact for observer in OBSERVERS for fact in observer(store, written)]
    store.extend(facts.quads(found))
    store.extend(list(_digests(store)))
    return len(found)
