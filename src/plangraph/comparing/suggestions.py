"""Links that nobody has confirmed yet, read from a table of mappings (SSSOM: TSV or workbook) or from RDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import yaml
from pyoxigraph import RdfFormat, Store

from plangraph import terms
from plangraph.comparing import reading
from plangraph.comparing.values import Link
from plangraph.errors import PlangraphError

_TABLES: Final = (".tsv", ".xlsx")
_GRAPHS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
}
_NO: Final = ("いいえ", "no")
_NEEDED: Final = ("subject_id", "predicate_id", "object_id")
Grid = list[list[str]]
"""The cells of a table, row by row."""


def read(path: Path) -> list[Link]:
    """The suggestions of a file; rows that say "not", or that somebody has answered with no, are left out.

    Raises PlangraphError for a file of another kind, or one that is not such a table.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in _GRAPHS:
            store = Store()
            store.load(path.read_bytes(), format=_GRAPHS[suffix])
            return [replace(link, status="suggested") for link in reading.links(store) if link.status == "suggested"]
        if suffix in _TABLES:
            return _links(*_table(_cells(path) if suffix == ".xlsx" else _lines(path.read_text(encoding="utf-8-sig"))))
    except (SyntaxError, ValueError, KeyError, StopIteration, BadZipFile, yaml.YAMLError, csv.Error) as error:
        raise _unreadable(path) from error
    raise _unreadable(path)


def _unreadable(path: Path) -> PlangraphError:
    return PlangraphError(
        f"{path} をつながりの候補として読めません。plangraph link で作った .tsv か .xlsx、または .ttl を指定してください。",
        f"{path} cannot be read as suggested links. Name a .tsv or .xlsx made by plangraph link, or a .ttl.",
    )


def _lines(text: str) -> Grid:
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


def _cells(path: Path) -> Grid:
    """The rows of all sheets, one after the other."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def _table(grid: Grid) -> tuple[str, list[dict[str, str]]]:
    """The metadata, which are lines of one cell, and the rows under the names of the standard."""
    at = next(index for index, row in enumerate(grid) if set(_NEEDED) <= set(row))
    rows = [dict(zip(grid[at], row, strict=False)) for row in grid[at + 1 :]]
    lines = [row[0].removeprefix("#").removeprefix(" ") for row in grid if row and row[0] and not any(row[1:])]
    start = next((index for index, line in enumerate(lines) if line.startswith("curie_map:")), len(lines))
    end = next((index for index, line in enumerate(lines) if index > start and line[:1] != " "), len(lines))
    return "\n".join(lines[start:end]), [row for row in rows if all(row.get(name) for name in _NEEDED)]


def _links(head: str, rows: Iterable[Mapping[str, str]]) -> list[Link]:
    known = (yaml.safe_load(head) or {}).get("curie_map", {})
    found = []
    for row in rows:
        relation = reading.RELATIONS.get(_expanded(row["predicate_id"], known))
        refused = row.get("predicate_modifier") or (row.get("decision") or "").strip().lower() in _NO
        if relation is None or refused:
            continue
        source, target = (_expanded(row[name], known) for name in ("subject_id", "object_id"))
        confidence = float(row["confidence"]) if row.get("confidence") else None
        reason = {"ja": row["comment"]} if row.get("comment") else {}
        found.append(Link(source, target, relation, "suggested", confidence, reason))
    return reading.set_of(found)


def _expanded(key: str, known: Mapping[str, str]) -> str:
    prefix, colon, rest = key.partition(":")
    if colon and not rest.startswith("//"):
        namespace = known.get(prefix) or terms.PREFIXES.get(prefix)
        if namespace:
            return namespace + rest
    return terms.expand_id(key)
