"""What a cell shows of a row's statements, whether it still does, which it stands for, and how people write numbers."""

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
from plangraph.store import sources, terms
from plangraph.text import LANGUAGES

YES: Final = "○"
_NUMBERS: Final = (INTEGER, DECIMAL, STRING)
_SEPARATORS: Final = {"ja": "、", "en": "、,，;；/／"}
_BETWEEN: Final = {"ja": "、", "en": ", "}
_YES: Final = frozenset("○〇◯●◎✓✔✅レ1") | {"true", "yes", "はい", "有", "あり", "該当", "対象", "重層"}
_NO: Final = frozenset("×✕xー－―‐–—-0") | {"false", "no", "いいえ", "無", "なし", "非該当"}
_KEY_OF_NAME: Final = re.compile(r"［([^\s［］]+)］")
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
    if column.named_as is not None and _is_named_alike(statements, names, row, column, lang):
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


def _is_named_alike(statements: Statements, names: Names, row: NamedNode, column: Column, lang: str) -> bool:
    """Whether the column would only repeat another cell of the row: its label, or the name of what it refers to."""
    assert column.named_as is not None
    own = {(name.value, name.language or "ja") for name in statements.objects(row, column.named_as)}
    found = statements.objects(row, column.path)
    if column.kind == "label":
        return {(name.value, name.language) for name in found if name.language == column.lang} <= own
    named = {(name.value, name.language) for node in found for name in statements.objects(node, terms.PREF_LABEL)}
    if len(found) != 1 or not own & named:
        return False
    return lang == "ja" or names.label(found[0], lang) == names.label(row, lang)


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


def still_shows(statements: Statements, names: Names, node: NamedNode, column: Column, text: str | None) -> bool:
    """Whether a cell shows what the statements say, in either language; see `is_unchanged`."""
    others = (lang for lang in LANGUAGES if lang != names.lang) if column.kind in ("reference", "list") else ()
    for lang in (names.lang, *others):
        shown = show(statements, names, node, column, lang)
        if is_unchanged(text, shown, footprint(statements, node, column)):
            return True
        if shown is None and column.named_as is None:
            return False
    return False


def is_unchanged(text: str | None, shown: Value, mark: Iterable[Triple] = ()) -> bool:
    """Whether a cell still shows what it showed, white space at line ends and the form of line ends aside.

    A key that is written although the name alone would do changes nothing where `mark`, for which the cell stands, has it.
    """
    now, then = (_tidy("" if value is None else str(value)) for value in (text, shown))
    return now == then or ("［" in now and differs_in_keys(now, then, mark))


def differs_in_keys(text: str, shown: str, mark: Iterable[Triple]) -> bool:
    """Whether two texts differ only in the keys of names, and `mark` names each thing of which the first has the key."""
    if _tidy(_KEY_OF_NAME.sub("", text)) != _tidy(_KEY_OF_NAME.sub("", shown)):
        return False
    return {terms.expand_id(key) for key in _KEY_OF_NAME.findall(text)} <= {str(t.object.value) for t in mark}  # type: ignore[union-attr]


def _tidy(text: str) -> str:
    if "\n" not in text and "\r" not in text:
        return text.strip()
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def has_same_words(old: Statements, node: NamedNode, column: Column, text: str) -> bool:
    """Whether a cell of running text holds the very words of the passages that it stood for, by their digests."""
    if column.kind != "words":
        return False
    listed = passages(old, node, column)
    words = paragraphs(text, len(listed))
    if not listed or len(words) != len(listed):
        return False
    return all(_is_digest_of(old, passage, own) for passage, own in zip(listed, words, strict=True))


def passages(old: Statements, node: NamedNode, column: Column) -> list[NamedNode]:
    """The passages whose words a cell shows, in their order."""
    owners = targets(old, node, column)
    found = [passage for owner in owners for passage in old.objects(owner, column.path)]
    return sorted(found, key=lambda passage: place(old, passage))


def paragraphs(text: str, count: int) -> list[str]:
    """The words of each of so many passages in a cell."""
    return [text] if count <= 1 else text.replace("\r\n", "\n").split("\n\n")


def _is_digest_of(old: Statements, passage: NamedNode, words: str) -> bool:
    digest = old.value(passage, terms.ATTACHED_DIGEST) or old.value(passage, terms.DIGEST)
    return digest is not None and bool(Literal(sources.digest(words)) == digest)


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
