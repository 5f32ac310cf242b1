"""The sheets and columns of a workbook, as the shapes describe them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from plangraph.sheet.columns import Column, Sheet, Via
from plangraph.sheet.shape_values import (
    cell_property,
    flag,
    has_label,
    is_carried,
    is_literal,
    members,
    order,
    target,
)
from plangraph.store import lookup, shapes, terms
from plangraph.store.shapes import texts

_SH: Final = terms.PREFIXES["sh"]
_NAME, _DESCRIPTION, _ORDER, _PATH = (terms.term(f"sh:{name}") for name in ("name", "description", "order", "path"))
_CLASS, _NODE, _DATATYPE = (terms.term(f"sh:{name}") for name in ("class", "node", "datatype"))
_LANGUAGES: Final = ("ja", "en")


@cache
def workbook(kind: str = "plan") -> tuple[Sheet, ...]:
    """The sheets of a workbook ("plan" or "progress"), in their order, as the packaged shapes describe them."""
    return _sheets(shapes.store(), kind)


def sheets(turtle: str, kind: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook as shapes in Turtle describe them."""
    store = Store()
    store.extend(parse(turtle, format=RdfFormat.TURTLE))
    return _sheets(store, kind)


def _sheets(store: Store, kind: str) -> tuple[Sheet, ...]:
    root = NamedNode(f"{terms.PREFIXES['shape']}workbook-{kind}")
    return tuple(_sheet(store, sheet) for sheet in members(store, lookup.value(store, root, terms.term("pg:sheets"))))


def _sheet(store: Store, sheet: NamedNode) -> Sheet:
    rows = members(store, lookup.value(store, sheet, terms.term("pg:rows")))
    classes = tuple((target(store, row), texts(store, row, _NAME)) for row in rows)
    columns: list[Column] = []
    if len(classes) > 1:
        names = {"ja": "種類", "en": "kind"}
        columns.append(Column(names, "class", terms.TYPE, frozenset(klass for klass, _ in classes), required=True))
    for row in rows:
        columns = _merged(columns, _columns(store, row))
    return Sheet(
        terms.local_name(sheet.value).removeprefix("sheet-"),
        texts(store, sheet, _NAME),
        texts(store, sheet, _DESCRIPTION),
        classes,
        (*(each for each in columns if not each.hidden), *(each for each in columns if each.hidden)),
        tuple(
            (each.value, target(store, row))
            for row in rows
            for each in lookup.objects(store, row, terms.term("skos:altLabel"))
        ),
    )


def _columns(store: Store, row: NamedNode) -> list[Column]:
    """The columns of one node shape in the order of `sh:order`; names that repeat get the name of their group."""
    klass = target(store, row)
    parts = [
        *(
            (each, [shape])
            for shape in lookup.objects(store, row, terms.term("sh:property"))
            for each in _property_columns(store, shape, klass)
        ),
        *(
            (each, [group])
            for group in lookup.subjects(store, terms.term("pg:inRow"), row)
            for each in _group_columns(store, group, klass)
        ),
    ]
    ranked = sorted(parts, key=lambda part: (order(store, part[1][0]), str(part[1][0])))
    taken: set[str] = set()
    named = []
    for column, (origin,) in ranked:
        if column.name["ja"] in taken and column.via is not None:
            group = texts(store, origin, _NAME)
            column = replace(
                column,
                name={"ja": f"{group['ja']}の{column.name['ja']}", "en": f"{column.name['en']} of {group['en']}"},
            )
        taken.add(column.name["ja"])
        named.append(replace(column, origin=terms.local_name(origin.value)))
    kinds = frozenset(each.via.kind_value for each in named if each.kind == "list" and each.via and each.via.kind_value)
    return [replace(each, other_kinds=kinds) if each.kind == "list" else each for each in named]


def _property_columns(store: Store, shape: NamedNode, klass: NamedNode, via: Via | None = None) -> list[Column]:
    if flag(store, shape, "pg:inferred"):
        return []
    path, value_class = lookup.value(store, shape, _PATH), lookup.value(store, shape, _CLASS)
    cell = cell_property(store, value_class)
    if is_carried(store, value_class):
        return []
    datatype = lookup.value(store, shape, _DATATYPE)
    column = Column(
        name=(texts(store, shape, terms.term("pg:columnName")) if via is None else {}) or texts(store, shape, _NAME),
        kind="literal" if datatype is not None or is_literal(store, shape) else "reference",
        path=path,
        classes=frozenset((klass,)),
        about=texts(store, shape, _DESCRIPTION),
        datatype=datatype,
        range=value_class,
        scheme=lookup.value(store, shape, terms.term("pg:termsFrom")),
        makes=lookup.value(store, shape, terms.term("pg:makes")),
        cell_property=cell,
        via=via,
        single=lookup.value(store, shape, terms.term("sh:maxCount")) is not None,
        required=lookup.value(store, shape, terms.term("sh:minCount")) is not None,
        hidden=flag(store, shape, "pg:hiddenColumn") or flag(store, shape, "pg:positional"),
        positional=flag(store, shape, "pg:positional"),
        named_as=lookup.value(store, shape, terms.term("pg:namedAs")),
        aliases=frozenset(each.value for each in lookup.objects(store, shape, terms.term("skos:altLabel"))),
    )
    if cell is not None:
        return [replace(column, kind="words")]
    if datatype == terms.term("rdf:langString"):
        return [_label(column, lang) for lang in _LANGUAGES]
    return [column]


