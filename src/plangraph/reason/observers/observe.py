"""Run all observers over a graph and add what they find to its graph of observed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph.reason.observers import (
    bodies,
    closed_departments,
    facts,
    figures,
    generations,
    laws,
    misshapen,
    narratives,
    repeats,
    rows,
    sentences,
    similar_names,
    similar_texts,
    slips,
    variants,
    years,
)
from plangraph.reason.observers import written as reading
from plangraph.reason.observers.corpus import corpora, documents, of_areas, printed
from plangraph.store import documents as texts
from plangraph.store import lookup, terms

Observer = Callable[[Store, list[reading.Written]], Iterator[facts.Fact]]
_NAMED: Final = ("Facility", "GoodPractice", "Goal", "Plan", "Program", "ProgramListing", "Vision")
"""Classes whose names are proper names: how their words are spelt is settled."""


def _slips(store: Store, written: list[reading.Written]) -> Iterator[facts.Fact]:
    by_document = corpora(printed(written), documents(store))
    yield from slips.observed(by_document, slips.slips(store))
    yield from sentences.of_texts(by_document)
    yield from misshapen.of_words(by_document)
    yield from laws.observed(by_document, laws.laws(store))


def _variants(store: Store, written: list[reading.Written]) -> Iterator[facts.Fact]:
    areas = of_areas(store)
    ours = [each for each in printed(written) if each.is_text or each.element not in areas]
    document = documents(store)
    running = [each for each in ours if each.is_text or each.klass not in _NAMED]
    yield from variants.of_forms(corpora(ours, document), variants.forms(store, terms.BASE + "concept/mark"))
    yield from variants.of_forms(corpora(running, document), variants.forms(store, terms.BASE + "concept/wording"))
    yield from variants.of_numbers(corpora(ours, document))
    yield from variants.of_widths(corpora(ours))


def _bodies(store: Store, written: list[reading.Written]) -> Iterator[facts.Fact]:
    known = bodies.bodies(store)
    yield from bodies.of_bodies(store, known)
    yield from closed_departments.observed(store)
    yield from bodies.of_texts(corpora(printed(written), documents(store)), known)


def _generations(store: Store, _written: list[reading.Written]) -> Iterator[facts.Fact]:
    yield from generations.observed(store)


def _listings(store: Store, _written: list[reading.Written]) -> Iterator[facts.Fact]:
    """What the rows of programs show when compared with one another: their names first, for they explain like texts."""
    listed = rows.rows(store)
    variants_of = similar_names.variants([*listed, *rows.unlisted(store)])
    alike = similar_texts.alike(listed, variants_of)
    strayed = similar_texts.strayed(listed, alike)
    yield from similar_names.observed(variants_of)
    yield from repeats.observed(listed)
    yield from similar_texts.observed(alike, strayed)
    yield from similar_texts.strayed_facts(strayed)


def _values(store: Store, written: list[reading.Written]) -> Iterator[facts.Fact]:
    yield from narratives.observed(written)
    yield from years.observed([*written, *years.periods(store)])
    yield from figures.observed(figures.values(store), figures.units(store))


OBSERVERS: Final[tuple[Observer, ...]] = (_slips, _variants, _bodies, _listings, _values, _generations)


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
    store.extend(list(_digests(store)))
    written = reading.written(store)
    found = [fact for observer in OBSERVERS for fact in observer(store, written)]
    store.extend(facts.quads(found))
    return len(found)
