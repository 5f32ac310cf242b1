"""Where a thing is stated: lines of a document where it has a locator, else lines of the Turtle file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from plangraph import lookup, terms


@dataclass(frozen=True)
class Place:
    """A file name and the lines in it: "120", "120-124", or several joined by a comma; empty where unknown."""

    source: str
    lines: str

    def __str__(self) -> str:
        return f"{self.source}:{self.lines}" if self.lines else self.source


def stated_at(store: Store, thing: Any, files: dict[str, Path]) -> Place:
    """The place of `thing` in a document, else its line in one of `files` (by graph)."""
    place = document_place(store, thing)
    return turtle_place(store, thing, files) if place is None else place


def document_place(store: Store, thing: Any) -> Place | None:
    """The lines of the document that states `thing`, or None; of several documents the first by name.

    A part without a name and a locator of its own, such as a participation or a value, stands where its owner stands.
    """
    if isinstance(thing, Literal):
        return None
    place = _own_place(store, thing)
    if place is not None or lookup.holds(store, thing, terms.PREF_LABEL) or lookup.holds(store, thing, terms.LABEL):
        return place
    near = {quad.subject for quad in lookup.quads(store, None, None, thing)}
    near |= {quad.object for quad in lookup.quads(store, thing)}
    owners = sorted((node for node in near if _has_locator(store, node)), key=str)
    return _own_place(store, owners[0]) if owners else None


def turtle_place(store: Store, subject: Any, files: dict[str, Path], triple: Any = None) -> Place:
    """The line of the RDF file in which `subject` (or the given triple of it) is first stated."""
    if isinstance(subject, Literal):
        return Place("", "")
    stated = (triple.predicate, triple.object) if triple is not None else ()
    for quad in lookup.quads(store, subject, *stated):
        path = files.get(quad.graph_name.value) if isinstance(quad.graph_name, NamedNode) else None
        if path is not None:
            line = turtle_line(path, quad.subject, None if triple is None else quad)
            return Place(path.name, "" if line is None else str(line))
    return Place("", "")


def turtle_line(path: Path, subject: Any, triple: Any = None) -> int | None:
    """The line at which rdflib's parser meets the subject, or that very triple, in a Turtle or TriG file."""
    from rdflib import Dataset, Graph
    from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser
    from rdflib.plugins.parsers.trig import TrigSinkParser

    lines: list[int] = []
    wanted = str(getattr(subject, "value", subject))
    trig = path.suffix.lower() in (".trig", ".nq")
    base: Any = TrigSinkParser if trig else SinkParser

    class Positions(base):  # type: ignore[misc]
        def makeStatement(self, quadruple: Any) -> None:
            _, predicate, stated, obj = quadruple
            same = str(stated) == wanted
            if same and triple is not None:
                same = str(predicate) == triple.predicate.value and str(obj) == str(triple.object.value)
            if same:
                lines.append(self.lines + 1)
            super().makeStatement(quadruple)

    if path.suffix.lower() == ".nq":
        return next(
            (n for n, line in enumerate(path.open(encoding="utf-8"), 1) if line.startswith(f"<{wanted}>")), None
        )
    sink = RDFSink(Dataset() if trig else Graph())
    parser = Positions(sink, baseURI=path.absolute().as_uri(), turtle=True)
    with path.open("rb") as stream:
        parser.loadStream(stream)
    return lines[0] if lines else None


def _own_place(store: Store, thing: Any) -> Place | None:
    locators = lookup.objects(store, thing, terms.LOCATOR)
    if lookup.holds(store, thing, terms.DOCUMENT):
        locators.append(thing)
    spans = sorted({span for locator in locators if (span := _span(store, locator)) is not None})
    if not spans:
        return None
    source = spans[0][0]
    lines = [str(first) if first == last else f"{first}-{last}" for file, first, last in spans if file == source]
    return Place(source, ", ".join(lines))


def _has_locator(store: Store, node: Any) -> bool:
    return isinstance(node, NamedNode) and lookup.holds(store, node, terms.LOCATOR)


def _span(store: Store, locator: Any) -> tuple[str, int, int] | None:
    document = lookup.value(store, locator, terms.DOCUMENT)
    first, last = (lookup.value(store, locator, predicate) for predicate in (terms.FIRST_LINE, terms.LAST_LINE))
    name = None if document is None else lookup.value(store, document, terms.FILE_NAME)
    if name is None or first is None or last is None:
        return None
    return name.value, int(first.value), int(last.value)
