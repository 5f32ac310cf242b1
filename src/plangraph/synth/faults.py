"""Plant faults into a clean plan: one kind after the other in a shuffled order, each where no other fault is."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from plangraph.synth import faulty_rows, faulty_structure, faulty_texts
from plangraph.synth.ground import Ground, Planted
from plangraph.synth.invention import Fault, Municipality, Plan

KINDS: Final[dict[str, Callable[[Ground], Planted]]] = {
    "department-missing": faulty_rows.department_missing,
    "department-misspelt": faulty_rows.department_misspelt,
    "departments-run-together": faulty_rows.departments_run_together,
    "department-unregistered": faulty_rows.department_unregistered,
    "measure-unknown": faulty_rows.measure_unknown,
    "row-twice": faulty_rows.row_twice,
    "relisted-departments": faulty_rows.relisted_departments,
    "relisted-flag": faulty_rows.relisted_flag,
    "relisted-text": faulty_rows.relisted_text,
    "name-width": faulty_rows.name_width,
    "name-particle": faulty_rows.name_particle,
    "name-order": faulty_rows.name_order,
    "name-slip": faulty_rows.name_slip,
    "description-missing": faulty_texts.description_missing,
    "description-copied": faulty_texts.description_copied,
    "description-near-copied": faulty_texts.description_near_copied,
    "description-swapped": faulty_texts.description_swapped,
    "description-names-other": faulty_texts.description_names_other,
    "placeholder-circles": faulty_texts.placeholder_circles,
    "placeholder-in-preparation": faulty_texts.placeholder_in_preparation,
    "placeholder-undecided": faulty_texts.placeholder_undecided,
    "placeholder-tbd": faulty_texts.placeholder_tbd,
    "placeholder-provisional": faulty_texts.placeholder_provisional,
    "relative-reference": faulty_texts.relative_reference,
    "impossible-year": faulty_texts.impossible_year,
    "word-doubled": faulty_texts.word_doubled,
    "stray-blank": faulty_texts.stray_blank,
    "digits-mixed": faulty_texts.digits_mixed,
    "commas-mixed": faulty_texts.commas_mixed,
    "circles-mixed": faulty_texts.circles_mixed,
    "bracket-unbalanced": faulty_texts.bracket_unbalanced,
    "unit-missing": faulty_structure.unit_missing,
    "unit-against-label": faulty_structure.unit_against_label,
    "baseline-missing": faulty_structure.baseline_missing,
    "target-missing": faulty_structure.target_missing,
    "target-outside-plan": faulty_structure.target_outside_plan,
    "value-not-number": faulty_structure.value_not_number,
    "measure-without-listing": faulty_structure.measure_without_listing,
    "direction-without-program": faulty_structure.direction_without_program,
    "policy-without-alignment": faulty_structure.policy_without_alignment,
    "pillar-without-policy": faulty_structure.pillar_without_policy,
    "count-contradicted": faulty_structure.count_contradicted,
}


def plant(rng: Random, plan: Plan, city: Municipality, rate: float) -> tuple[Plan, tuple[Fault, ...]]:
    """The plan with about one fault for each `rate` of a row, and the record of each; fewer where no place is left."""
    wanted = round(rate * len(plan.rows))
    faults: list[Fault] = []
    touched: set[str] = set()
    open_kinds = rng.sample(tuple(KINDS), len(KINDS))
    while len(faults) < wanted and open_kinds:
        kind = open_kinds.pop(0)
        planted = KINDS[kind](Ground(rng, plan, city, frozenset(touched)))
        if planted is None:
            continue
        touched |= _concerned(plan, planted[1])
        plan = planted[0]
        faults.append(planted[1])
        open_kinds.append(kind)
    return plan, tuple(faults)


def _concerned(plan: Plan, fault: Fault) -> set[str]:
    """The keys of what a fault concerns; with a row, its program."""
    keys = {name.partition("/")[2] or name for name in (fault.element, fault.other) if name}
    return keys | {row.program for row in plan.rows if row.key in keys}
