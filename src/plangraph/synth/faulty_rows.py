"""Faults of rows: who is in charge, where a row stands, and how its second printing differs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from plangraph.synth.ground import Ground, Planted, recounted, row_fault, row_name, with_row
from plangraph.synth.invention import Charge, Row

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


def department_missing(ground: Ground) -> Planted:
    """Nobody is in charge."""
    row = _any(ground, [row for row in ground.single if row.charges])
    if row is None:
        return None
    fault = row_fault("department-missing", row, "pg:responsibleBody", "removed", _printed(row.charges), "")
    return with_row(ground.plan, row, charges=()), fault


def department_misspelt(ground: Ground) -> Planted:
    """One character of the name of a department is another."""
    row = _any(ground, [row for row in ground.single if any(set(c.printed) & set(_MISTAKEN) for c in row.charges)])
    if row is None:
        return None
    place = next(place for place, charge in enumerate(row.charges) if set(charge.printed) & set(_MISTAKEN))
    right = row.charges[place].printed
    at = ground.rng.choice([at for at, character in enumerate(right) if character in _MISTAKEN])
    wrong = right[:at] + _MISTAKEN[right[at]] + right[at + 1 :]
    charges = (*row.charges[:place], replace(row.charges[place], printed=wrong), *row.charges[place + 1 :])
    other = f"department/{row.charges[place].department}"
    fault = row_fault("department-misspelt", row, "pg:responsibleBody", "one character changed", right, wrong, other)
    return with_row(ground.plan, row, charges=charges), fault


def departments_run_together(ground: Ground) -> Planted:
    """The names of two departments stand without anything between them."""
    row = _any(ground, [row for row in ground.single if len(row.charges) > 1])
    if row is None:
        return None
    one, two, *rest = row.charges
    charges = (replace(one, printed=one.printed + two.printed), *rest)
    fault = row_fault(
        "departments-run-together",
        row,
        "pg:responsibleBody",
        "two names joined",
        _printed(row.charges),
        _printed(charges),
        f"department/{two.department}",
    )
    return with_row(ground.plan, row, charges=charges), fault


def department_unregistered(ground: Ground) -> Planted:
    """A department is in charge that the register does not have."""
    row = _any(ground, ground.single)
    if row is None:
        return None
    stranger = Charge(f"{ground.city.key}-unregistered", ground.rng.choice(_UNREGISTERED))
    charges = (stranger, *row.charges[1:])
    fault = row_fault(
        "department-unregistered",
        row,
        "pg:responsibleBody",
        "department replaced",
        _printed(row.charges),
        _printed(charges),
    )
    return with_row(ground.plan, row, charges=charges), fault


def measure_unknown(ground: Ground) -> Planted:
    """A row stands under a number that no measure has; the last of its measure, so that no place in the order is left."""
    last = {row.measure: row for row in ground.plan.rows}
    priorities = {measure.priority for measure in ground.plan.measures}
    found = [
        row for row in ground.single if row is last[row.measure] and row.order > 1 and row.program not in priorities
    ]
    row = _any(ground, found)
    if row is None:
        return None
    unknown = f"{row.measure.partition('-')[0]}-9{ground.rng.randint(1, 9)}"
    fault = row_fault("measure-unknown", row, "pg:listedUnder", "number replaced", row.measure, unknown)
    return recounted(with_row(ground.plan, row, measure=unknown), row.measure, -1), fault


def row_twice(ground: Ground) -> Planted:
    """A row stands a second time at the end of its measure."""
    row = _any(ground, ground.single)
    if row is None:
        return None
    order = max(each.order for each in ground.plan.rows if each.measure == row.measure) + 1
    copy = replace(row, key=f"{row.key}-b", order=order)
    end = max(place for place, each in enumerate(ground.plan.rows) if each.measure == row.measure) + 1
    plan = replace(ground.plan, rows=(*ground.plan.rows[:end], copy, *ground.plan.rows[end:]))
    fault = row_fault("row-twice", copy, "pg:lists", "row repeated", "", row.name, row_name(row))
    return recounted(plan, row.measure, 1), fault


def relisted_departments(ground: Ground) -> Planted:
    """The second row of a program names another department."""
    pair = _pair(ground)
    if pair is None:
        return None
    first, row = pair
    taken = {charge.department for charge in row.charges}
    others = [each for each in ground.city.departments if not each.successors and each.key not in taken]
    chosen = ground.rng.choice(others)
    charges = (Charge(chosen.key, chosen.name), *row.charges[1:])
    fault = row_fault(
        "relisted-departments",
        row,
        "pg:responsibleBody",
        "department replaced",
        _printed(row.charges),
        _printed(charges),
        row_name(first),
    )
    return with_row(ground.plan, row, charges=charges), fault


def relisted_flag(ground: Ground) -> Planted:
    """The second row of a program has the other multilayered flag."""
    pair = _pair(ground)
    if pair is None:
        return None
    first, row = pair
    before, after = str(row.multilayered).lower(), str(not row.multilayered).lower()
    fault = row_fault("relisted-flag", row, "pg:multilayered", "flag turned", before, after, row_name(first))
    return with_row(ground.plan, row, multilayered=not row.multilayered), fault


def relisted_text(ground: Ground) -> Planted:
    """The second row of a program ends in another sentence."""
    pair = _pair(ground)
    if pair is None or not pair[1].text:
        return None
    first, row = pair
    before = row.text or ""
    start = before.rstrip("。").rfind("。") + 1
    after = before[:start] + "対象や内容は前の計画から改めています。"
    fault = row_fault("relisted-text", row, "pg:description", "last sentence replaced", before, after, row_name(first))
    return with_row(ground.plan, row, text=after), fault


def name_width(ground: Ground) -> Planted:
    """The name in the second row is printed in half-width characters."""
    return _renamed(ground, "name-width", "half-width characters", lambda name, *_: _KATAKANA.sub(_narrow, name))


def name_particle(ground: Ground) -> Planted:
    """The name in the second row has の運営 at its end, or lacks it."""
    return _renamed(
        ground,
        "name-particle",
        "の運営 added or taken away",
        lambda name, *_: name.removesuffix("の運営") if name.endswith("の運営") else f"{name}の運営",
    )


def name_order(ground: Ground) -> Planted:
    """The words of the name in the second row stand in another order."""
    return _renamed(ground, "name-order", "words in another order", lambda _, core, form: f"{form}（{core}）")


def name_slip(ground: Ground) -> Planted:
    """One character of the name in the second row is another."""

    def slipped(name: str, core: str, _: str) -> str:
        at = name.index(core) + ground.rng.randrange(len(core)) if core in name else 0
        return name[:at] + _MISTAKEN.get(name[at], "以") + name[at + 1 :]

    return _renamed(ground, "name-slip", "one character changed", slipped)


def _renamed(ground: Ground, kind: str, change: str, variant: Callable[[str, str, str], str]) -> Planted:
    """The second row of a program under a variant of its name, and so, as equal names denote one program, another program."""
    found = []
    for first, row in ground.repeated:
        program = ground.programs[row.program]
        name = variant(row.name, program.cores[0], program.form)
        if name != row.name:
            found.append((first, row, name))
    if not found:
        return None
    first, row, name = ground.rng.choice(found)
    double = replace(ground.programs[row.program], key=f"{row.program}-b", name=name)
    plan = replace(ground.plan, programs=(*ground.plan.programs, double))
    fault = row_fault(kind, row, "skos:prefLabel", change, row.name, name, row_name(first))
    return with_row(plan, row, name=name, program=double.key), fault


def _narrow(match: re.Match[str]) -> str:
    return "".join(_HALF_WIDTH.get(each, each) for each in unicodedata.normalize("NFD", match[0]))


def _printed(charges: tuple[Charge, ...]) -> str:
    return "、".join(charge.printed for charge in charges)


def _any(ground: Ground, rows: list[Row]) -> Row | None:
    return ground.rng.choice(rows) if rows else None


def _pair(ground: Ground) -> tuple[Row, Row] | None:
    return ground.rng.choice(ground.repeated) if ground.repeated else None
