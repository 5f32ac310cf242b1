"""Triples as a plain value that can be asked quickly in both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from plangraph.store import terms

_JUDGED: Final = f"{terms.RULE_GRAPH}judgement"
_NOTHING: Final[list[Any]] = []
_NOBODY: Final[dict[NamedNode, list[Any]]] = {}


class Statements:
    """A set of triples; nothing is added to it once made. Objects and subjects come in the order of the triples given."""

    def __init__(self, triples: Iterable[Triple], base: Statements | None = None) -> None:
        """Index the triples on top of `base`, which does not change; a triple that repeats counts once."""
        self._objects: dict[Any, dict[NamedNode, list[Any]]] = {} if base is None else dict(base._objects)
        self._subjects: dict[tuple[NamedNode, Any], list[Any]] = {} if base is None else dict(base._subjects)
        own: dict[Any, dict[NamedNode, list[Any]]] = {}
        touched: dict[Any, list[Any]] = {}
        for subject, predicate, obj in triples:
            said = own.get(subject)
            if said is None:
                said = {path: list(held) for path, held in self._objects.get(subject, _NOBODY).items()}
                own[subject] = self._objects[subject] = said
            there = said.get(predicate)
            if there is None:
                said[predicate] = [obj]
            elif obj in there:
                continue
            else:
                there.append(obj)
            if not isinstance(obj, Literal):
                key = (predicate, obj)
                subjects = touched.get(key)
                if subjects is None:
                    subjects = touched[key] = self._subjects[key] = list(self._subjects.get(key, ()))
                subjects.append(subject)

    def on(self, base: Statements) -> Statements:
        """These statements and those of `base`."""
        found = Statements((), base)
        for subject, said in self._objects.items():
            known = found._objects.get(subject)
            found._objects[subject] = said if known is None else _joined(known, said)
        for key, subjects in self._subjects.items():
            there = found._subjects.get(key, _NOTHING)
            found._subjects[key] = [*there, *(each for each in subjects if each not in there)] if there else subjects
        return found

    def without(self, unwanted: Callable[[Any, NamedNode], bool], subjects: Iterable[Any]) -> Statements:
        """The same without what the named subjects say by unwanted predicates, which must lead to literals only."""
        found = Statements((), self)
        for subject in subjects:
            if subject in found._objects:
                kept = {path: held for path, held in found._objects[subject].items() if not unwanted(subject, path)}
                found._objects[subject] = kept
        return found

    def objects(self, subject: Any, predicate: NamedNode) -> list[Any]:
        """The objects of a subject and predicate."""
        return self._objects.get(subject, _NOBODY).get(predicate, _NOTHING)

    def value(self, subject: Any, predicate: NamedNode) -> Any:
        """The first object of a subject and predicate, or None."""
        found = self._objects.get(subject, _NOBODY).get(predicate)
        return found[0] if found else None

    def subjects(self, predicate: NamedNode, obj: Any) -> list[Any]:
        """The subjects of a predicate and object (no literal)."""
        return self._subjects.get((predicate, obj), _NOTHING)

    def about(self, subject: Any) -> Iterator[Triple]:
        """The triples of a subject."""
        for predicate, objects in self._objects.get(subject, {}).items():
            for obj in objects:
                yield Triple(subject, predicate, obj)

    def named_by(self, subject: Any) -> Iterator[NamedNode]:
        """The objects of a subject that have an IRI, by property."""
        for objects in self._objects.get(subject, _NOBODY).values():
            yield from (each for each in objects if isinstance(each, NamedNode))

    def nodes(self) -> Iterator[Any]:
        """Every subject, in the order first met."""
        return iter(self._objects)

    def __contains__(self, subject: object) -> bool:
        """Whether anything is said about a node."""
        return subject in self._objects


def _joined(one: dict[NamedNode, list[Any]], other: dict[NamedNode, list[Any]]) -> dict[NamedNode, list[Any]]:
    joined = dict(one)
    for path, objects in other.items():
        there = one.get(path, _NOTHING)
        joined[path] = [*there, *(each for each in objects if each not in there)]
    return joined


def stated(store: Store, *, texts: bool = False, judged: bool = False) -> Statements:
    """All that the files of a store state, vocabulary and registers included; nothing observed.

    With `texts` also the attached texts; with `judged` what readers judged, as if it was stated.
    """
    graphs = (terms.FILE_GRAPH, *([terms.TEXTS_GRAPH.value] if texts else []), *([_JUDGED] if judged else []))
    return Statements(
        quad.triple
        for quad in sorted(store, key=lambda quad: (quad.graph_name.value, str(quad.subject)))
        if quad.graph_name.value.startswith(graphs)
    )
