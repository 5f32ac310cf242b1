"""Run all observers over a graph and add what they find to its graph of observed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from pyoxigraph import Store

from plangraph import terms
from plangraph.observing import (
    facts,
    narratives,
    reading,
    repeats,
    rows,
    similar_names,
    similar_texts,
    slips,
    values,
    years,
)

Observer = Callable[[Store, list[reading.Written]], Iterator[facts.Fact]]


def _listings(store: Store, _written: list[reading.Written]) -> Iterator[facts.Fact]:
    """What the rows of programs show when compared with one another: their names first, for they explain like texts."""
    listed = rows.rows(store)
    variants = similar_names.variants([*listed, *rows.unlisted(store)])
    alike = similar_texts.alike(listed, variants)
    strayed = similar_texts.strayed(listed, alike)
    return chain(
        similar_names.observed(variants),
        repeats.observed(listed),
        similar_texts.observed(alike, strayed),
        similar_texts.strayed_facts(strayed),
    )


OBSERVERS: Final[tuple[Observer, ...]] = (
    lambda store, written: slips.observed(written, slips.slips(store)),
    _listings,
    lambda _store, written: narratives.observed(written),
    lambda store, written: years.observed([*written, *years.periods(store)]),
    lambda store, _written: values.observed(values.values(store), values.units(store)),
)


def observe(store: Store) -> int:
    """Compute the observed facts anew and return their number; what was observed before is dropped."""
    store.clear_graph(terms.OBSERVED_GRAPH)
    written = reading.written(store)
    found = [fact for observer in OBSERVERS for fact in observer(store, written)]
    store.extend(facts.quads(found))
    return len(found)
