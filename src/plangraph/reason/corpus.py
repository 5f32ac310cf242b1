"""What the documents of plans print, joined by document so that a pattern runs over all of it, and facts observed in it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph.store import lookup, terms

_GLOSSED: Final = ("ChangeStep", "Narrative", "Outcome", "ProgressCheck", "Review", "Statistic")
"""Classes whose name is a gloss of ours, not printed."""
_QUOTATION: Final = 60
_LOCATING: Final = tuple(terms.term(name).value for name in ("pg:locator", "prov:wasDerivedFrom"))
_NAME: Final = terms.PREF_LABEL.value
_WRITTEN: Final = (
    """
SELECT ?plan ?class ?element ?property ?text WHERE {
  ?plan pg:shortName ?short .
  ?element pg:isWithin ?plan .
  OPTIONAL { ?element a ?class . FILTER (STRSTARTS(STR(?class), STR(pg:))) }
  { ?element skos:prefLabel ?text . FILTER (LANG(?text) = "ja") BIND (skos:prefLabel AS ?property) }
  UNION { ?element pg:printedName ?text BIND (pg:printedName AS ?property) }
}""",
    """
SELECT ?plan ?class ?element ?property ?passage ?text WHERE {
  ?passage pg:text ?text .
  ?element ?property ?passage .
  { ?element pg:isWithin ?plan . ?plan pg:shortName ?short } UNION { ?element pg:shortName ?short BIND (?element AS ?plan) }
  OPTIONAL { ?element a ?class . FILTER (STRSTARTS(STR(?class), STR(pg:))) }
}""",
)
_DOCUMENTS: Final = """
SELECT ?thing ?document WHERE {
  { ?thing a pg:Passage ; pg:document ?document } UNION { ?thing pg:locator ?locator . ?locator pg:document ?document }
} ORDER BY DESC(?document)"""
_AREAS: Final = """
SELECT DISTINCT ?element WHERE {
  ?part pg:area ?area .
  { ?element pg:isWithin ?part } UNION { ?part pg:isPartOf ?whole . ?whole pg:isPartOf ?main . ?element pg:isWithin ?whole }
}"""


@dataclass(frozen=True, order=True)
class Written:
    """One name or text: whose it is (with its class and plan), the property that gives it, and the passage if it is a text.

    Of the classes of the ontology that an element has, only the most special one counts.
    """

    plan: str
    klass: str
    element: str
    path: str
    passage: str
    text: str

    @property
    def is_text(self) -> bool:
        """Whether this is running text rather than a name."""
        return bool(self.passage)

    @property
    def source(self) -> str:
        """The passage of a text, else the element that has the name."""
        return self.passage or self.element


@dataclass(frozen=True)
class Fact:
    """What was computed: of which class, in which property of which element, and what it is about.

    `found` are the characters as written, `earlier` those of an earlier plan, `start` where they begin in the text (from
    0), `suggested` what would replace just them, `others` the things compared with, `score` from 0 to 1, `more` further
    properties by prefixed name.
    """

    kind: str
    element: NamedNode
    path: NamedNode
    found: str = ""
    suggested: str | None = None
    earlier: str | None = None
    others: tuple[NamedNode, ...] = ()
    score: float | None = None
    passage: NamedNode | None = None
    start: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def quads(self) -> list[Quad]:
        """The fact in the graph of observed facts; its IRI is a digest of what it states."""
        stated: list[tuple[str, Any]] = [
            ("rdf:type", terms.term(self.kind)),
            ("rdf:type", terms.OBSERVED_FACT),
            ("pg:inElement", self.element),
            ("pg:inProperty", self.path),
            ("pg:foundText", Literal(self.found)),
            *(("pg:otherElement", other) for other in self.others),
            *sorted(self.more.items()),
        ]
        if self.passage is not None:
            stated.append(("pg:inPassage", self.passage))
        if self.suggested is not None:
            stated.append(("pg:suggestedText", Literal(self.suggested)))
        if self.earlier is not None:
            stated.append(("pg:earlierText", Literal(self.earlier)))
        if self.score is not None:
            stated.append(("pg:score", Literal(f"{self.score:.3f}", datatype=terms.term("xsd:decimal"))))
        if self.start is not None:
            stated.append(("pg:startCharacter", Literal(str(self.start), datatype=terms.term("xsd:integer"))))
        digest = hashlib.sha256("\n".join(f"{name} {value}" for name, value in stated).encode("utf-8")).hexdigest()
        node = NamedNode(f"{terms.ID}observed-fact/{digest[:16]}")
        return [Quad(node, terms.term(name), value, terms.OBSERVED_GRAPH) for name, value in stated]


@dataclass(frozen=True)
class Corpus:
    """Names and texts of one document in one string, a line break between them."""

    key: str
    pieces: tuple[Written, ...]

    @cached_property
    def text(self) -> str:
        """All names and texts, one after the other."""
        return "\n".join(piece.text for piece in self.pieces)

    @cached_property
    def _begins(self) -> list[int]:
        begins, position = [], 0
        for piece in self.pieces:
            begins.append(position)
            position += len(piece.text) + 1
        return begins

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[Written, int, re.Match[str]]]:
        """Each match within one name or text: whose it is, and where it begins in it (from 0)."""
        for match in pattern.finditer(self.text):
            index = bisect_right(self._begins, match.start()) - 1
            start = match.start() - self._begins[index]
            if match[0] and start + len(match[0]) <= len(self.pieces[index].text):
                yield self.pieces[index], start, match


def written(store: Store) -> list[Written]:
    """All names and texts in the plans, sorted by plan, class, element and property."""
    found = (row for query in _WRITTEN for row in lookup.rows(store, query))
    return sorted(
        {
            Written(
                row["plan"],
                terms.local_name(row["class"]),
                row["element"],
                row["property"],
                row.get("passage", ""),
                row["text"],
            )
            for row in found
            if terms.local_name(row["class"]) != "PlanElement"
        }
    )


def printed(pieces: Iterable[Written]) -> list[Written]:
    """What the documents print, each place once.

    Left out are names that are glosses of ours, the name of a program beside the same name of its row or beside the
    passage that mentions it, that of an indicator made from its program, and a passage that only says where something is.
    """
    everything = list(pieces)
    names = [piece for piece in everything if not piece.is_text]
    locating = {piece.element for piece in everything if piece.path in _LOCATING}
    rows, programs = (
        {(piece.plan, piece.text) for piece in names if piece.klass == klass} for klass in ("ProgramListing", "Program")
    )
    as_printed = {piece.element for piece in names if piece.path != _NAME}
    found: dict[tuple[str, str, str], Written] = {}
    for piece in everything:
        if piece.is_text:
            if piece.path not in _LOCATING:
                found.setdefault((piece.passage, "", ""), piece)
        elif not (
            piece.klass in _GLOSSED
            or (piece.klass == "Program" and ((piece.plan, piece.text) in rows or piece.element in locating))
            or (piece.path == _NAME and piece.element in as_printed)
            or (piece.klass == "Indicator" and (piece.plan, piece.text.split("の指標")[0]) in programs)
        ):
            found.setdefault((piece.element, piece.path, piece.text), piece)
    return list(found.values())


def documents(store: Store) -> dict[str, str]:
    """The document in which each passage or element stands, by IRI; of several the first."""
    return {row["thing"]: row["document"] for row in lookup.rows(store, _DOCUMENTS)}


def of_areas(store: Store) -> frozenset[str]:
    """The elements of plans of areas: their wording is the choice of those who live there."""
    return frozenset(row["element"] for row in lookup.rows(store, _AREAS))


def corpora(pieces: Iterable[Written], document: Mapping[str, str] | None = None) -> list[Corpus]:
    """One corpus a document, or a plan where it is unknown or `document` is not given, sorted by IRI."""
    groups: dict[str, list[Written]] = defaultdict(list)
    for piece in pieces:
        groups[(document or {}).get(piece.source, piece.plan)].append(piece)
    return [Corpus(key, tuple(group)) for key, group in sorted(groups.items())]


def quoted(text: str, position: int) -> bool:
    """Whether a position of a text lies in a quotation of ordinary length."""
    before = text[max(0, position - _QUOTATION) : position]
    return before.rfind("「") > before.rfind("」")


def nodes(iris: Iterable[str], but: str = "") -> tuple[NamedNode, ...]:
    """The nodes of IRIs in their order, each once and `but` not at all."""
    return tuple(NamedNode(iri) for iri in dict.fromkeys(iris) if iri != but)


def fact(kind: str, piece: Written, found: str, start: int | None = None, **more: Any) -> Fact:
    """A fact on some characters of what is written."""
    passage = NamedNode(piece.passage) if piece.passage else None
    element, path = NamedNode(piece.element), NamedNode(piece.path)
    return Fact(kind, element, path, found=found, passage=passage, start=start, **more)


def slip(name: str, piece: Written, found: str, start: int | None = None, **more: Any) -> Fact:
    """A slip of the pen of the kind that the concept scheme `slip` calls `name`."""
    return fact("pg:WrittenSlip", piece, found, start, **more, more={"pg:slipKind": kind(name)})


def kind(name: str) -> NamedNode:
    """A concept of the scheme `slip`."""
    return NamedNode(f"{terms.BASE}concept/slip/{name}")
