"""The whole: from two plans to suggestions in the order of a table; what persons have decided comes first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from heapq import nlargest
from itertools import product
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.match import elements
from plangraph.match.elements import KINDS, Element, Plan, Standing
from plangraph.match.links import links as decisions
from plangraph.match.links import relations, scores
from plangraph.match.links.links import CONFIRMED, CONTINUES, REJECTED, RENAMED, SAME, SUGGESTED, Link, Pair
from plangraph.match.links.profiles import Parts, Profile, profiles
from plangraph.match.links.relations import Graph, Labels, Reason
from plangraph.match.links.scores import Scored
from plangraph.match.names import forms
from plangraph.store import labels

LEAST: Final = 0.15
"""Below this score only the nearest of an element is proposed."""
LEAST_OF_FIRST: Final = 0.02
"""Below this score nothing is."""
MOST: Final = 5
"""The most objects proposed for one subject."""
_OUTDONE: Final = 0.49
"""The most that is given where something else is much nearer to either of the two generations."""
_SURE: Final = {forms.SAME: 0.8, forms.VARIANT: 0.6}
_HOLDING: Final = ("Initiative", "Measure", "Policy", "Goal", "Indicator")
_GREATER_PART: Final = 0.5
_NEAR: Final = 0.98
_MOSTLY: Final = 0.3
_TOOK_OVER: Final = 0.5
_ELSEWHERE: Final = 3.0
_MANY: Final = 6
_ALL: Final = 30_000
_FEW: Final = 1_000
_AFFORDED: Final = 20_000
_NEAREST: Final = 5
_CROWD: Final = 40
_PARTS: Final = 24
_SHARED: Final = 3
_USUAL: Final = 6
_TEXTS: Final = 3

Profiles = Sequence[Profile]
Decided = Mapping[frozenset[str], Link]
"""What persons have decided of each two things."""
_Places = tuple[int, int]
_Ends = tuple[Element, Element]


@dataclass(frozen=True)
class Suggestion:
    """A relation that is proposed between two elements: how likely it is, its place among those of its subject, why.

    `status` is "suggested", or "confirmed" where a person has decided so already.
    """

    subject: Element
    relation: str
    object: Element
    score: float
    rank: int
    reasons: tuple[Reason, ...] = ()
    is_lexical: bool = False
    status: str = SUGGESTED

    @property
    def link(self) -> Link:
        """The same as a link."""
        reason = {lang: relations.in_words(self.reasons, lang) for lang in ("ja", "en")}
        return Link(self.subject.iri, self.object.iri, self.relation, self.status, self.score, reason)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for two plans, in the order of a link: the earlier generation or the municipality's own first."""

    one: Plan
    other: Plan
    standing: Standing
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Weighed:
    """Pairs of two plans with what speaks for them, and which of them are settled and likely."""

    pairs: tuple[Scored, ...]
    graph: Graph


def proposal(
    store: Store,
    one: NamedNode,
    other: NamedNode,
    known: Iterable[Link] | None = None,
    *,
    undecided: bool = False,
) -> Proposal:
    """What is proposed for two plans, or for one with itself, by class and IRI of the subject, the likeliest first.

    Nothing for plans of two municipalities. What a person has rejected is never proposed again; what is confirmed comes
    first and says so, with the relation decided, unless only the `undecided` are wanted. `known` are the links of the
    store where nothing else is given.
    """
    first, second = elements.heading(store, one), elements.heading(store, other)
    standing = elements.standing(first, second)
    nodes = (other, one) if standing.is_turned else (one, other)
    if standing.kind == elements.CITIES:
        return Proposal(first, second, standing, ())
    is_within = standing.kind == elements.WITHIN
    read = elements.plans(store, dict.fromkeys(nodes), apart=is_within)
    found = decisions.links(store, apart=is_within) if known is None else known
    decided = decisions.decided(found)
    weighed = (_within if is_within else _between)(read[0], read[-1], standing.kind, decided)
    return Proposal(read[0], read[-1], standing, tuple(_ranked(store, weighed, standing.kind, decided, undecided)))


