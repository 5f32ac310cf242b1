"""What plans have beside one another: themes by city, and what each generation of a series answers, as plain values."""

from __future__ import annotations

from typing import Any, Final

from plangraph.view.matrix import Row, level, seen

KINDS: Final = ("FrameworkPillar", "Theme", "TargetGroup", "ActorRole")
"""The kinds of concepts in the order of the page of generations, each the end of its IRI; others follow."""


def themes(plans: list[tuple[str, list[Row], list[Row]]]) -> dict[str, Any]:
    """Programs by theme (down) and city (across); the shade tells a theme's share within its own city.

    `plans` are (title, rows of themes-across-cities, rows of coverage-across-generations); the latter know the themes
    that no plan takes up. Each cell is (programs, shade, lowest confidence).
    """
    rows = [row for _, own, _ in plans for row in own]
    cities = {row["municipalityIri"]: row["municipality"] for row in rows}
    cells: dict[tuple[str, str], tuple[int, float | None]] = {}
    for row in rows:
        key = (row["themeIri"], row["municipalityIri"])
        count, lowest = cells.get(key, (0, None))
        sure = [value for value in (lowest, row["confidence"]) if value is not None]
        cells[key] = (count + row["programs"], min(sure, default=None))
    most = {city: max(count for (_, own), (count, _) in cells.items() if own == city) for city in cities}
    known = [{row["themeIri"]: row["theme"] for row in own} for _, own, _ in plans]
    known += [{r["conceptIri"]: r["concept"] for r in judged if _is(r, "Theme")} for _, _, judged in plans]
    return {
        "columns": [
            (name, [title for title, own, _ in plans if any(row["municipalityIri"] == city for row in own)])
            for city, name in cities.items()
        ],
        "rows": [
            (theme, [_shaded(cells.get((iri, city), (0, None)), most[city]) for city in cities])
            for iri, theme in _merged(known).items()
        ],
    }


def generations(rows: list[Row], titles: dict[str, str]) -> dict[str, Any]:
    """What each plan answers, kind by kind: concepts down, plans across, by series and in the order of generations.

    `rows` are those of coverage-across-generations, `titles` the names of plans by IRI. A cell is None where a plan was
    not judged throughout; else its `gap` compares it with the earlier generation, as `gap` says.
    """
    plans = _ordered(rows)
    marked = with_gaps(rows, titles)
    found = {(row["planIri"], row["conceptIri"]): row for row in marked}
    kinds = []
    for kind in seen(marked, "kindIri"):
        own = [row for row in marked if row["kindIri"] == kind]
        most = {
            p["planIri"]: max((r["elements"] for r in own if r["planIri"] == p["planIri"]), default=0) for p in plans
        }
        concepts = _merged([{r["conceptIri"]: r["concept"] for r in own if r["planIri"] == iri} for iri in most])
        cells = {iri: [_cell(found.get((plan, iri)), most[plan]) for plan in most] for iri in concepts}
        kinds.append(
            {
                "kind": own[0]["kind"],
                "of": kind.rpartition("#")[2],
                "rows": [(label, cells[iri]) for iri, label in concepts.items()],
            }
        )
    series = [
        (name, [_column(p, plans, titles) for p in plans if p["series"] == name]) for name in seen(plans, "series")
    ]
    return {"series": series, "kinds": kinds}


def gap(row: Row, before: Row | None) -> str | None:
    """What a count says beside that of the earlier generation in the data, `before`; None where there is nothing to say.

    "new": it answered, this one does not; "old": neither does; "closed": this one answers what it left out; "gap":
    this one does not answer, and nothing is known of an earlier one.
    """
    if row["elements"]:
        return "closed" if before is not None and not before["elements"] else None
    return "gap" if before is None else "new" if before["elements"] else "old"


def with_gaps(rows: list[Row], titles: dict[str, str]) -> list[Row]:
    """The rows of coverage-across-generations in the order of the page, with the title of the plan and the mark of `gap`."""
    plans = _ordered(rows)
    order = [plan["planIri"] for plan in plans]
    kinds = sorted(seen(rows, "kindIri"), key=_rank)
    found = {(row["planIri"], row["conceptIri"]): row for row in rows}
    before = {plan["planIri"]: (_earlier(plan, plans) or {"planIri": None})["planIri"] for plan in plans}
    return [
        row
        | {
            "title": titles.get(row["planIri"], row["series"]),
            "gap": gap(row, found.get((before[row["planIri"]], row["conceptIri"]))),
        }
        for row in sorted(rows, key=lambda row: (kinds.index(row["kindIri"]), order.index(row["planIri"])))
    ]


def _ordered(rows: list[Row]) -> list[Row]:
    """A row of each plan, by series and generation; a plan that gives no generation comes last."""
    plans = {row["planIri"]: row for row in rows}
    return sorted(
        plans.values(), key=lambda p: (p["series"], p["generation"] is None, p["generation"] or 0, p["planIri"])
    )


def _earlier(plan: Row, plans: list[Row]) -> Row | None:
    """The nearest earlier generation of the series in the data, which need not be the one just before."""
    before = [
        other
        for other in plans
        if other["series"] == plan["series"]
        and None not in (other["generation"], plan["generation"])
        and other["generation"] < plan["generation"]
    ]
    return before[-1] if before else None


def _column(plan: Row, plans: list[Row], titles: dict[str, str]) -> Row:
    """The head of a plan's column; `absent` are the generations between it and the earlier one, which the data lack."""
    before = _earlier(plan, plans)
    return {
        "title": titles.get(plan["planIri"], plan["series"]),
        "generation": plan["generation"],
        "earlier": before["generation"] if before else None,
        "absent": list(range(before["generation"] + 1, plan["generation"])) if before else [],
    }


def _merged(lists: list[dict[str, str]]) -> dict[str, str]:
    """All concepts by IRI, in the order of the list that holds most of them."""
    merged: dict[str, str] = {}
    for each in sorted(lists, key=len, reverse=True):
        merged |= each
    return merged


def _is(row: Row, kind: str) -> bool:
    return bool(row["kindIri"].endswith("ns#" + kind))


def _rank(kind: str) -> int:
    end = kind.rpartition("#")[2]
    return KINDS.index(end) if end in KINDS else len(KINDS)


def _shaded(cell: tuple[int, float | None], most: int) -> tuple[int, int, float | None]:
    return (cell[0], level(cell[0], most), cell[1])


def _cell(row: Row | None, most: int) -> Row | None:
    if row is None:
        return None
    kept = {key: row[key] for key in ("elements", "stated", "confidence", "gap")}
    return kept | {"level": level(row["elements"], most)}
