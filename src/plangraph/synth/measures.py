"""Invented policies and measures: which there are, what becomes of them, which programs stand under which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from plangraph.synth.invention import Policy, Step
from plangraph.synth.programs import Known, Work
from plangraph.synth.topics import FIELDS, TOPICS
from plangraph.synth.vocabulary import (
    DIRECTION_ENDS,
    DIRECTION_STARTS,
    MEASURE_TEXTS,
    MEASURES,
    POLICIES,
    RENAMED_MEASURES,
)

_FEWEST: Final = 8
_MOST: Final = 16
_MOST_TRIES: Final = 60


@dataclass(frozen=True)
class Strand:
    """A measure as it lives on from plan to plan, at its number in one plan; `base` is the name it first had."""

    number: str
    field: str
    base: str
    name: str
    relation: str = "new"

    @property
    def policy(self) -> str:
        """The number of its policy."""
        return self.number.partition("-")[0]


def first(rng: Random, programs: int) -> tuple[tuple[Policy, ...], list[Strand]]:
    """The policies and measures of a first plan; there are never more measures than programs."""
    number = min(rng.randint(_FEWEST, _MOST), programs)
    fields = [*rng.sample(FIELDS, len(FIELDS)), *rng.sample(FIELDS, len(FIELDS))][:number]
    names: dict[str, list[str]] = {field: rng.sample(own, len(own)) for field, own in MEASURES.items()}
    bases = [(field, names[field].pop()) for field in fields]
    policies = rng.sample(POLICIES, rng.randint(3, 5))
    strands = [
        Strand(number_, field, base, base)
        for number_, (field, base) in zip(_numbers(number, len(policies)), bases, strict=True)
    ]
    return tuple(Policy(str(place), name) for place, name in enumerate(policies, start=1)), strands


def next_generation(
    rng: Random, policies: tuple[Policy, ...], strands: list[Strand]
) -> tuple[tuple[Policy, ...], list[Strand]]:
    """The policies and measures of the next plan, as many and at the same numbers: most go on, some under another name."""
    unused = [name for name in POLICIES if name not in {policy.name for policy in policies}]
    rng.shuffle(unused)
    newer = tuple(
        replace(policy, name=unused.pop()) if unused and rng.random() < 0.15 else policy for policy in policies
    )
    return newer, [_next(rng, strand, strands) for strand in strands]


def placed(rng: Random, works: list[Work], strands: list[Strand]) -> list[Work]:
    """The works with a home among the measures: the one they had, else one of their field, else the emptiest.

    No measure is left empty, and none holds much more than its share.
    """
    room = -(-len(works) // len(strands)) + 2
    held = [0] * len(strands)
    homes: list[int] = []
    for work in works:
        field = work.topics[0].field
        fitting = [place for place, strand in enumerate(strands) if strand.field == field and held[place] < room]
        if work.home is not None and held[work.home] < room:
            home = work.home
        elif fitting:
            home = rng.choice(fitting)
        else:
            home = held.index(min(held))
        held[home] += 1
        homes.append(home)
    for empty in [place for place, number in enumerate(held) if not number]:
        fullest = held.index(max(held))
        homes[homes.index(fullest)] = empty
        held[fullest] -= 1
        held[empty] += 1
    return [replace(work, home=home) for work, home in zip(works, homes, strict=True)]


def directions(rng: Random, field: str, used: dict[str, int], rows: int) -> list[str]:
    """The names of two or three directions of a measure (one where it has one row); `used` counts those of each field."""
    number = min(rng.randint(2, 3), rows)
    place = used.get(field, 0)
    used[field] = place + number
    return [start + rng.choice(DIRECTION_ENDS) for start in DIRECTION_STARTS[field][place : place + number]]


def text(rng: Random, strand: Strand, known: Known) -> str:
    """A description of the measure with the slot `{count}`, unlike the known texts, which it joins."""
    aims = [topic.aim for topic in TOPICS if topic.field == strand.field]
    made = ""
    for _ in range(_MOST_TRIES):
        made = rng.choice(MEASURE_TEXTS).format(aim=rng.choice(aims), name=strand.name, count="{count}")
        if known.text_is_clear(made):
            break
    known.add("", made)
    return made


def steps(older_plan: str, older: list[Strand], newer_plan: str, newer: list[Strand]) -> list[Step]:
    """What became of each measure."""
    found: list[Step] = []
    for before, after in zip(older, newer, strict=True):
        source, target = f"{older_plan}-{before.number}", f"{newer_plan}-{after.number}"
        if after.relation == "new":
            found += [Step("measure", source, "", "dropped"), Step("measure", "", target, "new")]
        else:
            found.append(Step("measure", source, target, after.relation))
    return found


def _numbers(measures: int, policies: int) -> list[str]:
    shares = [measures // policies + (place < measures % policies) for place in range(policies)]
    return [f"{place}-{own}" for place, share in enumerate(shares, start=1) for own in range(1, share + 1)]


def _next(rng: Random, strand: Strand, strands: list[Strand]) -> Strand:
    chance = rng.random()
    if chance < 0.1:
        fresh = [name for name in MEASURES[strand.field] if name not in {each.base for each in strands}]
        if fresh:
            return Strand(strand.number, strand.field, fresh[0], fresh[0])
    if chance < 0.25:
        names = [front + strand.base for front in RENAMED_MEASURES if front + strand.base != strand.name]
        return replace(strand, name=rng.choice(names), relation="renamed")
    return replace(strand, relation="continued")
