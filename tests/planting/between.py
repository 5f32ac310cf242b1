"""Faults that show beside the plan before: what is dropped, called by the wrong status, or falls behind."""

from __future__ import annotations

from .cells import Edit, Sheets, Spot
from .indicators import END, LABEL, START, UNIT
from .planting import (
    BODY,
    FRAMEWORK,
    INDICATORS,
    MEASURE,
    NAME,
    PLAN,
    PROGRAMS,
    STRUCTURE,
    TEXT,
    Ground,
    Kind,
    Planted,
    kind,
)


def _was_there(ground: Ground) -> list[int]:
    """The free single rows of programs that the plan before has under the same name."""
    before = set(ground.before.texts(PROGRAMS, NAME).values())
    return [row for row in ground.singles() if ground.text(PROGRAMS, row, NAME) in before]


def _dropped(ground: Ground) -> Planted | None:
    old = {
        name: ground.before.text(Spot(PROGRAMS, row, MEASURE))
        for row, name in ground.before.texts(PROGRAMS, NAME).items()
    }
    structure = {
        f"{ground.text(STRUCTURE, row, '番号')} {name}": row
        for row, name in ground.sheets.texts(STRUCTURE, "名称").items()
    }
    measured = "\n".join(ground.before.texts(INDICATORS, "測る事業").values())
    for row in _was_there(ground):
        name = ground.text(PROGRAMS, row, NAME)
        measure = structure.get(old[name])
        if measure is not None and name not in measured:
            return Planted((Edit(PROGRAMS, row, "", ""),), Spot(STRUCTURE, measure, "名称"), (name,))
    return None


def _called_new(ground: Ground) -> Planted | None:
    row = _was_there(ground)[0]
    return Planted((Edit(PROGRAMS, row, "区分", "新規"),), Spot(PROGRAMS, row, "区分"), ("新規",))


def _called_old(ground: Ground) -> Planted | None:
    row, like = ground.new_row(PROGRAMS), ground.singles()[0]
    name = ground.rng.choice(("月面探査", "ロケットの打上げ", "深海の調査船", "雲のかたちの研究", "火山灰の陶芸"))
    text = f"{name}を年に二度行います。"
    cells = {MEASURE: ground.text(PROGRAMS, like, MEASURE), NAME: name, TEXT: text, "区分": "継続"}
    cells[BODY] = ground.text(PROGRAMS, like, BODY)
    edits = tuple(Edit(PROGRAMS, row, heading, said) for heading, said in cells.items())
    return Planted(edits, Spot(PROGRAMS, row, "区分"), ("継続",))


def _renamed(ground: Ground) -> Planted | None:
    row = _was_there(ground)[0]
    old = ground.text(PROGRAMS, row, NAME)
    new = old + "・拡大版"
    return Planted((Edit(PROGRAMS, row, NAME, new),), Spot(PROGRAMS, row, NAME), (old,))


def _handed_over(ground: Ground) -> Planted | None:
    names = dict(
        zip(ground.before.texts(PROGRAMS, NAME).values(), ground.before.texts(PROGRAMS, BODY).values(), strict=True)
    )
    for row in _was_there(ground):
        old = ground.text(PROGRAMS, row, BODY)
        if set(old.split("\n")) == set(names[ground.text(PROGRAMS, row, NAME)].split("\n")):
            other = next(
                each for each in ground.sheets.texts(PROGRAMS, BODY).values() if each not in old and "\n" not in each
            )
            return Planted((Edit(PROGRAMS, row, BODY, other),), Spot(PROGRAMS, row, BODY), (other,))
    return None


def _indicators(ground: Ground) -> list[tuple[int, int]]:
    """The free indicators that the plan before has under the same name, with their row there."""
    before = {name: row for row, name in ground.before.texts(INDICATORS, LABEL).items()}
    return [
        (row, before[name])
        for row in ground.rows(INDICATORS)
        if (name := ground.text(INDICATORS, row, LABEL)) in before
    ]


