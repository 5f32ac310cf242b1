"""How likely two elements are one thing, or one became of the other: what speaks for it, weighed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from plangraph.linking.profiles import Profile
from plangraph.linking.words import Parts, cosine

Features = dict[str, float]
"""What speaks for a pair, each from 0 to 1; what speaks against it, below 0."""

WEIGHTS: Final = {
    "name": 1.0,
    "english": 1.5,
    "own": 1.0,
    "context": 1.4,
    "likeness": 0.4,
    "name-in-other": 1.8,
    "english-in-other": 0.8,
    "subjects": 3.8,
    "bodies": 0.7,
    "partners": 1.3,
    "targets": 1.0,
    "themes": 1.4,
    "services": 0.7,
    "pillars": 1.0,
    "areas": 3.0,
    "class": 0.8,
    "level": 3.0,
    "scope": 1.5,
    "measured": 1.0,
}
"""How much each counts; they were found on pairs that two readers had judged, and rounded."""
SUPPORT: Final = {"over-one": 0.18, "over-other": 0.14, "over-both": 0.18}
"""How much the likeness of what a pair stands under counts, for each point of that."""
_MIDDLE: Final = 8.5
_STEEPNESS: Final = 0.65


@dataclass(frozen=True, eq=False)
class Scored:
    """A pair with what speaks for it and the likelihood, from 0 to 1, that a person confirms it."""

    one: Profile
    other: Profile
    features: Features
    points: float

    @property
    def score(self) -> float:
        """The likelihood."""
        return 1 / (1 + math.exp(-_STEEPNESS * (self.points - _MIDDLE)))

    @property
    def key(self) -> tuple[str, str]:
        """The IRIs of the two."""
        return self.one.element.iri, self.other.element.iri


def scored(pairs: Iterable[tuple[Profile, Profile]]) -> list[Scored]:
    """The pairs with what speaks for them, in the order given; what a pair stands under is compared first."""
    found = [(one, other, features(one, other)) for one, other in pairs if comparable(one, other)]
    base = {(one.element.iri, other.element.iri): _points(held) for one, other, held in found}
    return [_supported(one, other, held, base) for one, other, held in found]


def comparable(one: Profile, other: Profile) -> bool:
    """Whether a link can be between things of these classes: plans and indicators are linked to their like only."""
    kinds = {one.element.kind, other.element.kind}
    return len(kinds) == 1 or not kinds & {"Plan"}


def features(one: Profile, other: Profile) -> Features:
    """What two elements have in common."""
    a, b = one.element, other.element
    bodies = (a.has("bodies"), b.has("bodies"))
    return {
        "name": cosine(one.name, other.name),
        "english": cosine(one.english, other.english),
        "own": cosine(one.own, other.own),
        "context": cosine(one.context, other.context),
        "likeness": fuzz.ratio(one.plain, other.plain) / 100,
        "name-in-other": _share(one.name, other.context) + _share(other.name, one.context),
        "english-in-other": _share(one.english, other.english) + _share(other.english, one.english),
        "subjects": cosine(one.subjects, other.subjects),
        "bodies": float(not bodies[0].isdisjoint(bodies[1])),
        "partners": float(not (bodies[0] | a.has("partners")).isdisjoint(bodies[1] | b.has("partners"))),
        "targets": _common(a.has("targets"), b.has("targets")),
        "themes": _common(a.has("themes"), b.has("themes")),
        "services": _common(a.has("services"), b.has("services")),
        "pillars": _common(a.has("pillars"), b.has("pillars")),
        "areas": float(not a.has("areas").isdisjoint(b.has("areas"))),
        "class": float(a.kind == b.kind),
        "level": -min(abs(one.level - other.level), 2.0),
        "scope": -float(one.is_local != other.is_local),
        "measured": -float((a.kind == "Indicator") != (b.kind == "Indicator")),
    }


def _points(held: Mapping[str, float]) -> float:
    return sum(WEIGHTS[key] * value for key, value in held.items())


def _supported(one: Profile, other: Profile, held: Features, base: Mapping[tuple[str, str], float]) -> Scored:
    a, b = one.element.iri, other.element.iri
    above = {
        "over-one": max((base.get((p, b), 0.0) for p in one.above), default=0.0),
        "over-other": max((base.get((a, q), 0.0) for q in other.above), default=0.0),
        "over-both": max((base.get((p, q), 0.0) for p in one.above for q in other.above), default=0.0),
    }
    above = {key: max(value, 0.0) for key, value in above.items()}
    points = _points(held) + sum(SUPPORT[key] * value for key, value in above.items())
    return Scored(one, other, {**held, **above}, points)


def _share(one: Parts, other: Parts) -> float:
    """How much of what tells of `one` is found in `other` too."""
    return sum(value * value for part, value in one.items() if part in other)


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one & other)
    return together / (len(one) + len(other) - together) if together else 0.0



def best(pairs: Iterable[Scored]) -> tuple[dict[str, Scored], dict[str, Scored]]:
    """The best pair of each one and of each other."""
    ones: defaultdict[str, list[Scored]] = defaultdict(list)
    others: defaultdict[str, list[Scored]] = defaultdict(list)
    for pair in pairs:
        ones[pair.key[0]].append(pair)
        others[pair.key[1]].append(pair)

    def first(held: list[Scored]) -> Scored:
        return min(held, key=lambda pair: (-pair.points, pair.key))

    return {iri: first(held) for iri, held in ones.items()}, {iri: first(held) for iri, held in others.items()}
