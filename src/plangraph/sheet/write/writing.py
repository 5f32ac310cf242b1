"""Write tables as a workbook that a planner can fill in, or as a folder of CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from pyoxigraph import NamedNode

from plangraph.errors import PlangraphError
from plangraph.render import spreadsheet
from plangraph.sheet.columns import Column
from plangraph.sheet.exporting import Row, Table
from plangraph.sheet.statements import Statements
from plangraph.sheet.tables import ROWS_SHEET
from plangraph.sheet.write import cover, dropdowns, notes, styling
from plangraph.sheet.write.arranging import Arranged, arranged, frozen
from plangraph.sheet.write.dropdowns import Placed
from plangraph.sheet.write.lists import Chooser, is_several
from plangraph.sheet.write.wording import texts
from plangraph.text import lines_within

BLANK_ROWS: Final = 500
_LONGEST: Final = 32_767
_NOTE_WIDTH, _NOTE_COLUMNS, _NOTE_LINE = 330, 44, 19
_HEADING_LINE: Final = 16
_HIDDEN_WIDTH: Final = 12


def xlsx(
    tables: Sequence[Table],
    statements: Statements,
    lang: str = "ja",
    *,
    title: str = "",
    plan: NamedNode | None = None,
    start: cover.Start = "plain",
    blank_rows: int = BLANK_ROWS,
) -> bytes:
    """The tables as a workbook with a first sheet that explains it, drop-downs, and the sheet of terms.

    `statements` hold the vocabulary, from which drop-downs come, and what the rows are about. Measures, programs and so
    on whose sheet is not among the tables are those of `plan`. `start` says what the first sheet tells of the content.
    """
    chooser = Chooser(statements, tuple(tables), plan)
    sheets = [arranged(table, lang) for table in tables]
    placed = {each.table.sheet.key: _placed(each, lang, blank_rows) for each in sheets}
    offered = dropdowns.choices(chooser, placed)
    book = openpyxl.Workbook()
    book.properties.title = title
    book.calculation.fullCalcOnLoad = True
    cover.fill(book.active, tables, lang, title, start)
    written = [(each, book.create_sheet(placed[each.table.sheet.key].title)) for each in sheets]
    formulas = dropdowns.write(book, chooser, offered, placed, lang)
    if lines := written_rows(tables):
        _fill_rows(book.create_sheet(ROWS_SHEET), lines)
    for each, sheet in written:
        key = each.table.sheet.key
        _fill(sheet, each, lang)
        for column in each.columns[: each.visible]:
            choice = offered.get((key, column))
            _annotate(sheet, placed[key].letters[column], notes.note(chooser, each.table, column, choice, lang))
            if choice is not None:
                sheet.add_data_validation(_validation(formulas[choice], placed[key], column, lang))
    return spreadsheet.book_bytes(book)


def write_xlsx(tables: Sequence[Table], statements: Statements, path: Path, lang: str = "ja", **settings: Any) -> None:
    """Write `xlsx` to a file, whose folder is made if need be."""
    content = xlsx(tables, statements, lang, **settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def csv_files(tables: Sequence[Table], lang: str = "ja") -> dict[str, bytes]:
    """The tables as CSV by file name, such as 事業.csv: UTF-8 with a byte order mark, line ends CRLF.

    Columns and headings are those of the workbook, hidden ones, key and carried included. A "'" goes before text that a
    spreadsheet would run as a formula.
    """
    files = {f"{table.sheet.name[lang]}.csv": _csv(arranged(table, lang), lang) for table in tables}
    lines = "".join(f"{sheet},{key}\r\n" for sheet, key in written_rows(tables))
    return {**files, f"{ROWS_SHEET}.csv": lines.encode("utf-8-sig")} if lines else files


def write_csv(tables: Sequence[Table], folder: Path, lang: str = "ja") -> list[Path]:
    """Write `csv_files` to a folder, made if need be; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in csv_files(tables, lang).items():
        (folder / name).write_bytes(content)
        written.append(folder / name)
    return written


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


def _placed(sheet: Arranged, lang: str, blank_rows: int) -> Placed:
    letters = {column: get_column_letter(index) for index, column in enumerate(sheet.columns, 2)}
    return Placed(sheet.table.sheet.name[lang], letters, 1 + len(sheet.table.rows) + blank_rows)


def _fill_rows(sheet: Any, lines: Sequence[tuple[str, str]]) -> None:
    """A sheet out of sight with the key of every row, by sheet: so that a row that is gone later is known to be deleted."""
    sheet.sheet_state = "veryHidden"
    for line in lines:
        sheet.append(line)


