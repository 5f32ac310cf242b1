"""The report on plans: which pages it has, and what each shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plangraph.errors import PlangraphError, no_plan
from plangraph.store.labels import Item
from plangraph.text import LANGUAGES
from plangraph.view import Value, chart, coverage, matrix, network
from plangraph.view.chart import Charts
from plangraph.view.matrix import numbers
from plangraph.view.network import Network
from plangraph.view.summary import Answers, related, summary
from plangraph.view.table import COLUMNS, Cards, Line, Link, Listing, Matrix, Navigation, Row, Span, Table, line, table
from plangraph.view.texts import Phrase, counted, named, texts

QUESTIONS: Final = (*COLUMNS, "organizations", "structure", "descriptions", "related-plans")
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

Rows = Callable[..., list[Row]]
"""The rows of a question by its name, `plan` and `lang`."""


@dataclass(frozen=True)
class Section:
    """A part of a page: what is shown, under a title if it has one, and a list to stand beside it."""

    body: Matrix | Listing | Cards | Charts | Network
    title: Line = ()
    beside: Listing | None = None


@dataclass(frozen=True)
class Page(Value):
    """A page of the report: what it shows, with the same in tables below. It has no section where the plan has no rows."""

    name: str
    lang: str
    title: str
    lead: str
    navigation: Navigation | None = None
    note: str = ""
    legend: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class PageCard:
    """A page as the front page tells of it, with the number of what it shows."""

    href: str
    title: str
    text: str
    count: str = ""


@dataclass(frozen=True)
class PlanCard:
    """A plan as the front page tells of it: in sentences, by the plans that it is related to, and by its pages."""

    title: Item
    sentences: tuple[Phrase, ...]
    related: Phrase
    pages: tuple[PageCard, ...]


@dataclass(frozen=True)
class Front(Value):
    """The front page in one language."""

    lang: str
    title: str
    lead: str
    navigation: Navigation
    overall: tuple[PageCard, ...]
    plans: tuple[PlanCard, ...]


@dataclass(frozen=True)
class Told:
    """A plan in one language: its row, its folder in the report, and the rows about it."""

    plan: Item
    row: Row
    folder: str
    answers: Answers


def report(rows_of: Rows, plans: list[str] | None = None) -> dict[str, Page | Front]:
    """Every page by its path, Japanese at the top and English in en/, for the short names `plans` or for every plan.

    Each plan has a folder of its own in both, with the pages for which it has rows. Raises PlangraphError for a plan
    that is not there.
    """
    pages: dict[str, Page | Front] = {}
    for lang in LANGUAGES:
        told = _plans_shown(rows_of, plans, lang)
        base = "" if lang == "ja" else f"{lang}/"
        pages[f"{base}index.html"] = front(told, lang)
        for name in overall_names(told):
            pages[f"{base}{name}.html"] = overall_page(name, told, lang)
        for one in told:
            for name in page_names(one.answers):
                pages[f"{base}{one.folder}/{name}.html"] = plan_page(name, one, lang)
    return pages


def page(rows_of: Rows, name: str, plan: str | None = None, lang: str = "ja") -> Page | Front:
    """One page by name: one of `PAGES` of a plan; without a plan one of `OVERALL`, or the front page "index".

    Raises PlangraphError for a plan or page that is not there, or that has no rows to show.
    """
    told = _plans_shown(rows_of, None if plan is None else [plan], lang)
    known = page_names(told[0].answers) if plan is not None else ["index", *overall_names(told)]
    if name not in known:
        raise PlangraphError(
            f"頁「{name}」はありません。{'、'.join(known)} から選んでください。",
            f"There is no page {name!r}. Choose one of {', '.join(known)}.",
        )
    if plan is not None:
        return plan_page(name, told[0], lang)
    return front(told, lang) if name == "index" else overall_page(name, told, lang)


def _plans_shown(rows_of: Rows, plans: list[str] | None, lang: str) -> list[Told]:
    """The plans of these short names, or all of them, with what is known of each."""
    known = {row["plan"]: row for row in reversed(rows_of("plans", lang=lang))}
    for plan in plans or []:
        if plan not in known:
            raise no_plan(plan, known)
    chosen = sorted(known) if plans is None else list(dict.fromkeys(plans))
    folders, told = folder_names(chosen), []
    for key in chosen:
        answers = {question: rows_of(question, plan=key, lang=lang) for question in QUESTIONS}
        told.append(Told(named(known[key], "title"), known[key], folders[key], with_contents(answers, lang)))
    return told


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


def with_contents(answers: Answers, lang: str) -> Answers:
    """The answers with what tables add: the content of each listing (attached text, else gloss), the measure of an indicator."""
    gloss = "englishGloss" if lang == "en" else "gloss"
    contents = {row["listingIri"]: row["text"] or row[gloss] for row in answers["descriptions"]}
    known = numbers(answers["structure"])
    return {
        **answers,
        "program-listings": [row | {"content": contents.get(row["listingIri"])} for row in answers["program-listings"]],
        "indicators": [row | {"measure": known.get(row["measureIri"])} for row in answers["indicators"]],
    }


def page_names(answers: Answers) -> list[str]:
    """The pages that a plan has: those with rows; departments that work together need two."""
    alone = len(answers["department-programs"]) == 1 and not answers["department-collaboration"]
    return [
        name
        for name, questions in PAGES.items()
        if any(answers[question] for question in questions) and not (name == "departments" and alone)
    ]


def overall_names(told: list[Told]) -> list[str]:
    """The pages over all plans for which any plan has rows."""
    return [name for name, question in OVERALL.items() if any(plan.answers[question] for plan in told)]


def front(told: list[Told], lang: str) -> Front:
    """The front page."""
    t = texts(lang)
    plans = (
        PlanCard(
            plan.plan,
            summary(plan.row, plan.answers, lang),
            related(plan.answers["related-plans"], lang),
            _cards(plan, lang),
        )
        for plan in told
    )
    overall = (PageCard(f"{name}.html", t[f"title_{name}"], t[f"card_{name}"]) for name in overall_names(told))
    other = Navigation("en/index.html" if lang == "ja" else "../index.html")
    return Front(lang, t["front_title"], t["front_lead"], other, tuple(overall), tuple(plans))


def _cards(plan: Told, lang: str) -> tuple[PageCard, ...]:
    t, found = texts(lang), []
    for name in page_names(plan.answers):
        rows = plan.answers[PAGES[name][0]]
        count = counted(f"n_{name}_rows", lang, len(rows)) if rows else ""
        found.append(PageCard(f"{plan.folder}/{name}.html", t[f"title_{name}"], t[f"card_{name}"], count))
    return tuple(found)


def _links(names: list[str], current: str, lang: str) -> tuple[Link, ...]:
    return tuple(Link(texts(lang)[f"nav_{name}"], f"{name}.html", name == current) for name in names)


def plan_page(name: str, plan: Told, lang: str) -> Page:
    """A page of one plan."""
    t, answers = texts(lang), plan.answers
    other = f"{'../en' if lang == 'ja' else '../..'}/{plan.folder}/{name}.html"
    navigation = Navigation(other, "../index.html", _links(page_names(answers), name, lang), plan.plan)
    tables = tuple(table(question, answers[question], lang) for question in PAGES[name] if answers[question])
    legend, sections = _shown(name, answers, lang)
    is_plain = name == "framework" and isinstance(sections[0].body, Cards)
    lead = t["lead_framework_plain" if is_plain else f"lead_{name}"]
    return Page(name, lang, t[f"title_{name}"], lead, navigation, "", _legend(legend, lang), sections, tables)


def _legend(keys: tuple[str, ...], lang: str) -> tuple[Line, ...]:
    return tuple(line(texts(lang)[key]) for key in keys)


def _shown(name: str, answers: Answers, lang: str) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """The keys of the legend of a page, and what it shows."""
    structure, judged = answers["structure"], answers["coverage-across-generations"]
    match name:
        case "departments" | "partners" | "overlap":
            return (), (Section(network.network(name, lambda question, **_: answers[question], lang=lang)),)
        case "audience":
            groups = coverage.audience(answers["target-groups-by-department"], judged, lang)
            legend = ("audience_shades", "audience_marks", "audience_judged")
            return (legend, (Section(groups),)) if groups.rows else ((), ())
        case "areas":
            parts = matrix.areas(answers, lang)
            return ("areas_legend",), tuple(Section(part) for part in parts if part is not None)
        case "framework":
            found = coverage.framework(answers["framework-coverage"], answers["coverage-gaps"], structure, judged, lang)
            if isinstance(found, Cards):
                return ("framework_plain",), (Section(found),)
            return ("framework_legend",), (Section(found[0]), Section(found[1]))
        case "indicators":
            return (), (Section(chart.indicators(answers["indicators"], structure, lang)),)
        case "background":
            return (), ()
        case _:
            return _counts(name, answers, lang)


def _counts(name: str, answers: Answers, lang: str) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    structure = answers["structure"]
    match name:
        case "matrix":
            rows, listed = matrix.departments(answers["program-listings"], structure, lang)
            return ("shades", "matrix_totals"), (Section(rows, (), listed),)
        case "gaps":
            groups = matrix.gap_groups(answers["coverage-gaps"], numbers(structure), lang)
            return ("gaps_legend",), tuple(Section(shown, title) for title, shown in groups)
        case "changes":
            return ("changes_legend",), (Section(matrix.changes(answers["action-changes"], structure, lang)),)
        case _:
            known = matrix.known_measures(structure)
            return ("reviews_legend",), (Section(matrix.reviews(answers["reviews"], known, lang)),)


def overall_page(name: str, told: list[Told], lang: str) -> Page:
    """A page over all plans."""
    t, question = texts(lang), OVERALL[name]
    other = f"en/{name}.html" if lang == "ja" else f"../{name}.html"
    navigation = Navigation(other, "index.html", _links(overall_names(told), name, lang))
    judged = [row for plan in told for row in plan.answers["coverage-across-generations"]]
    if name == "themes":
        rows = [row | {"title": plan.plan.label} for plan in told for row in plan.answers[question]]
        plans = [(plan.plan, plan.answers[question], plan.answers["coverage-across-generations"]) for plan in told]
        counts, listed = coverage.themes(plans, lang)
        sections: tuple[Section, ...] = (Section(counts, (), listed),)
        legend = _legend(("themes_shades", "themes_confidence"), lang)
    else:
        titles = {plan.row["planIri"]: plan.plan for plan in told}
        rows = coverage.with_gaps(judged, titles)
        compared, kinds = coverage.generations(judged, titles, lang)
        sections = (Section(compared), *(Section(shown, title) for title, shown in kinds))
        signs = [
            line(Span((t[f"gap_sign_{code}"],), "closed" if code == "closed" else "gap"), t[f"gap_means_{code}"])
            for code in ("new", "old", "closed", "gap")
        ]
        legend = (
            *_legend(("generations_shades", "generations_judged"), lang),
            *signs,
            line("—", t["generations_unread"]),
        )
    tables = (table(question, rows, lang),)
    return Page(
        name, lang, t[f"title_{name}"], t[f"lead_{name}"], navigation, t[f"{name}_note"], legend, sections, tables
    )
