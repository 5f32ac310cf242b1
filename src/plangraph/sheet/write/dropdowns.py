"""What cells may be chosen from, and the sheets behind the lists: that of terms, and a hidden one of names on other sheets.

The hidden sheet holds formulas only, so that what is typed on one sheet can be chosen on another at once. It finds rows
by INDEX over whole columns: rows may be inserted, deleted and sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from openpyxl.utils import get_column_letter, quote_sheetname
from pyoxigraph import NamedNode

from plangraph.render import spreadsheet
from plangraph.sheet import plan_tables, sheets
from plangraph.sheet.cell_names import Names, above, fiscal_year
from plangraph.sheet.cells import YES
from plangraph.sheet.columns import BOOLEAN, FISCAL_YEAR, LISTS, NOTATION, PLAN, PROGRAM, Column, Sheet, Table
from plangraph.sheet.statements import Statements
from plangraph.sheet.write import styles
from plangraph.store import terms
from plangraph.text import Text, lines_within
from plangraph.view.texts import texts

HIDDEN_SHEET: Final = "_lists"
_CONCEPT: Final = terms.term("skos:Concept")
_RANGE: Final = NamedNode("https://schema.org/rangeIncludes")
_YEARS_BEFORE, _YEARS_AFTER, _FIRST_YEAR = 3, 10, 2019
_KIND, _NAME, _TWINS, _FIRST_LIST = 1, 2, 3, 4


@dataclass(frozen=True)
class Fixed:
    """Words to choose from."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class FromRows:
    """The names that the rows of some kinds bear on other sheets: of each sheet, the labels of the kinds."""

    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    programs: bool = False


Choice = Fixed | FromRows
YES_OR_BLANK: Final = Fixed((YES,))


@dataclass(frozen=True)
class Chooser:
    """Knows the tables of a workbook and the statements behind them, and what a column offers in its language.

    `plan` is the plan whose elements may be chosen where their own sheet is not in the workbook.
    """

    statements: Statements
    tables: tuple[Table, ...]
    plan: NamedNode | None = None
    lang: str = "ja"

    @cached_property
    def _inside(self) -> list[NamedNode]:
        return [] if self.plan is None else plan_tables.within(self.statements, self.plan)

    @cached_property
    def names(self) -> Names:
        """The names of what the rows and the plan are about."""
        rows = [row.node for table in self.tables for row in table.rows]
        return Names(self.statements, plan_tables.near(self.statements, [*self._inside, *rows]), self.lang)

    def choice(self, table: Table, column: Column) -> Choice | None:
        """What a column of a table offers; None where anything may be written."""
        if column.kind == "class":
            return Fixed(tuple(name.text(self.lang) for _, name in table.sheet.classes))
        if column.kind == "list":
            return self._things(table.sheet, column)
        if column.kind == "literal" and column.datatype == BOOLEAN:
            return YES_OR_BLANK
        if column.kind != "reference":
            return None
        if column.range == FISCAL_YEAR:
            return Fixed(tuple(self.names.label(node, self.lang) for node in self._years))
        if column.scheme is not None or self._is_concept(column.range):
            return self._terms(column)
        return self._things(table.sheet, column)

    def _terms(self, column: Column) -> Fixed | None:
        concepts = self.statements.subjects(terms.TYPE, _CONCEPT if column.scheme else column.range)
        found = [node for node in concepts if self.names.fits(node, column)]
        ordered = sorted(found, key=lambda node: (*_rank(self.statements, node), node.value))
        return Fixed(tuple(self.names.shown(node, column) for node in ordered)) if ordered else None

    @cached_property
    def _years(self) -> list[NamedNode]:
        """The years around those that the tables name, else those of the present era."""
        known = {int(terms.local_name(node.value)): node for node in self.statements.subjects(terms.TYPE, FISCAL_YEAR)}
        named = {
            year
            for table in self.tables
            for index, column in enumerate(table.columns)
            if column.range == FISCAL_YEAR
            for row in table.rows
            if (year := fiscal_year(str(row.cells[index] or ""))) is not None
        }
        named |= {column.year for table in self.tables for column in table.columns if column.year is not None}
        first = min(named) - _YEARS_BEFORE if named else _FIRST_YEAR
        last = max(named) + _YEARS_AFTER if named else max(known, default=0)
        return [node for year, node in sorted(known.items()) if first <= year <= last]

    def _is_concept(self, klass: NamedNode | None) -> bool:
        return klass is not None and _CONCEPT in above(self.statements, [klass])

    def _things(self, sheet: Sheet, column: Column) -> Choice | None:
        wanted = self._classes(sheet, column)
        if not wanted:
            return None
        kinds = tuple(
            (table.sheet.key, found)
            for table in self.tables
            if (found := tuple(name.text(self.lang) for klass, name in table.sheet.classes if klass in wanted))
        )
        listing = next((t for t in self.tables if any(c.path == LISTS for c in t.columns)), None)
        if wanted == {PROGRAM} and listing is not None:
            return FromRows(((listing.sheet.key, ()),), programs=True)
        if kinds:
            return FromRows(kinds)
        named = [node for node in self._inside if wanted & set(self.statements.objects(node, terms.TYPE))]
        return Fixed(tuple(dict.fromkeys(self.names.shown(node, column) for node in named))) if named else None

    def _classes(self, sheet: Sheet, column: Column) -> set[NamedNode]:
        """The classes of what the column may name, as far as things of them are rows, or programs."""
        path = column.path if column.item is None else column.item[0]
        ranges = [
            klass
            for klass in self.statements.objects(path, _RANGE)
            if column.range is None or column.kind == "list" or column.range in above(self.statements, [klass])
        ] or ([column.range] if column.range is not None else [])
        rows = {klass for other in sheets.every() for klass in other.kinds}
        concrete = {klass for klass in ranges if klass in rows or klass == PROGRAM}
        if all(klass in concrete or self._is_concept(klass) for klass in ranges):
            return concrete
        return {column.makes} if column.makes is not None else {PLAN, *sheet.kinds}

    def own_names(self, table: Table) -> list[str]:
        """Of each row, how other sheets have to name it where number and name are not enough.

        Rows that list a program are not named by other sheets, the program is.
        """
        column = Column(Text("", ""), "reference", terms.LABEL, frozenset())
        if not any(c.is_name for c in table.columns) or any(c.path == LISTS for c in table.columns):
            return []
        shown = (self.names.shown(row.node, column) for row in table.rows if row.carried)
        return [text for text in shown if "［" in text]


