"""Invented indicators with their values, and how they go on or are redefined in the next plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from plangraph.synth.invention import Indicator, Step, Value
from plangraph.synth.programs import Work
from plangraph.synth.vocabulary import GAUGES, Gauge

_CONTINUED: Final = 0.75
_REDEFINED: Final = 0.15
_MOST_PER_MEASURE: Final = 3


@dataclass(frozen=True)
class Gauged:
    """An indicator, how it counts, where it stands at the end of its plan, and what it was in the plan before."""

    indicator: Indicator
    gauge: Gauge
    reached: Decimal
    before: str = ""
    relation: str = "new"


def indicators(
    rng: Random,
    plan: str,
    years: tuple[int, int],
    homes: list[tuple[str, Work, str]],
    inherited: dict[str, Gauged],
    newest: bool,
) -> dict[str, Gauged]:
    """The indicators of a plan by program key: those that go on or are redefined, and new ones so that each measure has one.

    `homes` gives each program with its work and the number of its measure, `inherited` the older indicators by the key
    that their program has now. The newest plan has hardly any actual values yet.
    """
    names: set[str] = set()
    found: dict[str, Gauged] = {}
    held: dict[str, int] = {}

    def add(key: str, work: Work, measure: str, gauge: Gauge, older: Gauged | None, relation: str) -> None:
        name = work.topics[0].core + gauge.label
        if name in names or held.get(measure, 0) >= _MOST_PER_MEASURE:
            return
        names.add(name)
        held[measure] = held.get(measure, 0) + 1
        start = older.reached if older and relation == "continued" else _start(rng, gauge)
        values, reached = _values(rng, gauge, start, years, newest)
        own = Indicator(f"{plan}-indicator-{len(found) + 1:02}", name, measure, key, gauge.unit, values)
        found[key] = Gauged(own, gauge, reached, older.indicator.key if older else "", relation)

    for key, work, measure in homes:
        older = inherited.get(key)
        chance = rng.random()
        if older and chance < _CONTINUED:
            add(key, work, measure, older.gauge, older, "continued")
        elif older and chance < _CONTINUED + _REDEFINED:
            others = [gauge for gauge in GAUGES if gauge != older.gauge]
            add(key, work, measure, rng.choice(others), older, "redefined")
    for measure in dict.fromkeys(measure for _, _, measure in homes):
        own = [(key, work) for key, work, number in homes if number == measure and key not in found]
        wanted = max(rng.randint(1, 2) - held.get(measure, 0), 0)
        for key, work in rng.sample(own, min(wanted, len(own))):
            free = [gauge for gauge in GAUGES if work.topics[0].core + gauge.label not in names]
            add(key, work, measure, rng.choice(free), None, "new")
    return found


def steps(older: Iterable[Gauged], newer: Iterable[Gauged]) -> list[Step]:
    """What became of each indicator."""
    after = [Step("indicator", each.before, each.indicator.key, each.relation) for each in newer]
    kept = {step.source for step in after}
    ended = [each.indicator.key for each in older if each.indicator.key not in kept]
    return after + [Step("indicator", key, "", "dropped") for key in ended]


def _start(rng: Random, gauge: Gauge) -> Decimal:
    if gauge.unit == "percent":
        return Decimal(rng.randint(gauge.low * 10, gauge.high * 10)) / 10
    return Decimal(rng.randint(gauge.low, gauge.high))


def _values(
    rng: Random, gauge: Gauge, start: Decimal, years: tuple[int, int], newest: bool
) -> tuple[tuple[Value, ...], Decimal]:
    """Baseline, actual values, mid-term and final target in the order of years; and the last value reached."""
    first, last = years
    change = Decimal(rng.randint(15, 55) if gauge.rises else -rng.randint(20, 45)) / 100
    target = start * (1 + change)
    if gauge.rises:
        room = (Decimal(97) - start) * Decimal("0.7")
        target = min(target, start + room) if gauge.unit == "percent" else max(target, start + 3)
    middle = first + (last - first) // 2
    values = [value("baseline", first - 1, start, gauge.unit)]
    reached = start
    for year in range(first, first + (rng.randint(0, 1) if newest else rng.randint(2, last - first))):
        share = Decimal(year - first + 1) / (last - first + 1) * Decimal(rng.randint(60, 115)) / 100
        reached = start + (target - start) * share
        values.append(value("actual", year, reached, gauge.unit))
    values.append(value("midterm-target", middle, start + (target - start) * Decimal("0.55"), gauge.unit))
    values.append(value("final-target", last, target, gauge.unit))
    return tuple(values), values[-3].number or start


def value(kind: str, year: int, number: Decimal, unit: str | None) -> Value:
    """A value rounded as its unit asks for, with its printed form."""
    if unit == "percent":
        exact = number.quantize(Decimal("0.1"))
        return Value(kind, year, exact, str(exact))
    exact = max(number.quantize(Decimal(1)), Decimal(1))
    return Value(kind, year, exact, f"{exact:,}")