def _between(one: Plan, other: Plan, standing: str, decided: Decided) -> Weighed:
    return weighed((*one.wholes, *one.elements), (*other.wholes, *other.elements), standing, decided)


def weighed(
    ones: Sequence[Element],
    others: Sequence[Element],
    standing: str,
    decided: Decided,
    among: Collection[str] | None = None,
) -> Weighed:
    """The pairs of two plans worth looking at: what is decided, what is settled by name, then the likest of the rest.

    Of those that are not decided only the elements `among` those IRIs are looked at, where any are given.
    """
    found = profiles([*ones, *others])
    shared = {element.iri for element in ones} & {element.iri for element in others}
    left, right = ([found[element.iri] for element in side if element.iri not in shared] for side in (ones, others))
    fixed = _confirmed(left, right, decided)
    closed = {profile.element.iri for pair in fixed for profile in pair}
    wanted = found.keys() if among is None else among
    free = [[p for p in side if p.element.iri in wanted and p.element.iri not in closed] for side in (left, right)]
    if standing != elements.GENERATIONS:
        near = {*fixed, *_candidates(left, right)}
        scored = scores.scored(sorted(near, key=_order))
        return _weighed([*scored], frozenset(), decided)
    rejected = {ends for ends, link in decided.items() if link.status == REJECTED}
    named = scores.settled(free[0], free[1], rejected)
    settled = [*fixed, *named]
    kept = len(named) + sum(_is_kept(pair, decided) for pair in fixed)
    weights = scores.STRICT if kept >= _MOSTLY * min(len(left), len(right)) else scores.WEIGHTS
    taken = scores.taken_over([(a.element, b.element) for a, b in settled], _TOOK_OVER)
    after = {old.iri: {new.iri} for old, new in taken.items()}
    done = {profile.element.iri for pair in settled for profile in pair}
    new = [[profile for profile in side if profile.element.iri not in done] for side in free]
    old = [[profile for profile in side if profile.element.iri in done] for side in (left, right)]
    near = {*settled, *_candidates(new[0], new[1], _MANY, _ALL if among is None else _FEW)}
    if among is None:
        near.update(_namesakes(new[0], old[1]), _namesakes(old[0], new[1]))
    keys = frozenset((a.element.iri, b.element.iri) for a, b in settled)
    scored = scores.scored(sorted(near, key=_order), weights, after)
    return _weighed(
        [_less(pair) if done & set(pair.key) and pair.key not in keys else pair for pair in scored], keys, decided
    )


def _weighed(pairs: Sequence[Scored], settled: frozenset[Pair], decided: Decided) -> Weighed:
    left = tuple(pair for pair in pairs if _status(pair, decided) != REJECTED)
    return Weighed(left, relations.graph(left, settled))


def likely_links(
    ones: Sequence[Element],
    others: Sequence[Element],
    links: Iterable[Link],
    known: Iterable[tuple[Element, Element]],
    free: set[str],
) -> list[Link]:
    """What most likely became, in the next generation, of elements that are free, by IRI, each of its class.

    What is settled by name goes first, then what was suggested already, then what is like it; then what holds, or is held
    by, what goes on: `known` are the pairs that do so already.
    """
    links = list(links)
    found = weighed(ones, others, elements.GENERATIONS, decisions.decided(links), free)
    graph = found.graph
    settled = {iri for pair in graph.settled for iri in pair}
    stored = [link for link in links if link.status == SUGGESTED and (link.confidence or 0) >= relations.LIKELY]
    made = [link for link in stored if {*link.pair} <= free - settled]
    done = {iri for link in made for iri in link.pair}
    pairs = list(known)
    for pair in found.pairs:
        one, other = pair.one.element, pair.other.element
        is_taken = pair.key in graph.settled or (pair.key in graph.likely and done.isdisjoint(pair.key))
        if is_taken and one.kind == other.kind and {one.iri, other.iri} <= free:
            relation, score = likely(pair, elements.GENERATIONS, graph)
            made.append(Link(*pair.key, relation, SUGGESTED, score))
            pairs.append((one, other))
    for kind in _HOLDING:
        left = free - {iri for link in made for iri in link.pair}
        sides = [
            [element for element in side if element.kind == kind and element.iri in left] for side in (ones, others)
        ]
        new = [*(_beneath if kind == "Indicator" else _by_content)(sides[0], sides[1], pairs)]
        made += [Link(a.iri, b.iri, RENAMED, SUGGESTED, forms.likeness(a.name, b.name)) for a, b in new]
        pairs += new
    return made


