"""The words of comparisons in Japanese and English, and the templates that hold them; all stand in templates/texts.json."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plangraph.pictures import pages

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES: Final = ("ja", "en")
TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def texts(lang: str) -> dict[str, str]:
    """The dictionary of texts; any language but "en" is Japanese."""
    chosen = "en" if lang == "en" else "ja"
    entries: dict[str, dict[str, str]] = json.loads((TEMPLATES / "texts.json").read_text(encoding="utf-8"))
    return {key: entry[chosen] for key, entry in entries.items()}


def counted(key: str, lang: str, count: int) -> str:
    """The text `key` with a number; an entry that holds "one|many" is cut at the bar."""
    forms = texts(lang)[key].split("|")
    return forms[0 if count == 1 else -1].format(n=count)


number = pages.number


@cache
def environment() -> Environment:
    """The templates of comparisons, over those of all pages."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([TEMPLATES, pages.TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["number"] = number
    return made


def by_language(values: Any, lang: str) -> str:
    """The text of a mapping in `lang`, else in any language, else nothing."""
    return values.get(lang) or next(iter(values.values()), "")
