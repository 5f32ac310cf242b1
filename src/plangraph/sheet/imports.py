"""Tables as statements: each cell that still shows what was stated keeps its statements, each other one makes new ones.

Enter by `imported`, which reads files; `statements_of` takes tables that were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet import cells, conflicts, identities, row_relations, statements
from plangraph.sheet.cell_names import Names
from plangraph.sheet.cell_statements import Work, put
from plangraph.sheet.columns import (
    BOOLEAN,
    LISTS,
    MUNICIPALITY,
    NOTATION,
    PLAN,
    SHORT_NAME,
    Column,
    Notice,
    ReadTable,
    SourceMap,
)
from plangraph.sheet.conflicts import Answer, Conflict
from plangraph.sheet.identities import Line, label_of, text_of
from plangraph.sheet.read.read_tables import read
from plangraph.sheet.statements import Statements
from plangraph.store import terms
from plangraph.store.places import Cell
from plangraph.text import LANGUAGES

_ENOUGH: Final = 3
"""How many departments of a register a workbook has to name before it is taken to be of that municipality."""
_ALWAYS_NAMED: Final = tuple(terms.term(f"pg:{name}") for name in ("Plan", "PlanSeries", "Municipality", "FiscalYear"))


@dataclass(frozen=True)
class Imported:
    """What tables state: the statements, those of before, where things stand, and what to know of the reading.

    `conflicts` are those of several answers, whose cells stay as they were. `judged` is what cells show that was judged, not stated. `before` are the statements that went along with the rows,
    `stubs` those of things that rows only name; `made` are things that a cell names for the first time. `words` are those
    of passages that stand in a document; `names` those by which cells call things.
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
    tables: tuple[ReadTable, ...]
    notices: tuple[Notice, ...]
    conflicts: tuple[Conflict, ...] = ()

    @property
    def extra_names(self) -> tuple[Triple, ...]:
        """What is stated of the plan where no row is about it, so that a new file stands alone."""
        return tuple(triple for triple in self.stubs if triple.subject == self.plan and self.plan in self.made)


def imported(path: Path, base: Statements | None = None) -> Imported:
    """What a workbook, a CSV file, a folder of CSV files or a folder with workbooks states; see `statements_of`.

    Several workbooks in a folder are answers of departments to one: what one of them changed counts. The notices are also
    those of the reading.
    """
    _, background = statements.known_store()
    books = sorted(book for book in path.glob("*.xls*") if not book.name.startswith("~$")) if path.is_dir() else []
    readings = [(book.name, read(book)) for book in books or [path]]
    tables = readings[0][1].tables
    found: list[Conflict] = []
    if books:
        answers = [Answer(name, tuple(reading.tables)) for name, reading in readings]
        tables, found = conflicts.merged(answers, background, language(tables))
    result = statements_of(tables, background, path.stem, base)
    notices = [notice for _, reading in readings for notice in reading.notices]
    return replace(result, notices=(*notices, *result.notices), conflicts=tuple(found))


def statements_of(
    tables: Sequence[ReadTable], background: Statements, name: str, base: Statements | None = None
) -> Imported:
    """What the tables state. `background` has vocabulary and registers; `name` stands for the plan's key if it has none.

    A row without carried statements whose thing is in `base` is taken for what `base` states of it.
    """
    notices: list[Notice] = []
    before = identities.carried_statements(tables, notices)
    old = Statements(before)
    plan, plan_key = identities.plan_of(tables, old, name)
    lines = identities.lines_of(tables, old, background, plan, plan_key, notices)
    if base is not None:
        lines = [identities.found_again(line, base) for line in lines]
        before = statements.from_texts(dict.fromkeys(line.row.carried for line in lines if line.row.carried))
        old = Statements(before)
    judged = identities.judged_statements(tables)
    work = _begun(lines, background, old, Statements(judged, old) if judged else old, plan, plan_key, language(tables))
    programs = row_relations.programs_of(work, lines)
    for line in lines:
        _read_line(work, line, programs.get(line.node))
    row_relations.read_programs(work, lines, programs)
    row_relations.structure(work, lines)
    return Imported(
        tuple(work.kept),
        tuple(t for t in before if t.subject in work.belonged and t.predicate != terms.ATTACHED_DIGEST),
        (*(t for t in before if t.subject not in work.belonged), *_plan_named(work, lines)),
        tuple(work.judged),
        plan,
        work.map,
        frozenset(work.made),
        work.texts,
        work.names,
        tuple(tables),
        tuple(notices),
    )


