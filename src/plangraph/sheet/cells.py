"""What a cell shows of a row's statements, which statements it stands for, and how people write numbers, years and yes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import BOOLEAN, DECIMAL, INTEGER, STRING, Column, Value
from plangraph.sheet.statements import Statements
from plangraph.store import terms

YES: Final = "○"
_NUMBERS: Final = (INTEGER, DECIMAL, STRING)
_SEPARATORS: Final = {"ja": "、", "en": "、,，;；/／"}
_BETWEEN: Final = {"ja": "、", "en": ", "}
_YES: Final = frozenset("○〇◯●◎✓✔✅レ1") | {"true", "yes", "はい", "有", "あり", "該当", "対象", "重層"}
_NO: Final = frozenset("×✕xー－―‐–—-0") | {"false", "no", "いいえ", "無", "なし", "非該当"}
_SIGNS: Final = frozenset("-－―–—‐ー⇒→…*※") | {
    "n/a", "なし", "該当なし", "設定なし", "データなし", "未設定", "未実施", "調査未実施",
}  # fmt: skip


def targets(statements: Statements, row: NamedNode, column: Column) -> list[NamedNode]:
    """The things whose property the column shows: the row itself, or what belongs to it and has the column's kind."""
    via = column.via
    if via is None or column.kind == "list":
        return [row]
    reached = statements.subjects(via.path, row) if via.inverse else statements.objects(row, via.path)
    return [
        node
        for node in reached
        if (via.inverse is False or via.klass in statements.objects(node, terms.TYPE))
        and (via.kind_value is None or via.kind_value in statements.objects(node, via.kind_property or terms.TYPE))
        and (via.repeated_by is None or column.year in years(statements, node, via.repeated_by))
    ]


def years(statements: Statements, node: NamedNode, path: NamedNode) -> list[int]:
    """The years to which a thing is related, as numbers, by the IRIs of fiscal years."""
    keys = (terms.local_name(year.value) for year in statements.objects(node, path))
    return [int(key) for key in keys if key.isdecimal()]


def show(statements: Statements, names: Names, row: NamedNode, column: Column, lang: str = "ja") -> Value:
    """What the cell of a row shows in a language; None for a blank one."""
    if column.kind == "class":
        return None
    if column.kind == "list":
        listed = parts(statements, row, column)
        return "\n".join(item(statements, names, part, column, lang) for part in listed) or None
    if column.named_as is not None and _is_named_alike(statements, row, column):
        return None
    nodes = targets(statements, row, column)
    shown = [value for node in nodes for value in _values(statements, names, node, column, lang)]
    if len(shown) == 1:
        return shown[0]
    texts = [str(value) for value in shown]
    if column.kind == "words":
        return "\n\n".join(texts) or None
    is_parted = any(separator in text for text in texts for separator in _SEPARATORS[lang])
    return ("\n" if is_parted else _BETWEEN[lang]).join(texts) or None


def _values(statements: Statements, names: Names, node: NamedNode, column: Column, lang: str) -> Sequence[Value]:
    objects = statements.objects(node, column.path)
    if column.kind == "label":
        return sorted(name.value for name in objects if isinstance(name, Literal) and name.language == column.lang)
    if column.kind == "reference":
        named = [names.shown(thing, column, lang) for thing in objects if isinstance(thing, NamedNode)]
        return [*sorted(named), *sorted(text.value for text in objects if isinstance(text, Literal))]
    if column.kind == "words":
        assert column.cell_property is not None
        passages = sorted(objects, key=lambda passage: place(statements, passage))
        return [words.value for passage in passages for words in statements.objects(passage, column.cell_property)]
    return [_literal(value) for value in sorted(objects, key=str)]


def place(statements: Statements, passage: NamedNode) -> tuple[int, str]:
    """By which the passages of one cell are sorted: the line on which they begin, then their IRI."""
    line = statements.value(passage, terms.FIRST_LINE)
    return (0 if line is None else int(line.value), passage.value)


def _literal(value: Any) -> Value:
    text: str = value.value
    if value.datatype == BOOLEAN:
        return YES if text == "true" else None
    return _number(text) if value.datatype in _NUMBERS else text


