"""New statements for a cell that was written or changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.sheet import cells, minting
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column
from plangraph.sheet.statements import Statements
from plangraph.sheet.values import is_sign, number, plain, truth
from plangraph.store import documents, terms
from plangraph.text import normalised

_BOOLEAN, _INTEGER, _DECIMAL, _STRING = (
    terms.term(f"xsd:{name}") for name in ("boolean", "integer", "decimal", "string")
)
_GAPS_IN: Final = ("list", "reference", "value")
_GAPS_OF: Final = (_BOOLEAN, _INTEGER, _DECIMAL)
_ORDER: Final = terms.term("pg:order")
_PASSAGE: Final = terms.PASSAGE
_STATUS: Final = terms.term("sdmx-attribute:obsStatus")
_MISSING: Final = NamedNode("http://purl.org/linked-data/sdmx/2009/code#obsStatus-M")
_FISCAL_YEAR: Final = terms.term("pg:FiscalYear")
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_KEY_OF_NAME: Final = re.compile(r"［([^\s［］]+)］")
_WITH_ROLE: Final = re.compile(r"^(.*?)\s*[（(]([^（()）]*)[)）]$")


def is_unchanged(text: str | None, shown: cells.Cell, mark: Iterable[Triple] = ()) -> bool:
    """Whether a cell still shows what it showed, white space at line ends and the form of line ends aside.

    A key that is written although the name alone would do changes nothing where `mark`, for which the cell stands, has it.
    """
    now, then = (_tidy("" if each is None else str(each)) for each in (text, shown))
    return now == then or ("［" in now and says_the_same(now, then, mark))


def says_the_same(text: str, shown: str, mark: Iterable[Triple]) -> bool:
    """Whether two texts differ only in the keys of names, and `mark` names each thing of which the first has the key."""
    if _tidy(_KEY_OF_NAME.sub("", text)) != _tidy(_KEY_OF_NAME.sub("", shown)):
        return False
    return {terms.expand_id(key) for key in _KEY_OF_NAME.findall(text)} <= {str(t.object.value) for t in mark}  # type: ignore[union-attr]


def _tidy(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


class Maker:
    """Makes things for cells: knows the names, the plan and what IRIs are taken; remembers what it made, and texts.

    `texts` are words that stand in a document, by passage; `parts` what stands in the cells of a row and column; `made`
    things that only a cell names, and `extra` what is stated of these.
    """

    def __init__(
        self,
        names: Names,
        plan: NamedNode,
        plan_key: str,
        municipalities: Iterable[NamedNode],
        taken: set[NamedNode],
    ) -> None:
        """Start with nothing made."""
        self.names, self.plan, self.plan_key = names, plan, plan_key
        self.municipalities = sorted(municipalities, key=str)
        self.taken = taken
        self._gaps = names.gap_patterns()
        self.made: dict[NamedNode, None] = {}
        self.texts: dict[NamedNode, str] = {}
        self.parts: dict[tuple[NamedNode, Column], list[NamedNode]] = {}
        self._unknown: dict[tuple[NamedNode, str], NamedNode] = {}
        self.extra: list[Triple] = []

    def know(self, klass: NamedNode, name: str, node: NamedNode) -> None:
        """Remember what a name means that a row of the workbook gives to something without a row of its own."""
        self._unknown.setdefault((klass, normalised(name)), node)

    def named(self, text: str, column: Column) -> NamedNode | Literal:
        """The thing that a name in a cell means; an unknown one becomes a new thing where the column makes any."""
        found = self.names.find(text, column)
        if found is not None:
            return found
        if column.makes is None:
            return NamedNode(text) if _IRI.fullmatch(text) else Literal(text)
        key = (column.makes, normalised(text))
        if key not in self._unknown:
            node = minting.minted(column.makes, self.plan_key, text, self.taken)
            self.taken.add(node)
            self.made[node] = None
            self._unknown[key] = node
            self.extra += [
                Triple(node, terms.TYPE, column.makes),
                Triple(node, terms.PREF_LABEL, Literal(text, language="ja")),
                Triple(node, terms.term("pg:unlisted"), Literal(True)),
            ]
            self.extra += self._belonging(node, column.makes)
        return self._unknown[key]

    def _belonging(self, node: NamedNode, klass: NamedNode) -> list[Triple]:
        name = terms.local_name(klass.value)
        if name in ("Measure", "Program"):
            order = len([key for key in self._unknown if key[0] == klass])
            numbered = [Triple(node, _ORDER, Literal(str(order), datatype=_INTEGER))] if name == "Measure" else []
            return [Triple(node, terms.term("pg:isPartOf"), self.plan), *numbered]
        if name in ("Department", "Organization", "Facility", "CommunityArea"):
            relations = ["pg:municipality", *(["org:unitOf"] if name == "Department" else [])]
            return [Triple(node, terms.term(each), place) for each in relations for place in self.municipalities[:1]]
        return []

    def gap_kind(self, text: str) -> NamedNode | None:
        """The kind of gap that a whole cell is, by the patterns of the vocabulary; None if it is content."""
        return next((kind for pattern, kind in self._gaps if pattern.fullmatch(text)), None)

    def attach(self, old: Statements, node: NamedNode, column: Column, text: str) -> None:
        """Remember the words that a cell shows of passages that stand in a document."""
        passages = _passages(old, node, column)
        for passage, words in zip(passages, _paragraphs(text, len(passages)), strict=False):
            self.parts.setdefault((node, column), []).append(passage)
            if old.value(passage, terms.TEXT) is None:
                self.texts[passage] = words

    @staticmethod
    def same_words(old: Statements, node: NamedNode, column: Column, text: str) -> bool:
        """Whether a cell holds the very words of the passages that it stood for, by their digests."""
        passages = _passages(old, node, column)
        parts = _paragraphs(text, len(passages))
        return (
            bool(passages)
            and len(parts) == len(passages)
            and all(_is_digest_of(old, passage, words) for passage, words in zip(passages, parts, strict=True))
        )


def _passages(old: Statements, node: NamedNode, column: Column) -> list[NamedNode]:
    found = [passage for each in cells.targets(old, node, column) for passage in old.objects(each, column.path)]
    return sorted(found, key=lambda passage: cells.place(old, passage))


def _paragraphs(text: str, count: int) -> list[str]:
    return [text] if count <= 1 else text.replace("\r\n", "\n").split("\n\n")


def _is_digest_of(old: Statements, passage: NamedNode, words: str) -> bool:
    digest = old.value(passage, terms.ATTACHED_DIGEST) or old.value(passage, terms.DIGEST)
    return digest is not None and bool(Literal(documents.digest(words)) == digest)


def put(maker: Maker, old: Statements, row: NamedNode, column: Column, text: str) -> list[Triple]:
    """The statements for which the new text of a cell stands; none for a blank one."""
    wanted = text.strip()
    if not wanted:
        return []
    kind = maker.gap_kind(wanted) if column.kind in _GAPS_IN or column.datatype in _GAPS_OF else None
    if kind is not None:
        return _gap(maker, row, column, wanted, kind)
    if column.kind == "list":
        return _participations(maker, old, row, column, wanted)
    node, frame = _owner(maker, old, row, column)
    if node != row:
        maker.parts.setdefault((row, column), []).append(node)
    return frame + _stated(maker, row, node, column, wanted)


def _gap(maker: Maker, row: NamedNode, column: Column, text: str, kind: NamedNode) -> list[Triple]:
    """A place that somebody left for content still to be written."""
    name = terms.local_name(column.path.value)
    gap = NamedNode(f"{terms.ID}gap/{terms.local_name(row.value)}-{column.origin or name}-{name}".lower())
    maker.parts.setdefault((row, column), []).append(gap)
    label = "".join((maker.names.label(row), f"の{column.name['ja']}（{text}）"))
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (terms.TYPE, terms.term("pg:Gap")),
        (terms.PREF_LABEL, Literal(label, language="ja")),
        (terms.term("pg:gapKind"), kind),
        (terms.term("pg:gapElement"), row),
        (terms.term("pg:gapProperty"), column.path),
        (terms.term("pg:missing"), Literal(column.name["ja"], language="ja")),
    ]
    return [Triple(gap, predicate, value) for predicate, value in said]


def _owner(maker: Maker, old: Statements, row: NamedNode, column: Column) -> tuple[NamedNode, list[Triple]]:
    """What has the property: the row, or the thing in it of the column's kind, with the statements that make it so."""
    via = column.via
    if via is None:
        return row, []
    found = cells.targets(old, row, column)
    kind = "" if via.kind_value is None else terms.local_name(via.kind_value.value)
    key = "-".join(filter(None, (terms.local_name(row.value), str(column.year or ""), kind)))
    node = found[0] if found else NamedNode(f"{terms.ID}{minting.kind_of(via.klass)}/{key}")
    frame = [
        Triple(node, terms.TYPE, via.klass),
        Triple(node, via.path, row) if via.inverse else Triple(row, via.path, node),
    ]
    if via.kind_property is not None and via.kind_value is not None:
        frame.append(Triple(node, via.kind_property, via.kind_value))
    if via.labelled is not None and not found:
        name = " ".join(filter(None, (maker.names.label(row), via.labelled["ja"])))
        frame.append(Triple(node, terms.PREF_LABEL, Literal(name, language="ja")))
    if via.repeated_by is not None and column.year is not None:
        frame.append(Triple(node, via.repeated_by, NamedNode(f"{terms.ID}fiscal-year/{column.year}")))
    return node, frame


