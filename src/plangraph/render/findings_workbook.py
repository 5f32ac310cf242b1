"""Findings in workbooks: the list, a copy of the checked workbook with its cells marked, and one with suggestions put in."""

from __future__ import annotations

import io
import warnings
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plangraph.check.findings import Finding, summary
from plangraph.check.results import SEVERITIES
from plangraph.errors import PlangraphError
from plangraph.render import findings_logs as logs
from plangraph.render import spreadsheet
from plangraph.store.places import Cell
from plangraph.text import Text, lines_within
from plangraph.view.records import Checked

COLOURS: Final = {"violation": "F8C9C4", "warning": "FBE3A6", "info": "CFE2F3"}
_CHANGED: Final = "C6EFCE"
_WIDTHS: Final = {
    "number": 5,
    "severity": 9,
    "source": 12,
    "place": 11,
    "column": 12,
    "thing": 22,
    "value": 16,
    "wrong": 30,
    "remedy": 26,
    "suggestion": 20,
    "departments": 14,
    "rule": 16,
}
_OF_ONE_LINE: Final = ("number", "severity", "source")
_HEAD: Final = 7
_FONT: Final = "Yu Gothic"
_TEXT_LIMIT: Final = 32_000
_LINE: Final = 15
_AUTHOR: Final = "plangraph"
_NOTE_WIDTH: Final = 360
_NOTE_CHARACTERS: Final = 48
_NOTE_LINE: Final = 17
_MOST_IN_NOTE: Final = 12
_HARMLESS: Final = "no default style"

Link = Callable[[Finding], Cell | None]
"""The cell of this workbook that a finding leads to."""


@dataclass(frozen=True)
class Written:
    """What was written: `copied` is false where it is the list alone, `lost` says what forbade a copy."""

    text: Text
    copied: bool
    lost: tuple[str, ...] = ()


def workbook(checked: Checked, lang: str) -> bytes:
    """The marked copy or the list alone."""
    return marked(checked, lang)[0]


def marked(checked: Checked, lang: str) -> tuple[bytes, Written]:
    """A copy of the checked workbook, which is only read, and what was written.

    In the copy each cell that a finding names is coloured by the gravest and has a note, and the first sheet lists all
    findings. Without a workbook, or where a copy would lose something of it, only the list is written.
    """
    if checked.workbook is None:
        return _alone(checked.findings, lang)
    try:
        lost = spreadsheet.losses(checked.workbook)
        book, warned = _load(checked.workbook) if not lost.grave else (None, False)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError):
        return _alone(checked.findings, lang, key="list_unreadable")
    if book is None or warned:
        return _alone(checked.findings, lang, grave=lost.grave or ("other",))
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    title = _sheet_name(book.sheetnames, lang)
    for comment in (cell.comment for sheet in book.worksheets for cell in _commented(sheet)):
        comment.width, comment.height = _NOTE_WIDTH, _note_height(comment.text)
    for cell, own in _by_cell(checked.findings, sheets).items():
        _mark(sheets[cell.sheet][cell.name], own, title, lang)
    first = book.create_sheet(title, 0)
    _fill(first, checked.findings, lang, lambda finding: next(iter(_cells(finding, sheets)), None))
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is first
    book.active = 0
    for view in book.views:
        view.firstSheet = 0
    unplaced = sum(not _cells(finding, sheets) for finding in checked.findings)
    text = Text(*(_copied(language, title, lost, unplaced) for language in ("ja", "en")))
    return spreadsheet.book_bytes(book), Written(text, copied=True)


def fixed(original: Path, texts: Mapping[Cell, str], lang: str) -> bytes:
    """A copy of a workbook with other texts in some cells, each marked; one that a copy would harm is refused."""
    import openpyxl
    from openpyxl.comments import Comment

    if spreadsheet.losses(original).grave:
        raise PlangraphError(
            f"{original.name} には図やグラフがあり、写しを作ると失われます。一覧（-o 結果.xlsx）を見て手で直してください。",
            f"{original.name} has drawings or charts that a copy would lose. Use the list (-o FILE.xlsx) and change it by hand.",
        )
    book = openpyxl.load_workbook(original)
    for place, text in texts.items():
        cell = book[place.sheet][place.name]
        before = "" if cell.value is None else str(cell.value)
        cell.value = text
        cell.data_type = "s"
        cell.fill = _solid(_CHANGED)
        cell.comment = Comment(f"元の内容: {before}" if lang == "ja" else f"It was: {before}", _AUTHOR)
    buffer = io.BytesIO()
    book.save(buffer)
    return spreadsheet.dateless(buffer.getvalue())


