"""The rooms of the house as they are built on each other, from the top layer down: `python docs/rooms.py`.

It prints a line for a room or a loose file, with its number of modules and lines and the rooms that it imports from.
`python docs/rooms.py --pages` writes `docs/rooms/`: the picture, and a page a room made from the docstrings of its modules.
"""

from __future__ import annotations

import ast
import sys
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


def modules() -> dict[str, list[Path]]:
    """The modules of every room and the loose files, by name."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        found[room(path)].append(path)
    return found


def arrows(own: dict[str, list[Path]]) -> dict[str, list[str]]:
    """What every room and loose file imports from, in alphabetical order."""
    return {name: sorted(set().union(*map(imported, paths)) & {*own} - {name}) for name, paths in own.items()}


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def pages() -> dict[str, str]:
    """The text of every page by its file name: `README.md` with the picture, then a page a room."""
    own = modules()
    down = arrows(own)
    rooms = {name: own[name] for layer in layers() for name in layer if (PACKAGE / name).is_dir()}
    picture = "\n".join("  |  ".join(layer) for layer in layers())
    lines = [f"- [{name}]({name}.md): {docstring(PACKAGE / name / '__init__.py').splitlines()[0]}" for name in rooms]
    loose = [
        f"- `{name}`: {docstring(own[name][0]).splitlines()[0]}"
        for layer in layers()
        for name in layer
        if name not in rooms
    ]
    head = "Made from the docstrings by `make docs`. A line is a layer; each is built only on those below it."
    found = {
        "README.md": "\n".join(
            [f"# The house\n\n{head}\n\n```\n{picture}\n```\n", *lines, "\nLoose files:\n", *loose, ""]
        )
    }
    for name, paths in rooms.items():
        front, *content = sorted(paths, key=lambda path: (path != PACKAGE / name / "__init__.py", path))
        up = sorted(other for other, below in down.items() if name in below)
        stands = f"Built on {', '.join(down[name]) or 'nothing'}. Used by {', '.join(up) or 'nobody'}."
        rows = [
            f"- `{path.relative_to(PACKAGE / name).with_suffix('')}`: {docstring(path).splitlines()[0]}"
            for path in content
            if path.name != "__init__.py"
        ]
        found[f"{name}.md"] = "\n".join([f"# {name}\n\n{docstring(front)}\n\n{stands}\n", *rows, ""])
    return found


def write(folder: Path) -> None:
    """Write the pages to a folder and remove what is no page any more."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for gone in {path.name for path in folder.iterdir()} - texts.keys():
        (folder / gone).unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    own = modules()
    down = arrows(own)
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for paths in own.values() for path in paths}
    for layer in layers():
        for name in layer:
            size = f"{len(own[name]):3} modules {sum(lines[path] for path in own[name]):6,} lines"
            print(f"{name:8} {size}   → {', '.join(down[name]) or '-'}")
        print("-" * 40)
    print(f"{len(lines)} modules, {sum(lines.values()):,} lines")


if __name__ == "__main__":
    write(ROOT / "docs" / "rooms") if "--pages" in sys.argv else main()
