"""The map stays easy to draw: few modules, each with one sentence on its job, none too long."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import plangraph

PACKAGE = Path(plangraph.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_the_core_has_at_most_25_modules() -> None:
    assert len([path for path in MODULES if path.parent == PACKAGE and not path.name.startswith("__")]) <= 25


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_are_short_and_say_their_job(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350
    assert ast.get_docstring(ast.parse(text))


def test_no_machine_path_and_no_registry_address() -> None:
    root = PACKAGE.parents[1]
    for path in [*MODULES, *root.glob("*.toml"), *root.glob("*.md"), root / "Makefile", root / ".ci" / "run"]:
        text = path.read_text(encoding="utf-8")
        for address in ("/wo" + "rk/", "index-" + "url", "pypi" + ".org", "npmjs" + ".org"):
            assert address not in text, (path, address)
