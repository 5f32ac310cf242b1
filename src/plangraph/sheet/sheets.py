"""The sheets of a workbook and their columns, as the shapes describe them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from plangraph.sheet.columns import IS_PART_OF, NOTHING, Column, Sheet, Via
from plangraph.store import lookup, shapes, terms
from plangraph.store.shapes import texts
from plangraph.text import LANGUAGES, Text

KINDS: Final = ("plan", "progress")
"""The workbooks there are."""
_NAME, _DESCRIPTION, _ORDER, _PATH, _CLASS, _NODE, _DATATYPE, _PROPERTY, _TARGET = (
    terms.term(f"sh:{name}")
    for name in ("name", "description", "order", "path", "class", "node", "datatype", "property", "targetClass")
)
_COLUMN_NAME, _OTHER_NAME = terms.term("pg:columnName"), terms.term("skos:altLabel")


@cache
def workbook(kind: str = "plan") -> tuple[Sheet, ...]:
    """The sheets of a workbook ("plan" or "progress"), in their order, as the packaged shapes describe them."""
    return _sheets(shapes.store(), kind)


@cache
def every() -> tuple[Sheet, ...]:
    """The sheets of all workbooks, each once."""
    found: dict[str, Sheet] = {}
    for sheet in (sheet for kind in KINDS for sheet in workbook(kind)):
        found.setdefault(sheet.key, sheet)
    return tuple(found.values())


def sheets(turtle: str, kind: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook as shapes in Turtle describe them."""
    store = Store()
    store.extend(parse(turtle, format=RdfFormat.TURTLE))
    return _sheets(store, kind)


def _sheets(store: Store, kind: str) -> tuple[Sheet, ...]:
    root = NamedNode(f"{terms.PREFIXES['shape']}workbook-{kind}")
    return tuple(_sheet(store, sheet) for sheet in _members(store, root, "pg:sheets"))


def _sheet(store: Store, sheet: NamedNode) -> Sheet:
    rows = _members(store, sheet, "pg:rows")
    classes = tuple((_target(store, row), _text(store, row, _NAME)) for row in rows)
    columns: list[Column] = []
    if len(classes) > 1:
        columns.append(
            Column(Text("種類", "kind"), "class", terms.TYPE, frozenset(klass for klass, _ in classes), required=True)
        )
    for row in rows:
        columns = _merged(columns, _columns(store, row))
    return Sheet(
        terms.local_name(sheet.value).removeprefix("sheet-"),
        _text(store, sheet, _NAME),
        _text(store, sheet, _DESCRIPTION),
        classes,
        tuple(sorted(columns, key=lambda column: column.hidden)),
        tuple((name, _target(store, row)) for row in rows for name in _other_names(store, row)),
    )


def _columns(store: Store, row: NamedNode) -> list[Column]:
    """The columns of one node shape in the order of `sh:order`; names that repeat get the name of their group."""
    klass = _target(store, row)
    own = lookup.objects(store, row, _PROPERTY)
    groups = lookup.subjects(store, terms.term("pg:inRow"), row)
    parts = [(column, shape) for shape in own for column in _property_columns(store, shape, klass)]
    parts += [(column, group) for group in groups for column in _group_columns(store, group, klass)]
    taken: set[str] = set()
    named = []
    for column, origin in sorted(parts, key=lambda part: (_order(store, part[1]), str(part[1]))):
        if column.name.ja in taken and column.via is not None:
            group = _text(store, origin, _NAME)
            name = Text(f"{group.ja}の{column.name.ja}", f"{column.name.en} of {group.en}")
            column = replace(column, name=name)
        taken.add(column.name.ja)
        named.append(replace(column, origin=terms.local_name(origin.value)))
    lists = [column.via for column in named if column.kind == "list" and column.via is not None]
    kinds = frozenset(via.kind_value for via in lists if via.kind_value is not None)
    return [replace(column, other_kinds=kinds) if column.kind == "list" else column for column in named]


