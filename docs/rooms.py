"""Print the rooms of the house as they are built on each other, from the top layer down: `python docs/rooms.py`.

A line is a room or a loose file with its number of modules and lines, and the rooms that it imports from.
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "plangraph"


def room(path: Path) -> str:
    """The room in which a module stands, or the name of a loose file."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms and loose files that a module imports from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("plangraph"):
            full = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            full = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found |= {name.split(".")[1] for name in full if name.startswith("plangraph.")}
    return found


def layers() -> list[list[str]]:
    """The layers of the contract in pyproject.toml, the highest first."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    return [[name.strip().removeprefix("plangraph.") for name in layer.split("|")] for layer in contract["layers"]]


def main() -> None:
    modules: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        modules[room(path)].append(path)
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for paths in modules.values() for path in paths}
    for layer in layers():
        for name in layer:
            arrows = sorted(set().union(*map(imported, modules[name])) & {*modules} - {name})
            size = f"{len(modules[name]):3} modules {sum(lines[path] for path in modules[name]):6,} lines"
            print(f"{name:8} {size}   → {', '.join(arrows) or '-'}")
        print("-" * 40)
    print(f"{len(lines)} modules, {sum(lines.values()):,} lines")


if __name__ == "__main__":
    main()
