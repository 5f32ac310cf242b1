"""What the pages of a report show, worked out from the rows of questions as plain values; no HTML here."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from plangraph.pictures.pages import natural, split

Row = dict[str, Any]

COLUMNS: Final[dict[str, dict[str, str]]] = {
    "department-programs": {"department": "name", "programs": "number", "shared": "number"},
    "department-collaboration": {"a": "name", "b": "name", "programs": "number", "names": "list"},
    "bridging-organizations": {"organization": "name", "departments": "list"},
    "program-overlap": {
        "program": "name", "listings": "number", "measures": "inline", "departments": "list", "disagreement": "codes",
    },
    "program-listings": {
        "policy": "text", "measure": "text", "order": "number", "name": "name", "content": "name",
        "departments": "list", "multilayered": "flag", "source": "text",
    },
    "framework-coverage": {
        "pillar": "name", "policy": "text", "topic": "name", "stated": "flag", "confidence": "number",
    },
    "indicators": {
        "measure": "text", "element": "name", "label": "name", "unit": "name", "baseline": "number", "baselineYear": "year",
        "midterm": "number", "midtermYear": "year", "latest": "number", "latestYear": "year", "target": "number",
        "targetYear": "year",
    },
    "coverage-gaps": {"kind": "name", "element": "name", "missing": "name"},
    "action-changes": {"measure": "text", "actor": "name", "stage": "name", "steps": "number"},
    "reviews": {"measure": "text", "program": "name", "narrative": "name", "present": "flag"},
}  # fmt: skip
"""The columns of each question that a table shows, and how a cell of each is written."""


def table(question: str, rows: list[Row], t: dict[str, str]) -> dict[str, Any]:
    """The table of a question: a title, (heading, kind) pairs, and the cells of every row in the order of the rows."""
    kinds = COLUMNS[question]
    return {
        "title": t[f"table_{question}"],
        "columns": [(t[f"column_{name}"], kind) for name, kind in kinds.items()],
        "rows": [[_cell(row[name], kind) for name, kind in kinds.items()] for row in rows],
    }


def measures(*questions: list[Row]) -> list[str]:
    """The numbers of the measures that any of the rows name, 1-2 before 1-10."""
    return sorted({row["measure"] for rows in questions for row in rows if row["measure"]}, key=natural)


def for_tables(answers: dict[str, list[Row]], lang: str) -> dict[str, list[Row]]:
    """The answers with what tables add: the content of each listing (attached text, else gloss), the measure of an indicator."""
    gloss = "englishGloss" if lang == "en" else "gloss"
    said = {row["listingIri"]: row["text"] or row[gloss] for row in answers["descriptions"]}
    known = numbers(answers["structure"])
    return answers | {
        "program-listings": [row | {"content": said.get(row["listingIri"])} for row in answers["program-listings"]],
        "indicators": [row | {"measure": known.get(row["measureIri"])} for row in answers["indicators"]],
    }


def numbers(structure: list[Row]) -> dict[str, str]:
    """The printed number of each element of a plan that has one, by IRI."""
    return {row["elementIri"]: row["number"] for row in structure if row["number"]}


def measure_names(structure: list[Row]) -> dict[str, str]:
    """The names of the measures by their numbers."""
    return {row["number"]: row["name"] for row in structure if row["typeIri"].endswith("ns#Measure") and row["number"]}


def facts(rows: dict[str, list[Row]]) -> dict[str, int]:
    """The counts that the front page tells of a plan."""
    listings, overlap, indicators = rows["program-listings"], rows["program-overlap"], rows["indicators"]
    return {
        "measures": len(measures(listings)),
        "rows": len(listings),
        "programs": len({row["programIri"] for row in listings} - {None}),
        "repeated": len(overlap),
        "differing": sum(bool(row["disagreement"]) for row in overlap),
        "departments": len(rows["department-programs"]),
        "pairs": len(rows["department-collaboration"]),
        "organizations": len(rows["organizations"]),
        "bridging": len(rows["bridging-organizations"]),
        "pillars": len({row["pillarIri"] for row in rows["framework-coverage"]}),
        "topics": sum(row["topic"] is not None for row in rows["framework-coverage"]),
        "indicators": len(indicators),
        "no_baseline": sum(row["baseline"] is None for row in indicators),
        "no_unit": sum(row["unit"] is None for row in indicators),
        "gaps": len(rows["coverage-gaps"]),
        "steps": sum(row["steps"] for row in rows["action-changes"]),
        "narratives": len(rows["reviews"]),
        "unwritten": sum(not row["present"] for row in rows["reviews"]),
    }


def department_measures(listings: list[Row]) -> dict[str, Any]:
    """How many rows each department has under each measure; a row without a department counts under None."""
    columns = measures(listings)
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
        "rows": [(d, [(cells[d, m], level(cells[d, m], most)) for m in columns], totals[d]) for d in order],
        "totals": [sum(row["measure"] == m for row in listings) for m in columns],
        "total": len(listings),
    }


def level(value: int, most: int) -> int:
    """A shade from 0 (nothing) to 4 (near the highest)."""
    return -(-4 * value // most) if most else 0


def framework(coverage: list[Row], gaps: list[Row], structure: list[Row]) -> dict[str, Any]:
    """Topics by pillar and policy; pillars and policies that answer nothing are there too, and said to be gaps."""
    answering = [row for row in gaps if (row["propertyIri"] or "").endswith("ns#answers")]
    pillars = {row["pillarIri"]: row["pillar"] for row in coverage}
    pillars |= {r["elementIri"]: r["element"] for r in answering if "/framework-pillar/" in r["elementIri"]}
    own_policies = [row for row in structure if row["typeIri"].endswith("ns#Policy")]
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
    for kind in _seen(gaps, "kind"):
        own = [row for row in gaps if row["kind"] == kind]
        counts = Counter((row["elementIri"], row["missing"]) for row in own)
        columns = _seen(own, "missing")
        elements = {row["elementIri"]: row["element"] for row in own}
        rows = [(known.get(iri, ""), element, [counts[iri, m] for m in columns]) for iri, element in elements.items()]
        rows.sort(key=lambda row: natural(row[0]))
        groups.append({"kind": kind, "count": len(own), "columns": columns, "rows": rows})
    return groups


def changes(rows: list[Row], known: list[str]) -> dict[str, Any]:
    """Steps by measure (all of `known`), actor and stage; None where the plan has no step."""
    actors, stages = _seen(rows, "actor"), _seen(rows, "stage")
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
            for m in sorted({*known, *measures(rows)}, key=natural)
        ],
        "totals": [sum(count for key, count in steps.items() if key[1:] == pair) for pair in pairs],
    }


def reviews(rows: list[Row], known: list[str]) -> dict[str, Any]:
    """Whether each narrative of a sheet is written; None where there is no such row, as for a measure without sheet."""
    columns = _seen(rows, "narrative")
    present = {(row["measure"], row["program"], row["narrative"]): row["present"] for row in rows}
    sheets = list(dict.fromkeys((row["measure"], row["program"]) for row in rows))
    sheets += [(measure, None) for measure in known if measure not in measures(rows)]
    sheets.sort(key=lambda sheet: natural(sheet[0]))
    return {
        "columns": columns,
        "rows": [(m, program, [present.get((m, program, c)) for c in columns]) for m, program in sheets],
    }


def _seen(rows: list[Row], column: str) -> list[Any]:
    return list(dict.fromkeys(row[column] for row in rows))


def _cell(value: Any, kind: str) -> Any:
    return split(value) if kind in ("list", "inline", "codes") else value
