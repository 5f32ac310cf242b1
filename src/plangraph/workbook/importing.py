"""Tables as statements: each cell that still shows what was stated keeps its statements, each other one makes new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph import terms
from plangraph.workbook import carrying, cells, minting
from plangraph.workbook.layout import Column
from plangraph.workbook.names import Names, simple
from plangraph.workbook.putting import Maker, is_unchanged, put
from plangraph.workbook.source_map import Address, SourceMap
from plangraph.workbook.statements import Statements
from plangraph.workbook.tables import Notice, ReadRow, ReadTable

_PLAN, _PROGRAM = terms.term("pg:Plan"), terms.term("pg:Program")
_IS_PART_OF, _LISTED_UNDER, _LISTS = (terms.term(f"pg:{name}") for name in ("isPartOf", "listedUnder", "lists"))
_SHORT_NAME, _NOTATION, _MUNICIPALITY = (
    terms.term(name) for name in ("pg:shortName", "skos:notation", "pg:municipality")
)
_ALWAYS_NAMED: Final = tuple(terms.term(f"pg:{name}") for name in ("Plan", "PlanSeries", "Municipality", "FiscalYear"))
_INTEGER: Final = terms.term("xsd:integer")


@dataclass(frozen=True)
class Line:
    """A row that is understood: which table, what it is about, of which class, whether the file gave its key."""

    table: ReadTable
    row: ReadRow
    node: NamedNode
    klass: NamedNode
    is_known: bool


@dataclass(frozen=True)
class Imported:
    """What a workbook states: the statements, those of before, where each thing stands, and what to know of the reading.

    `before` are the statements that went along with the rows, `stubs` those of things that rows only name; `made` are
    things that a cell names for the first time. `words` are those of passages that stand in a document.
    """

    statements: tuple[Triple, ...]
    before: tuple[Triple, ...]
    stubs: tuple[Triple, ...]
    plan: NamedNode
    source_map: SourceMap
    made: frozenset[NamedNode]
    words: dict[NamedNode, str]
    notices: tuple[Notice, ...] = ()


@dataclass
class _Work:
    background: Statements
    old: Statements
    plan: NamedNode
    plan_key: str
    names_then: Names
    names_now: Names
    maker: Maker
    kept: dict[Triple, None] = field(default_factory=dict)
    map: SourceMap = field(default_factory=SourceMap)
    notices: list[Notice] = field(default_factory=list)
    belonged: set[NamedNode] = field(default_factory=set)


def statements_of(tables: list[ReadTable], background: Statements, name: str) -> Imported:
    """What the tables state. `background` has vocabulary and registers; `name` stands for the plan's key if it has none."""
    notices: list[Notice] = []
    before = _carried(tables, notices)
    old = Statements(before)
    plan, plan_key = _plan(tables, old, name)
    lines = _lines(tables, old, plan, plan_key, notices)
    work = _work(lines, background, old, plan, plan_key)
    work.notices += notices
    programs = _programs(work, lines)
    for line in lines:
        _read_line(work, line, programs.get(line.node))
    _read_programs(work, lines, programs)
    _structure(work, lines, programs)
    return Imported(
        tuple(work.kept),
        tuple(t for t in before if t.subject in work.belonged and t.predicate != terms.ATTACHED_DIGEST),
        (*(t for t in before if t.subject not in work.belonged), *_plan_named(work, lines)),
        plan,
        work.map,
        frozenset(work.maker.made),
        work.maker.texts,
        tuple(work.notices),
    )


def _carried(tables: list[ReadTable], notices: list[Notice]) -> list[Triple]:
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
                        f"{table.name}!{row.number}",
                        "隠れた「控え」の列が書き換えられているため、この行は見えている欄だけを読みました。",
                        "The hidden column of this row was changed; only its visible cells were read.",
                    )
                )
        return found


