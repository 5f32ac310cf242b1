"""Fill the page templates in Japanese or English; every text of a page that is not data stands in templates/texts.json."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from plangraph.view.words import environment, texts_of
from plangraph.view.words import number as number

LANGUAGES: Final = ("ja", "en")
TEMPLATES: Final = Path(__file__).parents[1] / "render" / "templates"


def texts(lang: str) -> dict[str, str]:
    """The dictionary of page texts; any language but "en" is Japanese."""
    return texts_of(TEMPLATES, lang)


def counted(lang: str, key: str, count: int) -> str:
    """The text `key` with a number; an entry that holds "one|many" is cut at the bar."""
    forms = texts(lang)[key].split("|")
    return forms[0 if count == 1 else -1].format(n=number(count))


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
    return environment(TEMPLATES).get_template(template).render(lang=chosen, t=texts(chosen), **values)