def _by_content(ones: Sequence[Element], others: Sequence[Element], pairs: Iterable[_Ends]) -> Iterator[_Ends]:
    """What holds, for the greater part, what goes on from one to the other."""
    before, after = ({element.iri: element for element in side} for side in (ones, others))
    had, has, shared = Counter[str](), Counter[str](), Counter[Pair]()
    for one, other in pairs:
        over, under = sorted(one.above & before.keys()), sorted(other.above & after.keys())
        had.update(over)
        has.update(under)
        shared.update(product(over, under))
    for (old, new), number in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if number > _GREATER_PART * max(had[old], has[new]) and old in before and new in after:
            yield before.pop(old), after.pop(new)


def _beneath(ones: Sequence[Element], others: Sequence[Element], pairs: Iterable[_Ends]) -> Iterator[_Ends]:
    """The only one, and the only other, that measure what goes on from one to the other."""
    before, after = list(ones), list(others)
    for one, other in pairs:
        under = [element for element in before if not element.above.isdisjoint(one.iris)]
        now = [element for element in after if not element.above.isdisjoint(other.iris)]
        if len(under) == 1 and len(now) == 1:
            before.remove(under[0])
            after.remove(now[0])
            yield under[0], now[0]


def _order(pair: tuple[Profile, Profile]) -> Pair:
    return pair[0].element.iri, pair[1].element.iri


def _status(pair: Scored, decided: Decided) -> str:
    link = decided.get(frozenset(pair.key))
    return SUGGESTED if link is None else link.status


def _confirmed(left: Profiles, right: Profiles, decided: Decided) -> list[tuple[Profile, Profile]]:
    ones, others = ({profile.element.iri: profile for profile in side} for side in (left, right))
    found = []
    for link in decided.values():
        if link.status == CONFIRMED:
            found += [(ones[a], others[b]) for a, b in (link.pair, link.turned.pair) if a in ones and b in others]
    return sorted(found, key=_order)


def _is_kept(pair: tuple[Profile, Profile], decided: Decided) -> bool:
    link = decided[frozenset(_order(pair))]
    return link.relation in (SAME, CONTINUES)


def _less(pair: Scored) -> Scored:
    """A pair of which one side goes on as something else."""
    return replace(pair, points=pair.points - _ELSEWHERE)


def _within(one: Plan, _other: Plan, _standing: str, decided: Decided) -> Weighed:
    """The pairs of one plan: unlisted programs with listed ones, what has forms of one name, and what is decided."""
    whole = [*one.wholes, *one.elements]
    found = profiles(whole)
    own = [found[element.iri] for element in sorted(whole, key=_place)]
    pairs = {_listed_last(*pair) for pair in _candidates(own, own)}
    confirmed = {_listed_last(*pair) for pair in _confirmed(own, own, decided)}
    scored = scores.scored(sorted(pairs | confirmed, key=_order))
    known = {_order(pair) for pair in confirmed}
    return _weighed(
        [
            pair
            for pair in scored
            if pair.key in known or _is_reported(pair) or relations.is_one(pair) or _is_near(pair)
        ],
        frozenset(),
        decided,
    )


def _listed_last(one: Profile, other: Profile) -> tuple[Profile, Profile]:
    """A program without a row first, for it is linked to one with a row; else by IRI."""
    first, second = sorted((one, other), key=lambda profile: (profile.element.listed, profile.element.iri))
    return first, second


