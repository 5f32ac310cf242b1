"""Which thing each row of the tables is about, and which plan the tables are of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet import carrying, minting
from plangraph.sheet.cell_names import simple
from plangraph.sheet.columns import Column
from plangraph.sheet.sheet_layout import workbook
from plangraph.sheet.statements import Statements
from plangraph.sheet.tables import Notice, ReadRow, ReadTable
from plangraph.store import terms
from plangraph.store.places import Place, Row
from plangraph.text import Message, Text

PLAN, LISTED_UNDER, IS_PART_OF, NOTATION = (
    terms.term(name) for name in ("pg:Plan", "pg:listedUnder", "pg:isPartOf", "skos:notation")
)
_SHORT_NAME, _MUNICIPALITY = terms.term("pg:shortName"), terms.term("pg:municipality")


@dataclass(frozen=True)
class Line:
    """A row that is understood: which table, what it is about, of which class, whether the file gave its key."""

    table: ReadTable
    row: ReadRow
    node: NamedNode
    klass: NamedNode
    is_known: bool


def carried_statements(tables: list[ReadTable], notices: list[Notice]) -> list[Triple]:
    """What goes along with all rows; a notice for each row whose hidden column no longer reads as Turtle."""
    rows = [(table, row) for table in tables for row in table.rows if row.carried]
    try:
        return carrying.from_texts(row.carried for _, row in rows)
    except SyntaxError:
        found = []
        for table, row in rows:
            try:
                found += carrying.from_texts([row.carried])
            except SyntaxError:
                notices.append(
                    Notice(
                        Place(table.name, (Row(table.name, row.number),)),
                        Message(
                            Text(
                                "隠れた「控え」の列が書き換えられているため、この行は見えている欄だけを読みました。",
                                "The hidden column of this row was changed; only its visible cells were read.",
                            )
                        ),
                    )
                )
        return found


def judged_statements(tables: list[ReadTable]) -> list[Triple]:
    """What was judged of the rows when they were written; nothing where a hidden column no longer reads as Turtle."""
    try:
        return carrying.judged_in(row.carried for table in tables for row in table.rows if row.carried)
    except SyntaxError:
        return []


def plan_of(tables: list[ReadTable], old: Statements, name: str) -> tuple[NamedNode, str]:
    """The plan that the workbook is about, and its short name: of the plan's row, else of what goes along, else `name`."""
    for table in tables:
        for row in table.rows:
            if (PLAN in dict(table.sheet.classes)) and (_class_of(table, row, old) == PLAN):
                node = NamedNode(terms.expand_id(row.key)) if row.key else None
                short = text_of(row, _SHORT_NAME)
                key = short or (terms.local_name(node.value) if node else "") or minting.slug(name)
                return node or NamedNode(f"{terms.ID}plan/{minting.slug(key)}"), minting.slug(key)
    wholes = Counter(
        obj for node in old.nodes() for obj in old.objects(node, IS_PART_OF) if obj.value.startswith(f"{terms.ID}plan/")
    )
    if wholes:
        node = wholes.most_common(1)[0][0]
        return node, terms.local_name(node.value)
    return NamedNode(f"{terms.ID}plan/{minting.slug(name)}"), minting.slug(name)


def text_of(row: ReadRow, path: NamedNode, kind: str = "literal") -> str:
    """The cell of a row in the column of a property, without outer blanks; empty where there is none."""
    return next((text.strip() for column, text in row.cells.items() if (column.path, column.kind) == (path, kind)), "")


def label_of(row: ReadRow) -> str:
    """The Japanese name of a row: of its name column, else of the column that stands in for it."""
    own = next((text.strip() for column, text in row.cells.items() if is_label(column)), "")
    if own:
        return own
    stand_ins = _stand_ins()
    return next(
        (
            text.strip()
            for c, text in row.cells.items()
            if c.path in stand_ins and c.lang in ("", "ja") and c.via is None
        ),
        "",
    )


@cache
def _stand_ins() -> frozenset[NamedNode]:
    """The properties whose columns name a row where its name column is blank or not there."""
    columns = [column for kind in ("plan", "progress") for sheet in workbook(kind) for column in sheet.columns]
    return frozenset(column.named_as for column in columns if is_label(column) and column.named_as is not None)