def _property_columns(store: Store, shape: NamedNode, klass: NamedNode, via: Via | None = None) -> list[Column]:
    path, value_class = lookup.value(store, shape, _PATH), lookup.value(store, shape, _CLASS)
    of_values = [] if value_class is None else lookup.subjects(store, _TARGET, value_class)
    if _has(store, shape, "pg:inferred") or any(_has(store, node, "pg:carried") for node in of_values):
        return []
    cells = (lookup.value(store, node, terms.term("pg:cellProperty")) for node in of_values)
    datatype = lookup.value(store, shape, _DATATYPE)
    is_literal = datatype or lookup.value(store, shape, terms.term("sh:nodeKind")) == terms.term("sh:Literal")
    column = Column(
        name=_text(store, shape, _COLUMN_NAME if via is None else _NAME, _NAME),
        kind="literal" if is_literal else "reference",
        path=path,
        classes=frozenset((klass,)),
        about=_text(store, shape, _DESCRIPTION),
        datatype=datatype,
        range=value_class,
        scheme=lookup.value(store, shape, terms.term("pg:termsFrom")),
        makes=lookup.value(store, shape, terms.term("pg:makes")),
        cell_property=next((found for found in cells if found is not None), None),
        via=via,
        single=lookup.value(store, shape, terms.term("sh:maxCount")) is not None,
        required=lookup.value(store, shape, terms.term("sh:minCount")) is not None,
        hidden=_has(store, shape, "pg:hiddenColumn") or _has(store, shape, "pg:positional"),
        positional=_has(store, shape, "pg:positional"),
        named_as=lookup.value(store, shape, terms.term("pg:namedAs")),
        aliases=_other_names(store, shape),
    )
    if column.cell_property is not None:
        return [replace(column, kind="words")]
    if datatype == terms.term("rdf:langString"):
        return [_label(column, lang) for lang in LANGUAGES]
    return [column]


def _label(column: Column, lang: str) -> Column:
    if lang == "ja":
        return replace(column, kind="label", lang="ja")
    name = Text(f"{column.name.ja}（英語）", f"{column.name.en} (English)")
    return replace(column, kind="label", lang=lang, name=name, hidden=True, required=False, aliases=frozenset())


def _group_columns(store: Store, group: NamedNode, klass: NamedNode) -> list[Column]:
    path = lookup.value(store, group, _PATH)
    inverse = lookup.value(store, path, terms.term("sh:inversePath"))
    node = lookup.value(store, group, _NODE)
    properties = lookup.objects(store, node, _PROPERTY)
    has_label = any(lookup.value(store, shape, _PATH) == terms.PREF_LABEL for shape in properties)
    via = Via(
        path if inverse is None else inverse,
        inverse is not None,
        _target(store, node),
        kind_property=lookup.value(store, group, terms.term("pg:kindProperty")),
        kind_value=lookup.value(store, group, terms.term("pg:kindValue")),
        repeated_by=lookup.value(store, group, terms.term("pg:repeatedBy")),
        labelled=_text(store, group, _NAME) if has_label else None,
    )
    if lookup.holds(store, group, terms.TYPE, terms.term("pg:ListColumn")):
        return [_list_column(store, group, klass, via)]
    shown = [
        (shape, column)
        for shape in properties
        if not _is_filled_by_group(store, shape, via)
        for column in _property_columns(store, shape, klass, via)
    ]
    main = Literal("{group}", language="ja")
    ranked = sorted(
        shown,
        key=lambda pair: (main not in lookup.objects(store, pair[0], _COLUMN_NAME), _order(store, pair[0])),
    )
    readings: dict[Any, list[NamedNode]] = {}
    for shape, column in ranked:
        readings.setdefault(lookup.value(store, shape, terms.term("pg:readFrom")), []).append(column.path)
    columns = []
    for shape, column in ranked:
        if lookup.value(store, shape, terms.term("pg:readFrom")) is not None:
            continue
        if parsed := readings.get(column.path):
            column = replace(column, kind="value", parsed=tuple(sorted(parsed, key=str)))
        pattern, name, aliases = _text(store, shape, _COLUMN_NAME), column.name, column.aliases
        if pattern != NOTHING:
            own, others = _text(store, group, _NAME), lookup.objects(store, group, _OTHER_NAME)
            name = Text(pattern.ja.replace("{group}", own.ja), pattern.en.replace("{group}", own.en))
            aliases |= {pattern.text(other.language).replace("{group}", other.value) for other in others}
        columns.append(replace(column, name=name, aliases=aliases))
    return columns


