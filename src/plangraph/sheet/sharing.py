"""Programs, which several rows may share: which one a row lists, and what its rows together say of it."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet import cells, minting
from plangraph.sheet.cell_names import simple
from plangraph.sheet.columns import Column
from plangraph.sheet.identifying import IS_PART_OF, Line, label_of
from plangraph.sheet.putting import Maker, is_unchanged, put
from plangraph.sheet.statements import Statements
from plangraph.sheet.working import Work
from plangraph.store import terms
from plangraph.store.places import Cell

PROGRAM, LISTS = terms.term("pg:Program"), terms.term("pg:lists")


def programs_of(work: Work, lines: list[Line]) -> dict[NamedNode, NamedNode]:
    """The program of each row that lists one: the one it named, of before, or of that name, else a new one."""
    by_name: dict[str, NamedNode] = {}
    for node in work.old.subjects(terms.TYPE, PROGRAM):
        for label in work.old.objects(node, terms.PREF_LABEL):
            by_name.setdefault(simple(label.value), node)
    found: dict[NamedNode, NamedNode] = {}
    for line in lines:
        column = next(
            (each for each in line.table.sheet.columns if each.path == LISTS and line.klass in each.classes), None
        )
        if column is None:
            continue
        then = work.old.value(line.node, LISTS) if line.row.carried else None
        text = line.row.cells.get(column, "").strip()
        shown = cells.show(work.old, work.names_then, line.node, column) if then is not None else None
        if then is not None and is_unchanged(text, shown, [Triple(line.node, LISTS, then)]):
            found[line.node] = then
            continue
        name = text or label_of(line.row)
        known = work.names_now.find(text, column) if text else None
        program = known or by_name.get(simple(name))
        if program is None and name:
            program = minting.minted(PROGRAM, work.plan_key, name, work.maker.taken)
            work.maker.taken.add(program)
        if program is not None:
            by_name.setdefault(simple(name), program)
            found[line.node] = program
            work.maker.know(PROGRAM, name, program)
    return found


def is_of_program(column: Column) -> bool:
    """Whether a column belongs to something that several rows may share."""
    return (
        column.via is not None and column.kind != "list" and not column.via.inverse and column.via.kind_property is None
    )


def read_programs(work: Work, lines: list[Line], programs: dict[NamedNode, NamedNode]) -> None:
    """The columns that rows of one program share: what a row changed counts; of several changes, all."""
    rows: dict[NamedNode, list[Line]] = {}
    for line in lines:
        if line.node in programs:
            rows.setdefault(programs[line.node], []).append(line)
    for program, own in rows.items():
        _read_program(work, program, own)
        for line in own:
            work.map.rows[program] += work.map.rows[line.node]


def _read_program(work: Work, program: NamedNode, own: list[Line]) -> None:
    known = program in work.old
    rest = dict.fromkeys(work.old.about(program)) if known else {}
    made = [Triple(program, terms.TYPE, PROGRAM)]
    for column in (each for each in own[0].table.sheet.columns if is_of_program(each)):
        plain = column.alone
        mark = list(cells.footprint(work.old, program, plain)) if known else []
        shown = cells.show(work.shown, work.names_then, program, plain) if known else None
        held = list(cells.footprint(work.shown, program, plain)) if known else []
        texts = dict.fromkeys(line.row.cells[column] for line in own if column in line.row.cells)
        changed = [
            t for t in texts if not is_unchanged(t, shown, held) and not has_same_words(work.old, program, plain, t)
        ]
        if changed:
            made += [triple for text in changed for triple in put(work.maker, work.old, program, plain, text)]
        else:
            made += [t for t in mark if t.predicate != terms.ATTACHED_DIGEST]
            stated = work.old.objects(program, column.path)
            new = [value for value in work.shown.objects(program, column.path) if value not in stated]
            work.judged.update(dict.fromkeys(Triple(program, column.path, value) for value in new))
        for triple in mark:
            rest.pop(triple, None)
        for line in (each for each in own if column in each.table.columns):
            work.map.name(line.table.name, line.table.columns[column], line.table.headings)
            if line.row.cells.get(column) or (
                column.kind != "label" and not work.map.cells.get((program, column.path))
            ):
                work.map.put(program, column.path, Cell(line.table.name, line.row.number, line.table.columns[column]))
    work.kept.update(dict.fromkeys([*made, *_program_name(work, program, own, rest), *rest]))
    if not known:
        work.kept[Triple(program, IS_PART_OF, work.plan)] = None


def _program_name(work: Work, program: NamedNode, own: list[Line], rest: dict[Triple, None]) -> list[Triple]:
    """The name of a program: that of its rows if all were renamed alike, else the one it had, else that of its first row."""
    names = list(dict.fromkeys(label_of(line.row) for line in own))
    old = [
        t
        for t in rest
        if t.predicate == terms.PREF_LABEL and isinstance(t.object, Literal) and t.object.language == "ja"
    ]
    if not old:
        column = next((c for c in own[0].table.sheet.columns if c.path == LISTS), None)
        said = own[0].row.cells.get(column, "").strip() if column is not None else ""
        return [Triple(program, terms.PREF_LABEL, Literal(said or names[0], language="ja"))]
    before = {
        each.value for line in own for each in work.old.objects(line.node, terms.PREF_LABEL) if each.language == "ja"
    }
    if len(names) == 1 and names[0] and before == {getattr(old[0].object, "value", "")} and names[0] not in before:
        del rest[old[0]]
        return [Triple(program, terms.PREF_LABEL, Literal(names[0], language="ja"))]
    return []


def has_same_words(old: Statements, node: NamedNode, column: Column, text: str) -> bool:
    """Whether a cell of running text holds just what it stood for, told by digests."""
    return column.kind == "words" and Maker.same_words(old, node, column, text)