def _float(sheets: Sheets, row: int, heading: str) -> float:
    return float(sheets.text(Spot(INDICATORS, row, heading)).replace(",", "") or "nan")


def _fallen(ground: Ground) -> Planted | None:
    for row, old in _indicators(ground):
        start, end = (_float(ground.before, old, each) for each in (START, END))
        if start == start and end == end and start != end:
            text = f"{(start + end) / 2:g}"
            said = ground.before.text(Spot(INDICATORS, old, END))
            return Planted((Edit(INDICATORS, row, END, text),), Spot(INDICATORS, row, END), (text, said))
    return None


def _recounted(ground: Ground) -> Planted | None:
    for row, old in _indicators(ground):
        unit = ground.before.text(Spot(INDICATORS, old, UNIT))
        if unit == ground.text(INDICATORS, row, UNIT) and unit not in ("項目", ""):
            return Planted((Edit(INDICATORS, row, UNIT, "項目"),), Spot(INDICATORS, row, UNIT), (unit, "項目"))
    return None


def _unmeasured(ground: Ground) -> Planted | None:
    numbers = [text.split(" ")[0] for text in ground.sheets.texts(INDICATORS, MEASURE).values()]
    for row, old in _indicators(ground):
        if numbers.count(ground.text(INDICATORS, row, MEASURE).split(" ")[0]) > 1:
            continue
        name, number = (
            ground.text(INDICATORS, row, LABEL),
            ground.before.text(Spot(INDICATORS, old, MEASURE)).split(" ")[0],
        )
        measure = next(each for each, text in ground.sheets.texts(STRUCTURE, "番号").items() if text == number)
        return Planted((Edit(INDICATORS, row, "", ""),), Spot(STRUCTURE, measure, "名称"), (name,))
    return None


def _redefined(ground: Ground) -> Planted | None:
    for row, _ in _indicators(ground):
        return Planted((Edit(INDICATORS, row, LABEL, "年間の会合の回数"),), Spot(INDICATORS, row, LABEL))
    return None


def _unaligned(ground: Ground) -> Planted | None:
    edits = tuple(Edit(FRAMEWORK, row, "", "") for row in ground.rows(FRAMEWORK))
    return Planted(edits, Spot(PLAN, 2, "名称"))


_VALUES = (
    "MidtermOutsideRange",
    "MidtermOffLine",
    "ActualAwayFromTarget",
    "ActualReachedTarget",
    "ActualOffLine",
    "TargetLowered",
)

KINDS: list[Kind] = [
    kind("before: program dropped", "EarlierProgramDropped", _dropped, against=True),
    kind("before: new one called 継続", "ContinuedNotInEarlier", _called_old, against=True, times=2),
    kind("before: old one called 新規", "NewInEarlier", _called_new, against=True),
    kind("before: program renamed", "ProgramRenamed", _renamed, "VariantName", against=True),
    kind("before: other department", "DepartmentsChanged", _handed_over, against=True),
    kind("before: target lowered", "TargetLowered", _fallen, *_VALUES, against=True),
    kind(
        "before: other unit",
        "IndicatorUnitChanged",
        _recounted,
        "IndicatorUnitAgainstLabel",
        "ShareAboveWhole",
        against=True,
        times=2,
    ),
    kind(
        "before: indicator dropped",
        "EarlierIndicatorDropped",
        _unmeasured,
        "MeasureWithoutIndicator",
        against=True,
        times=1,
        alone=True,
    ),
    kind(
        "before: indicator renamed",
        "IndicatorRedefined",
        _redefined,
        "IndicatorUnitAgainstLabel",
        "IndicatorValuesDiffer",
        "IndicatorUnitsDiffer",
        against=True,
        times=1,
        alone=True,
    ),
    kind("before: no alignment", "EarlierPillarLost", _unaligned, against=True, times=1, alone=True),
]
