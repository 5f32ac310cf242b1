"""All observers: what SPARQL cannot compute from names, texts and numbers, as facts for the shapes to judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph.reason import bodies, corpus, figures, generations, listings, similar_texts, slips, style
from plangraph.reason.corpus import Fact, Written, corpora
from plangraph.store import lookup, sources, terms

_PROPER: Final = ("Facility", "GoodPractice", "Goal", "Plan", "Program", "ProgramListing", "Vision")
"""Classes whose names are proper names: how their words are spelt is settled."""


def observe(store: Store, against: tuple[NamedNode, NamedNode] | None = None) -> int:
    """Compute the observed facts anew and return their number; what was observed before is dropped.

    `against` names a plan and an earlier one with which to compare it; so does a triple `pg:comparedWith` of the data.
    """
    store.clear_graph(terms.OBSERVED_GRAPH)
    if against is not None:
        store.add(Quad(against[0], terms.COMPARED_WITH, against[1], terms.OBSERVED_GRAPH))
    store.extend(list(_digests(store)))
    written = corpus.written(store)
    facts = [*_texts(store, written), *_listings(store), *_values(store, written), *generations.observed(store)]
    store.extend([quad for fact in facts for quad in fact.quads()])
    return len(facts)


def _digests(store: Store) -> Iterator[Quad]:
    """The digests of a user's own texts, which nobody stated."""
    for quad in lookup.quads(store, None, terms.TEXT):
        if not lookup.holds(store, quad.subject, terms.DIGEST):
            yield Quad(quad.subject, terms.DIGEST, Literal(sources.digest(quad.object.value)), terms.OBSERVED_GRAPH)


def _texts(store: Store, written: list[Written]) -> Iterator[Fact]:
    """What is observed in the words of documents, one by one; how words are spelt only where the plan chose them."""
    document, areas = corpus.documents(store), corpus.of_areas(store)
    printed = corpus.printed(written)
    chosen = [piece for piece in printed if piece.is_text or piece.element not in areas]
    running = [piece for piece in chosen if piece.is_text or piece.klass not in _PROPER]
    everything, spelt = corpora(printed, document), corpora(chosen, document)
    known = bodies.bodies(store)
    yield from slips.of_patterns(everything, slips.slips(store))
    yield from slips.of_laws(everything, slips.laws(store))
    yield from slips.of_words(everything)
    yield from style.of_sentences(everything)
    yield from style.of_forms(spelt, style.forms(store, terms.BASE + "concept/mark"))
    yield from style.of_forms(corpora(running, document), style.forms(store, terms.BASE + "concept/wording"))
    yield from style.of_numbers(spelt)
    yield from style.of_widths(corpora(chosen))
    yield from bodies.of_texts(everything, known)
    yield from bodies.of_unlisted(store, known)
    yield from bodies.of_former(store)


def _listings(store: Store) -> Iterator[Fact]:
    """What the rows of programs show when compared with one another."""
    rows = listings.rows(store)
    variants = listings.variants([*rows, *listings.unlisted(store)])
    copies = similar_texts.alike(rows, variants)
    yield from listings.of_variants(variants)
    yield from listings.of_repeats(rows)
    yield from similar_texts.of_descriptions(copies, similar_texts.strayed(rows, copies))


def _values(store: Store, written: list[Written]) -> Iterator[Fact]:
    yield from similar_texts.of_reports(written)
    yield from figures.of_years([*written, *figures.periods(store)])
    yield from figures.of_values(figures.values(store), figures.units(store))
