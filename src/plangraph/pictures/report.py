"""Write the report: a front page and eight pages a plan, in Japanese and English, to read offline and to print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from plangraph.errors import PlangraphError
from plangraph.pictures import charts, picture, views
from plangraph.pictures.network import VIEWS, Rows, network
from plangraph.pictures.pages import LANGUAGES, counted, natural, render, texts
from plangraph.pictures.views import Row

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS: Final = (*views.COLUMNS, "organizations", "structure", "descriptions")
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "departments": ("department-collaboration", "department-programs", "bridging-organizations"),
    "overlap": ("program-overlap",),
    "matrix": ("program-listings",),
    "framework": ("framework-coverage",),
    "indicators": ("indicators",),
    "gaps": ("coverage-gaps",),
    "changes": ("action-changes",),
    "reviews": ("reviews",),
}
"""The pages of a plan in order, each with the questions whose rows it shows as tables; the first is counted."""

Answers = dict[str, list[Row]]


def write(folder: Path, rows_of: Rows, *, plans: list[str] | None = None) -> list[Path]:
    """Write all pages below `folder` and return their paths, sorted.

    Japanese stands at the top and English in `en/`; each plan has a folder of its own in both. `rows_of(question,
    plan=...)` gives the rows of a question; without `plans`, every plan that the question "plans" names is written.
    """
    known = {row["plan"]: row for row in reversed(rows_of("plans"))}
    for plan in plans or []:
        if plan not in known:
            raise PlangraphError(
                f"計画「{plan}」はデータにありません。{'、'.join(sorted(known))} から選んでください。",
                f"There is no plan {plan} in the data. Choose one of {', '.join(sorted(known))}.",
            )
    chosen = sorted(known) if plans is None else list(dict.fromkeys(plans))
    folders = folder_names(chosen)
    answers = {plan: {q: rows_of(q, plan=plan) for q in QUESTIONS} for plan in chosen}
    pages: dict[str, str] = {}
    for lang in LANGUAGES:
        base = "" if lang == "ja" else lang + "/"
        pages[base + "index.html"] = _front(lang, [(known[plan], folders[plan], answers[plan]) for plan in chosen])
        for plan in chosen:
            for name in PAGES:
                pages[f"{base}{folders[plan]}/{name}.html"] = _page(
                    name, lang, known[plan], folders[plan], answers[plan]
                )
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


def _front(lang: str, plans: list[tuple[Row, str, Answers]]) -> str:
    t = texts(lang)
    other = "en/index.html" if lang == "ja" else "../index.html"
    sections = [
        {"title": row["title"], "sentences": summary(row, answers, lang), "cards": _cards(folder, answers, lang)}
        for row, folder, answers in plans
    ]
    values = {"title": t["front_title"], "lead": t["front_lead"], "nav": _nav(lang, other), "sections": sections}
    return render("index.html", lang, **values)


def summary(plan: Row, answers: Answers, lang: str) -> list[str]:
    """The sentences that tell of a plan; what has no rows is passed over."""
    t, counts = texts(lang), views.facts(answers)
    words = {key: counted(lang, f"n_{key}", count) for key, count in counts.items()}
    years = [str(plan[key]) for key in ("startYear", "endYear") if plan[key] is not None]
    about = [plan["municipality"] or plan["publisher"], t["years"].format(years="–".join(years)) if years else None]
    told = t["list_join"].join(part for part in (*about, plan["status"]) if part)
    sentences = [t["about"].format(told=told)] if told else []
    needed = {
        "rows": "programs_sentence",
        "repeated": "overlap_sentence",
        "departments": "departments_sentence",
        "organizations": "organizations_sentence",
        "topics": "framework_sentence",
        "indicators": "indicators_sentence",
        "steps": "changes_sentence",
        "narratives": "reviews_sentence",
        "gaps": "gaps_sentence",
    }
    return sentences + [t[key].format(**words) for fact, key in needed.items() if counts[fact]]


def _cards(folder: str, answers: Answers, lang: str) -> list[Row]:
    t = texts(lang)
    return [
        {
            "href": f"{folder}/{name}.html",
            "title": t[f"title_{name}"],
            "text": t[f"card_{name}"],
            "count": counted(lang, f"n_{name}_rows", len(answers[questions[0]])),
        }
        for name, questions in PAGES.items()
    ]


def _nav(lang: str, other: str, home: str | None = None, plan: str = "", current: str = "") -> Row:
    t = texts(lang)
    pages = [{"href": f"{name}.html", "text": t[f"nav_{name}"], "current": name == current} for name in PAGES]
    return {"home": home, "plan": plan, "pages": pages if current else [], "other": other}


def _page(name: str, lang: str, plan: Row, folder: str, answers: Answers) -> str:
    t = texts(lang)
    other = f"../en/{folder}/{name}.html" if lang == "ja" else f"../../{folder}/{name}.html"
    answers = views.for_tables(answers, lang)
    values: Row = {
        "title": t[f"title_{name}"],
        "lead": t[f"lead_{name}"],
        "plan": plan["title"],
        "nav": _nav(lang, other, "../index.html", plan["title"], name),
        "tables": [views.table(question, answers[question], t) for question in PAGES[name]],
    }
    if name in VIEWS:
        return picture.to_html(_network(name, answers), title=values["title"], lang=lang, page=values)
    values["empty"] = not any(answers[question] for question in PAGES[name])
    known = sorted(views.measure_names(answers["structure"]), key=natural)
    shown = _shown(name, answers, known)
    names = views.measure_names(answers["structure"])
    return render(f"{name}.html", lang, **values, shown=shown, names=names)


def _network(name: str, answers: Answers) -> Any:
    return network(name, lambda question, **_: answers[question])


def _shown(name: str, answers: Answers, known: list[str]) -> Any:
    """The plain values of the picture of page `name`."""
    match name:
        case "matrix":
            return views.department_measures(answers["program-listings"])
        case "framework":
            return views.framework(answers["framework-coverage"], answers["coverage-gaps"], answers["structure"])
        case "indicators":
            return charts.indicators(answers["indicators"], views.numbers(answers["structure"]))
        case "gaps":
            return views.gap_groups(answers["coverage-gaps"], views.numbers(answers["structure"]))
        case "changes":
            return views.changes(answers["action-changes"], known)
        case _:
            return views.reviews(answers["reviews"], known)
