"""How two names stand to each other: the same, written forms of one, one within the other, or merely alike."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from plangraph.linking.words import plain
from plangraph.observing import names

SAME: Final = "same"
VARIANT: Final = "variant"
WITHIN: Final = "within"
_SENTENCE: Final = re.compile(r"(?:ます|よう|ましょう|たい|です)$")
_CITY: Final = re.compile(r"^[一-龠ァ-ヴぁ-ゖ]{1,6}[市区町村](?=[一-龠ァ-ヴぁ-ゖ])")
_NUMBERED: Final = re.compile(r"第?(?:[0-9]+|[一二三四五六七八九十]+)(?:期|次|版)")
_CONTAINED: Final = 7


@cache
def bare(name: str) -> str:
    """The name in common spelling without its endings and marks and, in the title of a plan, without its number."""
    return names.core(_NUMBERED.sub("", plain(name)))[0]


@cache
def is_sentence(name: str) -> bool:
    """Whether the name is a sentence, as of an action and not of a program."""
    return _SENTENCE.search(names.form(name)) is not None


@cache
def related(one: str, other: str) -> str:
    """`SAME`, `VARIANT` or `WITHIN` where the names stand so to each other, else nothing."""
    if names.form(one) == names.form(other):
        return SAME
    if bare(one) == bare(other) or any(names.pairs((one, other))):
        return VARIANT
    services = [_services(each) for each in (one, other)]
    if services[0] & services[1] and not (is_sentence(one) or is_sentence(other)):
        return VARIANT
    short, long = sorted((bare(one), bare(other)), key=len)
    place = long.find(short)
    unmarked = place == 0 or (place > 0 and not "一" <= long[place - 1] <= "龠")
    return WITHIN if len(short) >= _CONTAINED and unmarked and not is_sentence(one + other) else ""


def _services(name: str) -> set[str]:
    """The name and what it holds in brackets, each bare, where long enough to tell anything."""
    head, _, tail = names.plain(name).partition("(")
    parts = {bare(head), bare(tail.partition(")")[0])}
    return {_CITY.sub("", each) for each in parts if len(each) >= _CONTAINED - 1}


def common(one: str, other: str) -> str:
    """The longest stretch that two names have in common."""
    a, b = names.form(one), names.form(other)
    found = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    return a[found.a : found.a + found.size]
