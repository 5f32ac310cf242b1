"""Small pieces of Markdown: tables, cells, code, places to link to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\|<>*_`\[\]]")


def plain(text: str) -> str:
    """Words that mean themselves, also in a cell."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text.replace("\n", " "))


def code(text: str) -> str:
    """Characters as code, also in a cell."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("|", "\\|")


def both(japanese: str, english: str, between: str = " / ") -> str:
    """A text in both languages, Japanese first."""
    return f"{plain(japanese)}{between}{plain(english)}"


def anchor(name: str) -> str:
    """A place to link to."""
    return f'<a id="{name}"></a>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    return [_row(heads), _row(["---"] * len(heads)), *map(_row, rows)]


def collapsed(title: str, text: str, language: str) -> list[str]:
    """The lines of a block of code that opens when wanted."""
    return ["<details>", f"<summary>{title}</summary>", "", f"```{language}", text.strip("\n"), "```", "", "</details>"]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