def _rank(statements: Statements, node: NamedNode) -> tuple[int, str]:
    found = statements.value(node, NOTATION)
    text = "" if found is None else found.value
    return (int(text), "") if text.isdecimal() else (10**6, text)


@dataclass(frozen=True)
class Placed:
    """Where a table stands in the workbook: the title of its sheet, the letter of each column, its last row for entries."""

    title: str
    letters: Mapping[Column, str]
    last: int

    def cell(self, row: int, wanted: Callable[[Column], bool]) -> str:
        """A formula for the cell in a row and the first column of a kind; "" where there is no such column."""
        letter = next((letter for column, letter in self.letters.items() if wanted(column)), None)
        return "" if letter is None else f"INDEX({quote_sheetname(self.title)}!${letter}:${letter},{row})"

    def key(self, row: int) -> str:
        """A formula for the cell in a row that holds its key."""
        return f"INDEX({quote_sheetname(self.title)}!$A:$A,{row})"


def choices(chooser: Chooser, placed: Mapping[str, Placed]) -> dict[tuple[str, Column], Choice]:
    """What each column that is written offers, by the key of its sheet and the column."""
    found = {
        (table.sheet.key, column): chooser.choice(table, column)
        for table in chooser.tables
        for column in placed[table.sheet.key].letters
    }
    return {where: choice for where, choice in found.items() if choice is not None}


def write(
    book: Any, chooser: Chooser, offered: Mapping[tuple[str, Column], Choice], placed: Mapping[str, Placed]
) -> dict[Choice, str]:
    """Add both sheets; the formula by which a drop-down refers to each list."""
    users: dict[Choice, list[tuple[str, Column]]] = {}
    for where, choice in offered.items():
        users.setdefault(choice, []).append(where)
    fixed = {
        choice: _heading(chooser, where, offered)
        for choice, where in users.items()
        if isinstance(choice, Fixed) and choice != YES_OR_BLANK
    }
    title = texts(chooser.lang, "workbook")["terms"]
    formulas: dict[Choice, str] = {YES_OR_BLANK: f'"{YES}"'}
    formulas |= _write_terms(book.create_sheet(title), fixed, chooser.lang)
    moving = [choice for choice in users if isinstance(choice, FromRows)]
    if moving:
        formulas |= _write_moving(book.create_sheet(HIDDEN_SHEET), chooser, moving, placed)
    return formulas


def _heading(
    chooser: Chooser, users: Sequence[tuple[str, Column]], offered: Mapping[tuple[str, Column], Choice]
) -> str:
    """The names of the columns that use a list, each with its sheet where another list is for a column of that name."""
    t, lang = texts(chooser.lang, "workbook"), chooser.lang
    titles = {table.sheet.key: table.sheet.name.text(lang) for table in chooser.tables}
    choice = offered[users[0]]
    if all(column.range == FISCAL_YEAR for _, column in users):
        return t["years"]
    names = []
    for sheet, column in users:
        name = column.name.text(lang)
        shared = any(other.name.text(lang) == name and offered[key, other] != choice for key, other in offered)
        names.append(t["of_sheet"].format(name=name, sheet=titles[sheet]) if shared else name)
    return t["separator"].join(dict.fromkeys(names))


