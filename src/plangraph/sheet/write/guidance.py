"""What explains a workbook: its first sheet, and the notes on its headings.

The first sheet says what each sheet is for, in which order to fill them in, what colours mean, and how to check; a note
says what a column is, whether to fill it in, and with what.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import pyoxigraph
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from pyoxigraph import NamedNode

from plangraph.render import spreadsheet
from plangraph.sheet.columns import BOOLEAN, FISCAL_YEAR, LISTS, Column, Table
from plangraph.sheet.write import styles
from plangraph.sheet.write.dropdowns import Choice, Chooser, Fixed, FromRows
from plangraph.store import terms
from plangraph.text import lines_within
from plangraph.view.texts import texts

Start = Literal["plain", "carried", "year"]
_FIRST: Final = ("plan", "bodies")
_WIDTHS: Final = {"A": 2, "B": 6, "C": 22, "D": 76, "E": 10}
_LINE: Final = 17
_TITLE_COLUMNS: Final = 66
_HOW: Final = {
    "several": ("programs",),
    "years": ("plan", "indicators", "reviews"),
    "again": ("programs",),
    "new": ("bodies",),
    "numbers": ("programs", "indicators", "reviews"),
    "rows": (),
}
_EXAMPLE: Final = terms.term("skos:example")
_SHOWN: Final = 8


def fill_cover(sheet: Any, tables: Sequence[Table], lang: str, title: str, start: Start) -> None:
    """Write the sheet."""
    t = texts(lang, "workbook")
    sheet.title = t["cover"]
    sheet.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    keys = {table.sheet.key for table in tables}
    kind = "plan" if "plan" in keys else "progress"
    heading = _put(sheet, 1, "B", title or t[f"{kind}_title"], size=16, bold=True)
    sheet.row_dimensions[1].height = 34
    if (lines := lines_within(heading.value, _TITLE_COLUMNS)) > 1:
        sheet.merge_cells("B1:E1")
        heading.alignment = styles.wrapped()
        sheet.row_dimensions[1].height = 34 * lines
    _paragraph(sheet, 2, t[f"cover_lead_{kind}"])
    row = _order(sheet, 4, tables, lang)
    row = _colours(sheet, row + 1, lang)
    row = _how(sheet, row + 1, keys, lang, start)
    row = _check(sheet, row + 1, lang)
    _set_up(sheet, row, lang)


def _order(sheet: Any, row: int, tables: Sequence[Table], lang: str) -> int:
    t = texts(lang, "workbook")
    _section(sheet, row, t["cover_order"])
    row += 1
    for letter, key in zip("BCDE", ("cover_step", "cover_sheet", "cover_what", "cover_rows"), strict=True):
        cell = _put(sheet, row, letter, t[key])
        styles.dress_heading(cell, required=False, hidden=False)
    ordered = sorted(tables, key=lambda table: _FIRST.index(table.sheet.key) if table.sheet.key in _FIRST else 9)
    for step, table in enumerate(ordered, 1):
        row += 1
        _boxed(sheet, row, (step, table.sheet.name.text(lang), table.sheet.about.text(lang), len(table.rows)))
        _link(sheet, row, table.sheet.name.text(lang))
    row += 1
    _boxed(sheet, row, ("－", t["terms"], t["cover_terms"], None))
    _link(sheet, row, t["terms"])
    return row + 1


def _colours(sheet: Any, row: int, lang: str) -> int:
    t = texts(lang, "workbook")
    _section(sheet, row, t["cover_colours"])
    for key in ("required", "optional", "comment", "list"):
        row += 1
        _pair(sheet, row, t[f"cover_{key}"], t[f"cover_{key}_text"])
        if key in ("required", "optional"):
            styles.dress_heading(sheet[f"C{row}"], required=key == "required", hidden=False)
    return row + 1


def _how(sheet: Any, row: int, keys: set[str], lang: str, start: Start) -> int:
    t = texts(lang, "workbook")
    _section(sheet, row, t["cover_how"])
    wanted = [*({"carried": ["carried"], "year": ["year"]}.get(start, [])), *_HOW]
    for key in wanted:
        if not _HOW.get(key) or keys & set(_HOW[key]):
            row += 1
            title = t["cover_rows_title"] if key == "rows" else t[f"cover_{key}"]
            _pair(sheet, row, title, t[f"cover_{key}_text"])
    return row + 1


def _check(sheet: Any, row: int, lang: str) -> int:
    t = texts(lang, "workbook")
    _section(sheet, row, t["cover_check"])
    _paragraph(sheet, row + 1, t["cover_check_text"])
    sheet.merge_cells(f"C{row + 2}:E{row + 2}")
    command = _put(sheet, row + 2, "C", t["cover_command"])
    command.fill = styles.fill(styles.BAND)
    for letter in "CDE":
        sheet[f"{letter}{row + 2}"].border = styles.ruled()
    sheet.row_dimensions[row + 2].height = 24
    row += 4
    _section(sheet, row, t["cover_care"])
    for key in ("cover_care_1", "cover_care_2", "cover_care_3"):
        row += 1
        _put(sheet, row, "B", "・").alignment = styles.wrapped("right")
        sheet.merge_cells(f"C{row}:E{row}")
        cell = _put(sheet, row, "C", t[key])
        cell.alignment = styles.wrapped()
        sheet.row_dimensions[row].height = _height(t[key], 106)
    return row


def _section(sheet: Any, row: int, text: str) -> None:
    cell = _put(sheet, row, "B", text, size=12, bold=True, color=styles.REQUIRED)
    sheet.merge_cells(f"B{row}:E{row}")
    cell.alignment = styles.wrapped(vertical="center")
    sheet.row_dimensions[row].height = 26


def _paragraph(sheet: Any, row: int, text: str) -> None:
    sheet.merge_cells(f"B{row}:E{row}")
    _put(sheet, row, "B", text).alignment = styles.wrapped()
    sheet.row_dimensions[row].height = _height(text, 110)


def _boxed(sheet: Any, row: int, values: Sequence[str | int | None]) -> None:
    for letter, value in zip("BCDE", values, strict=True):
        cell = _put(sheet, row, letter, value)
        cell.border = styles.ruled()
        cell.alignment = styles.wrapped("center" if letter in "BE" else None, "center")
    sheet.row_dimensions[row].height = _height(str(values[2]), int(_WIDTHS["D"]) - 4) + 4


def _pair(sheet: Any, row: int, name: str, text: str) -> None:
    sheet.merge_cells(f"D{row}:E{row}")
    first, second = _put(sheet, row, "C", name, bold=True), _put(sheet, row, "D", text)
    for cell in (first, second, sheet[f"E{row}"]):
        cell.border = styles.ruled()
        cell.alignment = styles.wrapped(vertical="center")
    sheet.row_dimensions[row].height = _height(text, int(_WIDTHS["D"]) + 4) + 4


def _put(
    sheet: Any,
    row: int,
    letter: str,
    value: str | int | None,
    *,
    size: int = styles.SIZE,
    bold: bool = False,
    color: str = styles.INK,
) -> Any:
    cell = sheet[f"{letter}{row}"]
    if isinstance(value, str):
        spreadsheet.put_text(cell, value)
    else:
        cell.value = value
    cell.font = styles.font(bold=bold, size=size, color=color)
    return cell


def _link(sheet: Any, row: int, title: str) -> None:
    cell = sheet[f"C{row}"]
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(title)}!A1")
    cell.font = styles.font(color=styles.LINK, underline="single")


def _height(text: str, columns: int) -> int:
    return lines_within(text, columns) * _LINE + 3


def _set_up(sheet: Any, last: int, lang: str) -> None:
    styles.set_up_print(sheet, texts(lang, "workbook")["page"])
    sheet.print_title_rows = None
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToHeight = 1
    sheet.print_area = f"A1:E{last}"


def note(chooser: Chooser, table: Table, column: Column, choice: Choice | None) -> str:
    """The note of a heading, a line for each thing to know."""
    lines = [
        column.about.text(chooser.lang),
        _whether(table, column, chooser.lang),
        *_ways(column, chooser.lang),
        _from(chooser, choice) if column.range != FISCAL_YEAR and column.datatype != BOOLEAN else "",
        _example(chooser, table, column, choice),
    ]
    return "\n".join(line for line in lines if line)


def is_required(table: Table, column: Column) -> bool:
    """Whether every row has to have a value; places in order, and what a blank cell stands for, need none."""
    return (
        column.required
        and not column.positional
        and column.named_as is None
        and column.classes >= set(table.sheet.kinds)
    )


def _whether(table: Table, column: Column, lang: str) -> str:
    t = texts(lang, "workbook")
    kinds = [name.text(lang) for klass, name in table.sheet.classes if klass in column.classes]
    partial = len(kinds) < len(table.sheet.classes)
    if column.named_as is not None:
        other = next((c for c in table.columns if c.path == column.named_as and c.lang in ("", "ja")), None)
        return t["note_named_as"].format(other=other.name.text(lang) if other else "")
    whether = t["note_required"] if column.required and not column.positional else t["note_optional"]
    return (t["note_some"].format(kinds=t["separator"].join(kinds)) if partial else "") + whether


def _ways(column: Column, lang: str) -> list[str]:
    t = texts(lang, "workbook")
    if column.kind == "class":
        return [t["note_class"]]
    if column.range == FISCAL_YEAR:
        return [t["note_years"]]
    if column.datatype == BOOLEAN:
        return [t["note_yes"]]
    if column.kind == "value":
        return [t["note_value"]]
    return [t["note_several"]] if column.is_several else []


def _from(chooser: Chooser, choice: Choice | None) -> str:
    t = texts(chooser.lang, "workbook")
    if isinstance(choice, FromRows):
        sheets = {table.sheet.key: table.sheet.name.text(chooser.lang) for table in chooser.tables}
        return t["note_from_sheet"].format(sheet=t["separator"].join(sheets[key] for key, _ in choice.kinds))
    if not isinstance(choice, Fixed):
        return ""
    listed = t["separator"].join(choice.items[:_SHOWN])
    more = len(choice.items) - _SHOWN
    return t["note_choices"].format(choices=t["note_more"].format(choices=listed, n=more) if more > 0 else listed)


def _example(chooser: Chooser, table: Table, column: Column, choice: Choice | None) -> str:
    t = texts(chooser.lang, "workbook")
    found = ""
    if column.range == FISCAL_YEAR:
        found = t["example_year"]
    elif column.kind == "value":
        found = t["example_value"]
    elif column.kind == "list" and column.via is not None:
        found = t["example_list"] if column.via.kind_value is not None else t["example_role"]
    elif column.is_number:
        found = t["example_number"]
    elif column.kind == "label" and column.path == terms.PREF_LABEL and column.lang == "ja":
        found = _of_classes(chooser, table, column)
    elif column.kind == "reference" and not isinstance(choice, Fixed) and (meant := column.makes or column.range):
        found = _first(chooser, meant)
    return t["note_example"].format(examples=found) if found else ""


def _of_classes(chooser: Chooser, table: Table, column: Column) -> str:
    """Names such as the rows have: of programs rather than of the rows that list them."""
    lists = next((c.range for c in table.columns if c.path == LISTS and c.range is not None), None)
    classes = [klass for klass in table.sheet.kinds if klass in column.classes] if lists is None else [lists]
    found = [_first(chooser, klass) for klass in classes]
    return "、".join([example for example in found if example][:3])


def _first(chooser: Chooser, klass: NamedNode) -> str:
    """The shortest example of a class."""
    examples = chooser.statements.objects(klass, _EXAMPLE)
    found = (example.value for example in examples if isinstance(example, pyoxigraph.Literal))
    return min(found, key=lambda text: (len(text), text), default="")
