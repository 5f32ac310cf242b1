"""Run all observers over a graph and add what they find to its graph of observed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Store

from plangraph import terms
from plangraph.observing import facts, reading, slips

Observer = Callable[[Store, list[reading.Written]], Iterator[facts.Fact]]
OBSERVERS: Final[tuple[Observer, ...]] = (lambda store, written: slips.observed(written, slips.slips(store)),)


def observe(store: Store) -> int:
    """Compute the observed facts anew and return their number; what was observed before is dropped."""
    store.clear_graph(terms.OBSERVED_GRAPH)
    written = reading.written(store)
    found = [fact for observer in OBSERVERS for fact in observer(store, written)]
    store.extend(facts.quads(found))
    return len(found)
