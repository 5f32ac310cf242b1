"""How likely two elements are one thing, or one became of the other: what is settled by name, and what speaks for the rest."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import product
from operator import mul
from typing import Final

from rapidfuzz import fuzz

from plangraph.match import forms
from plangraph.match.elements import Element
from plangraph.match.links import profiles
from plangraph.match.links.profiles import Parts, Profile, cosine

Features = dict[str, float]
"""What speaks for a pair, each from 0 to 1; what speaks against it, below 0."""

Weights = Mapping[str, float]

WEIGHTS: Final[Weights] = {
    "name": 1.0, "english": 1.5, "context": 2.4, "text": 6.0, "likeness": 0.4, "stretch": 0.5, "name-in-other": 1.8,
    "english-in-other": 0.8, "subjects": 3.8, "bodies": 0.7, "partners": 1.3, "targets": 1.0, "themes": 1.4,
    "services": 0.7, "pillars": 0.5, "areas": 3.0, "class": 0.8, "level": 3.0, "part": 0.3, "scope": 1.5,
    "measured": 1.0,
}  # fmt: skip
"""How much each counts; they were found on pairs that two readers had judged, and rounded."""
STRICT: Final[Weights] = {
    "name": 1.1, "english": 0.0, "context": 2.3, "text": 5.2, "likeness": 0.0, "stretch": 3.0, "name-in-other": 1.4,
    "english-in-other": 0.0, "subjects": 0.8, "bodies": 1.9, "partners": 1.5, "targets": 0.1, "themes": 1.0,
    "services": 0.1, "pillars": 0.1, "areas": 3.0, "class": 1.0, "level": 1.0, "part": 1.0, "scope": 1.0,
    "measured": 1.0,
}  # fmt: skip
"""The same where most goes on under its name, so that a new name must have much in common with the old one."""
_KIND_PARTS: Final = {"Vision": 0.0, "Goal": 0.0, "Policy": 0.0, "Program": 2.0}
"""What is aimed at, what is to be done, and what somebody carries out: links seldom leave one of these for another."""
_NOTHING_SHARED: Final = dict.fromkeys(("bodies", "partners", "targets", "themes", "services", "pillars", "areas"), 0.0)
ALL: Final = 30_000
"""Up to so many pairs are compared each with each."""
_AFFORDED: Final = 20_000
_NEAREST: Final = 5
_CROWD: Final = 40
_PARTS: Final = 24
_SHARED: Final = 3
_USUAL: Final = 6
_TEXTS: Final = 3
SUPPORT: Final = {"over-one": 0.18, "over-other": 0.14, "over-both": 0.18}
"""How much the likeness of what a pair stands under counts, for each point of that."""
CURVE: Final = (7.5, 0.65)
"""At how many points a pair is as likely as not, and how fast that grows."""
STRICT_CURVE: Final = (11.5, 1.0)
"""The same for the strict weights, of which all is in a class of its own."""


@dataclass(frozen=True, eq=False)
class Scored:
    """A pair with what speaks for it and the likelihood, from 0 to 1, that a person confirms it."""

    one: Profile
    other: Profile
    features: Features
    points: float
    curve: tuple[float, float] = CURVE

    @property
    def score(self) -> float:
        """The likelihood."""
        middle, steepness = self.curve
        return 1 / (1 + math.exp(-steepness * (self.points - middle)))

    @property
    def key(self) -> tuple[str, str]:
        """The IRIs of the two."""
        return self.one.element.iri, self.other.element.iri


def scored(
    pairs: Iterable[tuple[Profile, Profile]],
    weights: Weights = WEIGHTS,
    successors: Mapping[str, Collection[str]] | None = None,
) -> list[Scored]:
    """The pairs with what speaks for them, in the order given; what a pair stands under is compared first.

    `successors` are the bodies, by IRI, that took over from others.
    """
    after = successors or {}
    compared = [
        (one, other, features(one, other, after, with_english=weights["english"] > 0))
        for one, other in pairs
        if comparable(one, other)
    ]
    base = {
        (one.element.iri, other.element.iri): _points(
            _presumed(one, other, found) if weights is STRICT else found, weights
        )
        for one, other, found in compared
    }
    curve = STRICT_CURVE if weights is STRICT else CURVE
    return [_supported(one, other, found, base, curve) for one, other, found in compared]


def comparable(one: Profile, other: Profile) -> bool:
    """Whether a link can be between things of these classes: plans and indicators are linked to their like only."""
    kinds = {one.element.kind, other.element.kind}
    return len(kinds) == 1 or not kinds & {"Plan"}


def features(
    one: Profile, other: Profile, successors: Mapping[str, Collection[str]], *, with_english: bool = True
) -> Features:
    """What two elements have in common."""
    a, b = one.element, other.element
    return {
        "name": cosine(one.name, other.name),
        "english": cosine(one.english, other.english) if with_english else 0.0,
        "context": cosine(one.context, other.context),
        "text": _contained(one.stretches, other.stretches),
        "likeness": fuzz.ratio(one.plain, other.plain) / 100,
        "stretch": _stretch(one.grams, other.grams),
        "name-in-other": _share(one.name, other.context) + _share(other.name, one.context),
        "english-in-other": _both_ways(one.english, other.english) if with_english else 0.0,
        "subjects": cosine(one.subjects, other.subjects),
        **(_attributes(a, b, successors) if a.attributes and b.attributes else _NOTHING_SHARED),
        "class": float(a.kind == b.kind),
        "level": -min(abs(one.level - other.level), 2.0),
        "part": -abs(_KIND_PARTS.get(a.kind, 1.0) - _KIND_PARTS.get(b.kind, 1.0)),
        "scope": -float(one.is_local != other.is_local),
        "measured": -float((a.kind == "Indicator") != (b.kind == "Indicator")),
    }


def _attributes(a: Element, b: Element, successors: Mapping[str, Collection[str]]) -> Features:
    bodies, others = a.has("bodies"), b.has("bodies")
    if successors:
        bodies = bodies.union(*(successors[body] for body in bodies if body in successors))
    return {
        "bodies": float(not bodies.isdisjoint(others)),
        "partners": float(not (bodies | a.has("partners")).isdisjoint(others | b.has("partners"))),
        **{key: _common(a.has(key), b.has(key)) for key in ("targets", "themes", "services", "pillars")},
        "areas": float(not a.has("areas").isdisjoint(b.has("areas"))),
    }


def _presumed(one: Profile, other: Profile, found: Features) -> Features:
    """Where one has no text, or no body in charge, that of both is presumed to be as alike as the names are."""
    unknown = []
    if not (one.stretches and other.stretches):
        unknown.append("text")
    if not (one.element.has("bodies") and other.element.has("bodies")):
        unknown.append("bodies")
    return {**found, **dict.fromkeys(unknown, found["name"])} if unknown else found


def _points(found: Features, weights: Weights) -> float:
    """The sum of what speaks for a pair, each weighed; the weights stand in the order of the features."""
    return float(sum(map(mul, weights.values(), found.values())))


def _supported(
    one: Profile, other: Profile, found: Features, base: Mapping[tuple[str, str], float], curve: tuple[float, float]
) -> Scored:
    a, b = one.element.iri, other.element.iri
    above = dict.fromkeys(SUPPORT, 0.0)
    if one.above:
        above["over-one"] = max(0.0, *[base.get((over, b), 0.0) for over in one.above])
    if other.above:
        above["over-other"] = max(0.0, *[base.get((a, over), 0.0) for over in other.above])
    if one.above and other.above:
        above["over-both"] = max(0.0, *[base.get(pair, 0.0) for pair in product(one.above, other.above)])
    points = base[a, b] + sum(map(mul, SUPPORT.values(), above.values()))
    return Scored(one, other, {**found, **above}, points, curve)


def _both_ways(one: Parts, other: Parts) -> float:
    return math.fsum([one[part] ** 2 + other[part] ** 2 for part in one.keys() & other.keys()])


def _share(one: Parts, other: Parts) -> float:
    """How much of what tells of `one` is found in `other` too."""
    return math.fsum([one[part] ** 2 for part in one.keys() & other.keys()])


def _contained(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the shorter text the longer one has."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _stretch(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> float:
    """How long a stretch two names have in common, against the longest that counts."""
    for place in range(min(len(one), len(other)) - 1, -1, -1):
        if not one[place].isdisjoint(other[place]):
            return (place + profiles.SHORTEST) / profiles.LONGEST
    return 0.0


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

    def first(rivals: list[Scored]) -> Scored:
        return min(rivals, key=lambda pair: (-pair.points, pair.key))

    return {iri: first(rivals) for iri, rivals in ones.items()}, {iri: first(rivals) for iri, rivals in others.items()}


def settled(
    ones: Sequence[Profile], others: Sequence[Profile], rejected: Collection[frozenset[str]] = ()
) -> list[tuple[Profile, Profile]]:
    """The pairs of elements of one class with the same name, then of those left with forms of one name, each once.

    Of several with one name those go together that have bodies in charge and words in common; none that is `rejected`.
    """
    found: list[tuple[Profile, Profile]] = []
    for form in (forms.form, forms.bare):
        done = {profile.element.iri for pair in found for profile in pair}
        left = [[profile for profile in side if profile.element.iri not in done] for side in (ones, others)]
        for group in _groups(left[0], left[1], form):
            found += _assigned(*group, rejected)
    return sorted(found, key=lambda pair: pair[0].element.iri)


def _groups(
    ones: Sequence[Profile], others: Sequence[Profile], form: Callable[[str], str]
) -> Iterator[tuple[list[Profile], list[Profile]]]:
    groups: defaultdict[tuple[str, str], tuple[list[Profile], list[Profile]]] = defaultdict(lambda: ([], []))
    for side, own in enumerate((ones, others)):
        for profile in own:
            groups[profile.element.kind, form(profile.element.name)][side].append(profile)
    for _, group in sorted(groups.items()):
        if all(group):
            yield group


def _assigned(
    ones: list[Profile], others: list[Profile], rejected: Collection[frozenset[str]]
) -> Iterator[tuple[Profile, Profile]]:
    def near(pair: tuple[Profile, Profile]) -> tuple[float, str, str]:
        one, other = pair
        bodies = bool(one.element.has("bodies") & other.element.has("bodies"))
        return -cosine(one.context, other.context) - bodies, one.element.iri, other.element.iri

    done: set[str] = set()
    for one, other in sorted(product(ones, others), key=near):
        ends = frozenset((one.element.iri, other.element.iri))
        if not done & ends and ends not in rejected:
            done |= ends
            yield one, other


def candidates(
    ones: Sequence[Profile], others: Sequence[Profile], nearest: int = _NEAREST, most: int = ALL
) -> list[tuple[Profile, Profile]]:
    """The pairs in which one is among the nearest of the other by name, by words or by stretches of text, in order.

    Few elements, up to `most` pairs, are compared each with each. Of many, parts that very many have are left out, so that the time grows
    with the number of elements and not with its square: at least the `nearest` few are looked at.
    """
    if len(ones) * len(others) <= most:
        found = set(product(range(len(ones)), range(len(others))))
    else:
        number = max(nearest, _AFFORDED // (10 * max(len(ones), len(others), 1)))
        found = set(_nearest(ones, others, _names, number))
        found.update(_nearest(ones, others, lambda profile: profile.context, number))
        found.update(_with_same_text(ones, others, _TEXTS))
    return _pairs(ones, others, found)


def namesakes(ones: Sequence[Profile], others: Sequence[Profile]) -> list[tuple[Profile, Profile]]:
    """The pairs in which one is the nearest of the other by name, or shares its text, in order."""
    return _pairs(ones, others, {*_nearest(ones, others, _names, 1), *_with_same_text(ones, others, 1)})


def _pairs(
    ones: Sequence[Profile], others: Sequence[Profile], found: Iterable[tuple[int, int]]
) -> list[tuple[Profile, Profile]]:
    pairs = ((ones[a], others[b]) for a, b in sorted(found))
    return [(one, other) for one, other in pairs if one is not other]


def _names(profile: Profile) -> Parts:
    return {**profile.name, **profile.english}


def _nearest(
    ones: Sequence[Profile], others: Sequence[Profile], parts_of: Callable[[Profile], Parts], number: int
) -> Iterator[tuple[int, int]]:
    """For each one and each other the `number` nearest by the parts they share."""
    index: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, other in enumerate(others):
        for part, value in parts_of(other).items():
            index[part].append((place, value))
    of_other: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for place, one in enumerate(ones):
        sums = _sums(parts_of(one), index)
        for near, _ in nlargest(number, sums.items(), key=lambda item: (item[1], -item[0])):
            yield place, near
        for near, value in sums.items():
            of_other[near].append((value, -place))
    for near, found in of_other.items():
        for _, place in nlargest(max(1, number // 2), found):
            yield -place, near


def _sums(parts: Parts, index: Mapping[str, Sequence[tuple[int, float]]]) -> dict[int, float]:
    """How much each of those indexed shares with the parts; the rarest are looked up first, the usual ones not at all."""
    sums: defaultdict[int, float] = defaultdict(float)
    known = sorted((len(index[part]), part) for part in parts if part in index)
    for number, (crowd, part) in enumerate(known[:_PARTS]):
        if crowd > _CROWD and number > 2:
            break
        weight = parts[part]
        for place, value in index[part][: 2 * _CROWD]:
            sums[place] += weight * value
    return sums


def _with_same_text(ones: Sequence[Profile], others: Sequence[Profile], most: int) -> Iterator[tuple[int, int]]:
    index: defaultdict[int, list[int]] = defaultdict(list)
    for place, other in enumerate(others):
        for stretch in other.stretches:
            index[stretch].append(place)
    for place, one in enumerate(ones):
        shared = Counter(
            near for stretch in one.stretches if 0 < len(index.get(stretch, ())) <= _USUAL for near in index[stretch]
        )
        ordered = sorted((-number, near) for near, number in shared.items() if number >= _SHARED)
        yield from ((place, near) for _, near in ordered[:most])
