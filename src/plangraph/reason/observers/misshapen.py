"""Words that look like another: misshapen katakana words, nearly equal names of bodies, characters of like shape."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode
from rapidfuzz.distance import OSA

from plangraph.reason.observers.corpus import Corpus, fact, kind, slip
from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.written import Written

_KATAKANA: Final = re.compile(r"[一-龠]{0,6}[ァ-ヶー]{3,20}")
_BODY: Final = re.compile(r"[一-龠ァ-ヶー・]{3,24}(?:協議会|委員会|分科会|連絡会|審議会|連合会|会議|部会)(?![一-龠])")
_LIKE: Final = str.maketrans("一二口力夕工卜", "ーニロカタエト")
_SHAPE: Final = re.compile(r"(?<=[ァ-ヶー])(?:[二口夕工卜]|一(?!カ|ヵ|ヶ|ケ)|力(?!アップ))(?=[ァ-ヶー])")
_GARBLED: Final = re.compile("[\ue000-\uf8ff\ufffd\u2e80-\u2fdf\uf900-\ufaff]")
_USUAL: Final = 3
_SHORT: Final = 5
Seen = dict[str, list[tuple[Written, int]]]


def of_words(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """Facts on rare words one character from a usual one, and on characters that look like others."""
    for corpus in corpora:
        yield from _misshapen(_seen(corpus, _KATAKANA))
        yield from _bodies(_seen(corpus, _BODY))
        for each, start, match in corpus.matches(_SHAPE):
            found = each.text[start - 1 : start + 2]
            yield slip("like-shape", each, found, start - 1, suggested=found[0] + match[0].translate(_LIKE) + found[2])
        for character, places in _seen(corpus, _GARBLED).items():
            each, start = places[0]
            meant = unicodedata.normalize("NFKC", character)
            others = dict.fromkeys(other.passage or other.element for other, _ in places)
            yield slip(
                "garbled",
                each,
                character,
                start,
                suggested=None if meant == character else meant,
                others=tuple(NamedNode(other) for other in others if other != (each.passage or each.element)),
            )


def _seen(corpus: Corpus, pattern: re.Pattern[str]) -> Seen:
    found: Seen = defaultdict(list)
    for each, start, match in corpus.matches(pattern):
        found[match[0]].append((each, start))
    return found


def _misshapen(seen: Seen) -> Iterator[Fact]:
    usual = [word for word, places in seen.items() if len(places) >= _USUAL and len(word) >= _SHORT]
    for word, near in _one_apart([word for word in seen if len(word) >= _SHORT], usual):
        if len(seen[word]) == 1 and _changed_inside(word, near):
            each, start = seen[word][0]
            yield slip("misshapen-word", each, word, start, suggested=near, score=1 - 1 / len(near))


def _bodies(seen: Seen) -> Iterator[Fact]:
    for name, near in _one_apart(list(seen), list(seen)):
        rarer = (len(seen[name]), name) < (len(seen[near]), near)
        if rarer and not re.search(r"[小中大東西南北]", "".join(_unlike(name, near))):
            each, start = seen[name][0]
            other = seen[near][0][0].element
            yield fact(
                "pg:NameComparison",
                each,
                name,
                start,
                suggested=near,
                score=1 - 1 / len(near),
                others=(NamedNode(other),) if other != each.element else (),
                more={"pg:slipKind": kind("body-nearly-same")},
            )


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
