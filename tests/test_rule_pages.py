"""The pages of the rules are those that the shapes make, every rule stands in them once, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plangraph.check import rule_book
from plangraph.render import rule_pages
from plangraph.store import shapes, terms

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / rule_pages.FOLDER
PAGES = rule_pages.pages(ROOT)
RULES = {terms.local_name(quad.subject.value) for quad in shapes.store() if quad.predicate.value.endswith("#severity")}


def test_the_committed_pages_are_fresh() -> None:
    committed = {path.name: path.read_bytes().decode("utf-8") for path in FOLDER.iterdir()}
    stale = [name for name in sorted(committed.keys() | PAGES.keys()) if committed.get(name) != PAGES.get(name)]
    assert not stale, f"docs/rules is stale: regenerate with make docs ({', '.join(stale)})"


def test_pages_are_the_same_each_time_and_old_ones_go(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / rule_pages.CASES).symlink_to(ROOT / rule_pages.CASES)
    (tmp_path / rule_pages.FOLDER).mkdir(parents=True)
    (tmp_path / rule_pages.FOLDER / "gone.md").write_text("old", encoding="utf-8")
    rule_book.store.cache_clear()
    rule_pages.write(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / rule_pages.FOLDER).iterdir()} == PAGES


def test_every_rule_stands_in_the_index_once_and_has_its_place() -> None:
    listed = re.findall(r"^\| \[([\w-]+)\]\(([\w-]+\.md)#([\w-]+)\)", PAGES["README.md"], flags=re.MULTILINE)
    assert sorted(rule for rule, _, _ in listed) == sorted(RULES)
    assert all(rule == place and f'<a id="{place}"></a>' in PAGES[page] for rule, page, place in listed)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_links_lead_to_files_and_places(name: str) -> None:
    words = re.sub(r"(?s)```.*?```|(?<!\\)`[^`]*`", "`", PAGES[name])
    links = re.findall(r"(?<!\\)\]\(([^)#:]*)(?:#([\w-]+))?\)", words)
    assert links
    for target, place in links:
        assert not target or (FOLDER / target).exists(), target
        assert not place or f'<a id="{place}"></a>' in PAGES[target or name], place


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_row_has_the_cells_of_its_head(name: str) -> None:
    width = 0
    for line in PAGES[name].splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("| ") else 0
        assert not width or not cells or cells == width, line
        width = cells
    assert "{?" not in re.sub(r"(?s)```.*?```", "", PAGES[name])


def test_marks_of_markdown_are_taken_as_they_are_written() -> None:
    assert rule_pages.plain("a|b <c> *d* [e] 〈f〉") == r"a\|b \<c\> \*d\* \[e\] 〈f〉"
    assert rule_pages.code("a|b") == r"`a\|b`"
    assert rule_pages.code("a`b") == "``a`b``"
    assert rule_pages.table(["x"], [["1"], ["2"]]) == ["| x |", "| --- |", "| 1 |", "| 2 |"]
