"""Which relation a pair most likely has, by names and by what else is as near, and why it is proposed, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from plangraph.match import elements
from plangraph.match.links import scores
from plangraph.match.links.links import CONTINUES, CORRESPONDS, MERGED, RENAMED, SAME, SPLIT, Pair
from plangraph.match.links.profiles import Profile
from plangraph.match.links.scores import Scored
from plangraph.match.names import forms

Labels = Callable[[str, str], str]
"""The label of an IRI in a language."""
Reason = tuple[str, str]
"""In Japanese and in English."""

LIKELY: Final = 0.5
"""From this score on a pair counts when it is asked what else a thing came from or became."""
LIKELY_THOUGH_NEW: Final = 0.9
"""The same for what the later plan itself calls new."""
_CLOSE: Final = 0.7
_MARGIN: Final = 3.3
_RETOLD, _NAMED = 0.5, 0.4
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
_SHARED: Final = (
    ("bodies", "所管が同じ", "same body in charge"),
    ("partners", "関わる団体が共通", "organization in common"),
    ("areas", "同じ地域", "same area"),
    ("targets", "対象が共通", "target group in common"),
    ("themes", "テーマが共通", "theme in common"),
    ("services", "サービス類型が共通", "service type in common"),
    ("pillars", "応える骨格が共通", "framework pillar in common"),
)


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
    for key, ja, en in _SHARED:
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
