"""Tables as a workbook that a planner can fill in, or as CSV files; both have the same columns in the same order."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from pyoxigraph import NamedNode

from plangraph.errors import PlangraphError
from plangraph.render import spreadsheet
from plangraph.sheet.columns import ROWS_SHEET, Column, Row, Table, Value
from plangraph.sheet.statements import Statements
from plangraph.sheet.write import dropdowns, guidance, styles
from plangraph.sheet.write.dropdowns import Chooser, Placed
from plangraph.text import lines_within
from plangraph.view.texts import both, texts

BLANK_ROWS: Final = 500
_LONGEST: Final = 32_767
_NOTE_WIDTH, _NOTE_COLUMNS, _NOTE_LINE = 330, 44, 19
_HEADING_LINE: Final = 16
_HIDDEN_WIDTH: Final = 12
_WIDEST_FROZEN: Final = 62


@dataclass(frozen=True)
class Arranged:
    """A table as its sheet shows it: the columns between key and carried in order, and how many of these are visible."""

    table: Table
    columns: tuple[Column, ...]
    visible: int

    def headings(self, lang: str) -> list[str]:
        """The first row."""
        t = texts(lang, "workbook")
        return [t["key"], *(column.name.text(lang) for column in self.columns), t["carried"]]

    def values(self, row: Row) -> list[Value]:
        """The cells of a row in the order of the headings."""
        own = self.table.by_column(row)
        return [row.key or None, *(own[column] for column in self.columns), row.carried or None]


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
    if column.is_english_name and column.named_as is None:
        return lang == "en"
    index = table.columns.index(column)
    if not any(row.cells[index] is not None for row in table.rows):
        return False
    return column.lang in ("ja", lang) if column.named_as is not None else column.lang == lang == "en"


def _place(shown: list[Column], column: Column) -> int:
    """Behind the column in whose stead the name stands, and behind the same name in another language."""
    own = (column.path, column.via)
    beside = [i for i, other in enumerate(shown) if other.path == column.named_as or (other.path, other.via) == own]
    return beside[-1] + 1 if beside else len(shown)


def _frozen(columns: Arranged, widths: list[float]) -> int:
    """How many visible columns stay in view: up to the first that holds the name of the row, if that is not too wide."""
    stand_in = {column.named_as for column in columns.table.columns if column.is_name}
    visible = columns.columns[: columns.visible]
    names = [index for index, column in enumerate(visible) if column.is_name or column.path in stand_in]
    count = min(names) + 1 if names else 1
    return count if sum(widths[:count]) <= _WIDEST_FROZEN else 1


def xlsx(
    tables: Sequence[Table],
    statements: Statements,
    lang: str = "ja",
    *,
    title: str = "",
    plan: NamedNode | None = None,
    start: guidance.Start = "plain",
) -> bytes:
    """The tables as a workbook with a first sheet that explains it, drop-downs, and the sheet of terms.

    `statements` hold the vocabulary, from which drop-downs come, and what the rows are about. Measures, programs and so
    on whose sheet is not among the tables are those of `plan`. `start` says what the first sheet tells of the content.
    """
    chooser = Chooser(statements, tuple(tables), plan, lang)
    sheets = {table.sheet.key: arranged(table, lang) for table in tables}
    placed = {key: _placed(sheet, lang) for key, sheet in sheets.items()}
    offered = dropdowns.choices(chooser, placed)
    book = openpyxl.Workbook()
    book.properties.title = title
    book.calculation.fullCalcOnLoad = True
    guidance.fill_cover(book.active, tables, lang, title, start)
    written = {key: book.create_sheet(place.title) for key, place in placed.items()}
    formulas = dropdowns.write(book, chooser, offered, placed)
    if lines := _rows(tables):
        listed = book.create_sheet(ROWS_SHEET)
        listed.sheet_state = "veryHidden"
        for line in lines:
            listed.append(line)
    for key, content in sheets.items():
        sheet = written[key]
        _fill(sheet, content, lang)
        for column in content.columns[: content.visible]:
            choice = offered.get((key, column))
            _annotate(sheet, placed[key].letters[column], guidance.note(chooser, content.table, column, choice))
            if choice is not None:
                sheet.add_data_validation(_validation(formulas[choice], placed[key], column, lang))
    return spreadsheet.book_bytes(book)


def csv_files(tables: Sequence[Table], lang: str = "ja") -> dict[str, bytes]:
    """The tables as CSV by file name, such as 事業.csv: UTF-8 with a byte order mark, line ends CRLF.

    Columns and headings are those of the workbook, hidden ones, key and carried included. A "'" goes before text that a
    spreadsheet would run as a formula.
    """
    files = {f"{table.sheet.name.text(lang)}.csv": _csv(arranged(table, lang), lang) for table in tables}
    lines = "".join(f"{sheet},{key}\r\n" for sheet, key in _rows(tables))
    return {**files, f"{ROWS_SHEET}.csv": lines.encode("utf-8-sig")} if lines else files


def _csv(sheet: Arranged, lang: str) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(sheet.headings(lang))
    for row in sheet.table.rows:
        writer.writerow(
            value if isinstance(value, int | float) else spreadsheet.safe("" if value is None else str(value))
            for value in sheet.values(row)
        )
    return buffer.getvalue().encode("utf-8-sig")


def _placed(sheet: Arranged, lang: str) -> Placed:
    letters = {column: get_column_letter(index) for index, column in enumerate(sheet.columns, 2)}
    return Placed(sheet.table.sheet.name.text(lang), letters, 1 + len(sheet.table.rows) + BLANK_ROWS)


def _rows(tables: Sequence[Table]) -> list[tuple[str, str]]:
    """Which rows are written, so that one that is gone later is known to be deleted: the key of the sheet, and its own."""
    return [(table.sheet.key, row.key) for table in tables for row in table.rows if row.key]


def _fill(sheet: Any, content: Arranged, lang: str) -> None:
    """Headings, rows and looks of one sheet."""
    table = content.table
    values = {column: [row.cells[index] for row in table.rows] for index, column in enumerate(table.columns)}
    widths = [styles.width(column, values[column], filled=bool(table.rows)) for column in content.columns]
    columns: list[Column | None] = [None, *content.columns, None]
    looks = [styles.pattern(sheet, column) for column in columns]
    headings = content.headings(lang)
    for place, (column, heading) in enumerate(zip(columns, headings, strict=True), 1):
        hidden = not 1 < place <= content.visible + 1
        cell = sheet.cell(1, place)
        spreadsheet.put_text(cell, heading)
        styles.dress_heading(cell, required=column is not None and guidance.is_required(table, column), hidden=hidden)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = widths[place - 2] if column is not None else _HIDDEN_WIDTH
        dimension.hidden = hidden
        styles.dress_column(dimension, column)
    for number, row in enumerate(table.rows, 2):
        _write_row(sheet, number, content, row, looks, headings)
        shown = content.values(row)[1 : content.visible + 1]
        styles.fit_row(sheet, number, zip(shown, widths, strict=False))
    lines = max(lines_within(h, int(w) - 3) for h, w in zip(headings[1:], widths[: content.visible], strict=False))
    sheet.row_dimensions[1].height = max(2, lines) * _HEADING_LINE + 6
    first, last = "B", get_column_letter(content.visible + 1)
    sheet.freeze_panes = sheet.cell(2, 2 + _frozen(content, widths))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(len(table.rows), 1) + 1}"
    styles.band(sheet, first, last, len(table.rows) + 1 + BLANK_ROWS)
    styles.set_up_print(sheet, texts(lang, "workbook")["page"])
    sheet.sheet_properties.tabColor = styles.REQUIRED


def _write_row(
    sheet: Any, number: int, content: Arranged, row: Row, looks: Sequence[Any], headings: Sequence[str]
) -> None:
    columns: list[Column | None] = [None, *content.columns, None]
    for place, (value, column, look) in enumerate(zip(content.values(row), columns, looks, strict=True), 1):
        cell = sheet.cell(number, place)
        cell._style = copy(look)
        if isinstance(value, str):
            if len(value) > _LONGEST:
                raise _too_long(sheet.title, row, headings[place - 1], len(value))
            spreadsheet.put_text(cell, value)
        elif value is not None and column is not None and styles.is_typed_as_text(column):
            cell.value = str(value)
        else:
            cell.value = value


def _too_long(sheet: str, row: Row, column: str, length: int) -> PlangraphError:
    name = next((value for value in row.cells if isinstance(value, str)), row.key)
    text = both("too_long", "workbook", sheet=sheet, row=name[:40], column=column, n=f"{length:,}")
    return PlangraphError(text.ja, text.en)


def _annotate(sheet: Any, letter: str, text: str) -> None:
    height = lines_within(text, _NOTE_COLUMNS) * _NOTE_LINE + 14
    sheet[f"{letter}1"].comment = Comment(spreadsheet.clean(text), "plangraph", width=_NOTE_WIDTH, height=height)


def _validation(formula: str, place: Placed, column: Column, lang: str) -> DataValidation:
    """A list beside the cells; it warns of other words only where a cell holds one and new names are not usual."""
    t = texts(lang, "workbook")
    letter = place.letters[column]
    closed = column.kind == "class" or (column.scheme is not None and not column.is_several)
    found = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=closed, errorStyle="warning")
    found.errorTitle, found.error = t["warn_title"], t["warn_text"]
    found.add(f"{letter}2:{letter}{place.last}")
    return found


def titled(name: str, kind: str, lang: str) -> str:
    """The title of a workbook: of what plan, and what for."""
    return (": " if lang == "en" else " ").join(filter(None, (name, texts(lang, "workbook")[f"{kind}_title"])))
