"""The sheet that lists all findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from plangraph.check.results import SEVERITIES
from plangraph.render import findings_words, spots, spreadsheet
from plangraph.text import lines_within

COLOURS: Final = {"violation": "F8C9C4", "warning": "FBE3A6", "info": "CFE2F3"}
_COLUMNS: Final = {
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
_WRAPPED_BY_HEIGHT: Final = (
    "place",
    "thing",
    "value",
    "wrong",
    "remedy",
    "suggestion",
    "departments",
    "rule",
    "column",
)
_FONT: Final = "Yu Gothic"
_TEXT_LIMIT: Final = 32_000
_LINE: Final = 15

Link = Callable[[findings_words.Finding], spots.Cell | None]


def name(taken: Sequence[str], lang: str) -> str:
    """A name for the sheet that no other sheet has; Excel does not tell upper from lower case."""
    wanted = title = findings_words.texts(lang)["findings"]
    lower = {each.lower() for each in taken}
    count = 1
    while title.lower() in lower:
        count += 1
        title = f"{wanted} ({count})"
    return title


def ordered(described: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """By severity, rule and department, then from top to bottom."""
    return sorted(
        described,
        key=lambda each: (
            SEVERITIES.index(each["severity"]),
            each["rule"],
            findings_words.departments(each),
            each["source"],
            spots.order(each),
        ),
    )


def fill(sheet: Any, described: Sequence[dict[str, Any]], lang: str, link: Link) -> None:
    """Write counts and list into an empty sheet; `link` gives the cell of this workbook that a finding leads to."""
    t = findings_words.texts(lang)
    findings = ordered(described)
    linked = any(link(each) for each in findings)
    _put(sheet.cell(1, 1), t["list_title"].format(n=len(findings)) if findings else t["nothing"], bold=True, size=14)
    for index, (severity, count) in enumerate(findings_words.counts(findings).items(), 2):
        _colour(sheet.cell(index, 2), severity)
        _put(sheet.cell(index, 2), findings_words.severity_name(severity, lang))
        _put(sheet.cell(index, 3), count)
    _put(sheet.cell(5, 1), t["list_linked" if linked else "list_hint"] if findings else t["nothing_more"])
    head = 7
    for column, key in enumerate(_COLUMNS, 1):
        _put(sheet.cell(head, column), t[key], bold=True, wrap=True, ruled=True)
        sheet.cell(head, column).fill = _solid("E3EAF0")
    for index, each in enumerate(findings, 1):
        _write_row(sheet, head + index, index, each, lang, link)
    _set_up(sheet, head, head + len(findings), t)


def _write_row(sheet: Any, row: int, index: int, finding: findings_words.Finding, lang: str, link: Link) -> None:
    said = _said(finding, lang)
    lines = 1
    for column, (key, width) in enumerate(_COLUMNS.items(), 1):
        cell = sheet.cell(row, column)
        _put(cell, index if key == "number" else said[key], wrap=True, ruled=True)
        if key in _WRAPPED_BY_HEIGHT:
            lines = max(lines, lines_within(said[key], width - 2))
    _colour(sheet.cell(row, 2), finding["severity"])
    sheet.row_dimensions[row].height = min(400, lines * _LINE + 3)
    target = link(finding)
    if target is not None:
        _lead(sheet.cell(row, 1 + list(_COLUMNS).index("place")), target, lang)


def _said(finding: findings_words.Finding, lang: str) -> Mapping[str, str]:
    return {
        "severity": findings_words.severity_name(finding["severity"], lang),
        "source": finding["source"],
        "place": finding["place"] or "",
        "column": finding.get("column") or "",
        "thing": finding["label"],
        "value": findings_words.value(finding),
        "wrong": finding["message"],
        "remedy": finding["remedy"],
        "suggestion": findings_words.suggested(finding, lang),
        "departments": findings_words.texts(lang)["separator"].join(findings_words.departments(finding)),
        "rule": findings_words.rule_name(finding["rule"], lang),
    }


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


def _colour(cell: Any, severity: str) -> None:
    cell.fill = _solid(COLOURS[severity])


def _lead(cell: Any, target: spots.Cell, lang: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = target.sheet.replace("'", "''")
    tip = findings_words.texts(lang)["to_cell"]
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{target.name}", tooltip=tip)
    cell.font = Font(_FONT, 11, color="00568A", underline="single")


def _set_up(sheet: Any, head: int, last: int, t: Mapping[str, str]) -> None:
    """Widths, frozen header, filter, and A4 landscape one page wide with the header on every page."""
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(_COLUMNS.values(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(_COLUMNS))}{max(last, head + 1)}"
    spreadsheet.print_setup(sheet, head, t["page"])
