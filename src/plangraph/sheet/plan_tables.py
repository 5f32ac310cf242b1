"""A plan of a graph as tables: one row a thing, one cell a column, and what goes along unseen; and the names in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from plangraph.errors import PlangraphError
from plangraph.match import registers
from plangraph.sheet import cells, imports, turtle_files
from plangraph.sheet import statements as carried
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import MUNICIPALITY, PLAN, SHORT_NAME, Column, Row, Sheet, Table
from plangraph.sheet.read import input_files
from plangraph.sheet.statements import ABOVE, Statements
from plangraph.store import lookup, sources, terms

_ORDER: Final = terms.term("pg:order")
_PARTICIPATION, _PARTICIPANT = terms.term("pg:Participation"), terms.term("pg:participant")

_PRINTED: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?name ?kind ?plan WHERE {
  ?owner pg:participation ?participation .
  ?participation pg:participant ?body .
  OPTIONAL { ?body a ?kind }
  OPTIONAL { ?participation pg:printedName ?printed }
  OPTIONAL { ?body skos:prefLabel ?label . FILTER (LANG(?label) = "ja") }
  BIND (COALESCE(?printed, ?label) AS ?name)
  FILTER (BOUND(?name))
  OPTIONAL { ?owner pg:isWithin ?within . ?within pg:shortName ?plan }
}"""
_LISTED: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?name ?plan WHERE {
  { ?row a pg:ProgramListing } UNION { ?row a pg:Program }
  ?row skos:prefLabel ?name . FILTER (LANG(?name) = "ja")
  OPTIONAL { ?row pg:isWithin ?within . ?within pg:shortName ?plan }
}"""


def tables(
    statements: Statements,
    plan: NamedNode,
    sheets: Iterable[Sheet],
    without: Collection[NamedNode] = (),
    judged: Statements | None = None,
    lang: str = "ja",
) -> list[Table]:
    """The tables of a plan: all within it, and the bodies and places of its municipality or named by it.

    What is `without` is neither there nor makes another name unclear. Cells show what is `judged` beside what is stated,
    with names in `lang` where there are any.
    """
    shown = statements if judged is None else judged
    inside = [node for node in within(shown, plan) if node not in without]
    chosen = [(sheet, _rows(shown, sheet, plan, inside)) for sheet in sheets]
    rows = {node for _, nodes in chosen for node in nodes}
    names = Names(shown, near(shown, [*inside, *rows]), lang)
    return [_table(statements, shown, names, sheet, nodes, rows) for sheet, nodes in chosen]


def near(statements: Statements, nodes: Iterable[NamedNode]) -> set[NamedNode]:
    """The things and all that they name, also through what belongs to them: among these a name has to be clear."""
    found = set(nodes)
    for _ in range(2):
        found |= {other for node in found for other in statements.named_by(node)}
    return found


def within(statements: Statements, plan: NamedNode) -> list[NamedNode]:
    """The plan and all that stands in it, from the top down, in printed order."""
    found = dict.fromkeys([plan])
    _descend(statements, plan, found)
    return list(found)


def _descend(statements: Statements, node: NamedNode, found: dict[NamedNode, None]) -> None:
    below = {part for path in ABOVE for part in statements.subjects(path, node)}
    for part in sorted(below, key=lambda part: (_order(statements, part), part.value)):
        if part not in found:
            found[part] = None
            _descend(statements, part, found)


def _order(statements: Statements, node: NamedNode) -> int:
    found = statements.value(node, _ORDER)
    return int(found.value) if found is not None and found.value.isdecimal() else 10**6


def _rows(statements: Statements, sheet: Sheet, plan: NamedNode, inside: list[NamedNode]) -> list[NamedNode]:
    kinds = {node: klass for node in inside if (klass := _class(statements, node, sheet)) is not None}
    known = set(inside)
    others = {
        node: klass
        for node in _outside(statements, plan, inside)
        if node not in known and (klass := _class(statements, node, sheet)) is not None
    }
    return [*kinds, *sorted(others, key=lambda node: (sheet.kinds.index(others[node]), node.value))]


def _outside(statements: Statements, plan: NamedNode, inside: list[NamedNode]) -> set[NamedNode]:
    """Things that stand in no plan: of the plan's municipality, or named by the plan or a participant."""
    municipalities = set(statements.objects(plan, MUNICIPALITY))
    found = {node for place in municipalities for node in statements.subjects(MUNICIPALITY, place)} | municipalities
    for node in inside:
        for named in statements.named_by(node):
            found.add(named)
            if _PARTICIPATION in statements.objects(named, terms.TYPE):
                found |= set(statements.objects(named, _PARTICIPANT))
    return {
        node
        for node in found
        if isinstance(node, NamedNode)
        and not any(statements.objects(node, path) for path in ABOVE)
        and PLAN not in statements.objects(node, terms.TYPE)
    }


