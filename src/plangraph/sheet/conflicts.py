"""Answers from several workbooks of one plan as one: what one changed applies, what two changed differently is a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from plangraph.sheet import cells
from plangraph.sheet.cell_names import Names
from plangraph.sheet.columns import FISCAL_YEAR, Column, ReadRow, ReadTable
from plangraph.sheet.identities import carried_statements, judged_statements, label_of
from plangraph.sheet.statements import Statements
from plangraph.store import terms
from plangraph.store.places import Cell
from plangraph.text import LANGUAGES, Text


@dataclass(frozen=True)
class Answer:
    """One of the workbooks: its file name and tables."""

    name: str
    tables: tuple[ReadTable, ...]


@dataclass(frozen=True)
class Change:
    """What one answer has in a cell: its file, the cell (or the sheet, where a row was deleted) and the new text.

    A row that was deleted has the text None.
    """

    file: str
    cell: str
    text: str | None


@dataclass(frozen=True)
class Conflict:
    """Two answers that cannot both hold: the row's name, the column, and what either has there."""

    row: str
    column: Text
    first: Change
    second: Change


_Versions = list[tuple[Answer, ReadTable, ReadRow]]


class _Keyed(Names):
    """Names each with its key: which of them are clear alone is not the same in each workbook, nor in all as one."""

    def shown(self, node: NamedNode, column: Column, lang: str | None = None) -> str:
        """What a cell shows for a thing, always with the key of a thing that is no term."""
        text = super().shown(node, column, lang)
        is_clear = text.endswith("］") or not node.value.startswith(terms.ID) or column.range == FISCAL_YEAR
        return text if is_clear else f"{text}［{terms.compact_id(node.value)}］"


@dataclass(frozen=True)
class _Before:
    """What went along with the rows of all answers."""

    statements: Statements
    names: Names

    def is_changed(self, row: ReadRow, column: Column) -> bool:
        text = row.cells[column]
        if not row.carried or column.kind == "class":
            return bool(text) and not row.carried
        node = NamedNode(terms.expand_id(row.key))
        mark = list(cells.footprint(self.statements, node, column))
        shown = (cells.show(self.statements, self.names, node, column, lang) for lang in LANGUAGES)
        return not (
            any(cells.differs_in_keys(text, "" if value is None else str(value), mark) for value in shown)
            or cells.still_shows(self.statements, self.names, node, column, text)
            or cells.has_same_words(self.statements, node, column, text)
        )

    def text(self, versions: _Versions, column: Column) -> str:
        """What the cell held before anybody changed it; running text, which does not go along, as one who left it has it."""
        first = versions[0][2]
        left = [row for _, _, row in versions if column in row.cells and not self.is_changed(row, column)]
        if not first.carried or (left and column.kind == "words"):
            return left[0].cells[column] if left else ""
        shown = cells.show(self.statements, self.names, NamedNode(terms.expand_id(first.key)), column, self.names.lang)
        return "" if shown is None else str(shown)

    def name(self, row: ReadRow) -> str:
        """What the row was called before anybody changed it."""
        known = self.names.label(NamedNode(terms.expand_id(row.key))) if row.key else ""
        return known or label_of(row) or row.key


def merged(
    answers: Sequence[Answer], background: Statements, lang: str = "ja"
) -> tuple[list[ReadTable], list[Conflict]]:
    """One table a sheet with every row once, and the conflicts, whose cells stay as they were before."""
    stated = Statements(triple for answer in answers for triple in carried_statements(answer.tables, []))
    names = _Keyed(Statements((t for node in stated.nodes() for t in stated.about(node)), background), lang=lang)
    judged = (triple for answer in answers for triple in judged_statements(answer.tables))
    before = _Before(Statements(judged, stated), names)
    conflicts: list[Conflict] = []
    by_sheet: dict[str, list[tuple[Answer, ReadTable]]] = {}
    for answer in answers:
        for table in answer.tables:
            by_sheet.setdefault(table.sheet.key, []).append((answer, table))
    return [_merged_sheet(parts, before, conflicts) for parts in by_sheet.values()], conflicts


def _merged_sheet(parts: list[tuple[Answer, ReadTable]], before: _Before, conflicts: list[Conflict]) -> ReadTable:
    first = parts[0][1]
    rows: dict[str, _Versions] = {}
    for answer, table in parts:
        seen: set[str] = set()
        for row in table.rows:
            known = row.key and row.key not in seen
            seen.add(row.key)
            key = row.key if known else f"{answer.name}\n{table.name}\n{row.number}"
            rows.setdefault(key, []).append((answer, table, row))
    there = [(answer, table, {row.key for row in table.rows}) for answer, table in parts]
    found = []
    for number, (key, versions) in enumerate(_in_order(rows), 2):
        row, edits = _merged_row(versions, before, conflicts)
        deletions = [(answer, table) for answer, table, keys in there if key in table.exported - keys]
        if deletions and not edits:
            continue
        if deletions:
            answer, table = deletions[0]
            column, change = edits[0]
            conflicts.append(Conflict(before.name(row), column.name, Change(answer.name, table.name, None), change))
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
        place = next((text for column, text in versions[0][2].cells.items() if column.positional), "")
        last = orders[key] = int(place) if place.isdecimal() else last
    return sorted(rows.items(), key=lambda row: orders[row[0]])


def _merged_row(
    versions: _Versions, before: _Before, conflicts: list[Conflict]
) -> tuple[ReadRow, list[tuple[Column, Change]]]:
    base = versions[0][2]
    texts = dict(base.cells)
    edits: list[tuple[Column, Change]] = []
    for column in dict.fromkeys(column for _, _, row in versions for column in row.cells):
        changes = [
            Change(answer.name, str(Cell(table.name, row.number, table.columns[column])), row.cells[column])
            for answer, table, row in versions
            if column in row.cells and before.is_changed(row, column)
        ]
        edits += [(column, change) for change in changes]
        other = next((change for change in changes if change.text != changes[0].text), None)
        if other is not None:
            conflicts.append(Conflict(before.name(base), column.name, changes[0], other))
        if changes and other is None:
            texts[column] = changes[0].text or ""
        else:
            texts[column] = before.text(versions, column)
    return replace(base, cells=texts), edits
