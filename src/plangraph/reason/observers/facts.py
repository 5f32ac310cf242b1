"""An observed fact as a plain value, and as triples of the graph of observed facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from plangraph.store import terms

_DECIMAL: Final = terms.term("xsd:decimal")
_INTEGER: Final = terms.term("xsd:integer")


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


def quads(facts: Iterable[Fact]) -> list[Quad]:
    """The facts as quads of the graph of observed facts; the IRI of a fact is a digest of what it says."""
    return [quad for fact in facts for quad in _quads(fact)]


def _quads(fact: Fact) -> list[Quad]:
    said: list[tuple[str, Any]] = [
        ("rdf:type", terms.term(fact.kind)),
        ("rdf:type", terms.OBSERVED_FACT),
        ("pg:inElement", fact.element),
        ("pg:inProperty", fact.path),
        ("pg:foundText", Literal(fact.found)),
        *(("pg:otherElement", other) for other in fact.others),
        *((name, value) for name, value in sorted(fact.more.items())),
    ]
    if fact.passage is not None:
        said.append(("pg:inPassage", fact.passage))
    if fact.suggested is not None:
        said.append(("pg:suggestedText", Literal(fact.suggested)))
    if fact.earlier is not None:
        said.append(("pg:earlierText", Literal(fact.earlier)))
    if fact.score is not None:
        said.append(("pg:score", Literal(f"{fact.score:.3f}", datatype=_DECIMAL)))
    if fact.start is not None:
        said.append(("pg:startCharacter", Literal(str(fact.start), datatype=_INTEGER)))
    digest = hashlib.sha256("\n".join(f"{name} {value}" for name, value in said).encode("utf-8")).hexdigest()
    subject = NamedNode(f"{terms.BASE}id/observed-fact/{digest[:16]}")
    return [Quad(subject, terms.term(name), value, terms.OBSERVED_GRAPH) for name, value in said]
