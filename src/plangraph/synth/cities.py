"""Invented municipalities: names and codes that no place has, departments and their reorganisation, bodies and places."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from typing import Final

from plangraph.synth.invention import (
    WORDS,
    Area,
    Department,
    Facility,
    Municipality,
    Organization,
    Reorganization,
    Step,
)

_NAME_PARTS: Final = tuple(tuple(WORDS[part].items()) for part in ("before", "fronts", "backs"))
MOST: Final = math.prod(map(len, _NAME_PARTS))
"""How many municipalities there are names for."""
FIELD_DUTIES: Final[dict[str, list[str]]] = WORDS["duties"]
_DUTIES: Final = tuple(WORDS["departments"])
_ORGANIZATIONS: Final = tuple(WORDS["organizations"])
_CORE: Final = 10
_FIRST_PREFECTURE: Final = 51
_PER_PREFECTURE: Final = 200
_WEIGHTS: Final = (6, 5, 4, 3, 2)


def municipality(seed: int, index: int) -> tuple[Municipality, dict[int, dict[str, str]], list[Step]]:
    """The municipality number `index` as it is before its first reorganisation.

    With it come the departments by generation and duty (only the first generation here) and no steps yet; pass all
    three to `reorganise` for each further generation.
    """
    rng = Random(f"city {seed} {index}")
    key, stem = _name(seed, index)
    city = f"{stem}市"
    duties = [*_DUTIES[:_CORE], *rng.sample(_DUTIES[_CORE:], rng.randint(5, 10))]
    names = _distinct_names(rng, duties)
    departments = tuple(
        Department(f"{key}-d{number:02}", name, _body_type(name)) for number, name in enumerate(names, start=1)
    )
    areas = tuple(
        Area(f"{key}-area-{number}", f"{name}地区")
        for number, name in enumerate(rng.sample(WORDS["areas"], rng.randint(4, 8)), start=1)
    )
    facilities = tuple(
        Facility(f"{area.key}-{number}", area.name.removesuffix("地区") + hall, area.key)
        for area in areas
        for number, hall in enumerate(rng.sample(WORDS["halls"], rng.randint(1, 2)), start=1)
    )
    council, *others = _ORGANIZATIONS
    bodies = (council, *rng.sample(others, rng.randint(5, 8)))
    organizations = tuple(
        Organization(
            f"{key}-body-{number}", f"{city}{name}" if name.endswith("会") else name, WORDS["organizations"][name]
        )
        for number, name in enumerate(bodies, start=1)
    )
    made = Municipality(key, city, _code(index), departments, organizations, areas, facilities)
    return made, {1: dict(zip(duties, (department.key for department in departments), strict=True))}, []


def reorganise(
    city: Municipality, offices: dict[int, dict[str, str]], steps: list[Step], rng: Random, generation: int, year: int
) -> tuple[Municipality, dict[int, dict[str, str]], list[Step]]:
    """The same with one department renamed, two merged and one split on the way to `generation`, which begins in `year`.

    A duty keeps leading to a department: that of its new name, of the merger, or the first half of the split. Only
    departments that never changed are changed; where fewer than four are left, none is.
    """
    current = dict(offices[generation - 1])
    untouched = [duty for duty in current if current[duty] == offices[1][duty]]
    if len(untouched) < 4:
        return city, {**offices, generation: current}, steps
    renamed, one, other, halved = rng.sample(untouched, 4)
    departments, own = list(city.departments), list(steps)

    def opened(name: str, relation: str, *closed: str) -> str:
        key = f"{city.key}-d{len(departments) + 1:02}"
        departments.append(Department(key, name, _body_type(name)))
        own.extend(Step("department", former, key, relation) for former in closed)
        return key

    def event(before: tuple[str, ...], *after: str) -> Reorganization:
        return Reorganization(before, after, year)

    taken = {department.name for department in departments}
    fresh = [name for name in WORDS["departments"][renamed] if all(_clear(name, known) for known in taken)]
    new = fresh[0] if fresh else f"{renamed}戦略課"
    before, pair, whole = current[renamed], (current[one], current[other]), current[halved]
    current[renamed] = opened(new, "renamed", before)
    current[one] = current[other] = opened(f"{one}・{other}課", "merged", *pair)
    current[halved] = opened(f"{halved}企画調整課", "split", whole)
    half = opened(f"{halved}事業推進室", "split", whole)
    events = (event((before,), current[renamed]), event(pair, current[one]), event((whole,), current[halved], half))
    known = (*city.reorganizations, *events)
    changed = replace(city, departments=tuple(departments), reorganizations=known)
    return changed, {**offices, generation: current}, own


def _name(seed: int, index: int) -> tuple[str, str]:
    rng = Random(f"names {seed}")
    step = next(number for number in (rng.randrange(1, MOST) for _ in range(MOST)) if math.gcd(number, MOST) == 1)
    place = (rng.randrange(MOST) + index * step) % MOST
    before, fronts, backs = _NAME_PARTS
    place, front = divmod(place, len(fronts))
    prefix, back = divmod(place, len(backs))
    latin, japanese = zip(before[prefix], fronts[front], backs[back], strict=True)
    return "".join(latin), "".join(japanese)


def _code(index: int) -> str:
    """A six-digit code with a valid check digit, of a prefecture that does not exist."""
    prefecture, number = divmod(index, _PER_PREFECTURE)
    digits = f"{_FIRST_PREFECTURE + prefecture:02}{number + 201:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


def _body_type(name: str) -> str:
    return "centre" if name.endswith("センター") else "division"


def _distinct_names(rng: Random, duties: list[str]) -> list[str]:
    names: list[str] = []
    for duty in duties:
        choices = [name for name in WORDS["departments"][duty] if all(_clear(name, known) for known in names)]
        names.append(rng.choice(choices or [f"{duty}管理課"]))
    return names


def _clear(one: str, other: str) -> bool:
    """Whether no slip of the pen or two would make one name the other, and neither holds the other."""
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return max(len(one), len(other)) - same > 2 and one not in other and other not in one
