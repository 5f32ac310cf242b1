"""Which pairs of two plans are likely related, and how: what is decided first, then what is settled by name, then what is like."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from plangraph.match import elements, forms, registers
from plangraph.match.elements import Element
from plangraph.match.links import links as reading
from plangraph.match.links import scores
from plangraph.match.links.links import (
    CONFIRMED,
    CONTINUES,
    CORRESPONDS,
    MERGED,
    REJECTED,
    RENAMED,
    SAME,
    SPLIT,
    SUGGESTED,
    Link,
    Pair,
)
from plangraph.match.links.profiles import Profile, profiles
from plangraph.match.links.scores import Scored

LIKELY: Final = 0.5
"""From this score on a pair counts when it is asked what else a thing came from or became."""
LIKELY_THOUGH_NEW: Final = 0.9
"""The same for what the later plan itself calls new."""
_CLOSE: Final = 0.7
_MARGIN: Final = 3.3
_RETOLD, _NAMED = 0.5, 0.4
_OUTDONE: Final = 0.49
"""The most that is given where something else is much nearer to either of the two generations."""
_SURE: Final = {forms.SAME: 0.8, forms.VARIANT: 0.6}
_HOLDING: Final = ("Initiative", "Measure", "Policy", "Goal", "Indicator")
_GREATER_PART: Final = 0.5
_MOSTLY: Final = 0.3
_TOOK_OVER: Final = 0.5
_ELSEWHERE: Final = 3.0
_MANY: Final = 6
_FEW: Final = 1_000

Decided = Mapping[frozenset[str], Link]
"""What persons have decided of each two things."""
Successors = Mapping[str, Collection[str]]
"""What each body became in reorganisations, by IRI."""
_Ends = tuple[Element, Element]


@dataclass(frozen=True)
class Graph:
    """The likely pairs of two generations: what each one became, and what each other came from."""

    settled: frozenset[Pair]
    likely: frozenset[Pair]
    became: Mapping[str, frozenset[str]]
    came_from: Mapping[str, frozenset[str]]
    best_of_one: Mapping[str, str]
    best_of_other: Mapping[str, str]


def graph(pairs: Iterable[Scored], settled: Iterable[Pair] = ()) -> Graph:
    """The likely pairs of what is not settled: what is best for the one or for the other."""
    fixed = frozenset(settled)
    done = {iri for pair in fixed for iri in pair}
    rest = [pair for pair in pairs if not done & set(pair.key)]
    ones, others = scores.best(rest)
    likely = {pair.key for pair in ones.values() if _is_likely(pair, others)}
    likely |= {pair.key for pair in others.values() if _is_likely(pair, ones)}
    became: defaultdict[str, set[str]] = defaultdict(set)
    came: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in likely:
        became[one].add(other)
        came[other].add(one)
    return Graph(
        fixed,
        frozenset(likely),
        {one: frozenset(found) for one, found in became.items()},
        {other: frozenset(found) for other, found in came.items()},
        {one: pair.key[1] for one, pair in ones.items()},
        {other: pair.key[0] for other, pair in others.items()},
    )


def _is_likely(pair: Scored, best: Mapping[str, Scored]) -> bool:
    """Whether a pair is likely in itself and not much less so than what is best for its other side."""
    least = LIKELY_THOUGH_NEW if pair.other.element.is_called_new else LIKELY
    rival = max((best[iri].points for iri in pair.key if iri in best), default=pair.points)
    return pair.score >= least and pair.points >= rival - _MARGIN


def relation(pair: Scored, standing: str, graph: Graph) -> str:
    """The likely relation of a pair of two plans that stand so to each other; what is measured only corresponds."""
    kinds = {pair.one.element.kind, pair.other.element.kind}
    if standing == elements.GENERATIONS and ("Indicator" not in kinds or len(kinds) == 1):
        return _succession(pair, graph)
    if standing == elements.WITHIN:
        return SAME if is_one(pair) else CORRESPONDS
    return SAME if _is_same_service(pair) else CORRESPONDS


def _succession(pair: Scored, graph: Graph) -> str:
    one, other = pair.key
    if pair.key in graph.settled:
        return CONTINUES
    if len(graph.came_from.get(other, frozenset()) - {one}) > 0 and graph.best_of_one.get(one) == other:
        return MERGED
    if len(graph.became.get(one, frozenset()) - {other}) > 0 and graph.best_of_other.get(other) == one:
        return SPLIT
    if graph.best_of_one.get(one) == other and graph.best_of_other.get(other, one) != one:
        return MERGED
    if graph.best_of_other.get(other) == one and graph.best_of_one.get(one, other) != other:
        return SPLIT
    return RENAMED


def _is_same_service(pair: Scored) -> bool:
    a, b = pair.one.element, pair.other.element
    if a.kind != b.kind or a.kind not in ("Program", "Indicator"):
        return False
    close = pair.features["likeness"] >= _CLOSE and not (forms.is_sentence(a.name) or forms.is_sentence(b.name))
    return bool(forms.related(a.name, b.name)) or close


def is_one(pair: Scored) -> bool:
    """Whether two things of one plan are likely one: by names and bodies in charge, or by text; nothing may contradict."""
    a, b = pair.one.element, pair.other.element
    if a.kind != b.kind:
        return False
    named = forms.related(a.name, b.name)
    if named in (forms.SAME, forms.VARIANT):
        return _agree(pair)
    if named == forms.BRACKETED:
        return not a.listed and _agree(pair)
    same_body = pair.features["bodies"] > 0
    retold = pair.features["text"] >= _RETOLD and pair.features["name"] >= _NAMED
    return same_body and (named == forms.INSERTED or retold)


def _agree(pair: Scored) -> bool:
    """Whether the bodies in charge or the texts of two programs are not those of different ones."""
    a, b = pair.one.element, pair.other.element
    bodies = a.has("bodies"), b.has("bodies")
    return not (bodies[0] and bodies[1]) or not bodies[0].isdisjoint(bodies[1]) or pair.features["text"] >= _CLOSE


@dataclass(frozen=True)
class Weighed:
    """Pairs of two plans with what speaks for them, and which of them are settled and likely."""

    pairs: tuple[Scored, ...]
    graph: Graph


def weighed(
    ones: Sequence[Element],
    others: Sequence[Element],
    standing: str,
    decided: Decided,
    successors: Successors,
    among: Collection[str] | None = None,
) -> Weighed:
    """The pairs of two plans worth looking at: what is decided, what is settled by name, then the likest of the rest.

    Of those that are not decided only the elements `among` those IRIs are looked at, where any are given.
    """
    found = profiles([*ones, *others])
    shared = {element.iri for element in ones} & {element.iri for element in others}
    left, right = ([found[element.iri] for element in side if element.iri not in shared] for side in (ones, others))
    fixed = confirmed(left, right, decided)
    closed = {profile.element.iri for pair in fixed for profile in pair}
    wanted = found.keys() if among is None else among
    free = [[p for p in side if p.element.iri in wanted and p.element.iri not in closed] for side in (left, right)]
    if standing != elements.GENERATIONS:
        near = {*fixed, *scores.candidates(left, right)}
        scored = scores.scored(sorted(near, key=order))
        return of_scored([*scored], frozenset(), decided)
    rejected = {ends for ends, link in decided.items() if link.status == REJECTED}
    named = scores.settled(free[0], free[1], rejected)
    settled = [*fixed, *named]
    kept = len(named) + sum(_is_kept(pair, decided) for pair in fixed)
    weights = scores.STRICT if kept >= _MOSTLY * min(len(left), len(right)) else scores.WEIGHTS
    after = _after(ones, others, [(a.element, b.element) for a, b in settled], successors)
    done = {profile.element.iri for pair in settled for profile in pair}
    new = [[profile for profile in side if profile.element.iri not in done] for side in free]
    old = [[profile for profile in side if profile.element.iri in done] for side in (left, right)]
    near = {*settled, *scores.candidates(new[0], new[1], _MANY, scores.ALL if among is None else _FEW)}
    if among is None:
        near.update(scores.namesakes(new[0], old[1]), scores.namesakes(old[0], new[1]))
    keys = frozenset((a.element.iri, b.element.iri) for a, b in settled)
    scored = scores.scored(sorted(near, key=order), weights, after)
    return of_scored(
        [_less(pair) if done & set(pair.key) and pair.key not in keys else pair for pair in scored], keys, decided
    )


def _after(
    ones: Sequence[Element], others: Sequence[Element], settled: Sequence[_Ends], successors: Successors
) -> dict[str, set[str]]:
    """What stands for each body of before: that of its name, what followed it, and what took over most of what it had."""
    now = {forms.flat(body.name): body.iri for element in others for body in element.bodies}
    after: defaultdict[str, set[str]] = defaultdict(set)
    for body in {body for element in ones for body in element.bodies}:
        after[body.iri] |= {now.get(forms.flat(body.name), body.iri), *successors.get(body.iri, ())}
    for old, new in registers.taken_over(settled, _TOOK_OVER).items():
        after[old.iri].add(new.iri)
    return dict(after)


def of_scored(pairs: Sequence[Scored], settled: frozenset[Pair], decided: Decided) -> Weighed:
    """The pairs but those rejected, with what is likely among them."""
    left = tuple(pair for pair in pairs if status(pair, decided) != REJECTED)
    return Weighed(left, graph(left, settled))


def likely_links(
    ones: Sequence[Element],
    others: Sequence[Element],
    links: Iterable[Link],
    known: Iterable[_Ends],
    successors: Successors,
    free: set[str],
) -> list[Link]:
    """What most likely became, in the next generation, of elements that are free, by IRI, each of its class.

    What is settled by name goes first, then what was suggested already, then what is like it; then what holds, or is held
    by, what goes on: `known` are the pairs that do so already.
    """
    links = list(links)
    found = weighed(ones, others, elements.GENERATIONS, reading.decided(links), successors, free)
    settled = {iri for pair in found.graph.settled for iri in pair}
    stored = [link for link in links if link.status == SUGGESTED and (link.confidence or 0) >= LIKELY]
    made = [link for link in stored if {*link.pair} <= free - settled]
    done = {iri for link in made for iri in link.pair}
    pairs = list(known)
    for pair in found.pairs:
        one, other = pair.one.element, pair.other.element
        is_taken = pair.key in found.graph.settled or (pair.key in found.graph.likely and done.isdisjoint(pair.key))
        if is_taken and one.kind == other.kind and {one.iri, other.iri} <= free:
            kind, score = likely(pair, elements.GENERATIONS, found.graph)
            made.append(Link(*pair.key, kind, SUGGESTED, score))
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


def order(pair: tuple[Profile, Profile]) -> Pair:
    """The IRIs of two, by which pairs are sorted."""
    return pair[0].element.iri, pair[1].element.iri


def status(pair: Scored, decided: Decided) -> str:
    """What persons have decided of a pair; suggested where nobody has."""
    link = decided.get(frozenset(pair.key))
    return SUGGESTED if link is None else link.status


def confirmed(left: Sequence[Profile], right: Sequence[Profile], decided: Decided) -> list[tuple[Profile, Profile]]:
    """The pairs that persons have confirmed, in order."""
    ones, others = ({profile.element.iri: profile for profile in side} for side in (left, right))
    found = []
    for link in decided.values():
        if link.status == CONFIRMED:
            found += [(ones[a], others[b]) for a, b in (link.pair, link.turned.pair) if a in ones and b in others]
    return sorted(found, key=order)


def _is_kept(pair: tuple[Profile, Profile], decided: Decided) -> bool:
    link = decided[frozenset(order(pair))]
    return link.relation in (SAME, CONTINUES)


def _less(pair: Scored) -> Scored:
    """A pair of which one side goes on as something else."""
    return replace(pair, points=pair.points - _ELSEWHERE)


def likely(pair: Scored, standing: str, graph: Graph) -> tuple[str, float]:
    """The likely relation of a pair and how likely it is."""
    found = relation(pair, standing, graph)
    score = pair.score
    if found in (SAME, CONTINUES):
        score = max(score, _SURE.get(forms.related(pair.one.element.name, pair.other.element.name), 0.0))
    elif standing == elements.GENERATIONS and pair.key not in graph.likely:
        score = min(score, _OUTDONE)
    return found, score
