"""What the pages of a report show, worked out from the rows of questions as plain values; no HTML here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from plangraph.view.pages import natural, split

Row = dict[str, Any]


def measures(rows: list[Row], structure: list[Row]) -> list[str]:
    """The measures that the rows name: numbers first, 1-2 before 1-10, then names in the order of the plan."""
    rank = {row["name"]: index for index, row in enumerate(structure) if not row["number"]}
    named = {row["measure"] for row in rows if row["measure"]}
    return sorted(named, key=lambda measure: (measure in rank, rank.get(measure, 0), natural(measure)))


def numbers(structure: list[Row]) -> dict[str, str]:
    """The printed number of each element of a plan that has one, by IRI."""
    return {row["elementIri"]: row["number"] for row in structure if row["number"]}


def measure_names(structure: list[Row]) -> dict[str, str]:
    """The names of measures and initiatives by their numbers; where both have a number, it is the measure's."""
    names = {
        row["number"]: row["name"]
        for kind in ("Initiative", "Measure")
        for row in structure
        if row["number"] and is_a(row, kind)
    }
    return dict(sorted(names.items(), key=lambda item: natural(item[0])))


def known_measures(structure: list[Row]) -> list[str]:
    """The numbers of all measures of a plan; of its initiatives, if it numbers no measure."""
    for kind in ("Measure", "Initiative"):
        if known := {row["number"] for row in structure if row["number"] and is_a(row, kind)}:
            return sorted(known, key=natural)
    return []


def is_a(row: Row, kind: str) -> bool:
    """Whether the row of an element says that it is of the class `kind` of our terms."""
    return bool(row["typeIri"].endswith("ns#" + kind))


def department_measures(listings: list[Row], structure: list[Row]) -> dict[str, Any]:
    """How many rows each department has under each measure; a row without a department counts under None."""
    columns = measures(listings, structure)
    names = measure_names(structure)
    cells: Counter[tuple[str | None, str]] = Counter()
    for row in listings:
        for department in split(row["departments"]) or (None,):
            cells[department, row["measure"]] += 1
    totals: Counter[str | None] = Counter()
    for (department, _), count in cells.items():
        totals[department] += count
    most = max(cells.values(), default=0)
    order = sorted(totals, key=lambda d: (-totals[d], d or ""))
    return {
        "columns": columns,
        "names": {column: names[column] for column in columns if column in names},
        "rows": [(d, [(cells[d, m], level(cells[d, m], most)) for m in columns], totals[d]) for d in order],
        "totals": [sum(row["measure"] == m for row in listings) for m in columns],
        "total": len(listings),
    }


def level(value: int, most: int) -> int:
    """A shade from 0 (nothing) to 4 (near the highest)."""
    return -(-4 * value // most) if most else 0


def framework(coverage: list[Row], gaps: list[Row], structure: list[Row], judged: list[Row]) -> dict[str, Any]:
    """Topics by pillar and policy; pillars and policies that answer nothing are there too, and said to be gaps.

    `plain` says that no policy stands beside any topic, so that a list by pillar says all. `judged` are the rows of
    coverage-across-generations; they know the pillars that such a plan does not answer.
    """
    answering = [row for row in gaps if (row["propertyIri"] or "").endswith("ns#answers")]
    pillars = {row["conceptIri"]: row["concept"] for row in judged if row["kindIri"].endswith("ns#FrameworkPillar")}
    pillars |= {row["pillarIri"]: row["pillar"] for row in coverage}
    pillars |= {r["elementIri"]: r["element"] for r in answering if "/framework-pillar/" in r["elementIri"]}
    own_policies = [row for row in structure if is_a(row, "Policy")]
    known = {row["policy"] for row in coverage if row["policy"]} | {
        row["number"] for row in own_policies if row["number"]
    }
    named = {row["name"] for row in own_policies if not row["number"]}
    policies: list[str | None] = sorted(known | named, key=natural)
    answered = {row["policy"] for row in coverage}
    columns = policies + ([None] if None in answered else [])
    rows = []
    for iri, pillar in pillars.items():
        own = [row for row in coverage if row["pillarIri"] == iri]
        cells = [[(r["topic"], r["confidence"]) for r in own if r["policy"] == policy] for policy in columns]
        rows.append({"pillar": pillar, "cells": cells, "gap": all(row["policy"] is None for row in own)})
    return {
        "plain": not answering and all(row["policy"] is None for row in coverage),
        "columns": [(policy, policy is not None and policy not in answered) for policy in columns],
        "numbers": known,
        "rows": rows,
        "gaps": {
            "pillars": [row["pillar"] for row in rows if row["gap"]],
            "policies": [policy for policy in policies if policy not in answered],
            "topics": [row["pillar"] for row in coverage if row["topic"] is None],
        },
    }


def gap_groups(gaps: list[Row], known: dict[str, str]) -> list[dict[str, Any]]:
    """For each kind of gap, its elements (with its number, if it has one) and what each lacks."""
    groups = []
    for kind in seen(gaps, "kind"):
        own = [row for row in gaps if row["kind"] == kind]
        counts = Counter((row["elementIri"], row["missing"]) for row in own)
        columns = seen(own, "missing")
        elements = {row["elementIri"]: row["element"] for row in own}
        rows = [(known.get(iri, ""), element, [counts[iri, m] for m in columns]) for iri, element in elements.items()]
        rows.sort(key=lambda row: natural(row[0]))
        groups.append({"kind": kind, "count": len(own), "columns": columns, "rows": rows})
    return groups


def changes(rows: list[Row], known: list[str]) -> dict[str, Any]:
    """Steps by measure (all of `known`), actor and stage; None where the plan has no step."""
    actors, stages = seen(rows, "actor"), seen(rows, "stage")
    steps: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        steps[row["measure"], row["actor"], row["stage"]] += row["steps"]
    most = max(steps.values(), default=0)
    pairs = [(actor, stage) for actor in actors for stage in stages]
    return {
        "actors": actors,
        "stages": stages,
        "rows": [
            (m, [(steps.get((m, *pair)), level(steps[m, *pair], most)) for pair in pairs])
            for m in sorted({*known, *measures(rows, [])}, key=natural)
        ],
        "totals": [sum(count for key, count in steps.items() if key[1:] == pair) for pair in pairs],
    }


def reviews(rows: list[Row], known: list[str]) -> dict[str, Any]:
    """Whether each narrative of a sheet is written; None where there is no such row, as for a measure without sheet."""
    columns = seen(rows, "narrative")
    present = {(row["measure"], row["program"], row["narrative"]): row["present"] for row in rows}
    sheets = list(dict.fromkeys((row["measure"], row["program"]) for row in rows))
    sheets += [(measure, None) for measure in known if measure not in measures(rows, [])]
    sheets.sort(key=lambda sheet: natural(sheet[0]))
    return {
        "columns": columns,
        "rows": [(m, program, [present.get((m, program, c)) for c in columns]) for m, program in sheets],
    }


def seen(rows: list[Row], column: str) -> list[Any]:
    """The values of a column, each once, in the order of the rows."""
    return list(dict.fromkeys(row[column] for row in rows))
