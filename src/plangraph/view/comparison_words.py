"""The words of comparisons in Japanese and English, and the templates that hold them."""

from __future__ import annotations

from typing import Any, Final

from plangraph.view.texts import counted as counted
from plangraph.view.texts import number as number
from plangraph.view.texts import texts as texts

LANGUAGES: Final = ("ja", "en")


def by_language(values: Any, lang: str) -> str:
    """The text of a mapping in `lang`, else in any language, else nothing."""
    return values.get(lang) or next(iter(values.values()), "")
