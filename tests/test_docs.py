"""The READMEs say what is true: every command and file they name exists, and both languages say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plangraph import catalogue, cli

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_commands_and_questions_in_the_readme_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    commands = re.findall(r"^plangraph (\w+)", text, flags=re.MULTILINE)
    assert set(commands) == set(cli.main.commands)
    assert set(re.findall(r"plangraph query ([a-z-]+)", text)) <= set(catalogue.names())
    assert set(re.findall(r'graph\.query\("([a-z-]+)"\)', text)) <= set(catalogue.names())


@pytest.mark.parametrize("path", [*READMES, ROOT / "data" / "README.md"], ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_both_readmes_show_the_same_commands() -> None:
    shown = [
        sorted(re.findall(r"^(?:make|plangraph) \S+", path.read_text(encoding="utf-8"), flags=re.MULTILINE))
        for path in READMES
    ]
    assert shown[0] == shown[1]


def test_decisions_are_numbered_one_page_each() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert all(len(page.read_text(encoding="utf-8").splitlines()) <= 60 for page in pages)
