"""What a cell shows of a row's statements, and which statements a cell stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column
from plangraph.sheet.statements import Statements
from plangraph.store import terms

Cell = str | int | float | bool | None
YES: Final = "○"
_BOOLEAN: Final = terms.term("xsd:boolean")
_NUMBERS: Final = (terms.term("xsd:integer"), terms.term("xsd:decimal"))
_YEAR_NUMBER: Final = terms.term("pg:yearNumber")


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
    keys = (terms.local_name(each.value) for each in statements.objects(node, path))
    return [int(key) for key in keys if key.isdecimal()]


def show(statements: Statements, names: Names, row: NamedNode, column: Column) -> Cell:
    """What the cell of a row shows; None for a blank one."""
    if column.kind == "class":
        return None
    if column.kind == "list":
        return "\n".join(item(statements, names, part, column) for part in parts(statements, row, column)) or None
    if column.named_as is not None and _is_named_alike(statements, row, column):
        return None
    nodes = targets(statements, row, column)
    shown = [each for node in nodes for each in _values(statements, names, node, column)]
    if len(shown) == 1:
        return shown[0]
    between = "\n\n" if column.kind == "words" else "\n" if any("、" in str(each) for each in shown) else "、"
    return between.join(str(each) for each in shown) or None


def _values(statements: Statements, names: Names, node: NamedNode, column: Column) -> Sequence[Cell]:
    objects = statements.objects(node, column.path)
    if column.kind == "label":
        return sorted(each.value for each in objects if isinstance(each, Literal) and each.language == column.lang)
    if column.kind == "reference":
        named = [each for each in objects if isinstance(each, NamedNode)]
        written = [each.value for each in objects if isinstance(each, Literal)]
        return [*sorted(names.shown(each, column) for each in named), *sorted(written)]
    if column.kind == "words":
        passages = sorted(objects, key=lambda passage: place(statements, passage))
        return [text for passage in passages for text in _words(statements, passage, column)]
    return [_literal(each) for each in sorted(objects, key=str)]


def place(statements: Statements, passage: NamedNode) -> tuple[int, str]:
    """By which the passages of one cell are sorted: the line on which they begin, then their IRI."""
    line = statements.value(passage, terms.FIRST_LINE)
    return (0 if line is None else int(line.value), passage.value)


def _words(statements: Statements, passage: Any, column: Column) -> list[str]:
    assert column.cell_property is not None
    return [each.value for each in statements.objects(passage, column.cell_property)]


def _literal(value: Any) -> Cell:
    text: str = value.value
    if value.datatype == _BOOLEAN:
        return YES if text == "true" else None
    if value.datatype in _NUMBERS or value.datatype == terms.term("xsd:string"):
        return _number(text)
    return text


def _number(text: str) -> Cell:
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


def item_name(statements: Statements, names: Names, part: NamedNode, column: Column) -> str:
    """The name of a participant as the document writes it, else its own."""
    assert column.item is not None
    printed = [each.value for each in statements.objects(part, column.item[1])]
    if printed:
        return "／".join(sorted(printed))
    named = statements.value(part, column.item[0])
    return "" if named is None else names.shown(named, column)


def item(statements: Statements, names: Names, part: NamedNode, column: Column) -> str:
    """What a list column shows for a participation: the name, and its role where the column has none of its own."""
    name = item_name(statements, names, part, column)
    assert column.via is not None and column.via.kind_property is not None
    if column.via.kind_value is not None:
        return name
    kinds = sorted(names.label(kind) for kind in statements.objects(part, column.via.kind_property))
    return f"{name}（{'・'.join(kinds)}）"


def _is_named_alike(statements: Statements, row: NamedNode, column: Column) -> bool:
    """Whether the column would only repeat another cell of the row: its label, or the name of what it refers to."""
    assert column.named_as is not None
    own = {(each.value, each.language or "ja") for each in statements.objects(row, column.named_as)}
    if column.kind == "label":
        labels = [each for each in statements.objects(row, column.path) if each.language == column.lang]
        return {(each.value, each.language) for each in labels} <= own
    found = statements.objects(row, column.path)
    named = {(each.value, each.language) for node in found for each in statements.objects(node, terms.PREF_LABEL)}
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
