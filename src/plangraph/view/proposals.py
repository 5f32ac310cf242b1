"""What is proposed, as values that can be written out: links between two plans, and whom or what names mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Store

from plangraph.match import elements
from plangraph.match.candidates import Candidate
from plangraph.match.links import decisions, sssom
from plangraph.match.links import links as reading
from plangraph.match.links.links import Link
from plangraph.match.links.suggestions import Proposal, Suggestion
from plangraph.match.registers import CLASSES
from plangraph.store import labels, terms
from plangraph.text import LANGUAGES, Text
from plangraph.view import Value

Words = Mapping[str, str]
"""The same by language."""


@dataclass(frozen=True)
class Links(Value):
    """What is proposed between two plans, or within one, under their names."""

    proposal: Proposal
    title: Words

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """The links that are proposed, in order."""
        return self.proposal.suggestions

    @property
    def notice(self) -> Text | None:
        """What to know of plans that stand so to each other."""
        standing = self.proposal.standing
        if standing.kind == elements.CITIES:
            return Text(
                "別の市町村の計画です。名前が同じでも別の事業なので、候補は出しません。テーマ・対象者・サービス類型で比べてください。",
                "These plans belong to two municipalities. Programs of the same name are not the same there, so nothing "
                "is proposed; compare them by theme, target group and service type.",
            )
        if standing.kind == elements.GENERATIONS and standing.apart > 1:
            return Text(
                f"間に {standing.apart - 1} つの期があります。直接の後継とは限りません。",
                f"There are {standing.apart - 1} generations between the two: none need be a direct successor.",
            )
        return None


@dataclass(frozen=True)
class Matches(Value):
    """Names, each with its candidates, the surest first; `words` names the kinds and, by IRI, the candidates."""

    found: tuple[tuple[str, tuple[Candidate, ...]], ...]
    words: Mapping[str, Words]

    @property
    def sure(self) -> int:
        """How many names have a candidate that is a match."""
        return sum(any(candidate.match for candidate in candidates) for _, candidates in self.found)


def read_links(path: Path) -> list[Link]:
    """The links that a table of `plangraph link` or an RDF file proposes; those that were denied are left out."""
    if not sssom.is_table(path):
        return reading.of_graph(path)
    table = sssom.read(path)
    return reading.of_rows([row for _, row in table.rows if not decisions.denied(row)], table.expanded)


def links(store: Store, proposal: Proposal) -> Links:
    """A proposal with the names of its plans."""
    plans = dict.fromkeys((proposal.one.iri, proposal.other.iri))
    title = {lang: " → ".join(labels.label(store, NamedNode(plan), lang) for plan in plans) for lang in LANGUAGES}
    return Links(proposal, title)


def matches(store: Store, found: Iterable[tuple[str, Iterable[Candidate]]]) -> Matches:
    """Names with their candidates, and the words for these and their kinds."""
    named = tuple((name, tuple(candidates)) for name, candidates in found)
    nodes = {kind: terms.term(f"pg:{name}") for kind, name in CLASSES.items()}
    nodes |= {iri: NamedNode(iri) for iri in sorted({one.entry.iri for _, own in named for one in own})}
    words = {key: {lang: labels.label(store, node, lang) for lang in LANGUAGES} for key, node in nodes.items()}
    return Matches(named, words)
