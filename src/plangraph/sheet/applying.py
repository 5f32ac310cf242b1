"""Bring what a workbook changed into Turtle files: nothing else in them changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.errors import PlangraphError
from plangraph.sheet import carrying, turtle
from plangraph.sheet.importing import Imported
from plangraph.sheet.statements import Statements
from plangraph.sheet.tables import ReadTable
from plangraph.store import sources, terms

_DECIMAL: Final = terms.term("xsd:decimal")


@dataclass(frozen=True)
class Applied:
    """The new texts of the files that change, and how many statements went and came."""

    texts: dict[Path, str]
    removed: int
    added: int


def opened(path: Path) -> dict[Path, turtle.File]:
    """The Turtle files at a path (a file, or a folder with all below it), by path."""
    found: dict[Path, turtle.File] = {}
    for source in sources.sources([path]):
        if source.path.suffix.lower() != ".ttl":
            raise PlangraphError(
                f"{source.path} は Turtle ではないので、変更を書き込めません。.ttl のファイルを指定してください。",
                f"{source.path} is not Turtle, so changes cannot be written to it. Name .ttl files.",
            )
        genid = terms.SKOLEM + source.graph.removeprefix(terms.FILE_GRAPH)
        try:
            found[source.path] = turtle.read(source.path.read_text(encoding="utf-8-sig"), genid)
        except SyntaxError as error:
            raise PlangraphError(
                f"{source.path} の {error.lineno} 行目に書式の誤りがあります（{error.msg}）。その行を直してください。",
                f"{source.path}, line {error.lineno}: syntax error ({error.msg}). Mend that line.",
            ) from error
    return found


def stated(files: dict[Path, turtle.File]) -> Statements:
    """All that the files state."""
    return Statements(triple for file in files.values() for block in file.blocks for triple in block.triples)


def applied(files: dict[Path, turtle.File], imported: Imported, tables: Iterable[ReadTable]) -> Applied:
    """The files with the changes of the workbook: what its cells changed, rows that came and rows that were deleted."""
    base = stated(files)
    there = {_alike(triple): triple for node in base.nodes() for triple in base.about(node)}
    before = {_alike(triple) for triple in imported.before}
    now = {_alike(triple): triple for triple in imported.statements}
    gone = (before - set(now)) | {_alike(triple) for triple in _of_deleted(base, tables)}
    removed = {there[triple] for triple in gone if triple in there}
    added = [t for same, t in now.items() if same not in before and same not in there]
    named = {str(path): file for path, file in files.items()}
    texts = turtle.changed(named, removed, added)
    return Applied({Path(name): text for name, text in texts.items()}, len(removed), len(added))


def _alike(triple: Triple) -> Triple:
    """The triple with its number in one form: 51, 51.0 and 51.00 are one number, and stores keep but one of them."""
    value = triple.object
    if isinstance(value, Literal) and value.datatype == _DECIMAL:
        number = Decimal(value.value)
        return Triple(triple.subject, triple.predicate, Literal(f"{number.normalize():f}", datatype=_DECIMAL))
    return triple


def _of_deleted(base: Statements, tables: Iterable[ReadTable]) -> set[Triple]:
    """All that belongs to rows that the workbook once had and no longer has; a program goes with its last row."""
    gone: set[Triple] = set()
    for table in tables:
        missing = table.exported - {row.key for row in table.rows}
        nodes = {NamedNode(terms.expand_id(key)) for key in missing}
        for node in nodes:
            for part in carrying.belonging(base, node, table.sheet):
                users = {user for path in _links(table) for user in base.subjects(path, part)} - nodes
                if part == node or not users:
                    gone |= set(base.about(part))
    return gone


def _links(table: ReadTable) -> set[NamedNode]:
    return {column.via.path for column in table.sheet.columns if column.via is not None and not column.via.inverse}