def _class_of(table: ReadTable, row: ReadRow, old: Statements) -> NamedNode | None:
    if len(table.sheet.classes) == 1:
        return table.sheet.classes[0][0]
    said = next((text for column, text in row.cells.items() if column.kind == "class"), "")
    kinds = {simple(name): klass for name, klass in table.sheet.other_kinds}
    kinds |= {simple(name): klass for klass, names in table.sheet.classes for name in names.values()}
    if simple(said) in kinds:
        return kinds[simple(said)]
    known = old.objects(NamedNode(terms.expand_id(row.key)), terms.TYPE) if row.key else []
    return next((klass for klass, _ in table.sheet.classes if klass in known), None)


def lines_of(
    tables: list[ReadTable],
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
            known = node is not None and node not in used
            known_node = _in_register(background, klass, row) if node is None else None
            if known_node is not None and known_node not in used:
                node = known_node
            elif node is None or node in used:
                content = (
                    text_of(row, NOTATION)
                    or " ".join(filter(None, (_parent_text(row), label_of(row))))
                    or f"{table.sheet.key} {row.number}"
                )
                first = klass == PLAN and not any(line.klass == PLAN for line in lines)
                node = plan if first and plan not in used else minting.minted(klass, plan_key, content, taken)
                row = replace(row, carried="")
            used.add(node)
            taken.add(node)
            lines.append(Line(table, row, node, klass, known))
    return lines


def _in_register(background: Statements, klass: NamedNode, row: ReadRow) -> NamedNode | None:
    """The thing of the registers that has the class and name of a row, and its municipality where several have."""
    name = Literal(label_of(row), language="ja")
    found = [
        node for node in background.subjects(terms.TYPE, klass) if name in background.objects(node, terms.PREF_LABEL)
    ]
    if len(found) > 1:
        place = Literal(text_of(row, _MUNICIPALITY, "reference"), language="ja")
        found = [
            node
            for node in found
            if any(
                place in background.objects(each, terms.PREF_LABEL) for each in background.objects(node, _MUNICIPALITY)
            )
        ]
    return found[0] if len(found) == 1 else None


def found_again(line: Line, base: Statements) -> Line:
    """The line with what `base` states of its thing, where nothing went along with the row."""
    if line.row.carried or line.node not in base:
        return line
    said = carrying.carried(base, line.node, line.table.sheet)
    text = carrying.to_text([*said, *carrying.stubs(base, said, ())])
    return replace(line, row=replace(line.row, carried=text), is_known=True)


def _parent_text(row: ReadRow) -> str:
    return text_of(row, LISTED_UNDER, "reference") or text_of(row, IS_PART_OF, "reference")


def _unknown_kind(table: ReadTable, row: ReadRow) -> Notice:
    kinds = "、".join(names["ja"] for _, names in table.sheet.classes)
    english = ", ".join(names["en"] for _, names in table.sheet.classes)
    return Notice(
        Place(table.name, (Row(table.name, row.number),)),
        Message(
            Text(
                "「種類」が分からないため、この行は読み込めません。",
                "The kind of this row is not known, so it was not read.",
            ),
            Text(f"{kinds} のどれかを書いてください。", f"Write one of {english}."),
        ),
    )


def is_label(column: Column) -> bool:
    """Whether the column holds the Japanese name of the row itself."""
    return column.kind == "label" and column.path == terms.PREF_LABEL and column.lang == "ja" and column.via is None


def label_stand_in(line: Line) -> NamedNode | None:
    """The property whose column names the row where its own name column is left blank."""
    return _stand_in_by_sheet().get(line.table.sheet.key)


@cache
def _stand_in_by_sheet() -> dict[str, NamedNode]:
    sheets = [sheet for kind in ("plan", "progress") for sheet in workbook(kind)]
    return {sheet.key: c.named_as for sheet in sheets for c in sheet.columns if is_label(c) and c.named_as}


def columns_of(line: Line) -> list[Column]:
    """The columns of the sheet, those that the file repeats for years among them."""
    listed = [column for column in line.table.columns if column.year is not None]
    return [
        column for column in line.table.sheet.columns if column.via is None or column.via.repeated_by is None
    ] + listed
