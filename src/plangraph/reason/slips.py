"""Slips of the pen: by the patterns of the concept schemes, in the titles of laws, and in words that look like another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store
from rapidfuzz.distance import OSA, Levenshtein

from plangraph.reason.corpus import Corpus, Fact, Written, fact, kind, nodes, slip
from plangraph.store import lookup, terms
from plangraph.text import normalised

_PATTERNS: Final = """
SELECT ?kind ?pattern ?new (BOUND(?new) AS ?replaced) WHERE {
  ?kind pg:pattern ?pattern . OPTIONAL { ?kind pg:replacement ?new }
} ORDER BY ?kind ?pattern"""
_LAWS: Final = 'SELECT DISTINCT ?law ?title { ?law skos:prefLabel|skos:altLabel ?title . FILTER (LANG(?title) = "ja") }'
_LAW_SCHEME: Final = terms.BASE + "concept/law/"
_LAW: Final = re.compile(r"法律?(?=[第」』（(、，。及又のにをとで]|$)", re.MULTILINE)
_TITLE: Final = re.compile(r"[一-龠ァ-ヶーぁ-ん・、]*$")
_LONGEST: Final = 60
_METHOD: Final = re.compile(r"(?:方|手|療|作|用|文|話|技|司|立|寸|民|憲|刑)法$")
_KATAKANA: Final = re.compile(r"[一-龠]{0,6}[ァ-ヶー]{3,20}")
_BODY: Final = re.compile(r"[一-龠ァ-ヶー・]{3,24}(?:協議会|委員会|分科会|連絡会|審議会|連合会|会議|部会)(?![一-龠])")
_LIKE: Final = str.maketrans("一二口力夕工卜", "ーニロカタエト")
_SHAPE: Final = re.compile(r"(?<=[ァ-ヶー])(?:[二口夕工卜]|一(?!カ|ヵ|ヶ|ケ)|力(?!アップ))(?=[ァ-ヶー])")
_GARBLED: Final = re.compile("[\ue000-\uf8ff\ufffd\u2e80-\u2fdf\uf900-\ufaff]")
_USUAL: Final = 3
_SHORT: Final = 5
Places = dict[str, list[tuple[Written, int]]]


@dataclass(frozen=True)
class Slip:
    """A kind of slip: how it looks (a regular expression) and, where one can say, what should replace it."""

    kind: str
    pattern: re.Pattern[str]
    replacement: str | None


def slips(store: Store) -> list[Slip]:
    """The kinds of slip that the concept schemes describe, sorted by IRI."""
    return [
        Slip(row["kind"], re.compile(row["pattern"], re.MULTILINE), row["new"] if row["replaced"] == "true" else None)
        for row in lookup.rows(store, _PATTERNS)
    ]


def laws(store: Store) -> dict[str, str]:
    """The known laws (IRI) by every title that the concept scheme `law` gives, official or short."""
    return {row["title"]: row["law"] for row in lookup.rows(store, _LAWS) if row["law"].startswith(_LAW_SCHEME)}


def of_patterns(corpora: Iterable[Corpus], known: Iterable[Slip]) -> Iterator[Fact]:
    """A fact for each place that looks like a slip, by document and kind."""
    known = list(known)
    for corpus in corpora:
        for form in known:
            for piece, start, match in corpus.matches(form.pattern):
                better = None if form.replacement is None else match.expand(form.replacement)
                more = {"pg:slipKind": NamedNode(form.kind)}
                yield fact("pg:WrittenSlip", piece, match[0], start, suggested=better, more=more)


def of_laws(corpora: Iterable[Corpus], known: dict[str, str]) -> Iterator[Fact]:
    """A fact for each citation that comes near a known title without being one; the score says how near."""
    nearest: dict[str, tuple[str, str, float] | None] = {}
    for corpus in corpora:
        for piece, start, match in corpus.matches(_LAW):
            before = _TITLE.search(piece.text[max(0, start - _LONGEST) : start])
            cited = ("" if before is None else before[0]) + match[0]
            if cited not in nearest:
                nearest[cited] = None if _METHOD.search(cited) else _nearest(cited, known)
            near = nearest[cited]
            if near is not None:
                found, title, score = near
                more = {"pg:slipKind": NamedNode(known[title])}
                place = start + len(match[0]) - len(found)
                yield fact("pg:LawCitation", piece, found, place, suggested=title, score=score, more=more)


def _nearest(cited: str, known: dict[str, str]) -> tuple[str, str, float] | None:
    """The end of `cited` that comes nearest to a known title, that title, and how near; None where it ends with one."""
    if any(cited.endswith(title) for title in known):
        return None
    best: tuple[str, str, float] | None = None
    for title in known:
        for length in range(len(title) - 2, len(title) + 3):
            end = cited[-length:]
            score = 1 - Levenshtein.distance(end, title) / len(title)
            if len(end) == length and end[0] == title[0] and (best is None or score > best[2]):
                best = (end, title, score)
    return best


def of_words(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """Facts on rare words one character from a usual one, and on characters that look like others."""
    for corpus in corpora:
        yield from _misshapen(_places(corpus, _KATAKANA))
        yield from _nearly_same_bodies(_places(corpus, _BODY))
        for piece, start, match in corpus.matches(_SHAPE):
            found = piece.text[start - 1 : start + 2]
            yield slip("like-shape", piece, found, start - 1, suggested=found[0] + match[0].translate(_LIKE) + found[2])
        for character, places in _places(corpus, _GARBLED).items():
            piece, start = places[0]
            meant = normalised(character)
            others = nodes((other.source for other, _ in places), but=piece.source)
            better = None if meant == character else meant
            yield slip("garbled", piece, character, start, suggested=better, others=others)


def _places(corpus: Corpus, pattern: re.Pattern[str]) -> Places:
    found: Places = defaultdict(list)
    for piece, start, match in corpus.matches(pattern):
        found[match[0]].append((piece, start))
    return found


def _misshapen(places: Places) -> Iterator[Fact]:
    usual = [word for word, where in places.items() if len(where) >= _USUAL and len(word) >= _SHORT]
    for word, near in _one_apart([word for word in places if len(word) >= _SHORT], usual):
        if len(places[word]) == 1 and _changed_inside(word, near):
            piece, start = places[word][0]
            yield slip("misshapen-word", piece, word, start, suggested=near, score=1 - 1 / len(near))


def _nearly_same_bodies(places: Places) -> Iterator[Fact]:
    for name, near in _one_apart(list(places), list(places)):
        rarer = (len(places[name]), name) < (len(places[near]), near)
        if rarer and not re.search(r"[小中大東西南北]", "".join(_unlike(name, near))):
            piece, start = places[name][0]
            others = nodes([places[near][0][0].element], but=piece.element)
            more = {"pg:slipKind": kind("body-nearly-same")}
            score = 1 - 1 / len(near)
            yield fact("pg:NameComparison", piece, name, start, suggested=near, score=score, others=others, more=more)


def _changed_inside(word: str, near: str) -> bool:
    """Whether the difference lies in katakana that is not the last character: endings differ for good reasons."""
    if OSA.distance(word[:-1], near[:-1]) != 1 or word[-1] != near[-1]:
        return False
    return all("ァ" <= character <= "ー" for character in _unlike(word, near))


def _unlike(one: str, other: str) -> list[str]:
    """The characters in which two strings differ, after what they share at both ends."""
    first = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest = list(zip(reversed(one[first:]), reversed(other[first:]), strict=False))
    same = next((i for i, (a, b) in enumerate(rest) if a != b), len(rest))
    return list(one[first : len(one) - same] + other[first : len(other) - same])


def _one_apart(words: list[str], usual: list[str]) -> list[tuple[str, str]]:
    """Pairs of a word and a usual word, one character apart, found by leaving out each character in turn."""
    holes: dict[str, set[str]] = defaultdict(set)
    for word in usual:
        for hole in _holes(word):
            holes[hole].add(word)
    pairs = {(word, near) for word in words for hole in _holes(word) for near in holes.get(hole, ()) if near != word}
    return sorted(pair for pair in pairs if OSA.distance(*pair) == 1)


def _holes(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
