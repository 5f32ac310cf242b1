"""What one import knows, and the statements for which a cell stands that was written or changed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet import cells
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import BOOLEAN, DECIMAL, INTEGER, IS_PART_OF, MUNICIPALITY, STRING, Column, SourceMap
from plangraph.sheet.identities import minted
from plangraph.sheet.statements import Statements, kind_of
from plangraph.store import terms
from plangraph.text import LANGUAGES, normalised

_GAPS_IN: Final = ("list", "reference", "value")
_GAPS_OF: Final = (BOOLEAN, INTEGER, DECIMAL)
_ORDER: Final = terms.term("pg:order")
_STATUS: Final = terms.term("sdmx-attribute:obsStatus")
_MISSING: Final = NamedNode("http://purl.org/linked-data/sdmx/2009/code#obsStatus-M")
_PARTNER: Final = NamedNode(f"{terms.BASE}concept/participation-role/partner")
_BODIES: Final = ("Department", "Organization", "Facility", "CommunityArea")
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_WITH_ROLE: Final = re.compile(r"^(.*?)\s*[（(]([^（()）]*)[)）]$")


@dataclass
class Work:
    """What one import knows and has found so far.

    `old` went along with the rows, `shown` is that with what was judged, which cells show too; names are those of then
    and now; `taken` are IRIs in use; `marks` are columns of marks that somebody used, so that a blank cell in them says no.
    Found are `kept`, what the workbook states, in order; `judged`, what of that still holds; `belonged`, all that stood in
    a row before, kept or not; `made`, things that only a cell names, and `extra`, what is stated of these; `texts`, words
    that stand in a document, by passage; `parts`, what stands in the cells of a row and column.
    """

    old: Statements
    shown: Statements
    plan: NamedNode
    plan_key: str
    names_then: Names
    names: Names
    municipalities: list[NamedNode]
    taken: set[NamedNode]
    marks: frozenset[Column]
    kept: dict[Triple, None] = field(default_factory=dict)
    judged: dict[Triple, None] = field(default_factory=dict)
    belonged: set[NamedNode] = field(default_factory=set)
    made: dict[NamedNode, None] = field(default_factory=dict)
    extra: list[Triple] = field(default_factory=list)
    texts: dict[NamedNode, str] = field(default_factory=dict)
    parts: dict[tuple[NamedNode, Column], list[NamedNode]] = field(default_factory=dict)
    map: SourceMap = field(default_factory=SourceMap)
    _unknown: dict[tuple[NamedNode, str], NamedNode] = field(default_factory=dict)
    _given: set[tuple[NamedNode | None, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look up once how cells look that were left for later."""
        self._gaps = self.names.gap_patterns()

    def gap_kind(self, text: str) -> NamedNode | None:
        """The kind of gap that a whole cell is, by the patterns of the vocabulary; None if it is content."""
        return next((kind for pattern, kind in self._gaps if pattern.fullmatch(text)), None)

    def is_unchanged(self, node: NamedNode, column: Column, text: str) -> bool:
        """Whether a cell of what went along still shows what it showed."""
        return cells.still_shows(self.shown, self.names_then, node, column, text) or cells.has_same_words(
            self.old, node, column, text
        )

    def know(self, klass: NamedNode, name: str, node: NamedNode) -> None:
        """Remember what a name means that a row of the workbook gives to something without a row of its own."""
        self._unknown.setdefault((klass, normalised(name)), node)
        self._given.add((klass, normalised(name)))

    def knows(self, name: str, column: Column) -> bool:
        """Whether a name in a cell is that of a thing, or one that a row gives."""
        return (column.makes, normalised(name)) in self._given or self.names.find(name, column) is not None

    def items(self, text: str, column: Column) -> list[str]:
        """The names that a cell holds; those that rows of the workbook give are whole, whatever they hold."""
        if self.knows(text, column):
            return [text]
        lines = [line.strip() for line in text.split("\n")]
        return [
            name for line in lines for name in ([line] if self.knows(line, column) else self.names.items(line, column))
        ]

    def put_part(self, row: NamedNode, column: Column, part: NamedNode) -> None:
        """Remember that something stands in a cell."""
        self.parts.setdefault((row, column), []).append(part)

    def named(self, text: str, column: Column) -> NamedNode | Literal:
        """The thing that a name in a cell means; an unknown one becomes a new thing where the column makes any."""
        found = self.names.find(text, column)
        if found is not None:
            return found
        if column.makes is None:
            return NamedNode(text) if _IRI.fullmatch(text) else Literal(text)
        key = (column.makes, normalised(text))
        if key not in self._unknown:
            node = minted(column.makes, self.plan_key, text, self.taken)
            self.taken.add(node)
            self.made[node] = None
            self._unknown[key] = node
            self.extra += [
                Triple(node, terms.TYPE, column.makes),
                Triple(node, terms.PREF_LABEL, Literal(text, language="ja")),
                Triple(node, terms.term("pg:unlisted"), Literal(True)),
                *self._belonging(node, column.makes),
            ]
        return self._unknown[key]

    def _belonging(self, node: NamedNode, klass: NamedNode) -> list[Triple]:
        name = terms.local_name(klass.value)
        if name in ("Measure", "Program"):
            order = len([key for key in self._unknown if key[0] == klass])
            numbered = [Triple(node, _ORDER, Literal(str(order), datatype=INTEGER))] if name == "Measure" else []
            return [Triple(node, IS_PART_OF, self.plan), *numbered]
        relations = [MUNICIPALITY] if name in _BODIES else []
        relations += [terms.term("org:unitOf")] if name == "Department" else []
        return [Triple(node, relation, place) for relation in relations for place in self.municipalities[:1]]

    def attach(self, node: NamedNode, column: Column, text: str) -> None:
        """Remember the words that a cell shows of passages that stand in a document."""
        passages = cells.passages(self.old, node, column)
        for passage, words in zip(passages, cells.paragraphs(text, len(passages)), strict=False):
            self.put_part(node, column, passage)
            if self.old.value(passage, terms.TEXT) is None:
                self.texts[passage] = words