def _label(column: Column, lang: str) -> Column:
    if lang == "ja":
        return replace(column, kind="label", lang="ja")
    names = {"ja": f"{column.name['ja']}（英語）", "en": f"{column.name['en']} (English)"}
    return replace(column, kind="label", lang=lang, name=names, hidden=True, required=False, aliases=frozenset())


def _group_columns(store: Store, group: NamedNode, klass: NamedNode) -> list[Column]:
    path = lookup.value(store, group, _PATH)
    inverse = lookup.value(store, path, terms.term("sh:inversePath"))
    node = lookup.value(store, group, _NODE)
    via = Via(
        path if inverse is None else inverse,
        inverse is not None,
        target(store, node),
        kind_property=lookup.value(store, group, terms.term("pg:kindProperty")),
        kind_value=lookup.value(store, group, terms.term("pg:kindValue")),
        repeated_by=lookup.value(store, group, terms.term("pg:repeatedBy")),
        labelled=texts(store, group, _NAME) if has_label(store, node) else None,
    )
    if lookup.holds(store, group, terms.TYPE, terms.term("pg:ListColumn")):
        return [_list_column(store, group, klass, via)]
    shown = [
        (shape, column)
        for shape in lookup.objects(store, node, terms.term("sh:property"))
        if not _is_filled_by_group(store, shape, via)
        for column in _property_columns(store, shape, klass, via)
    ]
    ranked = sorted(shown, key=lambda pair: (not _is_main(store, pair[0]), order(store, pair[0])))
    readings: dict[Any, list[NamedNode]] = {
        lookup.value(store, shape, terms.term("pg:readFrom")): [] for shape, _ in ranked
    }
    for shape, column in ranked:
        readings[lookup.value(store, shape, terms.term("pg:readFrom"))].append(column.path)
    columns = []
    for shape, column in ranked:
        if lookup.value(store, shape, terms.term("pg:readFrom")) is not None:
            continue
        if parsed := readings.get(column.path):
            column = replace(column, kind="value", parsed=tuple(sorted(parsed, key=str)))
        others = column.aliases | _group_aliases(store, shape, group)
        columns.append(replace(column, name=_group_name(store, shape, group, column), aliases=others))
    return columns


def _list_column(store: Store, group: NamedNode, klass: NamedNode, via: Via) -> Column:
    item, text, order = (
        lookup.value(store, group, terms.term(f"pg:{name}")) for name in ("item", "itemText", "itemOrder")
    )
    return Column(
        texts(store, group, _NAME),
        "list",
        via.path,
        frozenset((klass,)),
        about=texts(store, group, _DESCRIPTION),
        makes=lookup.value(store, group, terms.term("pg:makes")),
        scheme=next(
            (
                lookup.value(store, shape, terms.term("pg:termsFrom"))
                for shape in lookup.subjects(store, _PATH, via.kind_property)
                if lookup.holds(store, None, terms.term("sh:property"), shape)
                and lookup.value(store, shape, terms.term("pg:termsFrom"))
            ),
            None,
        ),
        via=via,
        item=(item, text, order),
        gives=lookup.value(store, group, terms.term("pg:givesValueOf")),
        hidden=flag(store, group, "pg:hiddenColumn"),
        aliases=frozenset(each.value for each in lookup.objects(store, group, terms.term("skos:altLabel"))),
    )


def _is_filled_by_group(store: Store, shape: NamedNode, via: Via) -> bool:
    """Whether the row itself gives the value: the link to it, the kind, what repeats, its own name, and its whole."""
    path = lookup.value(store, shape, _PATH)
    given = {via.kind_property, via.repeated_by, terms.PREF_LABEL, terms.term("pg:isPartOf")}
    return path in given or (via.inverse and path == via.path)


def _is_main(store: Store, shape: NamedNode) -> bool:
    return Literal("{group}", language="ja") in lookup.objects(store, shape, terms.term("pg:columnName"))


def _group_name(store: Store, shape: NamedNode, group: NamedNode, column: Column) -> dict[str, str]:
    patterns, names = texts(store, shape, terms.term("pg:columnName")), texts(store, group, _NAME)
    return {
        lang: patterns[lang].replace("{group}", names[lang]) if patterns else column.name[lang] for lang in _LANGUAGES
    }


def _group_aliases(store: Store, shape: NamedNode, group: NamedNode) -> frozenset[str]:
    patterns = texts(store, shape, terms.term("pg:columnName"))
    others = lookup.objects(store, group, terms.term("skos:altLabel"))
    return frozenset(patterns[each.language].replace("{group}", each.value) for each in others if patterns)


def _merged(columns: list[Column], more: Iterable[Column]) -> list[Column]:
    """Columns of several classes on one sheet: those of one name, kind and property are one; new ones keep their place."""
    merged = list(columns)
    place = 0
    for column in more:
        same = [index for index, other in enumerate(merged) if _is_same(other, column)]
        if same:
            place = same[0] + 1
            merged[same[0]] = _union(merged[same[0]], column)
        else:
            place = place or len(merged)
            merged.insert(place, column)
            place += 1
    return merged


def _is_same(one: Column, other: Column) -> bool:
    return (one.name, one.kind, one.path, one.via, one.lang) == (
        other.name,
        other.kind,
        other.path,
        other.via,
        other.lang,
    )


def _union(one: Column, other: Column) -> Column:
    return replace(
        one,
        classes=one.classes | other.classes,
        required=one.required and other.required,
        hidden=one.hidden and other.hidden,
        range=one.range if one.range == other.range else None,
        aliases=one.aliases | other.aliases,
    )
