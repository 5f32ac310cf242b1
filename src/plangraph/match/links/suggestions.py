"""The whole: from two plans in a store to suggestions in the order of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.match import standing
from plangraph.match.links import blocks, kinds, rationale, relations, scores
from plangraph.match.links import settled as settling
from plangraph.match.links.described import KINDS, Element, elements
from plangraph.match.links.known import Known, Pair, known
from plangraph.match.links.known import relations as stated_relations
from plangraph.match.links.profiles import Profile, profiles
from plangraph.match.links.rationale import Labels, Reason
from plangraph.match.links.scores import Scored
from plangraph.match.names import likeness
from plangraph.match.standing import Comparison
from plangraph.store import labels, terms

LEAST: Final = 0.15
"""Below this score only the nearest of an element is proposed."""
LEAST_OF_FIRST: Final = 0.02
"""Below this score nothing is."""
_NEAR: Final = 0.98
_MOSTLY: Final = 0.3
_ELSEWHERE: Final = 3.0
_MANY: Final = 6
MOST: Final = 5
"""The most objects proposed for one subject."""


@dataclass(frozen=True)
class Suggestion:
    """A relation that is proposed between two elements: how likely it is, its place among those of its subject, why.

    `status` is "suggested", or what a person has decided already: "confirmed" or "rejected".
    """

    subject: Element
    relation: str
    object: Element
    score: float
    rank: int
    reasons: tuple[Reason, ...] = ()
    is_lexical: bool = False
    status: str = "suggested"


def suggestions(
    store: Store, compared: Comparison, *, undecided: bool = False, decided: Known | None = None
) -> list[Suggestion]:
    """What is proposed for two plans, or for one with itself, by class and IRI of the subject, the likeliest first.

    Nothing for plans of two municipalities. What a person has rejected is never proposed again; what is confirmed keeps
    its place and says so, with the relation decided, unless only the `undecided` are wanted. `decided` are the links of
    the store where nothing else is given.
    """
    if compared.kind == standing.CITIES:
        return []
    ones = elements(store, compared.one)
    others = ones if compared.kind == standing.WITHIN else elements(store, compared.other)
    found = _within(ones) if compared.kind == standing.WITHIN else _between(ones, others, compared.kind)
    return _ranked(store, found, compared, known(store) if decided is None else decided, undecided=undecided)


@dataclass(frozen=True)
class _Found:
    pairs: list[Scored]
    settled: frozenset[tuple[str, str]] = frozenset()


def _between(ones: Sequence[Element], others: Sequence[Element], kind: str) -> _Found:
    found = profiles([*ones, *others])
    shared = {each.iri for each in ones} & {each.iri for each in others}
    left, right = ([found[each.iri] for each in held if each.iri not in shared] for held in (ones, others))
    if kind != standing.GENERATIONS:
        return _Found(scores.scored(blocks.candidates(left, right)))
    pairs = settling.settled(left, right)
    weights = scores.STRICT if len(pairs) >= _MOSTLY * min(len(left), len(right)) else scores.WEIGHTS
    after = settling.successors(pairs)
    done = {each.element.iri for pair in pairs for each in pair}
    new = [[each for each in held if each.element.iri not in done] for held in (left, right)]
    old = [[each for each in held if each.element.iri in done] for held in (left, right)]
    near = {*pairs, *blocks.candidates(new[0], new[1], _MANY)}
    near.update(blocks.namesakes(new[0], old[1]), blocks.namesakes(old[0], new[1]))
    ordered = sorted(near, key=lambda pair: (pair[0].element.iri, pair[1].element.iri))
    settled = frozenset((one.element.iri, other.element.iri) for one, other in pairs)
    scored = scores.scored(ordered, weights, after)
    return _Found(
        [_less(pair) if done & set(pair.key) and pair.key not in settled else pair for pair in scored], settled
    )


def _less(pair: Scored) -> Scored:
    """A pair of which one side goes on under its name as something else."""
    return replace(pair, points=pair.points - _ELSEWHERE)


def _within(ones: Sequence[Element]) -> _Found:
    """The pairs of one plan: unlisted programs with listed ones, and what has forms of one name."""
    found = profiles(ones)
    held = [found[each.iri] for each in ones]
    pairs = {_ordered(*pair) for pair in blocks.candidates(held, held)}
    scored = scores.scored(sorted(pairs, key=lambda pair: (pair[0].element.iri, pair[1].element.iri)))
    return _Found([pair for pair in scored if _is_reported(pair) or relations.is_one(pair) or _is_near(pair)])


def _ordered(one: Profile, other: Profile) -> tuple[Profile, Profile]:
    """A program without a row first, for it is linked to one with a row; else by IRI."""
    first, second = sorted((one, other), key=lambda each: (each.element.listed, each.element.iri))
    return first, second


def _is_reported(pair: Scored) -> bool:
    a, b = pair.one.element, pair.other.element
    return a.kind == b.kind == "Program" and not a.listed and b.listed


def _is_near(pair: Scored) -> bool:
    """Whether a person should look at two programs of one body that are much alike, though likely two."""
    kinds = {pair.one.element.kind, pair.other.element.kind}
    return kinds == {"Program"} and pair.features["bodies"] > 0 and pair.score >= _NEAR


def _ranked(store: Store, found: _Found, compared: Comparison, decided: Known, *, undecided: bool) -> list[Suggestion]:
    wanted = [pair for pair in found.pairs if pair.key not in decided.rejected]
    graph = relations.graph(wanted, found.settled)
    by_subject: defaultdict[str, list[Scored]] = defaultdict(list)
    for pair in wanted:
        by_subject[pair.key[0]].append(pair)
    label, stated = _labels(store), stated_relations(store)
    is_within = compared.kind == standing.WITHIN
    proposed = []
    for iri in sorted(by_subject, key=lambda each: _place(by_subject[each][0].one.element)):
        ordered = sorted(
            by_subject[iri],
            key=lambda pair: (
                pair.key not in graph.settled,
                -pair.points - (is_within and pair.other.element.listed),
                pair.key,
            ),
        )
        for rank, pair in enumerate(ordered, 1):
            least = LEAST_OF_FIRST if rank == 1 else relations.LIKELY if ordered[0].key in graph.settled else LEAST
            if pair.key in decided.confirmed:
                if not undecided:
                    found_so = _suggestion(label, pair, compared.kind, graph, rank)
                    relation = _decided(stated, pair.key) or found_so.relation
                    proposed.append(replace(found_so, relation=relation, status="confirmed"))
            elif rank <= MOST and pair.score >= least:
                proposed.append(_suggestion(label, pair, compared.kind, graph, rank))
    return proposed


def _decided(stated: Mapping[Pair, str], pair: Pair) -> str:
    """The relation that a person confirmed between two elements, in whichever direction."""
    path = stated.get(pair) or stated.get((pair[1], pair[0])) or ""
    return next((key for key, curie in kinds.PREDICATES.items() if terms.term(curie).value == path), "")


def _place(element: Element) -> tuple[int, str]:
    return KINDS.index(element.kind), element.iri


def _labels(store: Store) -> Labels:
    @cache
    def label(iri: str, lang: str) -> str:
        return labels.label(store, NamedNode(iri), lang)

    return label


def _suggestion(label: Labels, pair: Scored, kind: str, graph: relations.Graph, rank: int) -> Suggestion:
    one, other = pair.one.element, pair.other.element
    named = likeness.related(one.name, other.name)
    relation = relations.relation(pair, kind, graph)
    score = pair.score
    if relation in (kinds.SAME, kinds.CONTINUES):
        score = max(score, _SURE.get(named, 0.0))
    elif kind == standing.GENERATIONS and pair.key not in graph.likely:
        score = min(score, _OUTDONE)
    return Suggestion(
        one,
        relation,
        other,
        round(score, 2),
        rank,
        rationale.reasons(pair, label),
        named in (likeness.SAME, likeness.VARIANT),
    )


_OUTDONE: Final = 0.49
"""The most that is given where something else is much nearer to either of the two generations."""
_SURE: Final = {likeness.SAME: 0.8, likeness.VARIANT: 0.6}
