"""What the place of a row says: under what it stands where that cell is blank, and in which order."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet.identifying import IS_PART_OF, LISTED_UNDER, NOTATION, PLAN, Line, text_of
from plangraph.sheet.statements import Statements
from plangraph.sheet.working import Work
from plangraph.store import terms

_INTEGER: Final = terms.term("xsd:integer")
_MUNICIPALITY, _UNIT_OF = terms.term("pg:municipality"), terms.term("org:unitOf")
_LOCAL: Final = {
    terms.term("pg:Department"): (_UNIT_OF, _MUNICIPALITY),
    terms.term("pg:Facility"): (_MUNICIPALITY,),
    terms.term("pg:CommunityArea"): (_MUNICIPALITY,),
}
"""What is in some municipality, and the properties that say in which."""


def structure(work: Work, lines: list[Line]) -> None:
    """What the place of a row says: under what it stands where the cell is blank, and in which order."""
    above: list[tuple[int, NamedNode, str]] = []
    now = Statements([*work.kept, *work.judged])
    order: dict[tuple[NamedNode | None, NamedNode], list[Line]] = {}
    for line in lines:
        classes = [klass for klass, _ in line.table.sheet.classes]
        rank = classes.index(line.klass)
        parents = [*now.objects(line.node, LISTED_UNDER), *now.objects(line.node, IS_PART_OF)]
        if not parents and any(c.path == IS_PART_OF and line.klass in c.classes for c in line.table.sheet.columns):
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
    work.kept.update(dict.fromkeys(work.maker.extra))


def _local(work: Work, line: Line, now: Statements) -> list[Triple]:
    """Where the cells of a new body do not say of which municipality it is: that of the other cell, or of the plan."""
    paths = _LOCAL.get(line.klass, ())
    said = [place for path in paths for place in now.objects(line.node, path)] or work.maker.municipalities
    return [Triple(line.node, path, said[0]) for path in paths if said and not now.objects(line.node, path)]


def _parent(work: Work, line: Line, rank: int, above: list[tuple[int, NamedNode, str]]) -> NamedNode | None:
    if line.klass == PLAN:
        return None
    if line.table.sheet.key != "structure":
        return work.plan if line.table.sheet.key != "indicators" else None
    number = text_of(line.row, NOTATION)
    for other_rank, node, other in reversed(above):
        if number and other and 0 < other_rank < rank and number.startswith(other + "-"):
            return node
    near = [node for other_rank, node, _ in above if 0 < other_rank < rank]
    return near[-1] if near and rank > 1 else work.plan


def _number(work: Work, siblings: list[Line], now: Statements) -> None:
    for column in siblings[0].table.sheet.columns:
        if not column.positional or siblings[0].klass not in column.classes:
            continue
        said = [[o.value for o in now.objects(line.node, column.path)] for line in siblings]
        numbers = [int(each[0]) for each in said if len(each) == 1 and each[0].isdecimal()]
        increasing = len(numbers) == len(siblings) and all(a < b for a, b in pairwise(numbers))
        typed = column in siblings[0].table.columns and column not in siblings[0].table.hidden
        for place, line in enumerate(siblings, 1):
            if increasing or (typed and now.objects(line.node, column.path)):
                continue
            for obj in now.objects(line.node, column.path):
                work.kept.pop(Triple(line.node, column.path, obj), None)
            work.kept[Triple(line.node, column.path, Literal(str(place), datatype=_INTEGER))] = None
