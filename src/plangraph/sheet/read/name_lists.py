"""Names to be matched: the lines of a text, a column of a table, or those that a plan prints."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.match.names import forms
from plangraph.sheet.read import input_files
from plangraph.sheet.read.grid import HEAD, Grid
from plangraph.store import lookup, terms

_BODIES: Final = (
    "所管課", "所管", "担当課", "担当", "主管課", "担当部署", "所管課名", "担当課名", "担当部署名", "所管部署", "所属", "部署名",
    "部署", "課名", "課", "department", "departments",
)  # fmt: skip
_NAMES: Final = (
    "名前", "名称", "団体名", "団体", "組織", "組織名", "機関", "施設名", "施設", "地区", "圏域", "自治体", "市町村", "事業名", "事業",
    "name", "names", "label", "title", "organization", "organisation", "facility", "area", "municipality", "program",
)  # fmt: skip
_SEPARATORS: Final = re.compile(r"[\n\r、，,;；]+")
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


def of_file(path: Path, column: str | None = None, *, divided: bool = True) -> list[str]:
    """The names in a text file (one a line) or in a column of a CSV, TSV or Excel file, each once, in their order.

    Without a `column` the only one is taken, else those with a usual heading. A cell may hold several names, parted by
    line ends or commas, unless they are not to be `divided`. An unknown column is an error that lists those there are.
    """
    if path.suffix.lower() in input_files.CSV or input_files.workbook_files(path):
        cells = list(_column_cells(path, column))
    else:
        text = input_files.guarded(path, lambda: input_files.decoded(path.read_bytes(), path.name))
        cells = text.splitlines()
    parts = (part for cell in cells for part in (_SEPARATORS.split(cell) if divided else [cell]))
    return list(dict.fromkeys(name for part in parts if (name := part.strip())))


def _column_cells(path: Path, column: str | None) -> Iterator[str]:
    grids = [input_files.guarded(path, partial(part.grid, False), part.name) for part in input_files.parts(path)]
    places = _places(grids, column)
    if not places:
        found = [text for grid in grids for text in _headings(grid)][:30]
        if column is not None:
            raise PlangraphError(
                f"{path.name} に「{column}」という列はありません。あるのは {'、'.join(found)} です。",
                f"{path.name} has no column {column!r}. There is {', '.join(found)}.",
            )
        raise PlangraphError(
            f"{path.name} のどの列を読むか分かりません。--column で列の見出しを指定してください（{'、'.join(found)}）。",
            f"It is not clear which column of {path.name} to read. Name its heading with --column ({', '.join(found)}).",
        )
    for grid, top, place in places:
        yield from (cells[place] for row, cells in sorted(grid.rows.items()) if row > top and place in cells)


def _places(grids: Iterable[Grid], column: str | None) -> list[tuple[Grid, int, int]]:
    """The columns to read: grid, row of the heading (0 where there is none) and number of the column."""
    grids = list(grids)
    wanted = [(column,)] if column is not None else [_BODIES, _NAMES]
    for headings in wanted:
        found = [place for grid in grids if (place := _heading(grid, headings)) is not None]
        if found:
            return found
    columns = [(grid, {place for cells in grid.rows.values() for place in cells}) for grid in grids if grid.rows]
    if column is None and len(columns) == 1 and len(columns[0][1]) == 1:
        return [(columns[0][0], 0, min(columns[0][1]))]
    return []


def _heading(grid: Grid, headings: Collection[str]) -> tuple[Grid, int, int] | None:
    """Where in the first rows one of these headings stands, the one named first before the others."""
    head = [
        (row, place, forms.flat(text))
        for row, cells in sorted(grid.rows.items())[:HEAD]
        for place, text in cells.items()
    ]
    for wanted in headings:
        for row, place, text in head:
            if text == forms.flat(wanted):
                return grid, row, place
    return None


def _headings(grid: Grid) -> list[str]:
    """The texts of the first of the top rows that has most cells."""
    head = sorted(grid.rows.items())[:HEAD]
    return list(max((cells for _, cells in head), key=len).values()) if head else []


def of_plan(
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
    if programs or not classes:
        return sorted(names)
    return sorted(name for name, kinds in names.items() if kinds & {*classes, ""})


def municipality_of_plan(store: Store, plan: str | None = None) -> str:
    """The IRI of the municipality of a plan (by short name; else of the only one there is); empty where there is no telling."""
    path = terms.term("pg:municipality")
    nodes = [
        quad.subject
        for quad in lookup.quads(store, None, terms.term("pg:shortName"))
        if plan is None or quad.object.value == plan
    ]
    found = {each.value for node in nodes for each in lookup.objects(store, node, path) if isinstance(each, NamedNode)}
    return found.pop() if len(found) == 1 else ""
