"""Why a candidate was found, in words: one sentence for each ground, in Japanese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SCORES: Final = {
    "same": 100,
    "width": 98,
    "variant": 97,
    "spelling": 96,
    "local": 95,
    "abbreviation": 93,
    "above": 92,
    "bracket": 91,
    "ending-missing": 90,
    "succeeded": 88,
    "others": 85,
    "part": 80,
    "within": 76,
    "ending-other": 72,
}
"""How sure each ground is, of 100; a near name has at most `NEAR`."""
NEAR: Final = 84
SURE: Final = 90
"""From this score on a candidate is a match, if it is the only one within `GAP`."""
GAP: Final = 5
ELSEWHERE: Final = 0.4
"""What is left of the score of a namesake of another municipality."""

_WORDS: Final = {
    "same": ("同じ名前", "same name"),
    "width": ("全角・半角や空白だけが違う", "differs in width or blanks only"),
    "variant": ("名簿にある別の書き方「{0}」", "a variant in the register: {0}"),
    "local": ("自治体名の有無だけが違う", "differs by the name of the municipality only"),
    "spelling": ("表記（旧字体、かな書き、数字、記号）だけが違う", "differs in spelling only (old characters, kana, numerals, marks)"),
    "abbreviation": ("略称", "an abbreviation"),
    "above": ("上位の部署名が付いている", "with the name of the unit above it"),
    "bracket": ("かっこの中か外が同じ名前", "same name before or within the brackets"),
    "ending-missing": ("「課」などの語尾がない", "without its ending, such as 課"),
    "ending-other": ("「課」「室」などの語尾が違う", "another ending, such as 室 for 課"),
    "others": ("「ほか」「等」の付いた名前", "the name with “and others”"),
    "part": ("つながった名前の一つ（{0}）", "one of several names run together ({0})"),
    "within": ("名簿の名前の一部", "a part of the name in the register"),
    "succeeded": ("「{0}」の後の課（{1}）", "followed {0} ({1})"),
    "near": ("似た名前（{0}%）", "near name ({0}%)"),
    "closed": ("{1}「{0}」になった", "became {0} {1}"),
    "elsewhere": ("別の自治体（{0}）のもの", "of another municipality ({0})"),
    "property": ("{0}が同じ", "same {0}"),
    "property-other": ("{0}が違う", "another {0}"),
    "rivals": ("同じくらい確かなものが{0}件", "{0} are as sure"),
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One ground, by key of the table above, with what fills it: texts, or pairs of a Japanese and an English one."""

    key: str
    values: tuple[str | tuple[str, str], ...] = ()

    def text(self, lang: str) -> str:
        """The sentence in `lang`."""
        ja, en = _WORDS[self.key]
        return (en if lang == "en" else ja).format(
            *(each if isinstance(each, str) else each[lang == "en"] for each in self.values)
        )


def since(year: int | None) -> tuple[str, str]:
    """From when something holds, in words."""
    return ("その後", "later") if year is None else (f"{year}年度から", f"in fiscal year {year}")


def words(reasons: tuple[Reason, ...], lang: str) -> str:
    """All grounds as one text."""
    return ("; " if lang == "en" else "。").join(each.text(lang) for each in reasons)