def _load(path: Path) -> tuple[Any, bool]:
    """The workbook, and whether its reader warned of something it leaves out."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    content = path.read_bytes()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
        except (InvalidFileException, OSError) as error:
            raise ValueError(str(error)) from error
    if not book.worksheets:
        raise ValueError(path.name)
    texts = [str(warning.message) for warning in caught if issubclass(warning.category, UserWarning)]
    return book, any(_HARMLESS not in text for text in texts)


def _alone(
    findings: Sequence[Finding], lang: str, *, key: str = "list_alone", grave: tuple[str, ...] = ()
) -> tuple[bytes, Written]:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = _sheet_name((), lang)
    _fill(book.active, findings, lang, lambda _: None)
    text = Text(*(_list_alone(language, key, grave) for language in ("ja", "en")))
    return spreadsheet.book_bytes(book), Written(text, copied=False, lost=grave)


def _list_alone(lang: str, key: str, grave: tuple[str, ...]) -> str:
    t = logs.texts(lang)
    return t["list_losses"].format(losses=_named(grave, t)) if grave else t[key]


def _copied(lang: str, title: str, lost: spreadsheet.Losses, unplaced: int) -> str:
    t = logs.texts(lang)
    parts = [t["copied"].format(sheet=title)]
    if lost.slight:
        parts.append(t["slightly"].format(losses=_named(lost.slight, t)))
    if unplaced:
        parts.append(t["unplaced"].format(n=unplaced))
    return ("" if lang == "ja" else " ").join(parts)


def _named(kinds: Iterable[str], t: Mapping[str, str]) -> str:
    return t["separator"].join(t[f"loss_{kind}"] for kind in kinds)


def _cells(finding: Finding, sheets: Mapping[str, Any]) -> list[Cell]:
    """The cells of a finding that are in this workbook; of merged cells the first."""
    return [_unmerged(cell, sheets[cell.sheet]) for cell in finding.place.cells if cell.sheet in sheets]


def _unmerged(cell: Cell, sheet: Any) -> Cell:
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= cell.row <= merged.max_row and merged.min_col <= cell.column <= merged.max_col:
            return Cell(cell.sheet, merged.min_row, merged.min_col)
    return cell


def _by_cell(findings: Sequence[Finding], sheets: Mapping[str, Any]) -> dict[Cell, list[Finding]]:
    found: dict[Cell, list[Finding]] = {}
    for finding in _ordered(findings):
        for cell in dict.fromkeys(_cells(finding, sheets)):
            found.setdefault(cell, []).append(finding)
    return found


def _commented(sheet: Any) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]


def _mark(cell: Any, findings: Sequence[Finding], title: str, lang: str) -> None:
    from openpyxl.comments import Comment

    cell.fill = _solid(COLOURS[logs.gravest(findings)])
    notes = [_note(finding, lang) for finding in findings[:_MOST_IN_NOTE]]
    if len(findings) > _MOST_IN_NOTE:
        notes.append(logs.texts(lang)["more"].format(n=len(findings) - _MOST_IN_NOTE, sheet=title))
    before, author = (cell.comment.text, cell.comment.author) if cell.comment else (None, _AUTHOR)
    text = "\n\n".join([*([before] if before else []), *notes])
    cell.comment = Comment(text, author, height=_note_height(text), width=_NOTE_WIDTH)


def _note(finding: Finding, lang: str) -> str:
    t = logs.texts(lang)
    severity = logs.severity_name(finding.severity, lang)
    lines = [t["comment_title"].format(severity=severity, message=finding.message)]
    if finding.remedy:
        lines.append(t["comment_remedy"].format(text=finding.remedy))
    if suggestion := logs.suggested(finding, lang):
        lines.append(t["comment_suggestion"].format(text=suggestion))
    return spreadsheet.clean("\n".join(lines))


def _note_height(text: str) -> int:
    return min(900, lines_within(text, _NOTE_CHARACTERS) * _NOTE_LINE + 16)


def _sheet_name(taken: Sequence[str], lang: str) -> str:
    """A name for the list that no other sheet has; Excel does not tell upper from lower case."""
    wanted = title = logs.texts(lang)["findings"]
    lower = {name.lower() for name in taken}
    count = 1
    while title.lower() in lower:
        count += 1
        title = f"{wanted} ({count})"
    return title


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, rule and department, then from top to bottom."""
    return sorted(
        findings,
        key=lambda finding: (
            SEVERITIES.index(finding.severity),
            finding.rule,
            logs.departments(finding),
            finding.place.source,
            finding.place.order,
        ),
    )


