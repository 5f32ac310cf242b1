"""How the programs of one plan become those of the next: most go on, some are renamed, merged, split or dropped, new ones come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from plangraph.synth import programs
from plangraph.synth.invention import Municipality
from plangraph.synth.programs import Known, Work

SHARES: Final = {"renamed": 0.10, "merged": 0.05, "split": 0.05, "dropped": 0.10}
"""Of the programs of the older plan; the others go on under their name."""


@dataclass(frozen=True)
class Descent:
    """A program of the newer plan, and the places in the older one of those it comes from."""

    work: Work
    sources: tuple[int, ...]
    relation: str


def descend(
    rng: Random,
    works: list[Work],
    number: int,
    city: Municipality,
    duties: dict[str, tuple[str, ...]],
    years: tuple[str, ...],
    known: Known,
) -> list[Descent]:
    """The `number` programs of the next plan; what is the source of none of them was dropped.

    Where no clear name is left for a change, the program goes on under its name instead.
    """
    order = rng.sample(range(len(works)), len(works))
    counts = {relation: round(share * len(works)) for relation, share in SHARES.items()}
    turns = iter(order)

    def taken(relation: str) -> list[int]:
        return [next(turns) for _ in range(counts[relation])]

    def kept(place: int) -> Descent:
        return Descent(programs.continued(rng, works[place], years), (place,), "continued")

    for _ in taken("dropped"):
        pass
    passed: list[Descent] = []
    for place in taken("renamed"):
        work = programs.renamed(rng, works[place], years, known)
        passed.append(kept(place) if work is None else Descent(work, (place,), "renamed"))
    for place in taken("split"):
        halves = programs.split(rng, works[place], city, duties, years, known)
        passed += [kept(place)] if halves is None else [Descent(half, (place,), "split") for half in halves]
    passed += _mergers(taken("merged"), lambda one, other: _merger(rng, works, one, other, years, known), kept)
    passed += [kept(place) for place in turns]
    passed = sorted(passed, key=lambda each: each.sources)[: max(number, 1)]
    while len(passed) < number:
        passed.append(Descent(programs.invent(rng, city, duties, years, known), (), "new"))
    return passed


def _mergers(
    places: list[int], merger: Callable[[int, int], Descent | None], kept: Callable[[int], Descent]
) -> Iterator[Descent]:
    for one, other in zip(places[::2], places[1::2], strict=False):
        work = merger(one, other)
        yield from (kept(one), kept(other)) if work is None else (work,)
    if len(places) % 2:
        yield kept(places[-1])


def _merger(
    rng: Random, works: list[Work], one: int, other: int, years: tuple[str, ...], known: Known
) -> Descent | None:
    work = programs.merged(rng, works[one], works[other], years, known)
    return None if work is None else Descent(work, (one, other), "merged")
