"""Whom a plan reaches and where: target groups by department, and areas with what is theirs, as plain values."""

from __future__ import annotations

from collections import Counter
from typing import Any

from plangraph.view.matrix import Row, is_a, level, seen
from plangraph.view.pages import split


def audience(rows: list[Row], judged: list[Row]) -> dict[str, Any]:
    """Programs by target group (down) and department (across, the one with most first).

    `judged` are the rows of coverage-across-generations; they know the groups without a department. A row's `mark` is
    "single" where one department of several alone serves the group, "unnamed" where no program of the group names a department,
    "nobody" where the plan has no program for it, else None.
    """
    counted = {row["conceptIri"]: row for row in judged if row["kindIri"].endswith("ns#TargetGroup")}
    groups = {iri: row["concept"] for iri, row in counted.items()}
    groups |= {row["targetGroupIri"]: row["targetGroup"] for row in rows}
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["departmentIri"]] += row["programs"]
    labels = {row["departmentIri"]: row["department"] for row in rows}
    departments = sorted(labels, key=lambda iri: (-totals[iri], labels[iri], iri))
    cells = {(row["targetGroupIri"], row["departmentIri"]): row for row in rows}
    most = max((row["programs"] for row in rows), default=0)
    shown = []
    for iri, group in groups.items():
        own = [cells.get((iri, department)) for department in departments]
        serving = sum(row is not None for row in own)
        elements = counted[iri]["elements"] if iri in counted else None
        shown.append(
            {
                "group": group,
                "cells": [_served(row, most) for row in own],
                "departments": serving,
                "mark": _mark(serving, len(departments), elements),
            }
        )
    return {"columns": [labels[iri] for iri in departments], "rows": shown}


def _mark(serving: int, departments: int, elements: int | None) -> str | None:
    if serving:
        return "single" if serving == 1 < departments else None
    return "unnamed" if elements else "nobody"


def _served(row: Row | None, most: int) -> Row | None:
    if row is None:
        return None
    return {"count": row["programs"], "level": level(row["programs"], most), "names": split(row["names"])}


def areas(policies: list[Row], facilities: list[Row], practices: list[Row], structure: list[Row]) -> dict[str, Any]:
    """A row an area with its policies, places and good practices; apart from these, what no area is named for.

    `parts` says which of the three any area has, `level` what the plan calls all policies of areas. What has no area is grouped by the element that it is part of.
    """
    levels = {row["elementIri"]: row["level"] for row in structure}
    own = {levels.get(row["policyIri"]) for row in policies if row["areaIri"]}
    common = own.pop() if len(own) == 1 else None
    names = {row["elementIri"]: row["name"] for row in structure}
    told = {"policies": policies, "facilities": facilities, "practices": practices}
    labels = {row["areaIri"]: row["area"] for rows in told.values() for row in rows if row["areaIri"]}
    written = {
        "policies": [_policy(row, levels) for row in policies],
        "facilities": [row["facility"] for row in facilities],
        "practices": [_practice(row) for row in practices],
    }
    shown: list[Row] = [
        {"area": labels[iri]}
        | {
            part: [text for row, text in zip(rows, written[part], strict=True) if row["areaIri"] == iri]
            for part, rows in told.items()
        }
        for iri in sorted(labels)
    ]
    groups = [
        {
            "of": names.get(part),
            "policies": [_policy(row, levels) for row in policies if not row["areaIri"] and row["partOfIri"] == part],
        }
        for part in seen([row for row in policies if not row["areaIri"]], "partOfIri")
    ]
    return {
        "level": common,
        "parts": [part for part in told if any(row[part] for row in shown)],
        "rows": shown,
        "groups": groups,
        "practices": [_practice(row) for row in practices if not row["areaIri"]],
    }


def _policy(row: Row, levels: dict[str, str | None]) -> Row:
    return {"text": row["policy"], "level": levels.get(row["policyIri"]), "slogan": is_a(row, "Vision")}


def _practice(row: Row) -> Row:
    return {"name": row["practice"], "partners": split(row["partners"])}
