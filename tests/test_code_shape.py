"""The house stays easy to draw: few rooms and modules, each with one sentence on its job, arrows that run down only."""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import plangraph

PACKAGE = Path(plangraph.__file__).parent
ROOT = PACKAGE.parents[1]
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
LOOSE = sorted(PACKAGE.glob("*.py"))
BELOW_CLI = [path for path in MODULES if "cli" not in path.relative_to(PACKAGE).parts]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def too_many(package: Path, most: int = 130) -> list[Path]:
    """The modules of a whole tree, `__init__` counted, if they are more than so many."""
    found = sorted(package.rglob("*.py"))
    return found if len(found) > most else []


def of_one_name(package: Path) -> list[str]:
    """The file names that occur more than once in a tree; `cli` may repeat those of the rooms."""
    paths = (path for path in package.rglob("*.py") if path.relative_to(package).parts[0] != "cli")
    counts = Counter(path.name for path in paths if path.name != "__init__.py")
    return sorted(file for file, count in counts.items() if count > 1)


def overfull(package: Path, most: int = 15) -> list[str]:
    """The folders with more than so many modules of their own, `__init__` counted; `cli` may have more."""
    folders = (path for path in package.rglob("*") if path.is_dir() and path != package / "cli")
    return sorted(str(path.relative_to(package)) for path in folders if len([*path.glob("*.py")]) > most)


def test_the_rooms_are_few() -> None:
    assert len(ROOMS) <= 12, ROOMS
    assert len(LOOSE) <= 6, LOOSE


def test_the_modules_are_few_of_different_names_and_in_small_folders() -> None:
    assert (too_many(PACKAGE), of_one_name(PACKAGE), overfull(PACKAGE)) == ([], [], [])


def test_a_tree_with_too_much_in_it_is_caught(tmp_path: Path) -> None:
    for file in (
        "__init__",
        "cli/show",
        "cli/export",
        "store/__init__",
        "store/terms",
        "view/__init__",
        "view/deep/show",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).with_suffix(".py").touch()
    assert (too_many(tmp_path, 7), of_one_name(tmp_path), overfull(tmp_path, 2)) == ([], [], [])
    (tmp_path / "view" / "deep" / "terms.py").touch()
    assert len(too_many(tmp_path, 7)) == 8
    assert of_one_name(tmp_path) == ["terms.py"]
    assert overfull(tmp_path, 1) == ["store", "view/deep"]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_short_and_say_their_job(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350
    assert ast.get_docstring(ast.parse(text))


def test_only_the_command_line_knows_of_the_command_line() -> None:
    assert [name(path) for path in BELOW_CLI if "click" in imported(path)] == []
    asking = re.compile(r"\bsys\.argv\b|\bargv\b|\bos\.environ\b|\benviron\b|\bgetenv\b")
    found = [name(path) for path in BELOW_CLI if asking.search(path.read_text(encoding="utf-8"))]
    assert [path for path in found if path != "store/keep.py"] == []


def test_layers_are_few_and_hold_every_room_without_exception() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [contract["type"] for contract in CONTRACTS] == ["layers"]
    layers = CONTRACTS[0]["layers"]
    assert len(layers) <= 9
    held = [part.strip() for part in itertools.chain.from_iterable(layer.split("|") for layer in layers)]
    assert Counter(held) == Counter(
        f"plangraph.{path.stem}" for path in (*ROOMS, *LOOSE) if not path.stem.startswith("__")
    )


def test_no_machine_path_and_no_registry_address() -> None:
    written = [*MODULES, *ROOT.glob("*.toml"), *ROOT.rglob("docs/**/*.md"), *ROOT.glob("*.md")]
    for path in [*written, *(ROOT / "tests").rglob("*.py"), ROOT / "Makefile", ROOT / ".ci" / "run"]:
        text = path.read_text(encoding="utf-8")
        for address in ("/wo" + "rk/", "/t" + "mp/", "index-" + "url", "pypi" + ".org", "npmjs" + ".org"):
            assert address not in text, (path, address)


def test_no_test_looks_at_a_clock() -> None:
    clocks = re.compile(r"perf_counter|\btime\.(?:time|sleep|monotonic|process_time)\b|\bfrom time import|timeit")
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert [path.name for path in tests if clocks.search(path.read_text(encoding="utf-8"))] == []
