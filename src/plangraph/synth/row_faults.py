"""Where a fault may be planted, and faults of rows: who is in charge, where a row stands, how its second printing differs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any, Final, TypeVar

from plangraph.synth.invention import Charge, Fault, Indicator, Municipality, Plan, Program, Row

_MISTAKEN: Final = dict(
    zip(
        "課者策福健護障相活協働災学国際情環路振労住宅防保育教室推進生長子",
        "科署索副建後章想括共動炎字圏祭清還露震務往宇坊補有孝宝雖道性張予",
        strict=True,
    )
)
_UNREGISTERED: Final = ("まちなか再生課", "未来共創課", "ゆとり創造室")
_KATAKANA: Final = re.compile(r"[ァ-ヶー]{2,}")
_HALF_WIDTH: Final = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)} | {
    "\u3099": "\uff9e",
    "\u309a": "\uff9f",
}
_BODY: Final = "pg:responsibleBody"
Thing = TypeVar("Thing")
Planted = tuple[Plan, Fault] | None
"""The plan with the fault and its record (without the kind), or None where there is no place for it."""
Planter = Callable[["Ground"], Planted]


@dataclass(frozen=True)
class Ground:
    """A plan in which faults are being planted; `touched` are the keys that earlier faults concern."""

    rng: Random
    plan: Plan
    city: Municipality
    touched: frozenset[str]

    @cached_property
    def programs(self) -> dict[str, Program]:
        """The programs by key."""
        return {program.key: program for program in self.plan.programs}

    @cached_property
    def single(self) -> list[Row]:
        """The free rows whose program has no other row."""
        counts = Counter(row.program for row in self.plan.rows)
        return [row for row in self._free if counts[row.program] == 1]

    @cached_property
    def described(self) -> list[Row]:
        """Those of the single rows that have a text."""
        return [row for row in self.single if row.text]

    @cached_property
    def repeated(self) -> list[tuple[Row, Row]]:
        """The free rows of programs with two rows, each pair in printed order."""
        by_program: dict[str, list[Row]] = {}
        for row in self._free:
            by_program.setdefault(row.program, []).append(row)
        return [(rows[0], rows[1]) for rows in by_program.values() if len(rows) == 2]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The free indicators."""
        return [indicator for indicator in self.plan.indicators if indicator.key not in self.touched]

    @cached_property
    def _free(self) -> list[Row]:
        return [row for row in self.plan.rows if not {row.program, row.key} & self.touched]

    def any(self, things: Sequence[Thing]) -> Thing | None:
        """One of the things by chance, or None where there is none."""
        return self.rng.choice(things) if things else None

    def changed(
        self, row: Row, path: str, change: str, original: str, faulty: str, other: str = "", **changes: Any
    ) -> Planted:
        """The plan with a row changed, and the record of that."""
        rows = tuple(replace(own, **changes) if own.key == row.key else own for own in self.plan.rows)
        return replace(self.plan, rows=rows), Fault("", row_name(row), path, change, original, faulty, other)


def recounted(plan: Plan, number: str, more: int) -> Plan:
    """The plan with so many more rows in the count that a measure states."""
    changed = (replace(own, count=own.count + more) if own.number == number else own for own in plan.measures)
    return replace(plan, measures=tuple(changed))


def row_name(row: Row) -> str:
    """A row as faults name it."""
    return f"program-listing/{row.key}"


def _printed(charges: Sequence[Charge]) -> str:
    return "、".join(charge.printed for charge in charges)


def _recharged(ground: Ground, row: Row, change: str, charges: tuple[Charge, ...], other: str = "") -> Planted:
    """The row with others in charge."""
    return ground.changed(row, _BODY, change, _printed(row.charges), _printed(charges), other, charges=charges)


def _department_missing(ground: Ground) -> Planted:
    row = ground.any([row for row in ground.single if row.charges])
    return None if row is None else _recharged(ground, row, "removed", ())


def _department_misspelt(ground: Ground) -> Planted:
    row = ground.any([row for row in ground.single if any(set(c.printed) & set(_MISTAKEN) for c in row.charges)])
    if row is None:
        return None
    place = next(place for place, charge in enumerate(row.charges) if set(charge.printed) & set(_MISTAKEN))
    right = row.charges[place].printed
    at = ground.rng.choice([at for at, character in enumerate(right) if character in _MISTAKEN])
    wrong = right[:at] + _MISTAKEN[right[at]] + right[at + 1 :]
    charges = (*row.charges[:place], replace(row.charges[place], printed=wrong), *row.charges[place + 1 :])
    other = f"department/{row.charges[place].department}"
    return ground.changed(row, _BODY, "one character changed", right, wrong, other, charges=charges)


def _departments_run_together(ground: Ground) -> Planted:
    row = ground.any([row for row in ground.single if len(row.charges) > 1])
    if row is None:
        return None
    one, two, *rest = row.charges
    charges = (replace(one, printed=one.printed + two.printed), *rest)
    return _recharged(ground, row, "two names joined", charges, f"department/{two.department}")


