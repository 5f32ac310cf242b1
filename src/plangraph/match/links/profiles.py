"""What is compared of an element: weighted parts of its names and texts, its subjects, its level and its scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plangraph.match.links import words
from plangraph.match.links.described import Element
from plangraph.match.links.words import Parts

_GLOSS: Final = 0.5
_TEXT: Final = 0.35
_OTHER_NAME: Final = 0.8
_BELOW: Final = 0.35
_ABOVE: Final = 0.25
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
_UNDER: Final = 0.25


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
    by_iri = {each.iri: each for each in elements}
    over = {iri: _over(each, by_iri) for iri, each in by_iri.items()}
    name = {iri: words.mixed([(words.japanese(each.name), 1.0)]) for iri, each in by_iri.items()}
    english = {iri: _english(each) for iri, each in by_iri.items()}
    own = {iri: _own(each) for iri, each in by_iri.items()}
    context = _contexts(own, over)
    subjects = {
        iri: {part: weight for part, weight in parts.items() if part[0] == "~"} for iri, parts in context.items()
    }
    vectors = [_vectors(each) for each in (name, english, context, subjects)]
    return {
        iri: Profile(
            each,
            vectors[0][iri],
            vectors[1][iri],
            vectors[2][iri],
            vectors[3][iri],
            frozenset().union(*(words.stretches(text) for text in each.texts)),
            words.plain(each.name),
            words.grams(each.name),
            _level(each, [by_iri[one] for one in over[iri]]),
            "areas" in each.attributes or any("areas" in by_iri[one].attributes for one in each.above if one in by_iri),
            over[iri],
        )
        for iri, each in by_iri.items()
    }


def _over(element: Element, by_iri: Mapping[str, Element]) -> tuple[str, ...]:
    return tuple(sorted(one for one in element.above if one in by_iri and by_iri[one].kind != "Plan"))


def _english(element: Element) -> Parts:
    glosses = ((words.english(each), _GLOSS) for each in element.english_glosses)
    return words.mixed([(words.english(element.english), 1.0), *glosses])


def _own(element: Element) -> Parts:
    weighted = [(words.japanese(element.name), 1.0)]
    weighted += [(words.japanese(each), _OTHER_NAME) for each in element.others]
    weighted += [(words.japanese(each), _GLOSS) for each in element.glosses]
    weighted += [(words.japanese(each), _TEXT) for each in element.texts]
    return words.mixed(weighted)


def _contexts(own: Mapping[str, Parts], over: Mapping[str, Iterable[str]]) -> dict[str, Parts]:
    below: defaultdict[str, list[str]] = defaultdict(list)
    for iri, parents in over.items():
        for parent in parents:
            below[parent].append(iri)
    return {
        iri: words.with_others(
            parts, [*((own[each], _BELOW) for each in below[iri]), *((own[each], _ABOVE) for each in over[iri])]
        )
        for iri, parts in own.items()
    }


def _vectors(parts: Mapping[str, Parts]) -> dict[str, Parts]:
    rare = words.rarity(parts.values())
    return {iri: words.vector(each, rare) for iri, each in parts.items()}


def _level(element: Element, over: Iterable[Element]) -> float:
    """The usual level of the class, or a little below what it stands under where that is no higher."""
    usual = LEVELS[element.kind]
    if element.kind == "Indicator":
        return usual
    return max([usual, *(LEVELS[each.kind] + _UNDER for each in over)])
