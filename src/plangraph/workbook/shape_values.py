"""Short look-ups in shapes: texts by language, marks, order, lists."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph import lookup, terms

_ORDER: Final = terms.term("sh:order")


def target(store: Store, shape: NamedNode) -> NamedNode:
    """The class whose instances a node shape looks at."""
    target: NamedNode = lookup.value(store, shape, terms.term("sh:targetClass"))
    return target


def order(store: Store, shape: NamedNode) -> int:
    """The place of a shape by `sh:order`; 0 without one."""
    return lookup.number(store, shape, _ORDER) or 0


def flag(store: Store, shape: NamedNode, name: str) -> bool:
    """Whether a shape has a mark."""
    return bool(lookup.value(store, shape, terms.term(name)) == Literal(True))


def texts(store: Store, node: Any, predicate: NamedNode) -> dict[str, str]:
    """The texts of a property of a shape, by language."""
    return {each.language: each.value for each in lookup.objects(store, node, predicate)}


def members(store: Store, head: Any) -> list[NamedNode]:
    """The members of an RDF list, in order."""
    members = []
    while head is not None and head != terms.term("rdf:nil"):
        members.append(lookup.value(store, head, terms.term("rdf:first")))
        head = lookup.value(store, head, terms.term("rdf:rest"))
    return members
