"""Which columns of each question a table shows, and how a cell of each is written."""

from __future__ import annotations

from typing import Any, Final

from plangraph.view.matrix import Row, numbers
from plangraph.view.pages import split

COLUMNS: Final[dict[str, dict[str, str]]] = {
    "department-programs": {"department": "name", "programs": "number", "shared": "number"},
    "department-collaboration": {"a": "name", "b": "name", "programs": "number", "names": "list"},
    "organization-departments": {"organization": "name", "department": "name", "programs": "number", "names": "run"},
    "bridging-organizations": {"organization": "name", "departments": "list"},
    "program-overlap": {
        "program": "name", "listings": "number", "measures": "inline", "departments": "list", "disagreement": "codes",
    },
    "program-listings": {
        "policy": "text", "measure": "text", "order": "number", "name": "name", "content": "name",
        "departments": "list", "multilayered": "flag", "source": "text", "confidence": "number",
    },
    "target-groups-by-department": {
        "targetGroup": "name", "department": "name", "programs": "number", "names": "run", "confidence": "number",
    },
    "shared-audience": {
        "targetGroup": "name", "theme": "name", "programs": "number", "departments": "list", "names": "run",
        "confidence": "number",
    },
    "area-policies": {"area": "name", "policy": "name"},
    "area-facilities": {"area": "name", "facility": "name"},
    "good-practices": {"area": "name", "practice": "name", "partners": "list"},
    "framework-coverage": {
        "pillar": "name", "policy": "text", "topic": "name", "stated": "flag", "confidence": "number",
    },
    "indicators": {
        "measure": "text", "element": "name", "label": "name", "unit": "name", "baseline": "number", "baselineYear": "year",
        "midterm": "number", "midtermYear": "year", "latest": "number", "latestYear": "year", "target": "number",
        "targetYear": "year", "confidence": "number",
    },
    "coverage-gaps": {"kind": "name", "element": "name", "missing": "name", "confidence": "number"},
    "action-changes": {"measure": "text", "actor": "name", "stage": "name", "steps": "number"},
    "reviews": {"measure": "text", "program": "name", "narrative": "name", "present": "flag"},
    "progress-checks": {
        "check": "name", "checkedPart": "name", "reviewers": "list", "reporters": "list", "recipients": "list",
        "frequency": "name",
    },
    "statistics": {
        "label": "name", "value": "number", "unit": "name", "asOf": "text", "dataSource": "name", "sample": "number",
    },
    "themes-across-cities": {
        "theme": "name", "municipality": "name", "title": "name", "programs": "number", "confidence": "number",
    },
    "coverage-across-generations": {
        "title": "name", "kind": "name", "concept": "name", "elements": "number", "stated": "flag",
        "confidence": "number", "gap": "sign",
    },
}  # fmt: skip
"""The columns that a table shows, in order. Those of no question are added by `for_tables` and `comparing`."""


def table(question: str, rows: list[Row], t: dict[str, str]) -> dict[str, Any]:
    """The table of a question: a title, (heading, kind) pairs, and the cells of every row in the order of the rows.

    A heading of a question's own stands under column_QUESTION_NAME; a column without any value is left out.
    """
    kinds = {
        name: kind
        for name, kind in COLUMNS[question].items()
        if not rows or name not in SPARE or any(row[name] is not None for row in rows)
    }
    return {
        "title": t[f"table_{question}"],
        "columns": [(t.get(f"column_{question}_{name}") or t[f"column_{name}"], kind) for name, kind in kinds.items()],
        "rows": [[_cell(row[name], kind) for name, kind in kinds.items()] for row in rows],
    }


SPARE: Final = ("policy", "content", "multilayered", "confidence", "midterm", "midtermYear", "latest", "latestYear")
"""Columns that many plans leave empty throughout; then a table does without them."""


def for_tables(answers: dict[str, list[Row]], lang: str) -> dict[str, list[Row]]:
    """The answers with what tables add: the content of each listing (attached text, else gloss), the measure of an indicator."""
    gloss = "englishGloss" if lang == "en" else "gloss"
    said = {row["listingIri"]: row["text"] or row[gloss] for row in answers["descriptions"]}
    known = numbers(answers["structure"])
    return answers | {
        "program-listings": [row | {"content": said.get(row["listingIri"])} for row in answers["program-listings"]],
        "indicators": [row | {"measure": known.get(row["measureIri"])} for row in answers["indicators"]],
    }


def _cell(value: Any, kind: str) -> Any:
    return split(value) if kind in ("list", "run", "inline", "codes") else value
