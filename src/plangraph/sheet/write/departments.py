"""A plan parted by department: each gets the rows that it is in charge of, with what is needed to understand them."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import NamedNode

from plangraph.sheet import cells, exporting, sheet_layout
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column
from plangraph.sheet.exporting import Table
from plangraph.sheet.statements import Statements
from plangraph.sheet.write.wording import texts
from plangraph.store import terms

_SHEETS: Final = ("plan", "structure", "programs", "bodies")
_LISTING, _PROGRAM, _LISTS = (terms.term(f"pg:{name}") for name in ("ProgramListing", "Program", "lists"))


def rows(statements: Statements, plan: NamedNode, lang: str) -> dict[str, frozenset[NamedNode]]:
    """The rows of programs by name of each department in charge; those without one have an entry of their own."""
    names = Names(statements, ())
    sheet = next(sheet for sheet in sheet_layout.workbook() if _LISTING in dict(sheet.classes))
    column = next(each for each in sheet.columns if each.kind == "list" and each.via and each.via.kind_value)
    found: dict[str, set[NamedNode]] = {}
    for row in exporting.within(statements, plan):
        if _LISTING in statements.objects(row, terms.TYPE):
            for name in in_charge(statements, names, row, column) or [texts(lang)["no_department"]]:
                found.setdefault(name, set()).add(row)
    return {name: frozenset(own) for name, own in sorted(found.items())}


def tables(statements: Statements, plan: NamedNode, own: frozenset[NamedNode]) -> list[Table]:
    """The tables of a plan with only the given rows of programs."""
    programs = {program for row in own for program in statements.objects(row, _LISTS)}
    others = {
        node
        for node in exporting.within(statements, plan)
        for klass in statements.objects(node, terms.TYPE)
        if (klass == _LISTING and node not in own) or (klass == _PROGRAM and node not in programs)
    }
    sheets = [sheet for sheet in sheet_layout.workbook() if sheet.key in _SHEETS]
    return exporting.tables(statements, plan, sheets, others)


def in_charge(statements: Statements, names: Names, row: NamedNode, column: Column) -> list[str]:
    """The names of those in charge of a row, each once: their own where the document writes them otherwise."""
    assert column.item is not None
    found = [
        names.label(node)
        for part in cells.parts(statements, row, column)
        for node in statements.objects(part, column.item[0])
    ]
    return list(dict.fromkeys(name for name in found if name))


def file_name(name: str) -> str:
    """The name as that of a file: without what some system does not allow in one."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(" .")
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", plain)
    return (f"_{plain}" if reserved else plain[:80]) or "_"
