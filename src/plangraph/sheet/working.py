"""What one import knows and has found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column
from plangraph.sheet.identifying import NOTATION, PLAN, Line, label_of, text_of
from plangraph.sheet.putting import Maker
from plangraph.sheet.source_map import SourceMap
from plangraph.sheet.statements import Statements
from plangraph.sheet.tables import Notice
from plangraph.store import terms

_SHORT_NAME, _MUNICIPALITY = terms.term("pg:shortName"), terms.term("pg:municipality")
_BOOLEAN: Final = terms.term("xsd:boolean")
_TELLING: Final = 3
"""How many departments of a register a workbook has to name before it is taken to be of that municipality."""
_ALWAYS_NAMED: Final = tuple(terms.term(f"pg:{name}") for name in ("Plan", "PlanSeries", "Municipality", "FiscalYear"))


@dataclass
class Work:
    """`old` went along with the rows; names are those of then and now; `kept` is what the workbook states, in order.

    `shown` is `old` with what was judged, which cells show too; `judged` is what of that still holds. `belonged` is all that stood in a row before, kept or not; `marks` are columns of marks that somebody used, so that a
    blank cell in them says no.
    """

    background: Statements
    old: Statements
    plan: NamedNode
    plan_key: str
    names_then: Names
    names_now: Names
    shown: Statements
    maker: Maker
    kept: dict[Triple, None] = field(default_factory=dict)
    map: SourceMap = field(default_factory=SourceMap)
    notices: list[Notice] = field(default_factory=list)
    judged: dict[Triple, None] = field(default_factory=dict)
    marks: frozenset[Column] = frozenset()
    belonged: set[NamedNode] = field(default_factory=set)


def begun(
    lines: list[Line], background: Statements, old: Statements, shown: Statements, plan: NamedNode, plan_key: str
) -> Work:
    """The state at the start: names of things as they were, and as the rows call them now."""
    then = old.on(background)
    own = {line.node for line in lines}
    renamed = (terms.PREF_LABEL, NOTATION)
    provisional = [
        Triple(line.node, path, value)
        for line in lines
        for path, value in (
            (terms.TYPE, line.klass),
            (terms.PREF_LABEL, Literal(label_of(line.row), language="ja")),
            (NOTATION, Literal(text_of(line.row, NOTATION))),
        )
        if getattr(value, "value", "")
    ]
    now = Statements(provisional, then.without(lambda _, path: path in renamed, own))
    places = set(_municipalities(now, lines, plan))
    among = (
        own
        | set(old.nodes())
        | {node for place in places for node in background.subjects(_MUNICIPALITY, place)}
        | places
    )
    among |= {node for klass in _ALWAYS_NAMED for node in background.subjects(terms.TYPE, klass)}
    names_now = Names(now, among)
    maker = Maker(names_now, plan, plan_key, places, set(now.nodes()))
    marks = {
        column for line in lines for column, text in line.row.cells.items() if text and column.datatype == _BOOLEAN
    }
    return Work(background, old, plan, plan_key, Names(then, among), names_now, shown, maker, marks=frozenset(marks))


def _municipalities(now: Statements, lines: list[Line], plan: NamedNode) -> Iterable[NamedNode]:
    """The municipalities of the plan, as its row names them; else that whose register knows most of the departments."""
    named = [
        text
        for line in lines
        for column, text in line.row.cells.items()
        if line.klass == PLAN and column.path == _MUNICIPALITY
    ]
    places = now.objects(plan, _MUNICIPALITY) or []
    by_name = {
        label.value: node
        for node in now.subjects(terms.TYPE, terms.term("pg:Municipality"))
        for label in now.objects(node, terms.PREF_LABEL)
    }
    found = [*(by_name[text.strip()] for text in named if text.strip() in by_name), *places]
    if found or any(text.strip() for text in named):
        return found
    bodies: Counter[NamedNode] = Counter()
    cells_of_bodies = {
        text for line in lines for column, text in line.row.cells.items() if column.kind == "list" and text
    }
    for node in now.subjects(terms.TYPE, terms.term("pg:Department")):
        if any(label.value in text for label in now.objects(node, terms.PREF_LABEL) for text in cells_of_bodies):
            bodies.update(now.objects(node, _MUNICIPALITY))
    ranked = bodies.most_common(2)
    if not ranked or ranked[0][1] < _TELLING or ranked[0][1] * 2 < min(len(cells_of_bodies), 6):
        return []
    return [ranked[0][0]] if len(ranked) == 1 or ranked[0][1] >= ranked[1][1] * 2 else []


def plan_named(work: Work, lines: list[Line]) -> list[Triple]:
    """What has to be said of the plan where no row is about it."""
    if work.plan in work.old or any(line.node == work.plan for line in lines):
        return []
    work.maker.made[work.plan] = None
    return [
        Triple(work.plan, terms.TYPE, PLAN),
        Triple(work.plan, terms.PREF_LABEL, Literal(work.plan_key, language="ja")),
        Triple(work.plan, _SHORT_NAME, Literal(work.plan_key)),
        *(Triple(work.plan, _MUNICIPALITY, place) for place in work.maker.municipalities),
    ]
