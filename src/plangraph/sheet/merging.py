"""Answers from several workbooks of one plan as one: what one changed applies, what two changed differently is a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from plangraph.sheet import cells
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import Column
from plangraph.sheet.identifying import carried_statements, judged_statements, label_of
from plangraph.sheet.putting import is_unchanged, says_the_same
from plangraph.sheet.sharing import has_same_words
from plangraph.sheet.statements import Statements
from plangraph.sheet.tables import ReadRow, ReadTable
from plangraph.store import terms
from plangraph.store.places import Cell


@dataclass(frozen=True)
class Answer:
    """One of the workbooks: its file name and tables."""

    name: str
    tables: tuple[ReadTable, ...]


@dataclass(frozen=True)
class Conflict:
    """Two answers that cannot both hold: the row's name, the column, and of each answer its file, cell and text.

    A row that one deleted and another edited has the text None for the deletion.
    """

    row: str
    column: str
    first: tuple[str, str, str | None]
    second: tuple[str, str, str | None]


_Versions = list[tuple[Answer, ReadTable, ReadRow]]


@dataclass(frozen=True)
class _Change:
    file: str
    cell: str
    text: str | None


class _Keyed(Names):
    """Names each with its key: which of them are clear alone is not the same in each workbook, nor in all as one."""

    def shown(self, node: NamedNode, column: Column) -> str:
        """What a cell shows for a thing, always with the key of a thing that is no term."""
        text = super().shown(node, column)
        known = (
            text.endswith("］") or not node.value.startswith(terms.ID) or column.range == terms.term("pg:FiscalYear")
        )
        return text if known else f"{text}［{terms.compact_id(node.value)}］"


def merged(answers: Sequence[Answer], background: Statements) -> tuple[list[ReadTable], list[Conflict]]:
    """One table a sheet with every row once, and the conflicts, whose cells stay as they were before."""
    old = Statements(triple for answer in answers for triple in carried_statements(list(answer.tables), []))
    names = _Keyed(Statements((t for node in old.nodes() for t in old.about(node)), background))
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
    rows: dict[str, _Versions] = {}
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
                    _name(row, names),
                    edit[0],
                    (answer.name, table.name, None),
                    (edit[1].file, edit[1].cell, edit[1].text),
                )
            )
        found.append(replace(row, number=number))
    columns = {column: place for _, table in parts for column, place in table.columns.items()}
    hidden = frozenset(column for _, table in parts for column in table.hidden)
    exported = frozenset(key for _, table in parts for key in table.exported)
    return replace(first, columns={**columns, **first.columns}, rows=tuple(found), hidden=hidden, exported=exported)


def _in_order(rows: dict[str, _Versions]) -> list[tuple[str, _Versions]]:
    """The rows as they stood before they were parted, by the order that they had; a new one behind that above it."""
    orders: dict[str, int] = {}
    last = 0
    for key, versions in rows.items():
        row = versions[0][2]
        said = next((text for column, text in row.cells.items() if column.positional), "")
        last = orders[key] = int(said) if said.isdecimal() else last
    return sorted(rows.items(), key=lambda each: orders[each[0]])


def _merged_row(
    versions: _Versions, old: Statements, names: Names, conflicts: list[Conflict]
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
        same = _before(versions, column, old, names)
        edits += [(column.name["ja"], change) for change in changes]
        if len({change.text for change in changes}) > 1:
            other = next(change for change in changes if change.text != changes[0].text)
            one = changes[0]
            conflicts.append(
                Conflict(
                    _name(base, names),
                    column.name["ja"],
                    (one.file, one.cell, one.text),
                    (other.file, other.cell, other.text),
                )
            )
            texts[column] = same
        else:
            texts[column] = (changes[0].text or "") if changes else same
    return replace(base, cells=texts), edits


def _before(versions: _Versions, column: Column, old: Statements, names: Names) -> str:
    """What the cell held before anybody changed it; running text, which does not go along, as one who left it has it."""
    left = [row for _, _, row in versions if column in row.cells and not _is_changed(row, column, old, names)]
    if not versions[0][2].carried or (left and column.kind == "words"):
        return left[0].cells[column] if left else ""
    shown = cells.show(old, names, NamedNode(terms.expand_id(versions[0][2].key)), column)
    return "" if shown is None else str(shown)


def _is_changed(row: ReadRow, column: Column, old: Statements, names: Names) -> bool:
    if not row.carried or column.kind == "class":
        return bool(row.cells[column]) and not row.carried
    node = NamedNode(terms.expand_id(row.key))
    text = row.cells[column]
    shown = cells.show(old, names, node, column)
    mark = list(cells.footprint(old, node, column))
    alike = says_the_same(text, "" if shown is None else str(shown), mark)
    return not alike and not is_unchanged(text, shown) and not has_same_words(old, node, column, text)


def _cell(table: ReadTable, row: ReadRow, column: Column) -> str:
    return str(Cell(table.name, row.number, table.columns[column]))


def _name(row: ReadRow, names: Names) -> str:
    """What the row was called before anybody changed it."""
    known = names.label(NamedNode(terms.expand_id(row.key))) if row.key else ""
    return known or label_of(row) or row.key
