"""Every text of a workbook that is neither data nor said by the shapes."""

from __future__ import annotations

from pathlib import Path

from plangraph.view import words


def texts(lang: str) -> dict[str, str]:
    """The texts by key; any language but "en" is Japanese."""
    return words.texts_of(Path(__file__).parent, lang)
