"""The report: every page whole and offline, every table and matrix true to its rows, names never markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

import plangraph
from plangraph.errors import PlangraphError
from plangraph.render import pages
from plangraph.store.labels import Item
from plangraph.view import coverage, network, report
from plangraph.view import table as columns
from plangraph.view.table import Cards
from plangraph.view.texts import natural, number, texts
from test_network import HOSTILE, REMOTE, Scripts

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
MAIN = "kashiwa-plan-5"


def write(folder: Path, rows_of: Any, plans: list[str] | None = None) -> list[Path]:
    return pages.write(report.report(rows_of, plans), folder)


class Page(HTMLParser):
    """The tables of a page as rows of texts by their label, and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.links: list[str] = []
        self.cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.cell = True
        elif tag == "br" and self.cell:
            self.tables[-1][-1][-1] += "; "
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cell = False

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.tables[-1][-1][-1] += data


@pytest.fixture(scope="module")
def written(built: plangraph.PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("report")
    paths = write(folder, built.rows)
    assert paths == sorted(paths)
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == paths
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def answers(built: plangraph.PlanGraph) -> dict[str, dict[str, list[Row]]]:
    return {plan: {q: built.rows(q, plan=plan) for q in report.QUESTIONS} for plan in built.plans}


@pytest.fixture(scope="module")
def in_english(built: plangraph.PlanGraph) -> dict[str, dict[str, list[Row]]]:
    return {plan: {q: built.rows(q, plan=plan, lang="en") for q in report.QUESTIONS} for plan in built.plans}


def test_all_pages_in_both_languages(
    written: dict[str, str], answers: dict[str, dict[str, list[Row]]], built: plangraph.PlanGraph
) -> None:
    names = ["index.html", *(f"{name}.html" for name in report.OVERALL)]
    names += [f"{plan}/{page}.html" for plan in built.plans for page in report.page_names(answers[plan])]
    assert set(written) == {base + name for base in ("", "en/") for name in names}
    assert {name for plan in built.plans for name in report.page_names(answers[plan])} == set(report.PAGES)
    for name, text in written.items():
        assert f'<html lang="{"en" if name.startswith("en/") else "ja"}">' in text
        assert "<title" in text
        assert text.count("<h1>") == 1
        assert text.endswith("</html>\n")


def test_pages_without_rows_are_neither_written_nor_linked(
    written: dict[str, str], answers: dict[str, dict[str, list[Row]]]
) -> None:
    for plan, rows in answers.items():
        for page, questions in report.PAGES.items():
            if not any(rows[question] for question in questions):
                assert f"{plan}/{page}.html" not in written
                assert f'href="{plan}/{page}.html"' not in written["index.html"]
    assert "kashiwa-activity-plan-3/departments.html" not in written  # one body alone
    assert f"{MAIN}/areas.html" not in written


def test_links_lead_to_pages(written: dict[str, str]) -> None:
    for name, text in written.items():
        links = [link for link in Page(text).links if link != "#main"]
        assert links
        for link in links:
            parts: list[str] = []
            for part in (name.rsplit("/", 1)[0] + "/" + link if "/" in name else link).split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            assert "/".join(parts) in written, (name, link)


def test_nothing_remote_and_scripts_only_for_networks(written: dict[str, str]) -> None:
    for name, text in written.items():
        assert not REMOTE.search(text), name
        assert "default-src 'none'" in text
        assert "<link" not in text
        expected = 3 if name.rsplit("/", 1)[-1].removesuffix(".html") in network.VIEWS else 0
        assert Scripts(text).tags["script"] == expected, name


def test_the_same_bytes_again(written: dict[str, str], built: plangraph.PlanGraph, tmp_path: Path) -> None:
    paths = write(tmp_path, built.rows, built.plans)
    assert {p.relative_to(tmp_path).as_posix(): p.read_text(encoding="utf-8") for p in paths} == written


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("page", report.PAGES)
def test_tables_are_true_to_their_rows(
    page: str,
    lang: str,
    written: dict[str, str],
    answers: dict[str, dict[str, list[Row]]],
    in_english: dict[str, dict[str, list[Row]]],
) -> None:
    for plan, rows in (in_english if lang == "en" else answers).items():
        if page not in report.page_names(rows):
            continue
        questions = [question for question in report.PAGES[page] if rows[question]]
        tables = Page(written[f"{'en/' if lang == 'en' else ''}{plan}/{page}.html"]).tables[-len(questions) :]
        for question, table in zip(questions, tables, strict=True):
            _compare(table, question, report.with_contents(rows, lang)[question], texts(lang))


def _compare(table: list[list[str]], question: str, rows: list[Row], t: dict[str, str]) -> None:
    kinds = {
        name: kind
        for name, kind in columns.COLUMNS[question].items()
        if name not in columns.SPARE or any(row[name] is not None for row in rows)
    }
    assert table[0] == [t.get(f"column_{question}_{name}") or t[f"column_{name}"] for name in kinds]
    assert table[1:] == [[_told(row, name, kind, t) for name, kind in kinds.items()] for row in rows]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pages_over_all_plans_are_true_to_their_rows(
    lang: str,
    written: dict[str, str],
    answers: dict[str, dict[str, list[Row]]],
    in_english: dict[str, dict[str, list[Row]]],
    built: plangraph.PlanGraph,
) -> None:
    answers = in_english if lang == "en" else answers
    plans = built.rows("plans", lang=lang)
    base, t, titles = "en/" if lang == "en" else "", texts(lang), {row["plan"]: row["title"] for row in plans}
    rows = [row | {"title": titles[p]} for p in built.plans for row in answers[p]["themes-across-cities"]]
    themes = Page(written[f"{base}themes.html"]).tables
    _compare(themes[-1], "themes-across-cities", rows, t)
    shown = {
        (row[0], city): int(re.findall(r"\d+", cell)[0])
        for row in themes[0][1:]
        for city, cell in zip(themes[0][0][1:], row[1:], strict=True)
        if cell
    }
    assert shown == {
        (r["theme"], r["municipality"]): r["programs"] for r in built.rows("themes-across-cities", lang=lang)
    }
    by_iri = {row["planIri"]: Item(row["planIri"], row["title"], lang) for row in plans}
    judged = [row for plan in built.plans for row in answers[plan]["coverage-across-generations"]]
    generations = Page(written[f"{base}generations.html"]).tables
    _compare(generations[-1], "coverage-across-generations", coverage.with_gaps(judged, by_iri), t)
    assert len(generations) == 1 + len({row["kindIri"] for row in judged})


def test_an_earlier_generation_is_named_with_what_is_missing_between(written: dict[str, str]) -> None:
    assert "データにある前の期（第3期）と比べます。間の第4期はデータにありません。" in written["generations.html"]
    assert "Generation 4 between them is not in the data." in written["en/generations.html"]
    for name in ("generations.html", "themes.html"):
        assert "概要版" in written[name]
        assert "summar" in written["en/" + name]


def _told(row: Row, name: str, kind: str, t: dict[str, str]) -> str:
    value = row[name]
    if kind in ("list", "inline", "run"):
        between = {"list": "; ", "inline": t["list_join"], "run": t["name_join"]}[kind]
        return between.join(item.label for item in row[f"{name}Items"])
    if kind == "codes":
        return t["list_join"].join(t[f"difference_{item.label}"] for item in row[f"{name}Items"])
    if value is None:
        return ""
    if kind == "flag":
        return t["yes"] if value else t["no"]
    if kind == "sign":
        return t["gap_sign_" + value]
    return number(value) if kind == "number" else str(value)


def test_department_matrix_counts_rows(written: dict[str, str], answers: dict[str, dict[str, list[Row]]]) -> None:
    for plan, rows in answers.items():
        listings = rows["program-listings"]
        table = Page(written[f"{plan}/matrix.html"]).tables[0]
        measures = table[0][1:-1]
        expected = Counter((d.label, row["measure"]) for row in listings for d in row["departmentsItems"])
        assert {
            (row[0], m): int(n) for row in table[1:-1] for m, n in zip(measures, row[1:-1], strict=True) if n
        } == expected
        assert [int(n) for n in table[-1][1:]] == [
            *(sum(row["measure"] == m for row in listings) for m in measures), len(listings)
        ]  # fmt: skip
        assert set(measures) == {row["measure"] for row in listings}
    assert measures == sorted(measures, key=natural)


def test_audience_matrix_counts_programs(written: dict[str, str], answers: dict[str, dict[str, list[Row]]]) -> None:
    for plan, rows in answers.items():
        table = Page(written[f"{plan}/audience.html"]).tables[0]
        marks = tuple(texts("ja")["audience_" + mark] for mark in ("single", "unnamed", "nobody"))
        told = {
            (row[0].removesuffix(" " + mark), department): int(count)
            for row in table[1:]
            for mark in (next((each for each in marks if row[0].endswith(each)), ""),)
            for department, count in zip(table[0][2:], row[2:], strict=True)
            if count
        }
        assert told == {(r["targetGroup"], r["department"]): r["programs"] for r in rows["target-groups-by-department"]}


def test_framework_shows_every_topic(written: dict[str, str], answers: dict[str, dict[str, list[Row]]]) -> None:
    for plan, rows in answers.items():
        told = rows["framework-coverage"]
        if not told:
            continue
        asked = ("framework-coverage", "coverage-gaps", "structure", "coverage-across-generations")
        shown = coverage.framework(*(rows[question] for question in asked), "ja")
        is_plain = isinstance(shown, Cards)
        assert is_plain == (plan != MAIN)
        text = written[f"{plan}/framework.html"]
        assert ("▲内容が空欄" in text) == any(row["topic"] is None for row in told)
        assert len(Page(text).tables) == (1 if is_plain else 2)
        picture = text[: text.rindex("<table")]
        assert all(picture.count(row["topic"]) for row in told if row["topic"])


def test_indicator_page_says_what_is_missing(written: dict[str, str], answers: dict[str, dict[str, list[Row]]]) -> None:
    for plan, rows in answers.items():
        told = rows["indicators"]
        for lang, base in (("ja", ""), ("en", "en/")):
            if told:
                text = written[f"{base}{plan}/indicators.html"]
                for name in ("baseline", "unit"):
                    assert text.count(texts(lang)["missing_" + name]) == sum(row[name] is None for row in told)
                assert text.count('role="img"') == len(told)
    assert texts("ja")["indicators_unreported"] in written["kashiwa-activity-plan-5/indicators.html"]


def test_front_page_tells_the_counts(written: dict[str, str], answers: dict[str, dict[str, list[Row]]]) -> None:
    rows = answers[MAIN]["program-listings"]
    told = f"{len({r['measure'] for r in rows})}の施策などのもとに{len(rows)}行の事業が載り"
    assert told in written["index.html"]
    assert f"{len(answers[MAIN]['coverage-gaps'])} place" in written["en/index.html"]
    pages = sum(len(report.page_names(own)) for own in answers.values())
    assert written["index.html"].count("<h3>") == pages + len(report.OVERALL)
    assert "引用する計画 「" in written["index.html"]
    assert "21の圏域が方針やスローガンを掲げています。" in written["index.html"]


def _hostile(built: plangraph.PlanGraph) -> Any:
    keep = ("plan", "measures", "disagreement", "disagreementItems")

    def harmed(name: str, value: Any) -> Any:
        if name in keep or name.endswith("Iri"):
            return value
        if isinstance(value, str):
            return HOSTILE + value
        if isinstance(value, Item):
            return replace(value, label=HOSTILE + value.label)
        return tuple(harmed(name, item) for item in value) if isinstance(value, tuple) else value

    def rows_of(question: str, plan: str | None = None, lang: str = "ja") -> list[Row]:
        rows = [{name: harmed(name, value) for name, value in row.items()} for row in built.rows(question, lang=lang)]
        return [row | {"plan": plan or "../" + HOSTILE} for row in rows]

    return rows_of


def test_a_hostile_plan_is_only_text(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    paths = write(tmp_path / "in", _hostile(built))
    assert len(paths) == 2 * (1 + len(report.OVERALL) + len(report.PAGES))
    for path in paths:
        assert path.resolve().is_relative_to((tmp_path / "in").resolve())
        text = path.read_text(encoding="utf-8")
        parsed = Scripts(text)
        assert parsed.tags["script"] == (3 if path.stem in network.VIEWS else 0)
        assert parsed.tags["img"] == 0
        assert parsed.handlers == []
        assert "</script>&" not in text
        assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_folder_names_are_safe_and_apart() -> None:
    names = report.folder_names(["en", "a/b", "a-b", "..", "A-B", "計画"])
    assert list(names.values()) == ["en-2", "a-b", "a-b-2", "plan", "A-B-3", "計画"]


def test_unknown_plan(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    with pytest.raises(PlangraphError, match="no plan 'nothing'"):
        write(tmp_path, built.rows, ["nothing"])
    assert not list(tmp_path.iterdir())


def test_no_plan_and_an_empty_plan(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    assert len(write(tmp_path / "none", lambda *_, **__: [])) == 2
    assert texts("ja")["no_plans"] in (tmp_path / "none/index.html").read_text(encoding="utf-8")
    plan = dict.fromkeys(built.rows("plans")[0]) | {"plan": "p", "title": "空の計画", "publisherItems": ()}
    paths = write(tmp_path / "empty", lambda question, **_: [plan] if question == "plans" else [])
    assert [path.relative_to(tmp_path / "empty").as_posix() for path in paths] == ["en/index.html", "index.html"]
    for path, lang in zip(paths, ("en", "ja"), strict=True):
        text = path.read_text(encoding="utf-8")
        assert "空の計画" in text
        assert texts(lang)["no_pages"] in text
        assert texts(lang)["all_plans"] not in text


class Words(HTMLParser):
    """What an English reader reads of a page: all text and all attributes that are read out, but in what is marked Japanese."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.marked: list[bool] = []
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        marked = "ja" in (known.get("lang"), known.get("hreflang")) or bool(self.marked and self.marked[-1])
        if tag not in ("br", "meta", "input", "img", "link", "col"):
            self.marked.append(marked or tag in ("script", "style"))
        if not marked:
            self.found += [known.get(name) or "" for name in ("title", "aria-label", "alt", "placeholder")]

    def handle_startendtag(self, *_: Any) -> None:
        """The drawings of a picture, which hold no words."""

    def handle_endtag(self, tag: str) -> None:
        if self.marked and tag != "br":
            self.marked.pop()

    def handle_data(self, data: str) -> None:
        if not (self.marked and self.marked[-1]):
            self.found.append(data)


JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def test_an_english_page_has_no_japanese_but_names_marked_as_such(written: dict[str, str]) -> None:
    english = {name: text for name, text in written.items() if name.startswith("en/")}
    assert len(english) == len(written) / 2
    for name, text in english.items():
        unmarked = [part for part in Words(text).found if JAPANESE.search(part)]
        assert unmarked == [], name


def test_english_pages_name_departments_themes_and_measures_in_english(
    written: dict[str, str], built: plangraph.PlanGraph
) -> None:
    page = written[f"en/{MAIN}/matrix.html"]
    names = [row["departmentItem"] for row in built.rows("department-programs", plan=MAIN, lang="en")]
    assert names
    assert all(item.lang == "en" for item in names)
    assert all(item.label.replace("&", "&amp;") in page for item in names)
    assert not JAPANESE.search("".join(Words(written["en/themes.html"]).found))


def test_what_has_no_english_name_is_marked_japanese() -> None:
    from plangraph.render.html import marked, of_language

    named = (Item("i", "Welfare division", "en"), ", ", Item("j", "福祉課", "ja"), ", ", Item("", "<b>課", ""))
    assert marked(named, "en") == (
        'Welfare division, <span lang="ja">福祉課</span>, <span lang="ja">&lt;b&gt;課</span>'
    )
    assert marked(named[2], "ja") == "福祉課"
    assert marked(named[0], "ja") == '<span lang="en">Welfare division</span>'
    assert (of_language(named[2], "en"), of_language(named[0], "en")) == (' lang="ja"', "")
