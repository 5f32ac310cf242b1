"""Faults of indicators and of the structure: values that are missing or wrong, parts that nothing belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from plangraph.synth.ground import Ground, Planted, recounted, with_indicator
from plangraph.synth.invention import Alignment, Direction, Fault, Indicator, Measure, Plan, Value
from plangraph.synth.vocabulary import MEASURES

_SPARE_MEASURE: Final = "市境を越えた広域連携の検討"
_SPARE_DIRECTIONS: Final = ("広域の施設配置を考え直す", "民間資金の呼び込み", "統計の活用と公開")
_PERSONS: Final = ("者数", "人数", "人の数")


def unit_missing(ground: Ground) -> Planted:
    """An indicator has no unit."""
    indicator = _any(ground, [each for each in ground.indicators if each.unit])
    if indicator is None:
        return None
    fault = _fault("unit-missing", indicator, "pg:unit", "removed", indicator.unit or "", "")
    return with_indicator(ground.plan, indicator, unit=None), fault


def unit_against_label(ground: Ground) -> Planted:
    """An indicator counts persons by its label and cases by its unit."""
    found = [each for each in ground.indicators if each.unit == "person" and each.name.endswith(_PERSONS)]
    indicator = _any(ground, found)
    if indicator is None:
        return None
    fault = _fault("unit-against-label", indicator, "pg:unit", "replaced", "person", "case")
    return with_indicator(ground.plan, indicator, unit="case"), fault


def baseline_missing(ground: Ground) -> Planted:
    """An indicator has no baseline."""
    return _without(ground, "baseline-missing", "baseline")


def target_missing(ground: Ground) -> Planted:
    """An indicator has no final target."""
    return _without(ground, "target-missing", "final-target")


def target_outside_plan(ground: Ground) -> Planted:
    """The final target is for a year after the plan."""
    indicator = _any(ground, ground.indicators)
    if indicator is None:
        return None
    value = _value(indicator, "final-target")
    late = replace(value, year=ground.plan.last_year + 2)
    path = "sdmx-dimension:refPeriod"
    fault = _fault("target-outside-plan", indicator, path, "year moved", str(value.year), str(late.year))
    return with_indicator(ground.plan, indicator, values=_swapped(indicator, value, late)), fault


def value_not_number(ground: Ground) -> Planted:
    """What stands for the mid-term target is no number."""
    indicator = _any(ground, ground.indicators)
    if indicator is None:
        return None
    value = _value(indicator, "midterm-target")
    worded = replace(value, number=None, printed=ground.rng.choice(("増やす", "前年度以上", "検討のうえ設定")))
    path = "sdmx-measure:obsValue"
    fault = _fault("value-not-number", indicator, path, "number replaced by words", value.printed, worded.printed)
    return with_indicator(ground.plan, indicator, values=_swapped(indicator, value, worded)), fault


def measure_without_listing(ground: Ground) -> Planted:
    """A measure stands in the plan (at the end of a policy) that lists no program."""
    plan, rng = ground.plan, ground.rng
    names = {measure.name for measure in plan.measures}
    if _SPARE_MEASURE in names:
        return None
    spare = [name for own in MEASURES.values() for name in own if not any(name in known for known in names)]
    name = rng.choice([*spare, _SPARE_MEASURE])
    policy = rng.choice(plan.policies).number
    own = [measure for measure in plan.measures if measure.policy == policy]
    number = f"{policy}-{len(own) + 1}"
    measure = Measure(number, name, f"{name}に向けて、関係する部署が話し合いを重ねます。", 0, None)
    at = plan.measures.index(own[-1]) + 1
    measures = (*plan.measures[:at], measure, *plan.measures[at:])
    value = plan.indicators[0].values
    gauge = Indicator(
        f"{plan.key}-indicator-{number}", f"{name}の会合の回数", number, plan.programs[0].key, "time", value
    )
    fault = Fault(
        "measure-without-listing", f"measure/{plan.key}-{number}", "pg:listedUnder", "measure added", "", name
    )
    return replace(plan, measures=measures, indicators=(*plan.indicators, gauge)), fault


def direction_without_program(ground: Ground) -> Planted:
    """A direction stands under a measure that no row serves."""
    plan = ground.plan
    spare = [name for name in _SPARE_DIRECTIONS if name not in {each.name for each in plan.directions}]
    if not spare:
        return None
    measure = ground.rng.choice(plan.directions).measure
    last = [each for each in plan.directions if each.measure == measure][-1]
    order = last.order + 1
    added = Direction(f"{plan.key}-{last.measure}-direction-{order}", last.measure, order, ground.rng.choice(spare))
    at = plan.directions.index(last) + 1
    directions = (*plan.directions[:at], added, *plan.directions[at:])
    path = "pg:servesDirection"
    fault = Fault("direction-without-program", f"direction/{added.key}", path, "direction added", "", added.name)
    return replace(plan, directions=directions), fault


def policy_without_alignment(ground: Ground) -> Planted:
    """No entry names a policy; its pillars are answered by others."""
    found = [
        policy
        for policy in ground.plan.policies
        if any(each.policy == policy.number for each in ground.plan.alignments)
        and _pillars(each for each in ground.plan.alignments if each.policy != policy.number)
        == _pillars(ground.plan.alignments)
    ]
    if not found:
        return None
    policy = ground.rng.choice(found)
    left, gone = _parted(ground.plan, lambda each: each.policy == policy.number)
    element = f"policy/{ground.plan.key}-{policy.number}"
    topics = "、".join(each.topic for each in gone)
    fault = Fault("policy-without-alignment", element, "pg:answers", "entries removed", topics, "")
    return replace(ground.plan, alignments=left), fault


def pillar_without_policy(ground: Ground) -> Planted:
    """No entry names a pillar; its policies answer others."""
    plan = ground.plan
    found = [
        pillar
        for pillar in sorted(_pillars(plan.alignments))
        if {each.policy for each in plan.alignments if each.pillar != pillar}
        == {each.policy for each in plan.alignments}
    ]
    if not found:
        return None
    pillar = ground.rng.choice(found)
    left, gone = _parted(plan, lambda each: each.pillar == pillar)
    topics = "、".join(each.topic for each in gone)
    fault = Fault(
        "pillar-without-policy",
        f"plan/{plan.key}",
        "pg:pillar",
        "entries removed",
        topics,
        "",
        f"framework-pillar/{pillar}",
    )
    return replace(plan, alignments=left), fault


def count_contradicted(ground: Ground) -> Planted:
    """The text of a measure states another number of programs than its table has."""
    plan = ground.plan
    found = [
        each for each in plan.measures if "{count}" in each.text and f"{plan.key}-{each.number}" not in ground.touched
    ]
    if not found:
        return None
    measure = ground.rng.choice(found)
    more = ground.rng.randint(1, 3)
    wrong = measure.text.format(count=measure.count + more)
    element = f"measure/{plan.key}-{measure.number}"
    fault = Fault("count-contradicted", element, "pg:description", "count raised", measure.description, wrong)
    return recounted(plan, measure.number, more), fault


def _without(ground: Ground, fault_kind: str, kind: str) -> Planted:
    indicator = _any(ground, ground.indicators)
    if indicator is None:
        return None
    value = _value(indicator, kind)
    fault = _fault(fault_kind, indicator, "sdmx-measure:obsValue", "removed", value.printed, "")
    return with_indicator(ground.plan, indicator, values=_swapped(indicator, value, None)), fault


def _value(indicator: Indicator, kind: str) -> Value:
    return next(value for value in indicator.values if value.kind == kind)


def _swapped(indicator: Indicator, value: Value, other: Value | None) -> tuple[Value, ...]:
    new = () if other is None else (other,)
    at = indicator.values.index(value)
    return (*indicator.values[:at], *new, *indicator.values[at + 1 :])


def _pillars(alignments: Iterable[Alignment]) -> set[str]:
    return {each.pillar for each in alignments}


def _parted(plan: Plan, goes: Callable[[Alignment], bool]) -> tuple[tuple[Alignment, ...], tuple[Alignment, ...]]:
    return tuple(a for a in plan.alignments if not goes(a)), tuple(a for a in plan.alignments if goes(a))


def _fault(kind: str, indicator: Indicator, path: str, change: str, original: str, faulty: str) -> Fault:
    return Fault(kind, f"indicator/{indicator.key}", path, change, original, faulty)


def _any(ground: Ground, indicators: list[Indicator]) -> Indicator | None:
    return ground.rng.choice(indicators) if indicators else None
