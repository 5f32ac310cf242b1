"""One word, mark or number written in two ways within a document; the rarer way is what is observed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.reason.observers.corpus import Corpus, fact, kind, quoted
from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.written import Written

_VARIANTS: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT ?kind ?pattern WHERE { ?kind pg:variant ?pattern }"""
_LATIN: Final = re.compile(
    r"(?<![A-Za-zＡ-Ｚａ-ｚ0-9０-９])[A-Za-zＡ-Ｚａ-ｚ]+(?:[-－‐・.．]?[A-Za-zＡ-Ｚａ-ｚ0-9０-９]+)*"
)
_NUMBER: Final = re.compile(
    r"(?<![A-Za-zＡ-Ｚａ-ｚ0-9０-９.．,，])[0-9０-９]+(?:[.．,，][0-9０-９]+)*(?![A-Za-zＡ-Ｚａ-ｚ])"
)
_HEADING: Final = 5


@dataclass(frozen=True)
class Forms:
    """The ways to write one word or mark: regular expressions whose matches are the way itself."""

    kind: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Place:
    """Where a way of writing stands, and its characters; those of the ending are common to all ways."""

    each: Written
    start: int
    text: str
    ending: str = ""


def forms(store: Store, scheme: str) -> list[Forms]:
    """The words or marks of a concept scheme (its IRI) that can be written in several ways, sorted by IRI."""
    found: dict[str, list[str]] = defaultdict(list)
    solutions: Any = store.query(_VARIANTS, use_default_graph_as_union=True)
    for row in solutions:
        if row["kind"].value.startswith(scheme + "/"):
            found[row["kind"].value].append(row["pattern"].value)
    return [
        Forms(name, tuple(re.compile(pattern) for pattern in sorted(patterns)))
        for name, patterns in sorted(found.items())
    ]


def of_forms(corpora: Iterable[Corpus], known: list[Forms]) -> Iterator[Fact]:
    """A fact for each rarer way to write a word or mark in a document."""
    for corpus in corpora:
        for word in known:
            ways = [_unquoted(corpus, pattern) for pattern in word.patterns]
            yield from _rarer(NamedNode(word.kind), [way for way in ways if way])


def of_widths(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """A fact for each Latin word that stands in full and half width, in the width that is rarer for it."""
    for corpus in corpora:
        words = (Place(each, start, match[0]) for each, start, match in corpus.matches(_LATIN))
        for ways in _by_key(words, lambda place: _half(place.text)).values():
            yield from _rarer(kind("width-of-word"), list(_by_key(ways, lambda place: place.text).values()))


def of_numbers(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """A fact for each number in the width that is rarer in the document; single digits are counted apart.

    Many documents set single digits in full width and longer numbers in half width: that is a house style.
    """
    for corpus in corpora:
        numbers = (Place(each, start, match[0]) for each, start, match in corpus.matches(_NUMBER))
        for length, places in _by_key(numbers, lambda place: "one" if len(place.text) == 1 else "more").items():
            widths = _by_key(places, lambda place: "half" if place.text.isascii() else "full")
            if len(widths) > 1:
                yield from _of_rare_width(kind(f"width-of-{length}"), widths, len(places))


def _of_rare_width(concept: NamedNode, widths: dict[str, list[Place]], total: int) -> Iterator[Fact]:
    rarer = "full" if len(widths["full"]) <= len(widths["half"]) else "half"
    change = _half if rarer == "full" else _full
    for text, same in _by_key(widths[rarer], lambda place: place.text).items():
        yield _fact(concept, same, change(text), 1 - len(widths[rarer]) / total)


def _rarer(concept: NamedNode, ways: list[list[Place]]) -> Iterator[Fact]:
    if len(ways) < 2:
        return
    usual = max(ways, key=lambda way: (_weight(way), _half(way[0].text) == way[0].text, way[0].text))
    suggested = Counter(place.text.removesuffix(place.ending) for place in usual).most_common(1)[0][0]
    total = sum(_weight(way) for way in ways)
    for way in ways:
        if way is not usual:
            yield _fact(concept, way, suggested + way[0].ending, _weight(usual) / total)


def _weight(places: list[Place]) -> int:
    """How often a way is used; a name or heading weighs as much as several places in texts."""
    return sum(1 if place.each.is_text else _HEADING for place in places)


def _unquoted(corpus: Corpus, pattern: re.Pattern[str]) -> list[Place]:
    """The places of a way to write outside quotations, whose wording is that of others."""
    return [
        Place(each, start, match[0], match.groupdict().get("end") or "")
        for each, start, match in corpus.matches(pattern)
        if not quoted(each.text, start)
    ]


def _fact(concept: NamedNode, places: list[Place], suggested: str, score: float) -> Fact:
    first = places[0]
    own = first.each.passage or first.each.element
    others = dict.fromkeys(place.each.passage or place.each.element for place in places)
    return fact(
        "pg:VaryingForm",
        first.each,
        first.text,
        first.start,
        suggested=suggested,
        score=score,
        others=tuple(NamedNode(other) for other in others if other != own),
        more={"pg:slipKind": concept},
    )


def _by_key(places: Iterable[Place], key: Callable[[Place], str]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        found[key(place)].append(place)
    return found


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("‐", "-")


def _full(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
