"""Laws cited under a title that is nearly, but not exactly, that of a known law."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyoxigraph import NamedNode, Store
from rapidfuzz.distance import Levenshtein

from plangraph.reason.observers.corpus import Corpus, fact
from plangraph.reason.observers.facts import Fact
from plangraph.store import terms

_SCHEME: Final = terms.BASE + "concept/law/"
_LAWS: Final = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?law ?title WHERE { ?law skos:prefLabel|skos:altLabel ?title . FILTER (LANG(?title) = "ja") }"""
_LAW: Final = re.compile(r"法律?(?=[第」』（(、，。及又のにをとで]|$)", re.MULTILINE)
_TITLE: Final = re.compile(r"[一-龠ァ-ヶーぁ-ん・、]*$")
_LONGEST: Final = 60
_METHOD: Final = re.compile(r"(?:方|手|療|作|用|文|話|技|司|立|寸|民|憲|刑)法$")


def laws(store: Store) -> dict[str, str]:
    """The known laws (IRI) by every title that the concept scheme `law` gives, official or short."""
    solutions: Any = store.query(_LAWS, use_default_graph_as_union=True)
    return {row["title"].value: row["law"].value for row in solutions if row["law"].value.startswith(_SCHEME)}


def observed(corpora: Iterable[Corpus], known: dict[str, str]) -> Iterator[Fact]:
    """A fact for each citation that comes near a known title without being one; the score says how near."""
    nearest: dict[str, tuple[str, str, float] | None] = {}
    for corpus in corpora:
        for each, start, match in corpus.matches(_LAW):
            before = _TITLE.search(each.text[max(0, start - _LONGEST) : start])
            cited = ("" if before is None else before[0]) + match[0]
            if cited not in nearest:
                nearest[cited] = None if _METHOD.search(cited) else _nearest(cited, known)
            near = nearest[cited]
            if near is not None:
                found, title, score = near
                more = {"pg:slipKind": NamedNode(known[title])}
                place = start + len(match[0]) - len(found)
                yield fact("pg:LawCitation", each, found, place, suggested=title, score=score, more=more)


def _nearest(cited: str, known: dict[str, str]) -> tuple[str, str, float] | None:
    """The end of `cited` that comes nearest to a known title, that title, and how near; None where it ends with one."""
    if any(cited.endswith(title) for title in known):
        return None
    best: tuple[float, str, str] | None = None
    for title in known:
        for length in range(len(title) - 2, len(title) + 3):
            end = cited[-length:]
            score = 1 - Levenshtein.distance(end, title) / len(title)
            if len(end) == length and end[0] == title[0] and (best is None or score > best[0]):
                best = (score, end, title)
    return None if best is None else (best[1], best[2], best[0])
