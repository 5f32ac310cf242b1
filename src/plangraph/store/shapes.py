"""The shapes as text and as a store, and the names and descriptions that they give, their own or those of the ontology."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from plangraph.store import lookup, sources, terms

LAST: Final = 10_000
NAME: Final = terms.term("sh:name")
DESCRIPTION: Final = terms.term("sh:description")
_FALLBACK: Final = {
    NAME: (terms.LABEL, terms.PREF_LABEL),
    DESCRIPTION: (terms.term("skos:definition"), terms.term("rdfs:comment")),
}


@cache
def turtle() -> str:
    """All shape files as one Turtle text, in path order."""
    files = sorted(sources.packaged("shapes").glob("*.ttl"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@cache
def store() -> Store:
    """All shapes as a store, not to be changed."""
    return read(turtle())


@lru_cache(maxsize=4)
def read(text: str) -> Store:
    """Shapes in Turtle as a store, not to be changed."""
    found = Store()
    found.extend(parse(text, format=RdfFormat.TURTLE))
    return found


@cache
def ontology() -> Store:
    """The modules of the ontology without schemes and alignments, not to be changed."""
    found = Store()
    for path in sorted(sources.packaged("ontology").glob("*.ttl")):
        found.extend(parse(path.read_text(encoding="utf-8"), format=RdfFormat.TURTLE))
    return found


def texts(shapes: Store, shape: Any, predicate: NamedNode) -> dict[str, str]:
    """The texts of a shape by language; where it has no name or description, those of its path or target class."""
    own = {text.language: text.value for text in lookup.objects(shapes, shape, predicate)}
    if own or predicate not in _FALLBACK:
        return own
    term = lookup.value(shapes, shape, terms.term("sh:path")) or lookup.value(
        shapes, shape, terms.term("sh:targetClass")
    )
    found = (texts(ontology(), term, other) for other in _FALLBACK[predicate] if isinstance(term, NamedNode))
    return next(filter(None, found), {})


@dataclass(frozen=True)
class Column:
    """How a class shows a property: its group, its place in it, and its name and description by language."""

    group: NamedNode
    order: int
    name: dict[str, str]
    description: dict[str, str]


@cache
def columns(klass: NamedNode) -> dict[NamedNode, Column]:
    """The properties that the packaged shapes of a class put in a group; one without `sh:order` stands last."""
    found: dict[NamedNode, Column] = {}
    for shape in sorted(lookup.subjects(store(), terms.term("sh:targetClass"), klass), key=str):
        for part in sorted(lookup.objects(store(), shape, terms.term("sh:property")), key=str):
            path, group = (lookup.value(store(), part, terms.term(name)) for name in ("sh:path", "sh:group"))
            if isinstance(path, NamedNode) and group is not None:
                order = lookup.number(store(), part, terms.term("sh:order"))
                name, about = (texts(store(), part, predicate) for predicate in (NAME, DESCRIPTION))
                found.setdefault(path, Column(group, LAST if order is None else order, name, about))
    return found


def order(shapes: Store, node: Any) -> int:
    """The place of a shape or group among its like; 0 where none is stated."""
    return lookup.number(shapes, node, terms.term("sh:order")) or 0


def prefixes(shapes: Store) -> dict[str, str]:
    """The namespaces that shapes declare for their queries, by prefix."""

    def part(declaration: Any, name: str) -> str:
        text: str = lookup.value(shapes, declaration, terms.term(name)).value
        return text

    declared = (quad.object for quad in lookup.quads(shapes, None, terms.term("sh:declare")))
    return dict(sorted((part(node, "sh:prefix"), part(node, "sh:namespace")) for node in declared))


@lru_cache(maxsize=8)
def named_terms(text: str) -> frozenset[str]:
    """Every IRI that shapes (Turtle) name, also inside their SPARQL: no other term can make a difference to them."""
    shapes = read(text)
    named = {node.value for quad in shapes for node in (quad.predicate, quad.object) if isinstance(node, NamedNode)}
    spaces = prefixes(shapes)
    for quad in lookup.quads(shapes, None, terms.term("sh:select")):
        names = re.findall(r"([A-Za-z][\w-]*):([\w-]*)", quad.object.value)
        named |= {spaces[prefix] + local for prefix, local in names if prefix in spaces}
    return frozenset(named)