def _class(statements: Statements, node: NamedNode, sheet: Sheet) -> NamedNode | None:
    types = statements.objects(node, terms.TYPE)
    return next((klass for klass in sheet.kinds if klass in types), None)


def _table(
    statements: Statements,
    judged: Statements,
    names: Names,
    sheet: Sheet,
    nodes: list[NamedNode],
    rows: set[NamedNode],
) -> Table:
    columns = written_out(statements, sheet, nodes)
    kinds = {klass: name.text(names.lang) for klass, name in sheet.classes}
    found = []
    for node in nodes:
        klass = _class(statements, node, sheet)
        shown = tuple(
            kinds[klass]
            if column.kind == "class" and klass
            else cells.show(judged, names, node, column, names.lang)
            if klass in column.classes
            else None
            for column in columns
        )
        own = carried.carried(statements, node, sheet)
        more = [] if judged is statements else _judged_of(statements, judged, node, sheet)
        found.append(Row(node, shown, carried.to_text([*own, *carried.stubs(judged, [*own, *more], rows)], more)))
    return Table(sheet, columns, tuple(found))


def _judged_of(statements: Statements, judged: Statements, node: NamedNode, sheet: Sheet) -> list[Triple]:
    """What the row and what belongs to it are judged to be beyond what is stated, in properties that have a column."""
    paths = {column.path for column in sheet.columns} - {terms.TEXT}
    return [
        triple
        for part in carried.belonging(statements, node, sheet)
        for triple in judged.about(part)
        if triple.predicate in paths and triple.object not in statements.objects(part, triple.predicate)
    ]


def written_out(
    statements: Statements, sheet: Sheet, nodes: Iterable[NamedNode], more: Iterable[int] = ()
) -> tuple[Column, ...]:
    """The columns of a sheet; one repeated for years stands once for each year that the rows have, and for `more`."""
    found: list[Column] = []
    listed = list(nodes)
    for column in sheet.columns:
        via = column.via
        if via is None or via.repeated_by is None:
            found.append(column)
            continue
        having = {
            year
            for node in listed
            for part in (statements.subjects(via.path, node) if via.inverse else statements.objects(node, via.path))
            if via.kind_value is None or via.kind_value in statements.objects(part, via.kind_property or terms.TYPE)
            for year in cells.years(statements, part, via.repeated_by)
        }
        found += [column.for_year(year) for year in sorted(having | set(more))]
    return tuple(found)


def printed_names(
    store: Store, plan: str | None = None, *, programs: bool = False, classes: Collection[str] = ()
) -> list[str]:
    """The names of bodies and places that the rows of a plan (by short name; else of all) print, each once, sorted.

    With `programs` the names of its programs instead. `classes` are local names of classes: only names that stand for
    things of these are taken, or for nothing known; a name such as 町会 stands for a kind of body.
    """
    solutions: Any = store.query(_LISTED if programs else _PRINTED, use_default_graph_as_union=True)
    names: dict[str, set[str]] = {}
    for row in solutions:
        if plan is None or (row["plan"] is not None and row["plan"].value == plan):
            kind = None if programs else row["kind"]
            names.setdefault(row["name"].value, set()).add("" if kind is None else terms.local_name(kind.value))
    return sorted(name for name, kinds in names.items() if programs or not classes or kinds & {*classes, ""})


