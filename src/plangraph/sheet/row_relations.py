"""What rows state together: programs that several of them share, under what each stands, and in which order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.match.forms import flat
from plangraph.sheet import cells
from plangraph.sheet.cell_statements import Work, put
from plangraph.sheet.columns import INTEGER, IS_PART_OF, LISTED_UNDER, LISTS, MUNICIPALITY, NOTATION, PLAN, PROGRAM
from plangraph.sheet.identities import Line, label_of, minted, text_of
from plangraph.sheet.statements import Statements
from plangraph.store import terms
from plangraph.store.places import Cell

_JAPANESE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LOCAL: Final = {
    terms.term("pg:Department"): (terms.term("org:unitOf"), MUNICIPALITY),
    terms.term("pg:Facility"): (MUNICIPALITY,),
    terms.term("pg:CommunityArea"): (MUNICIPALITY,),
}
"""What is in some municipality, and the properties that say in which."""


def programs_of(work: Work, lines: list[Line]) -> dict[NamedNode, NamedNode]:
    """The program of each row that lists one: the one it named, of before, or of that name, else a new one."""
    by_name: dict[str, NamedNode] = {}
    for node in work.old.subjects(terms.TYPE, PROGRAM):
        for label in work.old.objects(node, terms.PREF_LABEL):
            by_name.setdefault(flat(label.value), node)
    found: dict[NamedNode, NamedNode] = {}
    for line in lines:
        column = line.column(LISTS)
        if column is None:
            continue
        then = work.old.value(line.node, LISTS) if line.row.carried else None
        text = line.row.cells.get(column, "").strip()
        if then is not None and cells.still_shows(work.old, work.names_then, line.node, column, text):
            found[line.node] = then
            continue
        name = text or label_of(line.row)
        known = work.names.find(text, column) if text else None
        program = known or by_name.get(flat(name))
        if program is None and name:
            program = minted(PROGRAM, work.plan_key, name, work.taken)
            work.taken.add(program)
        if program is not None:
            by_name.setdefault(flat(name), program)
            found[line.node] = program
            work.know(PROGRAM, name, program)
    return found


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
    for column in (column for column in own[0].table.sheet.columns if column.is_shared):
        plain = column.alone
        mark = list(cells.footprint(work.old, program, plain)) if known else []
        texts = dict.fromkeys(line.row.cells[column] for line in own if column in line.row.cells)
        changed = [t for t in texts if not (work.is_unchanged(program, plain, t) if known else not t.strip())]
        if changed:
            made += [triple for text in changed for triple in put(work, program, plain, text)]
        else:
            made += [t for t in mark if t.predicate != terms.ATTACHED_DIGEST]
            stated = work.old.objects(program, column.path)
            new = [value for value in work.shown.objects(program, column.path) if value not in stated]
            work.judged.update(dict.fromkeys(Triple(program, column.path, value) for value in new))
        for triple in mark:
            rest.pop(triple, None)
        for line in (line for line in own if column in line.table.columns):
            place = line.table.columns[column]
            work.map.name(line.table.name, place, line.table.headings)
            is_first = column.kind != "label" and not work.map.cells.get((program, column.path))
            if line.row.cells.get(column) or is_first:
                work.map.put(program, column.path, Cell(line.table.name, line.row.number, place))
    work.kept.update(dict.fromkeys([*made, *_program_name(work, program, own, rest), *rest]))
    if not known:
        work.kept[Triple(program, IS_PART_OF, work.plan)] = None


def _program_name(work: Work, program: NamedNode, own: list[Line], rest: dict[Triple, None]) -> list[Triple]:
    """The name of a program: that of its rows if all were renamed alike, else the one it had, else that of its first row."""
    names = list(dict.fromkeys(label_of(line.row) for line in own))
    labels = (t for t in rest if t.predicate == terms.PREF_LABEL and isinstance(t.object, Literal))
    old = next((t for t in labels if getattr(t.object, "language", "") == "ja"), None)
    if old is None:
        column = own[0].column(LISTS)
        name = own[0].row.cells.get(column, "").strip() if column is not None else ""
        is_english = work.names.lang == "en" and not _JAPANESE.search(name)
        found = [Literal(names[0] if is_english else name or names[0], language="ja")]
        found += [Literal(name, language="en")] if is_english and name else []
        return [Triple(program, terms.PREF_LABEL, label) for label in found]
    before = {
        label.value for line in own for label in work.old.objects(line.node, terms.PREF_LABEL) if label.language == "ja"
    }
    if len(names) == 1 and names[0] and before == {getattr(old.object, "value", "")} and names[0] not in before:
        del rest[old]
        return [Triple(program, terms.PREF_LABEL, Literal(names[0], language="ja"))]
    return []


def structure(work: Work, lines: list[Line]) -> None:
    """What the place of a row tells: under what it stands where the cell is blank, and in which order."""
    above: list[tuple[int, NamedNode, str]] = []
    now = Statements([*work.kept, *work.judged])
    order: dict[tuple[NamedNode | None, NamedNode], list[Line]] = {}
    for line in lines:
        rank = line.table.sheet.kinds.index(line.klass)
        parents = [*now.objects(line.node, LISTED_UNDER), *now.objects(line.node, IS_PART_OF)]
        if not parents and line.column(IS_PART_OF) is not None:
            parent = _parent(work, line, rank, above)
            if parent is not None:
                work.kept[Triple(line.node, IS_PART_OF, parent)] = None
                parents = [parent]
        if line.table.sheet.key == "structure":
            above.append((rank, line.node, text_of(line.row, NOTATION)))
        above_it = parents[0] if parents and isinstance(parents[0], NamedNode) else None
        order.setdefault((above_it, line.klass), []).append(line)
        if not line.row.carried:
            work.kept.update(dict.fromkeys(_local(work, line, now)))
    for siblings in order.values():
        _number(work, siblings, now)
    work.kept.update(dict.fromkeys(work.extra))


def _local(work: Work, line: Line, now: Statements) -> list[Triple]:
    """Where the cells of a new body do not say of which municipality it is: that of the other cell, or of the plan."""
    paths = _LOCAL.get(line.klass, ())
    places = [place for path in paths for place in now.objects(line.node, path)] or work.municipalities
    return [Triple(line.node, path, places[0]) for path in paths if places and not now.objects(line.node, path)]


def _parent(work: Work, line: Line, rank: int, above: list[tuple[int, NamedNode, str]]) -> NamedNode | None:
    if line.klass == PLAN:
        return None
    if line.table.sheet.key != "structure":
        return work.plan if line.table.sheet.key != "indicators" else None
    number = text_of(line.row, NOTATION)
    higher = [(node, other) for other_rank, node, other in above if 0 < other_rank < rank]
    for node, other in reversed(higher):
        if number and other and number.startswith(other + "-"):
            return node
    return higher[-1][0] if higher and rank > 1 else work.plan


def _number(work: Work, siblings: list[Line], now: Statements) -> None:
    table = siblings[0].table
    for column in table.sheet.columns:
        if not column.positional or siblings[0].klass not in column.classes:
            continue
        values = [[o.value for o in now.objects(line.node, column.path)] for line in siblings]
        numbers = [int(own[0]) for own in values if len(own) == 1 and own[0].isdecimal()]
        increasing = len(numbers) == len(siblings) and all(a < b for a, b in pairwise(numbers))
        typed = column in table.columns and column not in table.hidden
        for place, line in enumerate(siblings, 1):
            before = now.objects(line.node, column.path)
            if increasing or (typed and before):
                continue
            for obj in before:
                work.kept.pop(Triple(line.node, column.path, obj), None)
            work.kept[Triple(line.node, column.path, Literal(str(place), datatype=INTEGER))] = None
