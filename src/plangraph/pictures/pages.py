"""Fill the page templates in Japanese or English; every text of a page that is not data stands in templates/texts.json."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES: Final = ("ja", "en")
TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def texts(lang: str) -> dict[str, str]:
    """The dictionary of page texts; any language but "en" is Japanese."""
    chosen = "en" if lang == "en" else "ja"
    entries: dict[str, dict[str, str]] = json.loads((TEMPLATES / "texts.json").read_text(encoding="utf-8"))
    return {key: entry[chosen] for key, entry in entries.items()}


def counted(lang: str, key: str, count: int) -> str:
    """The text `key` with a number; an entry that holds "one|many" is cut at the bar."""
    forms = texts(lang)[key].split("|")
    return forms[0 if count == 1 else -1].format(n=number(count))


def number(value: Any) -> str:
    """A number with separators and no trailing zeros; anything else as its text, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"


def split(text: str | None) -> list[str]:
    """The parts of a list that a query gave as text."""
    return [part for part in (text or "").split("; ") if part]


def natural(text: str | None) -> tuple[tuple[int, str], ...]:
    """A sort key that puts 1-2 before 1-10."""
    parts = re.findall(r"\d+|\D+", text or "")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def render(template: str, lang: str, **values: Any) -> str:
    """The page `template` with `values`, escaped; `lang` and its texts `t` are added."""
    chosen = "en" if lang == "en" else "ja"
    return _environment().get_template(template).render(lang=chosen, t=texts(chosen), **values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    return environment
