"""What is proposed for two plans, in the order of a table, with the reasons in words; what persons have decided comes first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.match import elements, forms, registers
from plangraph.match.elements import KINDS, Element, Plan, Standing
from plangraph.match.links import decisions, relations, scores, sssom
from plangraph.match.links import links as reading
from plangraph.match.links.links import CONFIRMED, SUGGESTED, Link, Pair
from plangraph.match.links.profiles import Profile, profiles
from plangraph.match.links.relations import Decided, Weighed
from plangraph.match.links.scores import Scored
from plangraph.store import labels

LEAST: Final = 0.15
"""Below this score only the nearest of an element is proposed."""
LEAST_OF_FIRST: Final = 0.02
"""Below this score nothing is."""
MOST: Final = 5
"""The most objects proposed for one subject."""
_NEAR: Final = 0.98
_WORD: Final = re.compile(r"[一-龠々ァ-ヴーa-z0-9]")
_ALIKE: Final = 0.5
_STRETCH: Final = 2
_MOST_NAMED: Final = 3
_WORDS_ALIKE: Final = 0.2
_TEXT_ALIKE: Final = 0.3
_SUPPORTED: Final = 4.0
_RELATED: Final = {
    forms.SAME: ("名称が同じ", "same name"),
    forms.VARIANT: ("名称の表記が違うだけ（{0}）", "names are forms of one name ({0})"),
    forms.BRACKETED: ("一方の名称が他方の括弧の中にある", "one name is what the other says in brackets"),
    forms.INSERTED: ("一方の名称に語を足すと他方になる", "one name is the other with words added"),
    forms.WITHIN: ("一方の名称が他方に含まれる", "one name is within the other"),
}
_OF_ATTRIBUTES: Final = (
    ("bodies", "所管が同じ", "same body in charge"),
    ("partners", "関わる団体が共通", "organization in common"),
    ("areas", "同じ地域", "same area"),
    ("targets", "対象が共通", "target group in common"),
    ("themes", "テーマが共通", "theme in common"),
    ("services", "サービス類型が共通", "service type in common"),
    ("pillars", "応える骨格が共通", "framework pillar in common"),
)

Labels = Callable[[str, str], str]
"""The label of an IRI in a language."""
Reason = tuple[str, str]
"""In Japanese and in English."""


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
        reason = {lang: in_words(self.reasons, lang) for lang in ("ja", "en")}
        return Link(self.subject.iri, self.object.iri, self.relation, self.status, self.score, reason)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for two plans, in the order of a link: the earlier generation or the municipality's own first."""

    one: Plan
    other: Plan
    standing: Standing
    suggestions: tuple[Suggestion, ...]


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
    found = reading.links(store, apart=is_within) if known is None else known
    decided = reading.decided(found)
    ones, others = ((*plan.wholes, *plan.elements) for plan in (read[0], read[-1]))
    if is_within:
        weighed = _within(sorted(ones, key=_place), decided)
    else:
        successors = registers.successors(registers.reorganizations(store))
        weighed = relations.weighed(ones, others, standing.kind, decided, successors)
    return Proposal(read[0], read[-1], standing, tuple(_ranked(store, weighed, standing.kind, decided, undecided)))


