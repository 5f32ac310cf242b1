"""Where the values of an indicator stand on a line of their own, as plain numbers for an SVG."""

from __future__ import annotations

from typing import Any, Final

from plangraph.view.matrix import Row, is_a
from plangraph.view.pages import natural, number

LEFT: Final = 50.0
RIGHT: Final = 550.0
MARKS: Final = ("midterm", "target", "baseline", "latest")


def indicators(rows: list[Row], structure: list[Row]) -> dict[str, Any]:
    """One chart an indicator, by the number of its measure: its marks from left (least) to right (most), and what is not said.

    Where no indicator has an actual value, `reported` is false and no chart misses one.
    """
    known = {row["elementIri"]: row for row in structure if row["number"]}
    reported = any(row["latest"] is not None for row in rows)
    pairs = [(row, known.get(row["measureIri"])) for row in rows]
    pairs.sort(key=lambda pair: (pair[1] is None, natural(pair[1]["number"] if pair[1] else None)))
    return {"reported": reported, "charts": [_chart(row, measure, reported) for row, measure in pairs]}


def _chart(row: Row, measure: Row | None, reported: bool) -> dict[str, Any]:
    values = {kind: row[kind] for kind in MARKS if _is_number(row[kind])}
    least, most = min(values.values(), default=0), max(values.values(), default=0)
    marks = [
        {"kind": kind, "x": _place(value, least, most), "value": number(value), "year": row[f"{kind}Year"]}
        for kind, value in values.items()
    ]
    for mark in marks:
        mark["anchor"] = "start" if mark["x"] < 200 else "end" if mark["x"] > 400 else "middle"
    wanted = ("baseline", *(("latest",) if reported else ()), "target", "unit", "label")
    return {
        "measure": measure["number"] if measure else "",
        "initiative": measure is not None and is_a(measure, "Initiative"),
        "element": row["element"],
        "label": row["label"],
        "unit": row["unit"],
        "confidence": row["confidence"],
        "marks": marks,
        "missing": [name for name in wanted if row[name] is None],
    }


def _place(value: float, least: float, most: float) -> float:
    share = (value - least) / (most - least) if most > least else 0.5
    return float(round(LEFT + share * (RIGHT - LEFT), 1))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
