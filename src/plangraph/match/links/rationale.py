"""Why a pair is proposed, in words: what of all that speaks for it weighs most."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from plangraph.match.links import words
from plangraph.match.links.profiles import Profile
from plangraph.match.links.scores import Scored
from plangraph.match.names import likeness

Labels = Callable[[str, str], str]
"""The label of an IRI in a language."""
Reason = tuple[str, str]
"""In Japanese and in English."""

_WORD: Final = re.compile(r"[一-龠々ァ-ヴーa-z0-9]")
_ALIKE: Final = 0.5
_STRETCH: Final = 2
_MOST_NAMED: Final = 3
_WORDS_ALIKE: Final = 0.2
_TEXT_ALIKE: Final = 0.3
_SUPPORTED: Final = 4.0
_SHARED: Final = (
    ("bodies", "所管が同じ", "same body in charge"),
    ("partners", "関わる団体が共通", "organization in common"),
    ("areas", "同じ地域", "same area"),
    ("targets", "対象が共通", "target group in common"),
    ("themes", "テーマが共通", "theme in common"),
    ("services", "サービス類型が共通", "service type in common"),
    ("pillars", "応える骨格が共通", "framework pillar in common"),
)


def reasons(pair: Scored, labels: Labels) -> tuple[Reason, ...]:
    """What speaks for a pair, the names first, each in Japanese and in English."""
    return (*_of_names(pair), *_of_place(pair), *_of_attributes(pair, labels), *_of_words(pair)) or (
        ("扱う主題が近い", "related subject"),
    )


def told(found: Iterable[Reason], lang: str) -> str:
    """The reasons as one text."""
    texts = [each[1] if lang == "en" else each[0] for each in found]
    return "; ".join(texts) if lang == "en" else "、".join(texts)


def _of_names(pair: Scored) -> list[Reason]:
    one, other = pair.one.element, pair.other.element
    related = likeness.related(one.name, other.name)
    score = f"{pair.features['likeness']:.2f}"
    if related == likeness.SAME:
        return [("名称が同じ", "same name")]
    if related == likeness.VARIANT:
        return [(f"名称の表記が違うだけ（{score}）", f"names are forms of one name ({score})")]
    if related == likeness.BRACKETED:
        return [("一方の名称が他方の括弧の中にある", "one name is what the other says in brackets")]
    if related == likeness.INSERTED:
        return [("一方の名称に語を足すと他方になる", "one name is the other with words added")]
    if related == likeness.WITHIN:
        return [("一方の名称が他方に含まれる", "one name is within the other")]
    stretch = likeness.common(one.name, other.name)
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
    held = [
        each.has(key) | (each.has("bodies") if key == "partners" else frozenset())
        for each in (pair.one.element, pair.other.element)
    ]
    return held[0] & held[1]


def _of_words(pair: Scored) -> list[Reason]:
    if pair.features["text"] >= _TEXT_ALIKE:
        share = f"{pair.features['text']:.0%}"
        return [(f"説明文が重なる（{share}）", f"descriptions overlap ({share})")]
    shared = bridge_words(pair.one, pair.other)
    if not shared or pair.features["context"] < _WORDS_ALIKE:
        return []
    said = "・".join(shared)
    if pair.one.element.texts and pair.other.element.texts:
        return [(f"説明文の語が近い（{said}）", f"texts share rare words ({said})")]
    return [(f"まれな語が共通（{said}）", f"rare words in common ({said})")]


def bridge_words(one: Profile, other: Profile) -> list[str]:
    """The few rarest words of Chinese characters, katakana or Latin letters that both use, the rarest first."""
    shared = [
        (one.context[part] * other.context[part], part)
        for part in one.context.keys() & other.context.keys()
        if len(part) > 1 and part[0] != "~" and not "ぁ" <= part[0] <= "ゖ"
    ]
    texts = [_all_words(each) for each in (one, other)]
    found: list[str] = []
    for _, part in sorted(shared, key=lambda each: (-each[0], each[1])):
        word = _grown(part, *texts)
        if len(word) > 1 and not any(word in each or each in word for each in found):
            found.append(word)
        if len(found) == _MOST_NAMED:
            break
    return found


def _all_words(profile: Profile) -> str:
    element = profile.element
    return " ".join(words.plain(each) for each in (element.name, *element.others, *element.glosses, *element.texts))


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