def language(tables: Iterable[ReadTable]) -> str:
    """The language in which most headings are."""
    counts: Counter[str] = Counter()
    for table in tables:
        for column, place in table.columns.items():
            counts.update(lang for lang in LANGUAGES if table.headings.get(place) == column.name.text(lang))
    return max(LANGUAGES, key=lambda lang: counts[lang])


def _begun(
    lines: list[Line],
    background: Statements,
    old: Statements,
    shown: Statements,
    plan: NamedNode,
    plan_key: str,
    lang: str,
) -> Work:
    """The state at the start: names of things as they were, and as the rows call them now."""
    then = old.on(background)
    own = {line.node for line in lines}
    provisional = [
        Triple(line.node, path, value)
        for line in lines
        for path, value in (
            (terms.TYPE, line.klass),
            (terms.PREF_LABEL, Literal(label_of(line.row), language="ja")),
            (terms.PREF_LABEL, Literal(_english_name(line, then), language="en")),
            (NOTATION, Literal(text_of(line.row, NOTATION))),
        )
        if getattr(value, "value", "")
    ]
    now = Statements(provisional, then.without(lambda _, path: path in (terms.PREF_LABEL, NOTATION), own))
    places = set(_municipalities(now, lines, plan))
    among = own | set(old.nodes()) | places
    among |= {node for place in places for node in background.subjects(MUNICIPALITY, place)}
    among |= {node for klass in _ALWAYS_NAMED for node in background.subjects(terms.TYPE, klass)}
    marked = (column for line in lines for column, text in line.row.cells.items() if text)
    return Work(
        old,
        shown,
        plan,
        plan_key,
        Names(then, among, lang),
        Names(now, among, lang),
        sorted(places, key=str),
        set(now.nodes()),
        frozenset(column for column in marked if column.datatype == BOOLEAN),
    )


def _english_name(line: Line, then: Statements) -> str:
    """The English name of a row: of its column, else, where the file has none, the one it had."""
    column = next((column for column in line.row.cells if column.is_english_name), None)
    if column is not None:
        return line.row.cells[column].strip()
    return next((name.value for name in then.objects(line.node, terms.PREF_LABEL) if name.language == "en"), "")


def _municipalities(now: Statements, lines: list[Line], plan: NamedNode) -> list[NamedNode]:
    """The municipalities of the plan, as its row names them; else that whose register knows most of the departments."""
    named = [
        text.strip()
        for line in lines
        for column, text in line.row.cells.items()
        if line.klass == PLAN and column.path == MUNICIPALITY
    ]
    by_name = {
        label.value: node
        for node in now.subjects(terms.TYPE, terms.term("pg:Municipality"))
        for label in now.objects(node, terms.PREF_LABEL)
    }
    found = [*(by_name[name] for name in named if name in by_name), *now.objects(plan, MUNICIPALITY)]
    if found or any(named):
        return found
    bodies: Counter[NamedNode] = Counter()
    listed = {text for line in lines for column, text in line.row.cells.items() if column.kind == "list" and text}
    for node in now.subjects(terms.TYPE, terms.term("pg:Department")):
        if any(label.value in text for label in now.objects(node, terms.PREF_LABEL) for text in listed):
            bodies.update(now.objects(node, MUNICIPALITY))
    ranked = bodies.most_common(2)
    if not ranked or ranked[0][1] < _ENOUGH or ranked[0][1] * 2 < min(len(listed), 6):
        return []
    return [ranked[0][0]] if len(ranked) == 1 or ranked[0][1] >= ranked[1][1] * 2 else []


def _plan_named(work: Work, lines: list[Line]) -> list[Triple]:
    """What has to be stated of the plan where no row is about it."""
    if work.plan in work.old or any(line.node == work.plan for line in lines):
        return []
    work.made[work.plan] = None
    return [
        Triple(work.plan, terms.TYPE, PLAN),
        Triple(work.plan, terms.PREF_LABEL, Literal(work.plan_key, language="ja")),
        Triple(work.plan, SHORT_NAME, Literal(work.plan_key)),
        *(Triple(work.plan, MUNICIPALITY, place) for place in work.municipalities),
    ]


