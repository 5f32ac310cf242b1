"""Triples as a graph of rdflib that pySHACL can ask the same SPARQL of many times without its being parsed each time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import pyoxigraph
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query


class PreparedGraph(rdflib.Graph):
    """A graph that keeps what a query was parsed to."""

    def query(self, query_object: str | Query, *args: Any, **more: Any) -> Any:
        """The same as of `rdflib.Graph`, whose third argument after the query are namespaces."""
        named = more.get("initNs") or (args[2] if len(args) > 2 else None)
        wanted = _prepared(query_object) if isinstance(query_object, str) and not named else query_object
        return super().query(wanted, *args, **more)


def graph(triples: Iterable[pyoxigraph.Triple]) -> PreparedGraph:
    """The triples as a graph."""
    found = PreparedGraph()
    for subject, predicate, obj in triples:
        found.add((_node(subject), _node(predicate), _node(obj)))
    return found


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text, initNs=dict(rdflib.Graph().namespaces()))


@lru_cache(maxsize=100_000)
def _node(node: Any) -> Any:
    if isinstance(node, pyoxigraph.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, pyoxigraph.BlankNode):
        return rdflib.BNode(node.value)
    if node.language is not None:
        return rdflib.Literal(node.value, lang=node.language)
    plain = node.datatype.value == str(rdflib.XSD.string)
    return rdflib.Literal(node.value, datatype=None if plain else rdflib.URIRef(node.datatype.value))
