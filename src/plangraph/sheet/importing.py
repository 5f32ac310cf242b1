"""Tables as statements: each cell that still shows what was stated keeps its statements, each other one makes new ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet import carrying, cells
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column
from plangraph.sheet.identifying import (
    Line,
    carried_statements,
    columns_of,
    found_again,
    is_label,
    judged_statements,
    label_of,
    label_stand_in,
    lines_of,
    plan_of,
)
from plangraph.sheet.putting import is_unchanged, put
from plangraph.sheet.sharing import LISTS, has_same_words, is_of_program, programs_of, read_programs
from plangraph.sheet.source_map import SourceMap
from plangraph.sheet.statements import Statements
from plangraph.sheet.structuring import structure
from plangraph.sheet.tables import Notice, ReadTable
from plangraph.sheet.working import Work, begun, plan_named
from plangraph.store import terms
from plangraph.store.places import Cell


@dataclass(frozen=True)
class Imported:
    """What a workbook states: the statements, those of before, where each thing stands, and what to know of the reading.

    `judged` is what cells show that was judged, not stated. `before` are the statements that went along with the rows, `stubs` those of things that rows only name; `made` are
    things that a cell names for the first time. `words` are those of passages that stand in a document;
    `names` those by which cells call things.
    """

    statements: tuple[Triple, ...]
    before: tuple[Triple, ...]
    stubs: tuple[Triple, ...]
    judged: tuple[Triple, ...]
    plan: NamedNode
    source_map: SourceMap
    made: frozenset[NamedNode]
    words: dict[NamedNode, str]
    names: Names
    notices: tuple[Notice, ...] = ()

    @property
    def extra_names(self) -> tuple[Triple, ...]:
        """What is said of the plan where no row is about it, so that a new file stands alone."""
        return tuple(triple for triple in self.stubs if triple.subject == self.plan and self.plan in self.made)


def statements_of(
    tables: list[ReadTable], background: Statements, name: str, base: Statements | None = None
) -> Imported:
    """What the tables state. `background` has vocabulary and registers; `name` stands for the plan's key if it has none.

    A row without carried statements whose thing is in `base` is taken for what `base` states of it.
    """
    notices: list[Notice] = []
    before = carried_statements(tables, notices)
    old = Statements(before)
    plan, plan_key = plan_of(tables, old, name)
    lines = lines_of(tables, old, background, plan, plan_key, notices)
    if base is not None:
        lines = [found_again(line, base) for line in lines]
        before = carrying.from_texts(dict.fromkeys(line.row.carried for line in lines if line.row.carried))
        old = Statements(before)
    judged = judged_statements(tables)
    work = begun(lines, background, old, Statements(judged, old) if judged else old, plan, plan_key)
    work.notices += notices
    programs = programs_of(work, lines)
    for line in lines:
        _read_line(work, line, programs.get(line.node))
    read_programs(work, lines, programs)
    structure(work, lines)
    return Imported(
        tuple(work.kept),
        tuple(t for t in before if t.subject in work.belonged and t.predicate != terms.ATTACHED_DIGEST),
        (*(t for t in before if t.subject not in work.belonged), *plan_named(work, lines)),
        tuple(work.judged),
        plan,
        work.map,
        frozenset(work.maker.made),
        work.maker.texts,
        work.names_now,
        tuple(work.notices),
    )


def _read_line(work: Work, line: Line, program: NamedNode | None) -> None:
    """Keep or make the statements of a row and of what belongs to it, except the columns of its program."""
    was = set(carrying.belonging(work.old, line.node, line.table.sheet)) if line.row.carried else set()
    work.belonged |= was
    shared = set(work.old.objects(line.node, LISTS))
    rest = {t: None for node in was - shared for t in work.old.about(node) if t.predicate != terms.ATTACHED_DIGEST}
    made: list[Triple] = [Triple(line.node, terms.TYPE, line.klass)]
    for column in columns_of(line):
        if column.kind == "class" or is_of_program(column) or line.klass not in column.classes:
            continue
        text = line.row.cells.get(column)
        mark = list(cells.footprint(work.old, line.node, column)) if line.row.carried else []
        shown = cells.show(work.shown, work.names_then, line.node, column) if line.row.carried else None
        if column in work.marks and not text and (not line.row.carried or shown == cells.YES):
            made.append(Triple(line.node, column.path, Literal(False)))
        elif column.kind == "label" and column.named_as is not None and not text and _is_renamed(work, line, column):
            made += [
                Triple(line.node, column.path, Literal(name, language=column.lang))
                for name in [label_of(line.row)]
                if name
            ]
        elif column.path == LISTS:
            made += [Triple(line.node, LISTS, program)] if program is not None else []
        elif (
            text is None
            or is_unchanged(text, shown, cells.footprint(work.shown, line.node, column))
            or has_same_words(work.old, line.node, column, text)
        ):
            made += [t for t in mark if t.predicate != terms.ATTACHED_DIGEST]
            work.judged.update(dict.fromkeys(_judged(work, line.node, column)))
            if column.kind == "words" and text:
                work.maker.attach(work.old, line.node, column, text)
        else:
            made += put(work.maker, work.old, line.node, column, text)
        for triple in mark:
            rest.pop(triple, None)
        _locate(work, line, column, program)
    made += [t for t in rest if not _is_emptied(work, line, t)]
    work.kept.update(dict.fromkeys(made))


def _judged(work: Work, node: NamedNode, column: Column) -> list[Triple]:
    """What was judged and stands in an unchanged cell."""
    if work.shown is work.old:
        return []
    return [
        Triple(each, column.path, value)
        for each in cells.targets(work.shown, node, column)
        for value in work.shown.objects(each, column.path)
        if value not in work.old.objects(each, column.path)
    ]


def _is_renamed(work: Work, line: Line, column: Column) -> bool:
    """Whether the name of a row has to follow the column that stands in for it: a new row, or one named anew there."""
    old = {each.value for each in work.old.objects(line.node, column.path) if each.language == column.lang}
    shown = {each.value for each in work.old.objects(line.node, column.named_as or column.path)}
    return column.lang == "ja" and (not line.row.carried or (old <= shown and label_of(line.row) not in old))


def _is_emptied(work: Work, line: Line, triple: Triple) -> bool:
    """Whether a statement belongs to a nested thing all of whose cells were emptied, so that it goes with them."""
    for column in columns_of(line):
        via = column.via
        if via is None or column.kind == "list" or is_of_program(column) or column not in line.row.cells:
            continue
        if triple.subject in cells.targets(work.old, line.node, column):
            group = [
                each for each in columns_of(line) if each.via == via and each.year == column.year and not each.hidden
            ]
            texts = [line.row.cells.get(each) for each in group]
            before = [cells.show(work.shown, work.names_then, line.node, each) for each in group]
            return (
                not any(texts) and any(each is not None for each in before) and all(each is not None for each in texts)
            )
    return False


def _stands_for_row(line: Line, column: Column) -> bool:
    """Whether a finding on a property of the row belongs in the cell; a blank one for an English name is none."""
    if column.kind == "label" and column.lang != "ja" and not line.row.cells.get(column):
        return False
    return column.via is None or column.kind == "list" or column.via.inverse


def _locate(work: Work, line: Line, column: Column, program: NamedNode | None) -> None:
    """Remember the cell of a row and column, also for a value that is missing there."""
    place = line.table.columns.get(column)
    if column.named_as is not None and not line.row.cells.get(column):
        named = (each for each in line.table.columns if each.path == column.named_as and each.lang in ("", "ja"))
        place = next((line.table.columns[each] for each in named if each.via is None), place)
    if place is None:
        return
    address = Cell(line.table.name, line.row.number, place)
    work.map.name(line.table.name, place, line.table.headings)
    things = [line.node, *([program] if program is not None and not is_label(column) else [])]
    for thing in things:
        work.map.columns[thing, column.origin].append(address)
        if _stands_for_row(line, column):
            for path in (column.path, *column.parsed, *((column.gives,) if column.gives else ())):
                work.map.put(thing, path, address)
    parts = dict.fromkeys(work.maker.parts.get((line.node, column), ()))
    if column.via is not None and column.kind != "list" and line.row.carried:
        parts.update(dict.fromkeys(cells.targets(work.old, line.node, column)))
    for part in parts:
        work.map.rows[part].append(address)
        for path in (column.path, *column.parsed):
            work.map.put(part, path, address)
    if (is_label(column) and column.named_as is None) or (column.path == label_stand_in(line)):
        work.map.rows[line.node].append(address)


def registered(said: Iterable[Triple], background: Statements) -> list[Triple]:
    """What the registers state of all that the statements name, so that a new file stands alone."""
    found: dict[Triple, None] = {}
    said = list(said)
    subjects = {triple.subject for triple in said}
    waiting = [triple.object for triple in said]
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, NamedNode) or node in subjects or not node.value.startswith(terms.ID):
            continue
        subjects.add(node)
        if "/fiscal-year/" not in node.value:
            own = [t for t in background.about(node) if t.predicate not in (terms.LOCATOR, terms.DOCUMENT)]
            found.update(dict.fromkeys(own))
            waiting += [triple.object for triple in own]
    return list(found)
