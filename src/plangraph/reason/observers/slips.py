"""Slips of the pen in names and texts, by the patterns of the concept schemes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Store

from plangraph.reason.observers.corpus import Corpus, fact
from plangraph.reason.observers.facts import Fact

_PATTERNS = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT ?kind ?pattern ?suggested WHERE { ?kind pg:pattern ?pattern . OPTIONAL { ?kind pg:replacement ?suggested } }"""


@dataclass(frozen=True)
class Slip:
    """A kind of slip: how it looks (a regular expression) and, where one can say, what should replace it."""

    kind: str
    pattern: re.Pattern[str]
    replacement: str | None


def slips(store: Store) -> list[Slip]:
    """The kinds of slip that the concept schemes describe, sorted by IRI."""
    solutions: Any = store.query(_PATTERNS, use_default_graph_as_union=True)
    return sorted(
        (
            Slip(
                row["kind"].value,
                re.compile(row["pattern"].value, re.MULTILINE),
                None if row["suggested"] is None else row["suggested"].value,
            )
            for row in solutions
        ),
        key=lambda slip: (slip.kind, slip.pattern.pattern),
    )


def observed(corpora: Iterable[Corpus], known: list[Slip]) -> Iterator[Fact]:
    """A fact for each place that looks like a slip, by document and kind."""
    for corpus in corpora:
        for slip in known:
            for each, start, match in corpus.matches(slip.pattern):
                yield fact(
                    "pg:WrittenSlip",
                    each,
                    match[0],
                    start,
                    suggested=None if slip.replacement is None else match.expand(slip.replacement),
                    more={"pg:slipKind": NamedNode(slip.kind)},
                )