def _is_reported(pair: Scored) -> bool:
    a, b = pair.one.element, pair.other.element
    return a.kind == b.kind == "Program" and not a.listed and b.listed


def _is_near(pair: Scored) -> bool:
    """Whether a person should look at two programs of one body that are much alike, though likely two."""
    kinds = {pair.one.element.kind, pair.other.element.kind}
    return kinds == {"Program"} and pair.features["bodies"] > 0 and pair.score >= _NEAR


def _ranked(store: Store, found: Weighed, standing: str, decided: Decided, undecided: bool) -> Iterator[Suggestion]:
    graph = found.graph
    by_subject: defaultdict[str, list[Scored]] = defaultdict(list)
    for pair in found.pairs:
        by_subject[pair.key[0]].append(pair)
    label = _labels(store)
    is_within = standing == elements.WITHIN

    def order(pair: Scored) -> tuple[bool, bool, float, Pair]:
        listed = is_within and pair.other.element.listed
        return _status(pair, decided) != CONFIRMED, pair.key not in graph.settled, -pair.points - listed, pair.key

    for iri in sorted(by_subject, key=lambda iri: _place(by_subject[iri][0].one.element)):
        ordered = sorted(by_subject[iri], key=order)
        for rank, pair in enumerate(ordered, 1):
            least = LEAST_OF_FIRST if rank == 1 else relations.LIKELY if ordered[0].key in graph.settled else LEAST
            suggestion = _suggestion(label, pair, standing, graph, rank)
            if _status(pair, decided) == CONFIRMED:
                if not undecided:
                    link = decided[frozenset(pair.key)]
                    yield replace(suggestion, relation=link.relation, status=CONFIRMED)
            elif rank <= MOST and pair.score >= least:
                yield suggestion


def _place(element: Element) -> tuple[int, str]:
    return KINDS.index(element.kind), element.iri


def _labels(store: Store) -> Labels:
    @cache
    def label(iri: str, lang: str) -> str:
        return labels.label(store, NamedNode(iri), lang)

    return label


def _suggestion(label: Labels, pair: Scored, standing: str, graph: Graph, rank: int) -> Suggestion:
    one, other = pair.one.element, pair.other.element
    named = forms.related(one.name, other.name)
    relation, score = likely(pair, standing, graph)
    return Suggestion(
        one,
        relation,
        other,
        round(score, 2),
        rank,
        relations.reasons(pair, label),
        named in (forms.SAME, forms.VARIANT),
    )


def likely(pair: Scored, standing: str, graph: Graph) -> tuple[str, float]:
    """The likely relation of a pair and how likely it is."""
    relation = relations.relation(pair, standing, graph)
    score = pair.score
    if relation in (SAME, CONTINUES):
        score = max(score, _SURE.get(forms.related(pair.one.element.name, pair.other.element.name), 0.0))
    elif standing == elements.GENERATIONS and pair.key not in graph.likely:
        score = min(score, _OUTDONE)
    return relation, score


def _candidates(
    ones: Profiles, others: Profiles, nearest: int = _NEAREST, most: int = _ALL
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


def _namesakes(ones: Profiles, others: Profiles) -> list[tuple[Profile, Profile]]:
    """The pairs in which one is the nearest of the other by name, or shares its text, in order."""
    return _pairs(ones, others, {*_nearest(ones, others, _names, 1), *_with_same_text(ones, others, 1)})


def _pairs(ones: Profiles, others: Profiles, found: Iterable[_Places]) -> list[tuple[Profile, Profile]]:
    pairs = ((ones[a], others[b]) for a, b in sorted(found))
    return [(one, other) for one, other in pairs if one is not other]


def _names(profile: Profile) -> Parts:
    return {**profile.name, **profile.english}


def _nearest(ones: Profiles, others: Profiles, parts_of: Callable[[Profile], Parts], number: int) -> Iterator[_Places]:
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


def _with_same_text(ones: Profiles, others: Profiles, most: int) -> Iterator[_Places]:
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