def put(work: Work, row: NamedNode, column: Column, text: str) -> list[Triple]:
    """The statements for which the new text of a cell stands; none for a blank one."""
    wanted = text.strip()
    if not wanted:
        return []
    kind = work.gap_kind(wanted) if column.kind in _GAPS_IN or column.datatype in _GAPS_OF else None
    if kind is not None:
        return _gap(work, row, column, wanted, kind)
    if column.kind == "list":
        return _participations(work, row, column, wanted)
    node, frame = _owner(work, row, column)
    if node != row:
        work.put_part(row, column, node)
    return frame + _stated(work, row, node, column, wanted)


def _gap(work: Work, row: NamedNode, column: Column, text: str, kind: NamedNode) -> list[Triple]:
    """A place that somebody left for content still to be written."""
    name = terms.local_name(column.path.value)
    gap = NamedNode(f"{terms.ID}gap/{terms.local_name(row.value)}-{column.origin or name}-{name}".lower())
    work.put_part(row, column, gap)
    label = "".join((work.names.label(row), f"の{column.name.ja}（{text}）"))
    own: list[tuple[NamedNode, NamedNode | Literal]] = [
        (terms.TYPE, terms.term("pg:Gap")),
        (terms.PREF_LABEL, Literal(label, language="ja")),
        (terms.term("pg:gapKind"), kind),
        (terms.term("pg:gapElement"), row),
        (terms.term("pg:gapProperty"), column.path),
        (terms.term("pg:missing"), Literal(column.name.ja, language="ja")),
    ]
    return [Triple(gap, predicate, value) for predicate, value in own]


def _owner(work: Work, row: NamedNode, column: Column) -> tuple[NamedNode, list[Triple]]:
    """What has the property: the row, or the thing in it of the column's kind, with the statements that make it so."""
    via = column.via
    if via is None:
        return row, []
    found = cells.targets(work.old, row, column)
    kind = "" if via.kind_value is None else terms.local_name(via.kind_value.value)
    key = "-".join(filter(None, (terms.local_name(row.value), str(column.year or ""), kind)))
    node = found[0] if found else NamedNode(f"{terms.ID}{kind_of(via.klass)}/{key}")
    frame = [
        Triple(node, terms.TYPE, via.klass),
        Triple(node, via.path, row) if via.inverse else Triple(row, via.path, node),
    ]
    if via.kind_property is not None and via.kind_value is not None:
        frame.append(Triple(node, via.kind_property, via.kind_value))
    if via.labelled is not None and not found:
        name = " ".join(filter(None, (work.names.label(row), via.labelled.ja)))
        frame.append(Triple(node, terms.PREF_LABEL, Literal(name, language="ja")))
    if via.repeated_by is not None and column.year is not None:
        frame.append(Triple(node, via.repeated_by, NamedNode(f"{terms.ID}fiscal-year/{column.year}")))
    return node, frame


