"""Templates of pages and the texts in them, by language, from the folders that hold both."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def texts_of(folder: Path, lang: str) -> dict[str, str]:
    """The texts of a folder of templates, by key; any language but "en" is Japanese."""
    chosen = "en" if lang == "en" else "ja"
    entries: dict[str, dict[str, str]] = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    return {key: entry[chosen] for key, entry in entries.items()}


def number(value: Any) -> str:
    """A number with separators and no trailing zeros; anything else as its text, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"


@cache
def environment(*folders: Path) -> Environment:
    """The templates of some folders, the first before the others; values are escaped, and none may be missing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["number"] = number
    return made