def _stated(maker: Maker, row: NamedNode, node: NamedNode, column: Column, text: str) -> list[Triple]:
    if column.kind == "label":
        return [Triple(node, column.path, Literal(text, language=column.lang))]
    if column.kind == "reference":
        return [Triple(node, column.path, each) for each in _references(maker, column, text)]
    if column.kind == "words":
        name = terms.local_name(column.path.value)
        passage = NamedNode(f"{terms.ID}passage/{terms.local_name(node.value)}-{name}")
        maker.parts.setdefault((row, column), []).append(passage)
        return [
            Triple(node, column.path, passage),
            Triple(passage, terms.TYPE, _PASSAGE),
            Triple(passage, terms.TEXT, Literal(text)),
        ]
    if column.kind == "value":
        return _printed(node, column, text)
    return [Triple(node, column.path, _literal(column, text))]


def _references(maker: Maker, column: Column, text: str) -> list[NamedNode | Literal]:
    if column.single and maker.names.find(text, column) is None:
        pieces = maker.names.items(text, column)
        if not all(maker.names.find(piece, column) for piece in pieces):
            return [maker.named(text, column)]
    return [maker.named(name, column) for name in maker.names.items(text, column)]


def _literal(column: Column, text: str) -> Literal:
    if column.datatype == _BOOLEAN:
        said = truth(text)
        return Literal(text) if said is None else Literal(said)
    if column.datatype in (_INTEGER, _DECIMAL):
        value = number(text)
        if value is None or (column.datatype == _INTEGER and value != int(value)):
            return Literal(text)
        return Literal(str(int(value)) if column.datatype == _INTEGER else f"{value:f}", datatype=column.datatype)
    if column.datatype in (None, _STRING):
        return Literal(plain(text) if column.path == terms.term("skos:notation") else text)
    return Literal(text, datatype=column.datatype)


