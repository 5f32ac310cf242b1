"""All kinds of fault, and those that the rules cannot find, or not always."""

from __future__ import annotations

from . import between, indicators, rows, structure, texts
from .planting import Kind

KINDS: list[Kind] = [*rows.KINDS, *texts.KINDS, *indicators.KINDS, *structure.KINDS, *between.KINDS]

LIMITED: dict[str, str] = {
    "texts swapped": "a text is taken for that of another row only where it holds nearly all words of that row's name",
    "text names another program": "a text that keeps some word of its own name or measure is left alone",
    "text of something else": "no rule: what a text is about cannot be told where no row is about it",
}
"""Kinds without a promise, each with the reason; their figures stand in the table."""
