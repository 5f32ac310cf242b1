"""The words of comparisons in Japanese and English, and the templates that hold them; all stand in templates/texts.json."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plangraph.view import pages, words

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES: Final = ("ja", "en")
TEMPLATES: Final = Path(__file__).parents[1] / "render" / "templates" / "comparison"


def texts(lang: str) -> dict[str, str]:
    """The dictionary of texts; any language but "en" is Japanese."""
    return words.texts_of(TEMPLATES, lang)


def counted(key: str, lang: str, count: int) -> str:
    """The text `key` with a number; an entry that holds "one|many" is cut at the bar."""
    forms = texts(lang)[key].split("|")
    return forms[0 if count == 1 else -1].format(n=count)


number = words.number


def environment() -> Environment:
    """The templates of comparisons, over those of all pages."""
    return words.environment(TEMPLATES, pages.TEMPLATES)


def by_language(values: Any, lang: str) -> str:
    """The text of a mapping in `lang`, else in any language, else nothing."""
    return values.get(lang) or next(iter(values.values()), "")
