"""Triples as a plain value that can be asked quickly in both directions, and the text in which they go along with a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from plangraph.sheet.columns import IS_PART_OF, LISTED_UNDER, MUNICIPALITY, NOTATION, SHORT_NAME, Sheet
from plangraph.store import lookup, shapes, sources, terms

ABOVE: Final = (IS_PART_OF, LISTED_UNDER)
_YEARS: Final = (terms.term("pg:firstYear"), terms.term("pg:lastYear"))
_NAMING: Final = (terms.TYPE, terms.PREF_LABEL, *ABOVE, *_YEARS, NOTATION, SHORT_NAME, MUNICIPALITY)
_GRAPH_OF_JUDGEMENTS: Final = f"{terms.RULE_GRAPH}judgement"
_REGISTERS: Final = f"{terms.FILE_GRAPH}register/"
_VOCABULARY: Final = f"{terms.FILE_GRAPH}ontology/"
_BODIES: Final = tuple(
    terms.term(f"pg:{name}") for name in ("Department", "Organization", "Facility", "CommunityArea", "Municipality")
)
_JUDGED: Final = "\n#judged\n"
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
            by_path = own.get(subject)
            if by_path is None:
                by_path = {path: list(objects) for path, objects in self._objects.get(subject, _NOBODY).items()}
                own[subject] = self._objects[subject] = by_path
            there = by_path.get(predicate)
            if there is None:
                by_path[predicate] = [obj]
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
        for subject, by_path in self._objects.items():
            known = found._objects.get(subject)
            if known is not None:
                by_path = {**known, **{path: _joined(known.get(path), objects) for path, objects in by_path.items()}}
            found._objects[subject] = by_path
        for key, subjects in self._subjects.items():
            found._subjects[key] = _joined(found._subjects.get(key), subjects)
        return found

    def without(self, unwanted: Callable[[Any, NamedNode], bool], subjects: Iterable[Any]) -> Statements:
        """The same without what the named subjects state by unwanted predicates, which must lead to literals only."""
        found = Statements((), self)
        for subject in subjects:
            if subject in found._objects:
                by_path = found._objects[subject].items()
                found._objects[subject] = {path: objects for path, objects in by_path if not unwanted(subject, path)}
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
        for predicate, objects in self._objects.get(subject, _NOBODY).items():
            for obj in objects:
                yield Triple(subject, predicate, obj)

    def named_by(self, subject: Any) -> Iterator[NamedNode]:
        """The objects of a subject that have an IRI, by property."""
        for objects in self._objects.get(subject, _NOBODY).values():
            yield from (obj for obj in objects if isinstance(obj, NamedNode))

    def nodes(self) -> Iterator[Any]:
        """Every subject, in the order first met."""
        return iter(self._objects)

    def __contains__(self, subject: object) -> bool:
        """Whether anything is stated of a node."""
        return subject in self._objects


def _joined(one: list[Any] | None, other: list[Any]) -> list[Any]:
    return [*one, *(value for value in other if value not in one)] if one else other


def stated(store: Store, *, texts: bool = False, judged: bool = False) -> Statements:
    """All that the files of a store state, vocabulary and registers included; nothing observed.

    With `texts` also the attached texts; with `judged` what readers judged, as if it was stated.
    """
    graphs = (
        terms.FILE_GRAPH,
        *([terms.TEXTS_GRAPH.value] if texts else []),
        *([_GRAPH_OF_JUDGEMENTS] if judged else []),
    )
    wanted = sorted(graph.value for graph in store.named_graphs() if graph.value.startswith(graphs))
    own = (store.quads_for_pattern(None, None, None, NamedNode(graph)) for graph in wanted)
    return Statements(quad.triple for quads in own for quad in sorted(quads, key=str))


Known = tuple[Store, Statements]
"""Vocabulary and registers, which every workbook may name, as a store and as statements; not to be changed."""


@cache
def known_store() -> Known:
    """The vocabulary and the packaged registers."""
    store = Store()
    registers = [s for s in sources.packaged_data() if s.graph.startswith(_REGISTERS)]
    sources.load(store, [*sources.vocabulary(), *registers])
    return store, stated(store)


def known_of(store: Store) -> Known:
    """The vocabulary and the registers of a graph: its files in a folder register, else all bodies and places it states."""
    stating = [quad for quad in store if quad.graph_name.value.startswith(terms.FILE_GRAPH)]
    own = [quad for quad in stating if quad.graph_name.value.startswith((_VOCABULARY, _REGISTERS))]
    if not any(quad.graph_name.value.startswith(_REGISTERS) for quad in own):
        bodies = {node for klass in _BODIES for node in lookup.subjects(store, terms.TYPE, klass)}
        own += [quad for quad in stating if quad.subject in bodies]
    known = Store()
    known.extend(own)
    return known, Statements(quad.triple for quad in sorted(own, key=str))


def registered(triples: Iterable[Triple], register: Statements) -> list[Triple]:
    """What the registers state of all that the statements name, so that a new file stands alone."""
    found: dict[Triple, None] = {}
    waiting = list(triples)
    known = {triple.subject for triple in waiting}
    while waiting:
        node = waiting.pop(0).object
        if isinstance(node, NamedNode) and node not in known and _is_ours(node):
            known.add(node)
            own = [t for t in register.about(node) if t.predicate not in (terms.LOCATOR, terms.DOCUMENT)]
            found.update(dict.fromkeys(own))
            waiting += own
    return list(found)


def _is_ours(node: NamedNode) -> bool:
    """Whether a thing is stated in data: neither a term of the vocabulary nor a year."""
    return node.value.startswith(terms.ID) and "/fiscal-year/" not in node.value


@cache
def carried_classes() -> frozenset[NamedNode]:
    """The classes whose things have no cells of their own, or stand in a cell by their words."""
    store = shapes.store()
    marks = (terms.term("pg:carried"), terms.term("pg:cellProperty"))
    marked = {quad.subject for mark in marks for quad in lookup.quads(store, None, mark)}
    return frozenset(klass for shape in marked for klass in lookup.objects(store, shape, terms.term("sh:targetClass")))


def belonging(statements: Statements, row: NamedNode, sheet: Sheet) -> list[NamedNode]:
    """The row and all that belongs to it: what its column groups lead to, and carried things of any of these."""
    found = [row]
    for via in {column.via for column in sheet.columns if column.via is not None and column.kind != "list"}:
        reached = statements.subjects(via.path, row) if via.inverse else statements.objects(row, via.path)
        found += [node for node in reached if via.klass in statements.objects(node, terms.TYPE) and node not in found]
    carried = carried_classes()
    for node in found:
        for other in statements.named_by(node):
            if not carried.isdisjoint(statements.objects(other, terms.TYPE)) and other not in found:
                found.append(other)
    return found


def carried(statements: Statements, row: NamedNode, sheet: Sheet) -> list[Triple]:
    """All that is stated of a row and of what belongs to it; words that stand in a document only by their digest."""
    found = []
    for node in belonging(statements, row, sheet):
        digest = statements.value(node, terms.DIGEST)
        for triple in statements.about(node):
            if triple.predicate == terms.LINE_STARTS:
                continue
            if triple.predicate == terms.TEXT and digest is not None:
                attached = Literal(sources.digest(getattr(triple.object, "value", "")))
                triple = Triple(node, terms.ATTACHED_DIGEST, attached)
                if attached == digest:
                    continue
            found.append(triple)
    return found


def stubs(statements: Statements, triples: Iterable[Triple], rows: Container[NamedNode]) -> list[Triple]:
    """What is needed to understand what the statements name without its having a row.

    Its class, name and number, and the same of all above it; of a plan its short name, municipality and years too.
    """
    listed = list(triples)
    subjects = {triple.subject for triple in listed}
    waiting = sorted({t.object for t in listed if isinstance(t.object, NamedNode)} - subjects, key=str)
    found: list[Triple] = []
    for node in waiting:
        if node in rows or not _is_ours(node):
            continue
        for triple in statements.about(node):
            if triple.predicate in _NAMING:
                found.append(triple)
            if triple.predicate in ABOVE and triple.object not in waiting and isinstance(triple.object, NamedNode):
                waiting.append(triple.object)
    return found


def to_text(triples: Iterable[Triple], judged: Iterable[Triple] = ()) -> str:
    """The triples as Turtle without its prefixes, sorted; what was `judged` stands behind, apart from what is stated."""
    parts = []
    for part in (triples, judged):
        ordered = sorted(part, key=lambda triple: (str(triple.subject), triple.predicate != terms.TYPE, str(triple)))
        parts.append(turtle(ordered, prefixes()))
    return _JUDGED.join(parts) if parts[1] else parts[0]


def turtle(triples: Iterable[Triple], known: dict[str, str]) -> str:
    """Turtle in the order of the triples, without the lines of its prefixes."""
    text = lookup.written(triples, RdfFormat.TURTLE, known).decode("utf-8")
    return re.sub(r"(?m)^@prefix .*\n", "", text).strip()


def from_texts(texts: Iterable[str], *, judged: bool = False) -> list[Triple]:
    """What is stated (or was `judged`) in texts of `to_text`; raises SyntaxError where one was changed by hand."""
    header = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    parts = (text.partition(_JUDGED)[2 if judged else 0] for text in texts)
    return [quad.triple for quad in parse(header + "\n".join(parts), format=RdfFormat.TURTLE)]


@cache
def prefixes() -> dict[str, str]:
    """Prefixes of all namespaces that our own files use: one for the ids of each class, one for each concept scheme."""
    store = Store()
    sources.load(store, sources.vocabulary())
    classes = sorted({kind_of(quad.subject) for quad in lookup.quads(store, None, terms.TYPE, terms.term("owl:Class"))})
    schemes: list[Any] = sorted(lookup.subjects(store, terms.TYPE, terms.term("skos:ConceptScheme")), key=str)
    terms_of = {f"c-{terms.local_name(scheme.value)}": f"{scheme.value}/" for scheme in schemes}
    return {**terms.PREFIXES, **{name: f"{terms.ID}{name}/" for name in classes}, **terms_of}


def kind_of(klass: Any) -> str:
    """The kind of thing as it stands in IRIs: "program-listing" for pg:ProgramListing."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", terms.local_name(klass.value)).lower()
