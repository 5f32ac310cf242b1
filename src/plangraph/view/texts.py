"""The words of pages, tables and workbooks in both languages, and phrases that name things within them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

from plangraph.store.labels import Item
from plangraph.text import Message, Text

Phrase = tuple[str | Item, ...]
"""Text in the reader's language, and the things that it names, each in the language of its own label."""

_JAPANESE: Final = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


@cache
def texts(lang: str, part: str = "pages") -> dict[str, str]:
    """Every text of a part that is not data, by key; any language but "en" is Japanese. A text "one|many" has two forms.

    The parts are "pages" (reports and comparisons), "findings", "workbook" (plans as workbooks) and "reading" (what is
    said of files that are not read as they stand).
    """
    chosen = "en" if lang == "en" else "ja"
    return {key: entry[chosen] for key, entry in _entries()[part].items()}


@cache
def _entries() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return found


def both(key: str, part: str, **values: Any) -> Text:
    """A text of a part in both languages, with its values, those that are texts in the same language."""
    ja, en = (
        texts(lang, part)[key].format(**{k: v.text(lang) if isinstance(v, Text) else v for k, v in values.items()})
        for lang in ("ja", "en")
    )
    return Text(ja, en)


def message(key: str, part: str, **values: Any) -> Message:
    """What is wrong, the text of a key, and what to do, that of the same key with "_do", if there is one."""
    remedy = f"{key}_do"
    return Message(
        both(key, part, **values), both(remedy, part, **values) if remedy in texts("ja", part) else Text("", "")
    )


def counted(key: str, lang: str, count: int) -> str:
    """The text `key` with a number, in its first form for one."""
    forms = texts(lang)[key].split("|")
    return forms[0 if count == 1 else -1].format(n=number(count))


def number(value: Any) -> str:
    """A number with separators and no trailing zeros; anything else as its text, None as nothing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"


def natural(text: str | None) -> tuple[tuple[int, str], ...]:
    """A sort key that puts 1-2 before 1-10."""
    parts = re.findall(r"\d+|\D+", text or "")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def named(row: Mapping[str, Any], column: str) -> Item:
    """What a column of an answer names; a column of a row that is no answer's own stands beside its IRI."""
    return row.get(f"{column}Item") or data(row[column], row.get(f"{column}Iri") or "")


def data(text: Any, iri: str = "") -> Item:
    """A name or other text as the data have it, of which it is not known in which language it is."""
    return Item(iri, "" if text is None else str(text), "")


def language(item: Item, lang: str) -> str:
    """The language of an item's label; where nobody says, Japanese letters are Japanese and the rest is the reader's."""
    return item.lang or ("ja" if _JAPANESE.search(item.label) else lang)


def filled(template: str, **values: str | Item | Phrase) -> Phrase:
    """A text with its fields filled by words, things or phrases."""
    parts: list[str | Item] = []
    for text, field, _, _ in Formatter().parse(template):
        parts.append(text)
        value = values[field] if field is not None else ""
        parts += value if isinstance(value, tuple) else (value,)
    return tuple(part for part in parts if part != "")


def phrase(key: str, lang: str, **values: str | Item | Phrase) -> Phrase:
    """The text `key` with its fields filled."""
    return filled(texts(lang)[key], **values)


def joined(parts: Iterable[str | Item | Phrase], between: str) -> Phrase:
    """The parts one after another, with `between` between any two."""
    found: list[str | Item] = []
    for part in parts:
        found += [between] if found else []
        found += part if isinstance(part, tuple) else (part,)
    return tuple(found)


def plain(phrase: str | Item | Phrase) -> str:
    """The phrase as text alone."""
    if isinstance(phrase, tuple):
        return "".join(map(plain, phrase))
    return phrase.label if isinstance(phrase, Item) else phrase
