"""Write the report: a front page, pages of each plan and pages over all plans, in Japanese and English, for screen and paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from plangraph.errors import no_plan
from plangraph.render import network_page
from plangraph.view import chart, coverage_matrix, matrix, reach, summary, table
from plangraph.view.matrix import Row
from plangraph.view.network import VIEWS, Rows, network
from plangraph.view.pages import LANGUAGES, counted, render, texts
from plangraph.view.summary import Answers

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS: Final = (*table.COLUMNS, "organizations", "structure", "descriptions", "related-plans")
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "departments": ("department-collaboration", "department-programs"),
    "partners": ("organization-departments", "bridging-organizations"),
    "overlap": ("program-overlap",),
    "matrix": ("program-listings",),
    "audience": ("target-groups-by-department", "shared-audience"),
    "areas": ("area-policies", "area-facilities", "good-practices"),
    "framework": ("framework-coverage",),
    "indicators": ("indicators",),
    "background": ("progress-checks", "statistics"),
    "gaps": ("coverage-gaps",),
    "changes": ("action-changes",),
    "reviews": ("reviews",),
}
"""The pages of a plan in order, each with the questions whose rows it shows as tables; the first is counted."""

OVERALL: Final = {"themes": "themes-across-cities", "generations": "coverage-across-generations"}
"""The pages over all plans in order, each with the question whose rows it shows."""

Plans = list[tuple[Row, str, Answers]]
"""Each plan as its row, its folder and its answers."""


def write(folder: Path, rows_of: Rows, *, plans: list[str] | None = None) -> list[Path]:
    """Write all pages below `folder` and return their paths, sorted.

    Japanese stands at the top and English in `en/`; each plan has a folder of its own in both, with the pages for which
    it has rows. `rows_of(question, plan=...)` gives the rows of a question; without `plans`, every plan that the
    question "plans" names is written.
    """
    known = {row["plan"]: row for row in reversed(rows_of("plans"))}
    for plan in plans or []:
        if plan not in known:
            raise no_plan(plan, known)
    chosen = sorted(known) if plans is None else list(dict.fromkeys(plans))
    folders = folder_names(chosen)
    told: Plans = [(known[p], folders[p], {q: rows_of(q, plan=p) for q in QUESTIONS}) for p in chosen]
    pages: dict[str, str] = {}
    for lang in LANGUAGES:
        base = "" if lang == "ja" else lang + "/"
        pages[base + "index.html"] = _front(lang, told)
        for name in _overall(told):
            pages[f"{base}{name}.html"] = _overall_page(name, lang, told)
        for row, own, answers in told:
            for name in page_names(answers):
                pages[f"{base}{own}/{name}.html"] = _page(name, lang, row, own, answers)
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return sorted(folder / path for path in pages)


def folder_names(plans: list[str]) -> dict[str, str]:
    """A folder for each plan: its name with only letters, digits, "-", "_" and "." left, and no two alike."""
    names: dict[str, str] = {}
    for plan in plans:
        stem = name = re.sub(r"[^\w.-]+", "-", plan).strip("-.") or "plan"
        count = 1
        while name.lower() in {"en", *(taken.lower() for taken in names.values())}:
            count += 1
            name = f"{stem}-{count}"
        names[plan] = name
    return names


def page_names(answers: Answers) -> list[str]:
    """The pages that a plan has: those with rows; departments that work together need two."""
    alone = len(answers["department-programs"]) == 1 and not answers["department-collaboration"]
    return [
        name
        for name, questions in PAGES.items()
        if any(answers[question] for question in questions) and not (name == "departments" and alone)
    ]


def _overall(told: Plans) -> list[str]:
    return [name for name, question in OVERALL.items() if any(answers[question] for _, _, answers in told)]


def _front(lang: str, told: Plans) -> str:
    t = texts(lang)
    other = "en/index.html" if lang == "ja" else "../index.html"
    sections = [
        {
            "title": row["title"],
            "sentences": summary.summary(row, answers, lang),
            "related": summary.related(answers["related-plans"], lang),
            "cards": _cards(folder, answers, lang),
        }
        for row, folder, answers in told
    ]
    overall = [
        {"href": f"{name}.html", "title": t[f"title_{name}"], "text": t[f"card_{name}"], "count": ""}
        for name in _overall(told)
    ]
    nav: Row = {"home": None, "pages": [], "other": other}
    values = {"title": t["front_title"], "lead": t["front_lead"], "nav": nav, "sections": sections}
    return render("index.html", lang, **values, overall=overall)


def _cards(folder: str, answers: Answers, lang: str) -> list[Row]:
    t = texts(lang)
    return [
        {
            "href": f"{folder}/{name}.html",
            "title": t[f"title_{name}"],
            "text": t[f"card_{name}"],
            "count": counted(lang, f"n_{name}_rows", len(answers[PAGES[name][0]])) if answers[PAGES[name][0]] else "",
        }
        for name in page_names(answers)
    ]


def _nav(lang: str, names: list[str], current: str, *, other: str, home: str, plan: str | None) -> Row:
    """The links of a page; `plan` is None on pages over all plans."""
    t = texts(lang)
    pages = [{"href": f"{name}.html", "text": t[f"nav_{name}"], "current": name == current} for name in names]
    return {"home": home, "plan": plan, "pages": pages, "other": other}


def _page(name: str, lang: str, plan: Row, folder: str, answers: Answers) -> str:
    t = texts(lang)
    other = f"../en/{folder}/{name}.html" if lang == "ja" else f"../../{folder}/{name}.html"
    nav = _nav(lang, page_names(answers), name, other=other, home="../index.html", plan=plan["title"])
    answers = table.for_tables(answers, lang)
    values: Row = {
        "title": t[f"title_{name}"],
        "lead": t[f"lead_{name}"],
        "plan": plan["title"],
        "nav": nav,
        "tables": [table.table(question, answers[question], t) for question in PAGES[name] if answers[question]],
    }
    if name in VIEWS:
        graph = network(name, lambda question, **_: answers[question])
        return network_page.to_html(graph, title=values["title"], lang=lang, page=values)
    names, shown = matrix.measure_names(answers["structure"]), _shown(name, answers)
    if name == "framework" and shown["plain"]:
        values["lead"] = t["lead_framework_plain"]
    return render(f"{name}.html", lang, **values, empty=False, shown=shown, names=names)


def _shown(name: str, answers: Answers) -> Any:
    """The plain values of the picture of page `name`."""
    structure, judged = answers["structure"], answers["coverage-across-generations"]
    known = matrix.known_measures(structure)
    match name:
        case "matrix":
            return matrix.department_measures(answers["program-listings"], structure)
        case "audience":
            return reach.audience(answers["target-groups-by-department"], judged)
        case "areas":
            return reach.areas(
                answers["area-policies"], answers["area-facilities"], answers["good-practices"], structure
            )
        case "framework":
            return matrix.framework(answers["framework-coverage"], answers["coverage-gaps"], structure, judged)
        case "indicators":
            return chart.indicators(answers["indicators"], structure)
        case "gaps":
            return matrix.gap_groups(answers["coverage-gaps"], matrix.numbers(structure))
        case "changes":
            return matrix.changes(answers["action-changes"], known)
        case "reviews":
            return matrix.reviews(answers["reviews"], known)
        case _:
            return None


def _overall_page(name: str, lang: str, told: Plans) -> str:
    t, question = texts(lang), OVERALL[name]
    other = f"en/{name}.html" if lang == "ja" else f"../{name}.html"
    titles = {row["planIri"]: row["title"] for row, _, _ in told}
    judged = [row for _, _, answers in told for row in answers["coverage-across-generations"]]
    if name == "themes":
        rows = [each | {"title": plan["title"]} for plan, _, answers in told for each in answers[question]]
        shown = coverage_matrix.themes(
            [(plan["title"], answers[question], answers["coverage-across-generations"]) for plan, _, answers in told]
        )
    else:
        rows = coverage_matrix.with_gaps(judged, titles)
        shown = coverage_matrix.generations(judged, titles)
    values = {
        "title": t[f"title_{name}"],
        "lead": t[f"lead_{name}"],
        "nav": _nav(lang, _overall(told), name, other=other, home="index.html", plan=None),
        "tables": [table.table(question, rows, t)],
    }
    return render(f"{name}.html", lang, **values, empty=False, shown=shown)