def municipality_of(store: Store, plan: str | None = None) -> str:
    """The IRI of the municipality of a plan (by short name; else of the only one there is); empty where there is no telling."""
    quads = lookup.quads(store, None, SHORT_NAME)
    nodes = [quad.subject for quad in quads if plan is None or quad.object.value == plan]
    cities = [city for node in nodes for city in lookup.objects(store, node, MUNICIPALITY)]
    found = {city.value for city in cities if isinstance(city, NamedNode)}
    return found.pop() if len(found) == 1 else ""


@dataclass(frozen=True)
class Wanted:
    """Names to be matched, of which kinds of things they are taken to be (none: of any), and of which municipality."""

    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    municipality: str = ""


def names_in(source: str, known: Store, kinds: tuple[str, ...] = (), column: str | None = None) -> Wanted:
    """The names that a table or text file lists, or that a plan prints, given as RDF files or by its short name.

    A plan in files may name what is `known`. Names of programs are taken only where no other kind is wanted.
    """
    path, programs = Path(source), kinds == ("program",)
    if path.exists() and not _is_rdf(path):
        return Wanted(tuple(input_files.names(path, column, divided=not programs)), kinds)
    plans = {quad.object.value for quad in lookup.quads(known, None, SHORT_NAME)}
    if not path.exists() and source not in plans:
        listed = sorted(plans)[:10]
        raise PlangraphError(
            f"「{source}」というファイルも計画もありません。ファイルの場所か、計画の略称（{'、'.join(listed)}）を指定してください。",
            f"There is no file and no plan {source!r}. Name a file, or a plan by its short name ({', '.join(listed)}).",
        )
    stated, plan = known, None if path.exists() else source
    if path.exists():
        stated = Store()
        sources.load(stated, sources.distinct(sources.sources([path])))
        for predicate in () if programs else (terms.PREF_LABEL, terms.TYPE):
            stated.extend(lookup.quads(known, None, predicate))
    kinds = kinds or tuple(kind for kind in registers.CLASSES if kind != "program")
    classes = [registers.CLASSES[kind] for kind in kinds]
    names = printed_names(stated, plan, programs=programs, classes=classes)
    return Wanted(tuple(names), kinds, municipality_of(stated, plan))


def _is_rdf(path: Path) -> bool:
    files = path.rglob("*") if path.is_dir() else [path]
    return any(file.suffix.lower() in sources.FORMATS for file in files)


def plans_meant(names: Iterable[str]) -> dict[str, tuple[str, list[Quad]]]:
    """Of names of plans those that are files, each with the short name of the only plan in it and what it states.

    A file that is not there, and several plans in one, are errors.
    """
    found = {}
    for name in dict.fromkeys(names):
        path = Path(name)
        if path.suffix or "/" in name or "\\" in name:
            if not path.exists():
                raise PlangraphError(f"{name} というファイルはありません。", f"There is no file {name}.")
            found[name] = _one_plan(path)
    return found


def _one_plan(path: Path) -> tuple[str, list[Quad]]:
    store = Store()
    if input_files.workbook_files(path):
        text = turtle_files.new_plan(imports.imported(path), path.name)
        graph = NamedNode(terms.FILE_GRAPH + quote(path.stem))
        store.load(text.encode("utf-8"), RdfFormat.TURTLE, to_graph=graph)
    else:
        sources.load(store, sources.sources([path]))
    plans = sorted(quad.object.value for quad in lookup.quads(store, None, SHORT_NAME))
    if len(plans) != 1:
        raise PlangraphError(
            f"{path} に計画が {len(plans)} つあります（{'、'.join(plans) or 'なし'}）。"
            "--data にその場所を、A と B に計画の略称キーを指定してください。",
            f"{path} holds {len(plans)} plans ({', '.join(plans) or 'none'}). Give it as --data and the short names as A and B.",
        )
    return plans[0], list(store)
