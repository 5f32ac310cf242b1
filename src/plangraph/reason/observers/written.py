"""The written form of a graph as plain values: every name, every text, and who is in charge of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.store import terms

_SUPERCLASSES: Final = ("PlanElement",)
_NAMES: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?element ?class ?property ?text ?plan WHERE {
  ?plan pg:shortName ?short .
  ?element pg:isWithin ?plan .
  OPTIONAL { ?element a ?class . FILTER (STRSTARTS(STR(?class), "https://w3id.org/plangraph/ns#")) }
  { ?element skos:prefLabel ?text . FILTER (LANG(?text) = "ja") BIND (skos:prefLabel AS ?property) }
  UNION { ?element pg:printedName ?text BIND (pg:printedName AS ?property) }
}"""
_TEXTS: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT ?element ?class ?property ?passage ?text ?plan WHERE {
  ?passage pg:text ?text .
  ?element ?property ?passage .
  { ?element pg:isWithin ?plan . ?plan pg:shortName ?short } UNION { ?element pg:shortName ?short BIND (?element AS ?plan) }
  OPTIONAL { ?element a ?class . FILTER (STRSTARTS(STR(?class), "https://w3id.org/plangraph/ns#")) }
}"""


@dataclass(frozen=True, order=True)
class Written:
    """One name or text: whose it is (with its class and plan), the property that gives it, and the passage if it is a text.

    Of the classes of the ontology that an element has, only the most special one counts.
    """

    plan: str
    klass: str
    element: str
    path: str
    passage: str
    text: str

    @property
    def is_text(self) -> bool:
        """Whether this is running text rather than a name."""
        return bool(self.passage)


def written(store: Store) -> list[Written]:
    """All names and texts in the plans, sorted by plan, class, element and property."""
    return sorted(set(_read(store, _NAMES, "")) | set(_read(store, _TEXTS, "passage")))


def _read(store: Store, query: str, passage: str) -> Iterator[Written]:
    solutions: Any = store.query(query, use_default_graph_as_union=True)
    for row in solutions:
        klass = "" if row["class"] is None else terms.local_name(row["class"].value)
        if klass not in _SUPERCLASSES:
            yield Written(
                row["plan"].value,
                klass,
                row["element"].value,
                row["property"].value,
                row[passage].value if passage else "",
                row["text"].value,
            )


def node(iri: str) -> NamedNode:
    """The node of an IRI taken from `Written`."""
    return NamedNode(iri)
