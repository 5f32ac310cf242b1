"""Invented policies, measures and indicators: which there are, what stands under which, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Final

from plangraph.synth.invention import GAUGES, TOPICS, WORDS, Gauge, Indicator, Policy, Step, Value
from plangraph.synth.programs import Known, Work

_NAMES: Final[dict[str, list[str]]] = WORDS["measures"]
_FIELDS: Final = tuple(WORDS["topics"])
_FEWEST: Final = 8
_MOST: Final = 16
_MOST_TRIES: Final = 60
_CONTINUED: Final = 0.75
_REDEFINED: Final = 0.15
_MOST_PER_MEASURE: Final = 3


@dataclass(frozen=True)
class Strand:
    """A measure as it lives on from plan to plan, at its number in one plan; `base` is the name it first had."""

    number: str
    field: str
    base: str
    name: str
    relation: str = "new"


@dataclass(frozen=True)
class Gauged:
    """An indicator, how it counts, where it stands at the end of its plan, and what it was in the plan before."""

    indicator: Indicator
    gauge: Gauge
    reached: Decimal
    before: str = ""
    relation: str = "new"


def first(rng: Random, programs: int) -> tuple[tuple[Policy, ...], list[Strand]]:
    """The policies and measures of a first plan; there are never more measures than programs."""
    number = min(rng.randint(_FEWEST, _MOST), programs)
    fields = [*rng.sample(_FIELDS, len(_FIELDS)), *rng.sample(_FIELDS, len(_FIELDS))][:number]
    names = {field: rng.sample(own, len(own)) for field, own in _NAMES.items()}
    bases = [(field, names[field].pop()) for field in fields]
    policies = rng.sample(WORDS["policies"], rng.randint(3, 5))
    shares = [number // len(policies) + (place < number % len(policies)) for place in range(len(policies))]
    numbers = [f"{place}-{own}" for place, share in enumerate(shares, start=1) for own in range(1, share + 1)]
    strands = [Strand(own, field, base, base) for own, (field, base) in zip(numbers, bases, strict=True)]
    return tuple(Policy(str(place), name) for place, name in enumerate(policies, start=1)), strands


def next_generation(
    rng: Random, policies: tuple[Policy, ...], strands: list[Strand]
) -> tuple[tuple[Policy, ...], list[Strand]]:
    """The policies and measures of the next plan, as many and at the same numbers: most go on, some under another name."""
    unused = [name for name in WORDS["policies"] if name not in {policy.name for policy in policies}]
    rng.shuffle(unused)
    later = tuple(
        replace(policy, name=unused.pop()) if unused and rng.random() < 0.15 else policy for policy in policies
    )
    return later, [_next(rng, strand, strands) for strand in strands]


def _next(rng: Random, strand: Strand, strands: list[Strand]) -> Strand:
    chance = rng.random()
    if chance < 0.1:
        taken = {other.base for other in strands}
        fresh = next((name for name in _NAMES[strand.field] if name not in taken), None)
        if fresh:
            return Strand(strand.number, strand.field, fresh, fresh)
    if chance < 0.25:
        names = [front + strand.base for front in WORDS["renamed_measures"] if front + strand.base != strand.name]
        return replace(strand, name=rng.choice(names), relation="renamed")
    return replace(strand, relation="continued")


def placed(rng: Random, works: list[Work], strands: list[Strand]) -> list[Work]:
    """The works with a home among the measures: the one they had, else one of their field, else the emptiest.

    No measure is left empty, and none holds much more than its share.
    """
    room = -(-len(works) // len(strands)) + 2
    filled = [0] * len(strands)
    homes: list[int] = []
    for work in works:
        field = work.topics[0].field
        fitting = [place for place, strand in enumerate(strands) if strand.field == field and filled[place] < room]
        if work.home is not None and filled[work.home] < room:
            home = work.home
        elif fitting:
            home = rng.choice(fitting)
        else:
            home = filled.index(min(filled))
        filled[home] += 1
        homes.append(home)
    for empty in [place for place, number in enumerate(filled) if not number]:
        fullest = filled.index(max(filled))
        homes[homes.index(fullest)] = empty
        filled[fullest] -= 1
        filled[empty] += 1
    return [replace(work, home=home) for work, home in zip(works, homes, strict=True)]


def directions(rng: Random, field: str, used: dict[str, int], rows: int) -> list[str]:
    """The names of two or three directions of a measure (one where it has one row); `used` counts those of each field."""
    number = min(rng.randint(2, 3), rows)
    place = used.get(field, 0)
    used[field] = place + number
    starts = WORDS["direction_starts"][field][place : place + number]
    return [start + rng.choice(WORDS["direction_ends"]) for start in starts]


def text(rng: Random, strand: Strand, known: Known) -> str:
    """A description of the measure with the slot `{count}`, unlike the known texts, which it joins."""
    aims = [topic.aim for topic in TOPICS if topic.field == strand.field]
    made = ""
    for _ in range(_MOST_TRIES):
        made = rng.choice(WORDS["measure_texts"]).format(aim=rng.choice(aims), name=strand.name, count="{count}")
        if known.text_is_clear(made):
            break
    known.add("", made)
    return made


def steps(earlier_plan: str, earlier: list[Strand], later_plan: str, later: list[Strand]) -> list[Step]:
    """What became of each measure."""
    found: list[Step] = []
    for before, after in zip(earlier, later, strict=True):
        source, target = f"{earlier_plan}-{before.number}", f"{later_plan}-{after.number}"
        if after.relation == "new":
            found += [Step("measure", source, "", "dropped"), Step("measure", "", target, "new")]
        else:
            found.append(Step("measure", source, target, after.relation))
    return found


def indicators(
    rng: Random,
    plan: str,
    years: tuple[int, int],
    homes: list[tuple[str, Work, str]],
    inherited: dict[str, Gauged],
    newest: bool,
) -> dict[str, Gauged]:
    """The indicators of a plan by program key: those that go on or are redefined, and new ones so that each measure has one.

    `homes` gives each program with its work and the number of its measure, `inherited` the earlier indicators by the key
    that their program has now. The newest plan has hardly any actual values yet.
    """
    names: set[str] = set()
    found: dict[str, Gauged] = {}
    counts = dict.fromkeys((measure for _, _, measure in homes), 0)

    def add(key: str, work: Work, measure: str, gauge: Gauge, earlier: Gauged | None, relation: str) -> None:
        name = work.topics[0].core + gauge.label
        if name in names or counts[measure] >= _MOST_PER_MEASURE:
            return
        names.add(name)
        counts[measure] += 1
        start = earlier.reached if earlier and relation == "continued" else _start(rng, gauge)
        values, reached = _values(rng, gauge, start, years, newest)
        own = Indicator(f"{plan}-indicator-{len(found) + 1:02}", name, measure, key, gauge.unit, values)
        found[key] = Gauged(own, gauge, reached, earlier.indicator.key if earlier else "", relation)

    for key, work, measure in homes:
        earlier = inherited.get(key)
        chance = rng.random()
        if earlier and chance < _CONTINUED:
            add(key, work, measure, earlier.gauge, earlier, "continued")
        elif earlier and chance < _CONTINUED + _REDEFINED:
            others = [gauge for gauge in GAUGES if gauge != earlier.gauge]
            add(key, work, measure, rng.choice(others), earlier, "redefined")
    for measure in counts:
        own = [(key, work) for key, work, number in homes if number == measure and key not in found]
        wanted = max(rng.randint(1, 2) - counts[measure], 0)
        for key, work in rng.sample(own, min(wanted, len(own))):
            free = [gauge for gauge in GAUGES if work.topics[0].core + gauge.label not in names]
            add(key, work, measure, rng.choice(free), None, "new")
    return found


def indicator_steps(earlier: Iterable[Gauged], later: Iterable[Gauged]) -> list[Step]:
    """What became of each indicator."""
    after = [Step("indicator", gauged.before, gauged.indicator.key, gauged.relation) for gauged in later]
    kept = {step.source for step in after}
    ended = [gauged.indicator.key for gauged in earlier if gauged.indicator.key not in kept]
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
    values = [_value("baseline", first - 1, start, gauge.unit)]
    for year in range(first, first + (rng.randint(0, 1) if newest else rng.randint(2, last - first))):
        share = Decimal(year - first + 1) / (last - first + 1) * Decimal(rng.randint(60, 115)) / 100
        values.append(_value("actual", year, start + (target - start) * share, gauge.unit))
    reached = values[-1].number or start
    values.append(_value("midterm-target", middle, start + (target - start) * Decimal("0.55"), gauge.unit))
    values.append(_value("final-target", last, target, gauge.unit))
    return tuple(values), reached


def _value(kind: str, year: int, number: Decimal, unit: str) -> Value:
    """A value rounded as its unit asks for, with its printed form."""
    if unit == "percent":
        exact = number.quantize(Decimal("0.1"))
        return Value(kind, year, exact, str(exact))
    exact = max(number.quantize(Decimal(1)), Decimal(1))
    return Value(kind, year, exact, f"{exact:,}")
