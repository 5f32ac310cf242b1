"""Which pairs are worth comparing: those that share rare parts, a bounded number for each element."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import product
from typing import Final

from plangraph.match.links import words
from plangraph.match.links.profiles import Profile
from plangraph.match.links.words import Parts

_ALL: Final = 30_000
_AFFORDED: Final = 20_000
_NEAREST: Final = 5
_CROWD: Final = 40
_PARTS: Final = 24
_SHARED: Final = 3
_USUAL: Final = 6
_TEXTS: Final = 3

Place = tuple[int, int]


def candidates(
    ones: Sequence[Profile], others: Sequence[Profile], nearest: int = _NEAREST
) -> list[tuple[Profile, Profile]]:
    """The pairs in which one is among the nearest of the other by name, by words or by stretches of text, in order.

    Few elements are compared each with each. Of many, parts that very many have are left out, so that the time grows
    with the number of elements and not with its square: at least the `nearest` few are looked at.
    """
    if len(ones) * len(others) <= _ALL:
        places = set(product(range(len(ones)), range(len(others))))
    else:
        number = max(nearest, _AFFORDED // (10 * max(len(ones), len(others), 1)))
        places = set(_near(ones, others, _names, number))
        places.update(_near(ones, others, lambda each: each.context, number))
        places.update(_with_same_text(ones, others, _TEXTS))
    return _pairs(ones, others, places)


def namesakes(ones: Sequence[Profile], others: Sequence[Profile]) -> list[tuple[Profile, Profile]]:
    """The pairs in which one is the nearest of the other by name, or shares its text, in order."""
    return _pairs(ones, others, {*_near(ones, others, _names, 1), *_with_same_text(ones, others, 1)})


def _pairs(
    ones: Sequence[Profile], others: Sequence[Profile], places: Iterable[Place]
) -> list[tuple[Profile, Profile]]:
    pairs = ((ones[a], others[b]) for a, b in sorted(places))
    return [(one, other) for one, other in pairs if one is not other]


def _names(profile: Profile) -> Parts:
    return {**profile.name, **profile.english}


def _near(
    ones: Sequence[Profile], others: Sequence[Profile], parts_of: Callable[[Profile], Parts], number: int
) -> Iterator[Place]:
    """For each one and each other the `number` nearest by the parts they share."""
    held = words.index(parts_of(each) for each in others)
    of_other: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for place, one in enumerate(ones):
        sums = _sums(parts_of(one), held)
        for near, _ in nlargest(number, sums.items(), key=lambda item: (item[1], -item[0])):
            yield place, near
        for near, value in sums.items():
            of_other[near].append((value, -place))
    for near, found in of_other.items():
        for _, place in nlargest(max(1, number // 2), found):
            yield -place, near


def _sums(parts: Parts, held: Mapping[str, Sequence[tuple[int, float]]]) -> dict[int, float]:
    """How much each of those indexed shares with the parts; the rarest are looked up first, the usual ones not at all."""
    sums: defaultdict[int, float] = defaultdict(float)
    known = sorted((len(held[part]), part) for part in parts if part in held)
    for number, (crowd, part) in enumerate(known[:_PARTS]):
        if crowd > _CROWD and number > 2:
            break
        weight = parts[part]
        for place, value in held[part][: 2 * _CROWD]:
            sums[place] += weight * value
    return sums


def _with_same_text(ones: Sequence[Profile], others: Sequence[Profile], most: int) -> Iterator[Place]:
    held: defaultdict[int, list[int]] = defaultdict(list)
    for place, other in enumerate(others):
        for stretch in other.stretches:
            held[stretch].append(place)
    for place, one in enumerate(ones):
        shared = Counter(
            each for stretch in one.stretches if 0 < len(held.get(stretch, ())) <= _USUAL for each in held[stretch]
        )
        ordered = sorted((-number, each) for each, number in shared.items() if number >= _SHARED)
        yield from ((place, each) for _, each in ordered[:most])
