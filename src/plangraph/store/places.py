"""Where a thing is stated: cells of a workbook, or lines of a document where it has a locator, else of the Turtle file."""

from __future__ import annotations

import codecs
import io
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Store

from plangraph.store import lookup, terms


@dataclass(frozen=True, order=True)
class Lines:
    """Lines of a text, from 1, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, order=True)
class Page:
    """Lines of a page, the page and its lines from 1."""

    number: int
    first: int
    last: int

    def __str__(self) -> str:
        return f"p{self.number}:{Lines(self.first, self.last)}"


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of a sheet, row and column from 1."""

    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """The cell as spreadsheets name it, such as D14."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.name}"


@dataclass(frozen=True, order=True)
class Row:
    """A whole row of a sheet, from 1; looked at, it is its first cell."""

    sheet: str
    row: int

    @property
    def cell(self) -> Cell:
        """The cell in column A."""
        return Cell(self.sheet, self.row, 1)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"


Span = Lines | Page | Cell | Row


@dataclass(frozen=True)
class Place:
    """Spans in a source, a document or a sheet; no span where it is not known which, no source where nothing is known.

    `column` is the heading over the first cell. Cells on other sheets than the source may be among the spans.
    """

    source: str
    spans: tuple[Span, ...] = ()
    column: str | None = None

    @property
    def text(self) -> str:
        """The spans in the source, as "120-124, 130" or "D14, 指標!E2": to be read, never to be parsed."""
        return ", ".join(self._within(span) for span in self.spans)

    def __str__(self) -> str:
        first = self.spans[0] if self.spans else None
        if isinstance(first, Cell | Row):
            return ", ".join([str(first), *(self._within(span) for span in self.spans[1:])])
        return f"{self.source}:{self.text}" if self.spans else self.source

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells among the spans, in their order, a row by its first cell."""
        spans = (span.cell if isinstance(span, Row) else span for span in self.spans)
        return tuple(span for span in spans if isinstance(span, Cell))

    @property
    def lines(self) -> tuple[Lines, ...]:
        """The stretches of lines among the spans, in their order."""
        return tuple(span for span in self.spans if isinstance(span, Lines))

    @property
    def order(self) -> tuple[int, ...]:
        """Sort by this to have places of one sheet or document from top to bottom."""
        match self.spans[0] if self.spans else None:
            case Cell(_, row, column):
                return (row, column)
            case Row(_, row):
                return (row, 1)
            case Lines(first, last):
                return (first, last)
            case Page(number, first, last):
                return (number, first, last)
        return (0, 0)

    def _within(self, span: Span) -> str:
        cell = span.cell if isinstance(span, Row) else span
        return cell.name if isinstance(cell, Cell) and cell.sheet == self.source else str(cell)


NOWHERE = Place("")


def column_letters(column: int) -> str:
    """The letters of a column from 1: A, B, ... Z, AA."""
    above, last = divmod(column - 1, 26)
    return (column_letters(above) if above else "") + chr(ord("A") + last)


def stated_at(store: Store, thing: Any, files: dict[str, Path], path: Any = None) -> Place:
    """The place of `thing` in a document, else its line in one of `files` (by graph).

    Of several documents that state it, the one in which things with the property `path` stand, else the first by name.
    """
    place = document_place(store, thing, path)
    return turtle_place(store, thing, files) if place is None else place


def all_stated(store: Store, thing: Any, files: dict[str, Path]) -> tuple[Place, ...]:
    """The places of `thing` in all documents that state it, by name, else its line in one of `files`, else none."""
    spans = sorted({span for locator in _locators(store, thing) if (span := _span(store, locator)) is not None})
    sources = dict.fromkeys(source for source, _ in spans)
    found = [Place(source, tuple(lines for file, lines in spans if file == source)) for source in sources]
    return tuple(found) or tuple(place for place in (stated_at(store, thing, files),) if place.source)


def document_place(store: Store, thing: Any, path: Any = None) -> Place | None:
    """The lines of the document that states `thing`, or None.

    A part without a name and a locator of its own, such as a participation or a value, stands where its owner stands; a
    judgement where that stands of which it judges.
    """
    if isinstance(thing, Literal):
        return None
    place = _own_place(store, thing, path)
    if place is not None or lookup.holds(store, thing, terms.PREF_LABEL) or lookup.holds(store, thing, terms.LABEL):
        return place
    if lookup.holds(store, thing, terms.TYPE, terms.JUDGEMENT):
        near = set(lookup.objects(store, thing, terms.JUDGED))
    else:
        near = {quad.subject for quad in lookup.quads(store, None, None, thing)}
        near |= {quad.object for quad in lookup.quads(store, thing)}
    owners = sorted((node for node in near if _has_locator(store, node)), key=str)
    return _own_place(store, owners[0], path) if owners else None


def text_place(store: Store, passage: Any, start: int, length: int) -> Place | None:
    """The lines on which characters of a passage stand, counted from `start` in its attached text; None if unknown."""
    span = _span(store, passage)
    starts = getattr(lookup.value(store, passage, terms.LINE_STARTS), "value", None)
    if span is None or starts is None:
        return None if span is None else Place(span[0], (span[1],))
    begins = [int(begin) for begin in starts.split()]
    first, last = (bisect_right(begins, position) - 1 for position in (start, start + max(length, 1) - 1))
    return Place(span[0], (Lines(span[1].first + first, span[1].first + last),))