def _list_column(store: Store, group: NamedNode, klass: NamedNode, via: Via) -> Column:
    item, text, order = (
        lookup.value(store, group, terms.term(f"pg:{name}")) for name in ("item", "itemText", "itemOrder")
    )
    kinds = lookup.subjects(store, _PATH, via.kind_property)
    schemes = (
        lookup.value(store, shape, terms.term("pg:termsFrom"))
        for shape in kinds
        if lookup.holds(store, None, _PROPERTY, shape)
    )
    return Column(
        _text(store, group, _NAME),
        "list",
        via.path,
        frozenset((klass,)),
        about=_text(store, group, _DESCRIPTION),
        makes=lookup.value(store, group, terms.term("pg:makes")),
        scheme=next((scheme for scheme in schemes if scheme), None),
        via=via,
        item=(item, text, order),
        gives=lookup.value(store, group, terms.term("pg:givesValueOf")),
        hidden=_has(store, group, "pg:hiddenColumn"),
        aliases=_other_names(store, group),
    )


def _is_filled_by_group(store: Store, shape: NamedNode, via: Via) -> bool:
    """Whether the row itself gives the value: the link to it, the kind, what repeats, its own name, and its whole."""
    path = lookup.value(store, shape, _PATH)
    given = {via.kind_property, via.repeated_by, terms.PREF_LABEL, IS_PART_OF}
    return path in given or (via.inverse and path == via.path)


def _merged(columns: list[Column], more: Iterable[Column]) -> list[Column]:
    """Columns of several classes on one sheet: those of one name, kind and property are one; new ones keep their place."""
    merged = list(columns)
    place = 0
    for column in more:
        same = [index for index, other in enumerate(merged) if _identity(other) == _identity(column)]
        if same:
            place = same[0] + 1
            merged[same[0]] = _union(merged[same[0]], column)
        else:
            place = place or len(merged)
            merged.insert(place, column)
            place += 1
    return merged


def _identity(column: Column) -> tuple[object, ...]:
    return column.name, column.kind, column.path, column.via, column.lang


def _union(one: Column, other: Column) -> Column:
    return replace(
        one,
        classes=one.classes | other.classes,
        required=one.required and other.required,
        hidden=one.hidden and other.hidden,
        range=one.range if one.range == other.range else None,
        aliases=one.aliases | other.aliases,
    )


def _target(store: Store, shape: NamedNode) -> NamedNode:
    """The class whose instances a node shape looks at."""
    target: NamedNode = lookup.value(store, shape, _TARGET)
    return target


def _order(store: Store, shape: NamedNode) -> int:
    """The place of a shape by `sh:order`; 0 without one."""
    return lookup.number(store, shape, _ORDER) or 0


def _has(store: Store, shape: NamedNode, mark: str) -> bool:
    return bool(lookup.value(store, shape, terms.term(mark)) == Literal(True))


def _text(store: Store, node: Any, *predicates: NamedNode) -> Text:
    """The text of the first property of a shape that has any."""
    found = next(filter(None, (texts(store, node, predicate) for predicate in predicates)), {})
    return Text(found.get("ja", ""), found.get("en", ""))


def _other_names(store: Store, shape: NamedNode) -> frozenset[str]:
    return frozenset(name.value for name in lookup.objects(store, shape, _OTHER_NAME))


def _members(store: Store, node: NamedNode, path: str) -> list[NamedNode]:
    """The members of the RDF list at a path, in order."""
    head = lookup.value(store, node, terms.term(path))
    members = []
    while head is not None and head != terms.term("rdf:nil"):
        members.append(lookup.value(store, head, terms.term("rdf:first")))
        head = lookup.value(store, head, terms.term("rdf:rest"))
    return members
