"""How two names stand to each other: the same, forms of one, one within the other, or merely alike."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from plangraph.match.links.profiles import plain
from plangraph.match.names import program_names

SAME: Final = "same"
VARIANT: Final = "variant"
WITHIN: Final = "within"
INSERTED: Final = "inserted"
BRACKETED: Final = "bracketed"
_SENTENCE: Final = re.compile(r"(?:ます|よう|ましょう|たい|です)$")
_CITY: Final = re.compile(r"^[一-龠ァ-ヴぁ-ゖ]{1,6}[市区町村](?=[一-龠ァ-ヴぁ-ゖ])")
_NUMBERED: Final = re.compile(r"第?(?:[0-9]+|[一二三四五六七八九十]+)(?:期|次|版)")
_TELLING: Final = re.compile(r"[一-龠々ァ-ヴa-z0-9]")
_CONTAINED: Final = 7
_SHARE: Final = 0.55
_LETTERS: Final = 3


@cache
def bare(name: str) -> str:
    """The name in common spelling without its endings and marks and, in the title of a plan, without its number."""
    return program_names.core(_NUMBERED.sub("", plain(name)))[0]


@cache
def is_sentence(name: str) -> bool:
    """Whether the name is a sentence, as of an action and not of a program."""
    return _SENTENCE.search(program_names.form(name)) is not None


@cache
def related(one: str, other: str) -> str:
    """How the names stand to each other: one of the kinds above, the closest, or nothing.

    `INSERTED`: one has more words in the middle. `BRACKETED`: one is what the other says in brackets. `WITHIN`: one is
    a part of the other.
    """
    if program_names.form(one) == program_names.form(other):
        return SAME
    if bare(one) == bare(other):
        return VARIANT
    if len(program_names.letters(one) & program_names.letters(other)) < _LETTERS:
        return ""
    if any(program_names.pairs((one, other))):
        return VARIANT
    if _is_before_brackets(one, other) or _is_before_brackets(other, one):
        return VARIANT
    if _is_in_brackets(one, other) or _is_in_brackets(other, one):
        return BRACKETED
    if _is_inserted(*sorted((bare(one), bare(other)), key=len)):
        return INSERTED
    short, long = sorted((bare(one), bare(other)), key=len)
    place = long.find(short)
    if place < 0 or len(short) < _CONTAINED:
        return ""
    unmarked = place == 0 or (place > 0 and not "一" <= long[place - 1] <= "龠")
    return WITHIN if unmarked and not is_sentence(one + other) else ""


def _is_before_brackets(short: str, long: str) -> bool:
    return _is_part(short, long, program_names.plain(long).partition("(")[0])


def _is_in_brackets(short: str, long: str) -> bool:
    return _is_part(short, long, program_names.plain(long).partition("(")[2].partition(")")[0])


def _is_part(short: str, long: str, part: str) -> bool:
    """Whether a name without brackets is a part of another that has some; sentences are no names."""
    if (
        "(" not in program_names.plain(long)
        or "(" in program_names.plain(short)
        or is_sentence(short)
        or is_sentence(long)
    ):
        return False
    wanted = _CITY.sub("", bare(short))
    return len(wanted) >= _CONTAINED - 1 and wanted == _CITY.sub("", bare(part))


def _is_inserted(short: str, long: str) -> bool:
    if (
        len(short) < _CONTAINED - 1
        or len(short) < _SHARE * len(long)
        or short[:2] != long[:2]
        or short[-2:] != long[-2:]
    ):
        return False
    rest = iter(long)
    return all(each in rest for each in short)


def common(one: str, other: str) -> str:
    """The longest stretch that two names have in common, without particles at its ends; nothing if it is kana only."""
    a, b = program_names.plain(one), program_names.plain(other)
    found = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    stretch = a[found.a : found.a + found.size].strip("のをにとがはでへや・,、。()「」")
    return stretch if len(_TELLING.findall(stretch)) > 1 else ""
