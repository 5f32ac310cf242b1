"""Where a fault may be planted: what of a plan no other fault has touched, and how one part of a plan is replaced."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any

from plangraph.synth.invention import Fault, Indicator, Municipality, Plan, Program, Row


@dataclass(frozen=True)
class Ground:
    """A plan in which faults are being planted; `touched` are the keys that earlier faults concern."""

    rng: Random
    plan: Plan
    city: Municipality
    touched: frozenset[str]

    @cached_property
    def times_listed(self) -> Counter[str]:
        """How many rows each program has."""
        return Counter(row.program for row in self.plan.rows)

    @cached_property
    def programs(self) -> dict[str, Program]:
        """The programs by key."""
        return {program.key: program for program in self.plan.programs}

    @cached_property
    def single(self) -> list[Row]:
        """The free rows whose program has no other row."""
        return [row for row in self._free if self.times_listed[row.program] == 1]

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
        return [each for each in self.plan.indicators if each.key not in self.touched]

    @cached_property
    def _free(self) -> list[Row]:
        return [row for row in self.plan.rows if row.program not in self.touched and row.key not in self.touched]


Planted = tuple[Plan, Fault] | None
"""The plan with the fault and its record, or None where there is no place for it."""


def with_row(plan: Plan, row: Row, **changes: Any) -> Plan:
    """The plan with a row changed."""
    return replace(plan, rows=tuple(replace(each, **changes) if each.key == row.key else each for each in plan.rows))


def with_indicator(plan: Plan, indicator: Indicator, **changes: Any) -> Plan:
    """The plan with an indicator changed."""
    changed = (replace(each, **changes) if each.key == indicator.key else each for each in plan.indicators)
    return replace(plan, indicators=tuple(changed))


def recounted(plan: Plan, number: str, more: int) -> Plan:
    """The plan with so many more rows in the count that a measure states."""
    changed = (replace(each, count=each.count + more) if each.number == number else each for each in plan.measures)
    return replace(plan, measures=tuple(changed))


def row_fault(kind: str, row: Row, path: str, change: str, original: str, faulty: str, other: str = "") -> Fault:
    """The record of a fault of a row."""
    return Fault(kind, f"program-listing/{row.key}", path, change, original, faulty, other)


def row_name(row: Row) -> str:
    """A row as faults name it."""
    return f"program-listing/{row.key}"