def _stated(work: Work, row: NamedNode, node: NamedNode, column: Column, text: str) -> list[Triple]:
    if column.kind == "label":
        return [Triple(node, column.path, Literal(text, language=column.lang))]
    if column.kind == "reference":
        return [Triple(node, column.path, thing) for thing in _references(work, column, text)]
    if column.kind == "words":
        name = terms.local_name(column.path.value)
        passage = NamedNode(f"{terms.ID}passage/{terms.local_name(node.value)}-{name}")
        work.put_part(row, column, passage)
        return [
            Triple(node, column.path, passage),
            Triple(passage, terms.TYPE, terms.PASSAGE),
            Triple(passage, terms.TEXT, Literal(text)),
        ]
    if column.kind == "value":
        return _printed(node, column, text)
    return [Triple(node, column.path, _literal(column, text))]


def _references(work: Work, column: Column, text: str) -> list[NamedNode | Literal]:
    names = work.items(text, column)
    if column.single and not all(work.knows(name, column) for name in names):
        return [work.named(text, column)]
    return [work.named(name, column) for name in names]


def _literal(column: Column, text: str) -> Literal:
    if column.datatype == BOOLEAN:
        truth = cells.truth(text)
        return Literal(text) if truth is None else Literal(truth)
    if column.datatype in (INTEGER, DECIMAL):
        value = cells.number(text)
        if value is None or (column.datatype == INTEGER and value != int(value)):
            return Literal(text)
        return Literal(str(int(value)) if column.datatype == INTEGER else f"{value:f}", datatype=column.datatype)
    if column.datatype in (None, STRING):
        return Literal(cells.plain(text) if column.path == terms.term("skos:notation") else text)
    return Literal(text, datatype=column.datatype)


def _printed(node: NamedNode, column: Column, text: str) -> list[Triple]:
    """What a printed value states: its text, the number in it, or, for a sign such as －, that there is none."""
    value = cells.number(text)
    found = [Triple(node, column.path, Literal(text))]
    for path in column.parsed:
        if path == _STATUS and value is None and cells.is_sign(text):
            found.append(Triple(node, path, _MISSING))
        elif path != _STATUS and value is not None:
            written = f"{value:f}"
            found.append(Triple(node, path, Literal(written if "." in written else f"{written}.0", datatype=DECIMAL)))
    return found


def _participations(work: Work, row: NamedNode, column: Column, text: str) -> list[Triple]:
    assert column.via is not None and column.via.kind_property is not None and column.item is not None
    thing_path, name_path, order_path = column.item
    listed = cells.parts(work.old, row, column)
    before = {
        _with_role(cells.item(work.old, work.names, part, column, lang), column): part
        for lang in LANGUAGES
        for part in listed
    }
    found: list[Triple] = []
    used: set[NamedNode] = set()
    for place, (name, role) in enumerate(_items(work, column, text), 1):
        kind = (column.via.kind_value if role is None else _role(work, column, role)) or _PARTNER
        part = before.get((name, role))
        if part is not None and part not in used:
            found += [Triple(row, column.path, part), *(t for t in work.old.about(part) if t.predicate != order_path)]
        else:
            key = hashlib.sha256(f"{kind} {name}".encode()).hexdigest()[:8]
            part = NamedNode(f"{terms.ID}participation/{terms.local_name(row.value)}-{key}")
            thing = work.named(name, column)
            found += [
                Triple(row, column.path, part),
                Triple(part, terms.TYPE, column.via.klass),
                Triple(part, column.via.kind_property, kind),
                Triple(part, thing_path, thing),
            ]
            if isinstance(thing, NamedNode) and thing not in work.made and not _is_called(work, thing, column, name):
                found.append(Triple(part, name_path, Literal(name)))
        used.add(part)
        work.put_part(row, column, part)
        if work.old.value(part, order_path) is not None or column.via.kind_value is not None:
            found.append(Triple(part, order_path, Literal(str(place), datatype=INTEGER)))
    return found


def _with_role(text: str, column: Column) -> tuple[str, str | None]:
    """The name in what a list shows for a participation, and the role behind it where the column has none of its own."""
    assert column.via is not None
    match = _WITH_ROLE.match(text) if column.via.kind_value is None else None
    return (match[1], match[2]) if match else (text, None)


def _is_called(work: Work, thing: NamedNode, column: Column, name: str) -> bool:
    return any(work.names.shown(thing, column, lang) == name for lang in LANGUAGES)


def _items(work: Work, column: Column, text: str) -> list[tuple[str, str | None]]:
    """The names in a cell, each with its role where the column has no role of its own."""
    assert column.via is not None
    if column.via.kind_value is not None:
        return [(name, None) for name in work.items(text, column)]
    found: list[tuple[str, str | None]] = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        name, role = _with_role(line, column)
        if role is not None and _role(work, column, role) is not None:
            found.append((name, role))
        else:
            found += [(name, "") for name in work.names.items(line, column)]
    return found


def _role(work: Work, column: Column, text: str) -> NamedNode | None:
    return None if column.scheme is None else work.names.term(text, column.scheme)
