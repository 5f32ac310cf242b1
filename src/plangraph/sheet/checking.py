"""Check a workbook: build a graph of what it states, and say each finding with the cell in which it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from plangraph.check import findings, validation
from plangraph.errors import PlangraphError
from plangraph.reason import rules
from plangraph.reason.observers import observe
from plangraph.sheet import sheet_layout
from plangraph.sheet.importing import Imported
from plangraph.sheet.source_map import SourceMap
from plangraph.sheet.statements import Statements
from plangraph.store import lookup, places, shapes, terms
from plangraph.store import sources as loading

_LOCATED_BY: Final = frozenset({terms.LOCATOR, terms.DOCUMENT})
_WORKBOOK: Final = NamedNode(f"{terms.FILE_GRAPH}workbook")
_EARLIER: Final = NamedNode(f"{terms.FILE_GRAPH}earlier")
_STUBS: Final = NamedNode(f"{terms.FILE_GRAPH}workbook-named")


@dataclass(frozen=True)
class Checked:
    """The graph of a workbook with all that follows, and the findings in it, gravest first."""

    store: Store
    findings: tuple[validation.Finding, ...]
    source_map: SourceMap

    def described(self, lang: str) -> list[dict[str, Any]]:
        """The findings in words, each with sheet and cells."""
        place_of = in_cells(self.source_map)
        return [findings.describe(self.store, finding, place_of, lang) for finding in self.findings]


def background() -> list[loading.Source]:
    """The vocabulary and the packaged registers: what every workbook may name."""
    registers = [
        source for source in loading.packaged_data() if source.graph.startswith(f"{terms.FILE_GRAPH}register/")
    ]
    return loading.vocabulary() + registers


def check(imported: Imported, known: Store, engine: str = "auto", earlier: Earlier | None = None) -> Checked:
    """Build, infer, observe and validate. `known` holds vocabulary and registers; a thing with a row is as the row says.

    With an `earlier` plan the draft is compared with it; nothing is said of the earlier plan itself.
    """
    store = Store()
    rows = {triple.subject for triple in imported.statements}
    store.extend(quad for quad in known if quad.subject not in rows)
    store.extend(_quads(imported))
    if earlier is not None:
        store.extend(_beside(earlier, imported))
    rules.infer(store)
    observe(store)
    found = validation.validate(store, engine)
    return Checked(store, tuple(_placed(store, found, imported)), imported.source_map)


def _quads(imported: Imported) -> Iterable[Quad]:
    locators = {
        t.subject for t in imported.statements if t.predicate == terms.TYPE and t.object == terms.term("pg:Locator")
    }
    for triple in imported.statements:
        if triple.predicate not in _LOCATED_BY and triple.subject not in locators:
            yield Quad(triple.subject, triple.predicate, triple.object, _WORKBOOK)
    stated = {triple.subject for triple in imported.statements}
    yield from (Quad(t.subject, t.predicate, t.object, _STUBS) for t in imported.stubs if t.subject not in stated)
    yield from (Quad(t.subject, t.predicate, t.object, _STUBS) for t in imported.judged)
    for passage, words in imported.words.items():
        yield Quad(passage, terms.TEXT, _literal(words), terms.TEXTS_GRAPH)


def _literal(text: str) -> Any:
    return Literal(text)


def _placed(store: Store, found: Iterable[validation.Finding], imported: Imported) -> Iterator[validation.Finding]:
    """The findings that have a cell.

    Of what is missing, nothing is said of a thing that only a cell names, of a column that the file does not have, and of
    a cell that another finding says was left for later. Nor is anything said of what was concluded from a wrong cell.
    """
    there = {path for _, path in imported.source_map.cells}
    named_only = {triple.subject for triple in imported.stubs} | imported.made
    found = list(found)
    left = {
        address
        for finding in found
        if lookup.holds(store, finding.focus, terms.TYPE, terms.term("pg:Gap"))
        for address in imported.source_map.find(finding.focus, finding.path)
    }
    for finding in found:
        about = findings.subject(store, finding)
        columns = columns_of_rule(finding.rule)
        if finding.value is None or finding.value == finding.focus:
            exact = imported.source_map.exact(about.element, about.path, columns)
            own = any(
                about.path in _own_paths().get(each, ()) for each in lookup.objects(store, about.element, terms.TYPE)
            )
            absent = not exact and (bool(columns) or own or about.path in _column_paths() - there)
            if about.element in named_only or absent or left & set(exact):
                continue
        elif _is_concluded(store, finding):
            continue
        if imported.source_map.find(about.element, about.path, columns):
            yield finding


@cache
def _column_paths() -> frozenset[NamedNode]:
    """The properties for which some sheet has a column."""
    columns = [
        column for kind in ("plan", "progress") for sheet in sheet_layout.workbook(kind) for column in sheet.columns
    ]
    given = {column.gives for column in columns if column.gives is not None}
    return frozenset({path for column in columns for path in (column.path, *column.parsed)} | given)


@cache
def _own_paths() -> dict[NamedNode, frozenset[NamedNode]]:
    """The properties for which the rows of a class have a column of their own."""
    found: dict[NamedNode, set[NamedNode]] = {}
    for column in (c for kind in ("plan", "progress") for sheet in sheet_layout.workbook(kind) for c in sheet.columns):
        for klass in column.classes:
            given = () if column.gives is None else (column.gives,)
            found.setdefault(klass, set()).update((column.path, *column.parsed, *given))
    return {klass: frozenset(paths) for klass, paths in found.items()}


def _is_concluded(store: Store, finding: validation.Finding) -> bool:
    """Whether the value is a text that only rules concluded: it followed from a cell that has its own finding."""
    if not isinstance(finding.value, Literal) or not isinstance(finding.path, NamedNode):
        return False
    quads = lookup.quads(store, finding.focus, finding.path, finding.value)
    return bool(quads) and all(quad.graph_name.value.startswith(terms.RULE_GRAPH) for quad in quads)


@dataclass(frozen=True)
class Earlier:
    """An earlier plan: its IRI and all that its files state."""

    plan: NamedNode
    triples: tuple[Triple, ...]


def earlier_plan(name: str) -> Earlier:
    """The earlier plan of a short name among the packaged data, or of the data at a path; an unknown one is an error."""
    path = Path(name)
    sources = (
        loading.sources([path])
        if path.exists()
        else [each for each in loading.packaged_data() if f"/{name}/" in each.graph]
    )
    store = Store()
    loading.load(store, sources)
    plans = [quad.subject for quad in lookup.quads(store, None, terms.term("pg:shortName"))]
    if not plans:
        listed = sorted({each.graph.split("/")[-2] for each in loading.packaged_data() if each.graph.endswith("/plan")})
        raise PlangraphError(
            f"比べる計画「{name}」がありません。データにある計画（{'、'.join(listed)}）か、データの場所を指定してください。",
            f"There is no plan {name!r} to compare with. Name one of {', '.join(listed)}, or where its data are.",
        )
    return Earlier(min(plans, key=str), tuple(quad.triple for quad in store))


def _beside(earlier: Earlier, imported: Imported) -> Iterable[Quad]:
    """The earlier plan under IRIs of its own where the draft, made from it, has the same, and that they are compared."""
    rows = {triple.subject for triple in imported.statements}
    shared = {
        t.subject
        for t in earlier.triples
        if t.subject in rows and str(getattr(t.subject, "value", "")).startswith(terms.ID)
    }

    def renamed(node: Any) -> Any:
        return NamedNode(f"{node.value}--earlier") if node in shared else node

    for triple in earlier.triples:
        yield Quad(renamed(triple.subject), triple.predicate, renamed(triple.object), _EARLIER)
    yield Quad(imported.plan, terms.term("pg:comparedWith"), renamed(earlier.plan), _EARLIER)


@cache
def _rule_columns() -> dict[str, tuple[str, ...]]:
    store = shapes.store()
    found: dict[str, list[str]] = {}
    for quad in lookup.quads(store, None, terms.term("pg:inColumns")):
        found.setdefault(terms.local_name(quad.subject.value), []).append(terms.local_name(quad.object.value))
    return {rule: tuple(sorted(names)) for rule, names in found.items()}


def columns_of_rule(rule: str) -> tuple[str, ...]:
    """The columns in which the findings of a rule stand, where the shapes name any."""
    return _rule_columns().get(rule, ())


def in_cells(source_map: SourceMap) -> findings.PlaceOf:
    """Where things stand in a workbook: the sheet, and the cells of the finding and of what was compared."""

    def place_of(about: findings.Subject, rule: str) -> places.Place:
        columns = columns_of_rule(rule)
        own = source_map.find(about.element, about.path, columns)
        others = [each for other in about.others for each in source_map.find(other, about.path, columns)]
        named = (
            []
            if about.value is None or about.value == about.element
            else source_map.cells.get((about.value, about.path), [])
        )
        found = list(dict.fromkeys([*own, *others, *named]))
        if not found:
            return places.NOWHERE
        heading = source_map.column(found[0]) if source_map.exact(about.element, about.path, columns) else None
        return places.Place(found[0].sheet, tuple(found), heading)

    return place_of


@cache
def known_store() -> tuple[Store, Statements]:
    """The background as a store and as statements: read once, not to be changed."""
    store = Store()
    loading.load(store, background())
    return store, Statements(Triple(quad.subject, quad.predicate, quad.object) for quad in store)