def written_rows(tables: Sequence[Table]) -> list[tuple[str, str]]:
    """Which rows are written: the name of the sheet in the layout, and the key."""
    return [(table.sheet.key, row.key) for table in tables for row in table.rows if row.key]


def _fill(sheet: Any, content: Arranged, lang: str) -> None:
    """Headings, rows and looks of one sheet."""
    table = content.table
    said = {column: [row.cells[index] for row in table.rows] for index, column in enumerate(table.columns)}
    widths = [styling.width(column, said[column], filled=bool(table.rows)) for column in content.columns]
    columns: list[Column | None] = [None, *content.columns, None]
    looks = [styling.pattern(sheet, column) for column in columns]
    headings = content.headings(lang)
    for place, (column, heading) in enumerate(zip(columns, headings, strict=True), 1):
        hidden = not 1 < place <= content.visible + 1
        cell = sheet.cell(1, place)
        spreadsheet.put_text(cell, heading)
        required = column is not None and notes.is_required(table, column)
        styling.dress_heading(cell, required=required, hidden=hidden)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = widths[place - 2] if column is not None else _HIDDEN_WIDTH
        dimension.hidden = hidden
        styling.dress_column(dimension, column)
    for number, row in enumerate(table.rows, 2):
        _write_row(sheet, number, content, row, looks, headings)
        shown = content.values(row)[1 : content.visible + 1]
        styling.fit_row(sheet, number, zip(shown, widths, strict=False))
    lines = max(lines_within(h, int(w) - 3) for h, w in zip(headings[1:], widths[: content.visible], strict=False))
    sheet.row_dimensions[1].height = max(2, lines) * _HEADING_LINE + 6
    _set_up(sheet, content, widths, lang)


def _write_row(
    sheet: Any, number: int, content: Arranged, row: Row, looks: Sequence[Any], headings: Sequence[str]
) -> None:
    for place, (value, look) in enumerate(zip(content.values(row), looks, strict=True), 1):
        cell = sheet.cell(number, place)
        cell._style = copy(look)
        if isinstance(value, str):
            if len(value) > _LONGEST:
                raise _too_long(sheet.title, row, headings[place - 1], len(value))
            spreadsheet.put_text(cell, value)
        elif place > 1 and place <= len(content.columns) + 1 and styling.is_typed_as_text(content.columns[place - 2]):
            cell.value = None if value is None else str(value)
        else:
            cell.value = value


def _too_long(sheet: str, row: Row, column: str, length: int) -> PlangraphError:
    name = next((each for each in row.cells if isinstance(each, str)), row.key)
    values = {"sheet": sheet, "row": name[:40], "column": column, "n": f"{length:,}"}
    return PlangraphError(texts("ja")["too_long"].format(**values), texts("en")["too_long"].format(**values))


def _set_up(sheet: Any, content: Arranged, widths: list[float], lang: str) -> None:
    rows = len(content.table.rows)
    first, last = "B", get_column_letter(content.visible + 1)
    sheet.freeze_panes = sheet.cell(2, 2 + frozen(content, widths))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(content.columns) + 2)}{max(rows, 1) + 1}"
    styling.band(sheet, first, last, rows + 1 + BLANK_ROWS)
    styling.set_up_print(sheet, texts(lang)["page"])
    sheet.sheet_properties.tabColor = styling.REQUIRED


def _annotate(sheet: Any, letter: str, text: str) -> None:
    height = lines_within(text, _NOTE_COLUMNS) * _NOTE_LINE + 14
    sheet[f"{letter}1"].comment = Comment(spreadsheet.clean(text), "plangraph", width=_NOTE_WIDTH, height=height)


def _validation(formula: str, place: Placed, column: Column, lang: str) -> DataValidation:
    """A list beside the cells; it warns of other words only where a cell holds one and new names are not usual."""
    t = texts(lang)
    letter = place.letters[column]
    closed = column.kind == "class" or (column.scheme is not None and not is_several(column))
    found = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=closed, errorStyle="warning")
    found.errorTitle, found.error = t["warn_title"], t["warn_text"]
    found.add(f"{letter}2:{letter}{place.last}")
    return found


def titled(name: str, kind: str, lang: str) -> str:
    """The title of a workbook: of what plan, and what for."""
    said: Mapping[str, str] = texts(lang)
    return " ".join(filter(None, (name, said[f"{kind}_title"])))
