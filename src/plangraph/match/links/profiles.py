"""What is compared of an element: weighted parts of its names and texts, its subjects, its level and its scope."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from zlib import crc32

from plangraph.match import forms
from plangraph.match.elements import Element
from plangraph.match.forms import spelled
from plangraph.store import lookup, sources, terms

Parts = Mapping[str, float]
"""Parts of a text with their weights."""

LEVELS: Final = {
    "Plan": 0.0,
    "Vision": 0.0,
    "Goal": 1.0,
    "Policy": 1.0,
    "Measure": 2.0,
    "Initiative": 2.0,
    "Direction": 2.5,
    "Program": 3.0,
    "Indicator": 4.0,
}
"""How far down in a plan the elements of a class usually stand."""
LONGEST: Final = 8
SHORTEST: Final = 2
_UNDER: Final = 0.25
_GLOSS: Final = 0.5
_TEXT: Final = 0.35
_OTHER_NAME: Final = 0.8
_BELOW: Final = 0.35
_ABOVE: Final = 0.25
_RUNS: Final = re.compile(r"[一-龠々〆]+|[ァ-ヴー]+|[ぁ-ゖ]+|[a-z0-9]+")
_STOP: Final = re.compile(
    r"(?:a|an|and|are|as|at|be|by|can|each|etc|for|from|in|into|is|it|its|more|of|on|or|others?|that|the|their|them|these|this|"
    r"those|through|to|up|what|which|who|with|all|projects?|program(?:me)?s?|services?|work|promotion|support)"
)
_ENDINGS: Final = (
    "isations", "izations", "isation", "ization", "ations", "ation", "ings", "ing", "ments", "ment", "ies", "ers", "ed", "es",
    "er", "s", "y", "ion", "e",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Profile:
    """An element with unit vectors of its name, its English name, all its words and its subjects.

    The words are its own and, with less weight, those of what stands over and under it. `stretches` stand for the
    stretches of text of which its descriptions consist; `above` are the IRIs of what it stands under.
    """

    element: Element
    name: Parts
    english: Parts
    context: Parts
    subjects: Parts
    stretches: frozenset[int]
    plain: str
    grams: tuple[frozenset[str], ...]
    level: float
    is_local: bool
    above: tuple[str, ...]


def profiles(elements: Sequence[Element]) -> dict[str, Profile]:
    """The profiles of the elements of one plan or two by IRI; what is rare among all of them counts for more."""
    by_iri = {element.iri: element for element in elements}
    over = {iri: _over(element, by_iri) for iri, element in by_iri.items()}
    name = {iri: mixed([(japanese(element.name), 1.0)]) for iri, element in by_iri.items()}
    own = {iri: _own(element) for iri, element in by_iri.items()}
    context = _contexts(own, over)
    about = {iri: {part: weight for part, weight in parts.items() if part[0] == "~"} for iri, parts in context.items()}
    foreign = {iri: _english(element) for iri, element in by_iri.items()}
    names, english, contexts, topics = (_vectors(parts) for parts in (name, foreign, context, about))
    local = {iri for iri, element in by_iri.items() if element.has("areas")}
    return {
        iri: Profile(
            element,
            names[iri],
            english[iri],
            contexts[iri],
            topics[iri],
            frozenset().union(*(stretches(text) for text in element.texts)),
            spelled(element.name),
            grams(element.name),
            _level(element, [by_iri[one] for one in over[iri]]),
            iri in local or not local.isdisjoint(element.above),
            over[iri],
        )
        for iri, element in by_iri.items()
    }


def _over(element: Element, by_iri: Mapping[str, Element]) -> tuple[str, ...]:
    return tuple(sorted(one for one in element.above if one in by_iri and by_iri[one].kind != "Plan"))


def _english(element: Element) -> Parts:
    glosses = ((english(gloss), _GLOSS) for gloss in element.english_glosses)
    return mixed([(english(element.english), 1.0), *glosses])


def _own(element: Element) -> Parts:
    weighted = [(japanese(element.name), 1.0)]
    for texts, weight in ((element.others, _OTHER_NAME), (element.glosses, _GLOSS), (element.texts, _TEXT)):
        weighted += [(japanese(text), weight) for text in texts]
    return mixed(weighted)


def _contexts(own: Mapping[str, Parts], over: Mapping[str, Iterable[str]]) -> dict[str, Parts]:
    below: defaultdict[str, list[str]] = defaultdict(list)
    for iri, parents in over.items():
        for parent in parents:
            below[parent].append(iri)
    return {
        iri: _with_others(
            parts, [*((own[one], _BELOW) for one in below[iri]), *((own[one], _ABOVE) for one in over[iri])]
        )
        for iri, parts in own.items()
    }


def _level(element: Element, over: Iterable[Element]) -> float:
    """The usual level of the class, or a little below what it stands under where that is no higher."""
    usual = LEVELS[element.kind]
    if element.kind == "Indicator":
        return usual
    return max([usual, *(LEVELS[one.kind] + _UNDER for one in over)])


@cache
def _subjects() -> dict[str, re.Pattern[str]]:
    """The subjects that welfare plans deal with, each with the words that show it."""
    store = sources.scheme("subject-word")
    words: defaultdict[str, list[str]] = defaultdict(list)
    for quad in lookup.quads(store, None, terms.term("pg:variant")):
        words[terms.local_name(quad.subject.value)].append(quad.object.value)
    return {key: re.compile("|".join(sorted(own))) for key, own in sorted(words.items())}


@cache
def subjects(text: str) -> tuple[str, ...]:
    """The subjects of which a text in usual spelling has a word."""
    return tuple(key for key, words in _subjects().items() if words.search(text))


@cache
def japanese(text: str) -> tuple[tuple[str, float], ...]:
    """The parts of a Japanese text: pairs and single ones of its Chinese characters, words in katakana and Latin, kana pairs."""
    found: dict[str, float] = defaultdict(float)
    for run in _RUNS.findall(spelled(text)):
        if "ぁ" <= run[0] <= "ゖ":
            for pair in _pairs(run):
                found[pair] = max(found[pair], 0.4)
        elif run[0] >= "一" or run[0] == "々":
            for character in run:
                found[character] = max(found[character], 0.35)
            for pair in _pairs(run):
                found[pair] = 1.0
        else:
            found[run] = 1.2
            if len(run) > 3:
                for pair in _pairs(run):
                    found[pair] = max(found[pair], 0.3)
    found.update({f"~{subject}": 1.0 for subject in subjects(spelled(text))})
    return tuple(found.items())


@cache
def english(text: str) -> tuple[tuple[str, float], ...]:
    """The stems of the words of an English text, without the most usual ones."""
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).casefold())
    return tuple((f"en:{stem}", 1.0) for stem in sorted({_stem(word) for word in words if not _STOP.fullmatch(word)}))


@cache
def _stem(word: str) -> str:
    """The word without an ending of grammar, if enough is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def mixed(weighted: Iterable[tuple[Iterable[tuple[str, float]], float]]) -> dict[str, float]:
    """Several parts, each with a weight, as one: of a part that is in several the heaviest counts."""
    found: dict[str, float] = {}
    for parts, weight in weighted:
        for part, value in parts:
            if value * weight > found.get(part, 0.0):
                found[part] = value * weight
    return found


