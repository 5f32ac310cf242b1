"""How a spreadsheet shows a number: as a date, a percentage, with a unit, with zeros in front, or just so."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENTS: Final = {9: 0, 10: 2}
_MOST_DAYS: Final = 2958466
_SECONDS_OF_DAY: Final = 86400


@dataclass(frozen=True)
class Format:
    """What of a number format matters to a reader: kind (number, percent, date, year), decimals, words around, width."""

    kind: str = "number"
    decimals: int = 0
    before: str = ""
    after: str = ""
    width: int = 0


PLAIN: Final = Format()


def parsed(number: int, code: str | None) -> Format:
    """The format of a number in a style sheet: its code where the file gives one, else as every program knows it."""
    if code is None:
        if number in _PERCENTS:
            return Format("percent", _PERCENTS[number])
        return Format("date") if number in _DATES else PLAIN
    first = code.split(";")[0]
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", first)
    if re.search(r"[ymdhsge]", re.sub(r"general|e[+-]", "", bare, flags=re.IGNORECASE), re.IGNORECASE):
        if not re.search(r"[mdhs]", bare, re.IGNORECASE):
            return Format("year", after="年度" if "年度" in first else "年" if "年" in first else "")
        return Format("date")
    decimals = len(match[1]) if (match := re.search(r"\.([0#?]+)", bare)) else 0
    if "%" in bare:
        return Format("percent", decimals)
    return _with_words(first, bare, decimals)


def _with_words(code: str, bare: str, decimals: int) -> Format:
    """A number with a unit behind or words in front, such as 0"人"; signs of currency and brackets are no words."""
    written = re.sub(r"\[[^\]]*\]|_.|\*.", "", code)
    written = re.sub(r'"([^"]*)"', lambda match: match[1].replace("0", "０").replace("#", "＃"), written)
    written = written.replace("\\", "")
    match = re.fullmatch(r"([^0#?]*)([0#?][0#?,.\s]*)([^0#?]*)", written)
    zeros = re.fullmatch(r"0{2,15}", bare.strip())
    if match is None:
        return Format(width=len(bare.strip()) if zeros else 0)
    before, after = (re.sub(r"[^\w▲△%％㎡]+|General", "", each) for each in (match[1], match[3]))
    return Format("number", decimals, before, after, len(zeros[0]) if zeros else 0)


def shown(value: str, form: Format, *, from_1904: bool = False) -> str:
    """The number of a cell as text: "64.7%", "2025-04-01", "40人", "0086"; otherwise all its digits, without ".0"."""
    number = Decimal(value)
    if not number.is_finite():
        return value
    if form.kind == "percent":
        places = Decimal(1).scaleb(-form.decimals)
        return f"{(_rounded(number) * 100).quantize(places, ROUND_HALF_UP):f}%"
    if form.kind in ("date", "year"):
        return _date(float(number), form, from_1904) or _plain(number)
    text = _plain(number)
    if form.width and text.isdecimal():
        text = text.zfill(form.width)
    return f"{form.before}{text}{form.after}"


def _rounded(number: Decimal) -> Decimal:
    """To the fifteen digits that spreadsheets know: 0.30000000000000004 is 0.3."""
    return Decimal(f"{number:.15g}")


def _plain(number: Decimal) -> str:
    rounded = _rounded(number)
    if rounded.adjusted() > 20 or rounded.adjusted() < -20:
        return str(rounded.normalize())
    text = f"{rounded:f}"
    return (
        (text.rstrip("0").rstrip(".") if "." in text else text).replace("-0", "0") if rounded == 0 else _trimmed(text)
    )


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(serial: float, form: Format, from_1904: bool) -> str:
    """The day, the time where there is one; "" where the number is no date."""
    if not 0 <= serial < _MOST_DAYS:
        return ""
    first = datetime.datetime(1904, 1, 1) if from_1904 else datetime.datetime(1899, 12, 30 if serial >= 60 else 31)  # noqa: DTZ001 - cells have no zone
    moment = first + datetime.timedelta(seconds=round(serial * _SECONDS_OF_DAY))
    if form.kind == "year":
        return f"{moment.year}{form.after}"
    clock = f"{moment:%H:%M}" if not moment.second else f"{moment:%H:%M:%S}"
    if serial < 1:
        return clock
    return f"{moment:%Y-%m-%d}" if clock == "00:00" else f"{moment:%Y-%m-%d} {clock}"


def styles(formats: list[dict[str, str]], used: list[str]) -> list[Format]:
    """The format of each cell style: `formats` are the file's own by number, `used` the number for each style."""
    codes: Mapping[str, str] = {each.get("numFmtId", ""): each.get("formatCode", "") for each in formats}
    made: dict[str, Format] = {}
    for number in used:
        if number not in made:
            made[number] = parsed(int(number), codes.get(number)) if number.isdecimal() else PLAIN
    return [made[number] for number in used]
