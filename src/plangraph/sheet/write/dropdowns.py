"""The lists behind drop-downs: the visible sheet of terms, and a hidden one that collects names from the other sheets.

The hidden sheet holds formulas only, so that what is typed on one sheet can be chosen on another at once. It finds rows
by INDEX over whole columns: rows may be inserted, deleted and sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.utils import get_column_letter, quote_sheetname

from plangraph.render import spreadsheet
from plangraph.sheet import cells
from plangraph.sheet.columns import Column
from plangraph.sheet.exporting import Table
from plangraph.sheet.write import styling
from plangraph.sheet.write.lists import (
    FISCAL_YEAR,
    LISTS,
    YES_OR_BLANK,
    Choice,
    Chooser,
    Fixed,
    FromRows,
    is_name,
    is_number,
    own_name,
)
from plangraph.sheet.write.wording import texts
from plangraph.text import lines_within

HIDDEN_SHEET: Final = "_lists"
_KIND, _NAME, _TWINS, _FIRST_LIST = 1, 2, 3, 4


@dataclass(frozen=True)
class Placed:
    """Where a table stands in the workbook: the title of its sheet, the letter of each column, its last row for entries."""

    title: str
    letters: Mapping[Column, str]
    last: int


@dataclass(frozen=True)
class _Segment:
    first: int
    last: int


def choices(chooser: Chooser, placed: Mapping[str, Placed]) -> dict[tuple[str, Column], Choice]:
    """What each column that is written offers, by the key of its sheet and the column."""
    found = {
        (table.sheet.key, column): chooser.choice(table, column)
        for table in chooser.tables
        for column in placed[table.sheet.key].letters
    }
    return {where: choice for where, choice in found.items() if choice is not None}


def write(
    book: Any, chooser: Chooser, offered: Mapping[tuple[str, Column], Choice], placed: Mapping[str, Placed], lang: str
) -> dict[Choice, str]:
    """Add both sheets; the formula by which a drop-down refers to each list."""
    users: dict[Choice, list[tuple[str, Column]]] = {}
    for where, choice in offered.items():
        users.setdefault(choice, []).append(where)
    fixed: dict[Choice, str] = {
        choice: _heading(chooser, where, offered, lang)
        for choice, where in users.items()
        if isinstance(choice, Fixed) and choice != YES_OR_BLANK
    }
    formulas = {YES_OR_BLANK: f'"{cells.YES}"'} | _write_terms(book.create_sheet(texts(lang)["terms"]), fixed, lang)
    moving = [choice for choice in users if isinstance(choice, FromRows)]
    if moving:
        formulas |= _write_moving(book.create_sheet(HIDDEN_SHEET), chooser, moving, placed)
    return formulas


def _heading(
    chooser: Chooser,
    users: Sequence[tuple[str, Column]],
    offered: Mapping[tuple[str, Column], Choice],
    lang: str,
) -> str:
    """The names of the columns that use a list, each with its sheet where another list is for a column of that name."""
    t = texts(lang)
    sheets = {table.sheet.key: table.sheet.name[lang] for table in chooser.tables}
    choice = offered[users[0]]
    if all(column.range == FISCAL_YEAR for _, column in users):
        return t["years"]
    names = []
    for sheet, column in users:
        name = column.name[lang]
        shared = any(other.name[lang] == name and offered[key, other] != choice for key, other in offered)
        names.append(t["of_sheet"].format(name=name, sheet=sheets[sheet]) if shared else name)
    return t["separator"].join(dict.fromkeys(names))


def _write_terms(sheet: Any, fixed: Mapping[Choice, str], lang: str) -> dict[Choice, str]:
    formulas: dict[Choice, str] = {}
    place = 1
    for choice, heading in fixed.items():
        assert isinstance(choice, Fixed)
        parts = [(heading, choice.items)]
        if lang == "en" and any(choice.english):
            parts.append((texts(lang)["in_english"], choice.english))
        letter = get_column_letter(place)
        formulas[choice] = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(choice.items) + 1}"
        for name, items in parts:
            _write_list(sheet, place, name, items)
            place += 1
    sheet.freeze_panes = "A2"
    sheet.sheet_view.showGridLines = False
    sheet.row_dimensions[1].height = 46
    styling.set_up_print(sheet, texts(lang)["page"])
    return formulas


def _write_list(sheet: Any, place: int, heading: str, items: Sequence[str]) -> None:
    head = sheet.cell(1, place)
    spreadsheet.put_text(head, heading)
    styling.dress_heading(head, required=False, hidden=False)
    for index, item in enumerate(items, 2):
        cell = sheet.cell(index, place)
        spreadsheet.put_text(cell, item)
        cell.font = styling.font()
        cell.border = styling.ruled()
        cell.alignment = styling.wrapped()
    longest = max([lines_within(item, 2) for item in items], default=1) * 2
    sheet.column_dimensions[get_column_letter(place)].width = min(34, max(16, longest + 3))


def _write_moving(
    sheet: Any, chooser: Chooser, moving: Sequence[FromRows], placed: Mapping[str, Placed]
) -> dict[Choice, str]:
    sheet.sheet_state = "hidden"
    wanted = {key for choice in moving for key, _ in choice.kinds}
    segments: dict[str, _Segment] = {}
    row = 2
    for table in chooser.tables:
        if table.sheet.key in wanted:
            place = placed[table.sheet.key]
            segments[table.sheet.key] = _Segment(row, row + place.last - 2)
            row = _write_names(sheet, row, chooser, table, place)
    return {
        choice: _write_moving_list(sheet, _FIRST_LIST + 2 * index, choice, segments)
        for index, choice in enumerate(moving)
    }


def _write_names(sheet: Any, row: int, chooser: Chooser, table: Table, place: Placed) -> int:
    """Kind and name of every row of a sheet, those to come included; keys of rows whose name alone does not tell."""
    twins = [text for text in own_name(chooser, table) if text is not None]
    for index, text in enumerate(twins):
        sheet.cell(row + index, _TWINS, text.rpartition("［")[2].rstrip("］"))
    at = quote_sheetname(place.title) + "!"
    by_number = next((letter for column, letter in place.letters.items() if is_number(column)), None)
    kind = next((letter for column, letter in place.letters.items() if column.kind == "class"), None)
    name = next(letter for column, letter in place.letters.items() if is_name(column))
    lists = next((letter for column, letter in place.letters.items() if column.path == LISTS), None)
    for number in range(2, place.last + 1):

        def cell(letter: str, number: int = number) -> str:
            return f"INDEX({at}${letter}:${letter},{number})"

        said = cell(name)
        if lists is not None:
            said = f'IF({cell(lists)}="",{said},{cell(lists)})'
        if by_number is not None:
            said = f'IF({cell(by_number)}="","",{cell(by_number)}&" ")&{said}'
        if twins:
            among = f"$C${row - number + 2}:$C${row - number + 1 + len(twins)}"
            said += f'&IF(COUNTIF({among},{cell("A")})>0,"［"&{cell("A")}&"］","")'
        if kind is not None:
            sheet.cell(row, _KIND, f'={cell(kind)}&""')
        sheet.cell(row, _NAME, f'=IF({cell(name)}="","",{said})')
        row += 1
    return row


def _write_moving_list(sheet: Any, place: int, choice: FromRows, segments: Mapping[str, _Segment]) -> str:
    """Two columns: how many rows fit so far, and the fitting names without gaps."""
    count, listed = get_column_letter(place), get_column_letter(place + 1)
    last_of_all, total = None, 0
    own = [(segments[key], labels) for key, labels in choice.kinds]
    for segment, labels in own:
        for row in range(segment.first, segment.last + 1):
            fits = [f'B{row}<>""']
            if labels:
                fits.append("OR(" + ",".join(f'A{row}="{label}"' for label in labels) + ")")
            if choice.programs:
                fits.append(f"SUMPRODUCT(--(B${segment.first}:B{row}=B{row}))=1")
            before = f"{count}{last_of_all}+" if last_of_all is not None else ""
            sheet.cell(row, place, f"={before}IF(AND({','.join(fits)}),1,0)")
            last_of_all = row
            total += 1
    first, last = own[0][0].first, own[-1][0].last
    for number in range(1, total + 1):
        found = f"MATCH({number},${count}${first}:${count}${last},0)"
        sheet.cell(number + 1, place + 1, f'=IFERROR(INDEX($B${first}:$B${last},{found}),"")')
    at = quote_sheetname(sheet.title) + "!"
    return f"OFFSET({at}${listed}$2,0,0,MAX(1,MAX({at}${count}${first}:${count}${last})),1)"
