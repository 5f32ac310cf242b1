"""Where the values of an indicator stand on a line of their own, as plain numbers for an SVG."""

from __future__ import annotations

from typing import Any, Final

from plangraph.pictures.pages import number
from plangraph.pictures.views import Row

LEFT: Final = 50.0
RIGHT: Final = 550.0
MARKS: Final = ("midterm", "target", "baseline", "latest")


def indicators(rows: list[Row], known: dict[str, str]) -> list[dict[str, Any]]:
    """One chart an indicator: its marks from left (least) to right (most), and what the plan does not say.

    `known` gives the numbers of measures by IRI.
    """
    return [_chart(row, known.get(row["measureIri"] or "", "")) for row in rows]


def _chart(row: Row, measure: str) -> dict[str, Any]:
    values = {kind: row[kind] for kind in MARKS if _is_number(row[kind])}
    least, most = min(values.values(), default=0), max(values.values(), default=0)
    marks = [
        {"kind": kind, "x": _place(value, least, most), "value": number(value), "year": row[f"{kind}Year"]}
        for kind, value in values.items()
    ]
    for mark in marks:
        mark["anchor"] = "start" if mark["x"] < 200 else "end" if mark["x"] > 400 else "middle"
    missing = [name for name in ("baseline", "latest", "target", "unit", "label") if row[name] is None]
    return {
        "measure": measure,
        "element": row["element"],
        "label": row["label"],
        "unit": row["unit"],
        "marks": marks,
        "missing": missing,
    }


def _place(value: float, least: float, most: float) -> float:
    share = (value - least) / (most - least) if most > least else 0.5
    return float(round(LEFT + share * (RIGHT - LEFT), 1))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