def _department_unregistered(ground: Ground) -> Planted:
    row = ground.any(ground.single)
    if row is None:
        return None
    stranger = Charge(f"{ground.city.key}-unregistered", ground.rng.choice(_UNREGISTERED))
    return _recharged(ground, row, "department replaced", (stranger, *row.charges[1:]))


def _measure_unknown(ground: Ground) -> Planted:
    """A row under a number that no measure has; the last of its measure, so that no place in the order is left."""
    last = {row.measure: row for row in ground.plan.rows}
    priorities = {measure.priority for measure in ground.plan.measures}
    found = [row for row in ground.single if row is last[row.measure] and row.order > 1]
    row = ground.any([row for row in found if row.program not in priorities])
    if row is None:
        return None
    unknown = f"{row.measure.partition('-')[0]}-9{ground.rng.randint(1, 9)}"
    ground = replace(ground, plan=recounted(ground.plan, row.measure, -1))
    return ground.changed(row, "pg:listedUnder", "number replaced", row.measure, unknown, measure=unknown)


def _row_twice(ground: Ground) -> Planted:
    """A row stands a second time at the end of its measure."""
    row = ground.any(ground.single)
    if row is None:
        return None
    place, last = max((place, own) for place, own in enumerate(ground.plan.rows) if own.measure == row.measure)
    copy = replace(row, key=f"{row.key}-b", order=last.order + 1)
    rows = (*ground.plan.rows[: place + 1], copy, *ground.plan.rows[place + 1 :])
    plan = recounted(replace(ground.plan, rows=rows), row.measure, 1)
    return plan, Fault("", row_name(copy), "pg:lists", "row repeated", "", row.name, row_name(row))


def _relisted_departments(ground: Ground) -> Planted:
    pair = ground.any(ground.repeated)
    if pair is None:
        return None
    first, row = pair
    taken = {charge.department for charge in row.charges}
    others = [unit for unit in ground.city.departments if not unit.successors and unit.key not in taken]
    chosen = ground.rng.choice(others)
    charges = (Charge(chosen.key, chosen.name), *row.charges[1:])
    return _recharged(ground, row, "department replaced", charges, row_name(first))


def _relisted_flag(ground: Ground) -> Planted:
    pair = ground.any(ground.repeated)
    if pair is None:
        return None
    first, row = pair
    before, after = str(row.multilayered).lower(), str(not row.multilayered).lower()
    turned = not row.multilayered
    return ground.changed(row, "pg:multilayered", "flag turned", before, after, row_name(first), multilayered=turned)


def _relisted_text(ground: Ground) -> Planted:
    pair = ground.any(ground.repeated)
    if pair is None or not pair[1].text:
        return None
    first, row = pair
    text = pair[1].text
    after = text[: text.rstrip("。").rfind("。") + 1] + "対象や内容は前の計画から改めています。"
    return ground.changed(row, "pg:description", "last sentence replaced", text, after, row_name(first), text=after)


def _renamed(change: str, variant: Callable[[Ground, str, str, str], str]) -> Planter:
    """The second row of a program under a variant of its name, made from name, key word and ending.

    As equal names denote one program, it is another program then.
    """

    def plant(ground: Ground) -> Planted:
        found = []
        for first, row in ground.repeated:
            program = ground.programs[row.program]
            name = variant(ground, row.name, program.cores[0], program.form)
            if name != row.name:
                found.append((first, row, name))
        chosen = ground.any(found)
        if chosen is None:
            return None
        first, row, name = chosen
        double = replace(ground.programs[row.program], key=f"{row.program}-b", name=name)
        ground = replace(ground, plan=replace(ground.plan, programs=(*ground.plan.programs, double)))
        path, other = "skos:prefLabel", row_name(first)
        return ground.changed(row, path, change, row.name, name, other, name=name, program=double.key)

    return plant


def _narrowed(_: Ground, name: str, *__: str) -> str:
    def narrow(match: re.Match[str]) -> str:
        return "".join(_HALF_WIDTH.get(sign, sign) for sign in unicodedata.normalize("NFD", match[0]))

    return _KATAKANA.sub(narrow, name)


def _slipped(ground: Ground, name: str, core: str, _: str) -> str:
    at = name.index(core) + ground.rng.randrange(len(core)) if core in name else 0
    return name[:at] + _MISTAKEN.get(name[at], "以") + name[at + 1 :]


KINDS: Final[dict[str, Planter]] = {
    "department-missing": _department_missing,
    "department-misspelt": _department_misspelt,
    "departments-run-together": _departments_run_together,
    "department-unregistered": _department_unregistered,
    "measure-unknown": _measure_unknown,
    "row-twice": _row_twice,
    "relisted-departments": _relisted_departments,
    "relisted-flag": _relisted_flag,
    "relisted-text": _relisted_text,
    "name-width": _renamed("half-width characters", _narrowed),
    "name-particle": _renamed(
        "の運営 added or taken away",
        lambda _, name, *__: name.removesuffix("の運営") if name.endswith("の運営") else f"{name}の運営",
    ),
    "name-order": _renamed("words in another order", lambda _, __, core, form: f"{form}（{core}）"),
    "name-slip": _renamed("one character changed", _slipped),
}
"""What plants a fault of each kind of a row, apart from its text."""