def _read_line(work: Work, line: Line, program: NamedNode | None) -> None:
    """Keep or make the statements of a row and of what belongs to it, except the columns of its program."""
    node, carried = line.node, bool(line.row.carried)
    was = set(statements.belonging(work.old, node, line.table.sheet)) if carried else set()
    work.belonged |= was
    others = was - set(work.old.objects(node, LISTS))
    rest = {t: None for each in others for t in work.old.about(each) if t.predicate != terms.ATTACHED_DIGEST}
    made: list[Triple] = [Triple(node, terms.TYPE, line.klass)]
    for column in line.columns:
        if column.kind == "class" or column.is_shared or line.klass not in column.classes:
            continue
        text = line.row.cells.get(column)
        mark = list(cells.footprint(work.old, node, column)) if carried else []
        if column.path == LISTS:
            made += [Triple(node, LISTS, program)] if program is not None else []
        elif column in work.marks and not text and (not carried or _shows_yes(work, node, column)):
            made.append(Triple(node, column.path, Literal(False)))
        elif column.kind == "label" and column.named_as is not None and not text and _is_renamed(work, line, column):
            name = label_of(line.row)
            made += [Triple(node, column.path, Literal(name, language=column.lang))] if name else []
        elif text is None or (work.is_unchanged(node, column, text) if carried else not text.strip()):
            made += [t for t in mark if t.predicate != terms.ATTACHED_DIGEST]
            work.judged.update(dict.fromkeys(_judged(work, node, column)))
            if column.kind == "words" and text:
                work.attach(node, column, text)
        else:
            made += put(work, node, column, text)
        for triple in mark:
            rest.pop(triple, None)
        _locate(work, line, column, program)
    made += [t for t in rest if not _is_emptied(work, line, t)]
    work.kept.update(dict.fromkeys(made))


def _shows_yes(work: Work, node: NamedNode, column: Column) -> bool:
    return cells.show(work.shown, work.names_then, node, column) == cells.YES


def _judged(work: Work, node: NamedNode, column: Column) -> list[Triple]:
    """What was judged and stands in an unchanged cell."""
    if work.shown is work.old:
        return []
    return [
        Triple(owner, column.path, value)
        for owner in cells.targets(work.shown, node, column)
        for value in work.shown.objects(owner, column.path)
        if value not in work.old.objects(owner, column.path)
    ]


def _is_renamed(work: Work, line: Line, column: Column) -> bool:
    """Whether the name of a row has to follow the column that stands in for it: a new row, or one named anew there."""
    old = {name.value for name in work.old.objects(line.node, column.path) if name.language == column.lang}
    shown = {name.value for name in work.old.objects(line.node, column.named_as or column.path)}
    return column.lang == "ja" and (not line.row.carried or (old <= shown and label_of(line.row) not in old))


def _is_emptied(work: Work, line: Line, triple: Triple) -> bool:
    """Whether a statement belongs to a nested thing all of whose cells were emptied, so that it goes with them."""
    for column in line.columns:
        via = column.via
        if via is None or column.kind == "list" or column.is_shared or column not in line.row.cells:
            continue
        if triple.subject in cells.targets(work.old, line.node, column):
            group = [c for c in line.columns if c.via == via and c.year == column.year and not c.hidden]
            texts = [line.row.cells.get(other) for other in group]
            before = (cells.show(work.shown, work.names_then, line.node, other) for other in group)
            return not any(texts) and None not in texts and any(value is not None for value in before)
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
        named = (other for other in line.table.columns if other.path == column.named_as and other.lang in ("", "ja"))
        place = next((line.table.columns[other] for other in named if other.via is None), place)
    if place is None:
        return
    cell = Cell(line.table.name, line.row.number, place)
    work.map.name(line.table.name, place, line.table.headings)
    for thing in (line.node, *([program] if program is not None and not column.is_name else [])):
        work.map.columns[thing, column.origin].append(cell)
        if _stands_for_row(line, column):
            for path in (column.path, *column.parsed, *((column.gives,) if column.gives else ())):
                work.map.put(thing, path, cell)
    parts = dict.fromkeys(work.parts.get((line.node, column), ()))
    if column.via is not None and column.kind != "list" and line.row.carried:
        parts.update(dict.fromkeys(cells.targets(work.old, line.node, column)))
    for part in parts:
        work.map.rows[part].append(cell)
        for path in (column.path, *column.parsed):
            work.map.put(part, path, cell)
    if (column.is_name and column.named_as is None) or column.path == identities.label_stand_in(line):
        work.map.rows[line.node].append(cell)
