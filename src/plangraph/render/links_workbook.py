"""The table of suggestions as a workbook in which a person decides row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from plangraph.match.links.links import RELATIONS
from plangraph.match.links.sssom import COLUMNS
from plangraph.render import spreadsheet
from plangraph.render.sssom_table import Row
from plangraph.text import lines_within

DECIDES: Final = ("decision", "relation", "subject_label", "object_label", "comment", "confidence", "author_label")
"""What a person looks at and writes, before the other columns."""
_HEADINGS: Final[dict[str, tuple[str, str, int]]] = {
    "subject_id": ("元のID", "subject ID", 26), "subject_label": ("元の名称", "subject", 40),
    "predicate_id": ("関係のID", "predicate ID", 18), "predicate_modifier": ("否定", "modifier", 8),
    "object_id": ("先のID", "object ID", 26), "object_label": ("先の名称", "object", 40),
    "mapping_justification": ("根拠の種類", "justification", 24), "confidence": ("確からしさ", "confidence", 11),
    "similarity_score": ("候補の点数", "score", 11), "author_label": ("決めた人", "decided by", 16),
    "mapping_date": ("決めた日", "date", 12), "comment": ("理由", "reason", 54),
    "decision": ("判断", "decision", 10), "relation": ("関係の候補", "proposed relation", 12), "rank": ("順位", "rank", 7),
}  # fmt: skip
_NOTE: Final = (
    "「判断」に はい・いいえ、または正しい関係（同じ、継続、改称、統合、分割、対応）を選んでください。空欄は未定のまま残ります。"
    "保存して plangraph import で読み込むと、はいは確認済み、いいえは否定として記録され、もう候補になりません。",
    "In “decision” choose yes, no, or the right relation (same, continues, renamed, merged, split, corresponds). Blank rows "
    "stay open. Save and read with plangraph import: yes is recorded as confirmed, no as rejected and not proposed again.",
)
_YES_NO: Final = (("はい", "yes"), ("いいえ", "no"))
_FIRST_ROW: Final = 4
_LINE: Final = 16
_HIGHEST: Final = 400


def xlsx(table: Sequence[Row], head: Iterable[str], lang: str) -> bytes:
    """The table as a workbook: a note, headings in words over those of the standard, and a list to choose from."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    english = lang == "en"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "links" if english else "つながりの候補"
    columns = (*DECIDES, *(name for name in COLUMNS if name not in DECIDES))
    spreadsheet.put_text(sheet["A1"], _NOTE[english])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(DECIDES))
    sheet.row_dimensions[1].height = 48
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    for number, name in enumerate(columns, 1):
        heading, standard = sheet.cell(2, number), sheet.cell(3, number)
        ja, en, width = _HEADINGS[name]
        spreadsheet.put_text(heading, en if english else ja)
        spreadsheet.put_text(standard, name)
        heading.font = Font(bold=True, color="FFFFFF")
        heading.fill = PatternFill("solid", start_color="2F5D7E")
        standard.font = Font(size=8, color="7F8C8D")
        sheet.column_dimensions[get_column_letter(number)].width = width
    thin, faint = Side(style="thin", color="7F8C8D"), Side(style="hair", color="BDC3C7")
    before = ""
    for row, cells in enumerate(table, _FIRST_ROW):
        line = Border(top=faint if cells["subject_id"] == before else thin)
        before = cells["subject_id"]
        for number, name in enumerate(columns, 1):
            cell = sheet.cell(row, number)
            _put(cell, name, cells[name])
            cell.alignment, cell.border = Alignment(wrap_text=name in DECIDES, vertical="top"), line
        lines = max(lines_within(cells[name], max(1, _HEADINGS[name][2] - 3)) for name in DECIDES)
        sheet.row_dimensions[row].height = min(_HIGHEST, lines * _LINE)
    last = max(_FIRST_ROW, _FIRST_ROW + len(table) - 1)
    words = [each[english] for each in (*_YES_NO, *(word for key, word in RELATIONS.items() if key != "none"))]
    choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
    sheet.add_data_validation(choice)
    choice.add(f"A{_FIRST_ROW}:A{last}")
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 5)
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(columns))}{last}"
    sheet.print_area = f"A1:{get_column_letter(len(DECIDES))}{last}"
    spreadsheet.print_setup(sheet, 2, "page" if english else "ページ")
    about = book.create_sheet("sssom")
    for number, line in enumerate(head, 1):
        spreadsheet.put_text(about.cell(number, 1), line)
    return spreadsheet.book_bytes(book)


def _put(cell: Any, name: str, text: str) -> None:
    if name in ("confidence", "similarity_score", "rank") and text:
        cell.value = int(text) if name == "rank" else float(text)
        cell.number_format = "0" if name == "rank" else "0.00"
    elif text:
        spreadsheet.put_text(cell, text)
