"""What is written, each place once, joined by document so that a pattern runs over all of it in one go."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.written import Written
from plangraph.store import terms

_GLOSSED: Final = ("ChangeStep", "Narrative", "Outcome", "ProgressCheck", "Review", "Statistic")
"""Classes whose name is a gloss of ours, not printed."""
_QUOTATION: Final = 60
_LOCATING: Final = tuple(terms.term(name).value for name in ("pg:locator", "prov:wasDerivedFrom"))
_NAME: Final = terms.PREF_LABEL.value
_DOCUMENTS: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT ?thing ?document WHERE {
  { ?thing a pg:Passage ; pg:document ?document } UNION { ?thing pg:locator ?locator . ?locator pg:document ?document }
} ORDER BY DESC(?document)"""
_AREAS: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT DISTINCT ?element WHERE {
  ?part pg:area ?area .
  { ?element pg:isWithin ?part } UNION { ?part pg:isPartOf ?whole . ?whole pg:isPartOf ?main . ?element pg:isWithin ?whole }
}"""


@dataclass(frozen=True)
class Corpus:
    """Names and texts of one document in one string, a line break between them, and where each begins."""

    key: str
    pieces: tuple[Written, ...]
    text: str = field(init=False)
    begins: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        begins, position = [], 0
        for each in self.pieces:
            begins.append(position)
            position += len(each.text) + 1
        object.__setattr__(self, "text", "\n".join(each.text for each in self.pieces))
        object.__setattr__(self, "begins", tuple(begins))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[Written, int, re.Match[str]]]:
        """Each match within one name or text: whose it is, and where it begins in it (from 0)."""
        for match in pattern.finditer(self.text):
            index = bisect_right(self.begins, match.start()) - 1
            start = match.start() - self.begins[index]
            if match[0] and start + len(match[0]) <= len(self.pieces[index].text):
                yield self.pieces[index], start, match


def printed(written: Iterable[Written]) -> list[Written]:
    """What the documents print, each place once.

    Left out are names that are glosses of ours, the name of a program beside the same name of its row or beside the
    passage that mentions it, that of an indicator made from its program, and a passage that only says where something is.
    """
    everything = list(written)
    locating = {each.element for each in everything if each.path in _LOCATING}
    rows = {(each.plan, each.text) for each in everything if each.klass == "ProgramListing" and not each.is_text}
    programs = {(each.plan, each.text) for each in everything if each.klass == "Program" and not each.is_text}
    as_printed = {each.element for each in everything if not each.is_text and each.path != _NAME}
    found: dict[tuple[str, str, str], Written] = {}
    for each in everything:
        if each.is_text:
            if each.path not in _LOCATING:
                found.setdefault((each.passage, "", ""), each)
        elif not (
            each.klass in _GLOSSED
            or (each.klass == "Program" and ((each.plan, each.text) in rows or each.element in locating))
            or (each.path == _NAME and each.element in as_printed)
            or (each.klass == "Indicator" and (each.plan, each.text.split("の指標")[0]) in programs)
        ):
            found.setdefault((each.element, each.path, each.text), each)
    return list(found.values())


def documents(store: Store) -> dict[str, str]:
    """The document in which each passage or element stands, by IRI; of several the first."""
    solutions: Any = store.query(_DOCUMENTS, use_default_graph_as_union=True)
    return {row["thing"].value: row["document"].value for row in solutions}


def of_areas(store: Store) -> frozenset[str]:
    """The elements of plans of areas: their wording is the choice of those who live there."""
    solutions: Any = store.query(_AREAS, use_default_graph_as_union=True)
    return frozenset(row["element"].value for row in solutions)


def corpora(written: Iterable[Written], document: dict[str, str] | None = None) -> list[Corpus]:
    """One corpus a document, or a plan where it is unknown or `document` is not given, sorted by IRI."""
    groups: dict[str, list[Written]] = defaultdict(list)
    for each in written:
        groups[(document or {}).get(each.passage or each.element, each.plan)].append(each)
    return [Corpus(key, tuple(pieces)) for key, pieces in sorted(groups.items())]


def quoted(text: str, position: int) -> bool:
    """Whether a position of a text lies in a quotation of ordinary length."""
    before = text[max(0, position - _QUOTATION) : position]
    return before.rfind("「") > before.rfind("」")


def fact(kind: str, each: Written, found: str, start: int | None = None, **more: Any) -> Fact:
    """A fact on some characters of what is written."""
    return Fact(
        kind,
        NamedNode(each.element),
        NamedNode(each.path),
        found=found,
        passage=NamedNode(each.passage) if each.passage else None,
        start=start,
        **more,
    )


def slip(name: str, each: Written, found: str, start: int | None = None, **more: Any) -> Fact:
    """A slip of the pen of the kind that the concept scheme `slip` calls `name`."""
    return fact("pg:WrittenSlip", each, found, start, **more, more={"pg:slipKind": kind(name)})


def kind(name: str) -> NamedNode:
    """A concept of the scheme `slip`."""
    return NamedNode(f"{terms.BASE}concept/slip/{name}")