def _within(whole: Sequence[Element], decided: Decided) -> Weighed:
    """The pairs of one plan: unlisted programs with listed ones, what has forms of one name, and what is decided."""
    own = [*profiles(whole).values()]
    pairs = {_listed_last(*pair) for pair in scores.candidates(own, own)}
    confirmed = {_listed_last(*pair) for pair in relations.confirmed(own, own, decided)}
    scored = scores.scored(sorted(pairs | confirmed, key=relations.order))
    known = {relations.order(pair) for pair in confirmed}
    return relations.of_scored(
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
        return (
            relations.status(pair, decided) != CONFIRMED,
            pair.key not in graph.settled,
            -pair.points - listed,
            pair.key,
        )

    for iri in sorted(by_subject, key=lambda iri: _place(by_subject[iri][0].one.element)):
        ordered = sorted(by_subject[iri], key=order)
        for rank, pair in enumerate(ordered, 1):
            least = LEAST_OF_FIRST if rank == 1 else relations.LIKELY if ordered[0].key in graph.settled else LEAST
            suggestion = _suggestion(label, pair, standing, graph, rank)
            if relations.status(pair, decided) == CONFIRMED:
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


def _suggestion(label: Labels, pair: Scored, standing: str, graph: relations.Graph, rank: int) -> Suggestion:
    one, other = pair.one.element, pair.other.element
    named = forms.related(one.name, other.name)
    relation, score = relations.likely(pair, standing, graph)
    return Suggestion(
        one,
        relation,
        other,
        round(score, 2),
        rank,
        reasons(pair, label),
        named in (forms.SAME, forms.VARIANT),
    )


def reasons(pair: Scored, labels: Labels) -> tuple[Reason, ...]:
    """What speaks for a pair, the names first, each in Japanese and in English."""
    return (*_of_names(pair), *_of_place(pair), *_of_attributes(pair, labels), *_of_words(pair)) or (
        ("扱う主題が近い", "related subject"),
    )


def in_words(found: Iterable[Reason], lang: str) -> str:
    """The reasons as one text."""
    texts = [en if lang == "en" else ja for ja, en in found]
    return "; ".join(texts) if lang == "en" else "、".join(texts)


def _of_names(pair: Scored) -> list[Reason]:
    one, other = pair.one.element, pair.other.element
    score = f"{pair.features['likeness']:.2f}"
    if related := forms.related(one.name, other.name):
        ja, en = _RELATED[related]
        return [(ja.format(score), en.format(score))]
    stretch = forms.shared_stretch(one.name, other.name)
    alike = pair.features["likeness"] >= _ALIKE
    if len(stretch) < _STRETCH:
        return [(f"名称が似る（{score}）", f"names alike ({score})")] if alike else []
    if alike:
        return [(f"名称が似る（{score}、「{stretch}」が共通）", f"names alike ({score}, both with 「{stretch}」)")]
    return [(f"名称の「{stretch}」が共通", f"「{stretch}」 in both names")]


def _of_place(pair: Scored) -> list[Reason]:
    if pair.features.get("over-both", 0.0) >= _SUPPORTED:
        return [("上位の項目どうしも似る", "what they stand under is alike too")]
    if max(pair.features.get("over-one", 0.0), pair.features.get("over-other", 0.0)) >= _SUPPORTED:
        return [("上位の項目と似る", "one is like what the other stands under")]
    return []


def _of_attributes(pair: Scored, labels: Labels) -> list[Reason]:
    found = []
    for key, ja, en in _OF_ATTRIBUTES:
        shared = _both(pair, key)
        if shared and not (key == "partners" and shared <= _both(pair, "bodies")):
            names = [[labels(iri, lang) for iri in sorted(shared)[:_MOST_NAMED]] for lang in ("ja", "en")]
            found.append((f"{ja}（{'・'.join(names[0])}）", f"{en} ({', '.join(names[1])})"))
    return found


def _both(pair: Scored, key: str) -> frozenset[str]:
    one, other = (
        side.has(key) | (side.has("bodies") if key == "partners" else frozenset())
        for side in (pair.one.element, pair.other.element)
    )
    return one & other


def _of_words(pair: Scored) -> list[Reason]:
    if pair.features["text"] >= _TEXT_ALIKE:
        share = f"{pair.features['text']:.0%}"
        return [(f"説明文が重なる（{share}）", f"descriptions overlap ({share})")]
    shared = _bridge_words(pair.one, pair.other)
    if not shared or pair.features["context"] < _WORDS_ALIKE:
        return []
    words = "・".join(shared)
    if pair.one.element.texts and pair.other.element.texts:
        return [(f"説明文の語が近い（{words}）", f"texts share rare words ({words})")]
    return [(f"まれな語が共通（{words}）", f"rare words in common ({words})")]


def _bridge_words(one: Profile, other: Profile) -> list[str]:
    """The few rarest words of Chinese characters, katakana or Latin letters that both use, the rarest first."""
    shared = [
        (one.context[part] * other.context[part], part)
        for part in one.context.keys() & other.context.keys()
        if len(part) > 1 and part[0] != "~" and not "ぁ" <= part[0] <= "ゖ"
    ]
    texts = [_all_words(profile) for profile in (one, other)]
    found: list[str] = []
    for _, part in sorted(shared, key=lambda weighed: (-weighed[0], weighed[1])):
        word = _grown(part, *texts)
        if len(word) > 1 and not any(word in known or known in word for known in found):
            found.append(word)
        if len(found) == _MOST_NAMED:
            break
    return found


def _all_words(profile: Profile) -> str:
    element = profile.element
    return " ".join(map(forms.spelled, (element.name, *element.others, *element.glosses, *element.texts)))


def _grown(part: str, one: str, other: str) -> str:
    """The whole run of Chinese characters, or the like, round a part as far as both texts have it; else nothing."""
    start = one.find(part)
    if start < 0 or part not in other:
        return ""
    end = start + len(part)
    while start > 0 and _WORD.fullmatch(one[start - 1]) and one[start - 1 : end] in other:
        start -= 1
    while end < len(one) and _WORD.fullmatch(one[end]) and one[start : end + 1] in other:
        end += 1
    return one[start:end]


def read_links(path: Path) -> list[Link]:
    """The links that a table of `plangraph link` or an RDF file proposes; those that were denied are left out."""
    if not sssom.is_table(path):
        return reading.of_graph(path)
    table = sssom.read(path)
    return reading.of_rows([row for _, row in table.rows if not decisions.denied(row)], table.expanded)