def _with_others(own: Parts, others: Iterable[tuple[Parts, float]]) -> Parts:
    """The parts with those of others at less weight; of a part that is in several the heaviest counts."""
    found = dict(own)
    for parts, weight in others:
        for part, value in parts.items():
            if value * weight > found.get(part, 0.0):
                found[part] = value * weight
    return found


@cache
def grams(text: str) -> tuple[frozenset[str], ...]:
    """The stretches of two, three and up to eight characters of a name."""
    flat = spelled(text)
    lengths = range(SHORTEST, min(LONGEST, len(flat)) + 1)
    return tuple(frozenset(flat[at : at + length] for at in range(len(flat) - length + 1)) for length in lengths)


def stretches(text: str) -> frozenset[int]:
    """Numbers that stand for the stretches of eight characters of a text, each the same in every run."""
    flat = spelled(text).encode("utf-8")
    return frozenset(crc32(flat[place : place + 24]) for place in range(0, len(flat) - 23, 3))


def _vectors(parts: Mapping[str, Parts]) -> dict[str, dict[str, float]]:
    rare = rarity(parts.values())
    return {iri: vector(own, rare) for iri, own in parts.items()}


def rarity(texts: Iterable[Parts]) -> dict[str, float]:
    """How much a part tells, by how few of the texts have it."""
    known: Counter[str] = Counter()
    number = 0
    for parts in texts:
        number += 1
        known.update(parts.keys())
    return {part: math.log(1 + number / count) for part, count in known.items()}


def vector(parts: Parts, rare: Mapping[str, float]) -> dict[str, float]:
    """The parts weighted by rarity, of length 1."""
    weighted = {part: weight * rare[part] for part, weight in parts.items()}
    length = math.sqrt(sum([value * value for value in weighted.values()])) or 1.0
    return {part: value / length for part, value in weighted.items()}


def cosine(one: Parts, other: Parts) -> float:
    """What two vectors have in common, from 0 to 1, the same in whatever order it is summed."""
    return math.fsum([one[part] * other[part] for part in one.keys() & other.keys()])


def alike(names: Iterable[str]) -> Callable[[str, str], float]:
    """A function that says how alike two of the names are, from 0 to 1; what is rare among them counts for more.

    Half of it is the share of common characters, half that of common words: 子育て支援事業 and 就労支援事業 have little in
    common but what all programs have.
    """
    parts = {name: mixed([(japanese(name), 1.0)]) for name in names}
    rare = rarity(parts.values())
    vectors = {name: vector(own, rare) for name, own in parts.items()}

    def likeness(one: str, other: str) -> float:
        return (forms.likeness(one, other) + cosine(vectors[one], vectors[other])) / 2

    return likeness
