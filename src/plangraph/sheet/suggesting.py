"""Suggest new texts for cells, and keep only those with which the finding goes and none comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from plangraph.check import findings
from plangraph.sheet.cell_names import Names
from plangraph.sheet.checking import Checked, columns_of_rule
from plangraph.sheet.columns import Column
from plangraph.sheet.tables import ReadTable
from plangraph.sheet.values import named_year
from plangraph.store import terms
from plangraph.store.places import Cell

_ALIKE: Final = 0.5
Recheck = Callable[[list[ReadTable]], Checked]


@dataclass(frozen=True)
class Suggestion:
    """The whole new text of a cell, for which finding (by its place in the list), and which words in it are replaced."""

    finding: int
    address: Cell
    found: str
    text: str
    kind: str


def suggestions(checked: Checked, tables: Sequence[ReadTable], names: Names, recheck: Recheck) -> list[Suggestion]:
    """The suggestions that hold: all are tried at once, and those that leave or bring a finding in their cell dropped."""
    cells = {
        Cell(table.name, row.number, table.columns[column]): (column, text)
        for table in tables
        for row in table.rows
        for column, text in row.cells.items()
        if column in table.columns
    }
    proposed = [each for number in range(len(checked.findings)) if (each := _proposed(checked, number, cells, names))]
    if not proposed:
        return []
    texts: dict[Cell, str] = {}
    tried = []
    for each in proposed:
        current = texts.get(each.address, cells[each.address][1])
        text = _replaced(current, each.found, each.text, cells[each.address][1])
        if text is not None and text != current:
            texts[each.address] = text
            tried.append(replace(each, text=text))
    again = recheck(with_texts(tables, texts))
    before, after = _by_cell(checked), _by_cell(again)
    return [
        each
        for each in tried
        if each.kind not in after.get(each.address, set())
        and after.get(each.address, set()) <= before.get(each.address, set())
    ]


def with_texts(tables: Sequence[ReadTable], texts: dict[Cell, str]) -> list[ReadTable]:
    """The tables with other texts in some cells."""
    return [
        replace(
            table,
            rows=tuple(
                replace(
                    row,
                    cells={
                        column: texts.get(Cell(table.name, row.number, table.columns.get(column, 0)), text)
                        for column, text in row.cells.items()
                    },
                )
                for row in table.rows
            ),
        )
        for table in tables
    ]


def _proposed(checked: Checked, number: int, cells: dict[Cell, tuple[Column, str]], names: Names) -> Suggestion | None:
    finding = checked.findings[number]
    about = findings.subject(checked.store, finding)
    places = checked.source_map.find(about.element, about.path, columns_of_rule(finding.rule))
    if about.value is None or not places or places[0] not in cells:
        return None
    column, text = cells[places[0]]
    found = about.value.value
    if about.suggested is not None:
        return Suggestion(number, places[0], found, about.suggested, finding.rule)
    if isinstance(about.value, Literal) and column.kind == "reference" and found in text:
        year, _ = named_year(found)
        counted = None if year is None else NamedNode(f"{terms.ID}fiscal-year/{year}")
        if counted is not None and column.range == terms.term("pg:FiscalYear"):
            return Suggestion(number, places[0], found, names.shown(counted, column), finding.rule)
        near = get_close_matches(found, names.choices(column), n=1, cutoff=_ALIKE)
        return Suggestion(number, places[0], found, near[0], finding.rule) if near else None
    return None


def _replaced(current: str, found: str, suggested: str, original: str) -> str | None:
    """The text of a cell with the found words replaced; None where they no longer stand there."""
    if found and found in current:
        return current.replace(found, suggested, 1)
    return suggested if current == original and not found else None


def _by_cell(checked: Checked) -> dict[Cell, set[str]]:
    found: dict[Cell, set[str]] = {}
    for finding in checked.findings:
        about: Any = findings.subject(checked.store, finding)
        for address in checked.source_map.find(about.element, about.path, columns_of_rule(finding.rule)):
            found.setdefault(address, set()).add(finding.rule)
    return found
