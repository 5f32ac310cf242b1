"""Short look-ups in shapes: texts by language, marks, order, lists."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.store import lookup, terms

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


def members(store: Store, head: Any) -> list[NamedNode]:
    """The members of an RDF list, in order."""
    members = []
    while head is not None and head != terms.term("rdf:nil"):
        members.append(lookup.value(store, head, terms.term("rdf:first")))
        head = lookup.value(store, head, terms.term("rdf:rest"))
    return members


def is_carried(store: Store, klass: NamedNode | None) -> bool:
    """Whether things of a class go along with their row, without cells of their own."""
    return any(flag(store, shape, "pg:carried") for shape in node_shapes(store, klass))


def cell_property(store: Store, klass: NamedNode | None) -> NamedNode | None:
    """The property that stands for the things of a class in a cell, or None."""
    found = (lookup.value(store, shape, terms.term("pg:cellProperty")) for shape in node_shapes(store, klass))
    return next((each for each in found if each is not None), None)


def node_shapes(store: Store, klass: NamedNode | None) -> list[NamedNode]:
    """The node shapes of a class."""
    return [] if klass is None else lookup.subjects(store, terms.term("sh:targetClass"), klass)


def is_literal(store: Store, shape: NamedNode) -> bool:
    """Whether the values of a property shape are literals of any kind."""
    return bool(lookup.value(store, shape, terms.term("sh:nodeKind")) == terms.term("sh:Literal"))


def has_label(store: Store, node: NamedNode) -> bool:
    """Whether the things of a node shape have names of their own."""
    shapes_of = lookup.objects(store, node, terms.term("sh:property"))
    return any(lookup.value(store, shape, terms.term("sh:path")) == terms.PREF_LABEL for shape in shapes_of)
