"""Faults of indicators: names, units, values and their years."""

from __future__ import annotations

from collections.abc import Callable

from .cells import Edit, Spot
from .planting import INDICATORS, Ground, Kind, Plant, Planted, kind, put

LABEL, UNIT, START, MIDDLE, END = "指標名", "単位", "現状値", "中間目標値", "目標値"


def _number(ground: Ground, row: int, heading: str) -> float:
    return float(ground.text(INDICATORS, row, heading).replace(",", "") or "nan")


def _value(heading: str, value: Callable[[float, float, float], float], *says: str) -> Plant:
    """Plant a number made of baseline, mid-term target and target."""

    def plant(ground: Ground) -> Planted | None:
        for row in ground.rows(INDICATORS, lambda row: bool(ground.text(INDICATORS, row, heading))):
            start, middle, end = (_number(ground, row, each) for each in (START, MIDDLE, END))
            new = value(start, middle, end)
            if new == new and new >= 0:
                text = f"{new:g}" if new < 100_000 else f"{new:.0f}"
                return Planted((Edit(INDICATORS, row, heading, text),), Spot(INDICATORS, row, heading), (text, *says))
        return None

    return plant


def _actual(ground: Ground) -> str:
    return next(each for each in ground.sheets.table(INDICATORS).headings.values() if each.startswith("実績値"))


def _of_actual(value: Callable[[float, float, float], float]) -> Plant:
    return lambda ground: _value(_actual(ground), value)(ground)


def _unit_of(ending: str, unit: str) -> Plant:
    return put(
        INDICATORS, UNIT, unit, unit, fits=lambda ground, row: ground.text(INDICATORS, row, LABEL).endswith(ending)
    )


def _share(ground: Ground) -> Planted | None:
    return put(
        INDICATORS,
        END,
        "120",
        "120",
        fits=lambda g, row: g.text(INDICATORS, row, LABEL).endswith("割合") and g.text(INDICATORS, row, UNIT) == "％",
    )(ground)


def _same_name(ground: Ground) -> Planted | None:
    """Another row has the name and unit of an indicator, and another target."""
    rows = ground.rows(INDICATORS, lambda row: bool(ground.text(INDICATORS, row, END)))
    if len(rows) < 2:
        return None
    row, other = rows[0], rows[1]
    edits = tuple(Edit(INDICATORS, row, each, ground.text(INDICATORS, other, each)) for each in (LABEL, UNIT))
    return Planted(edits, Spot(INDICATORS, row, END), (), (Spot(INDICATORS, other, END),))


def _with_unit(ground: Ground) -> Planted | None:
    return put(INDICATORS, END, "9,999件", "9,999件", fits=lambda g, row: g.text(INDICATORS, row, UNIT) == "人")(ground)


_OFF = (
    "MidtermOutsideRange",
    "MidtermOffLine",
    "ActualAwayFromTarget",
    "ActualReachedTarget",
    "ActualOffLine",
    "IndicatorMidtermMissing",
    "ActualAboveTargetUnknown",
)

KINDS: list[Kind] = [
    kind("indicator: unit blank", "Indicator-unit", put(INDICATORS, UNIT, "", "単位")),
    kind("indicator: unit unknown", "Indicator-unit", put(INDICATORS, UNIT, "ぴき", "単位", "ぴき")),
    kind("indicator: unit ○○", "GapPlaceholder", put(INDICATORS, UNIT, "○○"), times=1),
    kind("indicator: unit against name", "IndicatorUnitAgainstLabel", _unit_of("者数", "件")),
    kind(
        "indicator: baseline blank",
        "IndicatorBaselineMissing",
        put(INDICATORS, START, "", "現状値"),
        "ActualAboveTargetUnknown",
    ),
    kind("indicator: target blank", "IndicatorTargetMissing", put(INDICATORS, END, "", "目標値")),
    kind(
        "indicator: mid-term target blank",
        "IndicatorMidtermMissing",
        put(INDICATORS, MIDDLE, "", "中間目標値"),
        "ActualOffLine",
    ),
    kind("indicator: target 未定", "GapInPreparation", put(INDICATORS, END, "未定", "未定")),
    kind("indicator: target ○○○", "GapPlaceholder", put(INDICATORS, END, "○○○")),
    kind("indicator: baseline TBD", "GapInPreparation", put(INDICATORS, START, "TBD"), *_OFF),
    kind("indicator: target 増加", "IndicatorTargetMissing", put(INDICATORS, END, "増加", "目標値"), *_OFF),
    kind("indicator: target with other unit", "ValueUnitDiffers", _with_unit, *_OFF),
    kind(
        "indicator: mid-term beyond target", "MidtermOutsideRange", _value(MIDDLE, lambda a, _, b: b + (b - a)), *_OFF
    ),
    kind(
        "indicator: mid-term at one end",
        "MidtermOffLine",
        _value(MIDDLE, lambda a, _, b: round(a + (b - a) * 0.1, 3)),
        *_OFF,
        times=2,
    ),
    kind(
        "indicator: actual away", "ActualAwayFromTarget", _of_actual(lambda a, _, b: round(a - (b - a) * 0.5, 3)), *_OFF
    ),
    kind("indicator: actual beyond target", "ActualReachedTarget", _of_actual(lambda *each: each[2]), *_OFF, times=2),
    kind("indicator: share of 120", "ShareAboveWhole", _share, *_OFF, times=2),
    kind(
        "indicator: target year 平成33年度",
        "Observation-refPeriod",
        put(INDICATORS, "目標値の年度", "平成33年度", "平成33年度"),
    ),
    kind("indicator: target year R年度", "GapPlaceholder", put(INDICATORS, "目標値の年度", "R年度")),
    kind("indicator: target year 未定", "GapInPreparation", put(INDICATORS, "目標値の年度", "未定", "未定")),
    kind(
        "indicator: target year outside",
        "TargetYearOutsidePlan",
        put(INDICATORS, "目標値の年度", "令和20年度", "令和20年度"),
    ),
    kind(
        "indicator: target year before",
        "TargetBeforeBaseline",
        put(INDICATORS, "目標値の年度", "令和5年度"),
        "TargetYearOutsidePlan",
        "MidtermAfterTarget",
    ),
    kind("indicator: mid-term year last", "MidtermAfterTarget", put(INDICATORS, "中間目標値の年度", "令和12年度")),
    kind("indicator: program blank", "Indicator-measuredElement", put(INDICATORS, "測る事業", "", "測る事業")),
    kind("indicator: program unknown", "IndicatorOfUnlisted", put(INDICATORS, "測る事業", "月面探査", "月面探査")),
    kind(
        "indicator: measure blank", "Indicator-isPartOf", put(INDICATORS, "施策", "", "施策"), "MeasureWithoutIndicator"
    ),
    kind(
        "indicator: measure unknown", "IndicatorOfUnlisted", put(INDICATORS, "施策", "9-8"), "MeasureWithoutIndicator"
    ),
    kind("indicator: name blank", "Indicator-prefLabel", put(INDICATORS, LABEL, "", "指標名")),
    kind(
        "indicator: name of another",
        "IndicatorValuesDiffer",
        _same_name,
        "IndicatorUnitsDiffer",
        "SimilarIndicators",
        times=2,
    ),
]
