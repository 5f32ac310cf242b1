"""The READMEs say what is true: every command and file they name exists, and both languages say the same."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import click
import pytest

import shape_cases
from plangraph.cli import main
from plangraph.store import catalogue

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]
GUIDE = ROOT / "docs" / "planner-guide.ja.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PAGES = [*READMES, ROOT / "data" / "README.md", GUIDE, CONTRIBUTING]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_commands_and_questions_in_the_readme_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    commands = re.findall(r"^plangraph (\w+)", text, flags=re.MULTILINE)
    assert set(commands) == set(main.COMMANDS)
    assert set(re.findall(r"plangraph query ([a-z-]+)", text)) <= set(catalogue.names())
    assert set(re.findall(r'graph\.query\("([a-z-]+)"\)', text)) <= set(catalogue.names())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_both_readmes_show_the_same_commands() -> None:
    shown = [
        sorted(re.findall(r"^(?:make|plangraph) \S+", path.read_text(encoding="utf-8"), flags=re.MULTILINE))
        for path in READMES
    ]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("path", [*READMES, GUIDE, CONTRIBUTING], ids=lambda path: path.name)
def test_every_command_and_option_named_is_there(path: Path) -> None:
    for line in re.findall(r"(?m)(?:^|`)plangraph ([^`\n]+)", path.read_text(encoding="utf-8")):
        said = line.partition("#")[0]
        command = main.main.get_command(click.Context(main.main), said.split()[0])
        assert command is not None
        known = {option for parameter in command.params for option in parameter.opts} | _of_questions(command.name)
        assert set(re.findall(r"(?<!\S)--?[a-z][\w-]*", said)) <= known, line


def _of_questions(command: str | None) -> set[str]:
    """What the questions add to the options of `query`."""
    asked = [catalogue.question(name) for name in catalogue.names()] if command == "query" else []
    return {f"--{each.name}" for question in asked for each in question.parameters}


def test_the_example_of_a_rule_is_a_rule_with_its_cases() -> None:
    blocks = re.findall(r"(?sm)^   ```(?:turtle)?\n(.*?)^   ```", CONTRIBUTING.read_text(encoding="utf-8"))
    rule, valid, invalid, entry = (re.sub(r"(?m)^   ", "", block) for block in blocks)
    cases = (shape_cases.FOLDER / "NameProvisional.trig").read_text(encoding="utf-8")
    expected = {case.name: case.expected for case in shape_cases.cases("NameProvisional")}
    assert rule in (ROOT / "shapes" / "placeholders.ttl").read_text(encoding="utf-8")
    assert shape_cases.written("NameProvisional", f"{valid}\n{invalid}", expected) == cases
    assert entry in cases


def test_decisions_are_numbered_one_page_each() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert all(len(page.read_text(encoding="utf-8").splitlines()) <= 60 for page in pages)


def test_the_pages_of_the_rooms_say_what_the_modules_say() -> None:
    spec = importlib.util.spec_from_file_location("rooms", ROOT / "docs" / "rooms.py")
    assert spec is not None and spec.loader is not None
    rooms = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rooms)
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rooms").iterdir()}
    assert kept == rooms.pages(), "docs/rooms is stale: regenerate with make docs"