def _fill(sheet: Any, findings: Sequence[Finding], lang: str, link: Link) -> None:
    """Write counts and list into an empty sheet."""
    from openpyxl.utils import get_column_letter

    t = logs.texts(lang)
    linked = any(link(finding) for finding in findings)
    _put(sheet.cell(1, 1), t["list_title"].format(n=len(findings)) if findings else t["nothing"], bold=True, size=14)
    for row, (severity, count) in enumerate(summary(findings).items(), 2):
        _put(sheet.cell(row, 2), logs.severity_name(severity, lang))
        sheet.cell(row, 2).fill = _solid(COLOURS[severity])
        _put(sheet.cell(row, 3), count)
    _put(sheet.cell(5, 1), t["list_linked" if linked else "list_hint"] if findings else t["nothing_more"])
    for column, (key, width) in enumerate(_WIDTHS.items(), 1):
        _put(sheet.cell(_HEAD, column), t[key], bold=True, wrap=True, ruled=True)
        sheet.cell(_HEAD, column).fill = _solid("E3EAF0")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, finding in enumerate(_ordered(findings), 1):
        _write_row(sheet, number, finding, lang, link(finding))
    sheet.freeze_panes = sheet.cell(_HEAD + 1, 1)
    sheet.auto_filter.ref = f"A{_HEAD}:{get_column_letter(len(_WIDTHS))}{_HEAD + max(len(findings), 1)}"
    spreadsheet.print_setup(sheet, _HEAD, t["page"])


def _write_row(sheet: Any, number: int, finding: Finding, lang: str, target: Cell | None) -> None:
    texts = {
        "severity": logs.severity_name(finding.severity, lang),
        "source": finding.place.source,
        "place": finding.place.text,
        "column": finding.place.column or "",
        "thing": finding.element.label,
        "value": value.label if (value := logs.value(finding)) is not None else "",
        "wrong": finding.message,
        "remedy": finding.remedy,
        "suggestion": logs.suggested(finding, lang),
        "departments": logs.texts(lang)["separator"].join(logs.departments(finding)),
        "rule": logs.rule_name(finding.rule, lang),
    }
    row = _HEAD + number
    for column, key in enumerate(_WIDTHS, 1):
        _put(sheet.cell(row, column), number if key == "number" else texts[key], wrap=True, ruled=True)
    lines = max(lines_within(texts[key], _WIDTHS[key] - 2) for key in _WIDTHS if key not in _OF_ONE_LINE)
    sheet.cell(row, 2).fill = _solid(COLOURS[finding.severity])
    sheet.row_dimensions[row].height = min(400, lines * _LINE + 3)
    if target is not None:
        _lead(sheet.cell(row, 1 + list(_WIDTHS).index("place")), target, lang)


def _put(
    cell: Any, value: str | int, *, bold: bool = False, size: int = 11, wrap: bool = False, ruled: bool = False
) -> None:
    """Write text as text, whatever it starts with."""
    from openpyxl.styles import Alignment, Border, Font, Side

    if value == "":
        cell.value = None
    elif isinstance(value, str):
        spreadsheet.put_text(cell, value[:_TEXT_LIMIT])
    else:
        cell.value = value
    cell.font = Font(_FONT, size, bold=bold)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if ruled:
        line = Side("thin", color="C9D2DA")
        cell.border = Border(line, line, line, line)


def _solid(colour: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", start_color=colour)


def _lead(cell: Any, target: Cell, lang: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = target.sheet.replace("'", "''")
    tip = logs.texts(lang)["to_cell"]
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{target.name}", tooltip=tip)
    cell.font = Font(_FONT, 11, color="00568A", underline="single")
