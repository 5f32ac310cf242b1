"""Short look-ups in a store, over all its graphs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import Literal, Quad, RdfFormat, Store, Triple, serialize

from plangraph.store import terms

_PREFIXES: Final = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in terms.PREFIXES.items())


def quads(store: Store, subject: Any = None, predicate: Any = None, obj: Any = None) -> list[Any]:
    """The quads that match, None matching anything, in no order; a literal is the subject of none."""
    if isinstance(subject, Literal):
        return []
    return list(store.quads_for_pattern(subject, predicate, obj, None))


def objects(store: Store, subject: Any, predicate: Any) -> list[Any]:
    """The objects of a subject and predicate, in no order."""
    return [quad.object for quad in quads(store, subject, predicate)]


def subjects(store: Store, predicate: Any, obj: Any) -> list[Any]:
    """The subjects of a predicate and object, in no order."""
    return [quad.subject for quad in quads(store, None, predicate, obj)]


def value(store: Store, subject: Any, predicate: Any) -> Any:
    """One object of a subject and predicate, or None."""
    quad: Any = None if isinstance(subject, Literal) else next(store.quads_for_pattern(subject, predicate, None), None)
    return None if quad is None else quad.object


def members(store: Store, head: Any) -> list[Any]:
    """The members of an RDF list, in order; none of what is no list."""
    found = []
    while (first := value(store, head, terms.FIRST)) is not None:
        found.append(first)
        head = value(store, head, terms.REST)
    return found


def number(store: Store, subject: Any, predicate: Any) -> int | None:
    """One object of a subject and predicate if it is a whole number, else None."""
    text = getattr(value(store, subject, predicate), "value", "")
    return int(text) if text.isdecimal() else None


def stated(store: Store) -> list[Quad]:
    """What the files of a store state, and the attached texts; nothing that was inferred or observed."""
    kept = (terms.FILE_GRAPH, terms.TEXTS_GRAPH.value)
    return [quad for quad in store if str(getattr(quad.graph_name, "value", "")).startswith(kept)]


def holds(store: Store, subject: Any = None, predicate: Any = None, obj: Any = None) -> bool:
    """Whether any quad matches."""
    if isinstance(subject, Literal):
        return False
    return next(store.quads_for_pattern(subject, predicate, obj), None) is not None


def rows(store: Store, query: str) -> list[dict[str, str]]:
    """The solutions of a SELECT as texts by variable, "" where one is unbound; the query may use the prefixes of `terms`."""
    found: Any = store.query(_PREFIXES + query, use_default_graph_as_union=True)
    names = [variable.value for variable in found.variables]
    return [
        {name: "" if node is None else node.value for name, node in zip(names, solution, strict=True)}
        for solution in found
    ]


def written(
    statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    """The statements as a file of that format, in the order given."""
    content = serialize(statements, format=form, prefixes=prefixes)
    assert content is not None
    return content
