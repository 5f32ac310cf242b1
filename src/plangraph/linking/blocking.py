"""Which pairs are worth comparing: those that share rare parts, a bounded number for each element."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from typing import Final

from plangraph.linking import words
from plangraph.linking.profiles import Profile

_NEAREST: Final = 16
_AFFORDED: Final = 20_000
_CROWD: Final = 60
_PARTS: Final = 40


def candidates(ones: Sequence[Profile], others: Sequence[Profile]) -> list[tuple[Profile, Profile]]:
    """The pairs in which one is among the nearest of the other, in order.

    Parts that very many have are looked at only where nothing rarer is left, so that the time grows with the number
    of elements and not with its square.
    """
    pairs: dict[tuple[str, str], tuple[Profile, Profile]] = {}
    number = max(_NEAREST, _AFFORDED // max(len(ones), 1))
    for one, found in zip(ones, _nearest(ones, others, number), strict=True):
        for place in found:
            pairs[one.element.iri, others[place].element.iri] = (one, others[place])
    for other, found in zip(others, _nearest(others, ones, _NEAREST // 4), strict=True):
        for place in found:
            pairs[ones[place].element.iri, other.element.iri] = (ones[place], other)
    return [pairs[key] for key in sorted(pairs) if key[0] != key[1]]


def _nearest(ones: Iterable[Profile], others: Sequence[Profile], number: int) -> Iterable[list[int]]:
    held = words.index(_all(each) for each in others)
    crowd = max(_CROWD, int(len(others) ** 0.5))
    for one in ones:
        parts = sorted(_all(one).items(), key=lambda item: (-item[1], item[0]))[:_PARTS]
        sums: defaultdict[int, float] = defaultdict(float)
        for part, weight in parts:
            places = held.get(part, ())
            if len(places) <= crowd or len(sums) < number:
                for place, value in places[: 4 * crowd]:
                    sums[place] += weight * value
        yield [place for place, _ in nlargest(number, sums.items(), key=lambda item: (item[1], -item[0]))]


def _all(profile: Profile) -> Mapping[str, float]:
    """All that is compared as one vector."""
    joined = dict(profile.context)
    for part, weight in profile.name.items():
        joined[part] = joined.get(part, 0.0) + weight
    joined.update(profile.english)
    return joined