def turtle_place(store: Store, subject: Any, files: dict[str, Path], triple: Any = None) -> Place:
    """The line of the RDF file that states the given triple, or first says what `subject` is."""
    if isinstance(subject, Literal):
        return NOWHERE
    stated = (triple.predicate, triple.object) if triple is not None else ()
    quads = sorted(lookup.quads(store, subject, *stated), key=lambda quad: (quad.predicate != terms.TYPE, str(quad)))
    for quad in quads:
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        path = files.get(graph)
        if path is not None:
            if triple is not None or _is_nameless(subject):
                line = _statement_line(store, path, quad)
            else:
                line = _line_index(path, path.stat().st_mtime_ns).get((str(subject.value),))
            return Place(file_name(graph, path), () if line is None else (Lines(line, line),))
    return NOWHERE


def file_name(graph: str, path: Path) -> str:
    """The name of an RDF file with the folders below the one that was read, as in kashiwa-plan-5/programs.ttl."""
    return str(Path(unquote(graph.removeprefix(terms.FILE_GRAPH))).with_name(path.name))


def _statement_line(store: Store, path: Path, quad: Any) -> int | None:
    """The line of a statement; one of a nameless thing is found by what refers to the thing, or by what it says."""
    index = _line_index(path, path.stat().st_mtime_ns)
    subject, predicate = str(quad.subject.value), str(quad.predicate.value)
    if _is_nameless(quad.subject):
        for reference in sorted(lookup.quads(store, None, None, quad.subject), key=str):
            line = index.get((str(reference.subject.value), str(reference.predicate.value)))
            if line is not None:
                return line
        subject = ""
    return index.get((subject, predicate, str(quad.object.value))) or index.get((subject, predicate))


@cache
def _line_index(path: Path, _changed: int) -> dict[tuple[str, ...], int]:
    """The first line at which rdflib's parser meets each subject, (subject, predicate) and triple; "" is a blank node."""
    from rdflib import BNode, Dataset, Graph
    from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser
    from rdflib.plugins.parsers.trig import TrigSinkParser

    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    if path.suffix.lower() in (".nt", ".nq"):
        return _statement_index(content.decode("utf-8"))
    index: dict[tuple[str, ...], int] = {}
    trig = path.suffix.lower() == ".trig"
    base: Any = TrigSinkParser if trig else SinkParser

    class Positions(base):  # type: ignore[misc]
        def makeStatement(self, quadruple: Any) -> None:
            _, relation, subject, obj = quadruple
            predicate = relation[1] if isinstance(relation, tuple) else relation  # the parser's form of "a"
            named = "" if isinstance(subject, BNode) else str(subject)
            for key in ((named,), (named, str(predicate)), (named, str(predicate), str(obj))):
                index.setdefault(key, self.lines + 1)
            super().makeStatement(quadruple)

    sink = RDFSink(Dataset() if trig else Graph())
    Positions(sink, baseURI=path.absolute().as_uri(), turtle=True).loadStream(io.BytesIO(content))
    return index


def _statement_index(text: str) -> dict[tuple[str, ...], int]:
    index: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.split(" ", 2)
        names = [part.strip("<>") for part in parts[:2]]
        for key in ((names[0],), tuple(names)):
            index.setdefault(key, number)
    return index


def _is_nameless(node: Any) -> bool:
    return str(getattr(node, "value", "")).startswith(terms.SKOLEM)


def _locators(store: Store, thing: Any) -> list[Any]:
    own = [thing] if lookup.holds(store, thing, terms.DOCUMENT) else []
    return [*lookup.objects(store, thing, terms.LOCATOR), *own]


def _own_place(store: Store, thing: Any, path: Any) -> Place | None:
    spans = sorted({span for locator in _locators(store, thing) if (span := _span(store, locator)) is not None})
    if not spans:
        return None
    sources = sorted({span[0] for span in spans})
    source = sources[0] if path is None or len(sources) == 1 else _usual_source(store, path, sources)
    return Place(source, tuple(lines for file, lines in spans if file == source))


def _usual_source(store: Store, path: Any, sources: list[str]) -> str:
    """Which of the documents holds most of the first hundred things that have the property `path`."""
    subjects = sorted({quad.subject for quad in lookup.quads(store, None, path)}, key=str)[:100]
    locators = [locator for subject in subjects for locator in lookup.objects(store, subject, terms.LOCATOR)]
    counts = Counter(span[0] for locator in locators if (span := _span(store, locator)) is not None)
    return max(sources, key=lambda source: (counts[source], -sources.index(source)))


def _has_locator(store: Store, node: Any) -> bool:
    return isinstance(node, NamedNode) and lookup.holds(store, node, terms.LOCATOR)


def _span(store: Store, locator: Any) -> tuple[str, Lines] | None:
    document = lookup.value(store, locator, terms.DOCUMENT)
    first, last = (lookup.number(store, locator, predicate) for predicate in (terms.FIRST_LINE, terms.LAST_LINE))
    name = None if document is None else lookup.value(store, document, terms.FILE_NAME)
    if name is None or first is None or last is None:
        return None
    return name.value, Lines(first, last)