def _number(text: str) -> Value:
    """A number where the text is just how a spreadsheet would print it, else the text: nothing printed is lost."""
    try:
        found = int(text)
    except ValueError:
        try:
            found_float = float(text)
        except ValueError:
            return text
        return found_float if repr(found_float) == text else text
    return found if str(found) == text and abs(found) < 10**11 else text


def parts(statements: Statements, row: NamedNode, column: Column) -> list[NamedNode]:
    """The participations that a list column shows, in printed order; a column without kind shows all other kinds."""
    via = column.via
    assert via is not None and via.kind_property is not None and column.item is not None
    order = column.item[2]
    return sorted(
        (
            part
            for part in statements.objects(row, via.path)
            if _is_of_kind(statements.objects(part, via.kind_property), via.kind_value, column)
        ),
        key=lambda part: (_order(statements, part, order), part.value),
    )


def _is_of_kind(kinds: Iterable[Any], wanted: NamedNode | None, column: Column) -> bool:
    return wanted in kinds if wanted is not None else not any(kind in column.other_kinds for kind in kinds)


def _order(statements: Statements, part: NamedNode, path: NamedNode) -> int:
    found = statements.value(part, path)
    return int(found.value) if found is not None and found.value.isdecimal() else 10**6


def item(statements: Statements, names: Names, part: NamedNode, column: Column, lang: str = "ja") -> str:
    """What a list column shows for a participation: the name, and its role where the column has none of its own.

    The name is the one that the document writes, else that of the participant.
    """
    assert column.item is not None and column.via is not None and column.via.kind_property is not None
    printed = [name.value for name in statements.objects(part, column.item[1])]
    named = statements.value(part, column.item[0])
    name = "／".join(sorted(printed)) or ("" if named is None else names.shown(named, column, lang))
    if column.via.kind_value is not None:
        return name
    roles = "・".join(sorted(names.label(kind, lang) for kind in statements.objects(part, column.via.kind_property)))
    return f"{name} ({roles})" if lang == "en" else f"{name}（{roles}）"


def _is_named_alike(statements: Statements, row: NamedNode, column: Column) -> bool:
    """Whether the column would only repeat another cell of the row: its label, or the name of what it refers to."""
    assert column.named_as is not None
    own = {(name.value, name.language or "ja") for name in statements.objects(row, column.named_as)}
    found = statements.objects(row, column.path)
    if column.kind == "label":
        return {(name.value, name.language) for name in found if name.language == column.lang} <= own
    named = {(name.value, name.language) for node in found for name in statements.objects(node, terms.PREF_LABEL)}
    return len(found) == 1 and bool(own & named)


def footprint(statements: Statements, row: NamedNode, column: Column) -> Iterator[Triple]:
    """The statements for which the cell stands; a passage or participation counts as a whole."""
    if column.kind == "list":
        for part in parts(statements, row, column):
            yield Triple(row, column.path, part)
            yield from statements.about(part)
        return
    for node in targets(statements, row, column):
        for obj in statements.objects(node, column.path):
            if column.kind != "label" or (isinstance(obj, Literal) and obj.language == column.lang):
                yield Triple(node, column.path, obj)
                if column.kind == "words":
                    yield from statements.about(obj)
        for path in column.parsed:
            yield from (Triple(node, path, obj) for obj in statements.objects(node, path))


def plain(text: str) -> str:
    """NFKC without white space at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def number(text: str) -> Decimal | None:
    """The one number in a text, without its thousands separators and unit; None if it has none, or more than one."""
    wanted = plain(text).replace("▲", "-").replace("△", "-").replace("−", "-")
    found = re.findall(r"(?<![\d.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", wanted)
    if len(found) != 1:
        return None
    try:
        return Decimal(found[0].replace(",", ""))
    except InvalidOperation:
        return None


def is_sign(text: str) -> bool:
    """Whether a text is one of the signs and words that stand where there is no value."""
    return plain(text).casefold() in _SIGNS


def truth(text: str) -> bool | None:
    """Yes or no, of the marks and words that people use; None if it is neither."""
    wanted = plain(text).casefold()
    return True if wanted in _YES else False if wanted in _NO else None
