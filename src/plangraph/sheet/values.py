"""Numbers, years and yes or no, as people write them in cells."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

ERAS: Final = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
_LAST: Final = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31}
_LETTERS: Final = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_YES: Final = frozenset("○〇◯●◎✓✔✅レ1") | {"true", "yes", "はい", "有", "あり", "該当", "対象", "重層"}
_NO: Final = frozenset("×✕xー－―‐–—-0") | {"false", "no", "いいえ", "無", "なし", "非該当"}
_SIGNS: Final = frozenset("-－―–—‐ー⇒→…*※") | {
    "n/a",
    "なし",
    "該当なし",
    "設定なし",
    "データなし",
    "未設定",
    "未実施",
    "調査未実施",
}


def plain(text: str) -> str:
    """NFKC without white space at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def fiscal_year(text: str) -> int | None:
    """The year in which a fiscal year begins: of 2025, R7, 令和7年度, 令和元年, 2025（令和7）年度.

    None if none is named, or one that never was, such as 平成33年度.
    """
    year, was = named_year(text)
    return year if was else None


def named_year(text: str) -> tuple[int | None, bool]:
    """The year that a text names, counted on where an era had ended by then, and whether the era had such a year."""
    wanted = plain(text)
    era = re.search(
        r"(明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])\s*\.?\s*(元|\d{1,2})(?!\d)", wanted, re.IGNORECASE
    )
    if era:
        name = _LETTERS.get(era[1].upper(), era[1])
        count = 1 if era[2] == "元" else int(era[2])
        return ERAS[name] + count - 1, 1 <= count <= _LAST.get(name, 99)
    western = re.fullmatch(r"(?:西暦)?\s*((?:18|19|20|21)\d{2})(?:\.0)?\s*(?:\(.*\))?\s*(?:年度?|年度末)?", wanted)
    return (int(western[1]), True) if western else (None, False)


def number(text: str) -> Decimal | None:
    """The one number in a text, without its thousands separators and unit; None if it has none, or more than one."""
    wanted = plain(text).replace("▲", "-").replace("△", "-").replace("−", "-")
    found = re.findall(r"(?<![\d.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", wanted)
    if len(found) != 1:
        return None
    try:
        return Decimal(found[0].replace(",", ""))
    except InvalidOperation:
        return None


def is_sign(text: str) -> bool:
    """Whether a text is one of the signs and words that stand where there is no value."""
    return plain(text).casefold() in _SIGNS


def truth(text: str) -> bool | None:
    """Yes or no, of the marks and words that people use; None if it is neither."""
    wanted = plain(text).casefold()
    return True if wanted in _YES else False if wanted in _NO else None
