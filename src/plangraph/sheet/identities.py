"""Which plan the tables are of, and which thing each row is about: that of its key, one of a register, or a new one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property

from pyoxigraph import NamedNode, Triple

from plangraph.match.forms import flat
from plangraph.sheet import sheets, statements
from plangraph.sheet.columns import (
    IS_PART_OF,
    LISTED_UNDER,
    MUNICIPALITY,
    NOTATION,
    PLAN,
    SHORT_NAME,
    Column,
    Notice,
    ReadRow,
    ReadTable,
    notice,
)
from plangraph.sheet.statements import Statements, kind_of
from plangraph.store import terms
from plangraph.store.places import Place, Row
from plangraph.text import Text, normalised


@dataclass(frozen=True)
class Line:
    """A row that is understood: which table, what it is about, of which class."""

    table: ReadTable
    row: ReadRow
    node: NamedNode
    klass: NamedNode

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the sheet; of those repeated for years, those that the file has."""
        listed = [column for column in self.table.columns if column.year is not None]
        return [column for column in self.table.sheet.columns if not column.repeats] + listed

    def column(self, path: NamedNode) -> Column | None:
        """The column of the sheet that rows of the class have for a property."""
        columns = self.table.sheet.columns
        return next((column for column in columns if column.path == path and self.klass in column.classes), None)


def minted(klass: NamedNode, plan_key: str, content: str, taken: Container[NamedNode] = ()) -> NamedNode:
    """An IRI in ASCII for a thing of a class: its content where that is a number such as 1-2, else a digest of it.

    One that is `taken` gets a counter behind it.
    """
    stem = f"{terms.ID}{kind_of(klass)}/{plan_key}-{slug(content)}"
    node, count = NamedNode(stem), 1
    while node in taken:
        count += 1
        node = NamedNode(f"{stem}-{count}")
    return node


def slug(content: str) -> str:
    """The content itself where it is short and plain, else the first ten digits of its SHA-256."""
    text = unicodedata.normalize("NFKC", content).strip().lower()
    plain = re.sub(r"[\s_.]+", "-", text)
    if re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", plain):
        return plain
    return hashlib.sha256(normalised(content).lower().encode("utf-8")).hexdigest()[:10]


def carried_statements(tables: Iterable[ReadTable], notices: list[Notice]) -> list[Triple]:
    """What goes along with all rows; a notice for each row whose hidden column no longer reads as Turtle."""
    rows = [(table, row) for table in tables for row in table.rows if row.carried]
    try:
        return statements.from_texts(row.carried for _, row in rows)
    except SyntaxError:
        found = []
        for table, row in rows:
            try:
                found += statements.from_texts([row.carried])
            except SyntaxError:
                notices.append(notice("carried_changed", _place(table, row)))
        return found


def judged_statements(tables: Iterable[ReadTable]) -> list[Triple]:
    """What was judged of the rows when they were written; nothing where a hidden column no longer reads as Turtle."""
    try:
        return statements.from_texts((row.carried for table in tables for row in table.rows), judged=True)
    except SyntaxError:
        return []


def plan_of(tables: Iterable[ReadTable], old: Statements, name: str) -> tuple[NamedNode, str]:
    """The plan that the workbook is about, and its short name: of the plan's row, else of what goes along, else `name`."""
    for table in tables:
        for row in table.rows:
            if PLAN in table.sheet.kinds and _class_of(table, row, old) == PLAN:
                node = NamedNode(terms.expand_id(row.key)) if row.key else None
                key = slug(text_of(row, SHORT_NAME) or (terms.local_name(node.value) if node else "") or slug(name))
                return node or NamedNode(f"{terms.ID}plan/{key}"), key
    wholes = Counter(
        obj for node in old.nodes() for obj in old.objects(node, IS_PART_OF) if obj.value.startswith(f"{terms.ID}plan/")
    )
    if wholes:
        node = wholes.most_common(1)[0][0]
        return node, terms.local_name(node.value)
    return NamedNode(f"{terms.ID}plan/{slug(name)}"), slug(name)


def text_of(row: ReadRow, path: NamedNode, kind: str = "literal") -> str:
    """The cell of a row in the column of a property, without outer blanks; empty where there is none."""
    return next((text.strip() for column, text in row.cells.items() if (column.path, column.kind) == (path, kind)), "")


