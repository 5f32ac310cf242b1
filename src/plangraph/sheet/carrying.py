"""What goes along with a row unseen: all that is stated of it and of what belongs to it, as Turtle in a hidden column."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from plangraph.sheet.columns import Sheet
from plangraph.sheet.statements import Statements
from plangraph.store import documents, lookup, shapes, sources, terms

_ABOVE: Final = (terms.term("pg:isPartOf"), terms.term("pg:listedUnder"))
_NAMING: Final = (
    terms.TYPE,
    terms.PREF_LABEL,
    *_ABOVE,
    *(terms.term(name) for name in ("skos:notation", "pg:shortName", "pg:municipality", "pg:firstYear", "pg:lastYear")),
)
_JUDGED: Final = "\n#judged\n"


@cache
def carried_classes() -> frozenset[NamedNode]:
    """The classes whose things have no cells of their own, or stand in a cell by their words."""
    store = shapes.store()
    marked = {
        quad.subject
        for name in ("pg:carried", "pg:cellProperty")
        for quad in lookup.quads(store, None, terms.term(name))
    }
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
                attached = Literal(documents.digest(getattr(triple.object, "value", "")))
                triple = Triple(node, terms.ATTACHED_DIGEST, attached)
                if attached == digest:
                    continue
            found.append(triple)
    return found


def stubs(statements: Statements, said: Iterable[Triple], rows: Container[NamedNode]) -> list[Triple]:
    """What is needed to understand what the statements name without its having a row.

    Its class, name and number, and the same of all above it; of a plan its short name, municipality and years too.
    """
    subjects = {triple.subject for triple in said}
    waiting = sorted({triple.object for triple in said if isinstance(triple.object, NamedNode)} - subjects, key=str)
    found: list[Triple] = []
    for node in waiting:
        if not node.value.startswith(terms.ID) or node in rows or "/fiscal-year/" in node.value:
            continue
        for triple in statements.about(node):
            if triple.predicate in _NAMING:
                found.append(triple)
            if triple.predicate in _ABOVE and triple.object not in waiting and isinstance(triple.object, NamedNode):
                waiting.append(triple.object)
    return found


def to_text(triples: Iterable[Triple]) -> str:
    """The triples as Turtle without its prefixes, sorted."""
    ordered = sorted(triples, key=lambda triple: (str(triple.subject), triple.predicate != terms.TYPE, str(triple)))
    written = lookup.written(ordered, RdfFormat.TURTLE, prefixes()).decode("utf-8")
    return re.sub(r"(?m)^@prefix .*\n", "", written).strip()


def with_judged(text: str, judged: Iterable[Triple]) -> str:
    """The text of a row with what was judged of it behind, apart from what is stated."""
    said = to_text(judged)
    return text + _JUDGED + said if said else text


def judged_in(texts: Iterable[str]) -> list[Triple]:
    """What was judged of rows; raises SyntaxError where a text was changed by hand."""
    return _parsed(part for text in texts for part in text.split(_JUDGED)[1:])


def from_texts(texts: Iterable[str]) -> list[Triple]:
    """What is stated of rows, of several texts of `to_text`; raises SyntaxError where one was changed by hand."""
    return _parsed(text.partition(_JUDGED)[0] for text in texts)


def _parsed(texts: Iterable[str]) -> list[Triple]:
    header = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    return [quad.triple for quad in parse(header + "\n".join(texts), format=RdfFormat.TURTLE)]


@cache
def prefixes() -> dict[str, str]:
    """Prefixes of all namespaces that our own files use: one for the ids of each class, one for each concept scheme."""
    store = Store()
    sources.load(store, sources.vocabulary())
    classes = sorted({_kebab(quad.subject) for quad in lookup.quads(store, None, terms.TYPE, terms.term("owl:Class"))})
    schemes: list[Any] = sorted(lookup.subjects(store, terms.TYPE, terms.term("skos:ConceptScheme")), key=str)
    terms_of = {f"c-{terms.local_name(scheme.value)}": f"{scheme.value}/" for scheme in schemes}
    return {**terms.PREFIXES, **{name: f"{terms.ID}{name}/" for name in classes}, **terms_of}


def _kebab(klass: Any) -> str:
    return kebab(terms.local_name(klass.value))


def kebab(name: str) -> str:
    """ "ProgramListing" as "program-listing"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
