"""Answers from several workbooks of one plan as one: what one changed applies, what two changed differently is a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from plangraph import terms
from plangraph.workbook import cells
from plangraph.workbook.identifying import carried_statements, judged_statements, label_of
from plangraph.workbook.layout import Column
from plangraph.workbook.names import Names
from plangraph.workbook.putting import is_unchanged
from plangraph.workbook.sharing import has_same_words
from plangraph.workbook.source_map import Address
from plangraph.workbook.statements import Statements
from plangraph.workbook.tables import ReadRow, ReadTable

_ABOVE: Final = (terms.term("pg:listedUnder"), terms.term("pg:isPartOf"))


@dataclass(frozen=True)
class Answer:
    """One of the workbooks: its file name and tables."""

    name: str
    tables: tuple[ReadTable, ...]


_Version = tuple[Answer, ReadTable, ReadRow]


@dataclass(frozen=True)
class Conflict:
    """Two answers that cannot both hold: the row's name, the column, and of each answer its file, cell and text.

    A row that one deleted and another edited has the text None for the deletion.
    """

    row: str
    column: str
    first: tuple[str, str, str | None]
    second: tuple[str, str, str | None]


@dataclass(frozen=True)
class _Change:
    file: str
    cell: str
    text: str | None


def merged(answers: Sequence[Answer], background: Statements) -> tuple[list[ReadTable], list[Conflict]]:
    """One table a sheet with every row once, and the conflicts, whose cells stay as they were before."""
    old = Statements(triple for answer in answers for triple in carried_statements(list(answer.tables), []))
    names = Names(old.on(background))
    old = Statements((t for answer in answers for t in judged_statements(list(answer.tables))), old)
    conflicts: list[Conflict] = []
    by_sheet: dict[str, list[tuple[Answer, ReadTable]]] = {}
    for answer in answers:
        for table in answer.tables:
            by_sheet.setdefault(table.sheet.key, []).append((answer, table))
    return [_merged_sheet(parts, old, names, conflicts) for parts in by_sheet.values()], conflicts


def _merged_sheet(
    parts: list[tuple[Answer, ReadTable]], old: Statements, names: Names, conflicts: list[Conflict]
) -> ReadTable:
    first = parts[0][1]
    rows: dict[str, list[_Version]] = {}
    for answer, table in parts:
        seen: set[str] = set()
        for row in table.rows:
            known = row.key and row.key not in seen
            seen.add(row.key)
            rows.setdefault(row.key if known else f"{answer.name}\n{table.name}\n{row.number}", []).append(
                (answer, table, row)
            )
    deleted = {
        key: [
            (answer, table)
            for answer, table in parts
            if key in table.exported and key not in {r.key for r in table.rows}
        ]
        for key in rows
    }
    found = []
    for number, (key, versions) in enumerate(_in_order(rows), 2):
        row, edits = _merged_row(versions, old, names, conflicts)
        if deleted[key]:
            if not edits:
                continue
            answer, table = deleted[key][0]
            edit = edits[0]
            conflicts.append(
                Conflict(
                    _name(row), edit[0], (answer.name, table.name, None), (edit[1].file, edit[1].cell, edit[1].text)
                )
            )
        found.append(replace(row, number=number))
    columns = {column: place for _, table in parts for column, place in table.columns.items()}
    hidden = frozenset(column for _, table in parts for column in table.hidden)
    exported = frozenset(key for _, table in parts for key in table.exported)
    return replace(first, columns={**columns, **first.columns}, rows=tuple(found), hidden=hidden, exported=exported)


def _in_order(rows: dict[str, list[_Version]]) -> list[tuple[str, list[_Version]]]:
    """The rows with those of one parent in the order that they had; a new row stays behind the one before it."""
    parents: dict[str, int] = {}
    ranked = []
    last = (0, 0.0)
    for key, versions in rows.items():
        row = versions[0][2]
        order = next((text for column, text in row.cells.items() if column.positional and text), "")
        parent = " ".join(text for column, text in row.cells.items() if column.path in _ABOVE)
        if order.isdecimal():
            last = (parents.setdefault(parent, len(parents)), float(order))
        ranked.append((last, key, versions))
    return [(key, versions) for _, key, versions in sorted(ranked, key=lambda each: each[0])]


def _merged_row(
    versions: list[_Version], old: Statements, names: Names, conflicts: list[Conflict]
) -> tuple[ReadRow, list[tuple[str, _Change]]]:
    base = versions[0][2]
    texts = dict(base.cells)
    edits: list[tuple[str, _Change]] = []
    for column in dict.fromkeys(column for _, _, row in versions for column in row.cells):
        changes = [
            _Change(answer.name, _cell(table, row, column), row.cells[column])
            for answer, table, row in versions
            if column in row.cells and _is_changed(row, column, old, names)
        ]
        same = next(
            (
                row.cells[column]
                for _, _, row in versions
                if column in row.cells and not _is_changed(row, column, old, names)
            ),
            "",
        )
        edits += [(column.name["ja"], change) for change in changes]
        if len({change.text for change in changes}) > 1:
            other = next(change for change in changes if change.text != changes[0].text)
            one = changes[0]
            conflicts.append(
                Conflict(
                    _name(base), column.name["ja"], (one.file, one.cell, one.text), (other.file, other.cell, other.text)
                )
            )
            texts[column] = same
        else:
            texts[column] = (changes[0].text or "") if changes else same
    return replace(base, cells=texts), edits


def _is_changed(row: ReadRow, column: Column, old: Statements, names: Names) -> bool:
    if not row.carried or column.kind == "class":
        return bool(row.cells[column]) and not row.carried
    node = NamedNode(terms.expand_id(row.key))
    text = row.cells[column]
    return not is_unchanged(text, cells.show(old, names, node, column)) and not has_same_words(old, node, column, text)


def _cell(table: ReadTable, row: ReadRow, column: Column) -> str:
    return f"{table.name}!{Address(table.name, row.number, table.columns[column]).cell}"


def _name(row: ReadRow) -> str:
    return label_of(row) or row.key
