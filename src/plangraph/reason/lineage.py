"""Which element of a plan carries on which element of an earlier one: pure functions over names and what stands round them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

from rapidfuzz import fuzz, process

from plangraph.reason.editions import Element
from plangraph.text import normalised

ALIKE: Final = 0.65
"""From this likeness on, of names not matched otherwise, two are taken for one thing under a new name."""
ALIKE_WITH_SUPPORT: Final = 0.5
"""The same where the two stand under the same thing or have a body in charge in common."""
ALIKE_THOUGH_NEW: Final = 0.9
"""The same for what the later plan itself calls new."""
_CONTENT: Final = 0.5
_MARK: Final = re.compile(r"[【\[(〔「](?:再掲|新規|新|拡充|拡大|継続|重点|仮称)[】\])〕」]")
_SIGNS: Final = re.compile(r"[\s・･,、，。.「」『』【】\[\]〔〕()/／:：;!?★☆※◎○●■□◆~〜‐–—―-]")
_NUMBERED: Final = re.compile(r"第?(?:[0-9]+|[一二三四五六七八九十]+)(?:期|次|版)|(?:令和|平成)(?:[0-9]+|元)年度?")
_NEW: Final = "program-status/new"

Support = Callable[["Group", "Group"], bool]


@dataclass(frozen=True)
class Group:
    """The elements of one plan and kind that have the same name."""

    key: str
    members: tuple[Element, ...]

    @cached_property
    def above(self) -> frozenset[str]:
        """What any member directly stands under."""
        return frozenset().union(*(each.above for each in self.members))

    @cached_property
    def bodies(self) -> frozenset[str]:
        """The bodies in charge of any member."""
        return frozenset().union(*(each.bodies for each in self.members))

    @cached_property
    def is_called_new(self) -> bool:
        """Whether rows say what becomes of it, and all of them that it is new."""
        said = [status for each in self.members for _, status, _ in each.statuses]
        return bool(said) and all(status.endswith(_NEW) for status in said)


@dataclass(frozen=True)
class Pair:
    """A group of the later plan and the group of the earlier one that it carries on; `score` is how alike the names are."""

    later: Group
    earlier: Group
    score: float


@dataclass
class Lineage:
    """The pairs of two plans, the earlier groups that nothing carries on, and the later ones that carry on nothing."""

    pairs: list[Pair] = field(default_factory=list)
    lost: list[Group] = field(default_factory=list)
    new: list[Group] = field(default_factory=list)


@cache
def key(name: str) -> str:
    """The form in which names are compared: one width and case, without blanks, signs and marks such as 【新規】."""
    return _SIGNS.sub("", _MARK.sub("", normalised(name))).casefold() or normalised(name)


def unnumbered(name: str) -> str:
    """The key of a title without generation and year: titles of two generations of one plan have the same."""
    return key(_NUMBERED.sub("", normalised(name)))


def groups(things: Iterable[Element]) -> dict[str, Group]:
    """The elements by the key of their names, in the order of names."""
    found: defaultdict[str, list[Element]] = defaultdict(list)
    for each in things:
        found[key(each.name)].append(each)
    return {name: Group(name, tuple(members)) for name, members in sorted(found.items())}


def likeness(names: Iterable[str]) -> Callable[[str, str], float]:
    """A function that says how alike two of the names are, from 0 to 1; what is rare among them counts for more.

    Half of it is the share of common characters, half that of common pairs of characters weighted by rarity: 子育て支援事業
    and 就労支援事業 have little in common but what all programs have.
    """
    parts = {name: _pairs_of_characters(name) for name in set(names)}
    held = Counter(part for each in parts.values() for part in each)
    rarity = {part: math.log(1 + len(parts) / number) for part, number in held.items()}
    weights = {name: sum(rarity[part] for part in each) for name, each in parts.items()}

    def alike(one: str, other: str) -> float:
        if one == other:
            return 1.0
        common = sum(rarity[part] for part in parts[one] & parts[other])
        weighted = 2 * common / (weights[one] + weights[other])
        return (fuzz.ratio(one, other) / 100 + weighted) / 2

    return alike


def _pairs_of_characters(name: str) -> frozenset[str]:
    edged = f"^{name}$"
    return frozenset(edged[place : place + 2] for place in range(len(edged) - 1))


def match(later: Mapping[str, Group], earlier: Mapping[str, Group], supported: Support) -> Lineage:
    """Equal names first, then the most alike of the rest, each group at most once."""
    found = Lineage([Pair(group, earlier[name], 1.0) for name, group in later.items() if name in earlier])
    rest = [group for name, group in later.items() if name not in earlier]
    before = [group for name, group in earlier.items() if name not in later]
    alike = likeness([*later, *earlier])
    candidates = []
    for one, other in _near(rest, before):
        score, support = alike(one.key, other.key), supported(one, other)
        if score >= (ALIKE_THOUGH_NEW if one.is_called_new else ALIKE_WITH_SUPPORT if support else ALIKE):
            candidates.append((score + 0.1 * support, one, other, score))
    taken: set[tuple[str, str]] = set()
    for _, one, other, score in sorted(candidates, key=lambda each: (-each[0], each[1].key, each[2].key)):
        if not {("later", one.key), ("earlier", other.key)} & taken:
            taken |= {("later", one.key), ("earlier", other.key)}
            found.pairs.append(Pair(one, other, score))
    found.new = [group for group in rest if ("later", group.key) not in taken]
    found.lost = [group for group in before if ("earlier", group.key) not in taken]
    return found


def _near(later: Sequence[Group], earlier: Sequence[Group]) -> list[tuple[Group, Group]]:
    """The pairs that have at least half of their characters in common; the others cannot be alike enough."""
    if not later or not earlier:
        return []
    import numpy as np

    scores = process.cdist(
        [each.key for each in later],
        [each.key for each in earlier],
        scorer=fuzz.ratio,
        score_cutoff=100 * ALIKE_WITH_SUPPORT,
        dtype=np.float32,
    )
    return [(later[row], earlier[column]) for row, column in np.argwhere(scores > 0).tolist()]


def by_content(found: Lineage, below: Iterable[Pair]) -> Lineage:
    """The lineage with further pairs: a new and a lost group that hold, for the greater part, what `below` pairs."""
    shared: Counter[tuple[str, str]] = Counter()
    held: dict[str, Counter[str]] = {"later": Counter(), "earlier": Counter()}
    owner = {each.iri: group.key for group in (*found.new, *found.lost) for each in group.members}
    for pair in below:
        over = sorted({owner[iri] for iri in pair.later.above if iri in owner})
        under = sorted({owner[iri] for iri in pair.earlier.above if iri in owner})
        held["later"].update(over)
        held["earlier"].update(under)
        shared.update((one, other) for one in over for other in under)
    later, earlier = ({group.key: group for group in each} for each in (found.new, found.lost))
    alike = likeness([*later, *earlier])
    pairs = []
    for (one, other), number in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        enough = number > _CONTENT * max(held["later"][one], held["earlier"][other])
        if enough and one in later and other in earlier:
            pairs.append(Pair(later.pop(one), earlier.pop(other), alike(one, other)))
    return Lineage([*found.pairs, *pairs], list(earlier.values()), list(later.values()))


def beneath(found: Lineage, over: Iterable[Pair]) -> Lineage:
    """The lineage with further pairs: the only new and the only lost group that stand under what `over` pairs."""
    later, earlier = ({group.key: group for group in each} for each in (found.new, found.lost))
    alike = likeness([*later, *earlier])
    pairs = []
    for pair in over:
        under = [group for group in later.values() if group.above & _iris(pair.later)]
        before = [group for group in earlier.values() if group.above & _iris(pair.earlier)]
        if len(under) == 1 and len(before) == 1:
            one, other = later.pop(under[0].key), earlier.pop(before[0].key)
            pairs.append(Pair(one, other, alike(one.key, other.key)))
    return Lineage([*found.pairs, *pairs], list(earlier.values()), list(later.values()))


def _iris(group: Group) -> frozenset[str]:
    return frozenset(each.iri for each in group.members)


def replaced(pairs: Sequence[Pair]) -> dict[str, str]:
    """The bodies that are in charge of nothing any more, and the new body that has taken over nearly all they had.

    One program tells nothing: there must be two.
    """
    before = frozenset().union(*(pair.earlier.bodies for pair in pairs))
    after = frozenset().union(*(pair.later.bodies for pair in pairs))
    had: Counter[str] = Counter()
    went: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        gone, come = pair.earlier.bodies - after, pair.later.bodies - before
        had.update(gone)
        went.update((old, new) for old in gone for new in come)
    ordered = sorted(went.items(), key=lambda item: (item[1], item[0]))
    return {old: new for (old, new), number in ordered if number >= 2 and number >= 0.8 * had[old]}


def under_same(found: Iterable[Pair]) -> Support:
    """Whether two groups stand under a pair already found, or have a body in charge in common."""
    pairs_of: defaultdict[str, set[int]] = defaultdict(set)
    for number, pair in enumerate(found):
        for each in (*pair.later.members, *pair.earlier.members):
            pairs_of[each.iri].add(number)

    def supported(one: Group, other: Group) -> bool:
        if one.bodies & other.bodies:
            return True
        over = {number for iri in one.above for number in pairs_of.get(iri, ())}
        return any(number in over for iri in other.above for number in pairs_of.get(iri, ()))

    return supported
