"""Text as values in two languages, the one normalised form in which it is compared, and how wide it is when shown."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from wcwidth import wcswidth

LANGUAGES: Final = ("ja", "en")
"""The languages of the program itself, the one that others fall back to first."""


@dataclass(frozen=True)
class Text:
    """The same words in Japanese and in English."""

    ja: str
    en: str

    def text(self, lang: str) -> str:
        """The words in `lang`; anything but "en" is Japanese."""
        return self.en if lang == "en" else self.ja


@dataclass(frozen=True)
class Message:
    """What is wrong and what to do about it; the remedy may be empty."""

    wrong: Text
    remedy: Text = Text("", "")

    def text(self, lang: str) -> str:
        """Both as one paragraph in `lang`."""
        between = " " if lang == "en" and self.remedy.en else ""
        return self.wrong.text(lang) + between + self.remedy.text(lang)


def normalised(text: str) -> str:
    """NFKC without white space: the form over which digests and lengths are taken."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def folded(text: str) -> str:
    """The normalised text in lower case: the strictest form in which names are compared."""
    return normalised(text).casefold()


def shown_width(text: str) -> int:
    """The width of a text on paper or screen in half-width characters; what cannot be printed has none."""
    width = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcswidth(character)) for character in text)


def lines_within(text: str, width: int) -> int:
    """How many lines the text takes where one holds `width` half-width characters."""
    return sum(max(1, -(-shown_width(line) // width)) for line in text.split("\n"))