def _plan(tables: list[ReadTable], old: Statements, name: str) -> tuple[NamedNode, str]:
    """The plan that the workbook is about, and its short name: of the plan's row, else of what goes along, else `name`."""
    for table in tables:
        for row in table.rows:
            if (_PLAN in dict(table.sheet.classes)) and (_class_of(table, row, old) == _PLAN):
                node = NamedNode(terms.expand_id(row.key)) if row.key else None
                short = _text(row, _SHORT_NAME)
                key = short or (terms.local_name(node.value) if node else "") or minting.slug(name)
                return node or NamedNode(f"{terms.ID}plan/{minting.slug(key)}"), minting.slug(key)
    wholes = Counter(
        obj
        for node in old.nodes()
        for obj in old.objects(node, _IS_PART_OF)
        if obj.value.startswith(f"{terms.ID}plan/")
    )
    if wholes:
        node = wholes.most_common(1)[0][0]
        return node, terms.local_name(node.value)
    return NamedNode(f"{terms.ID}plan/{minting.slug(name)}"), minting.slug(name)


def _text(row: ReadRow, path: NamedNode, kind: str = "literal") -> str:
    return next((text.strip() for column, text in row.cells.items() if (column.path, column.kind) == (path, kind)), "")


def _label(row: ReadRow) -> str:
    found = [
        text.strip()
        for c, text in row.cells.items()
        if c.kind == "label" and c.lang == "ja" and c.via is None and c.path == terms.PREF_LABEL
    ]
    if found and found[0]:
        return found[0]
    stand_in = [c.named_as for c in row.cells if c.kind == "label" and c.path == terms.PREF_LABEL and c.named_as]
    return next(
        (text.strip() for c, text in row.cells.items() if stand_in and c.path == stand_in[0] and c.lang in ("", "ja")),
        "",
    )


def _class_of(table: ReadTable, row: ReadRow, old: Statements) -> NamedNode | None:
    if len(table.sheet.classes) == 1:
        return table.sheet.classes[0][0]
    said = next((text for column, text in row.cells.items() if column.kind == "class"), "")
    for klass, names in table.sheet.classes:
        if simple(said) in {simple(name) for name in names.values()}:
            return klass
    known = old.objects(NamedNode(terms.expand_id(row.key)), terms.TYPE) if row.key else []
    return next((klass for klass, _ in table.sheet.classes if klass in known), None)