def _printed(node: NamedNode, column: Column, text: str) -> list[Triple]:
    """What a printed value states: its text, the number in it, or, for a sign such as －, that there is none."""
    value = number(text)
    found = [Triple(node, column.path, Literal(text))]
    for path in column.parsed:
        if path == _STATUS and value is None and is_sign(text):
            found.append(Triple(node, path, _MISSING))
        elif path != _STATUS and value is not None:
            written = f"{value:f}"
            found.append(Triple(node, path, Literal(written if "." in written else f"{written}.0", datatype=_DECIMAL)))
    return found


def _participations(maker: Maker, old: Statements, row: NamedNode, column: Column, text: str) -> list[Triple]:
    assert column.via is not None and column.via.kind_property is not None and column.item is not None
    before = {cells.item(old, maker.names, part, column): part for part in cells.parts(old, row, column)}
    found: list[Triple] = []
    for place, (name, role) in enumerate(_items(maker, column, text), 1):
        shown = name if role is None else f"{name}（{role}）"
        kind = column.via.kind_value if role is None else _role(maker, column, role)
        if kind is None:
            kind = NamedNode(f"{terms.BASE}concept/participation-role/partner")
        if shown in before:
            part = before.pop(shown)
            found += [Triple(row, column.path, part), *(t for t in old.about(part) if t.predicate != column.item[2])]
        else:
            key = hashlib.sha256(f"{kind} {name}".encode()).hexdigest()[:8]
            part = NamedNode(f"{terms.ID}participation/{terms.local_name(row.value)}-{key}")
            found += [
                Triple(row, column.path, part),
                Triple(part, terms.TYPE, column.via.klass),
                Triple(part, column.via.kind_property, kind),
                *_named(maker, part, column.item, maker.named(name, column), name, column),
            ]
        maker.parts.setdefault((row, column), []).append(part)
        ordered = old.value(part, column.item[2]) is not None or column.via.kind_value is not None
        if ordered:
            found.append(Triple(part, column.item[2], Literal(str(place), datatype=_INTEGER)))
    return found


def _named(
    maker: Maker,
    part: NamedNode,
    item: tuple[NamedNode, NamedNode, NamedNode],
    thing: NamedNode | Literal,
    name: str,
    column: Column,
) -> list[Triple]:
    """Who takes part, and the name in the cell where it is not that by which the column calls them."""
    written = isinstance(thing, NamedNode) and thing not in maker.made and maker.names.shown(thing, column) != name
    return [Triple(part, item[0], thing), *([Triple(part, item[1], Literal(name))] if written else [])]


def _items(maker: Maker, column: Column, text: str) -> list[tuple[str, str | None]]:
    """The names in a cell, each with its role where the column has no role of its own."""
    assert column.via is not None
    if column.via.kind_value is not None:
        return [(name, None) for name in maker.names.items(text, column)]
    found: list[tuple[str, str | None]] = []
    for line in filter(None, (each.strip() for each in text.split("\n"))):
        match = _WITH_ROLE.match(line)
        if match and _role(maker, column, match[2]) is not None:
            found.append((match[1], match[2]))
        else:
            found += [(name, "") for name in maker.names.items(line, column)]
    return found


def _role(maker: Maker, column: Column, text: str) -> NamedNode | None:
    if column.scheme is None:
        return None
    return maker.names.term(text, column.scheme)
