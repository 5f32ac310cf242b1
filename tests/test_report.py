"""The report: every page whole and offline, every table and matrix true to its rows, names never markup."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

import plangraph
from plangraph.errors import PlangraphError
from plangraph.pictures import report, views
from plangraph.pictures.pages import natural, number, texts
from test_network import HOSTILE, REMOTE, Scripts

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]


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
    paths = report.write(folder, built.rows)
    assert paths == sorted(paths)
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == paths
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_all_pages_in_both_languages(written: dict[str, str], built: plangraph.PlanGraph) -> None:
    names = ["index.html", *(f"{plan}/{page}.html" for plan in built.plans for page in report.PAGES)]
    assert set(written) == {base + name for base in ("", "en/") for name in names}
    for name, text in written.items():
        assert f'<html lang="{"en" if name.startswith("en/") else "ja"}">' in text
        assert "<title>" in text
        assert text.count("<h1>") == 1
        assert text.endswith("</html>\n")


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
        expected = 3 if name.endswith(("departments.html", "overlap.html")) else 0
        assert Scripts(text).tags["script"] == expected, name


def test_the_same_bytes_again(written: dict[str, str], built: plangraph.PlanGraph, tmp_path: Path) -> None:
    paths = report.write(tmp_path, built.rows, plans=built.plans)
    assert {p.relative_to(tmp_path).as_posix(): p.read_text(encoding="utf-8") for p in paths} == written


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("page", report.PAGES)
def test_tables_are_true_to_their_rows(
    page: str, lang: str, written: dict[str, str], built: plangraph.PlanGraph
) -> None:
    plan, t = built.plans[0], texts(lang)
    parsed = Page(written[f"{'en/' if lang == 'en' else ''}{plan}/{page}.html"])
    for question, table in zip(report.PAGES[page], parsed.tables[-len(report.PAGES[page]) :], strict=True):
        rows = built.rows(question, plan=plan)
        columns = views.COLUMNS[question]
        assert table[0] == [t["column_" + name] for name in columns]
        needed = ("program-listings", "indicators", "descriptions", "structure")
        rows = views.for_tables({name: built.rows(name) for name in {*needed, question}}, lang)[question]
        assert table[1:] == [[_told(row[name], kind, t) for name, kind in columns.items()] for row in rows]


def _told(value: Any, kind: str, t: dict[str, str]) -> str:
    if value is None:
        return ""
    if kind == "flag":
        return t["yes"] if value else t["no"]
    if kind == "codes":
        return t["list_join"].join(t["difference_" + part] for part in value.split("; ") if part)
    if kind == "inline":
        return str(value).replace("; ", t["list_join"])
    return number(value) if kind == "number" else str(value)


def test_department_matrix_counts_rows(written: dict[str, str], built: plangraph.PlanGraph) -> None:
    listings = built.rows("program-listings")
    table = Page(written[f"{built.plans[0]}/matrix.html"]).tables[0]
    measures = table[0][1:-1]
    expected = Counter((d, row["measure"]) for row in listings for d in row["departments"].split("; "))
    assert {
        (row[0], m): int(n) for row in table[1:-1] for m, n in zip(measures, row[1:-1], strict=True) if n
    } == expected
    assert [int(n) for n in table[-1][1:]] == [
        *(sum(row["measure"] == m for row in listings) for m in measures), len(listings)
    ]  # fmt: skip
    assert measures == sorted({row["measure"] for row in listings}, key=natural)


def test_framework_matrix_holds_every_topic(written: dict[str, str], built: plangraph.PlanGraph) -> None:
    rows, plan = built.rows("framework-coverage"), built.plans[0]
    shown = views.framework(rows, built.rows("coverage-gaps"), built.rows("structure"))
    cells = [topic for row in shown["rows"] for cell in row["cells"] for topic, _ in cell]
    assert Counter(cells) == Counter(row["topic"] for row in rows)
    assert ("▲内容が空欄" in written[f"{plan}/framework.html"]) == any(row["topic"] is None for row in rows)


def test_indicator_page_says_what_is_missing(written: dict[str, str], built: plangraph.PlanGraph) -> None:
    rows, plan = built.rows("indicators"), built.plans[0]
    for lang, base in (("ja", ""), ("en", "en/")):
        text = written[f"{base}{plan}/indicators.html"]
        for name in ("baseline", "unit"):
            assert text.count(texts(lang)["missing_" + name]) == sum(row[name] is None for row in rows)
        assert text.count('role="img"') == len(rows)


def test_front_page_tells_the_counts(written: dict[str, str], built: plangraph.PlanGraph) -> None:
    rows = built.rows("program-listings")
    told = f"{len({r['measure'] for r in rows})}施策のもとに{len(rows)}行の事業が載り"
    assert told in written["index.html"]
    assert f"{len(built.rows('coverage-gaps'))} place" in written["en/index.html"]
    assert written["index.html"].count("<h3>") == len(report.PAGES) * len(built.plans)


def _hostile(built: plangraph.PlanGraph) -> Any:
    def rows_of(question: str, plan: str | None = None) -> list[Row]:
        keep = ("plan", "measures", "disagreement")
        rows = [
            {
                k: HOSTILE + v if isinstance(v, str) and k not in keep and not k.endswith("Iri") else v
                for k, v in row.items()
            }
            for row in built.rows(question)
        ]
        return [row | {"plan": plan or "../" + HOSTILE} for row in rows]

    return rows_of


def test_a_hostile_plan_is_only_text(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    paths = report.write(tmp_path / "in", _hostile(built))
    assert len(paths) == 2 * (1 + len(report.PAGES))
    for path in paths:
        assert path.resolve().is_relative_to((tmp_path / "in").resolve())
        text = path.read_text(encoding="utf-8")
        parsed = Scripts(text)
        assert parsed.tags["script"] == (3 if path.stem in ("departments", "overlap") else 0)
        assert parsed.tags["img"] == 0
        assert parsed.handlers == []
        assert "</script>&" not in text
        assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_folder_names_are_safe_and_apart() -> None:
    names = report.folder_names(["en", "a/b", "a-b", "..", "A-B", "計画"])
    assert list(names.values()) == ["en-2", "a-b", "a-b-2", "plan", "A-B-3", "計画"]


def test_unknown_plan(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    with pytest.raises(PlangraphError, match="no plan nothing"):
        report.write(tmp_path, built.rows, plans=["nothing"])
    assert not list(tmp_path.iterdir())


def test_no_plan_and_an_empty_plan(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    assert len(report.write(tmp_path / "none", lambda *_, **__: [])) == 2
    assert texts("ja")["no_plans"] in (tmp_path / "none/index.html").read_text(encoding="utf-8")
    plan = dict.fromkeys(built.rows("plans")[0]) | {"plan": "p", "title": "空の計画"}
    paths = report.write(tmp_path / "empty", lambda question, **_: [plan] if question == "plans" else [])
    assert len(paths) == 2 * (1 + len(report.PAGES))
    for path in paths:
        if path.name != "index.html":
            assert 'class="empty"' in path.read_text(encoding="utf-8")
