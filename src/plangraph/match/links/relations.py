"""Which relation a pair most likely has: by how the plans stand to each other, the names, and what else is as near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from plangraph.match import standing
from plangraph.match.links import scores
from plangraph.match.links.kinds import CONTINUES, CORRESPONDS, MERGED, RENAMED, SAME, SPLIT
from plangraph.match.links.scores import Scored
from plangraph.match.names import likeness

LIKELY: Final = 0.5
"""From this score on a pair counts when it is asked what else a thing came from or became."""
_CLOSE: Final = 0.7
_MARGIN: Final = 3.3
_RETOLD, _NAMED = 0.5, 0.4

Pair = tuple[str, str]


@dataclass(frozen=True)
class Graph:
    """The likely pairs of two generations: what each one became, and what each other came from."""

    settled: frozenset[Pair]
    likely: frozenset[Pair]
    became: Mapping[str, frozenset[str]]
    came_from: Mapping[str, frozenset[str]]
    best_of_one: Mapping[str, str]
    best_of_other: Mapping[str, str]


def relation(pair: Scored, kind: str, graph: Graph) -> str:
    """The likely relation of a pair of two plans that stand so to each other; what is measured only corresponds."""
    kinds = {pair.one.element.kind, pair.other.element.kind}
    if kind == standing.GENERATIONS and ("Indicator" not in kinds or len(kinds) == 1):
        return _succession(pair, graph)
    if kind == standing.WITHIN:
        return SAME if is_one(pair) else CORRESPONDS
    return SAME if _is_same_service(pair) else CORRESPONDS


def graph(pairs: Iterable[Scored], settled: Iterable[Pair] = ()) -> Graph:
    """The likely pairs: those that are settled, and of the rest what is best for the one or for the other."""
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
    rival = max((best[iri].points for iri in pair.key if iri in best), default=pair.points)
    return pair.score >= LIKELY and pair.points >= rival - _MARGIN


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
    close = pair.features["likeness"] >= _CLOSE and not (likeness.is_sentence(a.name) or likeness.is_sentence(b.name))
    return bool(likeness.related(a.name, b.name)) or close


def is_one(pair: Scored) -> bool:
    """Whether two things of one plan are likely one: by names and bodies in charge, or by text; nothing may contradict."""
    a, b = pair.one.element, pair.other.element
    if a.kind != b.kind:
        return False
    named = likeness.related(a.name, b.name)
    if named in (likeness.SAME, likeness.VARIANT):
        return _agree(pair)
    if named == likeness.BRACKETED:
        return not a.listed and _agree(pair)
    same_body = pair.features["bodies"] > 0
    retold = pair.features["text"] >= _RETOLD and pair.features["name"] >= _NAMED
    return same_body and (named == likeness.INSERTED or retold)


def _agree(pair: Scored) -> bool:
    """Whether the bodies in charge or the texts of two programs are not those of different ones."""
    a, b = pair.one.element, pair.other.element
    bodies = a.has("bodies"), b.has("bodies")
    return not (bodies[0] and bodies[1]) or not bodies[0].isdisjoint(bodies[1]) or pair.features["text"] >= _CLOSE