def label_of(row: ReadRow) -> str:
    """The Japanese name of a row: of its name column, else of the column that stands in for it."""
    stand_ins = frozenset(_stand_ins().values())
    own = next((text.strip() for column, text in row.cells.items() if column.is_name), "")
    others = (
        text.strip()
        for column, text in row.cells.items()
        if column.path in stand_ins and column.lang in ("", "ja") and column.via is None
    )
    return own or next(others, "")


def label_stand_in(line: Line) -> NamedNode | None:
    """The property whose column names the row where its own name column is left blank."""
    return _stand_ins().get(line.table.sheet.key)


@cache
def _stand_ins() -> dict[str, NamedNode]:
    """By sheet, the property whose column names a row where its name column is blank or not there."""
    named = ((sheet.key, column) for sheet in sheets.every() for column in sheet.columns if column.is_name)
    return {key: column.named_as for key, column in named if column.named_as is not None}


def _class_of(table: ReadTable, row: ReadRow, old: Statements) -> NamedNode | None:
    if len(table.sheet.classes) == 1:
        return table.sheet.kinds[0]
    written = flat(next((text for column, text in row.cells.items() if column.kind == "class"), ""))
    kinds = {flat(name): klass for name, klass in table.sheet.other_kinds}
    kinds |= {flat(name): klass for klass, names in table.sheet.classes for name in (names.ja, names.en)}
    if written in kinds:
        return kinds[written]
    known = old.objects(NamedNode(terms.expand_id(row.key)), terms.TYPE) if row.key else []
    return next((klass for klass in table.sheet.kinds if klass in known), None)


def lines_of(
    tables: Iterable[ReadTable],
    old: Statements,
    background: Statements,
    plan: NamedNode,
    plan_key: str,
    notices: list[Notice],
) -> list[Line]:
    """The rows with their IRIs: that of the key, once; for the others one made of class, place and name."""
    taken: set[NamedNode] = set(old.nodes())
    used: set[NamedNode] = set()
    lines: list[Line] = []
    for table in tables:
        for row in table.rows:
            klass = _class_of(table, row, old)
            if klass is None:
                notices.append(_unknown_kind(table, row))
                continue
            node = NamedNode(terms.expand_id(row.key)) if row.key else None
            registered = _in_register(background, klass, row) if node is None else None
            if registered is not None and registered not in used:
                node = registered
            elif node is None or node in used:
                above = text_of(row, LISTED_UNDER, "reference") or text_of(row, IS_PART_OF, "reference")
                content = (
                    text_of(row, NOTATION)
                    or " ".join(filter(None, (above, label_of(row))))
                    or f"{table.sheet.key} {row.number}"
                )
                first = klass == PLAN and not any(line.klass == PLAN for line in lines)
                node = plan if first and plan not in used else minted(klass, plan_key, content, taken)
                row = replace(row, carried="")
            used.add(node)
            taken.add(node)
            lines.append(Line(table, row, node, klass))
    return lines


def _in_register(background: Statements, klass: NamedNode, row: ReadRow) -> NamedNode | None:
    """The thing of the registers that has the class and name of a row, and its municipality where several have."""
    name, place = label_of(row), text_of(row, MUNICIPALITY, "reference")

    def labels(node: NamedNode, *languages: str) -> set[str]:
        found = background.objects(node, terms.PREF_LABEL)
        return {label.value for label in found if not languages or label.language in languages}

    found = [node for node in background.subjects(terms.TYPE, klass) if name in labels(node, "ja")]
    if len(found) > 1:
        found = [n for n in found if any(place in labels(city) for city in background.objects(n, MUNICIPALITY))]
    return found[0] if len(found) == 1 else None


def found_again(line: Line, base: Statements) -> Line:
    """The line with what `base` states of its thing, where nothing went along with the row."""
    if line.row.carried or line.node not in base:
        return line
    own = statements.carried(base, line.node, line.table.sheet)
    text = statements.to_text([*own, *statements.stubs(base, own, ())])
    return replace(line, row=replace(line.row, carried=text))


def _unknown_kind(table: ReadTable, row: ReadRow) -> Notice:
    names = [names for _, names in table.sheet.classes]
    kinds = Text("、".join(name.ja for name in names), ", ".join(name.en for name in names))
    return notice("kind_unknown", _place(table, row), kinds=kinds)


def _place(table: ReadTable, row: ReadRow) -> Place:
    return Place(table.name, (Row(table.name, row.number),))
