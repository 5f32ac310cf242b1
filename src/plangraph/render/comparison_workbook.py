"""The table of old and new as a workbook to print: A4 landscape, with indicators, coverage and evidence on sheets of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from plangraph.render import comparison_page, spreadsheet
from plangraph.text import lines_within
from plangraph.view import old_and_new
from plangraph.view.comparison import VALUES, Comparison
from plangraph.view.comparison_words import texts

_FONT: Final = "Yu Gothic"
_LINE: Final = 14.5
_HEAD: Final = "D9E2EA"
_GROUP: Final = "F0F3F6"
_HIGHEST: Final = 400


def write(told: Comparison, lang: str) -> bytes:
    """The workbook; texts are in `lang`, names as the plans print them."""
    import openpyxl

    chosen = "en" if lang == "en" else "ja"
    t = texts(chosen)
    book = openpyxl.Workbook()
    book.remove(book.active)
    if told.mode == "cities":
        _cities(book.create_sheet(t["sheet_cities"]), told, chosen)
    else:
        name = t["sheet_side" if told.mode == "side" else "sheet_table"]
        _contrast(book.create_sheet(name), told, chosen)
        if comparison_page.indicators(told, chosen):
            _indicators(book.create_sheet(t["sheet_indicators"]), told, chosen)
    _coverage(book.create_sheet(t["sheet_coverage"]), told, chosen)
    if told.mode != "cities":
        _evidence(book.create_sheet(t["sheet_evidence"]), told, chosen)
    return spreadsheet.book_bytes(book)


class _Sheet:
    """A sheet that is filled from top to bottom in columns of given widths."""

    def __init__(self, sheet: Any, widths: Sequence[int], title: str, below: Sequence[str], page_name: str) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet, self.widths, self.row, self.page_name = sheet, widths, 1, page_name
        for index, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        self._over(title, bold=True, size=14, center=True)
        for line in below:
            self._over(line, size=9)

    def heads(self, heads: Sequence[str]) -> None:
        """The headings, repeated on every printed page."""
        self.line(heads, bold=True, fill=_HEAD, center=True)
        self.sheet.freeze_panes = self.sheet.cell(self.row, 1)
        spreadsheet.print_setup(self.sheet, self.row - 1, self.page_name)

    def band(self, text: str) -> None:
        """A title over all columns."""
        self._over(text, bold=True, fill=_HEAD, ruled=True)

    def line(self, values: Sequence[Any], *, bold: bool = False, fill: str | None = None, center: bool = False) -> None:
        """A row with borders, as high as its longest text needs."""
        most = 1
        for column, value in enumerate(values, 1):
            self._put(self.row, column, value, bold=bold, fill=fill, center=center, ruled=True)
            most = max(most, lines_within(_shown(value), int(self.widths[column - 1] * 1.04) - 1))
        self.sheet.row_dimensions[self.row].height = min(_HIGHEST, most * _LINE + 4)
        self.row += 1

    def _over(
        self, text: str, *, bold: bool = False, size: int = 10, fill: str | None = None, center: bool = False, ruled: bool = False
    ) -> None:  # fmt: skip
        count = len(self.widths)
        for column in range(1, count + 1):
            self._put(self.row, column, text if column == 1 else None, bold=bold, size=size, fill=fill, center=center, ruled=ruled)  # fmt: skip
        self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=count)
        lines = lines_within(text, int(sum(self.widths) * (10 / size)) - 2)
        self.sheet.row_dimensions[self.row].height = max(lines * _LINE * max(1, size / 10), _LINE) + 4
        self.row += 1

    def _put(
        self, row: int, column: int, value: Any, *, bold: bool = False, size: int = 10, fill: str | None = None, center: bool = False, ruled: bool = False
    ) -> None:  # fmt: skip
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell = self.sheet.cell(row, column)
        if isinstance(value, str):
            spreadsheet.put_text(cell, value)
        elif value is not None:
            cell.value = value
        cell.font = Font(_FONT, size, bold=bold)
        cell.alignment = Alignment(wrap_text=True, vertical="center" if center else "top", horizontal="center" if center else None)  # fmt: skip
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        if ruled:
            line = Side("thin", color="000000")
            cell.border = Border(line, line, line, line)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _contrast(sheet: Any, told: Comparison, lang: str) -> None:
    t = texts(lang)
    version = comparison_page.version(told, lang)
    made = _Sheet(sheet, (50, 50, 44), version["table_title"], version["notes"], t["page"])
    heads = version["heads"]
    made.heads([f"{heads[0]}\n{told.old.title}", f"{heads[1]}\n{told.new.title}", heads[2]])
    for part in version["parts"]:
        made.band(part.title)
        for band in part.bands:
            if band.old or band.new:
                made.line([band.old or "—", band.new or "—", ""], bold=True, fill=_GROUP)
            for row in band.rows:
                made.line([_cells(row.old), _cells(row.new), "\n".join(row.lines)])


def _cells(cells: Sequence[old_and_new.Cell]) -> str:
    return "\n".join(f"{each.title}\n　{each.detail}" if each.detail else each.title for each in cells) or "—"


def _indicators(sheet: Any, told: Comparison, lang: str) -> None:
    t = texts(lang)
    heads = comparison_page.heads(told, lang)
    made = _Sheet(sheet, (32, 32, 12, 10, 20, 20, 20, 20), t["indicators"], [t["compared_indicators_note"]], t["page"])
    made.heads([heads[0], heads[1], heads[2], t["unit"], *(t[name] for name in VALUES)])
    for row in comparison_page.indicators(told, lang):
        status = "\n".join(filter(None, (row["status"], row["note"])))
        units = " → ".join(dict.fromkeys(row["units"]))
        values = [
            f"{each['old'] or '—'} → {each['new'] or '—'}" + (f"\n{each['change']}" if each["change"] else "")
            if each["old"] or each["new"]
            else ""
            for each in row["values"]
        ]
        made.line([row["old"] or "—", row["new"] or "—", status, units, *values])


def _coverage(sheet: Any, told: Comparison, lang: str) -> None:
    t = texts(lang)
    made = _Sheet(sheet, (60, 18, 18, 32), t["coverage"], [t["coverage_note"]], t["page"])
    made.heads(
        [t["concept"], told.old.title, told.new.title, t["change" if told.mode == "generations" else "difference"]]
    )
    for group in comparison_page.coverage(told, lang):
        made.band(group["title"])
        for row in group["rows"]:
            made.line([row["name"], row["before"], row["after"], row["change"]])


def _evidence(sheet: Any, told: Comparison, lang: str) -> None:
    t = texts(lang)
    heads = comparison_page.heads(told, lang)
    made = _Sheet(sheet, (34, 34, 12, 10, 44, 16, 34), t["sheet_evidence"], [], t["page"])
    made.heads([heads[0], heads[1], t["relation"], t["confidence"], t["reason"], t["by"], t["places"]])
    for change in told.shown:
        for row in old_and_new.evidence(told, change, lang):
            reason = "\n".join(filter(None, (row.reason, *row.lines)))
            made.line([row.old, row.new, row.relation, row.confidence, reason, row.by, "\n".join(row.places)])


def _cities(sheet: Any, told: Comparison, lang: str) -> None:
    t = texts(lang)
    made = _Sheet(sheet, (26, 52, 52, 22), t["title_cities"], old_and_new.notes(told, lang), t["page"])
    made.heads([t["concept"], told.old.title, told.new.title, t["difference"]])
    for group in comparison_page.cities(told, lang):
        made.band(group["title"])
        for row in group["rows"]:
            sides = [t["list_join"].join(side["names"]) or "—" for side in row["sides"]]
            made.line([row["name"], *sides, row["said"]])
