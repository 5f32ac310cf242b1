"""Text as values in two languages, the one normalised form in which it is compared, and how wide it is when shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("ja", "en")
"""The languages of the program itself, the one that others fall back to first."""
_LAST: Final = 10**9
_RADICALS: Final = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
"""The radicals of U+2E80 to U+2FDF that NFKC leaves, each with its Equivalent_Unified_Ideograph of Unicode 15.0.0."""
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
_HIDDEN: Final = re.compile(f"[{_INVISIBLE}]")
_UNUSUAL: Final = re.compile(f"[⺁-⻲{_INVISIBLE}]")

_USUAL: Final = re.compile("[ -~\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u9fff\uff01-\uff60]*")
"""ASCII, which is narrow, and kana, ideographs and full-width forms, all wide."""


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
    """NFKC, radicals as the ideographs they look like, without white space and characters that are not seen."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return _HIDDEN.sub("", plain.translate(_RADICALS)) if _UNUSUAL.search(plain) else plain


def folded(text: str) -> str:
    """The normalised text in lower case: the strictest form in which names are compared."""
    return normalised(text).casefold()


def shown_width(text: str) -> int:
    """The width of a text on paper or screen in half-width characters; what cannot be printed has none."""
    if _USUAL.fullmatch(text):
        return len(text) + sum([1 for character in text if character > "~"])
    from wcwidth import wcswidth

    width = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcswidth(character)) for character in text)


def lines_within(text: str, width: int) -> int:
    """How many lines the text takes where one holds `width` half-width characters."""
    return sum(max(1, -(-shown_width(line) // width)) for line in text.split("\n"))


def natural(text: str | None) -> tuple[tuple[int, str], ...]:
    """A sort key that puts 1-2 before 1-10, and nothing last."""
    if not text:
        return ((_LAST, ""),)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", text))
