"""When two names of programs are written forms of one name: pure functions over strings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from functools import cache
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz

from plangraph.text import folded

KINDS: Final = ("written-form", "ending", "other-ending", "word-order", "one-character", "bracket")
"""How names may differ and yet mean one program, in the order in which a difference is looked for."""
_MARKS: Final = re.compile(r"[\s・,、，。.「」『』【】\[\]〔〕\-‐–—―ー~〜～/／:;'\"!?※★☆◎○●■□◆]")
_RELISTED: Final = re.compile(r"[【\[(（〔]?再掲[】\])）〕]?|[★※]")
_NOTE_NUMBER: Final = re.compile(r"\(\d{1,2}\)$")
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_ENDINGS: Final = re.compile(
    r"(?:の(?:運営|実施|推進|支援|設置|開催|促進|充実|拡充)|(?:運営|実施)?の?(?:事業|業務)|制度|等|など)$"
)
USUAL: Final = (
    ("子ども", "こども"), ("子供", "こども"), ("障がい", "障害"), ("障碍", "障害"), ("取り組み", "取組"), ("取組み", "取組"),
)  # fmt: skip
"""Spellings that make no difference anywhere, each with the one that stands for it."""
_SPELLINGS: Final = (*USUAL, ("配付", "配布"), ("方々", "かた"), ("繋", "つな"), ("作り", "づくり"), ("創り", "づくり"))
_CONTRASTS: Final = frozenset(
    "児者幼老男女父母子親東西南北中上下左右前後新旧大小高低内外公私国県市区町村昼夜朝夕春夏秋冬一二三四五六七八九十"
    "初終入出増減開閉有無非不未再準副反超甲乙丙要abcdefghijklmnopqrstuvwxyz0123456789"
)
_SHORTEST: Final = 4


def plain(name: str) -> str:
    """The name in one width and case, without blanks, re-listing marks and a note number left at its end."""
    return _NOTE_NUMBER.sub("", folded(_RELISTED.sub("", name)))


def form(name: str) -> str:
    """The plain name without punctuation; brackets stay where they hold words."""
    return _MARKS.sub("", plain(name))


@cache
def core(name: str) -> tuple[str, tuple[str, ...]]:
    """The form without such endings as の運営 or 事業 before a bracket, and those endings from the outside in."""
    head, bracket, tail = plain(name).partition("(")
    inner, endings = (form(head), []) if head else (form(tail), [])
    while (found := _ENDINGS.search(inner)) is not None and found.start() >= _SHORTEST:
        endings.append(found[0].removeprefix("の"))
        inner = inner[: found.start()]
    return inner + (form(tail) if head and bracket else ""), tuple(endings)


def without_brackets(name: str) -> str:
    """The form without what stands in brackets; empty where a bracket holds only a short qualifier such as 重層."""
    held = _BRACKET.findall(plain(name))
    return form(_BRACKET.sub("", plain(name))) if held and all(len(each) > _SHORTEST for each in held) else ""


def letters(name: str) -> frozenset[str]:
    """The characters of the core in common spelling: names with the same ones differ in the order of words."""
    text = core(name)[0]
    for written, common in _SPELLINGS:
        text = text.replace(written, common)
    return frozenset(text) - frozenset("の()")


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1."""
    return fuzz.ratio(form(one), form(other)) / 100


def pairs(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Each two of the names that differ only as `KINDS` tell, with the surest kind; the time is near-linear."""
    distinct, seen = sorted(set(names)), set()
    for kind, keys in _keys(distinct):
        held: defaultdict[Hashable, list[str]] = defaultdict(list)
        for name, key in keys:
            held[key].append(name)
        for group in held.values():
            for pair in combinations(sorted(set(group)), 2):
                if pair not in seen and _differ_as(kind, *pair):
                    seen.add(pair)
                    yield (*pair, kind)


def _keys(names: list[str]) -> Iterator[tuple[str, list[tuple[str, Hashable]]]]:
    yield "written-form", [(name, form(name)) for name in names]
    cores = [(name, core(name)[0]) for name in names]
    yield "ending", [*cores]
    yield "other-ending", [*cores]
    yield "word-order", [(name, letters(name)) for name in names]
    shortened = [(name, text[:i] + text[i + 1 :]) for name, text in cores for i in range(len(text))]
    yield "one-character", [*cores, *shortened]
    bare = [(name, _stem(without_brackets(name))) for name in names if without_brackets(name)]
    yield "bracket", [*cores, *bare]


def _stem(name: str) -> str:
    return core(name)[0]


def _differ_as(kind: str, one: str, other: str) -> bool:
    """Whether two names that share a key differ as that kind says, and not by a re-listing mark alone."""
    (inner, ends), (other_inner, other_ends) = core(one), core(other)
    if plain(one) == plain(other):
        return kind == "written-form" and _RELISTED.sub("", one) != _RELISTED.sub("", other)
    if kind == "ending":
        return _within(ends, other_ends) or _within(other_ends, ends)
    if kind == "word-order":
        return len(inner) >= 2 * _SHORTEST and abs(len(inner) - len(other_inner)) <= _SHORTEST
    if kind == "one-character":
        return min(len(inner), len(other_inner)) >= 2 * _SHORTEST - 2 and _slip(inner, other_inner)
    if kind == "bracket":
        bare, whole = sorted((one, other), key=lambda name: bool(without_brackets(name)))
        ends, other_ends = core(bare)[1], core(without_brackets(whole))[1]
        return not without_brackets(bare) and (_within(ends, other_ends) or _within(other_ends, ends))
    return True


def _within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    rest = iter(many)
    return all(each in rest for each in few)


def _slip(one: str, other: str) -> bool:
    """Whether two cores differ by one character that makes no difference of meaning by itself."""
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        changed = {short[start], long[start]} if start < len(short) else set()
        return short[start + 1 :] == long[start + 1 :] and len(changed) == 2 and not (changed & _CONTRASTS)
    return short[start:] == long[start + 1 :] and long[start] not in _CONTRASTS - {"者"}


def only_kana(one: str, other: str) -> bool:
    """Whether what one of two cores has and the other has not is kana, which by itself seldom changes the meaning."""
    differing = set(core(one)[0]) ^ set(core(other)[0])
    return all("ぁ" <= each <= "ヿ" for each in differing)
