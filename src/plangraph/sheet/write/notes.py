"""What a note on a heading says: what the column is, whether to fill it in, and with what."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from plangraph.sheet.columns import Column
from plangraph.sheet.exporting import Table
from plangraph.sheet.write.lists import FISCAL_YEAR, Choice, Chooser, Fixed, FromRows, is_number, is_several
from plangraph.sheet.write.wording import texts
from plangraph.store import terms

_BOOLEAN: NamedNode = terms.term("xsd:boolean")
_EXAMPLE: NamedNode = terms.term("skos:example")
_SHOWN = 8


def note(chooser: Chooser, table: Table, column: Column, choice: Choice | None, lang: str) -> str:
    """The note of a heading, a line for each thing to know."""
    lines = [
        (column.about or {}).get(lang, ""),
        _whether(table, column, lang),
        *_ways(column, lang),
        _from(chooser, choice, lang) if not _speaks_for_itself(column) else "",
        _example(chooser, table, column, choice, lang),
    ]
    return "\n".join(line for line in lines if line)


def is_required(table: Table, column: Column) -> bool:
    """Whether every row has to have a value; places in order, and what a blank cell stands for, need none."""
    return (
        column.required
        and not column.positional
        and column.named_as is None
        and column.classes >= {klass for klass, _ in table.sheet.classes}
    )


def _whether(table: Table, column: Column, lang: str) -> str:
    t = texts(lang)
    kinds = [names[lang] for klass, names in table.sheet.classes if klass in column.classes]
    partial = len(kinds) < len(table.sheet.classes)
    if column.named_as is not None:
        other = next((each for each in table.columns if each.path == column.named_as and each.lang in ("", "ja")), None)
        return t["note_named_as"].format(other=other.name[lang] if other else "")
    said = t["note_required"] if column.required and not column.positional else t["note_optional"]
    return (t["note_some"].format(kinds=t["separator"].join(kinds)) if partial else "") + said


def _ways(column: Column, lang: str) -> list[str]:
    t = texts(lang)
    if column.kind == "class":
        return [t["note_class"]]
    if column.range == FISCAL_YEAR:
        return [t["note_years"]]
    if column.datatype == _BOOLEAN:
        return [t["note_yes"]]
    if column.kind == "value":
        return [t["note_value"]]
    return [t["note_several"]] if is_several(column) else []


def _speaks_for_itself(column: Column) -> bool:
    return column.range == FISCAL_YEAR or column.datatype == _BOOLEAN


def _from(chooser: Chooser, choice: Choice | None, lang: str) -> str:
    t = texts(lang)
    if isinstance(choice, FromRows):
        sheets = {table.sheet.key: table.sheet.name[lang] for table in chooser.tables}
        return t["note_from_sheet"].format(sheet=t["separator"].join(sheets[key] for key, _ in choice.kinds))
    if not isinstance(choice, Fixed):
        return ""
    listed = t["separator"].join(choice.items[:_SHOWN])
    more = len(choice.items) - _SHOWN
    return t["note_choices"].format(choices=t["note_more"].format(choices=listed, n=more) if more > 0 else listed)


def _example(chooser: Chooser, table: Table, column: Column, choice: Choice | None, lang: str) -> str:
    t = texts(lang)
    found = ""
    if column.range == FISCAL_YEAR:
        found = t["example_year"]
    elif column.kind == "value":
        found = t["example_value"]
    elif column.kind == "list" and column.via is not None:
        found = t["example_list"] if column.via.kind_value is not None else t["example_role"]
    elif is_number(column):
        found = t["example_number"]
    elif column.kind == "label" and column.path == terms.PREF_LABEL and column.lang == "ja":
        found = _of_classes(chooser, table, column)
    elif column.kind == "reference" and not isinstance(choice, Fixed) and (meant := column.makes or column.range):
        found = _first(chooser, meant)
    return t["note_example"].format(examples=found) if found else ""


def _of_classes(chooser: Chooser, table: Table, column: Column) -> str:
    """Names such as the rows have: of programs rather than of the rows that list them."""
    lists = next((each for each in table.columns if each.path == terms.term("pg:lists") and each.range), None)
    classes = [lists.range] if lists is not None and lists.range else [klass for klass, _ in table.sheet.classes]
    found = [_first(chooser, klass) for klass in classes if lists is not None or klass in column.classes]
    return "、".join([each for each in found if each][:3])


def _first(chooser: Chooser, klass: NamedNode) -> str:
    found = (each.value for each in chooser.statements.objects(klass, _EXAMPLE) if isinstance(each, Literal))
    return next(found, "")
