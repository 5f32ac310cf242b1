"""Which columns of a table stand where on a sheet, and which are hidden: the same for workbooks and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plangraph.sheet.columns import Column
from plangraph.sheet.exporting import Row, Table
from plangraph.sheet.write.lists import is_name
from plangraph.sheet.write.wording import texts

_WIDEST_FROZEN: Final = 62


@dataclass(frozen=True)
class Arranged:
    """A table as its sheet shows it: the columns between key and carried in order, and how many of these are visible."""

    table: Table
    columns: tuple[Column, ...]
    visible: int

    def headings(self, lang: str) -> list[str]:
        """The first row."""
        t = texts(lang)
        return [t["key"], *(column.name[lang] for column in self.columns), t["carried"]]

    def values(self, row: Row) -> list[object]:
        """The cells of a row in the order of the headings."""
        said = dict(zip(self.table.columns, row.cells, strict=True))
        return [row.key or None, *(said[column] for column in self.columns), row.carried or None]


def arranged(table: Table, lang: str) -> Arranged:
    """Visible columns first; hidden ones that name what no visible cell names are shown beside where the name would be."""
    shown = [column for column in table.columns if not column.hidden]
    hidden = [column for column in table.columns if column.hidden]
    for column in list(hidden):
        if _is_needed(table, column, lang):
            hidden.remove(column)
            shown.insert(_place(shown, column), column)
    return Arranged(table, (*shown, *hidden), len(shown))


def _is_needed(table: Table, column: Column, lang: str) -> bool:
    """Whether a hidden column has names that nothing else shows, in Japanese or in the language of the workbook."""
    index = table.columns.index(column)
    if not any(row.cells[index] is not None for row in table.rows):
        return False
    return column.named_as is not None and column.lang in ("ja", lang)


def _place(shown: list[Column], column: Column) -> int:
    beside = [index for index, other in enumerate(shown) if other.path == column.named_as]
    return beside[-1] + 1 if beside else len(shown)


def frozen(columns: Arranged, widths: list[float]) -> int:
    """How many visible columns stay in view: up to the first that holds the name of the row, if that is not too wide."""
    names = [index for index in range(columns.visible) if is_name(columns.columns[index])]
    stand_in = {column.named_as for column in columns.table.columns if is_name(column)}
    names += [index for index in range(columns.visible) if columns.columns[index].path in stand_in]
    count = min(names) + 1 if names else 1
    return count if sum(widths[:count]) <= _WIDEST_FROZEN else 1
