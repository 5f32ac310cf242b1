"""Faults of rows of programs: who is in charge, where a row stands, and how its second printing differs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

from .cells import Edit, Spot
from .planting import BODIES, BODY, MEASURE, NAME, PROGRAMS, TEXT, Ground, Kind, Plant, Planted, kind, put

MISTAKEN = dict(
    zip("課者策福健護障相活協働災学国際情環路振労住", "科署索副建獲章想括共動炎字圏祭清還露震務往", strict=True)
)
_KATAKANA = re.compile(r"[ァ-ヶー]{2,}")
_HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)} | {"゙": "ﾞ", "゚": "ﾟ"}


def narrow(text: str) -> str:
    """The katakana in half width."""
    flat = (unicodedata.normalize("NFD", text)).replace("\u3099", "゙").replace("\u309a", "゚")
    return "".join(_HALF.get(each, each) for each in flat)


def slipped(text: str, rng: Random) -> str:
    """The text with one character replaced by one that looks or sounds like it."""
    places = [at for at, character in enumerate(text) if character in MISTAKEN]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + MISTAKEN[text[at]] + text[at + 1 :]


def _departments(ground: Ground) -> list[str]:
    kinds, names = ground.sheets.texts(BODIES, "種類"), ground.sheets.texts(BODIES, "名称")
    return [names[row] for row, said in kinds.items() if said == "所管課"]


def _misspelt(ground: Ground) -> Planted | None:
    known = set(_departments(ground))
    for row in ground.singles():
        names = ground.text(PROGRAMS, row, BODY).split("\n")
        wrong = slipped(names[0], ground.rng)
        if wrong not in known:
            text = "\n".join([wrong, *names[1:]])
            return Planted((Edit(PROGRAMS, row, BODY, text),), Spot(PROGRAMS, row, BODY), (wrong, names[0]))
    return None


def _run_together(ground: Ground) -> Planted | None:
    for row in ground.singles():
        names = ground.text(PROGRAMS, row, BODY).split("\n")
        if len(names) > 1:
            joined = names[0] + names[1]
            text = "\n".join([joined, *names[2:]])
            return Planted(
                (Edit(PROGRAMS, row, BODY, text),), Spot(PROGRAMS, row, BODY), (joined, "・".join(names[:2]))
            )
    return None


def _twice(ground: Ground) -> Planted | None:
    row = ground.singles()[0]
    new = ground.new_row(PROGRAMS)
    headings = ground.sheets.table(PROGRAMS).headings.values()
    shown = [heading for heading in headings if heading in (MEASURE, NAME, TEXT, BODY, "区分", "重層", "進める方向性")]
    edits = tuple(Edit(PROGRAMS, new, heading, ground.text(PROGRAMS, row, heading)) for heading in shown)
    return Planted(edits, Spot(PROGRAMS, new, NAME), near=(Spot(PROGRAMS, row, NAME),))


def _again(heading: str, changed: Callable[[Ground, str, str], str | None], *says: str) -> Plant:
    """The second row of a program differs in a column."""

    def plant(ground: Ground) -> Planted | None:
        for first, second in ground.pairs():
            old = ground.text(PROGRAMS, second, heading)
            new = changed(ground, old, ground.text(PROGRAMS, second, NAME))
            if new is not None and new != old:
                told = tuple(new if each == "{new}" else each for each in says)
                near = (Spot(PROGRAMS, first, heading),)
                return Planted((Edit(PROGRAMS, second, heading, new),), Spot(PROGRAMS, second, heading), told, near)
        return None

    return plant


def _other_department(ground: Ground, old: str, _: str) -> str:
    return ground.rng.choice([each for each in _departments(ground) if each not in old])


def _half_width(_: Ground, old: str, __: str) -> str | None:
    return _KATAKANA.sub(lambda match: narrow(match[0]), old) if _KATAKANA.search(old) else None


def _ending(_: Ground, old: str, __: str) -> str:
    return old.removesuffix("の運営") if old.endswith("の運営") else f"{old}の運営"


def _turned(_: Ground, old: str, __: str) -> str | None:
    head, of, tail = old.rpartition("の")
    return f"{tail}（{head}）" if of and len(tail) > 1 and tail != "運営" else None


def _one_off(ground: Ground, old: str, _: str) -> str:
    return slipped(old, ground.rng)


def _longer(_: Ground, old: str, __: str) -> str:
    return old.rstrip("。").rpartition("。")[0] + "。対象や内容は前の計画から改めています。"


_VARIANT_TOO = ("ListingTextsDiffer", "WrongWord", "MisshapenWord")

KINDS: list[Kind] = [
    kind("department blank", "ProgramListing-responsibleBody", put(PROGRAMS, BODY, "", "所管課")),
    kind("department misspelt", "DepartmentUnknown", _misspelt),
    kind("departments run together", "NamesRunTogether", _run_together),
    kind("department unknown", "DepartmentUnknown", put(PROGRAMS, BODY, "まちなか再生課", "まちなか再生課")),
    kind("department 当課", "BodyNamedRelatively", put(PROGRAMS, BODY, "当課", "当課")),
    kind("department 関係各課", "BodyNamedRelatively", put(PROGRAMS, BODY, "関係各課", "関係各課")),
    kind("department ○○○", "GapPlaceholder", put(PROGRAMS, BODY, "○○○")),
    kind("department 未定", "GapInPreparation", put(PROGRAMS, BODY, "未定", "未定")),
    kind("department TBD", "GapInPreparation", put(PROGRAMS, BODY, "TBD")),
    kind("name blank", "ProgramListing-prefLabel", put(PROGRAMS, NAME, "", "事業名")),
    kind("measure blank", "ProgramListing-listedUnder", put(PROGRAMS, MEASURE, "", "施策")),
    kind("measure unknown", "ListedUnderUnlisted", put(PROGRAMS, MEASURE, "9-9", "9-9")),
    kind("content blank", "ListingDescriptionMissing", put(PROGRAMS, TEXT, "", "内容")),
    kind("row twice", "ListingTwiceInMeasure", _twice),
    kind(
        "relisted: other department",
        "ListingBodiesDiffer",
        _again(BODY, _other_department),
        "ListingBodiesDiffer",
        times=2,
    ),
    kind("relisted: other flag", "ListingFlagsDiffer", _again("重層", lambda _, old, __: "" if old else "○", "重層")),
    kind("relisted: other text", "ListingTextsDiffer", _again(TEXT, _longer, "内容"), times=2),
    kind("relisted: width", "VariantName", _again(NAME, _half_width, "{new}"), "HalfWidthKatakana", times=2),
    kind("relisted: の運営", "VariantName", _again(NAME, _ending, "{new}"), times=2),
    kind("relisted: word order", "VariantName", _again(NAME, _turned, "{new}"), times=2),
    kind("relisted: one character", "VariantName", _again(NAME, _one_off, "{new}"), *_VARIANT_TOO, times=2),
    kind("flag ？", "ProgramListing-multilayered", put(PROGRAMS, "重層", "？", "重層", fits=lambda *_: True)),
    kind(
        "status unknown",
        "ProgramListing-programStatus",
        put(PROGRAMS, "区分", "継続中", "区分", "継続中", fits=lambda *_: True),
    ),
    kind(
        "direction unknown",
        "ProgramListing-servesDirection",
        put(PROGRAMS, "進める方向性", "宇宙をめざす", "進める方向性", "宇宙をめざす"),
    ),
    kind("target group unknown", "Program-targetGroup", put(PROGRAMS, "届ける相手", "宇宙人", "届ける相手", "宇宙人")),
    kind("theme unknown", "Program-theme", put(PROGRAMS, "扱うテーマ", "宇宙開発", "扱うテーマ", "宇宙開発")),
    kind("service type unknown", "Program-serviceType", put(PROGRAMS, "手法の型", "魔法", "手法の型", "魔法")),
    kind("actor unknown", "Program-actor", put(PROGRAMS, "主体", "宇宙人", "主体", "宇宙人")),
]