def _write_terms(sheet: Any, fixed: Mapping[Fixed, str], lang: str) -> dict[Choice, str]:
    formulas: dict[Choice, str] = {}
    for place, (choice, heading) in enumerate(fixed.items(), 1):
        letter = get_column_letter(place)
        formulas[choice] = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(choice.items) + 1}"
        head = sheet.cell(1, place)
        spreadsheet.put_text(head, heading)
        styles.dress_heading(head, required=False, hidden=False)
        for index, item in enumerate(choice.items, 2):
            cell = sheet.cell(index, place)
            spreadsheet.put_text(cell, item)
            cell.font = styles.font()
            cell.border = styles.ruled()
            cell.alignment = styles.wrapped()
        longest = max([lines_within(item, 2) for item in choice.items], default=1) * 2
        sheet.column_dimensions[letter].width = min(34, max(16, longest + 3))
    sheet.freeze_panes = "A2"
    sheet.sheet_view.showGridLines = False
    sheet.row_dimensions[1].height = 46
    styles.set_up_print(sheet, texts(lang, "workbook")["page"])
    return formulas


def _write_moving(
    sheet: Any, chooser: Chooser, moving: Sequence[FromRows], placed: Mapping[str, Placed]
) -> dict[Choice, str]:
    sheet.sheet_state = "hidden"
    wanted = {key for choice in moving for key, _ in choice.kinds}
    segments: dict[str, range] = {}
    row = 2
    for table in chooser.tables:
        if table.sheet.key in wanted:
            place = placed[table.sheet.key]
            segments[table.sheet.key] = range(row, row + place.last - 1)
            row = _write_names(sheet, row, chooser, table, place)
    return {
        choice: _write_moving_list(sheet, _FIRST_LIST + 2 * index, choice, segments)
        for index, choice in enumerate(moving)
    }


def _write_names(sheet: Any, row: int, chooser: Chooser, table: Table, place: Placed) -> int:
    """Kind and name of every row of a sheet, those to come included; keys of rows whose name alone does not tell."""
    twins = chooser.own_names(table)
    for index, text in enumerate(twins):
        sheet.cell(row + index, _TWINS, text.rpartition("［")[2].rstrip("］"))
    for number in range(2, place.last + 1):
        name, key = place.cell(number, lambda column: column.is_name), place.key(number)
        english = place.cell(number, lambda column: column.is_english_name) if chooser.lang == "en" else ""
        if english:
            name = f'IF({english}="",{name},{english})'
        shown = name
        if lists := place.cell(number, lambda column: column.path == LISTS):
            shown = f'IF({lists}="",{shown},{lists})'
        if printed := place.cell(number, lambda column: column.is_number):
            shown = f'IF({printed}="","",{printed}&" ")&{shown}'
        if twins:
            among = f"$C${row - number + 2}:$C${row - number + 1 + len(twins)}"
            shown += f'&IF(COUNTIF({among},{key})>0,"［"&{key}&"］","")'
        if kind := place.cell(number, lambda column: column.kind == "class"):
            sheet.cell(row, _KIND, f'={kind}&""')
        sheet.cell(row, _NAME, f'=IF({name}="","",{shown})')
        row += 1
    return row


def _write_moving_list(sheet: Any, place: int, choice: FromRows, segments: Mapping[str, range]) -> str:
    """Two columns: how many rows fit so far, and the fitting names without gaps."""
    count, listed = get_column_letter(place), get_column_letter(place + 1)
    last, total = 0, 0
    own = [(segments[key], labels) for key, labels in choice.kinds]
    for segment, labels in own:
        for row in segment:
            fits = [f'B{row}<>""']
            if labels:
                fits.append("OR(" + ",".join(f'A{row}="{label}"' for label in labels) + ")")
            if choice.programs:
                fits.append(f"SUMPRODUCT(--(B${segment[0]}:B{row}=B{row}))=1")
            before = f"{count}{last}+" if last else ""
            sheet.cell(row, place, f"={before}IF(AND({','.join(fits)}),1,0)")
            last = row
            total += 1
    first = own[0][0][0]
    for number in range(1, total + 1):
        found = f"MATCH({number},${count}${first}:${count}${last},0)"
        sheet.cell(number + 1, place + 1, f'=IFERROR(INDEX($B${first}:$B${last},{found}),"")')
    at = quote_sheetname(sheet.title) + "!"
    return f"OFFSET({at}${listed}$2,0,0,MAX(1,MAX({at}${count}${first}:${count}${last})),1)"
