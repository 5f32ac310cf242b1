"""What plainly goes on from one generation to the next: elements of one class whose names are forms of one name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from plangraph.match.links import words
from plangraph.match.links.profiles import Profile
from plangraph.match.names import likeness, program_names

_ENOUGH: Final = 2
_SHARE: Final = 0.5

Pair = tuple[Profile, Profile]


def settled(ones: Sequence[Profile], others: Sequence[Profile]) -> list[Pair]:
    """The pairs of elements of one class with the same name, then of those left with forms of one name, each once.

    Of several with one name those go together that have bodies in charge and words in common.
    """
    found: list[Pair] = []
    for key in (program_names.form, likeness.bare):
        done = {each.element.iri for pair in found for each in pair}
        left = [[each for each in held if each.element.iri not in done] for held in (ones, others)]
        for group in _groups(left[0], left[1], key):
            found += _assigned(*group)
    return sorted(found, key=lambda pair: pair[0].element.iri)


def successors(pairs: Sequence[Pair]) -> Mapping[str, str]:
    """The bodies that are in charge of nothing any more, and the new ones that took over most of what they had."""
    before, after = (frozenset().union(*(pair[side].element.has("bodies") for pair in pairs)) for side in (0, 1))
    had: Counter[str] = Counter()
    went: Counter[tuple[str, str]] = Counter()
    for one, other in pairs:
        gone, come = one.element.has("bodies") - after, other.element.has("bodies") - before
        had.update(gone)
        went.update(product(sorted(gone), sorted(come)))
    enough = {(old, new): n for (old, new), n in went.items() if n >= _ENOUGH and n >= _SHARE * had[old]}
    return {old: new for (old, new), _ in sorted(enough.items(), key=lambda item: (item[1], item[0]))}


def _groups(
    ones: Sequence[Profile], others: Sequence[Profile], key: Callable[[str], str]
) -> Iterator[tuple[list[Profile], list[Profile]]]:
    held: defaultdict[tuple[str, str], tuple[list[Profile], list[Profile]]] = defaultdict(lambda: ([], []))
    for side, profiles in enumerate((ones, others)):
        for each in profiles:
            held[each.element.kind, key(each.element.name)][side].append(each)
    for _, group in sorted(held.items()):
        if all(group):
            yield group


def _assigned(ones: list[Profile], others: list[Profile]) -> Iterator[Pair]:
    def near(pair: Pair) -> tuple[float, str, str]:
        one, other = pair
        bodies = bool(one.element.has("bodies") & other.element.has("bodies"))
        alike = words.cosine(one.context, other.context)
        return -alike - bodies, one.element.iri, other.element.iri

    done: set[str] = set()
    for one, other in sorted(product(ones, others), key=near):
        if not done & {one.element.iri, other.element.iri}:
            done |= {one.element.iri, other.element.iri}
            yield one, other
