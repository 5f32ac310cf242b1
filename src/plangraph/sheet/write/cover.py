"""The first sheet: what each sheet is for, in which order to fill them in, what colours mean, and how to check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from plangraph.render import spreadsheet
from plangraph.sheet.exporting import Table
from plangraph.sheet.write import styling
from plangraph.sheet.write.wording import texts
from plangraph.text import lines_within

Start = Literal["plain", "carried", "year"]
_FIRST: Final = ("plan", "bodies")
_WIDTHS: Final = {"A": 2, "B": 6, "C": 22, "D": 76, "E": 10}
_LINE: Final = 17
_HOW: Final = {
    "several": ("programs",),
    "years": ("plan", "indicators", "reviews"),
    "again": ("programs",),
    "new": ("bodies",),
    "numbers": ("programs", "indicators", "reviews"),
    "rows": (),
}


def fill(sheet: Any, tables: Sequence[Table], lang: str, title: str, start: Start) -> None:
    """Write the sheet."""
    t = texts(lang)
    sheet.title = t["cover"]
    sheet.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    keys = {table.sheet.key for table in tables}
    kind = "plan" if "plan" in keys else "progress"
    _put(sheet, 1, "B", title or t[f"{kind}_title"], size=16, bold=True)
    sheet.row_dimensions[1].height = 34
    _paragraph(sheet, 2, t[f"cover_lead_{kind}"])
    row = _order(sheet, 4, tables, lang)
    row = _colours(sheet, row + 1, lang)
    row = _how(sheet, row + 1, keys, lang, start)
    row = _check(sheet, row + 1, lang)
    _set_up(sheet, row, lang)


def _order(sheet: Any, row: int, tables: Sequence[Table], lang: str) -> int:
    t = texts(lang)
    _section(sheet, row, t["cover_order"])
    row += 1
    for letter, key in zip("BCDE", ("cover_step", "cover_sheet", "cover_what", "cover_rows"), strict=True):
        cell = _put(sheet, row, letter, t[key])
        styling.dress_heading(cell, required=False, hidden=False)
    ordered = sorted(tables, key=lambda table: _FIRST.index(table.sheet.key) if table.sheet.key in _FIRST else 9)
    for step, table in enumerate(ordered, 1):
        row += 1
        _boxed(sheet, row, (step, table.sheet.name[lang], table.sheet.about[lang], len(table.rows)))
        _link(sheet, row, table.sheet.name[lang])
    row += 1
    _boxed(sheet, row, ("－", t["terms"], t["cover_terms"], None))
    _link(sheet, row, t["terms"])
    return row + 1


def _colours(sheet: Any, row: int, lang: str) -> int:
    t = texts(lang)
    _section(sheet, row, t["cover_colours"])
    for key in ("required", "optional", "comment", "list"):
        row += 1
        _pair(sheet, row, t[f"cover_{key}"], t[f"cover_{key}_text"])
        if key in ("required", "optional"):
            styling.dress_heading(sheet[f"C{row}"], required=key == "required", hidden=False)
    return row + 1


def _how(sheet: Any, row: int, keys: set[str], lang: str, start: Start) -> int:
    t = texts(lang)
    _section(sheet, row, t["cover_how"])
    wanted = [*({"carried": ["carried"], "year": ["year"]}.get(start, [])), *_HOW]
    for key in wanted:
        if not _HOW.get(key) or keys & set(_HOW[key]):
            row += 1
            title = t["cover_rows_title"] if key == "rows" else t[f"cover_{key}"]
            _pair(sheet, row, title, t[f"cover_{key}_text"])
    return row + 1


def _check(sheet: Any, row: int, lang: str) -> int:
    t = texts(lang)
    _section(sheet, row, t["cover_check"])
    _paragraph(sheet, row + 1, t["cover_check_text"])
    sheet.merge_cells(f"C{row + 2}:E{row + 2}")
    command = _put(sheet, row + 2, "C", t["cover_command"])
    command.fill = styling.fill(styling.BAND)
    for letter in "CDE":
        sheet[f"{letter}{row + 2}"].border = styling.ruled()
    sheet.row_dimensions[row + 2].height = 24
    row += 4
    _section(sheet, row, t["cover_care"])
    for key in ("cover_care_1", "cover_care_2", "cover_care_3"):
        row += 1
        _put(sheet, row, "B", "・").alignment = styling.wrapped("right")
        sheet.merge_cells(f"C{row}:E{row}")
        cell = _put(sheet, row, "C", t[key])
        cell.alignment = styling.wrapped()
        sheet.row_dimensions[row].height = _height(t[key], 106)
    return row


def _section(sheet: Any, row: int, text: str) -> None:
    cell = _put(sheet, row, "B", text, size=12, bold=True, color=styling.REQUIRED)
    sheet.merge_cells(f"B{row}:E{row}")
    cell.alignment = styling.wrapped(vertical="center")
    sheet.row_dimensions[row].height = 26


def _paragraph(sheet: Any, row: int, text: str) -> None:
    sheet.merge_cells(f"B{row}:E{row}")
    _put(sheet, row, "B", text).alignment = styling.wrapped()
    sheet.row_dimensions[row].height = _height(text, 110)


def _boxed(sheet: Any, row: int, values: Sequence[str | int | None]) -> None:
    for letter, value in zip("BCDE", values, strict=True):
        cell = _put(sheet, row, letter, value)
        cell.border = styling.ruled()
        cell.alignment = styling.wrapped("center" if letter in "BE" else None, "center")
    sheet.row_dimensions[row].height = _height(str(values[2]), int(_WIDTHS["D"]) - 4) + 4


def _pair(sheet: Any, row: int, name: str, text: str) -> None:
    sheet.merge_cells(f"D{row}:E{row}")
    first, second = _put(sheet, row, "C", name, bold=True), _put(sheet, row, "D", text)
    for cell in (first, second, sheet[f"E{row}"]):
        cell.border = styling.ruled()
        cell.alignment = styling.wrapped(vertical="center")
    sheet.row_dimensions[row].height = _height(text, int(_WIDTHS["D"]) + 4) + 4


def _put(
    sheet: Any,
    row: int,
    letter: str,
    value: str | int | None,
    *,
    size: int = styling.SIZE,
    bold: bool = False,
    color: str = styling.INK,
) -> Any:
    cell = sheet[f"{letter}{row}"]
    if isinstance(value, str):
        spreadsheet.put_text(cell, value)
    else:
        cell.value = value
    cell.font = styling.font(bold=bold, size=size, color=color)
    return cell


def _link(sheet: Any, row: int, title: str) -> None:
    cell = sheet[f"C{row}"]
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(title)}!A1")
    cell.font = styling.font(color=styling.LINK, underline="single")


def _height(text: str, columns: int) -> int:
    return lines_within(text, columns) * _LINE + 3


def _set_up(sheet: Any, last: int, lang: str) -> None:
    styling.set_up_print(sheet, texts(lang)["page"])
    sheet.print_title_rows = None
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToHeight = 1
    sheet.print_area = f"A1:E{last}"