def _lines(
    tables: list[ReadTable], old: Statements, plan: NamedNode, plan_key: str, notices: list[Notice]
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
            if node is None or node in used:
                content = (
                    _text(row, _NOTATION)
                    or " ".join(filter(None, (_parent_text(row), _label(row))))
                    or f"{table.sheet.key} {row.number}"
                )
                first = klass == _PLAN and not any(line.klass == _PLAN for line in lines)
                node = plan if first and plan not in used else minting.minted(klass, plan_key, content, taken)
                row = replace(row, carried="")
            used.add(node)
            taken.add(node)
            lines.append(Line(table, row, node, klass, known))
    return lines


def _parent_text(row: ReadRow) -> str:
    return _text(row, _LISTED_UNDER, "reference") or _text(row, _IS_PART_OF, "reference")


def _unknown_kind(table: ReadTable, row: ReadRow) -> Notice:
    kinds = "、".join(names["ja"] for _, names in table.sheet.classes)
    english = ", ".join(names["en"] for _, names in table.sheet.classes)
    return Notice(
        f"{table.name}!{row.number}",
        f"「種類」が分からないため、この行は読み込めません。{kinds} のどれかを書いてください。",
        f"The kind of this row is not known, so it was not read. Write one of {english}.",
    )


def _work(lines: list[Line], background: Statements, old: Statements, plan: NamedNode, plan_key: str) -> _Work:
    then = Statements(triple for part in (background, old) for node in part.nodes() for triple in part.about(node))
    own = {line.node for line in lines}
    renamed = (terms.PREF_LABEL, _NOTATION)
    provisional = [
        Triple(line.node, path, value)
        for line in lines
        for path, value in (
            (terms.TYPE, line.klass),
            (terms.PREF_LABEL, Literal(_label(line.row), language="ja")),
            (_NOTATION, Literal(_text(line.row, _NOTATION))),
        )
        if getattr(value, "value", "")
    ]
    now = Statements(
        [
            *provisional,
            *(t for node in then.nodes() for t in then.about(node) if node not in own or t.predicate not in renamed),
        ]
    )
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
    return _Work(background, old, plan, plan_key, Names(then, among), names_now, maker)


def _municipalities(now: Statements, lines: list[Line], plan: NamedNode) -> Iterable[NamedNode]:
    """The municipalities of the plan, as its row names them; else that whose register knows most of the departments."""
    named = [
        text
        for line in lines
        for column, text in line.row.cells.items()
        if line.klass == _PLAN and column.path == _MUNICIPALITY
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
    return (
        [bodies.most_common(1)[0][0]]
        if bodies and bodies.most_common(1)[0][1] * 2 >= min(len(cells_of_bodies), 6)
        else []
    )


def _programs(work: _Work, lines: list[Line]) -> dict[NamedNode, NamedNode]:
    """The program of each row that lists one: the one it named, of before, or of that name, else a new one."""
    by_name: dict[str, NamedNode] = {}
    for node in work.old.subjects(terms.TYPE, _PROGRAM):
        for label in work.old.objects(node, terms.PREF_LABEL):
            by_name.setdefault(simple(label.value), node)
    found: dict[NamedNode, NamedNode] = {}
    for line in lines:
        column = next(
            (each for each in line.table.sheet.columns if each.path == _LISTS and line.klass in each.classes), None
        )
        if column is None:
            continue
        then = work.old.value(line.node, _LISTS) if line.row.carried else None
        text = line.row.cells.get(column, "").strip()
        shown = cells.show(work.old, work.names_then, line.node, column) if then is not None else None
        if then is not None and is_unchanged(text, shown):
            found[line.node] = then
            continue
        name = text or _label(line.row)
        known = work.names_now.find(text, column) if text else None
        program = known or by_name.get(simple(name))
        if program is None and name:
            program = minting.minted(_PROGRAM, work.plan_key, name, work.maker.taken)
            work.maker.taken.add(program)
        if program is not None:
            by_name.setdefault(simple(name), program)
            found[line.node] = program
    return found


def _read_line(work: _Work, line: Line, program: NamedNode | None) -> None:
    """Keep or make the statements of a row and of what belongs to it, except the columns of its program."""
    was = set(carrying.belonging(work.old, line.node, line.table.sheet)) if line.row.carried else set()
    work.belonged |= was
    rest = {t: None for node in was for t in work.old.about(node) if t.predicate != terms.ATTACHED_DIGEST}
    made: list[Triple] = [Triple(line.node, terms.TYPE, line.klass)]
    for column in _columns(line):
        if column.kind == "class" or _is_of_program(column) or line.klass not in column.classes:
            continue
        text = line.row.cells.get(column)
        mark = list(cells.footprint(work.old, line.node, column)) if line.row.carried else []
        shown = cells.show(work.old, work.names_then, line.node, column) if line.row.carried else None
        if column.path == _LISTS:
            made += [Triple(line.node, _LISTS, program)] if program is not None else []
        elif text is None or is_unchanged(text, shown) or _has_same_words(work.old, line.node, column, text):
            made += [t for t in mark if t.predicate != terms.ATTACHED_DIGEST]
            if column.kind == "words" and text:
                work.maker.attach(work.old, line.node, column, text)
        else:
            made += put(work.maker, work.old, line.node, column, text)
        for triple in mark:
            rest.pop(triple, None)
        _locate(work, line, column, program)
    made += [t for t in rest if not _is_emptied(work, line, t)]
    work.kept.update(dict.fromkeys(made))


def _columns(line: Line) -> list[Column]:
    """The columns of the sheet, those that the file repeats for years among them."""
    listed = [column for column in line.table.columns if column.year is not None]
    return [
        column for column in line.table.sheet.columns if column.via is None or column.via.repeated_by is None
    ] + listed


def _is_of_program(column: Column) -> bool:
    """Whether a column belongs to something that several rows may share."""
    return (
        column.via is not None and column.kind != "list" and not column.via.inverse and column.via.kind_property is None
    )


def _has_same_words(old: Statements, node: NamedNode, column: Column, text: str) -> bool:
    return column.kind == "words" and Maker.same_words(old, node, column, text)


def _is_emptied(work: _Work, line: Line, triple: Triple) -> bool:
    """Whether a statement belongs to a nested thing all of whose cells were emptied, so that it goes with them."""
    for column in _columns(line):
        via = column.via
        if via is None or column.kind == "list" or _is_of_program(column) or column not in line.row.cells:
            continue
        if triple.subject in cells.targets(work.old, line.node, column):
            group = [
                each for each in _columns(line) if each.via == via and each.year == column.year and not each.hidden
            ]
            texts = [line.row.cells.get(each) for each in group]
            before = [cells.show(work.old, work.names_then, line.node, each) for each in group]
            return (
                not any(texts) and any(each is not None for each in before) and all(each is not None for each in texts)
            )
    return False


def _locate(work: _Work, line: Line, column: Column, program: NamedNode | None) -> None:
    """Remember the cell of a row and column, also for a value that is missing there."""
    place = line.table.columns.get(column)
    if place is None:
        return
    address = Address(line.table.name, line.row.number, place)
    work.map.names[Address(line.table.name, 0, place)] = line.table.headings.get(place, column.name["ja"])
    things = [line.node, *([program] if program is not None and not _is_label(column) else [])]
    for thing in things:
        work.map.columns[thing, column.origin].append(address)
        if column.via is None or column.kind == "list" or column.via.inverse:
            for path in (column.path, *column.parsed, *((column.gives,) if column.gives else ())):
                if (
                    column.via is None
                    or column.kind == "list"
                    or path not in {p for t, p in work.map.cells if t == thing}
                ):
                    work.map.put(thing, path, address)
    for part in work.maker.parts.get((line.node, column), ()):
        work.map.rows[part].append(address)
    if (_is_label(column) and column.named_as is None) or (column.path == _label_stand_in(line)):
        work.map.rows[line.node].append(address)


def _is_label(column: Column) -> bool:
    return column.kind == "label" and column.path == terms.PREF_LABEL and column.lang == "ja" and column.via is None


def _label_stand_in(line: Line) -> NamedNode | None:
    return next((c.named_as for c in line.table.sheet.columns if _is_label(c) and c.named_as), None)


def _read_programs(work: _Work, lines: list[Line], programs: dict[NamedNode, NamedNode]) -> None:
    """The columns that rows of one program share: what a row changed counts; of several changes, all."""
    rows: dict[NamedNode, list[Line]] = {}
    for line in lines:
        if line.node in programs:
            rows.setdefault(programs[line.node], []).append(line)
    for program, own in rows.items():
        known = program in work.old
        columns = [column for column in own[0].table.sheet.columns if _is_of_program(column)]
        rest = dict.fromkeys(t for t in work.old.about(program)) if known else {}
        made = [Triple(program, terms.TYPE, _PROGRAM)]
        for column in columns:
            plain = replace(column, via=None)
            mark = list(cells.footprint(work.old, program, plain)) if known else []
            shown = cells.show(work.old, work.names_then, program, plain) if known else None
            texts = [line.row.cells[column] for line in own if column in line.row.cells]
            changed = [
                t
                for t in dict.fromkeys(texts)
                if not is_unchanged(t, shown) and not _has_same_words(work.old, program, plain, t)
            ]
            if changed:
                made += [triple for text in changed for triple in put(work.maker, work.old, program, plain, text)]
            else:
                made += [t for t in mark if t.predicate != terms.ATTACHED_DIGEST]
            for triple in mark:
                rest.pop(triple, None)
            for line in own:
                if column in line.table.columns:
                    address = Address(line.table.name, line.row.number, line.table.columns[column])
                    work.map.put(program, column.path, address)
                    work.map.names[Address(line.table.name, 0, address.column)] = line.table.headings.get(
                        address.column, column.name["ja"]
                    )
        work.kept.update(dict.fromkeys([*made, *_program_name(work, program, own, rest), *rest]))
        for line in own:
            work.map.rows[program] += work.map.rows[line.node]
        if not known:
            work.kept[Triple(program, _IS_PART_OF, work.plan)] = None


def _program_name(work: _Work, program: NamedNode, own: list[Line], rest: dict[Triple, None]) -> list[Triple]:
    """The name of a program: that of its rows if all were renamed alike, else the one it had, else that of its first row."""
    names = list(dict.fromkeys(_label(line.row) for line in own))
    old = [
        t
        for t in rest
        if t.predicate == terms.PREF_LABEL and isinstance(t.object, Literal) and t.object.language == "ja"
    ]
    if not old:
        column = next((c for c in own[0].table.sheet.columns if c.path == _LISTS), None)
        said = own[0].row.cells.get(column, "").strip() if column is not None else ""
        return [Triple(program, terms.PREF_LABEL, Literal(said or names[0], language="ja"))]
    before = {
        each.value for line in own for each in work.old.objects(line.node, terms.PREF_LABEL) if each.language == "ja"
    }
    if len(names) == 1 and names[0] and before == {getattr(old[0].object, "value", "")} and names[0] not in before:
        del rest[old[0]]
        return [Triple(program, terms.PREF_LABEL, Literal(names[0], language="ja"))]
    return []


def _plan_named(work: _Work, lines: list[Line]) -> list[Triple]:
    """What has to be said of the plan where no row is about it."""
    if work.plan in work.old or any(line.node == work.plan for line in lines):
        return []
    work.maker.made[work.plan] = None
    return [
        Triple(work.plan, terms.TYPE, _PLAN),
        Triple(work.plan, terms.PREF_LABEL, Literal(work.plan_key, language="ja")),
        Triple(work.plan, _SHORT_NAME, Literal(work.plan_key)),
        *(Triple(work.plan, _MUNICIPALITY, place) for place in work.maker.municipalities),
    ]


def _structure(work: _Work, lines: list[Line], programs: dict[NamedNode, NamedNode]) -> None:
    """What the place of a row says: under what it stands where the cell is blank, and in which order."""
    del programs
    above: list[tuple[int, NamedNode, str]] = []
    now = Statements(work.kept)
    order: dict[tuple[NamedNode, NamedNode], list[Line]] = {}
    for line in lines:
        classes = [klass for klass, _ in line.table.sheet.classes]
        rank = classes.index(line.klass)
        parents = [*now.objects(line.node, _LISTED_UNDER), *now.objects(line.node, _IS_PART_OF)]
        if not parents and any(c.path == _IS_PART_OF and line.klass in c.classes for c in line.table.sheet.columns):
            parent = _parent(work, line, rank, above)
            if parent is not None:
                work.kept[Triple(line.node, _IS_PART_OF, parent)] = None
                parents = [parent]
        if line.table.sheet.key == "structure":
            above.append((rank, line.node, _text(line.row, _NOTATION)))
        if parents and isinstance(parents[0], NamedNode):
            order.setdefault((parents[0], line.klass), []).append(line)
    for siblings in order.values():
        _number(work, siblings, now)
    work.kept.update(dict.fromkeys(work.maker.extra))


def _parent(work: _Work, line: Line, rank: int, above: list[tuple[int, NamedNode, str]]) -> NamedNode | None:
    if line.klass == _PLAN:
        return None
    if line.table.sheet.key != "structure":
        return work.plan if line.table.sheet.key != "indicators" else None
    number = _text(line.row, _NOTATION)
    for other_rank, node, other in reversed(above):
        if number and other and 0 < other_rank < rank and number.startswith(other + "-"):
            return node
    near = [node for other_rank, node, _ in above if 0 < other_rank < rank]
    return near[-1] if near and rank > 1 else work.plan


def _number(work: _Work, siblings: list[Line], now: Statements) -> None:
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
