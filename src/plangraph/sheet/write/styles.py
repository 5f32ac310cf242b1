"""How the sheets look: fonts, colours, widths by content, and what is printed on every page."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, Final

from openpyxl.cell import Cell as SheetCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.dimensions import RowDimension

from plangraph.render import spreadsheet
from plangraph.sheet.columns import BOOLEAN, DECIMAL, FISCAL_YEAR, INTEGER, STRING, Column, Value
from plangraph.store import terms
from plangraph.text import lines_within

FONT: Final = "Yu Gothic"
SIZE: Final = 10
INK, LINK = "1C2833", "00568A"
REQUIRED, OPTIONAL, HIDDEN, BAND = "2F5D7E", "DCE7EF", "E6E6E6", "F6F9FB"
_RULE: Final = "C9D2DA"
_NUMBERS: Final = (INTEGER, DECIMAL)
_MOST_LINES: Final = 22
_NARROWEST_TEXT, _TEXT, _WIDEST_TEXT = 46, 60, 90
_EMPTY, _EMPTY_TEXT = 11, 16
_LINE: Final = 16.5
_IN_WIDTH: Final = 1.06
_TALLEST: Final = 409
_Fitted: Any = type("_Fitted", (RowDimension,), {"customHeight": False})  # a height that still adapts to what is typed


def fit_row(sheet: Any, number: int, values: Iterable[tuple[object, float]]) -> None:
    """Give a row the height that its values need, each in its width; LibreOffice does not do so by itself on opening."""
    lines = max(
        (lines_within(str(value), max(1, int(width * _IN_WIDTH))) for value, width in values if value is not None),
        default=1,
    )
    sheet.row_dimensions[number] = _Fitted(sheet, index=number, ht=min(_TALLEST, lines * _LINE + 3))


def font(*, bold: bool = False, size: int = SIZE, color: str = INK, underline: str | None = None) -> Any:
    """The one font of the workbook."""
    return Font(FONT, size, bold=bold, color=color, underline=underline)


def fill(colour: str) -> Any:
    """A plain background."""
    return PatternFill("solid", start_color=colour)


def ruled() -> Any:
    """A light line on every side."""
    line = Side("thin", color=_RULE)
    return Border(line, line, line, line)


def wrapped(horizontal: str | None = None, vertical: str = "top") -> Any:
    """Text that wraps; what stands at the right keeps off the next column."""
    indent = 1 if horizontal == "right" else 0
    return Alignment(wrap_text=True, vertical=vertical, horizontal=horizontal, indent=indent)


def dress_heading(cell: Any, *, required: bool, hidden: bool) -> None:
    """A heading: dark where the column is required, pale where not, grey where it is hidden."""
    cell.fill = fill(HIDDEN if hidden else REQUIRED if required else OPTIONAL)
    cell.font = font(bold=True, color="FFFFFF" if required and not hidden else INK)
    cell.alignment = wrapped(vertical="center")
    cell.border = ruled()


def pattern(sheet: Any, column: Column | None) -> Any:
    """The look of the cells of a column, in the form in which openpyxl shares it among cells."""
    cell = SheetCell(sheet, 1, 1)
    cell.font = font()
    cell.border = ruled()
    cell.alignment = Alignment(vertical="top") if column is None else wrapped(_horizontal(column))
    cell.number_format = "@" if column is not None and is_typed_as_text(column) else "General"
    return copy(cell._style)


def dress_column(dimension: Any, column: Column | None) -> None:
    """Give a whole column its look, for rows to come."""
    dimension.font = font()
    dimension.alignment = Alignment(vertical="top") if column is None else wrapped(_horizontal(column))
    dimension.number_format = "@" if column is not None and is_typed_as_text(column) else "General"


def is_typed_as_text(column: Column) -> bool:
    """Whether a spreadsheet must not take what is typed for a number or date, as it would a number such as 1-1."""
    return column.kind == "literal" and column.datatype == STRING and (column.is_number or column.via is None)


def _horizontal(column: Column) -> str | None:
    if column.datatype == BOOLEAN:
        return "center"
    return "right" if column.kind == "value" or column.datatype in _NUMBERS else "left"


def width(column: Column, values: Iterable[Value], *, filled: bool) -> float:
    """The width of a column by what it holds; one that stays empty in a table with rows is narrower.

    Long texts get a width at which the longest stays within the height that a row can have.
    """
    if column.kind == "words":
        longest = max((lines_within(str(value), _WIDEST_TEXT) for value in values if value), default=None)
        if longest is None:
            return _EMPTY_TEXT if filled else _TEXT if column.via is None else _NARROWEST_TEXT
        needed = longest * _WIDEST_TEXT / _MOST_LINES
        return round(min(_WIDEST_TEXT, max(_NARROWEST_TEXT, needed)))
    usual = _usual_width(column)
    if filled and all(value is None for value in values) and (not column.required or column.named_as is not None):
        return min(usual, _EMPTY)
    return usual


def _usual_width(column: Column) -> float:
    if column.datatype == BOOLEAN:
        return 7
    if column.range == FISCAL_YEAR or column.kind == "value":
        return 13
    if column.kind == "label" or column.path == terms.term("pg:printedName"):
        return 28 if column.path in (terms.PREF_LABEL, terms.term("pg:topic"), terms.term("pg:printedName")) else 15
    if column.datatype in _NUMBERS or column.is_number:
        return 9
    if column.kind == "class":
        return 16
    if column.kind == "list":
        return 24
    if column.kind == "reference":
        return 18 if column.scheme is not None or column.single is False else 24
    return 20


def band(sheet: Any, first: str, last: str, rows: int) -> None:
    """Shade every other row, and rule rows that are still to come once something stands in them."""
    area = f"{first}2:{last}{rows}"
    filled = f"COUNTA(${first}2:${last}2)>0"
    line = Side("thin", color=_RULE)
    sheet.conditional_formatting.add(
        area, FormulaRule(formula=[f"AND(MOD(ROW(),2)=1,{filled})"], fill=PatternFill(bgColor=BAND))
    )
    sheet.conditional_formatting.add(area, FormulaRule(formula=[filled], border=Border(line, line, line, line)))


def set_up_print(sheet: Any, page: str) -> None:
    """Print with the heading row on every page, the name of the sheet above and the page number below."""
    spreadsheet.print_setup(sheet, 1, page)
    sheet.page_margins.top = 0.75
    sheet.page_margins.header = 0.3
    sheet.oddHeader.left.text = "&A"
    sheet.oddHeader.left.size = 10
    sheet.oddFooter.center.size = 9
